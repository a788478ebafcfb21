package identity

import (
	"errors"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/protocol/wire"
)

func TestOwnerKeyIsOneForAVault(t *testing.T) {
	m, k := NewMaster(), NewTrainingKey()
	own, err := m.OwnerKey()
	if err != nil {
		t.Fatal(err)
	}
	for i := range 2 {
		training, id := wire.TrainingID{byte(i)}, wire.Identity{byte(i + 10)}
		tag, err := m.SealTag(k, training, id)
		if err != nil || len(tag) != TagSize {
			t.Fatalf("tag of %d bytes, %v", len(tag), err)
		}
		if got, err := OpenTag(k, training, id, tag); err != nil || got != own {
			t.Errorf("training %d: a different owner key (%v)", i, err)
		}
	}
	if other, err := NewMaster().OwnerKey(); err != nil || other == own {
		t.Errorf("two vaults have one owner key (%v)", err)
	}
}

// An owner that opened another's tag cannot use it for an identity, a training or a cohort of its own.
func TestAttackBorrowedOwnerKey(t *testing.T) {
	m, k := NewMaster(), NewTrainingKey()
	training, id := wire.TrainingID{1}, wire.Identity{2}
	tag, _ := m.SealTag(k, training, id)
	altered := append([]byte{}, tag...)
	altered[40] ^= 1
	for name, try := range map[string]func() (OwnerKey, error){
		"different identity": func() (OwnerKey, error) { return OpenTag(k, training, wire.Identity{3}, tag) },
		"different training": func() (OwnerKey, error) { return OpenTag(k, wire.TrainingID{5}, id, tag) },
		"different key":      func() (OwnerKey, error) { return OpenTag(NewTrainingKey(), training, id, tag) },
		"altered":            func() (OwnerKey, error) { return OpenTag(k, training, id, altered) },
		"cut":                func() (OwnerKey, error) { return OpenTag(k, training, id, tag[:50]) },
	} {
		if _, err := try(); !errors.Is(err, ErrTag) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestOwnerKeyLines(t *testing.T) {
	k := OwnerKey{1, 2, 3}
	line := k.String()
	if got, err := ParseOwnerKey("  " + line + "\n"); err != nil || got != k {
		t.Errorf("%s does not come back (%v)", line, err)
	}
	if len(line) != 64 || len(strings.Split(k.Words(), "-")) != WordCount {
		t.Errorf("line %q, words %q", line, k.Words())
	}
	for i := range line {
		bent := []byte(line)
		if bent[i] != 'q' {
			bent[i] = 'q'
		} else {
			bent[i] = 'r'
		}
		if _, err := ParseOwnerKey(string(bent)); err == nil {
			t.Errorf("character %d may be wrong", i)
		}
	}
	for _, s := range []string{"", "owner1", line[:63], line + "a", strings.ToUpper(line), "trustee1" + line[6:]} {
		if _, err := ParseOwnerKey(s); err == nil {
			t.Errorf("%q is accepted", s)
		}
	}
}
