package round

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/blindfit/blindfit/protocol/attempt"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/store"
)

// keysStep collects the keys messages of the members. Closing it fixes the list.
func keysStep() step {
	return step{
		phase: wire.PhaseKeys,
		from:  func(t *training) []wire.Identity { return t.expected() },
		may:   mayKeys,
		check: checkKeys,
		close: closeKeys,
	}
}

// mayKeys refuses the keys of an owner that is out of the training.
func mayKeys(t *training, from wire.Identity) error {
	if has(t.rec.Out, from) {
		return wire.Rejectf(wire.CodeForbidden, "keys: this owner did not reveal its seed in an earlier attempt and is out of the training")
	}
	return nil
}

func checkKeys(v *view, s *wire.Signed, blob []byte) (any, error) {
	k, err := v.terms.OpenKeys(s)
	if err != nil {
		return nil, err
	}
	return nil, v.terms.CheckEncapsulations(s.Signer, k, blob)
}

// expected returns the members that the keys phase waits for: those who are neither out of the training nor silent in an
// earlier attempt at this round, or all who are not out if that is too few for a list.
func (t *training) expected() []wire.Identity {
	return t.chosen(t.memberIDs())
}

// chosen returns those of members, in identity order, who make the list if all of them have sent keys.
func (t *training) chosen(members []wire.Identity) []wire.Identity {
	in := minus(members, t.rec.Out)
	if prompt := minus(in, t.rec.Silent); len(prompt) >= t.attempt.terms.Least() {
		return prompt
	}
	return in
}

// listOf returns the list that the stored keys messages of an attempt make, or nil if they are too few. A message that
// cannot be in one list with those before it, because its key repeats, is left out.
func (t *training) listOf(terms *attempt.Terms, keys []wire.Signed) *attempt.List {
	for {
		l, err := terms.NewList(keys)
		if err == nil {
			return l
		}
		r := wire.RejectionOf(err)
		if r.Index == nil {
			return nil
		}
		keys = slices.Delete(slices.Clone(keys), *r.Index, *r.Index+1)
	}
}

func closeKeys(ctx context.Context, t *training) (store.Change, error) {
	keys, err := t.m.messages(ctx, t.slotOf(wire.KindKeys))
	if err != nil {
		return store.Change{}, err
	}
	a := t.attempt
	if a.list = t.listOf(a.terms, signedBy(keys, t.chosen(signers(keys)))); a.list == nil {
		return t.abort(wire.CodeMissing, t.missing()), nil
	}
	body, err := json.Marshal(a.list.Owners)
	if err != nil {
		return store.Change{}, err
	}
	c := t.enter(wire.PhaseUpload)
	c.Messages = []store.Message{{Key: store.Key{Slot: t.slotOf(store.KindList)}, Body: body}}
	return c, nil
}

// PutKeys takes an owner's keys message for an attempt, with its encapsulations.
func (m *Machine) PutKeys(ctx context.Context, id wire.TrainingID, ref wire.Ref, from wire.Identity, s *wire.Signed, encapsulations []byte) error {
	return m.put(ctx, keysStep(), store.Key{Slot: store.Slot{Training: id, Ref: ref, Kind: wire.KindKeys}, Identity: from}, s, encapsulations)
}
