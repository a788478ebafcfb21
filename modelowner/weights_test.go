package modelowner

import (
	"bytes"
	"testing"

	"github.com/blindfit/blindfit/crypto/envelope"
	"github.com/blindfit/blindfit/protocol/wire"
)

// sealedTo are three members with their enrolments, and the keys that open what is sealed to them.
func sealedTo(t *testing.T) ([]wire.Member, []wire.Signed, []*envelope.Key) {
	t.Helper()
	var members []wire.Member
	var list []wire.Signed
	var keys []*envelope.Key
	for _, id := range sortedKeys(t, 3) {
		key, err := envelope.NewKey()
		if err != nil {
			t.Fatal(err)
		}
		s, err := wire.Seal(wire.KindEnrolment, wire.Enrolment{EnvelopeKey: key.Public()}, id)
		if err != nil {
			t.Fatal(err)
		}
		members = append(members, wire.Member{Identity: s.Signer, Enrolment: s.Digest()})
		list, keys = append(list, *s), append(keys, key)
	}
	return members, list, keys
}

// The facilitator delivers enrolments. One with a key of its own choice, though its owner could have signed it too, would
// let it read the model: it is not the one whose digest the roster names. Without that rule the attack succeeds.
func TestAttackAnotherEnvelopeKey(t *testing.T) {
	members, list, keys := sealedTo(t)
	public, err := envelopeKeys(members, list)
	if err != nil {
		t.Fatal(err)
	}
	for i := range public {
		if !bytes.Equal(public[i], keys[i].Public()) {
			t.Errorf("member %d has another key", i)
		}
	}
	stranger, err := envelope.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	other, err := wire.Seal(wire.KindEnrolment, wire.Enrolment{EnvelopeKey: stranger.Public()}, newKey(t))
	if err != nil {
		t.Fatal(err)
	}
	for name, bent := range map[string][]wire.Signed{
		"another's":   {list[0], *other, list[2]},
		"a member's":  {list[0], list[0], list[2]},
		"left out":    {list[0], list[2]},
		"cut":         {list[0], {Kind: list[1].Kind, Body: list[1].Body[:40], Signer: list[1].Signer, Signature: list[1].Signature}, list[2]},
		"none at all": nil,
	} {
		if _, err := envelopeKeys(members, bent); err == nil {
			t.Errorf("%s: is accepted", name)
		}
	}
	// The defence switched off: whatever enrolment is served counts.
	members[1].Enrolment = other.Digest()
	members[1].Identity = other.Signer
	public, err = envelopeKeys(members, []wire.Signed{list[0], *other, list[2]})
	if err != nil {
		t.Fatal(err)
	}
	c := envelope.Context{Round: 3}
	sealed, round, commitment, err := envelope.SealWeights(c, []byte("parameters"))
	if err != nil {
		t.Fatal(err)
	}
	box, err := envelope.SealKey(c, public[1], members[1].Identity, round)
	if err != nil {
		t.Fatal(err)
	}
	opened, err := stranger.OpenKey(c, members[1].Identity, box)
	if err != nil {
		t.Fatal(err)
	}
	if weights, err := envelope.OpenWeights(c, opened, sealed, commitment); err != nil || string(weights) != "parameters" {
		t.Errorf("without the rule the attack must succeed: %v", err)
	}
}
