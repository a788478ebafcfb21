package round

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"

	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/store"
)

// partialSize is how many uploads are multiplied into one stored partial product.
const partialSize = 8

// fold multiplies an owner's upload, which is stored, into the running product. Facilitators that share a store each
// multiply what they took themselves and store it a few owners at a time, so that whoever ends the attempt has only
// those products to multiply and few uploads to read. A partial product names its owners and is of use only where all
// of them are in the sum and none was counted yet: it saves work and decides nothing. The caller holds t.mu.
func (t *training) fold(from wire.Identity, cs []*phe.Ciphertext) error {
	p := t.running()
	if t.m.commons == nil {
		return p.add(t.key, from, cs)
	}
	if _, ok := p.in[from]; ok {
		return nil
	}
	if p.part == nil {
		p.part = &product{in: map[wire.Identity]struct{}{}}
	}
	if err := p.part.add(t.key, from, cs); err != nil {
		p.reset()
		return err
	}
	p.in[from] = struct{}{}
	if len(p.part.in) == partialSize {
		t.storePartial(p.part)
		return p.join()
	}
	return nil
}

// join multiplies the last few into the sum.
func (p *product) join() error {
	part := p.part
	p.part = nil
	switch {
	case part == nil || part.sum == nil:
		return nil
	case p.sum == nil:
		p.sum = part.sum
		return nil
	}
	return p.sum.AddSum(part.sum)
}

// storePartial stores a partial product, beside what goes on. Where that fails the uploads are read one by one.
func (t *training) storePartial(part *product) {
	owners := within(t.memberIDs(), part.in)
	body, err := json.Marshal(owners)
	if err != nil {
		return
	}
	msg := store.Message{Key: store.Key{Slot: t.slotOf(store.KindPartial)}, Body: body, Blob: part.sum.AppendTo(nil)}
	rand.Read(msg.Identity[:]) // its place among the others; never fails
	c, revision := t.m.commons, t.rec.Revision
	c.spawn(func() {
		if _, err := c.store.Put(c.ctx, revision, msg); err != nil && !errors.Is(err, store.ErrRevision) && c.ctx.Err() == nil {
			c.m.log.Warn("partial product not stored", "training", msg.Training, "error", err)
		}
	})
}

// addPartials multiplies in the stored partial products that are of survivors only, none of whom is in yet.
func (t *training) addPartials(ctx context.Context, p *product) error {
	if len(p.in) == len(t.attempt.list.Owners) {
		return nil
	}
	slot := t.slotOf(store.KindPartial)
	items, err := t.m.store.List(ctx, slot)
	if err != nil {
		return err
	}
	for _, it := range items {
		var owners []wire.Identity
		if json.Unmarshal(it.Body, &owners) != nil || !t.adds(p, owners) {
			continue
		}
		msg, err := t.m.store.Get(ctx, store.Key{Slot: slot, Identity: it.Identity})
		if errors.Is(err, store.ErrCorrupt) || errors.Is(err, store.ErrDropped) {
			continue
		}
		if err != nil {
			return err
		}
		cs, err := t.key.ParseVector(msg.Blob, t.attempt.terms.Shape.Ciphertexts)
		if err != nil {
			continue
		}
		if err := p.multiply(t.key, cs); err != nil {
			return err
		}
		for _, id := range owners {
			p.in[id] = struct{}{}
		}
	}
	return nil
}

// adds reports whether owners are different survivors of whom none is in a product yet.
func (t *training) adds(p *product, owners []wire.Identity) bool {
	for i, id := range owners {
		_, in := p.in[id]
		if in || !has(t.attempt.list.Owners, id) || i > 0 && owners[i-1].Compare(id) >= 0 {
			return false
		}
	}
	return len(owners) > 0
}
