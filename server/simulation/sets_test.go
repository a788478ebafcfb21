package simulation_test

import (
	"slices"

	"github.com/blindfit/blindfit/internal/testing/parties"
	"github.com/blindfit/blindfit/protocol/wire"
)

func signers(messages []wire.Signed) []wire.Identity {
	ids := make([]wire.Identity, len(messages))
	for i, s := range messages {
		ids[i] = s.Signer
	}
	return ids
}

func (l *life) ids() []wire.Identity {
	ids := make([]wire.Identity, len(l.owners))
	for i, o := range l.owners {
		ids[i] = o.ID()
	}
	return ids
}

func (l *life) index(id wire.Identity) int {
	return slices.IndexFunc(l.owners, func(o *parties.Owner) bool { return o.ID() == id })
}

func (l *life) recovers() bool { return l.list.Recovers() }

func (l *life) cohort() wire.Digest { return l.list.Cohort }

func (l *life) threshold() int { return l.list.Threshold }

// wrote are those of a set of whom some message in a phase is acknowledged (all: of whom a message was tried).
func (l *life) wrote(phase wire.Phase, of []wire.Identity, all bool) []wire.Identity {
	return slices.DeleteFunc(slices.Clone(of), func(id wire.Identity) bool {
		return !slices.ContainsFunc(l.mail[place{phase, l.index(id)}], func(m *letter) bool { return m.acked || all && m.tried })
	})
}

func (l *life) whole(of []wire.Identity) []wire.Identity { return wire.WholeBlocks(l.members, of) }

// fixList takes note of the list. It is what it was when somebody first read it; it is whole blocks, of owners who sent
// keys, with everybody whose whole block was told that its keys are safe; and it holds the very messages they sent.
func (l *life) fixList(list []wire.Signed) {
	if l.keys != nil {
		if !slices.EqualFunc(l.keys, list, func(a, b wire.Signed) bool { return a.Digest() == b.Digest() }) {
			l.Fatal("the list of an attempt has changed")
		}
		return
	}
	ids := signers(list)
	l.between(wire.PhaseKeys, ids, l.whole(l.wrote(wire.PhaseKeys, l.ids(), false)), l.whole(l.wrote(wire.PhaseKeys, l.ids(), true)))
	if len(l.whole(ids)) != len(ids) {
		l.Fatal("the list holds a part of a block")
	}
	l.keys, l.list = list, parties.ListOf(l, l.mo.ID, l.ref, list, minCohort)
	for i := range list {
		owner := l.index(list[i].Signer)
		sent := l.mail[place{wire.PhaseKeys, owner}]
		at := slices.IndexFunc(sent, func(m *letter) bool { return m.signed.Digest() == list[i].Digest() })
		if at < 0 {
			l.Fatalf("the list holds keys that owner %d never sent", owner)
		}
		for k, m := range sent {
			if k != at && m.acked {
				l.Fatalf("the list holds other keys of owner %d than were acknowledged", owner)
			}
		}
		if at == 1 { // its other keys were first: with their secrets it goes on
			l.owners[owner] = l.rivals[owner]
		}
	}
}

// fix takes note of the sharers or the survivors.
func (l *life) fix(phase wire.Phase, known *[]wire.Identity, set []wire.Identity) {
	if *known != nil {
		if !slices.Equal(*known, set) {
			l.Fatalf("the owners that the %s phase fixed have changed", phase)
		}
		return
	}
	switch phase {
	case wire.PhaseShares:
		list := signers(l.keys)
		if !l.recovers() {
			l.between(phase, set, list, list)
		} else if l.between(phase, set, l.wrote(phase, list, false), l.wrote(phase, list, true)); len(set) < l.threshold() {
			l.Fatalf("an attempt went on with %d sharers, fewer than its threshold", len(set))
		}
	case wire.PhaseUpload:
		l.between(phase, set, l.whole(l.wrote(phase, l.sharers, false)), l.whole(l.wrote(phase, l.sharers, true)))
		if len(l.whole(set)) != len(set) || len(set) < l.needed() {
			l.Fatalf("%d survivors are too few or no whole blocks", len(set))
		}
	}
	*known = set
}

// needed is the fewest survivors of the present attempt.
func (l *life) needed() int { return max(l.threshold(), l.mo.Least) }

// between fails unless a set holds everybody of least and nobody beside most.
func (l *life) between(phase wire.Phase, set, least, most []wire.Identity) {
	for _, id := range least {
		if !slices.Contains(set, id) {
			l.Fatalf("the message of owner %d in %s was acknowledged and is lost", l.index(id), phase)
		}
	}
	for _, id := range set {
		if !slices.Contains(most, id) {
			l.Fatalf("owner %d is counted in %s and sent nothing", l.index(id), phase)
		}
	}
	if !slices.IsSortedFunc(set, wire.Identity.Compare) {
		l.Fatalf("the owners that the %s phase fixed are not in order", phase)
	}
}
