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

const (
	// maxSweeps bounds the iteration for singular values. Ten are many.
	maxSweeps = 60
	// right is the cosine below which two rows count as orthogonal.
	right = 1e-14
	// least is the squared length, relative to the largest, below which a row is rounding: far below the rank's tolerance.
	least = 1e-24
)

// pivoted returns the rows of the triangle of the QR factorisation of t with column pivoting (Businger and Golub, Numer. Math. 7,
// 1965), their entries in the order of t's columns. Rows of rounding, which follow from dependent columns, are left out. It uses
// t up, and returns an error if an entry is not a finite number.
func (t *triangle) pivoted(pause func()) ([][]float64, error) {
	p := t.p
	columns, order := make([][]float64, p), make([]int, p)
	for j := range p {
		columns[j], order[j] = make([]float64, p), j
		for i := range j + 1 {
			columns[j][i] = t.data[i*p+j]
		}
	}
	var rows [][]float64
	first := 0.0
	for k := range p {
		pause()
		at, most := k, -1.0
		for j := k; j < p; j++ {
			square := dot(columns[j][k:], columns[j][k:])
			if math.IsNaN(square) || math.IsInf(square, 0) {
				return nil, errNoValues
			}
			if square > most {
				at, most = j, square
			}
		}
		if first = max(first, most); most <= least*first {
			break
		}
		columns[k], columns[at] = columns[at], columns[k]
		order[k], order[at] = order[at], order[k]
		reflector := columns[k][k:]
		length := math.Sqrt(most)
		if reflector[0] > 0 {
			length = -length
		}
		reflector[0] -= length
		square := dot(reflector, reflector)
		row := make([]float64, p)
		row[order[k]] = length
		for j := k + 1; j < p; j++ {
			rest := columns[j][k:]
			scale := 2 * dot(reflector, rest) / square
			for i, x := range reflector {
				rest[i] -= scale * x
			}
			row[order[j]] = rest[0]
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// singular returns the singular values of the triangle, the largest first, and for each the right singular vector: the
// one-sided method of Jacobi (Hestenes, J. SIAM 6(1), 1958), which finds small values as exactly as large ones, on the rows of
// the pivoted triangle, on which it needs few sweeps (Drmač and Veselić, SIAM J. Matrix Anal. Appl. 29(4), 2008). Values of
// rounding are left out. It fails if the iteration does not converge, and uses the triangle up.
func (t *triangle) singular(pause func()) (values []float64, vectors [][]float64, err error) {
	rows, err := t.pivoted(pause)
	if err != nil {
		return nil, nil, err
	}
	squares := make([]float64, len(rows))
	for sweep, rotated := 0, true; rotated; sweep++ {
		if sweep > maxSweeps {
			return nil, nil, errNoValues
		}
		for i, row := range rows {
			squares[i] = dot(row, row)
		}
		rotated = false
		for a := range rows {
			pause()
			for b := a + 1; b < len(rows); b++ {
				x, y, z := squares[a], squares[b], dot(rows[a], rows[b])
				if y < least*squares[0] && x >= y || !(math.Abs(z) > right*math.Sqrt(x)*math.Sqrt(y)) {
					if x >= y {
						continue
					}
					z = 0 // only their order is wrong
				}
				c, s := rotation(x, y, z)
				rotate(rows[a], rows[b], c, s)
				squares[a], squares[b] = dot(rows[a], rows[a]), dot(rows[b], rows[b])
				rotated = true
			}
		}
	}
	for i, row := range rows {
		value := math.Sqrt(squares[i])
		for j := range row {
			row[j] /= value
		}
		values = append(values, value)
	}
	return values, rows, nil
}

// rotation returns the cosine and sine that make two rows with these squares and this product orthogonal, the longer
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

// rotate replaces two rows by c·a − s·b and s·a + c·b.
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
