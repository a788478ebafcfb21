//go:build !race

package phe

import "testing"

// TestSumTakesNoMore adds vectors and counts allocations: adding makes no new vector, whatever was added before. The race
// detector allocates too.
func TestSumTakesNoMore(t *testing.T) {
	pair := smallPair(t)
	e := pair.encryptor(t)
	v := make([]*Ciphertext, 64)
	for i := range v {
		v[i] = seal(t, e, int64(i))
	}
	parsed, err := pair.public.ParseVector(pair.public.AppendVector(nil, v), len(v))
	if err != nil {
		t.Fatal(err)
	}
	s, err := pair.public.NewSum(parsed)
	if err != nil {
		t.Fatal(err)
	}
	add := func() {
		if err := s.Add(parsed); err != nil {
			t.Fatal(err)
		}
	}
	add() // its temporaries
	if n := testing.AllocsPerRun(20, add); n > 2 {
		t.Errorf("adding a vector of %d took %v pieces of memory", len(v), n)
	}
}
