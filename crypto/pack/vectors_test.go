package pack

import (
	"math/big"
	"testing"

	"github.com/blindfit/blindfit/internal/testing/vectors"
)

func TestVectors(t *testing.T) {
	p, err := NewParameters(ParametersLiteral{ModulusBits: 512, Values: 7, Owners: 5, Bound: big.NewInt(1 << 40)})
	if err != nil {
		t.Fatal(err)
	}
	values := []*big.Int{big.NewInt(0), big.NewInt(1), big.NewInt(-1), big.NewInt(1 << 40), big.NewInt(-1 << 40), big.NewInt(12345), big.NewInt(-6789)}
	texts, err := p.Pack(values)
	if err != nil {
		t.Fatal(err)
	}
	var packed, in []string
	for _, v := range texts {
		packed = append(packed, v.Text(16))
	}
	for _, v := range values {
		in = append(in, v.String())
	}
	vectors.Check(t, "pack", struct {
		ModulusBits, Owners, SlotBits, PerCiphertext, CanaryBits int
		Bound                                                    string
		Values, Plaintexts                                       []string
	}{512, 5, p.SlotBits(), p.ValuesPerCiphertext(), CanaryBits, p.Bound().String(), in, packed})
}
