package server_test

import (
	"context"
	"errors"
	"iter"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/blindfit/blindfit/internal/testing/deadline"
	"github.com/blindfit/blindfit/internal/testing/parties"
	"github.com/blindfit/blindfit/protocol/client"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server"
)

// follower pulls states until one matches.
type follower struct {
	r    *rig
	next func() (*wire.State, error, bool)
	stop func()
}

func (r *rig) follow(c *client.Client, id wire.TrainingID) *follower {
	next, stop := iter.Pull2(c.Watch(r.ctx, id))
	r.t.Cleanup(stop)
	return &follower{r, next, stop}
}

// until returns the first state that matches. The time limit of the rig ends the wait.
func (f *follower) until(what string, fits func(*wire.State) bool) *wire.State {
	f.r.t.Helper()
	for {
		s, err, ok := f.next()
		if !ok || err != nil {
			f.r.t.Fatalf("while waiting for %s: %v", what, err)
		}
		if fits(s) {
			return s
		}
	}
}

func present(n int) func(*wire.State) bool {
	return func(s *wire.State) bool { return s.Present == n }
}

func inPhase(p wire.Phase) func(*wire.State) bool {
	return func(s *wire.State) bool { return s.Phase == p }
}

// TestWatch follows a round over sockets and over long polls, and counts the owners present.
func TestWatch(t *testing.T) {
	for name, opts := range map[string][]client.Option{"socket": nil, "poll": {client.PollOnly()}} {
		t.Run(name, func(t *testing.T) {
			r := start(t, t.TempDir(), "127.0.0.1:0")
			mo, owners := r.lobby(3)
			m := r.dial(mo.Key)
			model := r.follow(r.dial(mo.Key, opts...), mo.ID)
			model.until("the lobby", func(s *wire.State) bool { return s.Enrolled == 3 && s.Present == 0 })
			var follow []*follower
			for _, o := range owners {
				follow = append(follow, r.follow(r.dial(o.Key, opts...), mo.ID))
			}
			for _, f := range follow { // each first pull connects
				f.until("a state", func(*wire.State) bool { return true })
			}
			model.until("everyone", present(3))
			r.begin(mo, owners)
			for number := 1; number <= 2; number++ {
				r.runRound(mo, owners, wire.Ref{Round: number, Attempt: 1})
			}
			check(t, m.Append(r.ctx, mo.ID, mo.Done(2), nil))
			for _, f := range append(follow, model) {
				if s := f.until("the end", inPhase(wire.PhaseDone)); s.Log != mo.Log.Head {
					t.Errorf("log head is %+v, want %+v", s.Log, mo.Log.Head)
				}
			}
			follow[0].stop() // a client that still polls is present
			check(t, r.dial(owners[0].Key).Leave(r.ctx, mo.ID))
			model.until("one to leave", present(2))
		})
	}
}

// TestSocketGone: an owner whose socket ends is absent at once.
func TestSocketGone(t *testing.T) {
	r := start(t, t.TempDir(), "127.0.0.1:0")
	mo, owners := r.lobby(1)
	model := r.follow(r.dial(mo.Key), mo.ID)
	ctx, leave := context.WithCancel(r.ctx)
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		for _, err := range r.dial(owners[0].Key).Watch(ctx, mo.ID) {
			_ = err // Watch connects again
		}
	}()
	model.until("the owner", present(1))
	leave()
	<-gone
	model.until("the owner to be gone", present(0))
}

// TestWatchOverRestart: after an orderly stop and a start on the same port, a client reconnects, gets every later change, and
// reports the lost connection.
func TestWatchOverRestart(t *testing.T) {
	dir := t.TempDir()
	r := start(t, dir, "127.0.0.1:0")
	mo, owners := r.lobby(3)
	line := make(chan bool, 16)
	f := r.follow(r.dial(owners[0].Key, client.OnConnection(func(up bool) { line <- up })), mo.ID)
	before := f.until("the lobby", inPhase(wire.PhaseLobby))
	if !<-line {
		t.Error("the first report is of a lost connection")
	}
	r.stop()
	if <-line {
		t.Error("the end of the connection was not reported")
	}
	r = start(t, dir, r.addr)
	r.begin(mo, owners)
	after := f.until("the start", inPhase(wire.PhaseWaiting))
	if after.Version <= before.Version {
		t.Errorf("version went from %d to %d", before.Version, after.Version)
	}
	if !<-line {
		t.Error("the new connection was not reported")
	}
}

// TestOldStoreIsNoticed: who follows a training while its facilitator is set back to an older point, as by a restore from a
// backup, is told, owners and model owner alike, over sockets and by polls.
func TestOldStoreIsNoticed(t *testing.T) {
	dir, backup := t.TempDir(), filepath.Join(t.TempDir(), "copy")
	r := start(t, dir, "127.0.0.1:0")
	mo, owners := r.lobby(3)
	r.stop()
	check(t, os.CopyFS(backup, os.DirFS(dir)))
	r = start(t, dir, r.addr)
	r.begin(mo, owners)
	ends := make(chan error, 3)
	begun := make(chan struct{}, 3)
	for _, c := range []*client.Client{r.dial(owners[0].Key), r.dial(owners[1].Key, client.PollOnly()), r.dial(mo.Key)} {
		go func() {
			seen := false
			for s, err := range c.Watch(r.ctx, mo.ID) {
				if err != nil {
					ends <- err
				} else if !seen && s.Phase == wire.PhaseWaiting {
					seen = true
					begun <- struct{}{}
				}
			}
		}()
	}
	for range 3 {
		<-begun
	}
	r.stop()
	check(t, os.RemoveAll(dir))
	check(t, os.CopyFS(dir, os.DirFS(backup)))
	start(t, dir, r.addr)
	for range 3 {
		if err := <-ends; !errors.Is(err, client.ErrWentBack) {
			t.Errorf("the end is %v", err)
		}
	}
}

// TestStrangerRefused: an identity that is not enrolled gets one rejection and no state.
func TestStrangerRefused(t *testing.T) {
	r := start(t, t.TempDir(), "127.0.0.1:0")
	mo, _ := r.lobby(1)
	stranger := parties.NewOwners(t, mo.ID, 1)[0]
	for name, opts := range map[string][]client.Option{"socket": nil, "poll": {client.PollOnly()}} {
		var errs []error
		for s, err := range r.dial(stranger.Key, opts...).Watch(r.ctx, mo.ID) {
			if s != nil {
				t.Errorf("%s: a stranger saw a state", name)
			}
			errs = append(errs, err)
		}
		if len(errs) != 1 || wire.RejectionOf(errs[0]) == nil || wire.RejectionOf(errs[0]).Code != wire.CodeForbidden {
			t.Errorf("%s: errors are %v, want one forbidden", name, errs)
		}
	}
	for _, err := range r.dial(stranger.Key).Watch(r.ctx, wire.TrainingID{1}) {
		if wire.RejectionOf(err) == nil || wire.RejectionOf(err).Code != wire.CodeNotFound {
			t.Errorf("an unknown training: error is %v, want not found", err)
		}
	}
}

// TestStopWakesPolls: an orderly stop does not wait for long polls; they are rejected as unavailable.
func TestStopWakesPolls(t *testing.T) {
	r := start(t, t.TempDir(), "127.0.0.1:0")
	mo, owners := r.lobby(1)
	before, err := r.dial(mo.Key).State(r.ctx, mo.ID, -1, 0)
	check(t, err)
	answers := make(chan int, 16)
	c := r.dial(owners[0].Key, client.Observe(func(x client.Transfer) { answers <- x.Status }))
	ctx, cancel := context.WithCancel(r.ctx)
	asked := make(chan error, 1)
	go func() {
		// Its own arrival is a change, so it waits for the next.
		_, err := c.State(ctx, mo.ID, before.Version+1, 30*time.Second)
		asked <- err
	}()
	r.follow(r.dial(mo.Key), mo.ID).until("the poll", present(1))
	r.stop()
	if status := <-answers; status != http.StatusServiceUnavailable {
		t.Errorf("the waiting poll was answered %d", status)
	}
	cancel()
	if err := <-asked; err == nil {
		t.Error("a poll that was rejected has a state")
	}
}

// TestSlowSenders: connections that never finish a request are closed, and do not block others.
func TestSlowSenders(t *testing.T) {
	r := start(t, t.TempDir(), "127.0.0.1:0", func(o *server.Options) { o.SetHeaderTime(300 * time.Millisecond) })
	mo, owners := r.lobby(3)
	var slow []net.Conn
	for i := range 200 {
		conn, err := net.Dial("tcp", r.addr)
		check(t, err)
		defer conn.Close()
		text := "GET /v2/server HTTP/1.1\r\nHost: x\r\nX-Slow: "
		if i%2 == 1 { // a complete header, and a body that never comes
			text = "PUT /v2/trainings/" + mo.ID.String() + "/enrolments/" + owners[0].ID().String() +
				" HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"
		}
		_, err = conn.Write([]byte(text))
		check(t, err)
		slow = append(slow, conn)
	}
	r.begin(mo, owners)
	r.runRound(mo, owners, wire.Ref{Round: 1, Attempt: 1})
	for i := 0; i < len(slow); i += 2 {
		check(t, slow[i].SetReadDeadline(deadline.End(t)))
		buf := make([]byte, 1024)
		var err error
		for err == nil {
			_, err = slow[i].Read(buf)
		}
		if ne, ok := errors.AsType[net.Error](err); ok && ne.Timeout() {
			t.Fatalf("slow connection %d is still open", i)
		}
	}
}

// TestCutBody: a body that is cut off changes nothing, and the whole one is accepted afterwards.
func TestCutBody(t *testing.T) {
	r := start(t, t.TempDir(), "127.0.0.1:0")
	mo, owners := r.lobby(3)
	m := r.dial(mo.Key)
	r.begin(mo, owners)
	ref := wire.Ref{Round: 1, Attempt: 1}
	open, weights := mo.Open(ref)
	check(t, m.Append(r.ctx, mo.ID, open, weights))
	for _, o := range owners {
		s, encapsulations := o.Keys(ref, open.Digest(), owners)
		check(t, r.dial(o.Key).PutKeys(r.ctx, mo.ID, ref, s, encapsulations))
	}
	keys, err := m.Keys(r.ctx, mo.ID, ref)
	check(t, err)
	o := owners[0]
	own, err := r.dial(o.Key).Encapsulations(r.ctx, mo.ID, ref)
	check(t, err)
	head, blob := o.Upload(mo.List(keys), own)
	body, err := wire.AppendFrame(nil, head, blob)
	check(t, err)
	for _, part := range []int{0, 3, 100, len(body) - len(blob), len(body) - 1} {
		conn, err := net.Dial("tcp", r.addr)
		check(t, err)
		req := slices.Concat([]byte("PUT "+wire.PathTraining(mo.ID, "rounds", "1", "1", "uploads", o.ID().String())+" HTTP/1.1\r\nHost: x\r\nContent-Type: "+
			wire.FrameType+"\r\nContent-Length: "+strconv.Itoa(len(body))+"\r\n\r\n"), body[:part])
		_, err = conn.Write(req)
		check(t, err)
		check(t, conn.(*net.TCPConn).CloseWrite())
		buf := make([]byte, 64)
		_, _ = conn.Read(buf) // the answer, or the end
		conn.Close()
	}
	s, err := m.State(r.ctx, mo.ID, -1, 0)
	check(t, err)
	if n := s.Awaited.Count(); n != 3 {
		t.Fatalf("%d members are awaited after cut uploads, want 3", n)
	}
	check(t, r.dial(o.Key).PutUpload(r.ctx, mo.ID, ref, head, blob))
}
