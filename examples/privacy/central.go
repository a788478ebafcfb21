package main

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"gonum.org/v1/gonum/mat"

	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/simulate"
	"github.com/blindfit/blindfit/ml/spec"
)

// The table against a central server: rows of 8 numbers, of which a linear function has 63 % of the variance of the target.
const (
	numbers      = 8
	centralDelta = 1e-5
	federated    = 20 // owners
	trials       = 9  // with other noise; their median is shown
)

var (
	sizes           = []int{1_000, 10_000, 100_000}
	centralEpsilons = []float64{0.5, 1, 3}
)

// rowsOf returns rows in the columns' ranges of width 1: eight numbers and the target.
func rowsOf(n int, seed uint64) [][]float64 {
	r := rand.New(rand.NewPCG(seed, 63)) //nolint:gosec // G404: the same rows in every run
	out := make([][]float64, n)
	for i := range out {
		row, y := make([]float64, numbers+1), 0.0
		for j := range numbers {
			row[j] = r.Float64() - 0.5
			y += 0.22 * float64(1+j%3-2*(j%2)) / 2 * row[j]
		}
		row[numbers] = max(-0.5, min(0.5, y+0.102*r.NormFloat64()))
		out[i] = row
	}
	return out
}

// explained returns the share of the variance of the target that weights (the constant's first) explain.
func explained(rows [][]float64, w []float64) float64 {
	sum, square, rest := 0.0, 0.0, 0.0
	for _, row := range rows {
		y, p := row[numbers], w[0]
		for j := range numbers {
			p += w[j+1] * row[j]
		}
		sum, square, rest = sum+y, square+y*y, rest+(y-p)*(y-p)
	}
	n := float64(len(rows))
	return 1 - rest/(square-sum*sum/n)
}

// adaSSP is the fit of a central server that has all rows: adaptive perturbation of sums of squares (Y.-X. Wang, Revisiting
// differentially private linear regression, UAI 2018, algorithm 2), for rows (1, x) within their ranges.
func adaSSP(rows [][]float64, epsilon float64, r *rand.Rand) []float64 {
	const d = numbers + 1
	bound, target := 1+numbers/4.0, 0.5 // ‖x‖² and |y|
	third := math.Sqrt(math.Log(6/centralDelta)) / (epsilon / 3)
	a, b := mat.NewSymDense(d, nil), mat.NewVecDense(d, nil)
	x := make([]float64, d)
	for _, row := range rows {
		x[0] = 1
		copy(x[1:], row[:numbers])
		a.SymRankOne(a, 1, mat.NewVecDense(d, x))
		for j := range d {
			b.SetVec(j, b.AtVec(j)+x[j]*row[numbers])
		}
	}
	var e mat.EigenSym
	if !e.Factorize(a, false) {
		return make([]float64, d)
	}
	least := max(0, slices.Min(e.Values(nil))+third*bound*r.NormFloat64()-math.Log(6/centralDelta)/(epsilon/3)*bound)
	const rho = 0.05
	lambda := max(0, math.Sqrt(d*math.Log(6/centralDelta)*math.Log(2*d*d/rho))*bound/(epsilon/3)-least)
	for i := range d {
		for j := range i + 1 {
			v := a.At(i, j) + third*bound*r.NormFloat64()
			if i == j {
				v += lambda
			}
			a.SetSym(i, j, v)
		}
		b.SetVec(i, b.AtVec(i)+third*math.Sqrt(bound)*target*r.NormFloat64())
	}
	var w mat.VecDense
	if err := w.SolveVec(a, b); err != nil {
		return make([]float64, d)
	}
	return w.RawVector().Data
}

// blindfit is the fit of one round over owners without a central server, for the same ε and δ, and its standard errors, which are nil
// if the noise is too large for them.
func blindfit(rows [][]float64, epsilon float64, trial int) (w, errs []float64, err error) {
	features := make([]string, numbers)
	header := make([]string, numbers)
	for j := range features {
		header[j] = fmt.Sprintf("x%d", j+1)
		features[j] = fmt.Sprintf(`{"name": "x%d", "type": "continuous", "min": -0.5, "max": 0.5}`, j+1)
	}
	f, err := spec.Parse(fmt.Appendf(nil, `{"features": [%s], "target": {"name": "y", "type": "continuous", "min": -0.5, "max": 0.5},
		"model": {"kind": "linear_regression", "method": "one_round"}, "privacy": {"epsilon": %g, "delta": %g, "unit": "record"}, "cohort": {"min": 5, "max": 64}}`,
		strings.Join(features, ", "), epsilon, centralDelta))
	if err != nil {
		return nil, nil, err
	}
	var parts []*schema.Table
	each := len(rows) / federated
	for o := range federated {
		var b bytes.Buffer
		fmt.Fprintln(&b, strings.Join(header, ",")+",y")
		for _, row := range rows[o*each : (o+1)*each] {
			for j, v := range row {
				if j > 0 {
					b.WriteByte(',')
				}
				fmt.Fprintf(&b, "%.8f", v)
			}
			b.WriteByte('\n')
		}
		t, _, err := f.Schema().ReadCSV(&b, schema.ReadOptions{NeedTarget: true})
		if err != nil {
			return nil, nil, err
		}
		parts = append(parts, t)
	}
	noise := rand.NewChaCha8(sha256.Sum256(fmt.Appendf(nil, "central %d %v %d", len(rows), epsilon, trial)))
	trained, err := simulate.TrainWithNoise(f, parts, noise, nil)
	if err != nil {
		return nil, nil, err
	}
	w = make([]float64, numbers+1)
	for j, x := range trained.Model.Original()[0].Weights {
		w[j] = x.Value
		if i := trained.Model.Inference; i != nil {
			errs = append(errs, i.Terms[j].Error)
		}
	}
	return w, errs, nil
}

// central prints the share of the variance that is explained on other rows.
func central(w io.Writer) error {
	judged := rowsOf(20_000, 7)
	fmt.Fprint(w, "| rows | ε | a central server (AdaSSP) | 20 owners, one round | ratio |\n|---|---|---|---|---|\n")
	for _, n := range sizes {
		rows := rowsOf(n, 1)
		for _, epsilon := range centralEpsilons {
			var theirs, ours []float64
			for trial := range trials {
				r := rand.New(rand.NewPCG(uint64(trial), uint64(n))) //nolint:gosec // G404: the same noise in every run
				theirs = append(theirs, explained(judged, adaSSP(rows, epsilon, r)))
				fitted, _, err := blindfit(rows, epsilon, trial)
				if err != nil {
					return fmt.Errorf("failed to fit %d rows at ε = %v: %w", n, epsilon, err)
				}
				ours = append(ours, explained(judged, fitted))
			}
			slices.Sort(theirs)
			slices.Sort(ours)
			a, b := theirs[trials/2], ours[trials/2]
			fmt.Fprintf(w, "| %d | %g | %.2f | %.2f | %.2f |\n", n, epsilon, a, b, b/a)
		}
	}
	return nil
}

// pooled is the fit by least squares.
func pooled(rows [][]float64) ([]float64, error) {
	const d = numbers + 1
	a, b := mat.NewSymDense(d, nil), mat.NewVecDense(d, nil)
	x := mat.NewVecDense(d, nil)
	x.SetVec(0, 1)
	for _, row := range rows {
		for j := range numbers {
			x.SetVec(j+1, row[j])
		}
		a.SymRankOne(a, 1, x)
		b.AddScaledVec(b, row[numbers], x)
	}
	var w mat.VecDense
	if err := w.SolveVec(a, b); err != nil {
		return nil, fmt.Errorf("failed to fit all rows: %w", err)
	}
	return w.RawVector().Data, nil
}

// samples is how many times other rows are drawn, for the share of intervals that hold the true slope.
const samples = 40

// coverage prints the share of 95 % intervals that hold the true slope, which is that of a million other rows.
func coverage(w io.Writer) error {
	truth, err := pooled(rowsOf(1_000_000, 11))
	if err != nil {
		return err
	}
	fmt.Fprint(w, "| rows | ε | trainings with intervals | true slopes in them | width, without noise 1 |\n|---|---|---|---|---|\n")
	for _, n := range sizes {
		for _, epsilon := range centralEpsilons {
			with, held, width := 0, 0, 0.0
			for trial := range samples {
				fitted, errs, err := blindfit(rowsOf(n, uint64(1000+trial)), epsilon, trial)
				if err != nil {
					return fmt.Errorf("failed to fit %d rows at ε = %v: %w", n, epsilon, err)
				}
				if errs == nil {
					continue
				}
				with++
				for j := 1; j <= numbers; j++ {
					width += errs[j] / numbers
					if math.Abs(fitted[j]-truth[j]) <= 1.96*errs[j] {
						held++
					}
				}
			}
			if with == 0 {
				fmt.Fprintf(w, "| %d | %g | 0 %% | – | – |\n", n, epsilon)
				continue
			}
			exact := 0.101 / math.Sqrt(float64(n)/12) // residuals have a deviation of 0.101, and numbers a variance of 1/12
			fmt.Fprintf(w, "| %d | %g | %d %% | %d %% | %.1f |\n", n, epsilon, 100*with/samples, 100*held/(with*numbers), width/float64(with)/exact)
		}
	}
	return nil
}
