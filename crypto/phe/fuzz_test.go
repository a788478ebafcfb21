package phe

import (
	"bytes"
	"errors"
	"testing"
)

// FuzzParseVector: what parses marshals to the same bytes, and holds no
// ciphertext that breaks a rule.
func FuzzParseVector(f *testing.F) {
	pair := smallPair(f)
	k := pair.public
	e := pair.encryptor(f)
	size := k.CiphertextSize()
	good := k.AppendVector(nil, []*Ciphertext{seal(f, e, 1), seal(f, e, 2)})
	f.Add(good, 2)
	f.Add(good[:size], 1)
	f.Add(good[1:], 2)
	f.Add(k.n2.FillBytes(make([]byte, size)), 1)
	f.Add(hexInt(f, prime128P).FillBytes(make([]byte, size)), 1)
	f.Fuzz(func(t *testing.T, b []byte, count int) {
		cs, err := k.ParseVector(b, count)
		if err != nil {
			var refused *CiphertextError
			if !errors.As(err, &refused) || refused.Rule == "" || refused.Index >= count && refused.Index > 0 {
				t.Fatalf("error %v names no rule or a wrong index", err)
			}
			return
		}
		if len(cs) != count || !bytes.Equal(k.AppendVector(nil, cs), b) {
			t.Fatal("a vector has two forms")
		}
		for _, c := range cs {
			if k.rangeRule(c.number()) != "" || k.firstNonUnit([]*Ciphertext{c}) >= 0 {
				t.Fatal("a ciphertext breaks a rule")
			}
		}
	})
}

// FuzzParsePublicKey: what parses has one form and obeys the length limits.
func FuzzParsePublicKey(f *testing.F) {
	f.Add(smallPair(f).public.Bytes())
	f.Add([]byte{0, 1, 2})
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > 64 {
			return // long numbers are slow to check, not different
		}
		k, err := ParsePublicKey(b)
		if err == nil && (!bytes.Equal(k.Bytes(), b) || k.Bits() < MinBits) {
			t.Fatal("a key has two forms or is too short")
		}
	})
}

// FuzzParseNonceProof: what parses has one form; nothing that was not made for
// the key verifies.
func FuzzParseNonceProof(f *testing.F) {
	k := smallPair(f).public
	f.Add(make([]byte, nonceRoots*k.width))
	f.Add(bytes.Repeat([]byte{1}, nonceRoots*k.width))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := ParseNonceProof(k, b)
		if err != nil {
			return
		}
		if !bytes.Equal(p.Bytes(k), b) {
			t.Fatal("a proof has two forms")
		}
		if k.CheckNonceProof(p) == nil {
			t.Fatal("a proof that nobody made verifies")
		}
	})
}
