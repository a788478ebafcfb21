package squares

import "math/big"

// Within takes the mean of every column and of the target off, so that sums over several owners are those of the fit with an
// intercept for each of them: of lm(y ~ x + factor(owner)), by the theorem of R. Frisch and F. V. Waugh (Econometrica 1, 1933).
// Sums of squares and products become those about the means, rounded to whole steps of 2^-48; the column of constants keeps the
// number of rows and is orthogonal to all others.
func (s *Statistics) Within() {
	if s.N == 0 {
		return
	}
	for i := 1; i < len(s.B); i++ {
		for j := 1; j <= i; j++ {
			s.A[i][j] = s.about(s.A[i][j], s.A[0][i], s.A[0][j])
			s.A[j][i] = s.A[i][j]
		}
		s.B[i] = s.about(s.B[i], s.A[0][i], s.B[0])
	}
	s.YY = s.about(s.YY, s.B[0], s.B[0])
	for j := 1; j < len(s.B); j++ {
		s.A[0][j], s.A[j][0] = new(big.Int), new(big.Int)
	}
	s.B[0] = new(big.Int)
}

// about returns sum − x·y/A₀₀, rounded to the nearest whole number, half up. x and y are products with the column of constants.
func (s *Statistics) about(sum, x, y *big.Int) *big.Int {
	n := s.A[0][0]
	v := new(big.Int).Mul(sum, n)
	v.Sub(v, new(big.Int).Mul(x, y))
	v.Lsh(v, 1).Add(v, n)
	return v.Div(v, new(big.Int).Lsh(n, 1))
}
