package leaks

import (
	"fmt"
	"io"
	"math/big"
	"slices"
	"testing"
)

// formatted redacts as types without a secret.Value can: under every verb that asks it.
type formatted [32]byte

func (formatted) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "[redacted]") }

type closed struct{ reveal func() []byte }

// A search that finds nothing would pass for ever.
func TestFind(t *testing.T) {
	secret := [32]byte{200, 13, 77, 250, 9, 81, 164, 33, 90, 7}
	number, _ := new(big.Int).SetString("1234567890123456789012345678901234567890", 10)
	for name, tc := range map[string]struct {
		found []string
		want  []string // some of what must be found
	}{
		"bytes":   {find(secret[:], []any{secret[:]}), []string{"value with %v", "value with %x", "map with %d", "slice with json.Marshal", "value with slog's text handler"}},
		"array":   {find(secret, []any{secret[:]}), []string{"value with %v", "value with %p", "unexported field with %+v", "value with json.Marshal", "value with slog's JSON handler"}},
		"string":  {find("correct horse battery", []any{"correct horse battery"}), []string{"value with %s", "value with %q", "value with %x", "pointer in a struct with json.Marshal"}},
		"number":  {find(number, []any{number}), []string{"value with %v", "value with %x", "exported field with slog's JSON handler", "unexported field with %s"}},
		"methods": {find(formatted(secret), []any{secret[:]}), []string{"unexported field with %v", "value with %w", "value with %p", "value with json.Marshal"}},
	} {
		for _, want := range tc.want {
			if !slices.Contains(tc.found, want) {
				t.Errorf("%s: %q is not among what was found: %q", name, want, tc.found)
			}
		}
	}
	if found := find(closed{func() []byte { return secret[:] }}, []any{secret[:]}); len(found) != 0 {
		t.Errorf("a closure leaks: %q", found)
	}
	brace := []byte("\xc8\x0d\x4d\xfa\x09\x51\xa4\x21{\x07") // the last byte that counts
	if found := find(closed{func() []byte { return brace }}, []any{brace}); len(found) != 0 {
		t.Errorf("a closure leaks a secret with a brace: %q", found)
	}
}
