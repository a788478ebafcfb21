//go:build testkeys && !js

package trustee_test

import (
	"bytes"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/trustee"
	"github.com/blindfit/blindfit/trustee/ledger"
)

// A medium that fails while a trustee serves ends it before anything is signed.
func TestNothingIsSignedWithoutTheLedger(t *testing.T) {
	a := prepare(t)
	var got sent
	err := a.through(&got, func(asked int, _ *http.Request) (int, []byte) {
		if asked == 1 {
			must(t, os.RemoveAll(a.copies))
		}
		return 0, nil
	})
	if err == nil || !strings.Contains(err.Error(), "nothing is signed without it") || got.accept != nil {
		t.Errorf("served on: %v, %v", err, got.accept)
	}
}

// A last line that was edited in both copies still follows from the one before. The key that it holds, or the file that it names, is not what the
// trustee accepted, and it answers nothing about that training.
func TestAcceptsThatWereEdited(t *testing.T) {
	for field, c := range map[string]struct{ value, text string }{
		"sealed":  {strings.Repeat("A", 200), "does not open with this key file"},
		"file":    {strings.Repeat("0", 64), "another training file or key"},
		"kem_key": {strings.Repeat("0", 64), "another training file or key"},
	} {
		a := begin(t)
		for _, dir := range []string{a.dir, a.copies} {
			b, err := os.ReadFile(ledger.Path(dir))
			must(t, err)
			edited := regexp.MustCompile(`"`+field+`":"[^"]*"`).ReplaceAll(b, []byte(`"`+field+`":"`+c.value+`"`))
			if bytes.Equal(b, edited) {
				t.Fatalf("no %s in %s", field, b)
			}
			must(t, os.WriteFile(ledger.Path(dir), edited, 0o600))
		}
		for _, v := range []view{{}, a.book().closing(1, a.owners...).view} {
			if e, got := a.look(v, trustee.EventAnswered); e.Event != trustee.EventRefused || !strings.Contains(e.Message, c.text) || got.accept != nil || got.strikes != nil {
				t.Errorf("%s edited: %+v", field, e)
			}
		}
	}
}
