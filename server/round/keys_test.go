package round_test

import (
	"bytes"
	"encoding/hex"
	"testing"

	"github.com/blindfit/blindfit/internal/testing/parties"
	"github.com/blindfit/blindfit/protocol/wire"
)

// lowOrder are all points of low order, in their canonical and other encodings.
var lowOrder = []string{
	"0000000000000000000000000000000000000000000000000000000000000000",
	"0100000000000000000000000000000000000000000000000000000000000000",
	"e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
	"5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
	"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
}

// TestRefusedKeys: no encoding of any point of low order is accepted, and a member has one keys message in an attempt.
func TestRefusedKeys(t *testing.T) {
	r := newRig(t, 3, 4, nil)
	r.enrol()
	r.open(wire.Ref{Round: 1, Attempt: 1})
	terms := r.mo.Terms()
	first, last := r.owners[0], r.owners[3]
	good, blob := first.Keys(terms.Ref, terms.Open, r.roster)
	keys, err := wire.Unseal[wire.Keys](good, wire.KindKeys)
	r.must(err)
	type bad struct {
		sender *parties.Owner
		change func(*wire.Keys)
		blob   []byte
		code   wire.Code
	}
	cases := map[string]bad{
		"root of nothing":   {last, func(*wire.Keys) {}, nil, wire.CodeInvalid},
		"of a later member": {r.owners[1], func(*wire.Keys) {}, blob, wire.CodeInvalid},
	}
	for _, point := range lowOrder {
		var p wire.Digest
		_, err := hex.Decode(p[:], []byte(point))
		r.must(err)
		cases["point "+point[:8]] = bad{first, func(k *wire.Keys) { k.MaskKey = p }, blob, wire.CodeInvalid}
		p[31] ^= 0x80 // X25519 ignores the highest bit
		cases["bent point "+point[:8]] = bad{first, func(k *wire.Keys) { k.MaskKey = p }, blob, wire.CodeInvalid}
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			s := good
			if c.change != nil {
				k := keys
				c.change(&k)
				s = c.sender.Seal(wire.KindKeys, k)
			}
			before := r.state().Version
			err := r.machine.PutKeys(r.ctx, r.mo.ID, terms.Ref, c.sender.ID(), s, c.blob)
			if got := wire.RejectionOf(err); got == nil || got.Code != c.code {
				t.Fatalf("error is %v, want code %q", err, c.code)
			}
			if r.state().Version != before {
				t.Error("a refused keys message changed the state")
			}
		})
	}
	put := func(o *parties.Owner, s *wire.Signed, blob []byte) error {
		return r.machine.PutKeys(r.ctx, r.mo.ID, terms.Ref, o.ID(), s, blob)
	}
	r.refused(put(r.owners[1], good, blob), wire.CodeSignature)
	forged := *good
	forged.Signature = bytes.Clone(good.Signature)
	forged.Signature[7] ^= 1
	r.refused(put(first, &forged, blob), wire.CodeSignature)
	r.refused(put(first, first.Seal(wire.KindKeys, struct{}{}), blob), wire.CodeMalformed)
	r.refused(put(first, first.Seal(wire.KindReveal, keys), blob), wire.CodeInvalid)
	r.refused(put(first, nil, blob), wire.CodeMalformed)

	r.must(put(first, good, blob))
	r.must(put(first, good, blob))
	second, secondBlob := first.Clone().Keys(terms.Ref, terms.Open, r.roster)
	r.refused(put(first, second, secondBlob), wire.CodeConflict) // it tells others a different key
	for _, o := range r.owners[1:] {
		r.must(r.sendKeys(o))
	}
	r.refused(put(first, second, secondBlob), wire.CodeConflict)
	l := r.list()
	for _, o := range r.owners {
		r.upload(o, l)
	}
	r.accept(l)
	r.refused(put(first, second, secondBlob), wire.CodeConflict)
	r.must(put(first, good, blob)) // the encapsulations are erased; that they were taken is still known
}

// TestRepeatedKey: a member that sends the key of another is left out of the list: nobody could tell their masks apart.
func TestRepeatedKey(t *testing.T) {
	for name, noise := range map[string]bool{"exact": false, "noise": true} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, 3, 4, func(m *wire.Manifest) { m.Noise = noise })
			r.enrol()
			ref := wire.Ref{Round: 1, Attempt: 1}
			r.open(ref)
			var first wire.Keys
			for i, o := range r.owners {
				s, blob := o.Keys(ref, r.mo.Terms().Open, r.roster)
				k, err := wire.Unseal[wire.Keys](s, wire.KindKeys)
				r.must(err)
				switch i {
				case 0:
					first = k
				case 2:
					k.MaskKey = first.MaskKey
					s = o.Seal(wire.KindKeys, k)
				}
				r.must(r.machine.PutKeys(r.ctx, r.mo.ID, ref, o.ID(), s, blob))
			}
			if !noise {
				aborted(t, r.phase(wire.PhaseWaiting), ref, wire.CodeMissing, r.owners[2].ID())
				return
			}
			l := r.list()
			if l.Has(r.owners[2].ID()) || len(l.Owners) != 3 {
				t.Fatalf("the list has %d owners, want all but the one whose key repeats", len(l.Owners))
			}
			r.restart()
			for _, o := range r.owners {
				if o != r.owners[2] {
					r.upload(o, l)
				}
			}
			_, err := r.machine.Encapsulations(r.ctx, r.mo.ID, ref, r.owners[2].ID())
			r.refused(err, wire.CodeForbidden)
			for _, o := range r.owners {
				if o != r.owners[2] {
					r.send(wire.PhaseReveal, o)
				}
			}
			r.accept(l)
		})
	}
}

// TestEncapsulations: every owner of the list reads those to itself, and none that are to others.
func TestEncapsulations(t *testing.T) {
	r := newRig(t, 3, 5, nil)
	r.enrol()
	r.open(wire.Ref{Round: 1, Attempt: 1})
	terms := r.mo.Terms()
	sent := map[wire.Identity][]byte{}
	for _, o := range r.owners {
		s, blob := o.Keys(terms.Ref, terms.Open, r.roster)
		sent[o.ID()] = blob
		r.must(r.machine.PutKeys(r.ctx, r.mo.ID, terms.Ref, o.ID(), s, blob))
	}
	l := r.list()
	for i, o := range r.owners {
		for range 2 {
			b, err := r.machine.Encapsulations(r.ctx, r.mo.ID, terms.Ref, o.ID())
			r.must(err)
			got, err := l.OpenEncapsulations(o.ID(), b)
			r.must(err)
			if len(got) != i {
				t.Fatalf("owner %d reads %d encapsulations, want %d", i, len(got), i)
			}
			for k, from := range r.owners[:i] {
				at := (i - k - 1) * wire.EncapsulationSize
				if !bytes.Equal(got[from.ID()], sent[from.ID()][at:at+wire.EncapsulationSize]) {
					t.Errorf("owner %d reads an encapsulation of %d that is not its own", i, k)
				}
			}
			r.restart()
		}
	}
	_, err := r.machine.Encapsulations(r.ctx, r.mo.ID, wire.Ref{Round: 1, Attempt: 2}, r.owners[0].ID())
	r.refused(err, wire.CodeNotFound)
	for _, o := range r.owners {
		r.upload(o, l)
	}
	r.accept(l)
	_, err = r.machine.Encapsulations(r.ctx, r.mo.ID, terms.Ref, r.owners[1].ID())
	r.refused(err, wire.CodeLate)
}
