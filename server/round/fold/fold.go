// Package fold owns the running product of the uploads of an attempt: each upload is multiplied in as it arrives, so that
// the last one is answered without reading the others again, and memory holds one vector however many owners there are.
package fold

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/protocol/attempt"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/round/collect"
	"github.com/blindfit/blindfit/server/store"
)

// partialSize is how many uploads are multiplied into one stored partial product.
const partialSize = 8

// Product is the product of some uploads of a list, ciphertext by ciphertext modulo n². It is not safe for concurrent use.
//
// Facilitators that share a store each multiply the uploads that they received and store the product of a few owners at a
// time, so that the one that ends the phase has only those products to multiply and few uploads to read. A stored
// product names its owners and is used only if all of them are in the list and none is in the product yet: it saves
// work and decides nothing.
type Product struct {
	list *attempt.List
	keep func(store.Message) // stores a partial product; nil if none is stored
	sum  *phe.Sum            // nil while it is of no upload
	in   collect.Set         // of sum and part
	part *phe.Sum            // of owners, which are not in sum yet
	of   collect.Set
}

// New returns the product of no upload. keep, if not nil, is given every partial product as a message to be stored; it
// must not block.
func New(list *attempt.List, keep func(store.Message)) *Product {
	return &Product{list: list, keep: keep}
}

// List returns the list of the uploads that are multiplied.
func (p *Product) List() *attempt.List { return p.list }

// Add multiplies the checked upload of an owner of the list in, once.
func (p *Product) Add(from wire.Identity, cs []*phe.Ciphertext) error {
	if p.in.Has(from) {
		return nil
	}
	into := &p.sum
	if p.keep != nil {
		into = &p.part
	}
	if err := p.multiply(into, cs); err != nil {
		return err
	}
	p.in = p.in.With(from)
	if p.keep == nil {
		return nil
	}
	if p.of = p.of.With(from); len(p.of) == partialSize {
		if m, err := p.message(); err == nil { // otherwise the uploads are read one by one
			p.keep(m)
		}
		return p.join()
	}
	return nil
}

func (p *Product) multiply(into **phe.Sum, cs []*phe.Ciphertext) (err error) {
	if *into == nil {
		*into, err = p.list.Key.NewSum(cs)
	} else {
		err = (*into).Add(cs)
	}
	if err != nil {
		return fmt.Errorf("failed to multiply upload: %w", err)
	}
	return nil
}

// message is the partial product as it is stored.
func (p *Product) message() (m store.Message, err error) {
	m.Key.Slot = p.slot(store.KindPartial)
	rand.Read(m.Identity[:]) // its place among the others
	m.Blob = p.part.AppendTo(nil)
	m.Body, err = json.Marshal(p.of)
	return m, err
}

func (p *Product) slot(kind wire.Kind) store.Slot {
	return store.Slot{Training: p.list.Training, Ref: p.list.Ref, Kind: kind}
}

// join multiplies the part into the sum. After an error the product is of no upload: all of them are in the store.
func (p *Product) join() error {
	part := p.part
	p.part, p.of = nil, nil
	switch {
	case part == nil:
		return nil
	case p.sum == nil:
		p.sum = part
		return nil
	}
	err := p.sum.AddSum(part)
	if err != nil {
		*p = Product{list: p.list, keep: p.keep}
	}
	return err
}

// Complete multiplies in the missing uploads of the list: stored partial products, then uploads that this process has
// not received, because it restarted or another facilitator did. It returns the owners of damaged bytes, which are
// never multiplied. store.ErrRevision means that another facilitator has ended the attempt.
func (p *Product) Complete(ctx context.Context, s store.Store) (damaged collect.Set, err error) {
	if err := p.join(); err != nil {
		return nil, err
	}
	if len(p.in) < len(p.list.Owners) {
		if err := p.addPartials(ctx, s); err != nil {
			return nil, err
		}
	}
	for _, id := range p.list.Owners {
		if p.in.Has(id) {
			continue
		}
		msg, err := s.Get(ctx, store.Key{Slot: p.slot(wire.KindUpload), Identity: id})
		switch {
		case errors.Is(err, store.ErrCorrupt):
			damaged = damaged.With(id)
			continue
		case errors.Is(err, store.ErrDropped):
			return nil, store.ErrRevision
		case err != nil:
			return nil, err
		}
		cs, err := attempt.ParseVector(p.list.Key, msg.Blob, p.list.Shape.Ciphertexts)
		if err != nil {
			damaged = damaged.With(id)
			continue
		}
		if err := p.multiply(&p.sum, cs); err != nil {
			return nil, err
		}
		p.in = p.in.With(id)
	}
	return damaged, nil
}

// addPartials multiplies in a stored partial product if all its owners are of the list and none is in yet.
func (p *Product) addPartials(ctx context.Context, s store.Store) error {
	slot := p.slot(store.KindPartial)
	items, err := s.List(ctx, slot)
	if err != nil {
		return err
	}
	for _, it := range items {
		var owners collect.Set
		if json.Unmarshal(it.Body, &owners) != nil || !p.adds(owners) {
			continue
		}
		msg, err := s.Get(ctx, store.Key{Slot: slot, Identity: it.Identity})
		if errors.Is(err, store.ErrCorrupt) || errors.Is(err, store.ErrDropped) {
			continue
		}
		if err != nil {
			return err
		}
		cs, err := attempt.ParseVector(p.list.Key, msg.Blob, p.list.Shape.Ciphertexts)
		if err != nil {
			continue
		}
		if err := p.multiply(&p.sum, cs); err != nil {
			return err
		}
		p.in = p.in.Union(owners)
	}
	return nil
}

// adds reports whether owners are a set of the list's owners of which none is in the product yet.
func (p *Product) adds(owners collect.Set) bool {
	return len(owners) > 0 && wire.InOrder(owners) && len(owners.Minus(p.list.Owners)) == 0 && len(owners.Only(p.in)) == 0
}

// Bytes returns the product, which must be complete.
func (p *Product) Bytes() []byte { return p.sum.AppendTo(nil) }
