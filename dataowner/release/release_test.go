package release_test

import (
	"testing"

	"github.com/blindfit/blindfit/dataowner/problem"
	"github.com/blindfit/blindfit/dataowner/release"
	"github.com/blindfit/blindfit/dataowner/store"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

// over is a sum of rows over owners, each named by a letter.
func over(data byte, owners string) release.Sum {
	var keys []identity.OwnerKey
	for _, c := range owners {
		keys = append(keys, identity.OwnerKey{byte(c)})
	}
	return release.Of([]wire.Digest{{data}, {data, 1}}, keys)
}

// Two exact sums of the same rows over different owners differ by the others' parts: after a leaver, a joiner or a swap
// they could be subtracted, whichever trainings and model owners they are from.
func TestAttackSubtractionAcrossTrainings(t *testing.T) {
	for _, c := range []struct {
		name     string
		old, new string
		refused  bool
	}{
		{"the same owners", "abc", "abc", false}, {"in another order", "abc", "cba", false},
		{"a joiner", "abc", "abcd", true}, {"a leaver", "abcd", "abc", true}, {"a swap", "abc", "abd", true},
		{"two puppets", "abcdef", "axy", true}, {"strangers only", "abc", "def", true},
	} {
		s := store.NewMemory()
		if err := release.Settle(t.Context(), s, wire.TrainingID{1}, over(1, c.old)); err != nil {
			t.Fatal(err)
		}
		again := func(data byte) error { return release.Settle(t.Context(), s, wire.TrainingID{2}, over(data, c.new)) }
		if err := again(1); problem.Has(err, problem.Cohort) != c.refused || err != nil && !c.refused {
			t.Errorf("%s: %v", c.name, err)
		}
		if err := again(9); err != nil {
			t.Errorf("%s, other rows: %v", c.name, err)
		}
		if err := release.Settle(t.Context(), s, wire.TrainingID{1}, over(1, c.old)); err != nil {
			t.Errorf("%s: the first training cannot go on: %v", c.name, err)
		}
	}
}

// Rows are recognised by their file or by what a training sees of them, whichever is the same.
func TestRowsAreRecognised(t *testing.T) {
	s := store.NewMemory()
	owners := []identity.OwnerKey{{1}, {2}, {3}}
	others := []identity.OwnerKey{{1}, {2}, {4}}
	if err := release.Settle(t.Context(), s, wire.TrainingID{1}, release.Of([]wire.Digest{{1}, {2}}, owners)); err != nil {
		t.Fatal(err)
	}
	for _, data := range [][]wire.Digest{{{1}, {9}}, {{9}, {2}}} {
		if err := release.Settle(t.Context(), s, wire.TrainingID{2}, release.Of(data, others)); !problem.Has(err, problem.Cohort) {
			t.Errorf("rows %v: %v", data, err)
		}
	}
}

// A refused sum leaves nothing behind, and a ledger that cannot be read stops the owner.
func TestRefusalsAndDamage(t *testing.T) {
	s := store.NewMemory()
	one, two := wire.TrainingID{1}, wire.TrainingID{2}
	if err := release.Settle(t.Context(), s, one, over(1, "abc")); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := release.Settle(t.Context(), s, two, over(1, "abd")); !problem.Has(err, problem.Cohort) {
			t.Errorf("refused: %v", err)
		}
	}
	if err := release.Settle(t.Context(), s, two, over(1, "abc")); err != nil {
		t.Errorf("the same owners after a refusal: %v", err)
	}
	if err := s.Put(t.Context(), "releases/"+one.String(), []byte("x")); err != nil {
		t.Fatal(err)
	}
	if err := release.Settle(t.Context(), s, two, over(1, "abc")); !problem.Has(err, problem.Vault) {
		t.Errorf("a damaged ledger: %v", err)
	}
}
