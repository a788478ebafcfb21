package envelope

import (
	"bytes"
	"errors"
	"testing"
)

var (
	testContext = Context{Training: [32]byte{1}, Round: 7}
	testWeights = []byte("not really weights, but bytes of some length")
)

func TestWeightsReachEveryOwnerAndNobodyElse(t *testing.T) {
	sealed, key, commitment, err := SealWeights(testContext, testWeights)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(sealed, testWeights[:10]) {
		t.Error("sealed weights show the weights")
	}
	for i := range 3 {
		owner := [32]byte{byte(i)}
		k, err := NewKey()
		if err != nil {
			t.Fatal(err)
		}
		box, err := SealKey(testContext, k.Public(), owner, key)
		if err != nil {
			t.Fatal(err)
		}
		got, err := k.OpenKey(testContext, owner, box)
		if err != nil || got.Reveal() != key.Reveal() {
			t.Fatalf("owner %d: %v", i, err)
		}
		weights, err := OpenWeights(testContext, got, sealed, commitment)
		if err != nil || !bytes.Equal(weights, testWeights) {
			t.Errorf("owner %d reads other weights: %v", i, err)
		}
		stranger, _ := NewKey()
		other := testContext
		other.Round++
		altered := bytes.Clone(box)
		altered[len(altered)-1] ^= 1
		for name, try := range map[string]func() (RoundKey, error){
			"another key":   func() (RoundKey, error) { return stranger.OpenKey(testContext, owner, box) },
			"another owner": func() (RoundKey, error) { return k.OpenKey(testContext, [32]byte{99}, box) },
			"another round": func() (RoundKey, error) { return k.OpenKey(other, owner, box) },
			"altered":       func() (RoundKey, error) { return k.OpenKey(testContext, owner, altered) },
			"cut":           func() (RoundKey, error) { return k.OpenKey(testContext, owner, box[:20]) },
			"empty":         func() (RoundKey, error) { return k.OpenKey(testContext, owner, nil) },
		} {
			if _, err := try(); !errors.Is(err, ErrEnvelope) {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

// A model owner that seals other weights to one owner, under a key of their own, is found out: the commitment is the
// same for all.
func TestAttackAnotherModelForOneOwner(t *testing.T) {
	_, _, commitment, err := SealWeights(testContext, testWeights)
	if err != nil {
		t.Fatal(err)
	}
	special, key, _, err := SealWeights(testContext, []byte("made for one owner"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := OpenWeights(testContext, key, special, commitment); !errors.Is(err, ErrCommitment) {
		t.Errorf("other weights give %v", err)
	}
	// Without the check they would open.
	aead, _ := weightsAEAD(key)
	if _, err := aead.Open(nil, make([]byte, aead.NonceSize()), special, testContext.info("weights")); err != nil {
		t.Error("the attack fails for another reason than the commitment")
	}
}

// Whoever guesses the weights cannot confirm the guess on the commitment: it has a random salt.
func TestAttackGuessingCommittedWeights(t *testing.T) {
	_, _, one, _ := SealWeights(testContext, testWeights)
	_, _, two, _ := SealWeights(testContext, testWeights)
	if one == two {
		t.Error("the same weights give the same commitment")
	}
	if one == commit(testContext, append(make([]byte, saltSize), testWeights...)) {
		t.Error("the commitment has no salt")
	}
}

func TestSealedWeightsThatAreRefused(t *testing.T) {
	sealed, key, commitment, _ := SealWeights(testContext, testWeights)
	altered := bytes.Clone(sealed)
	altered[5] ^= 1
	other := testContext
	other.Training[0]++
	for name, try := range map[string]func() ([]byte, error){
		"altered":          func() ([]byte, error) { return OpenWeights(testContext, key, altered, commitment) },
		"cut":              func() ([]byte, error) { return OpenWeights(testContext, key, sealed[:10], commitment) },
		"another training": func() ([]byte, error) { return OpenWeights(other, key, sealed, commitment) },
		"another key":      func() ([]byte, error) { return OpenWeights(testContext, RoundKey{}, sealed, commitment) },
	} {
		if _, err := try(); !errors.Is(err, ErrEnvelope) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := SealKey(testContext, []byte("short"), [32]byte{}, key); err == nil {
		t.Error("sealed to a malformed key")
	}
}
