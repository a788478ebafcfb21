package mask

import (
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"slices"
)

// Shamir's secret sharing (CACM 22, 1979) of 32-byte secrets, byte by byte over GF(2^8) with the polynomial
// x^8 + x^4 + x^3 + x + 1. Owner k of a cohort in identity order holds the share at x = k + 1.
//
// Arithmetic on secrets runs in constant time: multiplication shifts and masks, without tables or branches.

// MaxShares is the largest cohort whose secrets can be shared: the field has 255 points other than zero.
const MaxShares = 255

// Share is one point of the 32 polynomials of a secret.
type Share struct {
	X byte     // 1 … MaxShares
	Y [32]byte // one value for each byte of the secret
}

// Format redacts under every verb of fmt.
func (s Share) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "share %d [redacted]", s.X) }

// Errors of combining shares.
var (
	ErrThreshold = errors.New("invalid shares: fewer than the threshold")
	ErrShares    = errors.New("invalid shares: repeated or zero coordinate")
)

// Split shares secret among count owners so that any threshold of them recover it and fewer learn nothing:
// 1 ≤ threshold ≤ count ≤ MaxShares.
func Split(secret [32]byte, threshold, count int) ([]Share, error) {
	if threshold < 1 || threshold > count || count > MaxShares {
		return nil, fmt.Errorf("invalid threshold: must be between 1 and the %d shares, at most %d", count, MaxShares)
	}
	coefficients := make([][32]byte, threshold) // of x^0, x^1, …
	coefficients[0] = secret
	for k := 1; k < threshold; k++ {
		rand.Read(coefficients[k][:])
	}
	shares := make([]Share, count)
	for i := range shares {
		x := byte(i + 1)
		shares[i].X = x
		for b := range 32 {
			var y byte
			for _, c := range slices.Backward(coefficients) { // Horner
				y = mul(y, x) ^ c[b]
			}
			shares[i].Y[b] = y
		}
	}
	return shares, nil
}

// Combine interpolates the secret at zero from exactly threshold shares with distinct coordinates. It cannot
// tell whether a share is false: check the result against a commitment, or use Recover.
func Combine(shares []Share, threshold int) (secret [32]byte, err error) {
	if len(shares) < threshold || threshold < 1 {
		return secret, ErrThreshold
	}
	shares = shares[:threshold]
	if err := checkCoordinates(shares); err != nil {
		return secret, err
	}
	return interpolate(shares, 0), nil
}

// Recover finds the secret that accept recognises among shares of which some may be false, trying subsets of
// threshold shares. It returns the coordinates of the false shares as far as they can be told: false helpers can
// agree on shares that leave the secret right and put honest ones off the line, so a polynomial counts as the
// dealer's only if it misses at most half of the shares beyond the threshold (the radius within which it is
// unique); otherwise nobody is named. The search stops after maxSubsets subsets.
func Recover(shares []Share, threshold int, accept func([32]byte) bool) (secret [32]byte, bad []byte, err error) {
	if err := checkCoordinates(shares); err != nil {
		return secret, nil, err
	}
	if len(shares) < threshold || threshold < 1 {
		return secret, nil, ErrThreshold
	}
	found, tried := false, 0
	for subset := range subsets(len(shares), threshold) {
		if tried++; tried > maxSubsets {
			break
		}
		chosen := make([]Share, threshold)
		for i, k := range subset {
			chosen[i] = shares[k]
		}
		candidate := interpolate(chosen, 0)
		if !accept(candidate) {
			continue
		}
		secret, found = candidate, true
		if off := offLine(shares, chosen); len(off) <= (len(shares)-threshold)/2 {
			return secret, off, nil
		}
	}
	if !found {
		return [32]byte{}, nil, errors.New("invalid shares: no subset gives the committed secret")
	}
	return secret, nil, nil
}

// offLine returns the coordinates of the shares that are not on the polynomials through chosen.
func offLine(shares, chosen []Share) (off []byte) {
	for _, s := range shares {
		want := interpolate(chosen, s.X)
		if subtle.ConstantTimeCompare(want[:], s.Y[:]) != 1 {
			off = append(off, s.X)
		}
	}
	return off
}

// maxSubsets bounds the work that false shares can cause: 3,003 for 5 false of 15 is within it.
const maxSubsets = 20_000

// subsets yields the k-subsets of 0 … n−1 in lexicographic order, as indices.
func subsets(n, k int) func(yield func([]int) bool) {
	return func(yield func([]int) bool) {
		idx := make([]int, k)
		for i := range idx {
			idx[i] = i
		}
		for {
			if !yield(idx) {
				return
			}
			i := k - 1
			for i >= 0 && idx[i] == n-k+i {
				i--
			}
			if i < 0 {
				return
			}
			idx[i]++
			for j := i + 1; j < k; j++ {
				idx[j] = idx[j-1] + 1
			}
		}
	}
}

func checkCoordinates(shares []Share) error {
	var seen [256]bool
	for _, s := range shares {
		if s.X == 0 || seen[s.X] {
			return ErrShares
		}
		seen[s.X] = true
	}
	return nil
}

// interpolate evaluates at x the polynomials of lowest degree through shares (Lagrange).
func interpolate(shares []Share, x byte) (out [32]byte) {
	for i, s := range shares {
		num, den := byte(1), byte(1)
		for j, o := range shares {
			if i != j {
				num = mul(num, o.X^x)
				den = mul(den, o.X^s.X)
			}
		}
		l := mul(num, inverse(den))
		for b := range out {
			out[b] ^= mul(l, s.Y[b])
		}
	}
	return out
}

// mul multiplies in GF(2^8) without secret-dependent branches or look-ups.
func mul(a, b byte) (p byte) {
	for range 8 {
		p ^= a & -(b & 1)
		carry := -(a >> 7)
		a = a<<1 ^ carry&0x1b
		b >>= 1
	}
	return p
}

// inverse is a^254.
func inverse(a byte) byte {
	r := byte(1)
	for range 7 {
		a = mul(a, a)
		r = mul(r, a)
	}
	return r
}
