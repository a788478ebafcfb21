//go:build !js

package client

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/internal/testing/leaks"
	"github.com/blindfit/blindfit/protocol/wire"
)

// TestOperatorToken: the token goes with the creation of a training and with nothing else, and never unencrypted to
// another machine.
func TestOperatorToken(t *testing.T) {
	const text = "0123456789abcdefghijklmnop"
	seen := map[string]string{}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seen[r.URL.Path] = r.Header.Get("Authorization")
		w.WriteHeader(http.StatusForbidden)
	}))
	defer s.Close()
	token, err := NewToken(text)
	if err != nil {
		t.Fatal(err)
	}
	c, err := New(s.URL, nil, OperatorToken(token))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.CreateTraining(t.Context(), &wire.Signed{}); err == nil {
		t.Error("a refusal is no error")
	}
	if _, err := c.Manifest(t.Context(), wire.TrainingID{}); err == nil {
		t.Error("a refusal is no error")
	}
	if got := seen[wire.PathTrainings]; got != "Bearer "+text || len(seen) != 2 || seen[wire.PathTraining(wire.TrainingID{}, "manifest")] != "" {
		t.Errorf("the token was seen in %d requests, in the right one as %d characters", len(seen), len(got))
	}
	leaks.Check(t, "client", c, text)
	for _, base := range []string{"http://facilitator.example", "http://192.0.2.1:8080"} {
		c, err := New(base, nil, OperatorToken(token))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.CreateTraining(t.Context(), &wire.Signed{}); err == nil || !strings.Contains(err.Error(), "https only") {
			t.Errorf("%s: %v", base, err)
		}
	}
	for _, bad := range []string{"", "two\nlines", "zwölf", "a b"} {
		if _, err := NewToken(bad); err == nil || bad != "" && strings.Contains(err.Error(), bad) {
			t.Errorf("token of %d bytes: %v", len(bad), err)
		}
	}
}
