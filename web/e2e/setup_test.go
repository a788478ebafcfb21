//go:build e2e

// Package e2e owns the tests of the whole product: real programs as processes, the real page in a real Chromium,
// full-size keys. They see what a user sees and what an attacker on the wire would see.
package e2e

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/blindfit/blindfit/internal/programs"
	"github.com/blindfit/blindfit/internal/testing/deadline"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/web/browser"
)

// built is the folder that make build fills, seen from here.
const built = "../../build"

// shots is where screenshots go.
const shots = built + "/screenshots"

// stage is what one test plays on: the programs, a model owner's folder with a key, and a scratch folder.
type stage struct {
	*testing.T
	*programs.Runner
	ctx   context.Context
	dir   string // scratch
	owner string // the model owner's folder
}

// newStage starts what a test plays on. Tests on stages run side by side, as they mostly wait: for a browser to start, for a
// socket that is given up, for a phone's slow processor.
func newStage(t *testing.T) *stage {
	t.Helper()
	t.Parallel()
	runner, err := programs.NewRunner(filepath.Join(built, "bin"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := runner.Close(); err != nil {
			t.Error(err)
		}
	})
	s := &stage{T: t, Runner: runner, ctx: deadline.Context(t), dir: t.TempDir()}
	s.owner = filepath.Join(s.dir, "modelowner")
	s.write("modelowner/modelowner.key", key(s))
	return s
}

// key returns a model owner's key file with a 3072-bit key, made by the program once for all tests.
var keyOnce struct {
	sync.Once
	file []byte
}

func key(s *stage) []byte {
	keyOnce.Do(func() {
		dir := filepath.Join(s.dir, "keygen")
		if _, err := s.Runner.Run(s.ctx, "modelowner", "keygen", "--dir", dir, "--no-passphrase"); err != nil {
			s.Error(err)
			return
		}
		file, err := os.ReadFile(filepath.Join(dir, "modelowner.key"))
		if err != nil {
			s.Error(err)
			return
		}
		keyOnce.file = file
	})
	if keyOnce.file == nil {
		s.Fatal("no key was made")
	}
	return keyOnce.file
}

// write puts a file below the scratch folder and returns its path.
func (s *stage) write(name string, content []byte) string {
	s.Helper()
	path := filepath.Join(s.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		s.Fatal(err)
	}
	if err := os.WriteFile(path, content, 0o600); err != nil {
		s.Fatal(err)
	}
	return path
}

// must ends the test on an error of a step.
func (s *stage) must(step string, err error) {
	s.Helper()
	if err != nil {
		s.Fatalf("failed to %s: %v", step, err)
	}
}

func (s *stage) facilitator(addr string, args ...string) *programs.Facilitator {
	s.Helper()
	f, err := s.Facilitate(s.ctx, addr, filepath.Join(s.dir, "facilitator"), args...)
	s.must("start facilitator", err)
	return f
}

// invited is a new training with one link for each owner.
func (s *stage) invited(model, facilitator string, owners int) (training string, links []string) {
	s.Helper()
	training, links, err := s.Create(s.ctx, s.owner, model, facilitator, owners)
	s.must("create training", err)
	return training, links
}

// browser starts the one Chromium of a test.
func (s *stage) browser() *browser.Browser {
	s.Helper()
	b, err := browser.Launch(s.ctx, browser.Options{})
	s.must("start browser", err)
	s.Cleanup(func() {
		if err := b.Close(); err != nil {
			s.Error(err)
		}
	})
	return b
}

// visitor is one data owner in the browser.
type visitor struct {
	*browser.Page
	stage *stage
	name  string
}

// visit opens a link in a profile of its own and waits for the invitation.
func (s *stage) visit(b *browser.Browser, name, link string) *visitor {
	s.Helper()
	v := s.tab(b, name, link)
	v.wait("invitation")
	return v
}

// paste opens a page that the facilitator does not serve, gives it a link and waits for the invitation.
func (s *stage) paste(b *browser.Browser, name, address, link string) *visitor {
	s.Helper()
	v := s.tab(b, name, address)
	v.give(link)
	return v
}

// give pastes a link into the page's field and waits for the invitation.
func (v *visitor) give(link string) {
	v.stage.Helper()
	v.wait("link")
	v.stage.must("fill in link", v.Fill(v.stage.ctx, "#link", link))
	v.stage.must("open link", v.Click(v.stage.ctx, "[data-action=open]"))
	v.wait("invitation")
}

func (s *stage) tab(b *browser.Browser, name, address string) *visitor {
	s.Helper()
	page, err := b.NewOwner(s.ctx)
	s.must("open tab", err)
	s.Cleanup(page.Close)
	s.must("open page", page.Navigate(s.ctx, address))
	return &visitor{page, s, name}
}

// wait waits for a state and stops at once in a state that the page cannot leave by itself.
func (v *visitor) wait(want string) {
	v.stage.Helper()
	got, err := v.WaitState(v.stage.ctx, want, "done", "refused", "badfile", "aborted", "failed", "unsupported")
	v.stage.must(fmt.Sprintf("see %s reach %q", v.name, want), err)
	if got != want {
		text, _ := browser.Evaluate[string](v.stage.ctx, v.Page, `document.querySelector('main').textContent`) // folded parts too
		v.stage.Fatalf("%s is in state %q, want %q; the page says:\n%s", v.name, got, want, text)
	}
}

// bring gives the page its rows and waits for the check.
func (v *visitor) bring(rows string) {
	v.stage.Helper()
	v.stage.must("choose file", v.SetFile(v.stage.ctx, "input[type=file]", rows))
	v.wait("ready")
}

// agree ticks the questions of these words.
func (v *visitor) agree(words ...string) {
	v.stage.Helper()
	for _, word := range words {
		v.stage.must("agree to "+word, v.Click(v.stage.ctx, fmt.Sprintf("fieldset input[value=%q]", word)))
	}
}

// contribute presses the button.
func (v *visitor) contribute() {
	v.stage.Helper()
	v.stage.must("contribute", v.Click(v.stage.ctx, "[data-action=contribute]"))
}

// shot takes a screenshot for people to look at. No result depends on it, and Chromium may be slow to draw on a busy machine:
// a picture that does not come in time is missing, and the training goes on.
func (v *visitor) shot(name string) {
	v.stage.Helper()
	ctx, cancel := context.WithTimeout(v.stage.ctx, time.Minute)
	defer cancel()
	if err := v.Screenshot(ctx, filepath.Join(shots, name+".png")); err != nil {
		v.stage.Logf("no screenshot %s: %v", name, err)
	}
}

// clean fails the test when the browser complained: an exception, a refusal of the content policy.
func (v *visitor) clean() {
	v.stage.Helper()
	for _, problem := range v.Problems() {
		v.stage.Errorf("%s: the browser complains: %s", v.name, problem)
	}
}

// parseLink reads a link's secrets, to search for them.
func (s *stage) parseLink(link string) identity.Link {
	s.Helper()
	l, err := identity.ParseLink(link)
	s.must("parse link", err)
	return l
}
