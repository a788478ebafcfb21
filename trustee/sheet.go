package trustee

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/blindfit/blindfit/protocol/wire"
)

// mostWaiting is how many steps a page shows at a time: anyone can name a trustee, in as many trainings as a facilitator holds.
const mostWaiting = 200

// sheet is the desk of a page, in its memory. A yes is for the step as it was shown, down to the cells of a close: if the
// facilitator shows another one afterwards, that one waits anew.
type sheet struct {
	changed func() // is called after each change, without the lock

	mu      sync.Mutex // protects all below
	waiting map[stepOf]Request
	yes     map[stepOf]Request
}

type stepOf struct {
	step     string
	training wire.TrainingID
}

func newSheet(changed func()) *sheet {
	return &sheet{changed: changed, waiting: map[stepOf]Request{}, yes: map[stepOf]Request{}}
}

func (s *sheet) ask(r Request) (yes bool, err error) {
	at := stepOf{r.Step, r.Training}
	s.mu.Lock()
	agreed, ok := s.yes[at]
	delete(s.yes, at)
	yes = ok && reflect.DeepEqual(agreed, r)
	shown, there := s.waiting[at]
	same := there && reflect.DeepEqual(shown, r)
	switch {
	case yes:
		delete(s.waiting, at)
	case !there && len(s.waiting) >= mostWaiting:
		err = fmt.Errorf("more than %d steps wait: answer some of them first", mostWaiting)
	default:
		s.waiting[at] = r
	}
	s.mu.Unlock()
	if yes || err == nil && !same {
		s.changed()
	}
	return yes, err
}

func (s *sheet) saidYes(step string, t wire.TrainingID) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, ok := s.yes[stepOf{step, t}]
	return ok
}

func (s *sheet) over(t wire.TrainingID) {
	s.mu.Lock()
	before := len(s.waiting)
	for _, step := range []string{yesAccept, yesRelease} {
		delete(s.waiting, stepOf{step, t})
		delete(s.yes, stepOf{step, t})
	}
	gone := len(s.waiting) < before
	s.mu.Unlock()
	if gone {
		s.changed()
	}
}

// agree says yes to a step that was shown with this close, the zero digest for an accept, and reports whether it waits.
func (s *sheet) agree(step string, t wire.TrainingID, closed wire.Digest) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, ok := s.waiting[stepOf{step, t}]
	if !ok || r.Close != closed {
		return false
	}
	s.yes[stepOf{step, t}] = r
	return true
}

// list returns the steps that wait, in the order of their trainings.
func (s *sheet) list() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]Request, 0, len(s.waiting))
	for _, r := range s.waiting {
		out = append(out, r)
	}
	slices.SortFunc(out, func(a, b Request) int {
		return strings.Compare(a.Training.String()+a.Step, b.Training.String()+b.Step)
	})
	return out
}
