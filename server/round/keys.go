package round

import (
	"context"
	"encoding/json"
	"maps"
	"slices"

	"github.com/blindfit/blindfit/protocol/attempt"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/store"
)

// keysStep collects the keys messages of the members. Closing it fixes the list.
func keysStep() step {
	return step{
		phase: wire.PhaseKeys,
		from:  func(t *training) []wire.Identity { return minus(t.memberIDs(), t.rec.Out) },
		enough: func(t *training) bool {
			return len(without(t.chosen(without(t.memberIDs(), t.absent())), t.attempt.sent)) == 0
		},
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

// absent returns the members that left before they sent their keys.
func (t *training) absent() map[wire.Identity]struct{} {
	absent := maps.Clone(t.attempt.gone)
	maps.DeleteFunc(absent, func(id wire.Identity, _ struct{}) bool { _, sent := t.attempt.sent[id]; return sent })
	return absent
}

// chosen returns those of members, in identity order, who make the list if all of them have sent keys: all who are
// neither out of the training nor silent in an earlier attempt at this round, or all who are not out if that is too few.
func (t *training) chosen(members []wire.Identity) []wire.Identity {
	in := minus(members, t.rec.Out)
	if prompt := minus(in, t.rec.Silent); len(prompt) >= t.attempt.terms.Least() {
		return prompt
	}
	return in
}

// listOf returns the list that the stored keys messages of an attempt make, nil if they are too few, and whose messages
// are usable: one that cannot be in a list with those before it, because its key repeats, is left out.
func listOf(terms *attempt.Terms, keys []wire.Signed) (l *attempt.List, usable []wire.Identity) {
	for {
		l, err := terms.NewList(keys)
		if err == nil {
			return l, l.Owners
		}
		r := wire.RejectionOf(err)
		if r.Index == nil {
			return nil, signers(keys)
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
	var usable []wire.Identity
	if a.list, usable = listOf(a.terms, signedBy(keys, t.chosen(signers(keys)))); a.list == nil {
		return t.abort(wire.CodeMissing, minus(minus(t.memberIDs(), t.rec.Out), usable)), nil
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
