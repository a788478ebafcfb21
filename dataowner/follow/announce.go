package follow

import (
	"slices"

	"github.com/blindfit/blindfit/dataowner/event"
	"github.com/blindfit/blindfit/protocol/wire"
)

// announce turns a training's state into an event for a person.
func (f *Follower) announce(s *wire.State, vouch bool, again *event.Again) {
	e := event.Event{State: "waiting", Phase: s.Phase, Enrolled: s.Enrolled, Members: s.Members, Present: s.Present, Vouch: vouch, Again: again}
	if s.Phase == wire.PhaseLobby && s.Lobby > 0 {
		e.Looked, e.Admitted, e.Standing = true, s.Admitted, f.standing
	}
	members, open := f.chain.Members(), f.chain.Open
	awaited := absent(s, members)
	switch {
	case vouch, again != nil:
	case s.Phase == wire.PhaseStatements:
		awaited = s.Awaited.Of(members)
	case s.Phase.Running():
		e.State, e.Round, e.Attempt, e.RemainingMS = "round", s.Round, s.Attempt, s.RemainingMS
		if open != nil {
			e.Kind = open.Kind
		}
		e.Change = f.movement.In(s.Round)
		awaited = s.Awaited.Of(members)
	case s.LastAbort != nil && s.LastAbort.Ref == s.Ref && open != nil && open.Ref == s.Ref:
		e.State, e.Code, e.Round, e.Attempt = "aborted", string(s.LastAbort.Code), s.Round, s.Attempt
		for _, id := range s.LastAbort.Missing.Of(members) {
			if !slices.Contains(awaited, id) {
				awaited = append(awaited, id)
			}
		}
	}
	f.Teller.State(e, awaited)
}

// absent lists the members that are not connected: a round would wait for them.
func absent(s *wire.State, members []wire.Member) []wire.Identity {
	var out []wire.Identity
	for _, m := range members {
		if !s.Here.Has(members, m.Identity) {
			out = append(out, m.Identity)
		}
	}
	return out
}
