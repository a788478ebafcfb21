package envelope_test

import (
	"encoding/hex"
	"testing"

	"github.com/blindfit/blindfit/crypto/envelope"
	"github.com/blindfit/blindfit/internal/testing/vectors"
)

func TestVectors(t *testing.T) {
	c := envelope.Context{Training: [32]byte{1, 2, 3}, Round: 7}
	weights, owner := []byte("weights of a round"), [32]byte{9}
	k, err := envelope.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	secret, err := k.Secret()
	if err != nil {
		t.Fatal(err)
	}
	sealed, key, commitment, err := envelope.SealWeights(c, weights)
	if err != nil {
		t.Fatal(err)
	}
	box, err := envelope.SealKey(c, k.Public(), owner, key)
	if err != nil {
		t.Fatal(err)
	}
	type known struct {
		Private, Training, Owner, Sealed, Commitment, Box, Weights string
		Round                                                      int
	}
	v := vectors.Stored(t, "envelope", known{hex.EncodeToString(secret), hex.EncodeToString(c.Training[:]), hex.EncodeToString(owner[:]),
		hex.EncodeToString(sealed), hex.EncodeToString(commitment[:]), hex.EncodeToString(box), string(weights), c.Round})
	unhex := func(s string) []byte {
		b, err := hex.DecodeString(s)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	if k, err = envelope.ParseKey(unhex(v.Private)); err != nil {
		t.Fatal(err)
	}
	opened, err := k.OpenKey(c, owner, unhex(v.Box))
	if err != nil {
		t.Fatal(err)
	}
	got, err := envelope.OpenWeights(c, opened, unhex(v.Sealed), envelope.Commitment(unhex(v.Commitment)))
	if err != nil || string(got) != v.Weights {
		t.Errorf("the stored weights are %q (%v)", got, err)
	}
	if _, err := k.OpenKey(c, [32]byte{8}, unhex(v.Box)); err == nil {
		t.Error("a box opens for a different owner")
	}
}
