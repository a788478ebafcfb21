package phe

import (
	"bytes"
	"errors"
	"testing"
)

// TestSum adds vectors of every origin: a sum is that of SumVectors, byte for byte, and what it was made of stays.
func TestSum(t *testing.T) {
	for _, pair := range []testPair{smallPair(t), tinyPair(65519, 65543)} {
		k, e := pair.public, pair.encryptor(t)
		const count = 5
		made := make([]*Ciphertext, count)
		for i := range made {
			made[i] = seal(t, e, int64(i+1))
		}
		before := k.AppendVector(nil, made)
		parsed, err := k.ParseVector(before, count)
		if err != nil {
			t.Fatal(err)
		}
		want := append([]*Ciphertext(nil), made...)
		s, err := k.NewSum(made)
		if err != nil {
			t.Fatal(err)
		}
		other, err := k.NewSum(parsed)
		if err != nil {
			t.Fatal(err)
		}
		for round := range 6 {
			v := [][]*Ciphertext{made, parsed, parsed}[round%3]
			if round%3 == 2 {
				err = s.AddSum(other)
			} else {
				err = s.Add(v)
			}
			if err := errors.Join(err, k.SumVectors(want, v)); err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(s.AppendTo(nil), k.AppendVector(nil, want)) {
				t.Fatalf("%d bits, round %d: the sum differs", k.Bits(), round)
			}
		}
		if err := errors.Join(s.AddSum(s), k.SumVectors(want, append([]*Ciphertext(nil), want...))); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(s.AppendTo([]byte{7})[1:], k.AppendVector(nil, want)) {
			t.Error("a sum added to itself differs")
		}
		if !bytes.Equal(k.AppendVector(nil, made), before) || !bytes.Equal(k.AppendVector(nil, parsed), before) || !bytes.Equal(other.AppendTo(nil), before) {
			t.Error("a sum has changed what was added")
		}
	}
}

// TestSumRefuses: a vector that cannot be added leaves the sum as it was.
func TestSumRefuses(t *testing.T) {
	pair, other := smallPair(t), tinyPair(65519, 65543)
	k := pair.public
	mine, foreign := seal(t, pair.encryptor(t), 1), seal(t, other.encryptor(t), 1)
	s, err := k.NewSum([]*Ciphertext{mine, mine})
	if err != nil {
		t.Fatal(err)
	}
	short, err := k.NewSum([]*Ciphertext{mine})
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := other.public.NewSum([]*Ciphertext{foreign, foreign})
	if err != nil {
		t.Fatal(err)
	}
	before := s.AppendTo(nil)
	_, first := k.NewSum([]*Ciphertext{mine, foreign})
	for name, row := range map[string]struct{ err, want error }{
		"beginning with another key's": {first, ErrWrongKey},
		"another length":               {s.Add([]*Ciphertext{mine}), ErrLengths},
		"nil at the end":               {s.Add([]*Ciphertext{mine, nil}), ErrNoCiphertext},
		"another key's at the end":     {s.Add([]*Ciphertext{mine, foreign}), ErrWrongKey},
		"a sum of another length":      {s.AddSum(short), ErrLengths},
		"a sum of another key's":       {s.AddSum(theirs), ErrWrongKey},
	} {
		if !errors.Is(row.err, row.want) {
			t.Errorf("%s: error is %v, want %v", name, row.err, row.want)
		}
	}
	if !bytes.Equal(s.AppendTo(nil), before) {
		t.Error("a refused vector has changed the sum")
	}
}
