package formula

import "math"

// span is a range of values, and the step of which they are multiples; 0 if there is none.
type span struct{ low, high, step float64 }

func (s span) contains(x float64) bool { return s.low <= x && x <= s.high }

func (s span) times(o span) span {
	a, b, c, d := s.low*o.low, s.low*o.high, s.high*o.low, s.high*o.high
	return span{min(a, b, c, d), max(a, b, c, d), s.step * o.step}
}

func (s span) plus(o span) span { return span{s.low + o.low, s.high + o.high, common(s.step, o.step)} }

// common returns a step of which sums of multiples of two others are multiples: the smaller if it divides the larger.
func common(a, b float64) float64 {
	small, large := min(a, b), max(a, b)
	if small == 0 {
		return 0
	}
	if n := large / small; math.Abs(n-math.Round(n)) < 1e-9*n {
		return small
	}
	return 0
}

// to returns the range of the n-th powers, n from 1.
func (s span) to(n int) span {
	out := s
	for range n - 1 {
		out = out.times(s)
	}
	if n%2 == 0 {
		a, b := power(s.low, n), power(s.high, n)
		out.low, out.high = min(a, b), max(a, b)
		if s.contains(0) {
			out.low = 0
		}
	}
	return out
}

// constant is the span of one number. Its step is the number itself.
func constant(x float64) span { return span{x, x, math.Abs(x)} }

func power(x float64, n int) float64 {
	out := x
	for range n - 1 {
		out *= x
	}
	return out
}
