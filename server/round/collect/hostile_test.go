package collect_test

import (
	"testing"

	"github.com/blindfit/blindfit/internal/testing/hostile"
	"github.com/blindfit/blindfit/internal/testing/parties"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/round/collect"
)

// TestFixLeavesBadKeysOut: whatever keys messages are in the store, a list that is made of them is one that every role
// takes: of honest messages alone, or none.
func TestFixLeavesBadKeysOut(t *testing.T) {
	const n = 6 // a list has at least four
	mo := parties.NewModelOwner(t, 3, n, func(m *wire.Manifest) { m.Noise = true })
	members := parties.NewOwners(t, mo.ID, n)
	mo.Begin(members)
	mo.Open(wire.Ref{Round: 1, Attempt: 1})
	mo.Reject(wire.Ref{Round: 1, Attempt: 1})
	mo.Open(wire.Ref{Round: 1, Attempt: 2})
	terms := mo.Terms()
	honest := map[wire.Identity]wire.Signed{}
	sent := hostile.Sent{By: parties.Signers(members)}
	for _, o := range members {
		s, _ := o.Keys(terms.Ref, terms.Open, members)
		sent.Messages = append(sent.Messages, *s)
		honest[o.ID()] = *s
	}
	lists := 0
	for _, bad := range hostile.KeysLists(t, sent, terms.Least()) {
		a := collect.New(terms, collect.Aside{})
		a.Fix(bad.Messages)
		if a.List == nil {
			continue
		}
		lists++
		var of []wire.Signed
		for _, id := range a.List.Owners {
			of = append(of, honest[id])
		}
		if l, err := terms.NewList(of); err != nil || l.Digest != a.List.Digest {
			t.Errorf("%s: the list is not of honest messages (%v)", bad.Name, err)
		}
	}
	if lists < 12 {
		t.Errorf("only %d lists were made; one bad message must not stop an attempt that can do without it", lists)
	}
}
