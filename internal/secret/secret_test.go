package secret_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/internal/secret"
	"github.com/blindfit/blindfit/internal/testing/leaks"
)

func TestValueDoesNotPrint(t *testing.T) {
	array := [32]byte{200, 13, 77, 250, 9, 81, 164, 33, 90, 7}
	leaks.Check(t, "array", secret.New(array), array[:])
	leaks.Check(t, "bytes", secret.New(array[:]), array[:])
	leaks.Check(t, "string", secret.New("correct horse battery"), "correct horse battery")
	leaks.Check(t, "struct", secret.New(struct{ Seed [32]byte }{array}), array[:])
	leaks.Check(t, "pointer", secret.New(&array), array[:])
	leaks.Check(t, "wrapped", struct{ secret.Value[[32]byte] }{secret.New(array)}, array[:])
}

func TestValuePrintsRedacted(t *testing.T) {
	v := secret.New("correct horse battery")
	for _, text := range []string{
		fmt.Sprint(v), fmt.Sprintf("%+v %#v %q %x %d", v, v, v, v, v), fmt.Sprint(&v),
		fmt.Sprint(struct{ Password secret.Value[string] }{v}),
	} {
		if !strings.Contains(text, "[redacted]") || strings.Contains(text, "%!") {
			t.Errorf("a secret prints as %q", text)
		}
	}
	if b, err := json.Marshal(map[string]any{"key": v}); err != nil || string(b) != `{"key":"[redacted]"}` {
		t.Errorf("JSON of a secret is %s, %v", b, err)
	}
	//lint:ignore SA9005 nothing may be read into a secret, and this shows it
	if err := json.Unmarshal([]byte(`"[redacted]"`), &v); err == nil || v.Reveal() != "correct horse battery" {
		t.Errorf("a redacted secret was read back: %v", err)
	}
}

func TestValueReveals(t *testing.T) {
	if v := secret.New([]byte("abc")); string(v.Reveal()) != "abc" || v.IsZero() {
		t.Error("a secret does not reveal what it was made of")
	}
	var zero secret.Value[[32]byte]
	if zero.Reveal() != [32]byte{} || !zero.IsZero() {
		t.Error("the zero Value does not hold the zero value")
	}
	if a, b := secret.Random(), secret.Random(); a.Reveal() == b.Reveal() {
		t.Error("two random secrets are the same")
	}
}
