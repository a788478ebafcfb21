//go:build postgres && unix

package main

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/jackc/pgx/v5"

	"github.com/blindfit/blindfit/internal/testing/deadline"
	"github.com/blindfit/blindfit/internal/testing/parties"
	"github.com/blindfit/blindfit/internal/testing/pgtest"
	"github.com/blindfit/blindfit/protocol/client"
	"github.com/blindfit/blindfit/protocol/wire"
)

// replicas are facilitators on one database.
type replicas struct {
	*testing.T
	ctx    context.Context
	server *pgtest.Server
	url    string // of the database
	all    []*process
	mu     sync.Mutex
	next   int // index of the replica that gets the next request
}

func newReplicas(t *testing.T, count int) *replicas {
	t.Helper()
	ctx := deadline.Context(t)
	r := &replicas{T: t, ctx: ctx}
	var err error
	r.server, err = pgtest.Start()
	must(t, err)
	t.Cleanup(func() { must(t, r.server.Remove()) })
	r.url, err = r.server.Database()
	must(t, err)
	r.all = make([]*process, count)
	var wg sync.WaitGroup
	for i := range r.all {
		wg.Go(func() { r.all[i] = r.launch() }) // at the same time: one of them makes the tables
	}
	wg.Wait()
	return r
}

func (r *replicas) launch() *process {
	r.Helper()
	return start(r.T, "--postgres", r.url, "--addr", "127.0.0.1:0")
}

// any returns the URL of each replica in turn.
func (r *replicas) any() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.next++
	return r.all[r.next%len(r.all)].url
}

// connect returns a client of the next replica.
func (r *replicas) connect(k wire.Signer) *client.Client {
	r.Helper()
	return connect(r.T, r.any(), k)
}

// replace kills a replica and starts another.
func (r *replicas) replace(i int) {
	r.Helper()
	if code := r.all[i].end(syscall.SIGKILL); code != -1 {
		r.Errorf("exit code is %d after SIGKILL", code)
	}
	p := r.launch()
	r.mu.Lock()
	r.all[i] = p
	r.mu.Unlock()
}

// sql runs a statement on the database.
func (r *replicas) sql(statement string) {
	r.Helper()
	c, err := pgx.Connect(r.ctx, r.url)
	must(r.T, err)
	defer c.Close(r.ctx)
	_, err = c.Exec(r.ctx, statement)
	must(r.T, err)
}

// to sends a request to the replica at url, and if that does not answer, to another one.
func (r *replicas) to(url string, k wire.Signer, send func(context.Context, *client.Client) error) error {
	for wait := 2 * time.Second; ; wait *= 2 { // on a busy machine the first may be too short
		ctx, cancel := context.WithTimeout(r.ctx, wait)
		c, err := client.New(url, k)
		if err == nil {
			err = send(ctx, c)
		}
		cancel()
		if rej := wire.RejectionOf(err); err == nil || rej != nil && rej.Code != wire.CodeUnavailable || r.ctx.Err() != nil {
			return err
		}
		url = r.any()
	}
}

// everyone sends the messages of all owners at the same time, each to one replica and every second one to two of them, and
// runs meanwhile.
func (r *replicas) everyone(owners []*parties.Owner, meanwhile func(), send func(context.Context, *client.Client, *parties.Owner) error) {
	r.Helper()
	var wg sync.WaitGroup
	errs := make([]error, 2*len(owners))
	for i, o := range owners {
		for n := range 1 + i%2 {
			url := r.any()
			wg.Go(func() {
				errs[2*i+n] = r.to(url, o.Key, func(ctx context.Context, c *client.Client) error { return send(ctx, c, o) })
			})
		}
	}
	meanwhile()
	wg.Wait()
	must(r.T, errors.Join(errs...))
}

// round plays one round with noise; fault runs while the messages of each phase are in flight. Every owner must be counted
// once.
func (r *replicas) round(mo *parties.ModelOwner, owners []*parties.Owner, ref wire.Ref, fault func(wire.Phase)) {
	r.Helper()
	open, weights := mo.Open(ref)
	must(r.T, r.to(r.any(), mo.Key, func(ctx context.Context, c *client.Client) error { return c.Append(ctx, mo.ID, open, weights) }))
	messages := map[*parties.Owner]*wire.Signed{}
	blobs := map[*parties.Owner][]byte{}
	// phase makes the messages of all owners, then sends them.
	phase := func(p wire.Phase, message func(o *parties.Owner) *wire.Signed, send func(context.Context, *client.Client, *parties.Owner) error) {
		r.Helper()
		for _, o := range owners {
			messages[o] = message(o)
		}
		r.everyone(owners, func() { fault(p) }, send)
	}
	phase(wire.PhaseKeys, func(o *parties.Owner) *wire.Signed {
		keys, encapsulations := o.Keys(ref, open.Digest(), owners)
		blobs[o] = encapsulations
		return keys
	}, func(ctx context.Context, c *client.Client, o *parties.Owner) error {
		return c.PutKeys(ctx, mo.ID, ref, messages[o], blobs[o])
	})
	keys, err := read(r, mo.Key, func(c *client.Client) ([]wire.Signed, error) { return c.Keys(r.ctx, mo.ID, ref) })
	must(r.T, err)
	list := mo.List(keys)
	phase(wire.PhaseUpload, func(o *parties.Owner) *wire.Signed {
		encapsulations, err := read(r, o.Key, func(c *client.Client) ([]byte, error) { return c.Encapsulations(r.ctx, mo.ID, ref) })
		must(r.T, err)
		head, blob := o.Upload(list, encapsulations)
		blobs[o] = blob
		return head
	}, func(ctx context.Context, c *client.Client, o *parties.Owner) error {
		return c.PutUpload(ctx, mo.ID, ref, messages[o], blobs[o])
	})
	_, err = read(r, mo.Key, func(c *client.Client) ([]wire.Signed, error) { return c.Uploads(r.ctx, mo.ID, ref) })
	must(r.T, err)
	phase(wire.PhaseReveal, func(o *parties.Owner) *wire.Signed { return o.Reveal(list) },
		func(ctx context.Context, c *client.Client, o *parties.Owner) error {
			return c.PutReveal(ctx, mo.ID, ref, messages[o])
		})
	reveals, err := read(r, mo.Key, func(c *client.Client) ([]wire.Signed, error) { return c.Reveals(r.ctx, mo.ID, ref) })
	must(r.T, err)
	uploads, err := read(r, mo.Key, func(c *client.Client) ([]wire.Signed, error) { return c.Uploads(r.ctx, mo.ID, ref) })
	must(r.T, err)
	aggregate, err := read(r, mo.Key, func(c *client.Client) ([]byte, error) { return c.Aggregate(r.ctx, mo.ID, ref) })
	must(r.T, err)
	for i, n := range mo.Counts(list, aggregate, mo.Seeds(list, uploads, reveals), len(owners)) {
		if n != 1 {
			r.Errorf("round %d counts owner %d %d times", ref.Round, i, n)
		}
	}
	fault(wire.PhaseFinish)
	accept := mo.Accept(ref, aggregate, uploads)
	must(r.T, r.to(r.any(), mo.Key, func(ctx context.Context, c *client.Client) error { return c.Append(ctx, mo.ID, accept, nil) }))
}

// read reads a value that is fixed at the end of a phase, from the next replica. A phase may end some time after its last
// message, and later if the replica that had it was killed: until then the value is rejected.
func read[T any](r *replicas, k wire.Signer, f func(*client.Client) (T, error)) (v T, err error) {
	r.Helper()
	for {
		err = r.to(r.any(), k, func(_ context.Context, c *client.Client) (err error) {
			v, err = f(c)
			return err
		})
		if rej := wire.RejectionOf(err); rej == nil || rej.Code != wire.CodePhase {
			return v, err
		}
	}
}

// TestReplicasKilled plays rounds on three facilitators with one database: owners send to different ones, some to two at the
// same time, and in every phase one of the three is killed. Every owner is counted once.
func TestReplicasKilled(t *testing.T) {
	t.Parallel()
	r := newReplicas(t, 3)
	mo, owners := r.prepare(6)
	kills := 0
	for number := 1; number <= 3; number++ {
		r.round(mo, owners, wire.Ref{Round: number, Attempt: 1}, func(wire.Phase) {
			r.replace(kills % 3)
			kills++
		})
	}
	must(t, r.connect(mo.Key).Append(r.ctx, mo.ID, mo.Done(3), nil))
	r.same(mo, func(s *wire.State) bool { return s.Phase == wire.PhaseDone })
	if kills != 12 {
		t.Errorf("%d kills", kills)
	}
}

// prepare is prepare with each request to the next replica.
func (r *replicas) prepare(count int) (*parties.ModelOwner, []*parties.Owner) {
	r.Helper()
	mo := parties.NewModelOwner(r.T, 3, count, noisy)
	_, err := r.connect(mo.Key).CreateTraining(r.ctx, mo.Manifest)
	must(r.T, err)
	owners := parties.NewOwners(r.T, mo.ID, count)
	for _, o := range owners {
		must(r.T, r.connect(o.Key).Enrol(r.ctx, mo.ID, o.Enrolment()))
	}
	r.begin(mo, owners)
	return mo, owners
}

// begin admits owners and starts the training.
func (r *replicas) begin(mo *parties.ModelOwner, owners []*parties.Owner) {
	r.Helper()
	enrolments, err := r.connect(mo.Key).Enrolments(r.ctx, mo.ID)
	must(r.T, err)
	must(r.T, r.connect(mo.Key).Append(r.ctx, mo.ID, mo.Roster(enrolments), nil))
	statements := mo.Statements(owners)
	for i, o := range owners {
		must(r.T, r.connect(o.Key).PutStatement(r.ctx, mo.ID, &statements[i]))
	}
	must(r.T, r.connect(mo.Key).Append(r.ctx, mo.ID, mo.Start(statements), nil))
}

// same waits until the state on the first replica matches; it must then be the same on all others.
func (r *replicas) same(mo *parties.ModelOwner, want func(*wire.State) bool) *wire.State {
	r.Helper()
	var first *wire.State
	for s, err := range connect(r.T, r.all[0].url, mo.Key).Watch(r.ctx, mo.ID) {
		must(r.T, err)
		if want(s) {
			first = s
			break
		}
	}
	for _, p := range r.all[1:] {
		for s, err := range connect(r.T, p.url, mo.Key).Watch(r.ctx, mo.ID) {
			must(r.T, err)
			// Recent entries are in the memory of the facilitator that took them; readers of another ask for them.
			if diff := cmp.Diff(first, s, cmpopts.IgnoreFields(wire.State{}, "RemainingMS", "Recent")); diff != "" {
				r.Errorf("state on another replica (-want +got):\n%s", diff)
			}
			break
		}
	}
	return first
}

// TestReplicasAgree: the owners present, the messages delivered and the phase of a training are the same on every facilitator,
// and a client that moves between them sees versions that only grow.
func TestReplicasAgree(t *testing.T) {
	t.Parallel()
	r := newReplicas(t, 3)
	mo, owners := r.prepare(6)
	var version int64
	look := func(want func(*wire.State) bool) {
		t.Helper()
		slices.Reverse(r.all)
		s := r.same(mo, want)
		if s.Version < version {
			t.Errorf("version went from %d to %d", version, s.Version)
		}
		version = s.Version
	}
	here := make([]context.CancelFunc, len(owners))
	for i, o := range owners {
		var ctx context.Context
		ctx, here[i] = context.WithCancel(r.ctx)
		c := r.connect(o.Key)
		go func() {
			for _, err := range c.Watch(ctx, mo.ID) {
				_ = err // Watch reconnects
			}
		}()
	}
	look(func(s *wire.State) bool { return s.Present == 6 })
	here[0]()
	look(func(s *wire.State) bool { return s.Present == 5 })
	ref := wire.Ref{Round: 1, Attempt: 1}
	open, weights := mo.Open(ref)
	must(t, r.connect(mo.Key).Append(r.ctx, mo.ID, open, weights))
	look(func(s *wire.State) bool { return s.Phase == wire.PhaseKeys })
	for _, o := range owners[:2] {
		keys, encapsulations := o.Keys(ref, open.Digest(), owners)
		must(t, r.connect(o.Key).PutKeys(r.ctx, mo.ID, ref, keys, encapsulations))
		look(func(*wire.State) bool { return true })
	}
	// An owner leaves at one facilitator while it is connected to another.
	must(t, r.connect(owners[1].Key).Leave(r.ctx, mo.ID))
	look(func(s *wire.State) bool { return s.Present == 4 })
	for range 4 {
		look(func(*wire.State) bool { return true })
	}
	// After the leases of a killed facilitator have expired, its owners count as gone.
	for len(r.all) > 1 {
		r.all[0].end(syscall.SIGKILL)
		r.all = r.all[1:]
	}
	r.sql(`UPDATE attendance SET until = now() - interval '1 second'`)
	r.all = append(r.all, r.launch())
	look(func(s *wire.State) bool { return s.Present < 4 })
}

// TestReplicasDeadline: if the facilitator that opened a phase has been killed, another one ends the phase in time.
func TestReplicasDeadline(t *testing.T) {
	t.Parallel()
	r := newReplicas(t, 2)
	mo := parties.NewModelOwner(t, 3, 6, func(m *wire.Manifest) { m.Noise, m.Limits.KeysSeconds = true, 3 })
	_, err := r.connect(mo.Key).CreateTraining(r.ctx, mo.Manifest)
	must(t, err)
	owners := parties.NewOwners(t, mo.ID, 6)
	for _, o := range owners {
		must(t, r.connect(o.Key).Enrol(r.ctx, mo.ID, o.Enrolment()))
	}
	r.begin(mo, owners)
	ref := wire.Ref{Round: 1, Attempt: 1}
	open, weights := mo.Open(ref)
	must(t, connect(t, r.all[0].url, mo.Key).Append(r.ctx, mo.ID, open, weights))
	for _, o := range owners[:5] {
		keys, encapsulations := o.Keys(ref, open.Digest(), owners)
		must(t, connect(t, r.all[0].url, o.Key).PutKeys(r.ctx, mo.ID, ref, keys, encapsulations))
	}
	r.all[0].end(syscall.SIGKILL)
	for s, err := range connect(t, r.all[1].url, mo.Key).Watch(r.ctx, mo.ID) {
		must(t, err)
		if s.Phase == wire.PhaseUpload {
			break // without the owner whose keys are missing
		}
		if s.Phase != wire.PhaseKeys {
			t.Fatalf("phase is %s", s.Phase)
		}
	}
}

// TestDatabaseRestarts plays rounds while in every phase the database is restarted, in order or after a power cut, and while
// its notifications are lost. Every owner is counted once.
func TestDatabaseRestarts(t *testing.T) {
	t.Parallel()
	r := newReplicas(t, 2)
	mo, owners := r.prepare(4)
	for number, fault := range []func(){
		func() { must(t, errors.Join(r.server.Down(), r.server.Up())) },
		func() { must(t, errors.Join(r.server.Crash(), r.server.Up())) },
		func() {
			r.sql(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'`)
		},
	} {
		r.round(mo, owners, wire.Ref{Round: number + 1, Attempt: 1}, func(wire.Phase) { fault() })
	}
	must(t, r.connect(mo.Key).Append(r.ctx, mo.ID, mo.Done(3), nil))
	r.same(mo, func(s *wire.State) bool { return s.Phase == wire.PhaseDone })
}

// TestDatabaseRights: a user that may not make tables is refused at the start, and by the doctor, with the statement that helps.
func TestDatabaseRights(t *testing.T) {
	t.Parallel()
	ctx := deadline.Context(t)
	s, err := pgtest.Start()
	must(t, err)
	t.Cleanup(func() { must(t, s.Remove()) })
	address, err := s.Database()
	must(t, err)
	c, err := pgx.Connect(ctx, address)
	must(t, err)
	_, err = c.Exec(ctx, `CREATE ROLE guest LOGIN; REVOKE CREATE ON SCHEMA public FROM PUBLIC`)
	must(t, errors.Join(err, c.Close(ctx)))
	as := strings.Replace(address, "user=postgres", "user=guest", 1)
	code, _, errs := command(t, "serve", "--addr", "127.0.0.1:0", "--postgres", as)
	if code != 1 || !strings.Contains(errs, "facilitator: hint: the user must own the database, or have CREATE on its schema: GRANT ALL ON SCHEMA public TO user") {
		t.Errorf("exit code %d, %s", code, errs)
	}
	code, out, _ := command(t, "doctor", "--postgres", as)
	if code != 1 || !strings.Contains(out, "mend store") || !strings.Contains(out, "GRANT ALL ON SCHEMA public TO user") {
		t.Errorf("the doctor ends with %d: %s", code, out)
	}
}
