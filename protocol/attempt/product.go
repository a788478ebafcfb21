package attempt

import (
	"bytes"

	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Product multiplies the uploads of a list, ciphertext by ciphertext modulo n², each checked against its signed head.
type Product struct {
	uploads *Uploads
	sum     *phe.Sum
	in      map[wire.Identity]bool
	size    int64
}

// NewProduct begins with no upload multiplied.
func (u *Uploads) NewProduct() *Product { return &Product{uploads: u, in: map[wire.Identity]bool{}} }

// Add multiplies an owner's ciphertexts in, in any order of owners, each once.
func (p *Product) Add(id wire.Identity, blob []byte) error {
	if !p.uploads.Has(id) || p.in[id] {
		return wire.Rejectf(wire.CodeInvalid, "product: every owner of the list is multiplied in once")
	}
	var head *wire.Upload
	for i, o := range p.uploads.Owners {
		if o == id {
			head = p.uploads.bodies[i]
		}
	}
	cs, err := p.uploads.ParseUpload(head, blob)
	if err != nil {
		return err
	}
	if p.sum == nil {
		p.sum, err = p.uploads.Key.NewSum(cs)
	} else {
		err = p.sum.Add(cs)
	}
	if err != nil {
		return wire.Rejectf(wire.CodeInternal, "product: %v", err)
	}
	p.in[id] = true
	p.size += int64(len(blob))
	return nil
}

// Bytes returns the product once all owners of the list are multiplied in.
func (p *Product) Bytes() ([]byte, error) {
	if len(p.in) != len(p.uploads.Owners) {
		return nil, wire.Rejectf(wire.CodeInvalid, "product: has %d of the %d uploads of the list", len(p.in), len(p.uploads.Owners))
	}
	return p.sum.AppendTo(nil), nil
}

// Check fails if the product differs from the aggregate that a facilitator serves.
func (p *Product) Check(aggregate []byte) error {
	b, err := p.Bytes()
	if err != nil {
		return err
	}
	if !bytes.Equal(b, aggregate) {
		return wire.Rejectf(wire.CodeInvalid, "aggregate: is not the product of the uploads")
	}
	return nil
}

// Size returns the length of all uploads multiplied so far, in bytes.
func (p *Product) Size() int64 { return p.size }
