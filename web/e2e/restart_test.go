//go:build e2e

package e2e

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/internal/programs"
)

// TestRestart kills the facilitator in the middle of a training, with nothing saved or closed, and starts it again:
// the training goes on where it was, a page and two programs take part to the end, and the cost is that of the
// same training undisturbed, to the last bit.
func TestRestart(t *testing.T) {
	s := newStage(t)
	facilitator := s.facilitator("127.0.0.1:0")
	addr := strings.TrimPrefix(facilitator.URL, "http://")
	file := s.write("model.json", []byte(modelJSON))
	var tables [][]byte
	var paths []string
	for i := range 3 {
		rows := table(i, 30)
		tables = append(tables, rows)
		paths = append(paths, s.write(fmt.Sprintf("owner-%d.csv", i+1), rows))
	}

	undisturbed := func() float64 {
		training, links := s.invited(file, facilitator.URL, 3)
		for i, link := range links {
			s.join(fmt.Sprintf("calm-%d", i+1), link, paths[i])
		}
		return s.trained(training, func(programs.Event) {})
	}()

	training, links := s.invited(file, facilitator.URL, 3)
	v := s.visit(s.browser(), "owner-1", links[0])
	v.bring(paths[0])
	v.contribute()
	owners := []*programs.Process{s.join("owner-2", links[1], paths[1]), s.join("owner-3", links[2], paths[2])}
	kills := 0
	disturbed := s.trained(training, func(e programs.Event) {
		// Once between two rounds, once while a round is open.
		between := e.Event == "round" && e.Round == 2
		within := e.Event == "open" && e.Round == 4
		if !between && !within {
			return
		}
		kills++
		s.must("kill facilitator", facilitator.Kill())
		facilitator = s.facilitator(addr)
	})
	v.wait("done")
	for _, o := range owners {
		_, err := o.Wait(s.ctx)
		s.must("end "+o.Name, err)
	}
	if kills != 2 {
		t.Errorf("the facilitator was killed %d times, want 2", kills)
	}
	if disturbed != undisturbed {
		t.Errorf("cost %v with a killed facilitator, want %v as without", disturbed, undisturbed)
	}
	if want := optimum(s, []byte(modelJSON), tables...); !near(disturbed, want) {
		t.Errorf("cost %v, want the pooled optimum %v within 1e-9", disturbed, want)
	}
}

// join starts a data owner without a browser.
func (s *stage) join(name, link, rows string, args ...string) *programs.Process {
	s.Helper()
	p, err := s.Join(name, link, rows, filepath.Join(s.dir, name), args...)
	s.must("start "+name, err)
	return p
}

// holding calls f while a program of another owner sleeps: no round can end, however slow this machine and the browser are.
func (s *stage) holding(other *programs.Process, f func()) {
	s.Helper()
	s.must("hold "+other.Name, other.Hold())
	defer func() { s.must("continue "+other.Name, other.Continue()) }()
	f()
}

// trained runs a training to its end, showing every event, and returns the cost.
func (s *stage) trained(training string, see func(programs.Event)) float64 {
	s.Helper()
	train, err := s.Train(training, s.owner)
	s.must("start training", err)
	done, err := train.Events(s.ctx, func(e programs.Event) bool {
		see(e)
		return e.Event == "done"
	})
	s.must("train", err)
	_, err = train.Wait(s.ctx)
	s.must("end training", err)
	if done.Cost == nil {
		s.Fatal("the training ended without a cost")
	}
	return *done.Cost
}
