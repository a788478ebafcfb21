package modelowner_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/blindfit/blindfit/dataowner"
	"github.com/blindfit/blindfit/dataowner/consent"
	"github.com/blindfit/blindfit/dataowner/store"
	"github.com/blindfit/blindfit/dataowner/vault"
	"github.com/blindfit/blindfit/internal/testing/deadline"
	"github.com/blindfit/blindfit/ml/kinds"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/ml/squares"
	"github.com/blindfit/blindfit/modelowner"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/server"
	"github.com/blindfit/blindfit/server/round"
	"github.com/blindfit/blindfit/server/store/sqlite"
)

// facilitator is a real one on a loopback port: SQLite store, round machine, HTTP server.
type facilitator struct {
	t       testing.TB
	dir     string
	addr    string
	http    *http.Server
	server  *server.Server
	machine *round.Machine
	store   *sqlite.Store
	done    chan struct{}
}

func startFacilitator(t testing.TB) *facilitator {
	f := &facilitator{t: t, dir: t.TempDir(), addr: "127.0.0.1:0"}
	f.start()
	t.Cleanup(f.stop)
	return f
}

func (f *facilitator) start() {
	f.t.Helper()
	var err error
	if f.store, err = sqlite.Open(context.Background(), f.dir); err != nil {
		f.t.Fatal(err)
	}
	if f.machine, err = round.New(context.Background(), round.Options{Store: f.store}); err != nil {
		f.t.Fatal(err)
	}
	if f.server, err = server.New(server.Options{Machine: f.machine}); err != nil {
		f.t.Fatal(err)
	}
	l, err := net.Listen("tcp", f.addr)
	if err != nil {
		f.t.Fatal(err)
	}
	f.addr = l.Addr().String()
	f.http, f.done = &http.Server{Handler: f.server}, make(chan struct{})
	go func() { defer close(f.done); _ = f.http.Serve(l) }()
}

// stop ends the facilitator; start brings it back at the same address with the same store.
func (f *facilitator) stop() {
	f.server.Drain()
	f.http.Close()
	<-f.done
	f.machine.Close()
	f.store.Close()
}

func (f *facilitator) url() string { return "http://" + f.addr }

// keys are made once for all tests of the package.
var keys = sync.OnceValues(func() (*keyring, error) {
	dir, err := mkdir()
	if err != nil {
		return nil, err
	}
	k, err := modelowner.GenerateKeys(dir, nil)
	return &keyring{k}, err
})

type keyring struct{ *modelowner.Keys }

func testKeys(t testing.TB) *modelowner.Keys {
	t.Helper()
	k, err := keys()
	if err != nil {
		t.Fatal(err)
	}
	return k.Keys
}

// modelJSON is a training file over three features; extra goes into its objects as given.
func modelJSON(trainingFields string) string { return crowdJSON(trainingFields, 3) }

// crowdJSON is modelJSON for a training that starts with a given number of owners.
func crowdJSON(trainingFields string, start int) string {
	return fmt.Sprintf(`{
  "name": "Test",
  "features": [
    {"name": "a", "type": "continuous", "min": -10, "max": 30},
    {"name": "b", "type": "discrete", "min": 0, "max": 9},
    {"name": "c", "type": "nominal", "levels": ["red", "green"]}
  ],
  "target": {"name": "y", "type": "continuous", "min": -50, "max": 50},
  "training": {%s},
  "bounds": {"rows": 4096, "weight": 64},
  "cohort": {"min": 3, "max": %d, "start": %d},
  "key_bits": %d
}`, trainingFields, max(5, start), start, keyBits)
}

func parseFile(t testing.TB, text string) *spec.File {
	t.Helper()
	f, err := spec.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// rows makes one owner's table: a linear target with noise, different for every owner.
func rows(owner, n int) string {
	r := rand.New(rand.NewPCG(uint64(owner), 7))
	var b strings.Builder
	b.WriteString("a,b,c,y\n")
	for range n {
		a, k, c := r.Float64()*40-10, r.IntN(10), r.IntN(2)
		y := 0.7*a - 1.3*float64(k) + 4*float64(c) + r.NormFloat64()*2 + float64(owner)
		fmt.Fprintf(&b, "%.4f,%d,%s,%.4f\n", a, k, []string{"red", "green"}[c], y)
	}
	return b.String()
}

// pooled sums the rows of all owners, in the clear.
func pooled(t testing.TB, f *spec.File, csvs ...string) *squares.Statistics {
	t.Helper()
	var all *squares.Statistics
	for _, csv := range csvs {
		table, _, err := f.Schema().ReadCSV(strings.NewReader(csv), schema.ReadOptions{NeedTarget: true})
		if err != nil {
			t.Fatal(err)
		}
		s, err := squares.Accumulate(table)
		if err != nil {
			t.Fatal(err)
		}
		if all == nil {
			all = squares.NewStatistics(len(s.B))
		}
		all.Add(s)
	}
	return all
}

// owner is a data owner taking part in the background.
type owner struct {
	*dataowner.Owner
	t      testing.TB
	cancel context.CancelFunc
	ended  chan error
	late   <-chan struct{} // closed when the test has no more time
}

// join opens a link with a real data owner and lets it take part until the test ends or stop is called.
func join(t testing.TB, link identity.Link, csv string, vault store.Store) *owner {
	t.Helper()
	if vault == nil {
		vault = store.NewMemory()
	}
	return joinWith(t, link, csv, dataowner.Config{Vault: vault})
}

// joinWith is join with any configuration.
func joinWith(t testing.TB, link identity.Link, csv string, cfg dataowner.Config) *owner {
	t.Helper()
	ctx, cancel := context.WithCancel(deadline.Bound(context.Background(), t))
	if cfg.Agree == nil {
		cfg.Agree = []string{consent.Rows, consent.Alone, consent.Constant, consent.Shared} // tables are small
	}
	o, err := dataowner.Open(ctx, link, cfg)
	if err != nil {
		cancel()
		t.Fatal(err)
	}
	check, err := o.Load(ctx, "rows.csv", strings.NewReader(csv))
	if err != nil || !check.OK {
		cancel()
		t.Fatalf("rows are refused: %v", err)
	}
	own := &owner{Owner: o, t: t, cancel: cancel, ended: make(chan error, 1), late: deadline.Bound(context.Background(), t).Done()}
	go func() {
		_, err := o.Contribute(ctx)
		own.ended <- err
	}()
	t.Cleanup(own.stop)
	return own
}

// stop ends the owner's program, as closing the page does.
func (o *owner) stop() {
	o.cancel()
	select {
	case err := <-o.ended:
		o.ended <- err
	case <-o.late:
		o.t.Error("an owner does not stop")
	}
}

// finished waits until the owner has seen the end of the training.
func (o *owner) finished() {
	o.t.Helper()
	select {
	case err := <-o.ended:
		o.ended <- nil
		if err != nil {
			o.t.Errorf("an owner ended with %v", err)
		}
	case <-o.late:
		o.t.Error("an owner does not see the end")
	}
}

// world is one training with its facilitator and its owners.
type world struct {
	t        testing.TB
	options  modelowner.TrainOptions
	f        *facilitator
	dir      string
	training *modelowner.Training
	links    []identity.Link
	csvs     []string
	owners   []*owner
	vaults   []store.Store
}

// newWorld creates a training. Its model owner reaches the facilitator at url, or directly if url is "".
func newWorld(t testing.TB, text, url string, f *facilitator) *world {
	t.Helper()
	return newWorldWith(t, text, url, f, modelowner.CreateOptions{})
}

func newWorldWith(t testing.TB, text, url string, f *facilitator, opt modelowner.CreateOptions) *world {
	t.Helper()
	return newCrowd(t, text, url, f, 3, opt)
}

// newCrowd is newWorldWith for any number of owners.
func newCrowd(t testing.TB, text, url string, f *facilitator, n int, opt modelowner.CreateOptions) *world {
	t.Helper()
	w := &world{t: t, f: f, dir: t.TempDir()}
	if url == "" {
		url = f.url()
	}
	var err error
	if w.training, err = modelowner.Create(t.Context(), w.dir, testKeys(t), parseFile(t, text), url, opt); err != nil {
		t.Fatal(err)
	}
	if w.links, err = w.training.Invite(n); err != nil {
		t.Fatal(err)
	}
	for i := range w.links {
		w.links[i].Facilitator = f.url()
		w.csvs = append(w.csvs, rows(i, 20+30*i))
		w.vaults = append(w.vaults, store.NewMemory())
	}
	return w
}

// join lets all owners take part. In a circle they have each other's members' file.
func (w *world) join() *world {
	w.t.Helper()
	for i := range w.links {
		w.owners = append(w.owners, w.joinOne(i))
	}
	return w
}

// joinOne lets one owner take part, or come back.
func (w *world) joinOne(i int) *owner {
	w.t.Helper()
	cfg := dataowner.Config{Vault: w.vaults[i]}
	if w.training.File.Circle {
		cfg.Rules.Circle = w.members()
	}
	return joinWith(w.t, w.links[i], w.csvs[i], cfg)
}

// members is the owner keys of all owners.
func (w *world) members() (circle []identity.OwnerKey) {
	w.t.Helper()
	for _, s := range w.vaults {
		v, err := vault.Open(w.t.Context(), s)
		if err != nil {
			w.t.Fatal(err)
		}
		k, err := v.OwnerKey()
		if err != nil {
			w.t.Fatal(err)
		}
		circle = append(circle, k)
	}
	return circle
}

// train runs the training, handing events to observe.
func (w *world) train(ctx context.Context, observe func(modelowner.Event)) (*modelowner.Result, error) {
	ctx = deadline.Bound(ctx, w.t)
	opt := w.options
	opt.Observe = observe
	return w.training.Train(ctx, testKeys(w.t), opt)
}

// mustTrain runs the training to its end.
func (w *world) mustTrain() *modelowner.Result {
	w.t.Helper()
	r, err := w.train(context.Background(), nil)
	if err != nil {
		w.t.Fatalf("training failed: %v", err)
	}
	return r
}

// optimum is the cost of the pooled solution in the target's unit.
func (w *world) optimum() float64 {
	w.t.Helper()
	s, err := pooled(w.t, w.training.File, w.csvs...).Solve(0)
	if err != nil {
		w.t.Fatal(err)
	}
	return kinds.CostInUnits(s.Cost, w.training.File.Target)
}

// interruptAt returns an observer that cancels at an event, and the context it cancels.
func interruptAt(match func(modelowner.Event) bool) (context.Context, func(modelowner.Event)) {
	ctx, cancel := context.WithCancel(context.Background())
	return ctx, func(e modelowner.Event) {
		if match(e) {
			cancel()
		}
	}
}

// near reports whether got is within a relative tolerance of want.
func near(got, want, tolerance float64) bool {
	return got-want <= tolerance*want && want-got <= tolerance*want
}

// scaled returns the weights of a linear model on the scaled columns.
func scaled(r *modelowner.Result) []float64 { return r.Model.Weights }
