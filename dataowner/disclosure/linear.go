package disclosure

import "math"

// The few steps of linear algebra that the checks need. gonum has them, with a library beneath that is larger than the
// rest of this package's programs in a browser; the tests compare with it.

// triangle is the upper triangle of the QR factorisation of a matrix. Its rows come in blocks.
type triangle struct {
	p    int
	data []float64 // p × p, row by row
	dots []float64
}

func newTriangle(p int) *triangle {
	return &triangle{p: p, data: make([]float64, p*p), dots: make([]float64, p)}
}

// add updates the triangle with a block of rows, row by row, which it overwrites: one reflection of Householder for each
// column, over the column's diagonal and the block.
func (t *triangle) add(block []float64) {
	p := t.p
	for k := range p {
		row := t.data[k*p : (k+1)*p]
		square := 0.0
		for i := k; i < len(block); i += p {
			square += block[i] * block[i]
		}
		if square == 0 {
			continue
		}
		length := math.Sqrt(row[k]*row[k] + square)
		if row[k] > 0 {
			length = -length
		}
		head := row[k] - length // the reflector is this and the block's column
		scale := 2 / (head*head + square)
		dots := t.dots[k+1:]
		for j := range dots {
			dots[j] = head * row[k+1+j]
		}
		for i := 0; i < len(block); i += p {
			if x := block[i+k]; x != 0 {
				for j, y := range block[i+k+1 : i+p] {
					dots[j] += x * y
				}
			}
		}
		for j := range dots {
			dots[j] *= scale
			row[k+1+j] -= dots[j] * head
		}
		for i := 0; i < len(block); i += p {
			if x := block[i+k]; x != 0 {
				rest := block[i+k+1 : i+p]
				for j := range rest {
					rest[j] -= dots[j] * x
				}
			}
		}
		row[k] = length
	}
}

// maxSweeps bounds the iteration for singular values. Ten are many.
const maxSweeps = 60

// singular returns the singular values of the triangle, the largest first, and for each the right singular vector: the
// one-sided method of Jacobi (Hestenes, J. SIAM 6(1), 1958), which finds small values as exactly as large ones. It fails if
// the iteration does not converge.
func (t *triangle) singular(pause func()) (values []float64, vectors [][]float64, err error) {
	p := t.p
	columns := make([][]float64, p)
	vectors = make([][]float64, p)
	for j := range p {
		columns[j], vectors[j] = make([]float64, p), make([]float64, p)
		vectors[j][j] = 1
		for i := range j + 1 {
			columns[j][i] = t.data[i*p+j]
		}
	}
	most := 0.0
	for _, c := range columns {
		most = max(most, dot(c, c))
	}
	const (
		right = 1e-14 // if the angle of two columns differs from a right one by less, they are orthogonal
		least = 1e-24 // squares below this, relative to the largest, are rounding: far below the rank's tolerance
	)
	for sweep := 0; ; sweep++ {
		rotated := false
		for a := range p - 1 {
			pause()
			for b := a + 1; b < p; b++ {
				x, y, z := dot(columns[a], columns[a]), dot(columns[b], columns[b]), dot(columns[a], columns[b])
				if y < least*most && x >= y || !(math.Abs(z) > right*math.Sqrt(x)*math.Sqrt(y)) {
					if x >= y {
						continue
					}
					z = 0 // only their order is wrong
				}
				c, s := rotation(x, y, z)
				rotate(columns[a], columns[b], c, s)
				rotate(vectors[a], vectors[b], c, s)
				rotated = true
			}
		}
		if !rotated {
			break
		}
		if sweep == maxSweeps {
			return nil, nil, errNoValues
		}
	}
	values = make([]float64, p)
	for j := range p {
		values[j] = math.Sqrt(dot(columns[j], columns[j]))
		if math.IsNaN(values[j]) {
			return nil, nil, errNoValues
		}
	}
	return values, vectors, nil
}

// rotation returns the cosine and sine that make two columns with these squares and this product orthogonal, the longer
// one first.
func rotation(x, y, z float64) (c, s float64) {
	c, s = 1, 0
	if z != 0 {
		zeta := (y - x) / (2 * z)
		tangent := 1 / (math.Abs(zeta) + math.Hypot(1, zeta))
		if zeta < 0 {
			tangent = -tangent
		}
		c = 1 / math.Hypot(1, tangent)
		s = c * tangent
	}
	if c*c*x-2*c*s*z+s*s*y < s*s*x+2*c*s*z+c*c*y {
		return -s, c // a quarter turn more
	}
	return c, s
}

// rotate replaces two columns by c·a − s·b and s·a + c·b.
func rotate(a, b []float64, c, s float64) {
	for i, x := range a {
		y := b[i]
		a[i], b[i] = c*x-s*y, s*x+c*y
	}
}

func dot(a, b []float64) float64 {
	sum := 0.0
	for i, x := range a {
		sum += x * b[i]
	}
	return sum
}
