package dp

import "math"

// sampledRDP returns the Rényi divergence of order alpha of one release of a sampled Gaussian: noise multiplier sigma
// over a Poisson sample of rate q. Whole orders have a closed form, others a series (I. Mironov, K. Talwar, L. Zhang,
// Rényi Differential Privacy of the Sampled Gaussian Mechanism, 2019, sections 3.1 and 3.3), summed with its signs or,
// as an upper bound, without. The divergence grows with the order, so that above 64 the next whole order bounds it.
// Past 1024, at which the sums get long and from which no ε follows, the bound is infinite.
func sampledRDP(sigma, q, alpha float64, signed bool) float64 {
	switch {
	case q == 0:
		return 0
	case q == 1:
		return alpha / (2 * sigma * sigma)
	case alpha > 1024:
		return math.Inf(1)
	case alpha > 64:
		alpha = math.Ceil(alpha)
		fallthrough
	case alpha == math.Trunc(alpha):
		return wholeLog(sigma, q, alpha) / (alpha - 1)
	}
	return seriesLog(sigma, q, alpha, signed) / (alpha - 1)
}

// wholeLog returns ln Σ_k C(α,k)·(1−q)^(α−k)·q^k·e^((k²−k)/2σ²).
func wholeLog(sigma, q, alpha float64) float64 {
	total := math.Inf(-1)
	for k := 0.0; k <= alpha; k++ {
		total = logAdd(total, logBinomial(alpha, k)+(alpha-k)*math.Log1p(-q)+k*math.Log(q)+(k*k-k)/(2*sigma*sigma))
	}
	return total
}

func logBinomial(n, k float64) float64 {
	a, _ := math.Lgamma(n + 1)
	b, _ := math.Lgamma(k + 1)
	c, _ := math.Lgamma(n - k + 1)
	return a - b - c
}

// seriesLog sums both halves of the series until its terms vanish.
func seriesLog(sigma, q, alpha float64, signed bool) float64 {
	const vanished, longest = -30, 10_000
	low, high := math.Inf(-1), math.Inf(-1)
	z := sigma*sigma*math.Log(1/q-1) + 0.5
	coefficient := 1.0 // C(α, i)
	for i := 0.0; i < longest; i++ {
		j, size := alpha-i, math.Log(math.Abs(coefficient))
		left := size + i*math.Log(q) + j*math.Log1p(-q) + (i*i-i)/(2*sigma*sigma) + math.Log(0.5) + logErfc((i-z)/(math.Sqrt2*sigma))
		right := size + j*math.Log(q) + i*math.Log1p(-q) + (j*j-j)/(2*sigma*sigma) + math.Log(0.5) + logErfc((z-j)/(math.Sqrt2*sigma))
		if coefficient > 0 || !signed {
			low, high = logAdd(low, left), logAdd(high, right)
		} else {
			low, high = logSub(low, left), logSub(high, right)
		}
		if max(left, right) < vanished {
			return logAdd(low, high)
		}
		coefficient *= (alpha - i) / (i + 1)
	}
	return math.Inf(1)
}

// logAdd returns ln(e^a + e^b).
func logAdd(a, b float64) float64 {
	if a < b {
		a, b = b, a
	}
	if math.IsInf(b, -1) {
		return a
	}
	return a + math.Log1p(math.Exp(b-a))
}

// logSub returns ln(e^a − e^b) for b < a. If rounding makes b reach a, it returns a, which forgoes the tighter bound.
func logSub(a, b float64) float64 {
	if b >= a {
		return a
	}
	return a + math.Log1p(-math.Exp(b-a))
}

// logErfc returns ln erfc(x), by its asymptotic series if erfc is too small for a float (NIST Handbook of Mathematical
// Functions, 7.12.1).
func logErfc(x float64) float64 {
	if v := math.Erfc(x); v > 1e-300 {
		return math.Log(v)
	}
	y := 1 / (2 * x * x)
	return -x*x - math.Log(x*math.SqrtPi) + math.Log1p(-y*(1-3*y*(1-5*y*(1-7*y))))
}
