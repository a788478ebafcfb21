package disclosure

import (
	"errors"
	"math"

	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/lapack/lapack64"
	"gonum.org/v1/gonum/mat"
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

// space is an orthonormal basis of the span of standardised columns, as the matrix that maps a row to its coordinates.
type space struct {
	*standard
	basis *mat.Dense // kept columns × rank; nil if no column varies
	rank  int
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
	stack := blas64.General{Rows: p + blockRows, Cols: p, Stride: p, Data: make([]float64, (p+blockRows)*p)}
	tau := make([]float64, p)
	query := make([]float64, 1)
	lapack64.Geqrf(stack, tau, query, -1)
	work := make([]float64, int(query[0]))
	for start := 0; start < len(rows); start += blockRows {
		pause()
		block := rows[start:min(start+blockRows, len(rows))]
		for k, i := range block {
			s.read(read, i, stack.Data[(p+k)*p:(p+k+1)*p])
		}
		clear(stack.Data[(p+len(block))*p:])
		lapack64.Geqrf(stack, tau, work, len(work))
		for k := range p {
			clear(stack.Data[k*p : k*p+k])
		}
	}
	var svd mat.SVD
	if !svd.Factorize(mat.NewDense(p, p, stack.Data[:p*p]), mat.SVDThinV) {
		return nil, errNoValues
	}
	values := svd.Values(nil)
	for s.rank < p && values[s.rank] > rankTolerance*values[0] {
		s.rank++
	}
	var v mat.Dense
	svd.VTo(&v)
	s.basis = mat.DenseCopyOf(v.Slice(0, p, 0, s.rank))
	for k := range s.rank {
		for j := range p {
			s.basis.Set(j, k, s.basis.At(j, k)/values[k])
		}
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
	p := len(s.from)
	z := mat.NewDense(blockRows, p, nil)
	y := mat.NewDense(blockRows, s.rank, nil)
	for start := 0; start < len(rows); start += blockRows {
		pause()
		block := rows[start:min(start+blockRows, len(rows))]
		for k, i := range block {
			s.read(read, i, z.RawRowView(k))
		}
		y.Mul(z, s.basis)
		for k := range block {
			for _, c := range y.RawRowView(k) {
				out[start+k] += c * c
			}
		}
	}
	return out
}
