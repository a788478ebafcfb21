package train

import (
	"bytes"
	"errors"
	"math/big"
	"testing"

	"github.com/blindfit/blindfit/crypto/envelope"
	"github.com/blindfit/blindfit/internal/testing/hostile"
	"github.com/blindfit/blindfit/internal/testing/trainings"
	"github.com/blindfit/blindfit/ml/optim"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

// sealedTo returns members with their enrolments and envelope keys.
func sealedTo(t *testing.T) (wire.TrainingID, []wire.Member, []wire.Signed, []*envelope.Key) {
	t.Helper()
	l := identity.Link{Training: wire.TrainingID{7}, Key: identity.NewTrainingKey(), Secret: identity.NewSecret()}
	var members []wire.Member
	var list []wire.Signed
	var keys []*envelope.Key
	for range 4 {
		key, err := envelope.NewKey()
		must(t, err)
		s := trainings.NewOwner(t).Enrol(t, l, key.Public())
		members = append(members, wire.Member{Identity: s.Signer, Enrolment: s.Digest()})
		list, keys = append(list, s), append(keys, key)
	}
	return l.Training, members, list, keys
}

// The facilitator delivers enrolments. If it could deliver one with a key of its own choice, it would read the model: but
// the digest of the enrolment must be the one that the roster names. Without that rule the attack succeeds.
func TestAttackAnotherEnvelopeKey(t *testing.T) {
	id, members, list, keys := sealedTo(t)
	members, own := members[:3], list[:3]
	public, err := envelopeKeys(id, members, own)
	must(t, err)
	for i := range public {
		if !bytes.Equal(public[i], keys[i].Public()) {
			t.Errorf("member %d has another key", i)
		}
	}
	other, stranger := list[3], keys[3]
	for name, bent := range map[string][]wire.Signed{
		"another's":   {own[0], other, own[2]},
		"a member's":  {own[0], own[0], own[2]},
		"left out":    {own[0], own[2]},
		"cut":         {own[0], {Kind: own[1].Kind, Body: own[1].Body[:40], Signer: own[1].Signer, Signature: own[1].Signature}, own[2]},
		"none at all": nil,
	} {
		if _, err := envelopeKeys(id, members, bent); err == nil {
			t.Errorf("%s: is accepted", name)
		}
	}
	// The defence switched off: any enrolment that is served counts.
	members[1] = wire.Member{Identity: other.Signer, Enrolment: other.Digest()}
	public, err = envelopeKeys(id, members, []wire.Signed{own[0], other, own[2]})
	must(t, err)
	c := envelope.Context{Round: 3}
	sealed, round, commitment, err := envelope.SealWeights(c, []byte("parameters"))
	must(t, err)
	box, err := envelope.SealKey(c, public[1], members[1].Identity, round)
	must(t, err)
	opened, err := stranger.OpenKey(c, members[1].Identity, box)
	must(t, err)
	if weights, err := envelope.OpenWeights(c, opened, sealed, commitment); err != nil || string(weights) != "parameters" {
		t.Errorf("without the rule the attack must succeed: %v", err)
	}
}

// Whoever makes boxes for members refuses the enrolments that every role must refuse.
func TestBadEnrolmentsGetNoBox(t *testing.T) {
	l := identity.Link{Training: wire.TrainingID{7}, Key: identity.NewTrainingKey(), Secret: identity.NewSecret()}
	var sent hostile.Sent
	for range 3 {
		o := trainings.NewOwner(t)
		sent.Messages, sent.By = append(sent.Messages, o.Enrol(t, l, []byte("envelope"))), append(sent.By, o.Key)
	}
	for _, c := range hostile.AdmittedEnrolments(t, sent) {
		_, err := envelopeKeys(l.Training, c.Members, c.Messages)
		hostile.Refused(t, c.Name, err, c.Code, c.Rule)
	}
}

// A point past the weight bound would break the bit budget: it is never opened.
func TestPointsStayWithinTheWeightBound(t *testing.T) {
	r, _ := newTestRun(t, trainings.File, 3)
	b := r.File.Budget()
	bound := new(big.Int).Lsh(big.NewInt(b.WeightBound), b.FractionBits)
	past := new(big.Int).Add(bound, big.NewInt(1))
	for _, w := range []*big.Int{new(big.Int), bound, new(big.Int).Neg(bound)} {
		if err := inBudget(b, []*big.Int{w, new(big.Int)}); err != nil {
			t.Errorf("%v: %v", w, err)
		}
	}
	for _, w := range []*big.Int{past, new(big.Int).Neg(past)} {
		if err := inBudget(b, []*big.Int{new(big.Int), w}); !errors.Is(err, errDiverged) || !errors.Is(err, optim.ErrDiverged) {
			t.Errorf("%v: %v", w, err)
		}
	}
	if inBudget(b, []*big.Int{new(big.Int)}) == nil {
		t.Error("a point of another width is accepted")
	}
}
