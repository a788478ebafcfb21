package squares

import (
	"cmp"
	"errors"
	"math"
	"math/big"
	"slices"

	"gonum.org/v1/gonum/mat"

	"github.com/blindfit/blindfit/ml/dp"
	"github.com/blindfit/blindfit/ml/kinds"
	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/ml/schema"
)

// squareBits is the grid of sums of squares: two quantised factors.
const squareBits = 2 * schema.QuantBits

// ClippedValues returns the length of Clipped for d columns.
func ClippedValues(d int) int { return (d + 1) * (d + 2) / 2 }

// Clipped returns the upper triangle of Σ x̃x̃ᵀ row by row, x̃ = (1, x, y), in steps of 2^-48: the sums of squares and the
// number of rows. A row with ‖x̃‖² past c.Norm is shortened, as if it counted for less, so that no unit adds more than
// c.TriangleBound in the L2 norm; an owner as a unit sends the mean over its rows. cut is the number of rows that were shortened.
func Clipped(as *kinds.LeastSquares, t *schema.Table, c dp.Clipping) (values []*big.Int, cut int, err error) {
	d := len(t.Columns)
	if d == 0 || len(t.X) != t.Rows*d || len(t.Y) != t.Rows {
		return nil, 0, errors.New("invalid table: every row needs all columns and a target")
	}
	short := *t
	targets, err := as.Encode(t.Y)
	if err != nil {
		return nil, 0, err
	}
	short.X, short.Y = slices.Clone(t.X), slices.Clone(targets)
	for r := range t.Rows {
		if shorten(short.X[r*d:(r+1)*d], &short.Y[r], c.Norm) {
			cut++
		}
	}
	s := NewStatistics(d)
	if t.Rows > 0 {
		if s, err = Accumulate(&short); err != nil {
			return nil, 0, err
		}
	}
	for i := range d {
		for j := i; j <= d; j++ {
			v := s.B[i]
			if j < d {
				v = s.A[i][j]
			}
			if i == 0 { // column 0 is 1/2
				v = new(big.Int).Lsh(v, 1)
			}
			if j == 0 {
				v = v.Lsh(v, 1)
			}
			values = append(values, new(big.Int).Set(v))
		}
	}
	values = append(values, new(big.Int).Set(s.YY))
	if c.Unit == dp.OwnerUnit {
		for _, v := range values {
			v.Quo(v, big.NewInt(int64(max(1, t.Rows))))
		}
		dp.Clip(values, c.TriangleBound())
	}
	return values, cut, nil
}

// shorten scales a row, in which x[0] counts twice, toward zero until its squared norm is at most most. It reports whether
// it changed the row. Entries are at most 2^24, so that squares of 2^14 of them stay below 2^63.
func shorten(x []int32, y *int32, most float64) bool {
	norm := func() int64 {
		sum := int64(*y) * int64(*y)
		for j, v := range x {
			if j == 0 {
				v *= 2
			}
			sum += int64(v) * int64(v)
		}
		return sum
	}
	n := norm()
	limit := math.Floor(math.Ldexp(most, squareBits))
	if limit >= math.MaxInt64 || n <= int64(limit) {
		return false
	}
	for factor := math.Sqrt(limit / float64(n)); ; factor *= 1 - 1e-9 {
		for j, v := range x {
			x[j] = int32(float64(v) * factor)
		}
		*y = int32(float64(*y) * factor)
		if norm() <= int64(limit) {
			return true
		}
	}
}

// Noisy is a least-squares fit to sums of squares with noise.
type Noisy struct {
	Weights []float64 // of d columns, the intercept's (1/2) first
	MSE     float64   // on the scaled target, estimated from the sums
	Rows    int64     // estimated from the sums
	Mean    float64   // of the scaled target, likewise
	// Covariance is that of the weight of a constant 1 and of the other weights, over rows and noise; nil if the noise is too large
	// beside the sums for it to be known. See NoisyOptions.
	Covariance *mat.SymDense
}

// ErrDrowned is the error of a fit of which noise left nothing.
var ErrDrowned = errors.New("invalid sums: the noise is larger than the sums of the rows")

// NoisyOptions are the options of SolveNoisy.
type NoisyOptions struct {
	Deviation float64 // of the noise in the sums, in steps
	Inflation float64 // the variance of the noise over that of Deviation, which owners reach together; 0 stands for 1
	Units     int     // the number of owners if the unit is an owner, 0 if not
	L2        float64
	Scaled    bool // the penalty counts on standardised columns, see Statistics.SolveScaled
}

// SolveNoisy fits d columns to the sum of Clipped over owners, to which noise was added.
//
// The sums of real rows are positive semidefinite; sums with noise may not be. The repair uses public numbers only:
// noise of standard deviation σ moves eigenvalues of m columns by about 2σ√m, so no eigenvalue is left below that. If
// they stayed, the fit would divide by the noise of directions in which there is nothing else.
func SolveNoisy(d int, values []*big.Int, opt NoisyOptions) (*Noisy, error) {
	if len(values) != ClippedValues(d) || d < 1 {
		return nil, ErrInvalidStatistics
	}
	m := d + 1
	sums := mat.NewSymDense(m, nil)
	at := 0
	for i := range m {
		for j := i; j < m; j++ {
			sums.SetSym(i, j, real(values[at], squareBits))
			at++
		}
	}
	count := sums.At(0, 0)
	if opt.Units > 0 {
		count = float64(opt.Units)
	}
	if count < 1 {
		return nil, ErrDrowned
	}
	sums.ScaleSym(1/count, sums)
	sums.SetSym(0, 0, 1)
	floor := 2 * opt.Deviation * math.Ldexp(1, -squareBits) * math.Sqrt(float64(m)) / count
	repaired, least, err := repair(sums, floor)
	if err != nil {
		return nil, err
	}
	a, b := mat.NewSymDense(d, nil), mat.NewVecDense(d, nil)
	for i := range d {
		for j := i; j < d; j++ {
			a.SetSym(i, j, repaired.At(i, j))
		}
		if i > 0 {
			penalty := opt.L2
			if opt.Scaled {
				penalty *= repaired.At(i, i) - repaired.At(0, i)*repaired.At(0, i)/repaired.At(0, 0)
			}
			a.SetSym(i, i, repaired.At(i, i)+max(0, penalty))
		}
		b.SetVec(i, repaired.At(i, d))
	}
	var w mat.VecDense
	if err := w.SolveVec(a, b); err != nil {
		return nil, ErrDrowned
	}
	residual := mat.NewVecDense(m, nil)
	for i := range d {
		residual.SetVec(i, -w.AtVec(i))
	}
	residual.SetVec(d, 1)
	out := &Noisy{Weights: make([]float64, d), MSE: mat.Inner(residual, repaired, residual), Rows: int64(math.Round(count)), Mean: repaired.At(0, d) / repaired.At(0, 0)}
	for i := range d {
		out.Weights[i] = w.AtVec(i)
	}
	if opt.Units == 0 && opt.L2 == 0 && least > apart*floor {
		out.Covariance = noisyCovariance(a, &w, out.MSE, count, opt.Deviation*math.Sqrt(cmp.Or(opt.Inflation, 1))*math.Ldexp(1, -squareBits))
	}
	out.Weights[0] *= 2 // for a column of 1/2 in place of 1
	return out, nil
}

// apart is how many times the level of the noise the least eigenvalue of the sums has to be for standard errors: the terms that
// they leave out are then a small part of them. TestCoverageUnderNoise measures it.
const apart = 2

// noisyCovariance returns the covariance of weights that solve (A + E)·w = b + e, to first order in the noise: A⁻¹·(σ²·A + K)·A⁻¹, where A and
// σ² are sums and residual variance, and K the covariance of e − E·w; and the square of
// the mean of what the first order leaves out, so that intervals hold the true weights as often as they say. Each entry of the triangle of E and of e has noise of its own, of the same
// deviation; an entry besides the diagonal is in two equations.
func noisyCovariance(a *mat.SymDense, w *mat.VecDense, mse, count, deviation float64) *mat.SymDense {
	d := w.Len()
	var inverse mat.Dense
	if err := inverse.Inverse(a); err != nil {
		return nil
	}
	square := mat.Dot(w, w)
	middle := mat.NewSymDense(d, nil)
	variance := deviation * deviation / (count * count)
	rows := mse / math.Max(1, count-float64(d))
	for i := range d {
		for k := i; k < d; k++ {
			v := w.AtVec(i) * w.AtVec(k)
			if i == k {
				v = 1 + square
			}
			middle.SetSym(i, k, rows*a.At(i, k)+variance*v)
		}
	}
	var half, whole mat.Dense
	half.Mul(&inverse, middle)
	whole.Mul(&half, inverse.T())
	// The mean of E·A⁻¹·E is σ²·(tr(A⁻¹)·I + A⁻¹ − diag(A⁻¹)).
	shift := mat.NewVecDense(d, nil)
	for i := range d {
		x := mat.Trace(&inverse) * w.AtVec(i)
		for k := range d {
			if k != i {
				x += inverse.At(i, k) * w.AtVec(k)
			}
		}
		shift.SetVec(i, variance*x)
	}
	var bias mat.VecDense
	bias.MulVec(&inverse, shift)
	out := mat.NewSymDense(d, nil)
	for i := range d {
		for k := i; k < d; k++ {
			out.SetSym(i, k, (whole.At(i, k)+whole.At(k, i))/2+bias.AtVec(i)*bias.AtVec(k))
		}
	}
	return out
}

// Infer returns standard errors over rows and noise, and covariances, in original units, and warnings for people. terms are the model's
// weights in those units, one for each column.
func (n *Noisy) Infer(sch *schema.Schema, terms []model.Weight) (*model.Inference, []string) {
	d := len(n.Weights)
	if n.Covariance == nil || d > model.MaxCovariance || n.Rows <= int64(d) {
		return nil, []string{"the noise is too large beside the sums for standard errors: more rows, a larger epsilon, narrower ranges or fewer columns make it smaller"}
	}
	columns := sch.Columns()
	_, width := sch.Target.Scale()
	to := mat.NewDense(d, d, nil) // from weights on the scaled columns, of a constant 1 first
	to.Set(0, 0, width)
	for j := 1; j < d; j++ {
		center, span := 0.5, 1.0 // of levels, which are 0 and 1
		if columns[j].Role == schema.RoleValue {
			center, span = sch.Features[columns[j].Feature].Scale()
		}
		to.Set(j, j, width/span)
		to.Set(0, j, -width*center/span)
	}
	var half, whole mat.Dense
	half.Mul(to, n.Covariance)
	whole.Mul(&half, to.T())
	out := &model.Inference{Freedom: float64(n.Rows) - float64(d), Likelihood: &model.Likelihood{Errors: model.ErrorsNoise, Dispersion: 1}}
	for j, column := range columns {
		t := model.Term{Name: column.Name, Error: math.Sqrt(math.Max(whole.At(j, j), 0))}
		if t.Error > 0 {
			t.T = terms[j].Value / t.Error
		}
		out.Terms = append(out.Terms, t)
		for k := range j + 1 {
			out.Covariance = append(out.Covariance, (whole.At(j, k)+whole.At(k, j))/2)
		}
	}
	return out, nil
}

// repair raises every eigenvalue to at least floor, and returns the least that there was.
func repair(sums *mat.SymDense, floor float64) (repaired *mat.SymDense, least float64, err error) {
	var e mat.EigenSym
	if !e.Factorize(sums, true) {
		return nil, 0, ErrDrowned
	}
	var vectors mat.Dense
	e.VectorsTo(&vectors)
	m := sums.SymmetricDim()
	out := mat.NewSymDense(m, nil)
	for k, value := range e.Values(nil) {
		out.SymRankOne(out, max(value, floor, 1e-12), vectors.ColView(k))
	}
	return out, slices.Min(e.Values(nil)), nil
}

// real returns v·2^-bits, rounded to float64.
func real(v *big.Int, bits int) float64 {
	x := new(big.Float).SetInt(v)
	f, _ := x.SetMantExp(x, -bits).Float64()
	return f
}
