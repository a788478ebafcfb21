package collect

import (
	"slices"

	"github.com/blindfit/blindfit/protocol/attempt"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Aside are members that an attempt does without.
type Aside struct {
	Silent Set // they sent keys for an earlier attempt of the round and did not upload
	Out    Set // they uploaded in an earlier attempt and did not reveal
}

// Attempt holds the messages that a running attempt has collected.
type Attempt struct {
	Terms   *attempt.Terms
	List    *attempt.List    // from the upload phase on
	Uploads *attempt.Uploads // from the reveal phase on

	phase   wire.Phase
	members Set
	aside   Aside
	sent    Set // they have sent the message of the present phase
	gone    Set // they left during the attempt
}

// New begins an attempt in its keys phase.
func New(terms *attempt.Terms, aside Aside) *Attempt {
	return &Attempt{Terms: terms, phase: wire.PhaseKeys, members: Members(terms.Members), aside: aside}
}

// Phase returns the phase that the attempt is in.
func (a *Attempt) Phase() wire.Phase { return a.phase }

// Enter begins a phase, for which no owner has sent its message yet.
func (a *Attempt) Enter(p wire.Phase) { a.phase, a.sent = p, nil }

// Collects reports whether the present phase collects messages.
func (a *Attempt) Collects() bool { return a.phase.Rule().Collects != "" }

// Sent returns the owners that have sent the message of the present phase.
func (a *Attempt) Sent() Set { return a.sent }

// Note records that owners have sent the message of the present phase.
func (a *Attempt) Note(who ...wire.Identity) { a.sent = a.sent.Union(SetOf(who...)) }

// Gone returns the owners that left during the attempt.
func (a *Attempt) Gone() Set { return a.gone }

// Leave records that an owner left during the attempt.
func (a *Attempt) Leave(who wire.Identity) { a.gone = a.gone.With(who) }

// Return takes back that an owner left, and reports whether it had.
func (a *Attempt) Return(who wire.Identity) bool {
	had := a.gone.Has(who)
	a.gone = a.gone.Minus(Set{who})
	return had
}

// SetGone replaces the owners that left during the attempt.
func (a *Attempt) SetGone(gone Set) { a.gone = gone }

// May refuses the keys of an owner that is out of the training. All other senders are for package attempt to judge.
func (a *Attempt) May(from wire.Identity) error {
	if a.phase == wire.PhaseKeys && a.aside.Out.Has(from) {
		return wire.Rejectf(wire.CodeForbidden, "keys: this owner did not reveal its seed in an earlier attempt and is out of the training")
	}
	return nil
}

// senders are the owners that may send the message of the present phase.
func (a *Attempt) senders() Set {
	switch {
	case a.phase == wire.PhaseKeys:
		return a.members.Minus(a.aside.Out)
	case a.Collects():
		return a.List.Owners
	}
	return nil
}

// Missing returns the owners that may send the message of the present phase and have not.
func (a *Attempt) Missing() Set { return a.senders().Minus(a.sent) }

// Awaited returns the owners of Missing that may still send their message. If an owner left, it has lost the secrets
// for its upload, but may come back and reveal its seed.
func (a *Attempt) Awaited() Set {
	if a.phase == wire.PhaseReveal {
		return a.Missing()
	}
	return a.Missing().Minus(a.gone)
}

// Complete reports whether the present phase need not wait any longer. The keys phase need not wait for owners that sit
// out if the others make a list.
func (a *Attempt) Complete() bool {
	if !a.Collects() {
		return false
	}
	if a.phase == wire.PhaseKeys {
		return len(a.chosen(a.members.Minus(a.absent())).Minus(a.sent)) == 0
	}
	return len(a.Awaited()) == 0
}

// absent are the members that left before they sent their keys.
func (a *Attempt) absent() Set { return a.gone.Minus(a.sent) }

// chosen returns those of some members that make the list if all of them have sent keys: those that are not put aside,
// or all that are not out of the training if the others are too few.
func (a *Attempt) chosen(members Set) Set {
	in := members.Minus(a.aside.Out)
	if prompt := in.Minus(a.aside.Silent); len(prompt) >= a.Terms.Least() {
		return prompt
	}
	return in
}

// Reachable reports whether the attempt can still succeed if no owner that left comes back and all others send.
func (a *Attempt) Reachable() bool {
	switch a.phase {
	case wire.PhaseKeys:
		// An owner that left without sending keys is not in the list; one that left after it would be, and uploads nothing.
		list := a.chosen(a.members.Minus(a.absent()))
		return len(list) >= a.Terms.Least() && len(list.Only(a.gone)) == 0
	case wire.PhaseUpload:
		return len(a.Lost()) == 0
	}
	return true
}

// Lost returns the owners that left and that the attempt needs.
func (a *Attempt) Lost() Set {
	if a.phase == wire.PhaseUpload {
		return a.Missing().Only(a.gone)
	}
	return a.gone
}

// Stuck reports whether owners that left keep the attempt from succeeding.
func (a *Attempt) Stuck() bool { return len(a.gone) > 0 && !a.Reachable() }

// Fix makes the list of the keys messages that are in, which must be in identity order. If a message repeats the key of
// an earlier one it is left out: masks with the two owners could be exchanged. If too few are left there is no list,
// and missing are the owners without a usable message.
func (a *Attempt) Fix(keys []wire.Signed) (missing Set) {
	keys = a.chosen(Signers(keys)).SignedBy(keys)
	for {
		l, err := a.Terms.NewList(keys)
		if err == nil {
			a.List = l
			return nil
		}
		bad := wire.RejectionOf(err).Index
		if bad == nil {
			return a.members.Minus(a.aside.Out).Minus(Signers(keys))
		}
		keys = slices.Delete(keys, *bad, *bad+1)
	}
}

// Blame returns the owners that are put aside after an attempt in which messages of some owners were missing. If there
// is no noise, it returns none, because every owner is needed.
func (a *Attempt) Blame(missing Set) Aside {
	out := a.aside
	if !a.Terms.Noise {
		return out
	}
	switch a.phase {
	case wire.PhaseKeys: // those that left after their keys were in
		out.Silent = out.Silent.Union(missing.Only(a.sent))
	case wire.PhaseUpload:
		out.Silent = out.Silent.Union(missing)
	case wire.PhaseReveal:
		out.Out = out.Out.Union(missing)
	}
	return out
}

// CheckOpen refuses to begin an attempt for which too few members are left in the training.
func (a *Attempt) CheckOpen() error {
	if left := len(a.members.Minus(a.aside.Out)); left < a.Terms.Least() {
		return wire.Rejectf(wire.CodeMissing, "open: %d of the %d members are still in the training; at least %d are needed", left, len(a.members), a.Terms.Least())
	}
	return nil
}
