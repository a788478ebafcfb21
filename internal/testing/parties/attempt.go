package parties

import (
	"testing"

	"github.com/blindfit/blindfit/protocol/attempt"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Attempt is a whole attempt without a facilitator: the messages of honest owners, and the values computed from them.
type Attempt struct {
	List           *attempt.List
	Keys           []wire.Signed
	Encapsulations map[wire.Identity][]byte // that follow each owner's keys message
	Uploads        []wire.Signed
	Blobs          map[wire.Identity][]byte
	Reveals        []wire.Signed // in a training with noise
}

// Served returns the encapsulations that a facilitator serves to an owner of the list.
func (a *Attempt) Served(to wire.Identity) []byte {
	var out []byte
	for _, from := range a.List.Senders(to) {
		out = append(out, a.List.Encapsulation(from, to, a.Encapsulations[from])...)
	}
	return out
}

// Play lets owners of a list, in identity order, answer the attempt that the model owner opened last. members are all
// owners of the roster, in identity order.
func (o *ModelOwner) Play(tb testing.TB, list, members []*Owner) *Attempt {
	tb.Helper()
	t := o.Terms()
	a := &Attempt{Encapsulations: map[wire.Identity][]byte{}, Blobs: map[wire.Identity][]byte{}}
	for _, p := range list {
		s, blob := p.Keys(t.Ref, t.Open, members)
		a.Keys, a.Encapsulations[p.ID()] = append(a.Keys, *s), blob
	}
	a.List = o.List(a.Keys)
	for _, p := range list {
		s, blob := p.Upload(a.List, a.Served(p.ID()))
		a.Uploads, a.Blobs[p.ID()] = append(a.Uploads, *s), blob
	}
	if t.Noise {
		for _, p := range list {
			a.Reveals = append(a.Reveals, *p.Reveal(a.List))
		}
	}
	return a
}

// Product multiplies the uploads.
func (a *Attempt) Product(tb testing.TB) []byte {
	tb.Helper()
	u, err := a.List.NewUploads(a.Uploads)
	if err != nil {
		tb.Fatal(err)
	}
	p := u.NewProduct()
	for id, blob := range a.Blobs {
		if err := p.Add(id, blob); err != nil {
			tb.Fatal(err)
		}
	}
	b, err := p.Bytes()
	if err != nil {
		tb.Fatal(err)
	}
	return b
}
