package dp

import "math"

// Release is one opened sum: values on a grid to which owners added discrete Gaussian noise.
type Release struct {
	// Multiplier is σ/B: the standard deviation of the counted noise over the L2 norm of the largest part of a unit.
	Multiplier float64
	// Local is the standard deviation of one owner's noise in steps of the grid, Parties the number of owners with
	// noise that counts, Values the length of the vector. Local = 0 stands for a continuous Gaussian.
	Local   float64
	Parties int
	Values  int
}

// MinLocal is the least standard deviation of one owner's noise, in steps of the grid. From it on the sum of discrete
// Gaussians is as good as one, to 1e-66.
const MinLocal = 4

// RDP returns the Rényi divergence of order alpha > 1 between neighbouring inputs. A sum of discrete Gaussians is not
// a discrete Gaussian; the difference is the τ of P. Kairouz, Z. Liu, T. Steinke, The Distributed Discrete Gaussian
// Mechanism for Federated Learning with Secure Aggregation, ICML 2021, proposition 14: the least of its three bounds.
func (r Release) RDP(alpha float64) float64 {
	if !(r.Multiplier > 0) {
		return math.Inf(1)
	}
	one := 1 / r.Multiplier // Δ₂/σ
	plain := alpha / 2 * one * one
	if r.Local == 0 {
		return plain
	}
	tau, d := Tau(r.Local, r.Parties), float64(r.Values)
	most := one * math.Sqrt(d) // Δ₁/σ ≤ √d·Δ₂/σ
	return min(
		plain+tau*d,
		alpha/2*(one*one+2*tau*most+tau*tau*d),
		alpha/2*(one+math.Sqrt(d)*tau)*(one+math.Sqrt(d)*tau),
	)
}

// Tau returns the distance of the sum of discrete Gaussians of n parties, each with standard deviation local in steps
// of the grid, from one discrete Gaussian: 10·Σ exp(−2π²·local²·k/(k+1)) over k from 1 to n − 1.
func Tau(local float64, n int) float64 {
	sum := 0.0
	for k := 1; k < n; k++ {
		sum += math.Exp(-2 * math.Pi * math.Pi * local * local * float64(k) / float64(k+1))
	}
	return 10 * sum
}
