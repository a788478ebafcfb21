package swarm

import (
	"slices"
	"testing"

	"github.com/blindfit/blindfit/protocol/wire"
)

// TestPhases: owners of a swarm drop out in phases that its exact trainings have, and in all of those.
func TestPhases(t *testing.T) {
	var want []wire.Phase
	for p := wire.PhaseKeys; p != wire.PhaseFinish; p = p.Next(false) {
		want = append(want, p)
	}
	if !slices.Equal(Phases, want) {
		t.Errorf("Phases = %v, want %v", Phases, want)
	}
}

// TestPlaces: every phase in which owners drop out is recognised by its request.
func TestPlaces(t *testing.T) {
	if placeOf["PUT keys"] != wire.PhaseKeys || placeOf["PUT uploads"] != wire.PhaseUpload || len(placeOf) != len(Phases) {
		t.Errorf("placeOf = %v", placeOf)
	}
}
