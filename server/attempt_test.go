package server_test

import (
	"context"
	"net"
	"testing"
	"time"

	"github.com/blindfit/blindfit/internal/testing/parties"
	"github.com/blindfit/blindfit/protocol/client"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server"
	"github.com/blindfit/blindfit/server/round"
	"github.com/blindfit/blindfit/server/store/sqlite"
)

// rig is a facilitator on a real port over a real store.
type rig struct {
	t    *testing.T
	ctx  context.Context
	addr string
	url  string
	stop func() // in order, as after SIGTERM
}

// start serves the store in dir until the test ends or stop is called.
func start(t *testing.T, dir, addr string, change ...func(*server.Options)) *rig {
	t.Helper()
	return startFor(t, time.Minute, dir, addr, change...)
}

// startFor is start for a test that takes longer than the others.
func startFor(t *testing.T, most time.Duration, dir, addr string, change ...func(*server.Options)) *rig {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), most)
	t.Cleanup(cancel)
	st, err := sqlite.Open(ctx, dir)
	if err != nil {
		t.Fatal(err)
	}
	machine, err := round.New(ctx, round.Options{Store: st})
	if err != nil {
		t.Fatal(err)
	}
	options := server.Options{Machine: machine, Ready: st.Ping, Release: "test"}
	for _, f := range change {
		f(&options)
	}
	s, err := server.New(options)
	if err != nil {
		t.Fatal(err)
	}
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	running, halt := context.WithCancel(ctx)
	served := make(chan error, 1)
	go func() { served <- s.Serve(running, ln, nil) }()
	stopped := false
	stop := func() {
		if stopped {
			return
		}
		stopped = true
		halt()
		if err := <-served; err != nil {
			t.Errorf("serve: %v", err)
		}
		machine.Close()
		if err := st.Close(); err != nil {
			t.Errorf("close store: %v", err)
		}
	}
	t.Cleanup(stop)
	return &rig{t: t, ctx: ctx, addr: ln.Addr().String(), url: "http://" + ln.Addr().String(), stop: stop}
}

// dial makes a client of the facilitator.
func (r *rig) dial(signer wire.Signer, opts ...client.Option) *client.Client {
	r.t.Helper()
	c, err := client.New(r.url, signer, opts...)
	if err != nil {
		r.t.Fatal(err)
	}
	return c
}

// check fails the test on an error.
func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// lobby creates a training and enrols count owners.
func (r *rig) lobby(count int) (*parties.ModelOwner, []*parties.Owner) {
	r.t.Helper()
	mo := parties.NewModelOwner(r.t, 3, max(count, 3), nil)
	id, err := r.dial(mo.Key).CreateTraining(r.ctx, mo.Manifest)
	check(r.t, err)
	if id != mo.ID {
		r.t.Fatalf("training id is %v, want %v", id, mo.ID)
	}
	owners := parties.NewOwners(r.t, mo.ID, count)
	for _, o := range owners {
		check(r.t, r.dial(o.Key).Enrol(r.ctx, mo.ID, o.Enrolment()))
	}
	return mo, owners
}

// TestAttempt drives a whole training of two rounds over HTTP: every owner is counted exactly once in each.
func TestAttempt(t *testing.T) {
	r := start(t, t.TempDir(), "127.0.0.1:0")
	mo, owners := r.lobby(3)
	m := r.dial(mo.Key)
	enrolments, err := m.Enrolments(r.ctx, mo.ID)
	check(t, err)
	check(t, m.Append(r.ctx, mo.ID, mo.Roster(enrolments), nil))
	for number := 1; number <= 2; number++ {
		ref := wire.Ref{Round: number, Attempt: 1}
		r.runRound(mo, owners, ref)
	}
	check(t, m.Append(r.ctx, mo.ID, mo.Done(2), nil))
	s, err := m.State(r.ctx, mo.ID, -1, 0)
	check(t, err)
	if s.Phase != wire.PhaseDone || s.Log != mo.Head {
		t.Errorf("phase %q with log %+v, want done with %+v", s.Phase, s.Log, mo.Head)
	}
	log, err := m.Log(r.ctx, mo.ID, 1)
	check(t, err)
	if len(log) != mo.Head.Length {
		t.Errorf("log has %d entries, want %d", len(log), mo.Head.Length)
	}
}

// runRound runs one attempt to its accept.
func (r *rig) runRound(mo *parties.ModelOwner, owners []*parties.Owner, ref wire.Ref) {
	t := r.t
	t.Helper()
	m := r.dial(mo.Key)
	open, weights := mo.Open(ref)
	check(t, m.Append(r.ctx, mo.ID, open, weights))
	for _, o := range owners {
		check(t, r.dial(o.Key).PutKeys(r.ctx, mo.ID, ref, o.Keys(ref, open.Digest())))
	}
	for _, o := range owners {
		c := r.dial(o.Key)
		got, err := c.Weights(r.ctx, mo.ID, ref)
		check(t, err)
		if wire.DigestOf(got) != wire.DigestOf(weights) {
			t.Fatal("weights came back changed")
		}
		keys, err := c.Keys(r.ctx, mo.ID, ref)
		check(t, err)
		head, blob := o.Upload(ref, keys, nil)
		check(t, c.PutUpload(r.ctx, mo.ID, ref, head, blob))
		check(t, c.PutUpload(r.ctx, mo.ID, ref, head, blob)) // an answer may be lost
	}
	uploads, err := m.Uploads(r.ctx, mo.ID, ref)
	check(t, err)
	for _, u := range uploads {
		b, err := m.Upload(r.ctx, mo.ID, ref, u.Signer)
		check(t, err)
		head, err := wire.Unseal[wire.Upload](&u, wire.KindUpload)
		check(t, err)
		if head.Ciphertexts != wire.DigestOf(b) {
			t.Fatal("an upload came back changed")
		}
	}
	aggregate, err := m.Aggregate(r.ctx, mo.ID, ref)
	check(t, err)
	for i, n := range mo.Counts(aggregate, nil, len(owners)) {
		if n != 1 {
			t.Errorf("owner %d is counted %d times", i, n)
		}
	}
	check(t, m.Append(r.ctx, mo.ID, mo.Accept(ref, aggregate, uploads), nil))
}
