package fold_test

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/blindfit/blindfit/internal/testing/parties"
	"github.com/blindfit/blindfit/protocol/attempt"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/round/fold"
	"github.com/blindfit/blindfit/server/store"
	"github.com/blindfit/blindfit/server/store/sqlite"
)

// rig is a played attempt whose uploads are stored.
type rig struct {
	*testing.T
	store   store.Store
	attempt *parties.Attempt
	want    []byte // the product of all uploads
}

func newRig(t *testing.T, owners int) *rig {
	t.Helper()
	mo := parties.NewModelOwner(t, 3, owners, nil)
	all := parties.NewOwners(t, mo.ID, owners)
	mo.Begin(all)
	mo.Open(wire.Ref{Round: 1, Attempt: 1})
	r := &rig{T: t, attempt: mo.Play(t, all, all)}
	r.want = r.attempt.Product(t)
	s, err := sqlite.Open(t.Context(), t.TempDir())
	r.must(err)
	t.Cleanup(func() { s.Close() })
	r.store = s
	raw, err := wire.Marshal(mo.Manifest)
	r.must(err)
	_, err = s.CreateTraining(t.Context(), mo.ID, raw, store.Record{Phase: wire.PhaseUpload})
	r.must(err)
	for i := range r.attempt.Uploads {
		u := &r.attempt.Uploads[i]
		body, err := wire.Marshal(u)
		r.must(err)
		r.put(store.Message{Key: store.Key{Slot: r.slot(wire.KindUpload), Identity: u.Signer}, Body: body, Blob: r.attempt.Blobs[u.Signer]})
	}
	return r
}

func (r *rig) must(err error) {
	r.Helper()
	if err != nil {
		r.Fatal(err)
	}
}

func (r *rig) slot(kind wire.Kind) store.Slot {
	return store.Slot{Training: r.attempt.List.Training, Ref: r.attempt.List.Ref, Kind: kind}
}

func (r *rig) put(m store.Message) {
	r.Helper()
	_, err := r.store.Put(r.Context(), 1, m)
	r.must(err)
}

// add multiplies the uploads of some owners in.
func (r *rig) add(p *fold.Product, owners ...wire.Identity) {
	r.Helper()
	for _, id := range owners {
		cs, err := attempt.ParseVector(r.attempt.List.Key, r.attempt.Blobs[id], parties.Ciphertexts)
		r.must(err)
		r.must(p.Add(id, cs))
	}
}

// whole completes a product, which must come to be that of all uploads.
func (r *rig) whole(p *fold.Product, s store.Store) {
	r.Helper()
	damaged, err := p.Complete(r.Context(), s)
	r.must(err)
	if len(damaged) != 0 {
		r.Fatalf("%d uploads are damaged", len(damaged))
	}
	if !bytes.Equal(p.Bytes(), r.want) {
		r.Error("the product is not that of all uploads")
	}
}

// reading counts what is read of a store, and finds some of it damaged.
type reading struct {
	store.Store
	uploads, partials int
	damaged           func(store.Key) bool
}

func (c *reading) Get(ctx context.Context, key store.Key) (store.Message, error) {
	if key.Kind == wire.KindUpload {
		c.uploads++
	} else {
		c.partials++
	}
	if c.damaged != nil && c.damaged(key) {
		return store.Message{}, store.ErrCorrupt
	}
	return c.Store.Get(ctx, key)
}

// TestProduct: whatever part of the uploads this process received, in any order and again, the product is that of all, and
// only the others are read.
func TestProduct(t *testing.T) {
	r := newRig(t, 4)
	owners := r.attempt.List.Owners
	for seen := range 1 << len(owners) {
		p := fold.New(r.attempt.List, nil)
		count := 0
		for i := range slices.Backward(owners) {
			if seen>>i&1 == 1 {
				r.add(p, owners[i], owners[i])
				count++
			}
		}
		c := &reading{Store: r.store}
		r.whole(p, c)
		if c.uploads != len(owners)-count || c.partials != 0 {
			t.Errorf("%d uploads and %d products were read after %d came", c.uploads, c.partials, count)
		}
		r.whole(p, c) // a second time it is complete
	}
}

// TestPartialProducts: two processes share the work; a product of some owners is used once, and only if it is sound and all
// its owners are of the list and not in yet.
func TestPartialProducts(t *testing.T) {
	r := newRig(t, 18)
	owners := r.attempt.List.Owners
	var kept []store.Message
	other := fold.New(r.attempt.List, func(m store.Message) { kept = append(kept, m) })
	r.add(other, owners[:9]...)
	if len(kept) != 1 {
		t.Fatalf("%d products are kept of nine uploads, want one", len(kept))
	}
	r.put(kept[0])
	p := fold.New(r.attempt.List, func(store.Message) {})
	r.add(p, owners[9:]...)
	c := &reading{Store: r.store}
	r.whole(p, c)
	if c.partials != 1 || c.uploads != 1 {
		t.Errorf("%d products and %d uploads were read, want one of each", c.partials, c.uploads)
	}

	p = fold.New(r.attempt.List, func(store.Message) {})
	r.add(p, owners[5:]...) // some are in the other's product too
	c = &reading{Store: r.store}
	r.whole(p, c)
	if c.partials != 0 || c.uploads != 5 {
		t.Errorf("%d products and %d uploads were read, want five uploads", c.partials, c.uploads)
	}

	p = fold.New(r.attempt.List, nil)
	c = &reading{Store: r.store, damaged: func(k store.Key) bool { return k.Kind == store.KindPartial }}
	r.whole(p, c)
	if c.uploads != len(owners) {
		t.Errorf("%d uploads were read in place of a damaged product, want all", c.uploads)
	}
}

// TestPartialProductsThatLie: a stored product that names its owners twice, out of order, or others than the list's, is not
// used.
func TestPartialProductsThatLie(t *testing.T) {
	r := newRig(t, 4)
	owners := r.attempt.List.Owners
	for i, named := range [][]wire.Identity{{}, {owners[0], owners[0]}, {owners[1], owners[0]}, {owners[0], {9}}} {
		body, err := wire.Marshal(named)
		r.must(err)
		r.put(store.Message{Key: store.Key{Slot: r.slot(store.KindPartial), Identity: wire.Identity{byte(i + 1)}}, Body: body, Blob: r.attempt.Blobs[owners[0]]})
	}
	r.put(store.Message{Key: store.Key{Slot: r.slot(store.KindPartial), Identity: wire.Identity{99}}, Body: []byte("{"), Blob: r.attempt.Blobs[owners[0]]})
	c := &reading{Store: r.store}
	r.whole(fold.New(r.attempt.List, nil), c)
	if c.partials != 0 {
		t.Errorf("%d products that lie were read", c.partials)
	}
}

// TestDamaged: damaged uploads are named and never multiplied; once the attempt has ended nothing is.
func TestDamaged(t *testing.T) {
	r := newRig(t, 4)
	owners := r.attempt.List.Owners
	bad := func(k store.Key) bool { return k.Identity == owners[1] || k.Identity == owners[2] }
	p := fold.New(r.attempt.List, nil)
	r.add(p, owners[2]) // it was received before it was damaged
	damaged, err := p.Complete(t.Context(), &reading{Store: r.store, damaged: bad})
	r.must(err)
	if len(damaged) != 1 || !damaged.Has(owners[1]) {
		t.Errorf("%d uploads are damaged, want the second", len(damaged))
	}
	r.whole(p, r.store) // it was read again

	r.must(r.store.Commit(t.Context(), r.attempt.List.Training, store.Change{Next: store.Record{Revision: 1}, Drop: []store.Slot{r.slot(wire.KindUpload)}}))
	_, err = fold.New(r.attempt.List, nil).Complete(t.Context(), r.store)
	if !errors.Is(err, store.ErrRevision) {
		t.Errorf("erased uploads: %v, want that the training has moved on", err)
	}
}
