package envelope_test

import (
	"testing"

	"github.com/blindfit/blindfit/crypto/envelope"
	"github.com/blindfit/blindfit/protocol/wire"
)

func TestTrainingKeyForATrustee(t *testing.T) {
	key, err := envelope.TrusteeKeyFromSeed([32]byte{8})
	if err != nil {
		t.Fatal(err)
	}
	other, err := envelope.TrusteeKeyFromSeed([32]byte{16})
	if err != nil {
		t.Fatal(err)
	}
	nonce, secret := [32]byte{3}, [32]byte{4}
	box, err := envelope.SealTrainingKey(key.Public(), nonce, secret)
	if err != nil || len(box) != wire.TrusteeBoxSize {
		t.Fatalf("a box of %d bytes, want %d (%v)", len(box), wire.TrusteeBoxSize, err)
	}
	if got, err := key.OpenTrainingKey(nonce, box); err != nil || got != secret {
		t.Errorf("the box does not open: %v", err)
	}
	if _, err := other.OpenTrainingKey(nonce, box); err == nil {
		t.Error("another trustee opens the box")
	}
	if _, err := key.OpenTrainingKey([32]byte{9}, box); err == nil {
		t.Error("the box opens for another training")
	}
	if _, err := key.OpenTrainingKey(nonce, box[1:]); err == nil {
		t.Error("a short box opens")
	}
	if _, err := envelope.SealTrainingKey([32]byte{}, nonce, secret); err == nil {
		t.Error("sealed to a point of low order")
	}
}
