//go:build testkeys && !js

package invitation_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/blindfit/blindfit/dataowner/invitation"
	"github.com/blindfit/blindfit/dataowner/problem"
	"github.com/blindfit/blindfit/internal/testing/inmemory"
	"github.com/blindfit/blindfit/protocol/client"
	"github.com/blindfit/blindfit/protocol/wire"
)

// A facilitator that does not know a training, or that cannot be reached, is told apart: the ways out differ.
func TestTrainingsThatAreNotThere(t *testing.T) {
	answers := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusNotFound)
		b, err := wire.Marshal(wire.Rejectf(wire.CodeNotFound, "no such training"))
		inmemory.Must(t, err)
		_, err = w.Write(b)
		inmemory.Must(t, err)
	})
	s := httptest.NewServer(answers)
	_, link := inmemory.NewModelOwner(t, testFile).Sign()
	c, err := client.New(s.URL, nil)
	inmemory.Must(t, err)
	if terms, err := invitation.Verify(t.Context(), c, link, nil); terms != nil || !problem.Has(err, problem.Manifest) {
		t.Errorf("unknown: %v", err)
	}
	s.Close()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if terms, err := invitation.Verify(ctx, c, link, nil); terms != nil || !problem.Has(err, problem.Unreachable) {
		t.Errorf("not reached: %v", err)
	}
}
