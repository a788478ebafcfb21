package server_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"net"
	"net/http"
	"reflect"
	"testing"

	"github.com/blindfit/blindfit/internal/testing/deadline"
	"github.com/blindfit/blindfit/internal/testing/parties"
	"github.com/blindfit/blindfit/protocol/attempt"
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
	stop func() // an orderly stop, as after SIGTERM
}

// start serves the store in dir until the end of the test, or until stop is called.
func start(t *testing.T, dir, addr string, change ...func(*server.Options)) *rig {
	t.Helper()
	ctx := deadline.Bound(context.Background(), t)
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

// dial returns a client of the facilitator.
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
	return r.lobbyOf(count, nil)
}

// lobbyOf is lobby for a manifest that change alters before it is signed.
func (r *rig) lobbyOf(count int, change func(*wire.Manifest)) (*parties.ModelOwner, []*parties.Owner) {
	r.t.Helper()
	mo := parties.NewModelOwner(r.t, 3, max(count, 3), change)
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

// begin admits owners, who are in identity order, and starts the training.
func (r *rig) begin(mo *parties.ModelOwner, owners []*parties.Owner) {
	r.t.Helper()
	m := r.dial(mo.Key)
	enrolments, err := m.Enrolments(r.ctx, mo.ID)
	check(r.t, err)
	check(r.t, m.Append(r.ctx, mo.ID, mo.Roster(enrolments), nil))
	statements := mo.Statements(owners)
	for i, o := range owners {
		check(r.t, r.dial(o.Key).PutStatement(r.ctx, mo.ID, &statements[i]))
	}
	check(r.t, m.Append(r.ctx, mo.ID, mo.Start(statements), nil))
}

// TestAttempt drives whole trainings of two rounds over HTTP, without noise and with it.
func TestAttempt(t *testing.T) {
	for name, noise := range map[string]bool{"exact": false, "noise": true} {
		t.Run(name, func(t *testing.T) {
			r := start(t, t.TempDir(), "127.0.0.1:0")
			mo, owners := r.lobbyOf(4, func(m *wire.Manifest) { m.Noise = noise })
			m := r.dial(mo.Key)
			r.begin(mo, owners)
			theirs, err := r.dial(owners[0].Key).Enrolments(r.ctx, mo.ID) // members check each other's owner keys
			check(t, err)
			if len(theirs) != 4 {
				t.Fatalf("a member sees %d enrolments, want 4", len(theirs))
			}
			for number := 1; number <= 2; number++ {
				r.runRound(mo, owners, wire.Ref{Round: number, Attempt: 1})
			}
			check(t, m.Append(r.ctx, mo.ID, mo.Done(2), nil))
			s, err := m.State(r.ctx, mo.ID, -1, 0)
			check(t, err)
			if s.Phase != wire.PhaseDone || s.Log != mo.Log.Head {
				t.Errorf("phase %q with log %+v, want done with %+v", s.Phase, s.Log, mo.Log.Head)
			}
			entries := 0
			for page, err := range m.Log(r.ctx, mo.ID, 1, mo.Log.Head.Length+1) {
				check(t, err)
				entries += len(page)
			}
			if entries != mo.Log.Head.Length {
				t.Errorf("log has %d entries, want %d", entries, mo.Log.Head.Length)
			}
		})
	}
}

// TestMissingOwner: with noise a round continues without an owner that never sends its keys.
func TestMissingOwner(t *testing.T) {
	r := start(t, t.TempDir(), "127.0.0.1:0")
	mo, owners := r.lobbyOf(5, func(m *wire.Manifest) { m.Noise = true })
	m, ref := r.dial(mo.Key), wire.Ref{Round: 1, Attempt: 1}
	r.begin(mo, owners)
	open, weights := mo.Open(ref)
	check(t, m.Append(r.ctx, mo.ID, open, weights))
	check(t, r.dial(owners[4].Key).Leave(r.ctx, mo.ID))
	for _, o := range owners[:4] {
		s, encapsulations := o.Keys(ref, open.Digest(), owners)
		check(t, r.dial(o.Key).PutKeys(r.ctx, mo.ID, ref, s, encapsulations))
	}
	keys, err := m.Keys(r.ctx, mo.ID, ref)
	check(t, err)
	l := mo.List(keys)
	for _, o := range owners[:4] {
		own, err := r.dial(o.Key).Encapsulations(r.ctx, mo.ID, ref)
		check(t, err)
		head, blob := o.Upload(l, own)
		check(t, r.dial(o.Key).PutUpload(r.ctx, mo.ID, ref, head, blob))
	}
	_, err = r.dial(owners[4].Key).Encapsulations(r.ctx, mo.ID, ref)
	refusedWith(t, err, wire.CodeForbidden)
	for _, o := range owners[:4] {
		check(t, r.dial(o.Key).PutReveal(r.ctx, mo.ID, ref, o.Reveal(l)))
	}
	r.accept(mo, l, 4)
}

// keysOf plays a training of so many owners as far as the list of keys of its first attempt.
func (r *rig) keysOf(count int) (*parties.ModelOwner, []*parties.Owner, wire.Ref) {
	r.t.Helper()
	mo, owners := r.lobbyOf(count, nil)
	r.begin(mo, owners)
	ref := wire.Ref{Round: 1, Attempt: 1}
	open, weights := mo.Open(ref)
	check(r.t, r.dial(mo.Key).Append(r.ctx, mo.ID, open, weights))
	for _, o := range owners {
		s, encapsulations := o.Keys(ref, open.Digest(), owners)
		check(r.t, r.dial(o.Key).PutKeys(r.ctx, mo.ID, ref, s, encapsulations))
	}
	return mo, owners, ref
}

// TestListsAreCompressed: the keys of a list are the same for clients that read compressed answers and for others, and a good deal
// shorter for the first.
func TestListsAreCompressed(t *testing.T) {
	r := start(t, t.TempDir(), "127.0.0.1:0")
	mo, owners, ref := r.keysOf(8)
	var lists [2][]wire.Signed
	var sizes [2]int
	for i, asked := range []string{"gzip;q=0", "br, gzip"} {
		c, err := client.New(r.url, owners[3].Key, client.HTTPClient(&http.Client{Transport: asking{asked, &sizes[i]}}))
		check(t, err)
		lists[i], err = c.Keys(r.ctx, mo.ID, ref)
		check(t, err)
	}
	if len(lists[0]) != 8 || !reflect.DeepEqual(lists[0], lists[1]) || sizes[0] < 4<<10 || sizes[1] > sizes[0]/2 {
		t.Errorf("%d messages in %d bytes, %d in %d compressed", len(lists[0]), sizes[0], len(lists[1]), sizes[1])
	}
}

// TestListsAreNotSentAgain: an owner that has the list of keys, and says so, is told that it is the same in a few bytes; with any other list it
// is served this one.
func TestListsAreNotSentAgain(t *testing.T) {
	r := start(t, t.TempDir(), "127.0.0.1:0")
	mo, owners, ref := r.keysOf(8)
	size := 0
	c, err := client.New(r.url, owners[3].Key, client.HTTPClient(&http.Client{Transport: asking{"gzip", &size}}))
	check(t, err)
	whole, err := c.Keys(r.ctx, mo.ID, ref)
	check(t, err)
	for name, x := range map[string]struct {
		known []wire.Signed
		small bool
	}{"the same": {whole, true}, "one fewer": {whole[1:], false}, "none": {nil, false}, "empty": {[]wire.Signed{}, false}} {
		again, err := c.KeysAgain(r.ctx, mo.ID, ref, x.known)
		check(t, err)
		if !reflect.DeepEqual(again, whole) || (size < 100) != x.small {
			t.Errorf("%s: %d messages in %d bytes", name, len(again), size)
		}
	}
}

// asking asks for an encoding, measures what comes, and expands it.
type asking struct {
	encoding string
	size     *int
}

func (a asking) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("Accept-Encoding", a.encoding)
	got, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	b, err := io.ReadAll(got.Body)
	got.Body.Close()
	*a.size = len(b)
	got.Body = io.NopCloser(bytes.NewReader(b))
	if got.Header.Get("Content-Encoding") == "gzip" {
		got.Body, err = gzip.NewReader(bytes.NewReader(b))
	}
	return got, err
}

// runRound runs one attempt to its accept: every owner is counted exactly once.
func (r *rig) runRound(mo *parties.ModelOwner, owners []*parties.Owner, ref wire.Ref) {
	t := r.t
	t.Helper()
	m := r.dial(mo.Key)
	open, weights := mo.Open(ref)
	check(t, m.Append(r.ctx, mo.ID, open, weights))
	for _, o := range owners {
		s, encapsulations := o.Keys(ref, open.Digest(), owners)
		check(t, r.dial(o.Key).PutKeys(r.ctx, mo.ID, ref, s, encapsulations))
		check(t, r.dial(o.Key).PutKeys(r.ctx, mo.ID, ref, s, encapsulations)) // an answer may be lost
	}
	keys, err := m.Keys(r.ctx, mo.ID, ref)
	check(t, err)
	l := mo.List(keys)
	for _, o := range owners {
		c := r.dial(o.Key)
		got, err := c.Weights(r.ctx, mo.ID, ref)
		check(t, err)
		if wire.DigestOf(got) != wire.DigestOf(weights) {
			t.Fatal("weights came back changed")
		}
		own, err := c.Encapsulations(r.ctx, mo.ID, ref)
		check(t, err)
		head, blob := o.Upload(l, own)
		check(t, c.PutUpload(r.ctx, mo.ID, ref, head, blob))
		check(t, c.PutUpload(r.ctx, mo.ID, ref, head, blob))
	}
	if l.Noise {
		for _, o := range owners {
			c, s := r.dial(o.Key), o.Reveal(l)
			heads, err := c.Uploads(r.ctx, mo.ID, ref) // an owner sees all uploads before it reveals its seed
			check(t, err)
			if len(heads) != len(owners) {
				t.Fatalf("%d heads are listed before the reveal, want %d", len(heads), len(owners))
			}
			check(t, c.PutReveal(r.ctx, mo.ID, ref, s))
			check(t, c.PutReveal(r.ctx, mo.ID, ref, s))
		}
	}
	r.accept(mo, l, len(owners))
}

// accept checks the uploads and the aggregate of an attempt as the model owner does, and accepts it.
func (r *rig) accept(mo *parties.ModelOwner, l *attempt.List, owners int) {
	t, m := r.t, r.dial(mo.Key)
	t.Helper()
	heads, err := m.Uploads(r.ctx, mo.ID, l.Ref)
	check(t, err)
	uploads, err := l.NewUploads(heads)
	check(t, err)
	product := uploads.NewProduct()
	for _, id := range l.Owners {
		b, err := m.Upload(r.ctx, mo.ID, l.Ref, id)
		check(t, err)
		check(t, product.Add(id, b))
	}
	aggregate, err := m.Aggregate(r.ctx, mo.ID, l.Ref)
	check(t, err)
	check(t, product.Check(aggregate))
	var reveals []wire.Signed
	if l.Noise {
		reveals, err = m.Reveals(r.ctx, mo.ID, l.Ref)
		check(t, err)
	}
	for i, n := range mo.Counts(l, aggregate, mo.Seeds(l, heads, reveals), owners) {
		if n != 1 {
			t.Errorf("owner %d is counted %d times", i, n)
		}
	}
	check(t, m.Append(r.ctx, mo.ID, mo.Accept(l.Ref, aggregate, heads), nil))
}
