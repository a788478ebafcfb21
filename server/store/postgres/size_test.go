//go:build postgres && unix

package postgres_test

import (
	"testing"

	"github.com/blindfit/blindfit/server/store/postgres"
)

// TestSize: the operator is told how large the database is, and that it grows.
func TestSize(t *testing.T) {
	s, err := postgres.Open(t.Context(), database(t, server))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	before, err := s.Size(t.Context())
	if err != nil || before <= 0 {
		t.Fatalf("size is %d: %v", before, err)
	}
	seed(t, s, make([]byte, 4<<20))
	if after, err := s.Size(t.Context()); err != nil || after <= before {
		t.Errorf("size went from %d to %d: %v", before, after, err)
	}
}
