package swarm

import (
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/internal/testing/deadline"
	"github.com/blindfit/blindfit/ml/dp"
	"github.com/blindfit/blindfit/ml/squares"
	"github.com/blindfit/blindfit/protocol/wire"
)

// program builds the facilitator, once for all tests.
var program = sync.OnceValues(func() (string, error) {
	path := filepath.Join(binaries, "facilitator")
	if runtime.GOOS == "windows" {
		path += ".exe"
	}
	out, err := exec.Command("go", "build", "-tags", tags, "-o", path, "github.com/blindfit/blindfit/cmd/facilitator").CombinedOutput()
	if err != nil {
		return string(out), err
	}
	return path, nil
})

// small is a swarm without faults of three owners in one training.
func small(t *testing.T) Config {
	t.Helper()
	path, err := program()
	if err != nil {
		t.Fatalf("the facilitator is not built: %v\n%s", err, path)
	}
	return Config{Owners: 3, Trainings: 1, Rounds: 1, Columns: 3, Rows: 4, KeyBits: max(phe.MinBits, 512), Away: 50 * time.Millisecond,
		Timeout: 10 * time.Second, DropOut: map[wire.Phase]float64{}, Program: path, Replicas: 1, Dir: t.TempDir(), Seed: 1}
}

// TestSwarm: owners who drop out in every phase and come back, send twice and send garbage, in two trainings at once,
// leave every sum exact. In about one of three attempts nobody drops out.
func TestSwarm(t *testing.T) {
	c := small(t)
	c.Owners, c.Trainings, c.Rounds = 36, 2, 2
	c.Duplicate, c.Garbage, c.Arrive = 0.4, 0.4, 200*time.Millisecond
	for _, p := range Phases {
		c.DropOut[p] = 0.03
	}
	r, err := Run(deadline.Context(t), c, nil)
	if err != nil {
		t.Fatal(err)
	}
	if !r.OK() {
		t.Errorf("the report is not well: %+v", r)
	}
	if f := r.Faults; len(f.DroppedOut) == 0 || f.Duplicates == 0 || f.Garbage == 0 {
		t.Errorf("no fault of a kind happened: %+v", f)
	}
	if r.Rounds != 6 || r.Sums.Numbers != 6*5 || r.Uploads < 6*12 {
		t.Errorf("%d rounds, %d numbers and %d uploads, want 6, 30 and at least 72", r.Rounds, r.Sums.Numbers, r.Uploads)
	}
	if runtime.GOOS == "linux" && (len(r.Facilitators) != 1 || r.Facilitators[0].PeakBytes == 0 || r.Facilitators[0].Files == 0) {
		t.Error("the facilitator's memory and files are not told")
	}
}

// TestWrongSum: a sum that is not the owners' is reported, whatever is wrong about it.
func TestWrongSum(t *testing.T) {
	ctx := deadline.Context(t)
	w, err := gather(ctx, small(t))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = stopAll(w.facilitators) }()
	w.run(ctx)
	verdict := func() *Report {
		t.Helper()
		r, err := w.conclude(time.Second)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	if r := verdict(); !r.OK() || r.Sums.Numbers != 10 {
		t.Fatalf("a sound run is not well: %+v", r)
	}
	stats := w.troops[0].owners[1].stats
	stats.N++
	if r := verdict(); r.OK() || r.Sums.Exact || r.Sums.Wrong != 2 {
		t.Errorf("a row too many is not told: %+v", r.Sums)
	}
	stats.N--
	stats.B[1].Add(stats.B[1], stats.B[1])
	if r := verdict(); r.OK() || r.Sums.Wrong == 0 {
		t.Errorf("a changed row is not told: %+v", r.Sums)
	}
}

// TestRoundOfSums: all sums at once are compared as well, and with noise a swarm is judged by the rest.
func TestRoundOfSums(t *testing.T) {
	ctx := deadline.Context(t)
	c := small(t)
	c.OneRound, c.Trainings, c.Owners = true, 1, 4
	w, err := gather(ctx, c)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = stopAll(w.facilitators) }()
	w.run(ctx)
	r, err := w.conclude(time.Second)
	if err != nil || !r.OK() || r.Rounds != 1 || r.Sums.Numbers != squares.Values(c.Columns) {
		t.Fatalf("%+v: %v", r, err)
	}
	exact := each(r, "GET keys")
	w.troops[0].owners[2].stats.YY.SetBit(w.troops[0].owners[2].stats.YY, 70, 1)
	if r, err := w.conclude(time.Second); err != nil || r.OK() || r.Sums.Wrong != 1 {
		t.Errorf("a changed sum is not told: %+v, %v", r, err)
	}
	c = small(t)
	c.OneRound, c.Trainings, c.Owners, c.Epsilon = true, 1, 4, dp.MaxEpsilon // little noise: so few rows would drown in more
	r, err = Run(ctx, c, nil)
	if err != nil || !r.OK() || r.Sums.Exact || r.Rounds != 1 {
		t.Errorf("with noise: %+v, %v", r, err)
	}
	if !slices.ContainsFunc(r.Requests, func(l Latency) bool { return l.Request == "PUT reveals" && l.Count == 4 }) {
		t.Errorf("no reveals among %+v", r.Requests)
	}
	// Owners read the lists twice, and are sent them once.
	for _, what := range []string{"GET keys", "GET uploads"} {
		if got := each(r, what); got < 0.4*exact || got > 0.75*exact {
			t.Errorf("%s: %.0f bytes each time, the list of keys has %.0f", what, got, exact)
		}
	}
}

// each is how many bytes the answer to a request has, 0 if there was none.
func each(r *Report, request string) float64 {
	for _, l := range r.Requests {
		if l.Request == request && l.Count > 0 {
			return float64(l.Down) / float64(l.Count)
		}
	}
	return 0
}

// TestConfig: what cannot be is refused by the name of its flag.
func TestConfig(t *testing.T) {
	for name, bend := range map[string]func(*Config){
		"--owners": func(c *Config) { c.Owners = 2 }, "--trainings": func(c *Config) { c.Trainings = 0 },
		"--rounds": func(c *Config) { c.Rounds = 0 }, "--columns": func(c *Config) { c.Columns = 1 },
		"--key-bits": func(c *Config) { c.KeyBits = phe.MinBits - 64 }, "--garbage": func(c *Config) { c.Garbage = 1.1 }, "one round": func(c *Config) { c.Epsilon = 1 },
		"--drop-upload": func(c *Config) { c.DropOut[wire.PhaseUpload] = -1 }, "--replicas": func(c *Config) { c.Replicas = 2 },
	} {
		c := Config{Owners: 3, Trainings: 1, Rounds: 1, Columns: 3, Rows: 4, KeyBits: phe.MinBits, Timeout: time.Second,
			DropOut: map[wire.Phase]float64{}, Replicas: 1}
		if err := c.Validate(); err != nil {
			t.Fatal(err)
		}
		bend(&c)
		if err := c.Validate(); err == nil || err.Error()[:len(name)] != name {
			t.Errorf("%s: error is %v", name, err)
		}
	}
}
