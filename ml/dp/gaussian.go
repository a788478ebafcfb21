package dp

import (
	"crypto/rand"
	"errors"
	"io"
	"math/big"
)

// MaxDeviationBits bounds the standard deviation that a sampler draws with.
const MaxDeviationBits = 120

// Sampler draws from the discrete Gaussian on the integers: x has probability proportional to exp(−x²/2σ²). It is
// exact, works on integers alone and takes all randomness from one reader. It is for one goroutine at a time.
//
// Source: C. Canonne, G. Kamath, T. Steinke, The Discrete Gaussian for Differential Privacy, NeurIPS 2020, algorithms
// 1 to 3, for a whole σ and with their t = σ. Any t leads to the same distribution, and this one needs only
// comparisons of uniform numbers below σ: a candidate is ±(U + σV), and with a = |candidate|/σ − 1, whole part w and
// rest f, it is accepted with probability exp(−a²/2) = exp(−1/2)^(w²) · exp(−f)^w · exp(−f²/2).
type Sampler struct {
	sigma wide
	src   source
}

// NewSampler makes a sampler with standard deviation sigma, in [1, 2^MaxDeviationBits), that draws from crypto/rand.
func NewSampler(sigma *big.Int) (*Sampler, error) { return NewSamplerFrom(sigma, rand.Reader) }

// NewSamplerFrom is NewSampler with a reader, so that a test can repeat a stream. Any reader that is not
// cryptographically secure discloses the noise.
func NewSamplerFrom(sigma *big.Int, r io.Reader) (*Sampler, error) {
	if sigma == nil || sigma.Sign() <= 0 || sigma.BitLen() > MaxDeviationBits {
		return nil, errors.New("invalid noise standard deviation: must be from 1 to below 2^120")
	}
	low := new(big.Int).And(sigma, new(big.Int).SetUint64(^uint64(0)))
	s := &Sampler{sigma: wide{new(big.Int).Rsh(sigma, 64).Uint64(), low.Uint64()}}
	s.src.r = r
	return s, nil
}

// String returns the name of the type: neither the stream nor a draw prints.
func (s *Sampler) String() string { return "discrete Gaussian sampler" }

// GoString is String.
func (s *Sampler) GoString() string { return s.String() }

// Draw returns one draw.
func (s *Sampler) Draw() (*big.Int, error) {
	for {
		u, v, negative := s.laplace()
		accepted := s.accept(u, v)
		if s.src.err != nil {
			return nil, s.src.err
		}
		if !accepted {
			continue
		}
		x := new(big.Int).Mul(s.sigma.int(), new(big.Int).SetUint64(v))
		x.Add(x, u.int())
		if negative {
			x.Neg(x)
		}
		return x, nil
	}
}

// laplace draws ±(u + σ·v) with probability proportional to exp(−|x|/σ).
func (s *Sampler) laplace() (u wide, v uint64, negative bool) {
	for s.src.err == nil {
		if u = s.src.wideBelow(s.sigma); !s.expFraction(u) {
			continue
		}
		for v = 0; s.expUnit(1) && s.src.err == nil; {
			v++
		}
		if negative = s.src.bit(); negative && v == 0 && u.zero() {
			continue // there is one zero
		}
		return u, v, negative
	}
	return wide{}, 0, false
}

// accept is true with probability exp(−(|x| − σ)²/2σ²), x = u + σ·v.
func (s *Sampler) accept(u wide, v uint64) bool {
	w, f := uint64(0), u
	switch {
	case v > 0:
		w = v - 1
	case u.zero():
		w = 1 // x = 0 is a whole σ away
	default:
		f = s.sigma.sub(u)
	}
	for range w * w {
		if !s.expUnit(2) || s.src.err != nil {
			return false
		}
	}
	for range w {
		if !s.expFraction(f) || s.src.err != nil {
			return false
		}
	}
	return s.exp(func(k uint64) bool {
		if !s.fraction(f) {
			return false
		}
		return s.fraction(f) && s.src.below(2*k) == 0 // with the draw above (f/σ)²
	})
}

// fraction is true with probability f/σ, f < σ.
func (s *Sampler) fraction(f wide) bool { return s.src.wideBelow(s.sigma).less(f) }

// expFraction is true with probability exp(−f/σ), f < σ.
func (s *Sampler) expFraction(f wide) bool {
	return s.exp(func(k uint64) bool { return s.fraction(f) && s.src.below(k) == 0 })
}

// expUnit is true with probability exp(−1/m).
func (s *Sampler) expUnit(m uint64) bool {
	return s.exp(func(k uint64) bool { return s.src.below(m*k) == 0 })
}

// exp is true with probability exp(−γ), γ in [0, 1], if step(k) is true with probability γ/k: the number of steps that
// succeed before the first that fails is at least k with probability γ^k/k!, hence even with probability exp(−γ)
// (algorithm 1).
func (s *Sampler) exp(step func(k uint64) bool) bool {
	k := uint64(1)
	for step(k) && s.src.err == nil {
		k++
	}
	return k%2 == 1
}
