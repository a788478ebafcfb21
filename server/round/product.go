package round

import (
	"context"
	"errors"
	"fmt"

	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/store"
)

// product is the running product of an upload phase. It lets the last upload be answered without reading
// the others again, and holds one vector however many owners there are.
type product struct {
	sum  *phe.Sum // nil while in is empty
	in   map[wire.Identity]struct{}
	part *product // the last few of in, which are not in sum yet; nil where there is none (see partial.go)
}

// running returns the attempt's product, empty at first.
func (t *training) running() *product {
	if t.attempt.product == nil {
		t.attempt.product = &product{in: map[wire.Identity]struct{}{}}
	}
	return t.attempt.product
}

func (p *product) reset() { *p = product{in: map[wire.Identity]struct{}{}} }

// add multiplies one owner's vector in, once.
func (p *product) add(key *phe.PublicKey, from wire.Identity, cs []*phe.Ciphertext) error {
	if _, ok := p.in[from]; ok {
		return nil
	}
	if err := p.multiply(key, cs); err != nil {
		return fmt.Errorf("failed to add upload: %w", err)
	}
	p.in[from] = struct{}{}
	return nil
}

// multiply multiplies a vector in, whoever it is of.
func (p *product) multiply(key *phe.PublicKey, cs []*phe.Ciphertext) (err error) {
	if p.sum == nil {
		p.sum, err = key.NewSum(cs)
		return err
	}
	return p.sum.Add(cs)
}

// multiply brings the product to that of the survivors' uploads and no others, with what this process has not seen (it
// restarted, or another one took it), or from the beginning where an upload is in that is none of a survivor. It
// returns the owners whose stored bytes are damaged: what was damaged is never summed.
func (t *training) multiply(ctx context.Context) (damaged []wire.Identity, err error) {
	p := t.running()
	if err := p.join(); err != nil {
		return nil, err
	}
	for id := range p.in {
		if !has(t.attempt.list.Owners, id) {
			p.reset()
			break
		}
	}
	if t.m.commons != nil {
		if err := t.addPartials(ctx, p); err != nil {
			return nil, err
		}
	}
	for _, id := range t.attempt.list.Owners {
		if _, ok := p.in[id]; ok {
			continue
		}
		msg, err := t.m.store.Get(ctx, store.Key{Slot: t.slotOf(wire.KindUpload), Identity: id})
		if errors.Is(err, store.ErrCorrupt) {
			damaged = append(damaged, id)
			continue
		}
		if errors.Is(err, store.ErrDropped) {
			return nil, store.ErrRevision // another facilitator has ended the attempt
		}
		if err != nil {
			return nil, err
		}
		cs, err := t.key.ParseVector(msg.Blob, t.attempt.terms.Shape.Ciphertexts)
		if err != nil {
			damaged = append(damaged, id)
			continue
		}
		if err := p.add(t.key, id, cs); err != nil {
			return nil, err
		}
	}
	if len(damaged) > 0 {
		t.m.log.Error("stored upload is damaged", "training", t.id, "round", t.rec.Ref.Round, "uploads", len(damaged))
	}
	return damaged, nil
}

// enterFinish is the change that ends the last step with the aggregate: the product of the survivors' uploads modulo
// n², ciphertext by ciphertext. With recovery phases it is still masked.
func (t *training) enterFinish(ctx context.Context) (store.Change, error) {
	damaged, err := t.multiply(ctx)
	if err != nil {
		return store.Change{}, err
	}
	if len(damaged) > 0 {
		return t.abort(wire.CodeMissing, damaged), nil
	}
	c := t.enter(wire.PhaseFinish)
	c.Messages = []store.Message{{Key: store.Key{Slot: t.slotOf(store.KindAggregate)}, Blob: t.attempt.product.sum.AppendTo(nil)}}
	if t.m.commons != nil {
		c.Drop = []store.Slot{t.slotOf(store.KindPartial)}
	}
	return c, nil
}
