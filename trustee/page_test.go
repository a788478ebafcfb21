//go:build testkeys && !js

package trustee_test

import (
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/blindfit/blindfit/internal/testing/deadline"
	"github.com/blindfit/blindfit/protocol/client"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/trustee"
)

// person is somebody before a page, whose facilitator is the adversary.
type person struct {
	*testing.T
	a      *adversary
	page   *trustee.Page
	file   trustee.KeyFile // the newest that was saved
	events chan trustee.PageEvent

	mu   sync.Mutex // protects all below
	view view
	got  sent
}

// sit opens a page in a browser with a key file, nil for a new one, without serving yet.
func sit(t *testing.T, memory trustee.Memory, file *trustee.KeyFile) (*person, *trustee.Problem) {
	t.Helper()
	s := &person{T: t, events: make(chan trustee.PageEvent, 1000)}
	s.page = page(t, memory, trustee.PageConfig{
		Emit: func(e trustee.PageEvent) { s.events <- e }, Every: time.Millisecond,
		Dial: []client.Option{client.HTTPClient(&http.Client{Transport: transport(s.answer)})},
	})
	if file == nil {
		made, problem := call[trustee.KeyFile](t, s.page, "make", secret(passphrase), "")
		if problem != nil {
			t.Fatal(problem)
		}
		file = &made
	}
	s.file = *file
	_, problem := call[trustee.Opened](t, s.page, "open", secret(passphrase), file.Content)
	return s, problem
}

// answer is the adversary's, by the view of the moment.
func (s *person) answer(r *http.Request) (int, []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.a.serve(s.view, &s.got)(r)
}

// show changes the view.
func (s *person) show(v view) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.view = v
}

// left returns the messages that left so far.
func (s *person) left() sent {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.got
}

// begin serves the adversary.
func (s *person) begin() {
	s.Helper()
	if _, problem := call[any](s.T, s.page, "begin", map[string]any{"facilitator": "http://127.0.0.1:1"}, ""); problem != nil {
		s.Fatal(problem)
	}
}

// until waits for an event.
func (s *person) until(name string, fits func(trustee.PageEvent) bool) trustee.PageEvent {
	s.Helper()
	ctx := deadline.Bound(s.Context(), s.T)
	var last trustee.PageEvent
	for {
		select {
		case e := <-s.events:
			if fits(e) {
				return e
			}
			last = e
		case <-ctx.Done():
			s.Fatalf("%s did not come; the last event is %+v", name, last)
		}
	}
}

// noted waits for a note with a text.
func (s *person) noted(event, text string) {
	s.Helper()
	s.until(event, func(e trustee.PageEvent) bool {
		return slices.ContainsFunc(e.Notes, func(n trustee.Event) bool { return n.Event == event && strings.Contains(n.Message, text) })
	})
}

// asked waits for a step, and returns it.
func (s *person) asked(step string, fits func(trustee.Request) bool) (r trustee.Request) {
	s.Helper()
	s.until(step, func(e trustee.PageEvent) bool {
		i := slices.IndexFunc(e.Waiting, func(w trustee.Request) bool { return w.Step == step && (fits == nil || fits(w)) })
		if i >= 0 {
			r = e.Waiting[i]
		}
		return i >= 0
	})
	return r
}

// agree says yes to a step, and saves the file that is asked for.
func (s *person) agree(r trustee.Request) {
	s.Helper()
	before := s.left()
	if _, problem := call[any](s.T, s.page, "agree", map[string]any{"step": r.Step, "training": r.Training, "close": r.Close}, ""); problem != nil {
		s.Fatal(problem)
	}
	file := s.until("file", func(e trustee.PageEvent) bool { return e.Event == trustee.PageSave }).Save
	if _, problem := call[any](s.T, s.page, "saved", nil, s.file.Content); problem == nil || problem.Code != trustee.ProblemNotSaved || problem.File != file.Name {
		s.Errorf("the old file is taken for the new one: %+v", problem)
	}
	if now := s.left(); now.accept != before.accept || now.release != before.release {
		s.Error("an answer left before the new file was saved")
	}
	if _, problem := call[any](s.T, s.page, "saved", nil, file.Content); problem != nil {
		s.Fatal(problem)
	}
	s.file = *file
}

// made is a closing of all owners that the page has answered, and its close.
func (s *person) made(cells ...int) *book {
	s.Helper()
	b := s.a.book().closing(1, s.a.owners...)
	s.mu.Lock()
	s.got.strikes = nil
	s.mu.Unlock()
	s.show(b.view)
	s.noted(trustee.EventAnswered, "0 struck")
	if struck := b.strike(s.left().strikes); len(struck) > 0 {
		s.Fatalf("the page strikes %v", struck)
	}
	return b.close(cells...)
}

// agreed is a person whose page has accepted the adversary's training, and its key file from before that.
func agreed(t *testing.T, memory trustee.Memory) (*person, trustee.KeyFile) {
	t.Helper()
	cheap(t)
	s, problem := sit(t, memory, nil)
	if problem != nil {
		t.Fatal(problem)
	}
	s.a = prepareFor(t, s.page.Keys())
	first := s.file
	s.begin()
	r := s.asked("accept", nil)
	if r.Name != "Gathered" || r.Epsilon != 8 || r.Batch != batch || !slices.Equal(r.Columns, []string{"a", "y"}) {
		t.Errorf("asked for %+v", r)
	}
	s.agree(r)
	s.noted(trustee.EventAccepted, "")
	s.a.gather(s.left().accept)
	return s, first
}

// A page accepts and releases as the program does, after a yes to exactly that and once its key file with the new line of the ledger is saved.
// The sums open, and no second close is answered.
func TestPage(t *testing.T) {
	here := &browser{}
	s, _ := agreed(t, here)
	s.show(s.made(1, 1, 1, 2, 2, 2, 2).view)
	first := s.asked("release", nil)
	if first.Contributions != people || first.Struck != 0 || !slices.Equal(first.Cells, []int{3, 4}) {
		t.Errorf("asked for %+v", first)
	}
	// The facilitator shows another close after the person has read the first.
	other := s.a.book().closing(1, s.a.owners...)
	other.strike(s.left().strikes)
	s.show(other.close(1, 1, 1, 1, 1, 1, 1).view)
	second := s.asked("release", func(r trustee.Request) bool { return r.Close != first.Close })
	if _, problem := call[any](t, s.page, "agree", map[string]any{"step": "release", "training": first.Training, "close": first.Close}, ""); problem == nil || problem.Code != trustee.ProblemGone {
		t.Errorf("a yes to another close is taken: %+v", problem)
	}
	s.agree(second)
	s.noted(trustee.EventReleased, "")
	masks, err := s.a.terms.ParseVectors(s.left().vectors, 1)
	must(t, err)
	if want, plain := s.a.product(s.a.owners); !s.a.opens(want, plain, masks[0]) {
		t.Error("the sum of all does not open")
	}
	// The first close again, in a new load of the page with the newest file.
	again, problem := sit(t, here, &s.file)
	if problem != nil {
		t.Fatal(problem)
	}
	again.a = s.a
	third := s.a.book().closing(1, s.a.owners...)
	third.strike(s.left().strikes)
	again.show(third.close(1, 1, 1, 2, 2, 2, 2).view)
	again.begin()
	again.noted(trustee.EventRefused, "was closed before")
	if again.left().release != nil {
		t.Error("a second close was answered")
	}
}

// A key file that is older than the memory of the browser, or than an answer that the facilitator shows, is refused, and the newer one is named.
// One that went apart from the newest is refused too.
func TestAttackPagePutBack(t *testing.T) {
	here := &browser{}
	s, first := agreed(t, here)
	accepted := s.file
	if _, problem := sit(t, here, &first); problem == nil || problem.Code != trustee.ProblemStale || problem.File != accepted.Name {
		t.Errorf("the older file opens in the same browser: %+v", problem)
	}
	// Two files go apart: elsewhere, at another facilitator, the first file accepts another training.
	away, problem := sit(t, &browser{}, &first)
	if problem != nil {
		t.Fatal(problem)
	}
	away.a = prepareFor(t, away.page.Keys())
	away.begin()
	away.agree(away.asked("accept", nil))
	away.noted(trustee.EventAccepted, "")
	if _, problem := sit(t, here, &away.file); problem == nil || problem.Code != trustee.ProblemApart || problem.File != accepted.Name {
		t.Errorf("a file that went apart opens: %+v", problem)
	}
	stopped := func(s *person, needs string) {
		t.Helper()
		e := s.until("the end", func(e trustee.PageEvent) bool { return e.Event == trustee.PageStopped })
		if e.Problem.Code != trustee.ProblemStale || e.Problem.File != needs {
			t.Errorf("stopped with %+v, want a stale file and the name %s", e.Problem, needs)
		}
	}
	// In a browser that does not know the key the facilitator's copies of its answers tell.
	elsewhere, problem := sit(t, &browser{}, &first)
	if problem != nil {
		t.Fatal(problem)
	}
	elsewhere.a = s.a
	elsewhere.begin()
	stopped(elsewhere, accepted.Name)
	if elsewhere.left().accept != nil {
		t.Error("a second accept left")
	}
	s.show(s.made(1, 1, 1, 2, 2, 2, 2).view)
	s.agree(s.asked("release", nil))
	s.noted(trustee.EventReleased, "")
	elsewhere, problem = sit(t, &browser{}, &accepted)
	if problem != nil {
		t.Fatal(problem)
	}
	elsewhere.a = s.a
	other := s.a.book().closing(1, s.a.owners...)
	other.strike(s.left().strikes)
	v := other.close(1, 1, 1, 1, 1, 1, 1).view
	v.releases = []wire.Signed{*s.left().release}
	elsewhere.show(v)
	elsewhere.begin()
	stopped(elsewhere, s.file.Name)
	if elsewhere.left().release != nil {
		t.Error("a second close was answered")
	}
}

// A program's key file opens on no page, and a page's serves no program: each would have a ledger of its own.
func TestKeyFilesStayApart(t *testing.T) {
	cheap(t)
	dir, _, _ := made(t, passphrase)
	b, err := os.ReadFile(trustee.KeyPath(dir))
	must(t, err)
	if _, problem := call[any](t, page(t, &browser{}, trustee.PageConfig{}), "open", secret(passphrase), string(b)); problem == nil || problem.Code != trustee.ProblemProgram {
		t.Errorf("the program's file: %+v", problem)
	}
	s, problem := sit(t, &browser{}, nil)
	if problem != nil {
		t.Fatal(problem)
	}
	must(t, os.WriteFile(trustee.KeyPath(dir), []byte(s.file.Content), 0o600))
	if _, _, err := trustee.Load(dir, func() ([]byte, error) { return []byte(passphrase), nil }); err == nil || !strings.Contains(err.Error(), "/trustee") {
		t.Errorf("the page's file in a program: %v", err)
	}
}
