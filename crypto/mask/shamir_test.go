package mask

import (
	"crypto/rand"
	"errors"
	"slices"
	"testing"
)

// Products of FIPS 197, section 4.2: {57}·{83} = {c1}, {57}·{13} = {fe}.
func TestFieldKnownAnswers(t *testing.T) {
	if mul(0x57, 0x83) != 0xc1 || mul(0x57, 0x13) != 0xfe {
		t.Error("multiplication differs from FIPS 197")
	}
	for a := 1; a < 256; a++ {
		if mul(byte(a), inverse(byte(a))) != 1 {
			t.Errorf("%#x has a wrong inverse", a)
		}
	}
}

func randomSecret() (s [32]byte) { rand.Read(s[:]); return s }

func TestAnyThresholdRecoversAndFewerDoNot(t *testing.T) {
	for _, c := range []struct{ n, t int }{{1, 1}, {3, 2}, {4, 3}, {5, 4}, {7, 5}} {
		secret := randomSecret()
		shares, err := Split(secret, c.t, c.n)
		if err != nil {
			t.Fatal(err)
		}
		for subset := range subsets(c.n, c.t) {
			var chosen []Share
			for _, k := range subset {
				chosen = append(chosen, shares[k])
			}
			got, err := Combine(chosen, c.t)
			if err != nil || got != secret {
				t.Errorf("%d of %d: subset %v does not recover: %v", c.t, c.n, subset, err)
			}
			if _, err := Combine(chosen[1:], c.t); !errors.Is(err, ErrThreshold) {
				t.Errorf("%d of %d: one share less gives %v", c.t, c.n, err)
			}
		}
	}
}

// With one share less than the threshold every secret stays possible: for any other secret there is a value of
// the missing share that leads to it, so the shares held say nothing.
func TestFewerSharesSayNothing(t *testing.T) {
	shares, _ := Split([32]byte{42}, 3, 5)
	seen := map[byte]bool{}
	for v := range 256 {
		forged := shares[2]
		forged.Y[0] = byte(v)
		s, err := Combine([]Share{shares[0], shares[1], forged}, 3)
		if err != nil {
			t.Fatal(err)
		}
		seen[s[0]] = true
	}
	if len(seen) != 256 {
		t.Errorf("two shares of three leave only %d of 256 values possible", len(seen))
	}
}

func falsify(shares []Share, at ...int) (coordinates []byte) {
	for _, k := range at {
		rand.Read(shares[k].Y[:])
		coordinates = append(coordinates, shares[k].X)
	}
	return coordinates
}

func TestRecoverNamesFalseShares(t *testing.T) {
	secret := randomSecret()
	accept := func(s [32]byte) bool { return s == secret }
	for _, at := range [][]int{nil, {1}, {1, 4}} {
		shares, _ := Split(secret, 4, 8)
		want := falsify(shares, at...)
		got, bad, err := Recover(shares, 4, accept)
		if err != nil || got != secret || !slices.Equal(bad, want) {
			t.Errorf("bad shares %v, want %v; %v", bad, want, err)
		}
	}
	shares, _ := Split(secret, 4, 8)
	falsify(shares, 0, 3, 4, 7)
	if got, bad, err := Recover(shares, 4, accept); err != nil || got != secret || bad != nil {
		t.Errorf("with half of the shares false: named %v, %v", bad, err)
	}
	falsify(shares, 1)
	if _, _, err := Recover(shares, 4, accept); err == nil {
		t.Error("recovered with fewer true shares than the threshold")
	}
}

// Two helpers add errors that cancel at zero: the secret comes out right on a polynomial that honest shares
// miss. They must not get an honest helper blamed.
func TestAttackFramingByFalseShares(t *testing.T) {
	secret := randomSecret()
	accept := func(s [32]byte) bool { return s == secret }
	shares, _ := Split(secret, 3, 5)
	l := func(x, o1, o2 byte) byte { // Lagrange factor at zero of x beside o1 and o2
		return mul(mul(o1, o2), inverse(mul(o1^x, o2^x)))
	}
	shares[0].Y[0] ^= inverse(l(1, 2, 3))
	shares[1].Y[0] ^= inverse(l(2, 1, 3))
	got, bad, err := Recover(shares, 3, accept)
	if err != nil || got != secret {
		t.Fatal(err)
	}
	if slices.Contains(bad, 3) || slices.Contains(bad, 4) || slices.Contains(bad, 5) {
		t.Errorf("honest shares are blamed: %v", bad)
	}
	// The first subset gives the right secret, and naming whoever is off its line would blame the honest.
	if off := offLine(shares, shares[:3]); !slices.Equal(off, []byte{4, 5}) {
		t.Errorf("off the line are %v: the attack proves nothing", off)
	}
}

func TestSharesThatAreRefused(t *testing.T) {
	shares, _ := Split(randomSecret(), 2, 3)
	zero := shares[0]
	zero.X = 0
	for name, bad := range map[string][]Share{
		"repeated coordinate": {shares[0], shares[0]},
		"zero coordinate":     {shares[1], zero},
	} {
		if _, err := Combine(bad, 2); !errors.Is(err, ErrShares) {
			t.Errorf("%s: %v", name, err)
		}
		if _, _, err := Recover(bad, 2, func([32]byte) bool { return true }); !errors.Is(err, ErrShares) {
			t.Errorf("%s in Recover: %v", name, err)
		}
	}
	for _, c := range []struct{ t, n int }{{0, 3}, {4, 3}, {2, 256}, {-1, 2}} {
		if _, err := Split([32]byte{}, c.t, c.n); err == nil {
			t.Errorf("split %d of %d is accepted", c.t, c.n)
		}
	}
}
