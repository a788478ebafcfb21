package identity

import (
	"errors"
	"testing"

	"github.com/blindfit/blindfit/protocol/wire"
)

func TestPseudonymLinksTrainingsOfOneModelOwnerOnly(t *testing.T) {
	m, k := NewMaster(), NewTrainingKey()
	modelOwner := wire.Identity{1}
	var seen []Pseudonym
	for i := range 2 {
		training, id := wire.TrainingID{byte(i)}, wire.Identity{byte(i + 10)}
		tag, err := m.SealTag(k, training, modelOwner, id)
		if err != nil || len(tag) != TagSize {
			t.Fatalf("tag of %d bytes, %v", len(tag), err)
		}
		p, err := OpenTag(k, training, id, tag)
		if err != nil {
			t.Fatal(err)
		}
		seen = append(seen, p)
	}
	tag, _ := m.SealTag(k, wire.TrainingID{}, wire.Identity{2}, wire.Identity{3})
	other, err := OpenTag(k, wire.TrainingID{}, wire.Identity{3}, tag)
	if err != nil || seen[0] != seen[1] || seen[0] == other {
		t.Errorf("same model owner %v, another one %v, %v", seen[0] == seen[1], seen[0] == other, err)
	}
}

// An owner that opened another's tag cannot use it for an identity, a training or a cohort of its own.
func TestAttackBorrowedPseudonym(t *testing.T) {
	m, k := NewMaster(), NewTrainingKey()
	training, id := wire.TrainingID{1}, wire.Identity{2}
	tag, _ := m.SealTag(k, training, wire.Identity{9}, id)
	altered := append([]byte{}, tag...)
	altered[40] ^= 1
	for name, try := range map[string]func() (Pseudonym, error){
		"another identity": func() (Pseudonym, error) { return OpenTag(k, training, wire.Identity{3}, tag) },
		"another training": func() (Pseudonym, error) { return OpenTag(k, wire.TrainingID{5}, id, tag) },
		"another key":      func() (Pseudonym, error) { return OpenTag(NewTrainingKey(), training, id, tag) },
		"altered":          func() (Pseudonym, error) { return OpenTag(k, training, id, altered) },
		"cut":              func() (Pseudonym, error) { return OpenTag(k, training, id, tag[:50]) },
	} {
		if _, err := try(); !errors.Is(err, ErrTag) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
