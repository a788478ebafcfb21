// Package outlook estimates before a training with trustees is created, and before it is closed, how much the noise will leave of its
// result. It fits made-up sums with the noise of the training by the function that fits the real ones, so that everything which
// the fit does against noise counts.
//
// The made-up rows stand for no real ones: numbers follow a bell curve over their declared range, a sixth of the range wide,
// levels are equally frequent, columns do not depend on each other, and all together explain half of the target's variance,
// each the same part. Where data fill less of the declared ranges, noise is larger relative to them.
package outlook

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"strconv"

	"gonum.org/v1/gonum/mat"

	"github.com/blindfit/blindfit/ml/dp"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/ml/squares"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Outlook is the expected result under noise, for one number of contributions.
type Outlook struct {
	Contributions int `json:"contributions"`
	Units         int `json:"units"` // persons, data owners or rows that noise protects one by one
	Cells         int `json:"cells"`
	// Noise is the standard deviation of the noise in one value of the sums, relative to the largest sum of that value.
	Noise float64 `json:"noise"`
	// Explained is the part of the explained variance that is left, 1 for all that exact sums explain, 0 or less for nothing.
	Explained float64 `json:"explained"`
	// Effect is the part of its size to which the effect of a column, or of a level, is drawn toward 0: of the one that noise draws
	// most. It is 1 for not at all.
	Effect float64 `json:"effect"`
	// Error is the standard error that noise adds to the effect of a column over its whole range, or of a level, relative to the
	// target's range.
	Error float64 `json:"error"`
}

// A result is useful if noise leaves this part of the explained variance and of every effect. It is useless below these.
const (
	Useful        = 0.9
	UsefulEffect  = 0.75
	Useless       = 0.5
	UselessEffect = 0.4
)

// Useful reports whether noise leaves enough of a result, Useless whether it leaves next to nothing of it or of one of its effects.
func (o Outlook) Useful() bool { return o.Explained >= Useful && o.Effect >= UsefulEffect }

// Useless is explained at Useful.
func (o Outlook) Useless() bool { return o.Explained < Useless || o.Effect < UselessEffect }

// rowsEach is how many rows a data owner with a table is taken to bring, if it may.
const rowsEach = 50

const (
	sampleRows  = 4000
	mostColumns = 200 // more would take minutes
)

// ErrNone is the error of a training without noise, or of which noise leaves something that this package does not know.
var ErrNone = errors.New("there is no outlook for this kind of training")

// Reference are made-up rows of a training file.
type Reference struct {
	file   *spec.File
	d      int
	values []float64 // sums of squares of all rows, divided by their number
	second *mat.SymDense
	exact  *squares.Noisy
	whole  float64 // variance of the target
	most   float64 // that exact sums explain
}

// New makes the rows. It returns ErrNone for trainings without trustees.
func New(f *spec.File) (*Reference, error) {
	if f.Masking != spec.MaskingTrustees || f.LeastSquares() == nil || f.Schema().Width() > mostColumns {
		return nil, ErrNone
	}
	t, err := sample(f)
	if err != nil {
		return nil, err
	}
	clipping := f.Clipping(wire.RoundOneRound)
	clipping.Unit = dp.RecordUnit
	sums, _, err := squares.Clipped(f.LeastSquares(), t, clipping)
	if err != nil {
		return nil, err
	}
	r := &Reference{file: f, d: len(t.Columns)}
	for _, v := range sums {
		x, _ := new(big.Float).SetInt(v).Float64()
		r.values = append(r.values, x/float64(t.Rows))
	}
	r.second = mat.NewSymDense(r.d+1, nil)
	at := 0
	for i := range r.d + 1 {
		for j := i; j <= r.d; j++ {
			r.second.SetSym(i, j, math.Ldexp(r.values[at], -2*schema.QuantBits))
			at++
		}
	}
	r.whole = r.second.At(r.d, r.d) - r.second.At(0, r.d)*r.second.At(0, r.d)
	if r.exact, err = r.fit(1<<20, 0, nil); err != nil {
		return nil, err
	}
	r.most = r.explained(r.exact.Weights)
	return r, nil
}

// sample makes rows.
func sample(f *spec.File) (*schema.Table, error) {
	r := rand.New(rand.NewPCG(20261201, 44)) //nolint:gosec // G404: made-up rows, the same in every run
	s := f.Schema()
	var text bytes.Buffer
	w := csv.NewWriter(&text)
	read := s.Read()
	if s.HasTarget() && !slices.ContainsFunc(read, func(x schema.Feature) bool { return x.Name == s.Target.Name }) {
		read = append(slices.Clone(read), s.Target)
	}
	line := make([]string, len(read))
	for i, x := range read {
		line[i] = x.Name
	}
	_ = w.Write(line) // into memory
	for range sampleRows {
		for i, x := range read {
			line[i] = value(x, r)
		}
		_ = w.Write(line)
	}
	w.Flush()
	t, _, err := s.ReadCSV(&text, schema.ReadOptions{NeedTarget: true})
	if err != nil {
		return nil, fmt.Errorf("failed to make up rows: %w", err)
	}
	if t.Rows < sampleRows/2 {
		return nil, ErrNone
	}
	target(t, f.LeastSquares().Labels, r)
	return t, nil
}

// value makes one value of a column.
func value(x schema.Feature, r *rand.Rand) string {
	if len(x.Levels) > 0 {
		return x.Levels[r.IntN(len(x.Levels))]
	}
	low, high := *x.Min, *x.Max
	v := (low+high)/2 + (high-low)/6*r.NormFloat64()
	step := 0.0
	switch {
	case x.Step != nil:
		step = *x.Step
	case x.Type == schema.Discrete:
		step = 1
	}
	if step > 0 {
		v = math.Round(v/step) * step
	}
	v = max(low, min(high, v))
	digits := 6
	if step >= 1 {
		digits = 0
	}
	return strconv.FormatFloat(v, 'f', digits, 64)
}

// target makes a target for every row, half of it explained by the columns.
func target(t *schema.Table, labels bool, r *rand.Rand) {
	d := len(t.Columns)
	weights, spread := make([]float64, d), make([]float64, d)
	moving := 0
	for j := 1; j < d; j++ {
		sum, square := 0.0, 0.0
		for i := range t.Rows {
			x := math.Ldexp(float64(t.X[i*d+j]), -schema.QuantBits)
			sum, square = sum+x, square+x*x
		}
		n := float64(t.Rows)
		if spread[j] = square/n - sum/n*sum/n; spread[j] > 1e-9 {
			moving++
		}
	}
	const variance = 1.0 / 36 // of the target, on a range of width 1
	for j := range weights {
		if spread[j] > 1e-9 {
			weights[j] = math.Sqrt(variance/2/float64(moving)/spread[j]) * float64(1-2*(j%2))
		}
	}
	for i := range t.Rows {
		y := math.Sqrt(variance/2) * r.NormFloat64()
		for j, w := range weights {
			y += w * math.Ldexp(float64(t.X[i*d+j]), -schema.QuantBits)
		}
		t.Y[i] = int32(math.Ldexp(max(-0.5, min(0.5, y)), schema.QuantBits))
		if labels {
			t.Y[i] = 0
			if y > 0 {
				t.Y[i] = 1
			}
		}
	}
}

// fit fits the sums of so many units with noise of a standard deviation in steps.
func (r *Reference) fit(units int, deviation float64, noise *rand.Rand) (*squares.Noisy, error) {
	sums := make([]*big.Int, len(r.values))
	for i, v := range r.values {
		x := v * float64(units)
		if noise != nil {
			x += deviation * noise.NormFloat64()
		}
		sums[i], _ = big.NewFloat(x).Int(nil)
	}
	opt := squares.NoisyOptions{Deviation: deviation, L2: r.file.Model.L2, Scaled: r.file.Scaling == spec.ScalingFederated}
	if r.file.Privacy.Unit == dp.OwnerUnit {
		opt.Units = units
	}
	return squares.SolveNoisy(r.d, sums, opt)
}

// explained returns the part of the target's variance that weights explain.
func (r *Reference) explained(w []float64) float64 {
	rest := mat.NewVecDense(r.d+1, nil)
	rest.SetVec(0, -w[0]/2) // of a column of 1/2
	for j := 1; j < r.d; j++ {
		rest.SetVec(j, -w[j])
	}
	rest.SetVec(r.d, 1)
	return 1 - mat.Inner(rest, r.second, rest)/r.whole
}

// deviation returns the standard deviation of the noise in the sum of so many cells, in steps.
func (r *Reference) deviation(cells int) float64 {
	x, _ := new(big.Float).SetInt(r.file.Noise(wire.RoundOneRound).Deviation()).Float64()
	return x * math.Sqrt(r.file.NoiseVariance(cells))
}

// At returns the outlook for a number of contributions in so many cells; 0 stands for as many as close makes.
func (r *Reference) At(contributions, cells int) Outlook {
	if cells == 0 {
		cells = r.file.Cells(contributions)
	}
	out := Outlook{Contributions: contributions, Units: unitsOf(r.file, contributions), Cells: cells}
	deviation := r.deviation(cells)
	out.Noise = math.Ldexp(deviation, -2*schema.QuantBits) / float64(out.Units)
	trials := max(5, min(41, 2000/r.d))
	noise := rand.New(rand.NewPCG(44, uint64(contributions))) //nolint:gosec // G404: the same outlook in every run
	var explained, off []float64
	effects := make([][]float64, r.d) // of each column
	for range trials {
		fit, err := r.fit(out.Units, deviation, noise)
		if err != nil { // drowned
			explained, off = append(explained, 0), append(off, 1)
			for j := range effects {
				effects[j] = append(effects[j], 0)
			}
			continue
		}
		square := 0.0
		for j := 1; j < r.d; j++ {
			w, want := fit.Weights[j], r.exact.Weights[j]
			square += (w - want) * (w - want)
			effects[j] = append(effects[j], w/want)
		}
		explained = append(explained, r.explained(fit.Weights)/r.most)
		off = append(off, math.Sqrt(square/float64(max(1, r.d-1))))
	}
	out.Explained, out.Error, out.Effect = middle(explained), middle(off), 1
	for j := 1; j < r.d; j++ {
		if math.Abs(r.exact.Weights[j]) > 1e-3 { // levels that none of the made-up rows has, for example, have no effect
			out.Effect = min(out.Effect, middle(effects[j]))
		}
	}
	return out
}

func middle(list []float64) float64 {
	slices.Sort(list)
	return list[len(list)/2]
}

// Enough returns the least number of contributions, about, with which a result is useful. It returns 0 if no number is.
func (r *Reference) Enough() int {
	high := r.file.Cohort.Batch
	if r.At(high, 0).Useful() {
		return high
	}
	for !r.At(high, 0).Useful() {
		if high *= 2; high > wire.MaxContributions {
			return 0
		}
	}
	low := high / 2
	for high-low > max(1, high/16) {
		if at := (low + high) / 2; !r.At(at, 0).Useful() {
			low = at
		} else {
			high = at
		}
	}
	return rounded(high)
}

// rounded rounds a number up to two digits, which are enough.
func rounded(n int) int {
	digits := math.Pow(10, math.Floor(math.Log10(float64(n)))-1)
	return int(math.Ceil(float64(n)/digits) * digits)
}
