//go:build testkeys

package modelowner_test

import (
	"bytes"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	rowsof "github.com/blindfit/blindfit/dataowner/rows"
	"github.com/blindfit/blindfit/dataowner/store"
	"github.com/blindfit/blindfit/dataowner/vault"
	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/ml/plan"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/simulate"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/modelowner"
)

// kindJSON is a training file with a feature of each type. %s are the target and more fields.
const kindJSON = `{"name": "Kinds",
  "features": [
    {"name": "a", "type": "continuous", "min": -5, "max": 5},
    {"name": "k", "type": "discrete", "min": 0, "max": 9},
    {"name": "rank", "type": "ordinal", "levels": ["low", "mid", "high"]},
    {"name": "place", "type": "nominal", "levels": ["n", "e", "s"]}
  ],
  "target": %s, %s,
  "bounds": {"rows": 1024, "weight": 64}, "cohort": {"min": 5, "max": 5, "start": 5}, "key_bits": 512}`

// targets by the name that the rows have for them.
var targets = map[string]string{
	"y":     `{"name": "y", "type": "continuous", "min": -40, "max": 40}`,
	"two":   `{"name": "two", "type": "nominal", "levels": ["no", "yes"]}`,
	"three": `{"name": "three", "type": "ordinal", "levels": ["red", "green", "blue"]}`,
	"cost":  `{"name": "cost", "type": "continuous", "min": 0.01, "max": 1000}`,
	"count": `{"name": "count", "type": "discrete", "min": 0, "max": 40}`,
}

// kindRows are the rows of one of five owners: uneven in number and shifted from owner to owner, and with gaps if missing.
func kindRows(owner int, missing bool) string {
	r := rand.New(rand.NewPCG(uint64(owner), 77))
	var out strings.Builder
	out.WriteString("place,a,k,rank,y,two,three,count,cost\n")
	for range []int{6, 70, 18, 40, 30}[owner] {
		a := math.Max(-5, math.Min(5, 1.2*r.NormFloat64()+float64(owner)-2))
		k, rank, place := r.IntN(10), r.IntN(3), r.IntN(3)
		z := 1.3*a - 0.4*float64(k-4) + 1.1*float64(rank-1) + []float64{0, 1, -1}[place]
		cells := []string{
			[]string{"n", "e", "s"}[place], fmt.Sprintf("%.6f", a), fmt.Sprint(k), []string{"low", "mid", "high"}[rank],
			fmt.Sprintf("%.6f", math.Max(-40, math.Min(40, 3*z+2*r.NormFloat64()))),
			[]string{"no", "yes"}[min(1, max(0, int(math.Floor(z/4+1+0.6*r.NormFloat64()))))],
			[]string{"red", "green", "blue"}[min(2, max(0, int(math.Floor(z/3+1.5+0.6*r.NormFloat64()))))],
			fmt.Sprint(min(40, int(math.Exp(1+z/4)))), fmt.Sprintf("%.6f", math.Exp(2+z/4+0.3*r.NormFloat64())),
		}
		if missing && r.IntN(5) == 0 {
			cells[r.IntN(4)] = ""
		}
		out.WriteString(strings.Join(cells, ",") + "\n")
	}
	return out.String()
}

// combination is one choice for every dimension of a training file.
type combination [6]string

// dimensions are the choices; the words of each become fields by text.
var dimensions = [6][]string{
	{"linear_regression y", "logistic_regression two", "discriminant two", "softmax_regression three", "poisson_regression count", "proportional_odds three", "negative_binomial_regression count", "gamma_regression cost", "mlp y", "mlp two", "mlp three"},
	{"encrypted rounds", "encrypted one_round", "shared rounds", "shared newton", "shared newton lasso"},
	{"auto", "cg", "lbfgs", "sgd", "momentum", "adam", "local", "fixed", "proximal"},
	{"range", "federated"},
	{"reject", "drop_row", "indicator", "mean", "mode"},
	{"0", "0.25"},
}

// text is the training file of a combination.
func (c combination) text() string {
	kind, target, _ := strings.Cut(c[0], " ")
	weights, method, _ := strings.Cut(c[1], " ")
	extra, circle := "", ""
	method, lasso := strings.CutSuffix(method, " lasso")
	if weights == "shared" {
		circle = `, "circle": true`
	}
	if kind == "mlp" {
		extra = `, "hidden": [3]`
	} else if weights == "shared" && target != "y" && target != "count" && target != "cost" {
		extra = map[string]string{"two": `, "class_weights": [1, 3]`, "three": `, "class_weights": [1, 2, 3]`}[target]
	}
	if lasso {
		extra += `, "l1": 0.01`
	}
	steps := fmt.Sprintf(`"optimizer": %q, "rounds": 6`, c[2])
	switch c[2] {
	case "local":
		steps = `"local_steps": 4, "rounds": 4`
	case "proximal":
		steps = `"local_steps": 3, "proximal": 0.5, "optimizer": "momentum", "rounds": 4`
	case "fixed":
		steps = `"stop": "fixed", "rounds": 12`
	case "momentum":
		steps += `, "schedule": "cosine", "patience": 5`
		if kind == "gamma_regression" {
			steps += `, "learning_rate": 0.02` // with the default, momentum leads past bounds.weight
		}
	}
	l2 := 0.001
	if kind == "mlp" {
		l2 = 0.01 // with less, twelve quasi-Newton steps on rows that separate lead past bounds.weight
	}
	fields := fmt.Sprintf(`"model": {"kind": %q, "weights": %q, "method": %q, "l2": %g%s}, "training": {%s}, "scaling": %q, "missing": %q, "holdout": %s%s`,
		kind, weights, method, l2, extra, steps, c[3], c[4], c[5], circle)
	return fmt.Sprintf(kindJSON, targets[target], fields)
}

// covering picks combinations that Parse accepts, so that every pair of choices that occurs together in one that it
// accepts is in one that is picked.
func covering() []combination {
	var accepted []combination
	var fill func(c combination, at int)
	fill = func(c combination, at int) {
		if at == len(c) {
			if _, err := spec.Parse([]byte(c.text())); err == nil {
				accepted = append(accepted, c)
			}
			return
		}
		for _, word := range dimensions[at] {
			c[at] = word
			fill(c, at+1)
		}
	}
	fill(combination{}, 0)
	type pair [4]string
	pairs := func(c combination) (out []pair) {
		for i := range c {
			for j := i + 1; j < len(c); j++ {
				out = append(out, pair{fmt.Sprint(i), c[i], fmt.Sprint(j), c[j]})
			}
		}
		return out
	}
	open := map[pair]bool{}
	for _, c := range accepted {
		for _, p := range pairs(c) {
			open[p] = true
		}
	}
	var picked []combination
	for len(open) > 0 {
		best, most := combination{}, 0
		for i := range accepted { // from a different start each time, so that the other choices vary too
			c, n := accepted[(i+7919*len(picked))%len(accepted)], 0
			for _, p := range pairs(c) {
				if open[p] {
					n++
				}
			}
			if n > most {
				best, most = c, n
			}
		}
		for _, p := range pairs(best) {
			delete(open, p)
		}
		picked = append(picked, best)
	}
	return picked
}

// For every combination of kind, mode, method, optimiser, scaling, rule for missing values and share of rows kept back, the
// result of a training with keys, masks, ciphertexts and envelopes is that of the same algorithm on the rows in the clear: the
// same model file, byte for byte.
func TestEveryKindEqualsTheSameTrainingInTheClear(t *testing.T) {
	f := startFacilitator(t)
	list := covering()
	if len(list) < 20 {
		t.Fatalf("only %d combinations are picked", len(list))
	}
	for _, c := range list {
		t.Run(strings.ReplaceAll(strings.Join(c[:], ","), " ", "_"), func(t *testing.T) {
			t.Parallel()
			w := newKindWorld(t, f, c.text(), c[4] != schema.MissingReject)
			got := w.mustTrain()
			same(t, w.inTheClear(), got.Model)
			if c[5] == "0" && c[2] != "local" && c[2] != "proximal" { // an owner's own steps are no matter of the pooled rows
				want, err := simulate.Train(w.training.File, []*schema.Table{w.table(w.csvs...)}, nil)
				if err != nil {
					t.Fatal(err)
				}
				same(t, want.Model, got.Model)
			}
			w.checkKind(got)
		})
	}
}

// newKindWorld is a training of five owners that have joined.
func newKindWorld(t testing.TB, f *facilitator, text string, missing bool) *world {
	t.Helper()
	w := newCrowd(t, text, "", f, 5, modelowner.CreateOptions{})
	for i := range w.csvs {
		w.csvs[i] = kindRows(i, missing)
	}
	return w.join()
}

// table reads the rows of some owners as one table.
func (w *world) table(csvs ...string) *schema.Table {
	w.t.Helper()
	all := csvs[0]
	for _, csv := range csvs[1:] {
		_, rows, _ := strings.Cut(csv, "\n")
		all += rows
	}
	table, report, err := w.training.File.Schema().ReadCSV(strings.NewReader(all), schema.ReadOptions{NeedTarget: true, Real: true})
	if err != nil {
		w.t.Fatalf("%v %+v", err, report)
	}
	return table
}

// inTheClear runs the training over the owners' rows, of which each keeps back the same as its program does.
func (w *world) inTheClear() *model.Model {
	w.t.Helper()
	file := w.training.File
	owners := make([]*plan.Rows, len(w.csvs))
	for i, csv := range w.csvs {
		var err error
		if owners[i], err = splitRows(w.t, file, csv, w.vaults[i]); err != nil {
			w.t.Fatal(err)
		}
	}
	course, err := plan.New(file)
	if err != nil {
		w.t.Fatal(err)
	}
	for {
		p, done, err := course.Next()
		if err != nil {
			w.t.Fatal(err)
		}
		if done {
			return course.Model()
		}
		var sum []*big.Int
		for _, o := range owners {
			values, err := o.Upload(p)
			if err != nil {
				w.t.Fatal(err)
			}
			if sum == nil {
				sum = make([]*big.Int, len(values))
			}
			for i, v := range values {
				if sum[i] == nil {
					sum[i] = new(big.Int)
				}
				sum[i].Add(sum[i], v)
			}
		}
		if err := course.Observe(p, plan.Sums{Values: sum, Owners: len(owners)}); err != nil {
			w.t.Fatal(err)
		}
	}
}

// splitRows is an owner's rows, of which as many are held back as its ledger says.
func splitRows(t testing.TB, file *spec.File, csv string, store store.Store) (*plan.Rows, error) {
	t.Helper()
	v, err := vault.Open(t.Context(), store)
	if err != nil {
		return nil, err
	}
	l, err := v.OpenLedger(t.Context(), nil, time.Now())
	if err != nil {
		return nil, err
	}
	_, f, err := rowsof.Read(file, "rows.csv", strings.NewReader(csv), rowsof.Reading{}, func(string, int, int) {})
	if err != nil {
		return nil, err
	}
	defer f.Close()
	sums := l.Sums()
	loaded, err := f.Sum(slices.Repeat([]bool{true}, f.Rows()), l.Read(f).Split(file.Holdout, file.Folds))
	if err != nil {
		return nil, err
	}
	return loaded.Rows(sums[len(sums)-1].Holdout), nil
}

func same(t testing.TB, want, got *model.Model) {
	t.Helper()
	a, err := want.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	b, err := got.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(a, b) {
		t.Errorf("the model is\n%s\nin the clear\n%s", b, a)
	}
}

// checkKind predicts and exports with a finished training of any kind.
func (w *world) checkKind(r *modelowner.Result) {
	w.t.Helper()
	s := r.Model.Summary
	p, _, err := w.training.Predict(strings.NewReader(w.csvs[1]), schema.ReadOptions{})
	if err != nil {
		w.t.Fatal(err)
	}
	if len(p.Predictions) == 0 || p.DataCost == nil || p.Metric != s.Metric || p.Metric != plan.MetricOf(w.training.File) || !r.Measured {
		w.t.Errorf("prediction is %+v", p)
	}
	if levels := s.Schema.Target.Levels; levels != nil {
		if p.Accuracy == nil || *p.Accuracy < 0 || *p.Accuracy > 1 || len(p.Probabilities) != len(p.Predictions) || len(p.Probabilities[0]) != len(levels) || len(p.AUC) == 0 {
			w.t.Errorf("prediction is %+v", p)
		}
	}
	var csv, graph bytes.Buffer
	if err := p.WriteCSV(&csv); err != nil || strings.Count(csv.String(), "\n") != len(p.Predictions)+1 {
		w.t.Errorf("predictions are written as\n%s, %v", csv.String(), err)
	}
	if err := w.training.Export(&graph, modelowner.FormatONNX, modelowner.TidyOptions{}); err != nil || graph.Len() == 0 {
		w.t.Errorf("export to ONNX: %v", err)
	}
	status, err := w.training.Status()
	if err != nil {
		w.t.Fatal(err)
	}
	if status.State != modelowner.StateFinished || status.Metric != s.Metric || *status.Cost != s.Cost || len(status.Rounds) > status.Of {
		w.t.Errorf("status is %+v", status)
	}
	again := w.mustTrain()
	same(w.t, r.Model, again.Model)
	if again.Measured != r.Measured || !slices.Equal(again.Warnings, r.Warnings) {
		w.t.Errorf("trained again: %+v, was %+v", again, r)
	}
}
