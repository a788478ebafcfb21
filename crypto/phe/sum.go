package phe

import "fmt"

// Sum is a running sum of vectors. It replaces its numbers in place, so it needs the
// memory of one vector for any number of additions; SumVectors makes a new vector
// each time. A Sum is not safe for concurrent use.
type Sum struct {
	store *store
	m     multiplier
}

// NewSum returns a sum that starts with a copy of v and has as many numbers. It
// returns ErrNoCiphertext or ErrWrongKey if an element is nil or belongs to another
// key.
func (k *PublicKey) NewSum(v []*Ciphertext) (*Sum, error) {
	if err := k.ownAll(v); err != nil {
		return nil, err
	}
	s := &Sum{store: k.newStore(len(v)), m: multiplier{n: k.inner.N}}
	for i, c := range v {
		h := c.split()
		s.store.ciphertext(i, &h.low, &h.high)
	}
	return s, nil
}

// Add adds v element by element. It returns ErrLengths if the vector has a different
// length, or an error of NewSum; the sum is then unchanged.
func (s *Sum) Add(v []*Ciphertext) error {
	if len(v) != len(s.store.cs) {
		return ErrLengths
	}
	if err := s.store.key.ownAll(v); err != nil {
		return err
	}
	for i, c := range v {
		s.multiply(i, c.split())
	}
	return nil
}

// AddSum adds another sum of as many numbers, which is not changed. If it returns
// ErrLengths or ErrWrongKey, the sum is unchanged.
func (s *Sum) AddSum(o *Sum) error {
	switch {
	case len(o.store.cs) != len(s.store.cs):
		return ErrLengths
	case !o.store.key.Equal(s.store.key):
		return ErrWrongKey
	}
	for i := range o.store.halves {
		s.multiply(i, &o.store.halves[i])
	}
	return nil
}

func (s *Sum) multiply(i int, h *halves) {
	s.m.product(&s.store.halves[i], h)
	s.store.ciphertext(i, &s.m.low, &s.m.high)
}

// AppendTo appends the sum's ciphertexts to dst, CiphertextSize bytes each, as
// AppendVector does.
func (s *Sum) AppendTo(dst []byte) []byte {
	cs := make([]*Ciphertext, len(s.store.cs))
	for i := range cs {
		cs[i] = &s.store.cs[i]
	}
	return s.store.key.AppendVector(dst, cs)
}

// ownAll fails if a ciphertext of v is nil or belongs to a different key. The error
// is about the first one.
func (k *PublicKey) ownAll(v []*Ciphertext) error {
	for i, c := range v {
		if err := k.own(c); err != nil {
			return fmt.Errorf("failed to add ciphertext %d: %w", i, err)
		}
	}
	return nil
}
