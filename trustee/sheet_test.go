package trustee

import (
	"testing"

	"github.com/blindfit/blindfit/protocol/wire"
)

// A yes is for the step as it was shown, once: if the facilitator shows another close before the yes is acted on, that one waits.
func TestYesIsForWhatWasShown(t *testing.T) {
	changes := 0
	s := newSheet(func() { changes++ })
	ask := func(r Request, want bool) {
		t.Helper()
		if yes, err := s.ask(r); err != nil || yes != want {
			t.Errorf("a close %x has the yes %v: %v", r.Close[:1], yes, err)
		}
	}
	shown := Request{Step: yesRelease, Training: wire.TrainingID{1}, Close: wire.Digest{1}, Cells: []int{3, 4}}
	other := shown
	other.Close, other.Cells = wire.Digest{2}, []int{7}
	ask(shown, false)
	ask(shown, false)
	if changes != 1 {
		t.Errorf("the same step was shown %d times", changes)
	}
	if !s.agree(yesRelease, shown.Training, shown.Close) || !s.saidYes(yesRelease, shown.Training) {
		t.Fatal("no yes")
	}
	ask(other, false)
	if s.agree(yesRelease, shown.Training, shown.Close) {
		t.Error("a yes to a close that is shown no more is taken")
	}
	ask(shown, false)
	if !s.agree(yesRelease, shown.Training, shown.Close) {
		t.Fatal("no yes")
	}
	ask(shown, true)
	ask(shown, false) // it was for once
	s.over(shown.Training)
	if len(s.list()) > 0 {
		t.Error("a training that has ended waits")
	}
	for i := range mostWaiting {
		ask(Request{Step: yesAccept, Training: wire.TrainingID{2, byte(i)}}, false)
	}
	if _, err := s.ask(Request{Step: yesAccept, Training: wire.TrainingID{3}}); err == nil || len(s.list()) != mostWaiting {
		t.Errorf("%d steps wait: %v", len(s.list()), err)
	}
}
