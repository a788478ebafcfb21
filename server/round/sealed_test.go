package round_test

import (
	"bytes"
	"testing"

	"github.com/blindfit/blindfit/protocol/wire"
)

// Sealed weights reach each member with its own box, and the model owner whole; the facilitator checks what it can, their
// length.
func TestSealedWeightsReachTheirOwners(t *testing.T) {
	const sealed = 100
	r := newRig(t, 3, 4, func(m *wire.Manifest) {
		m.Weights = wire.WeightsShared
		m.Rounds[0].Weights, m.Rounds[0].Sealed = 0, sealed
	})
	ref := wire.Ref{Round: 1, Attempt: 1}
	r.enrol()
	var members []wire.Identity
	for _, o := range r.owners {
		members = append(members, o.ID())
	}
	blob := make([]byte, len(members)*wire.BoxSize+sealed)
	for i := range members {
		blob[i*wire.BoxSize] = byte(i + 1)
	}
	for _, cut := range []int{1, wire.BoxSize} {
		short := blob[:len(blob)-cut]
		before := r.mo.Log
		r.refused(r.machine.Append(r.ctx, r.mo.ID, r.mo.Append(wire.KindOpen, openBody(r, ref, short)), short), wire.CodeInvalid)
		r.mo.Log = before
	}
	body := openBody(r, ref, blob)
	body.Weights[0] ^= 1 // a commitment, not the digest of the bytes
	r.append(r.mo.Append(wire.KindOpen, body), blob)
	for i, id := range members {
		own, err := r.machine.Weights(r.ctx, r.mo.ID, ref, id)
		r.must(err)
		want := append(bytes.Clone(blob[i*wire.BoxSize:(i+1)*wire.BoxSize]), blob[len(members)*wire.BoxSize:]...)
		if !bytes.Equal(own, want) {
			t.Errorf("member %d reads %d bytes that are not its box and the weights", i, len(own))
		}
	}
	whole, err := r.machine.Weights(r.ctx, r.mo.ID, ref, r.mo.Key.Identity())
	r.must(err)
	if !bytes.Equal(whole, blob) {
		t.Error("the model owner reads other bytes than it sent")
	}
}
