package pack

import (
	"errors"
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"github.com/blindfit/blindfit/internal/secret"
)

func newTestCheck(t interface{ Fatal(...any) }) *Check {
	c, err := NewCheck(secret.New([32]byte{7}), []byte("training, round 3"))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func drawValues(t *rapid.T, n int) []*big.Int {
	out := make([]*big.Int, n)
	for i := range out {
		v := new(big.Int).SetBytes(rapid.SliceOfN(rapid.Byte(), 0, 20).Draw(t, "value"))
		if rapid.Bool().Draw(t, "negative") {
			v.Neg(v)
		}
		out[i] = v
	}
	return out
}

// Checks add up like values, whatever their size and sign; any single change to a value or a check is noticed.
func TestCheckIsLinearAndNoticesChanges(t *testing.T) {
	c := newTestCheck(t)
	rapid.Check(t, func(t *rapid.T) {
		n, owners := rapid.IntRange(1, 12).Draw(t, "values"), rapid.IntRange(1, 5).Draw(t, "owners")
		values, checks := make([]*big.Int, n), make([]*big.Int, CheckCount)
		for i := range values {
			values[i] = new(big.Int)
		}
		for i := range checks {
			checks[i] = new(big.Int)
		}
		for range owners {
			own := drawValues(t, n)
			for i, v := range own {
				values[i].Add(values[i], v)
			}
			for i, v := range c.Values(own) {
				if v.Sign() < 0 || v.Cmp(big.NewInt(CheckBound)) > 0 {
					t.Fatalf("check value %d is out of its bound", i)
				}
				checks[i].Add(checks[i], v)
			}
		}
		if err := c.Verify(values, checks); err != nil {
			t.Fatal(err)
		}
		at, by := rapid.IntRange(0, n+CheckCount-1).Draw(t, "place"), int64(rapid.IntRange(1, 1<<30).Draw(t, "change"))
		changed := append(append([]*big.Int{}, values...), checks...)
		changed[at] = new(big.Int).Add(changed[at], big.NewInt(by))
		if err := c.Verify(changed[:n], changed[n:]); !errors.Is(err, ErrCheck) {
			t.Errorf("a change of value %d is not noticed", at)
		}
	})
}

// Who knows the equations for one round cannot use them in another.
func TestCheckDependsOnKeyAndContext(t *testing.T) {
	values := []*big.Int{big.NewInt(1), big.NewInt(2)}
	base := newTestCheck(t)
	for name, make := range map[string]func() (*Check, error){
		"another key":   func() (*Check, error) { return NewCheck(secret.New([32]byte{8}), []byte("training, round 3")) },
		"another round": func() (*Check, error) { return NewCheck(secret.New([32]byte{7}), []byte("training, round 4")) },
	} {
		c, err := make()
		if err != nil {
			t.Fatal(err)
		}
		if c.Verify(values, base.Values(values)) == nil {
			t.Errorf("%s accepts the same checks", name)
		}
	}
	if base.Verify(values, base.Values(values)[:2]) == nil {
		t.Error("two checks are enough")
	}
}
