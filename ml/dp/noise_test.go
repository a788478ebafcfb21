package dp

import (
	"math"
	"math/big"
	"testing"
)

// TestLocalReachesTotal says that the honest owners' noise alone has the standard deviation that is accounted, and no
// owner's is too fine for the grid.
func TestLocalReachesTotal(t *testing.T) {
	huge := new(big.Int).Lsh(big.NewInt(3), 90)
	for _, bound := range []*big.Int{big.NewInt(1), big.NewInt(17), big.NewInt(1 << 40), huge} {
		for _, z := range []float64{0.3, 1, 12.79, 4097.0 / 1024} {
			n := Noise{Bound: bound, Multiplier: z, Values: 3}
			if err := n.Check(); err != nil {
				t.Fatal(err)
			}
			exact := new(big.Rat).Mul(new(big.Rat).SetFloat64(z), new(big.Rat).SetInt(bound))
			if new(big.Rat).SetInt(n.Deviation()).Cmp(exact) < 0 {
				t.Errorf("B = %v, z = %v: σ = %v is too small", bound, z, n.Deviation())
			}
			for _, parties := range []int{1, 2, 3, 7, 171} {
				local := n.Local(parties)
				got := new(big.Int).Mul(new(big.Int).Mul(local, local), big.NewInt(int64(parties)))
				if want := new(big.Int).Mul(n.Deviation(), n.Deviation()); got.Cmp(want) < 0 || local.Int64() < MinLocal && local.IsInt64() {
					t.Errorf("B = %v, z = %v, %d parties: σ_loc = %v", bound, z, parties, local)
				}
				if r := n.Release(parties); r.Multiplier != z || r.Parties != parties || r.Values != 3 || Tau(r.Local, parties) > 1e-60 {
					t.Errorf("B = %v, z = %v: released %+v", bound, z, r)
				}
			}
			if room := n.Room(); room.Cmp(new(big.Int).Mul(big.NewInt(Tails), n.Local(1))) != 0 {
				t.Errorf("B = %v, z = %v: room %v", bound, z, room)
			}
		}
	}
	for _, bad := range []Noise{
		{}, {Bound: new(big.Int), Multiplier: 1, Values: 1}, {Bound: big.NewInt(5), Values: 1}, {Bound: big.NewInt(5), Multiplier: math.NaN(), Values: 1},
		{Bound: big.NewInt(5), Multiplier: -1, Values: 1}, {Bound: big.NewInt(5), Multiplier: math.Inf(1), Values: 1}, {Bound: big.NewInt(5), Multiplier: 1},
		{Bound: new(big.Int).Lsh(big.NewInt(1), 120), Multiplier: 4, Values: 1},
	} {
		if bad.Check() == nil {
			t.Errorf("%+v was accepted", bad)
		}
	}
}

// TestNoiseToSignal follows the table of what a sum can still say.
func TestNoiseToSignal(t *testing.T) {
	n := Noise{Bound: big.NewInt(100), Multiplier: 5, Values: 16}
	if got := n.ToSignal(10); got != 2 {
		t.Errorf("noise to signal %v, want 2", got)
	}
}
