package dp

import (
	"errors"
	"fmt"
	"io"
	"math/big"
	"math/bits"
)

// ErrRandomness is the error of a source of randomness that failed or returned the same byte throughout.
var ErrRandomness = errors.New("invalid randomness")

// chunk is the number of bytes of one read: a call into a browser's generator costs far more than the bytes.
const chunk = 2048

// source hands out random bits from a reader, in order, each once.
type source struct {
	r    io.Reader
	buf  [chunk]byte
	left int // bytes not used yet, at the end of buf
	coin uint64
	n    int // bits not used yet in coin
	err  error
}

// fill reads the next chunk. If that fails, every later number is 0 and err stays set.
func (s *source) fill() {
	if s.err != nil {
		return
	}
	if _, err := io.ReadFull(s.r, s.buf[:]); err != nil {
		s.err = fmt.Errorf("failed to draw noise: %w: %w", ErrRandomness, err)
		return
	}
	same := true
	for _, b := range s.buf {
		same = same && b == s.buf[0]
	}
	if same { // 2^-16376 for a true source
		s.err = fmt.Errorf("failed to draw noise: %w: the source repeats one byte", ErrRandomness)
		return
	}
	s.left = chunk
}

// take returns n ≤ 8 random bytes as a number, and erases them.
func (s *source) take(n int) (v uint64) {
	for range n {
		if s.left == 0 {
			if s.fill(); s.err != nil {
				return 0
			}
		}
		at := chunk - s.left
		v = v<<8 | uint64(s.buf[at])
		s.buf[at] = 0
		s.left--
	}
	return v
}

// bit returns one random bit.
func (s *source) bit() bool {
	if s.n == 0 {
		s.coin, s.n = s.take(8), 64
	}
	b := s.coin&1 == 1
	s.coin >>= 1
	s.n--
	return b
}

// below returns a uniform number in [0, n), n ≥ 1, by rejection.
func (s *source) below(n uint64) uint64 {
	size := bits.Len64(n - 1)
	for s.err == nil {
		if v := s.take((size+7)/8) & (1<<size - 1); v < n {
			return v
		}
	}
	return 0
}

// wide is a number below 2^128.
type wide struct{ hi, lo uint64 }

func (a wide) less(b wide) bool { return a.hi < b.hi || a.hi == b.hi && a.lo < b.lo }

func (a wide) zero() bool { return a.hi|a.lo == 0 }

func (a wide) int() *big.Int {
	v := new(big.Int).SetUint64(a.hi)
	return v.Lsh(v, 64).Or(v, new(big.Int).SetUint64(a.lo))
}

// sub returns a − b for b ≤ a.
func (a wide) sub(b wide) wide {
	lo, borrow := bits.Sub64(a.lo, b.lo, 0)
	hi, _ := bits.Sub64(a.hi, b.hi, borrow)
	return wide{hi, lo}
}

// wideBelow is below for wide numbers.
func (s *source) wideBelow(n wide) wide {
	if n.hi == 0 {
		return wide{0, s.below(n.lo)}
	}
	size := bits.Len64(n.hi)
	for s.err == nil {
		if v := (wide{s.take((size+7)/8) & (1<<size - 1), s.take(8)}); v.less(n) {
			return v
		}
	}
	return wide{}
}
