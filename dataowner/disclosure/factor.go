package disclosure

import (
	"errors"
	"math"
)

// blockRows is how many rows are factored at a time: a block of 100 columns fits a processor's second cache.
const blockRows = 512

// rankTolerance is the smallest singular value that counts, relative to the largest, after every column was scaled to
// unit length. Sums are exact integers, so a combination that is tiny next to its columns is disclosed all the same.
const rankTolerance = 1e-9

// errNoValues means that the iteration for singular values gave up, which no table of finite numbers is known to cause.
var errNoValues = errors.New("the singular values of the columns do not converge")

// standard maps columns to mean 0 and length 1 over a set of rows, and leaves out those that are constant there: the
// constant is in every sum, so neither the unit nor the origin of a column matters.
type standard struct {
	from        []int // the columns that are kept
	mean, scale []float64
	row         []float64 // as long as the unscaled row
}

// newStandard reads all rows once. Means and lengths are updated by the method of Welford, Technometrics 4(3), 1962.
func newStandard(rows []int, width int, read func(i int, dst []float64), pause func()) *standard {
	mean, square := make([]float64, width), make([]float64, width)
	low, high, row := make([]float64, width), make([]float64, width), make([]float64, width)
	for k, i := range rows {
		if k%blockRows == 0 {
			pause()
		}
		read(i, row)
		for j, x := range row {
			if k == 0 {
				low[j], high[j] = x, x
			}
			low[j], high[j] = min(low[j], x), max(high[j], x)
			d := x - mean[j]
			mean[j] += d / float64(k+1)
			square[j] += d * (x - mean[j])
		}
	}
	s := &standard{row: row}
	for j := range width {
		if low[j] < high[j] && square[j] > 0 {
			s.from = append(s.from, j)
			s.mean = append(s.mean, mean[j])
			s.scale = append(s.scale, 1/math.Sqrt(square[j]))
		}
	}
	return s
}

// read writes the standardised columns of a row to dst.
func (s *standard) read(read func(i int, dst []float64), i int, dst []float64) {
	read(i, s.row)
	for k, j := range s.from {
		dst[k] = (s.row[j] - s.mean[k]) * s.scale[k]
	}
}

// space is an orthonormal basis of the span of standardised columns, as vectors that map a row to its coordinates.
type space struct {
	*standard
	basis [][]float64 // one for each coordinate, over the kept columns
	rank  int
}

// coordinates writes those of a standardised row to dst.
func (s *space) coordinates(z, dst []float64) []float64 {
	for k, b := range s.basis {
		dst[k] = dot(b, z)
	}
	return dst
}

// combine returns the combination of the basis with these coordinates, over the kept columns.
func (s *space) combine(y []float64) []float64 {
	out := make([]float64, len(s.from))
	for k, b := range s.basis {
		for j := range out {
			out[j] += y[k] * b[j]
		}
	}
	return out
}

// newSpace factors the columns block by block (Demmel, Grigori, Hoemmen and Langou, SIAM J. Sci. Comput. 34(1), 2012):
// only the triangle of the QR factorisation is kept, and its singular values are those of the columns. A Gram matrix
// would square the condition and could not decide a rank at 1e-9. It returns an error if the singular values do not
// converge: nothing can then be said of the rows.
func newSpace(rows []int, width int, read func(i int, dst []float64), pause func()) (*space, error) {
	s := &space{standard: newStandard(rows, width, read, pause)}
	p := len(s.from)
	if p == 0 {
		return s, nil
	}
	t := newTriangle(p)
	block := make([]float64, min(blockRows, len(rows))*p)
	for start := 0; start < len(rows); start += blockRows {
		pause()
		part := rows[start:min(start+blockRows, len(rows))]
		for k, i := range part {
			s.read(read, i, block[k*p:(k+1)*p])
		}
		t.add(block[:len(part)*p])
	}
	values, vectors, err := t.singular(pause)
	if err != nil {
		return nil, err
	}
	for s.rank < len(values) && values[s.rank] > rankTolerance*values[0] {
		v := vectors[s.rank]
		for j := range v {
			v[j] /= values[s.rank]
		}
		s.basis = append(s.basis, v)
		s.rank++
	}
	return s, nil
}

// leverages returns, for each of rows, how much of a sum over all of them can speak of that row alone: the diagonal of
// the hat matrix, the constant included, from 1/len(rows) to 1.
func (s *space) leverages(rows []int, read func(i int, dst []float64), pause func()) []float64 {
	out := make([]float64, len(rows))
	for k := range out {
		out[k] = 1 / float64(len(rows))
	}
	if s.rank == 0 {
		return out
	}
	z, y := make([]float64, len(s.from)), make([]float64, s.rank)
	for k, i := range rows {
		if k%blockRows == 0 {
			pause()
		}
		s.read(read, i, z)
		for _, c := range s.coordinates(z, y) {
			out[k] += c * c
		}
	}
	return out
}
