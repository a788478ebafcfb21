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

// wrote are those of a set of whom some message in a phase is acknowledged (all: of whom a message was tried).
func (l *life) wrote(phase wire.Phase, of []wire.Identity, all bool) []wire.Identity {
	return slices.DeleteFunc(slices.Clone(of), func(id wire.Identity) bool {
		return !slices.ContainsFunc(l.mail[place{phase, l.index(id)}], func(m *letter) bool { return m.acked || all && m.tried })
	})
}

// mayMiss are the owners that the list may leave out although their keys are safe: those that are out of the training, and
// those that were silent before if enough others are there.
func (l *life) mayMiss() []wire.Identity { return append(slices.Clone(l.out), l.silent...) }

// minus returns set without some.
func minus(set, some []wire.Identity) []wire.Identity {
	return slices.DeleteFunc(slices.Clone(set), func(id wire.Identity) bool { return slices.Contains(some, id) })
}

// fixList takes note of the list. It is the one that was read first; it holds the owners whose keys are safe, except those
// that it may leave out, in the very messages that they sent; and it has as many owners as a list must have.
func (l *life) fixList(list []wire.Signed) {
	if l.keys != nil {
		if !slices.EqualFunc(l.keys, list, func(a, b wire.Signed) bool { return a.Digest() == b.Digest() }) {
			l.Fatal("the list of an attempt has changed")
		}
		return
	}
	ids := signers(list)
	l.between(wire.PhaseKeys, ids, minus(l.wrote(wire.PhaseKeys, l.ids(), false), l.mayMiss()), minus(l.wrote(wire.PhaseKeys, l.ids(), true), l.out))
	l.keys, l.list = list, l.mo.List(list) // fails unless the list is large enough
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

// between fails unless a set holds all of least and none but those of most.
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
