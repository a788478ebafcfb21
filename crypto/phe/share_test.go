package phe

import (
	"errors"
	"testing"
)

// TestShareObfuscators moves obfuscators from one encryptor to another: they
// work there and are gone here.
func TestShareObfuscators(t *testing.T) {
	pair := smallPair(t)
	from, to := pair.encryptor(t), pair.encryptor(t)
	if err := from.Precompute(t.Context(), 5, 3); err != nil {
		t.Fatal(err)
	}
	if err := to.ImportObfuscators(from.ExportObfuscators(4, 100)); err != nil {
		t.Fatal(err)
	}
	if fresh, full := from.Ready(); fresh != 1 || full != 0 {
		t.Errorf("%d and %d left, want 1 and 0", fresh, full)
	}
	if fresh, full := to.Ready(); fresh != 4 || full != 3 {
		t.Errorf("%d and %d arrived, want 4 and 3", fresh, full)
	}
	c := seal(t, to, 42)
	for range 3 {
		again, err := to.Rerandomize(c)
		if err != nil {
			t.Fatal(err)
		}
		if pair.open(again).Int64() != 42 {
			t.Error("a shared obfuscator changes the plaintext")
		}
	}
}

func TestImportObfuscatorsRefuses(t *testing.T) {
	pair := smallPair(t)
	e := pair.encryptor(t)
	if err := e.Precompute(t.Context(), 1, 1); err != nil {
		t.Fatal(err)
	}
	good := e.ExportObfuscators(1, 1)
	trivial := append([]byte(nil), good...)
	clear(trivial[8 : 8+pair.public.CiphertextSize()])
	trivial[8+pair.public.CiphertextSize()-1] = 1
	counts := append([]byte(nil), good...)
	counts[0] = 0xff
	for name, b := range map[string][]byte{
		"empty": nil, "short": good[:7], "truncated": good[:len(good)-1], "long": append(good[:len(good):len(good)], 0),
		"counts": counts,
	} {
		if err := e.ImportObfuscators(b); !errors.Is(err, ErrObfuscatorsMalformed) {
			t.Errorf("%s: error = %v, want ErrObfuscatorsMalformed", name, err)
		}
	}
	var refused *CiphertextError
	if err := e.ImportObfuscators(trivial); !errors.As(err, &refused) || refused.Rule != RuleOne {
		t.Errorf("an obfuscator of 1: error = %v, want %q", err, RuleOne)
	}
	if fresh, full := e.Ready(); fresh != 0 || full != 0 {
		t.Error("something was added beside an error")
	}
}
