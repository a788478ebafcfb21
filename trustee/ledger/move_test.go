package ledger_test

import (
	"errors"
	"testing"
	"time"

	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/trustee/ledger"
)

// A ledger that has moved takes no line of any kind, where it was and wherever its lines are read as of the same place; it goes on in
// the other place. Moving it again changes nothing.
func TestNothingAfterAMove(t *testing.T) {
	self, when := wire.Identity{7}, time.Unix(1, 0)
	first, err := ledger.Begin(self, when)
	if err != nil {
		t.Fatal(err)
	}
	lines := [][]byte{first}
	keep := func(text []byte) error { lines = append(lines, text); return nil }
	l, err := ledger.Of(lines, self, keep)
	if err != nil {
		t.Fatal(err)
	}
	accepted := ledger.Accepted{Training: wire.TrainingID{1}, Min: 3}
	if _, err := l.Accept(accepted, when); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := l.Move(when); err != nil || len(lines) != 3 {
			t.Fatalf("%d lines after the move: %v", len(lines), err)
		}
	}
	again, err := ledger.Of(lines, self, keep)
	if err != nil {
		t.Fatal(err)
	}
	for name, l := range map[string]*ledger.Ledger{"that was moved": l, "read again": again} {
		var away *ledger.MovedError
		if err := l.Away(); !errors.As(err, &away) || away.To != ledger.InFolder || away.When.Unix() != 1 {
			t.Errorf("the ledger %s is %v", name, err)
		}
		_, accept := l.Accept(ledger.Accepted{Training: wire.TrainingID{2}, Min: 3}, when)
		_, closed := l.Close(ledger.Closed{Training: accepted.Training, Close: wire.Digest{1}}, when)
		_, reserve := l.Reserve(accepted.Training, 1, 2, []ledger.Person{{1}}, when)
		for step, err := range map[string]error{"accept": accept, "close": closed, "reservation": reserve} {
			if !errors.As(err, &away) {
				t.Errorf("the ledger %s takes an %s: %v", name, step, err)
			}
		}
	}
	if len(lines) != 3 {
		t.Errorf("%d lines were written", len(lines))
	}
}
