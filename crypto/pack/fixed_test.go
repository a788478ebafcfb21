package pack

import (
	"errors"
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

func TestEncode(t *testing.T) {
	for _, c := range []struct {
		name string
		x    float64
		bits uint
		want int64
	}{
		{"zero", 0, 24, 0},
		{"negative zero", math.Copysign(0, -1), 24, 0},
		{"one", 1, 24, 1 << 24},
		{"minus one", -1, 24, -1 << 24},
		{"half rounds to even below", 0.5, 0, 0},
		{"half rounds to even above", 1.5, 0, 2},
		{"two and a half", 2.5, 0, 2},
		{"negative half to even", -1.5, 0, -2},
		{"just above half", math.Nextafter(0.5, 1), 0, 1},
		{"just below half", math.Nextafter(0.5, 0), 0, 0},
		{"just below minus half", -math.Nextafter(0.5, 1), 0, -1},
		{"smallest subnormal", math.SmallestNonzeroFloat64, 32, 0},
		{"negative subnormal", -5e-310, 32, 0},
		{"smallest subnormal at the largest scale", math.SmallestNonzeroFloat64, 1074, 1},
		{"quarter of a step", 0.25, 0, 0},
		{"fraction", -400.1, 24, -6712564122},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := Encode(c.x, c.bits)
			if err != nil {
				t.Fatal(err)
			}
			if got.Cmp(big.NewInt(c.want)) != 0 {
				t.Errorf("Encode(%g, %d) = %v, want %d", c.x, c.bits, got, c.want)
			}
		})
	}
}

func TestEncodeRefuses(t *testing.T) {
	for _, x := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		if _, err := Encode(x, 24); !errors.Is(err, ErrNotFinite) {
			t.Errorf("Encode(%g) error = %v, want ErrNotFinite", x, err)
		}
	}
	if _, err := Encode(1, MaxFractionBits+1); !errors.Is(err, ErrFractionBits) {
		t.Errorf("error = %v, want ErrFractionBits", err)
	}
}

// TestEncodeAgainstRationals compares with exact rational arithmetic: the
// result is never further than half a step away and is even on a tie.
func TestEncodeAgainstRationals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.Float64().Draw(t, "x")
		f := rapid.UintRange(0, 80).Draw(t, "fraction bits")
		got, err := Encode(x, f)
		if err != nil {
			t.Fatal(err)
		}
		exact := new(big.Rat).SetFloat64(x)
		exact.Mul(exact, new(big.Rat).SetInt(new(big.Int).Lsh(big.NewInt(1), f)))
		distance := new(big.Rat).Sub(exact, new(big.Rat).SetInt(got))
		switch distance.Abs(distance).Cmp(big.NewRat(1, 2)) {
		case 1:
			t.Fatalf("Encode(%g, %d) is more than half a step away", x, f)
		case 0:
			if got.Bit(0) != 0 {
				t.Fatalf("Encode(%g, %d) broke a tie to odd", x, f)
			}
		}
	})
}

// TestDecodeInvertsEncode holds wherever the scale keeps every bit of x.
func TestDecodeInvertsEncode(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.Float64().Draw(t, "x")
		v, err := Encode(x, MaxFractionBits)
		if err != nil {
			t.Fatal(err)
		}
		if got := Decode(v, MaxFractionBits); got != x {
			t.Fatalf("Decode(Encode(%g)) = %g", x, got)
		}
	})
}

func TestDecodeExtremes(t *testing.T) {
	huge := new(big.Int).Lsh(big.NewInt(1), 1100)
	if got := Decode(huge, 0); !math.IsInf(got, 1) {
		t.Errorf("Decode(2^1100) = %g, want +Inf", got)
	}
	if got := Decode(huge, 1100); got != 1 {
		t.Errorf("Decode(2^1100, 1100) = %g, want 1", got)
	}
	if got := Decode(big.NewInt(-3), 1); got != -1.5 {
		t.Errorf("Decode(-3, 1) = %g, want -1.5", got)
	}
	if got := Decode(big.NewInt(1), 1<<40); got != 0 {
		t.Errorf("Decode(1, 2^40) = %g, want 0", got)
	}
}
