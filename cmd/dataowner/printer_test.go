package main

import (
	"testing"

	"github.com/blindfit/blindfit/dataowner"
	"github.com/blindfit/blindfit/protocol/wire"
)

// What is printed of a training says what it waits for, and promises no round that may not come.
func TestWaitingInWords(t *testing.T) {
	for _, c := range []struct {
		event dataowner.Event
		want  string
	}{
		{dataowner.Event{Phase: wire.PhaseStatements, AwaitsYou: true}, "2 of 3 data owners are here; each states which earlier sums had its rows; waiting for you"},
		{dataowner.Event{Phase: wire.PhaseWaiting}, "2 of 3 data owners are here; the first round has not begun"},
		{dataowner.Event{Phase: wire.PhaseWaiting, Accepted: 13, Of: 13}, "2 of 3 data owners are here; 13 rounds done, waiting for the model owner"},
		{dataowner.Event{Phase: wire.PhaseLobby, Vouch: true}, "2 of 3 data owners are here; in this training you take part once you vouch for all of them"},
		{dataowner.Event{State: "round", Phase: wire.PhaseKeys, Round: 2, Attempt: 1, Kind: wire.RoundOneRound}, "round 2 (one round): data owners agree on masks"},
		{dataowner.Event{State: "round", Phase: "later", Round: 2, Attempt: 3, Kind: wire.RoundGradient}, "round 2 (gradient), attempt 3: later"},
	} {
		e := c.event
		e.Event, e.Present, e.Members = "state", 2, 3
		if e.State == "" {
			e.State = "waiting"
		}
		if got := describe(e); got != c.want {
			t.Errorf("printed %q, want %q", got, c.want)
		}
	}
}
