package main

import (
	"math/big"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/crypto/phe"
)

func TestRun(t *testing.T) {
	var out strings.Builder
	if err := run(&out, phe.MinBits, []float64{31.5, 12.25, 40}); err != nil {
		t.Fatal(err)
	}
	if want := "mean: 27.9167 minutes\n"; !strings.HasSuffix(out.String(), want) {
		t.Errorf("output %q does not end in %q", out.String(), want)
	}
}

// TestHospitalRefuses: a hospital does not encrypt under a key without its proof.
func TestHospitalRefuses(t *testing.T) {
	n := new(big.Int).Lsh(big.NewInt(1), phe.MinBits-1)
	if _, err := hospital(n.Bytes(), nil, 1); err == nil {
		t.Error("an even key is accepted")
	}
}
