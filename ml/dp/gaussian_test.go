package dp

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
)

// stream is a seeded reader: a test repeats itself.
func stream(name string) io.Reader { return rand.NewChaCha8(sha256.Sum256([]byte(name))) }

func draws(t *testing.T, sigma string, n int) []*big.Int {
	t.Helper()
	s, ok := new(big.Int).SetString(sigma, 10)
	if !ok {
		t.Fatal("malformed sigma")
	}
	sampler, err := NewSamplerFrom(s, stream("draws of "+sigma))
	if err != nil {
		t.Fatal(err)
	}
	out := make([]*big.Int, n)
	for i := range out {
		if out[i], err = sampler.Draw(); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// sigmas are small ones, where the distribution is far from a continuous Gaussian, one on each side of 64 bits, and the
// widest.
var sigmas = []string{"1", "2", "4", "7", "100", "1000003", "41293847", "9223372036854775807", "18446744073709551616",
	"9999999999999999999999", "1329227995784915872903807060280344575"}

// falseFailure is how often one of the statistical checks below would fail on a correct sampler with a fresh seed. The
// seeds are fixed, so each fails always or never.
const falseFailure = 1e-9

// TestMeanAndVariance holds both moments against the exact ones, by the normal approximation to the mean of n draws.
func TestMeanAndVariance(t *testing.T) {
	const n = 40_000
	z := distuv.UnitNormal.Quantile(1 - falseFailure/2)
	for _, sigma := range sigmas {
		s, _ := new(big.Float).SetString(sigma)
		unit, _ := s.Float64()
		mean, square := 0.0, 0.0
		for _, x := range draws(t, sigma, n) {
			v, _ := new(big.Float).Quo(new(big.Float).SetInt(x), s).Float64()
			mean, square = mean+v/n, square+v*v/n
		}
		// In units of σ: variance 1 (below 1 by under 1e-6 for the discrete one at σ ≥ 1), fourth moment 3.
		variance := 1.0
		if unit == 1 {
			variance = exactVariance(1)
		}
		if limit := z * math.Sqrt(1.0/n); math.Abs(mean) > limit {
			t.Errorf("σ = %s: mean %.4f σ, tolerance %.4f", sigma, mean, limit)
		}
		if limit := z * math.Sqrt(2.0/n); math.Abs(square-variance) > limit {
			t.Errorf("σ = %s: variance %.4f σ², tolerance %.4f", sigma, square, limit)
		}
	}
}

func exactVariance(sigma float64) float64 {
	sum, total := 0.0, 0.0
	for x := -100.0; x <= 100; x++ {
		p := math.Exp(-x * x / (2 * sigma * sigma))
		total, sum = total+p, sum+x*x*p
	}
	return sum / total
}

// TestChiSquared holds the draws against the exact probabilities of 64 intervals that a continuous Gaussian hits alike:
// single integers and empty ones where σ is small.
func TestChiSquared(t *testing.T) {
	const n = 40_000
	for _, sigma := range sigmas {
		s, _ := new(big.Float).SetString(sigma)
		unit, _ := s.Float64()
		expected, degrees := probabilities(unit)
		got := make([]float64, len(expected))
		for _, x := range draws(t, sigma, n) {
			v, _ := new(big.Float).Quo(new(big.Float).SetInt(x), s).Float64()
			got[interval(v)]++
		}
		chi := 0.0
		for i, p := range expected {
			if p > 0 {
				chi += (got[i] - n*p) * (got[i] - n*p) / (n * p)
			} else if got[i] > 0 {
				t.Errorf("σ = %s: %v draws in interval %d, where there is no integer", sigma, got[i], i)
			}
		}
		limit := distuv.ChiSquared{K: degrees}.Quantile(1 - falseFailure)
		if !(chi <= limit) {
			t.Errorf("σ = %s: χ² = %.1f, tolerance %.1f", sigma, chi, limit)
		}
	}
}

const intervals = 64

// interval gives the interval of a value in units of σ.
func interval(v float64) int { return min(intervals-1, int(intervals*distuv.UnitNormal.CDF(v))) }

// probabilities gives those of the intervals, summed over integers where that matters, and the degrees of freedom.
func probabilities(sigma float64) (p []float64, degrees float64) {
	p = make([]float64, intervals)
	if sigma > 1e5 {
		for i := range p {
			p[i] = 1.0 / intervals
		}
		return p, intervals - 1
	}
	total := 0.0
	for x := -math.Ceil(30 * sigma); x <= 30*sigma; x++ {
		q := math.Exp(-x * x / (2 * sigma * sigma))
		p[interval(x/sigma)] += q
		total += q
	}
	for i := range p {
		if p[i] /= total; p[i] > 0 {
			degrees++
		}
	}
	return p, degrees - 1
}

// TestKnownDraws pins streams, so that the native and the browser's form are seen to draw alike and a changed order of
// draws is noticed.
func TestKnownDraws(t *testing.T) {
	h := sha256.New()
	var first []string
	for _, sigma := range sigmas {
		for i, x := range draws(t, sigma, 200) {
			if i < 3 {
				first = append(first, x.String())
			}
			fmt.Fprintln(h, x)
		}
	}
	const want = "ffa9fac8d2577308e6ee057f52ef1a08"
	if got := hex.EncodeToString(h.Sum(nil)[:16]); got != want {
		t.Errorf("draws changed: digest %s, want %s; the first are %s", got, want, strings.Join(first, " "))
	}
}

// TestSourceFails says that no noise comes from a source that fails or is stuck.
func TestSourceFails(t *testing.T) {
	for name, r := range map[string]io.Reader{
		"empty": bytes.NewReader(nil),
		"short": io.LimitReader(stream("short"), 3*chunk+1),
		"stuck": stuck(0x5a),
		"zero":  stuck(0),
	} {
		noise := Noise{Bound: big.NewInt(25), Multiplier: 2, Values: 3 * chunk}
		values := make([]*big.Int, 3*chunk)
		for i := range values {
			values[i] = big.NewInt(7)
		}
		if err := noise.Add(values, 1, r); !errors.Is(err, ErrRandomness) {
			t.Errorf("%s: error %v", name, err)
		}
		if slices.ContainsFunc(values, func(v *big.Int) bool { return v.Int64() != 7 }) {
			t.Errorf("%s: values changed without noise for all", name)
		}
	}
}

type stuck byte

func (b stuck) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(b)
	}
	return len(p), nil
}

func TestSamplerRefuses(t *testing.T) {
	for _, sigma := range []*big.Int{nil, new(big.Int), big.NewInt(-3), new(big.Int).Lsh(big.NewInt(1), MaxDeviationBits)} {
		if _, err := NewSampler(sigma); err == nil {
			t.Errorf("σ = %v was accepted", sigma)
		}
	}
	s, err := NewSampler(big.NewInt(9))
	if err != nil {
		t.Fatal(err)
	}
	if text := fmt.Sprintf("%v %+v %#v %s", s, s, s, s); strings.Contains(text, "buf") {
		t.Error("a sampler prints its stream")
	}
	x, err := s.Draw()
	y, err2 := s.Draw()
	if err != nil || err2 != nil || x == nil || y == nil {
		t.Fatal(err, err2)
	}
}

func BenchmarkDraw(b *testing.B) {
	for _, bits := range []uint{10, 50, 100} {
		b.Run(fmt.Sprintf("%d-bit", bits), func(b *testing.B) {
			s, err := NewSampler(new(big.Int).Lsh(big.NewInt(1), bits))
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				if _, err := s.Draw(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
