package envelope

import (
	"bytes"
	"testing"
)

func TestKeySurvivesItsVault(t *testing.T) {
	k, err := NewKey()
	if err != nil {
		t.Fatal(err)
	}
	secret, err := k.Secret()
	if err != nil {
		t.Fatal(err)
	}
	again, err := ParseKey(secret)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(again.Public(), k.Public()) || len(k.Public()) != PublicKeySize {
		t.Error("the public key changed or has another size")
	}
	if err := CheckPublic(k.Public()); err != nil {
		t.Error(err)
	}
}

func TestBadPublicKeysAreRefused(t *testing.T) {
	for name, b := range map[string][]byte{"empty": nil, "short": make([]byte, 32), "long": make([]byte, PublicKeySize+1)} {
		if CheckPublic(b) == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	if _, err := ParseKey([]byte("short")); err == nil {
		t.Error("a short private key is accepted")
	}
}
