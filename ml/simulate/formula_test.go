package simulate

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/ml/onnx"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/spec"
)

// weightText declares MASS::birthwt with the weight at birth as target.
const weightText = `{"features": [
  {"name": "age", "type": "discrete", "min": 10, "max": 50}, {"name": "lwt", "type": "discrete", "min": 50, "max": 300},
  {"name": "race", "type": "nominal", "levels": ["white", "black", "other"]}, {"name": "smoke", "type": "discrete", "min": 0, "max": 1},
  {"name": "ptl", "type": "discrete", "min": 0, "max": 5}, {"name": "ui", "type": "discrete", "min": 0, "max": 1},
  {"name": "ftv", "type": "discrete", "min": 0, "max": 10}],
  "target": {"name": "bwt", "type": "discrete", "min": 0, "max": 6000}, "missing": "drop_row", %s}`

// fits are R's lm on MASS::birthwt: estimates and standard errors by the names that terms have here. Boundary knots of splines
// are the ends of the declared ranges.
var fits = []struct {
	formula string
	terms   map[string][2]float64
}{
	{`bwt ~ age + log(lwt) + race*smoke`, map[string][2]float64{
		"(intercept)": {814.4941152398197, 1204.245694935343}, "age": {-4.926457711956839, 10.03740420455221}, "log(lwt)": {557.703898709377, 247.3735096316775},
		"race=black": {-634.1262702069261, 208.2140073956065}, "race=other": {-547.8129866410177, 145.0888652744048}, "smoke": {-559.714141469797, 143.8494986629904},
		"race=black:smoke": {250.1358145115689, 315.091977775551}, "race=other:smoke": {498.312393895971, 259.7897959359744},
	}},
	{`bwt ~ I(lwt^2) + lwt + sqrt(age) + exp(ftv/4) + (age + smoke)^2 - age`, map[string][2]float64{
		"(intercept)": {744.8218091716758, 960.1370650091841}, "I(lwt^2)": {-0.03598292945749424, 0.0368214687132629}, "lwt": {14.8133095298111, 11.2445777365793},
		"sqrt(age)": {193.6788310043684, 121.3956305549419}, "exp(ftv/4)": {67.76494321813939, 124.4128161230771}, "smoke": {766.9392775682161, 484.6122599926475},
		"age:smoke": {-44.24774213139836, 20.51342929231794},
	}},
	{`bwt ~ smoke + ns(age, knots=c(20,25,32))`, map[string][2]float64{
		"(intercept)": {2784.193190175583, 602.8906814664357}, "smoke": {-277.5687884370972, 106.788296285588},
		"ns(age, knots=c(20,25,32))1": {75.35442214725744, 539.339926854352}, "ns(age, knots=c(20,25,32))2": {269.8127486860834, 560.8296281522349},
		"ns(age, knots=c(20,25,32))3": {2178.205071703098, 1397.542971022782}, "ns(age, knots=c(20,25,32))4": {2580.280230610791, 1133.622172776385},
	}},
	{`bwt ~ bs(lwt, knots=c(110, 140)) + ui`, map[string][2]float64{
		"(intercept)": {8772.660810435036, 6648.555881614908}, "bs(lwt, knots=c(110, 140))1": {-7400.876930087503, 7431.186057767753},
		"bs(lwt, knots=c(110, 140))2": {-5596.771149324031, 6477.336801456458}, "bs(lwt, knots=c(110, 140))3": {-5683.714157377733, 6942.569140400126},
		"bs(lwt, knots=c(110, 140))4": {-6089.459452520503, 6274.493485243561}, "bs(lwt, knots=c(110, 140))5": {-3520.445721008628, 8076.15824563227},
		"ui": {-510.6589305902264, 147.9626658432188},
	}},
	{`bwt ~ cut(age, c(0,18,25,50)) + race:lwt + poly(ftv, 2, raw=TRUE)`, map[string][2]float64{
		"(intercept)": {2294.243223331869, 260.8137344887296}, "cut(age, c(0,18,25,50))=(18,25]": {-140.5918569156366, 142.4599092642577},
		"cut(age, c(0,18,25,50))=(25,50]": {-174.4041696074387, 164.5463619191433}, "poly(ftv, 2, raw=TRUE)1": {110.004338759319, 110.8893167041291},
		"poly(ftv, 2, raw=TRUE)2": {-27.30045583773534, 30.67200027226849}, "race=white:lwt": {6.70477409261276, 1.930775203889984},
		"race=black:lwt": {3.263799243338028, 1.84052375764752}, "race=other:lwt": {5.15435870778802, 2.196748041277329},
	}},
	{`bwt ~ factor(ptl) + race:smoke`, map[string][2]float64{
		"(intercept)": {3099.400234974899, 67.44287607547291}, "factor(ptl)=1": {-460.3778251370594, 156.5623627962843}, "factor(ptl)=2": {-211.1243853714464, 322.5838670782809},
		"factor(ptl)=3": {736.516682412225, 712.3820245695981}, "race=white:smoke": {-198.9169173871265, 119.6735933709268},
		"race=black:smoke": {-503.3246699474869, 233.0789240453887}, "race=other:smoke": {-209.5454132430146, 216.5791123637329},
	}},
}

// A formula leads to R's fit, by R's names, in both methods to the pooled fit; and the model file reads the columns that owners
// have and predicts alike.
func TestFormulas(t *testing.T) {
	rows := fixture(t, "birthwt.csv")
	for _, c := range fits {
		for _, method := range exactMethods {
			f := parseText(t, weightText, fmt.Sprintf(`"formula": %q, "model": {%s}`, c.formula, method))
			again, err := spec.Parse(f.Canonical())
			if err != nil || string(again.Canonical()) != string(f.Canonical()) {
				t.Fatal(err)
			}
			got, err := Train(f, dealt(t, f.Schema(), rows), nil)
			if err != nil {
				t.Fatal(err)
			}
			seen := 0
			for i, w := range got.Model.Original()[0].Weights {
				want, known := c.terms[w.Name]
				if !known {
					if !got.Model.IsAside(w.Name) {
						t.Errorf("%s: a term %s", c.formula, w.Name)
					}
					continue
				}
				seen++
				// Logs, roots and splines are rounded to 2^-24 of their range.
				if math.Abs(w.Value-want[0]) > 1e-4*want[1] || math.Abs(got.Model.Inference.Terms[i].Error/want[1]-1) > 1e-5 {
					t.Errorf("%s: %s is %v with error %v, lm has %v", c.formula, w.Name, w.Value, got.Model.Inference.Terms[i].Error, want)
				}
			}
			if seen != len(c.terms) {
				t.Errorf("%s: %d terms of %d", c.formula, seen, len(c.terms))
			}
			predictsAlike(t, got.Model, rows)
		}
	}
}

// predictsAlike checks that a model with a formula survives its file, and that its predictions are no worse than its cost.
func predictsAlike(t *testing.T, m *model.Model, rows string) {
	t.Helper()
	file, err := m.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	read, err := model.Parse(file)
	if err != nil {
		t.Fatal(err)
	}
	table, _, err := read.Schema.ReadCSV(strings.NewReader(rows), schema.ReadOptions{Real: true})
	if err != nil {
		t.Fatal(err)
	}
	p, err := read.Predict(table)
	if err != nil || !p.HasCost || math.Abs(p.Cost/m.Cost-1) > 1e-5 {
		t.Errorf("cost %v of predictions, %v of the fit: %v", p.Cost, m.Cost, err)
	}
	if graph, err := onnx.Marshal(m); err != nil || len(graph) == 0 { // ml/onnx compares its predictions
		t.Errorf("ONNX export: %v", err)
	}
}

// Products and powers of whole numbers keep steps, so that NIST's Pontius is exact without a column of squares.
func TestFormulaIsExact(t *testing.T) {
	c := nist[1]
	f := parseText(t, `{"features": [{"name": "x", "type": "discrete", "min": 0, "max": 3000000, "step": 150000}],
	  "target": {"name": "y", "type": "continuous", "min": 0, "max": 3, "step": 0.00001}, %s}`, `"formula": "y ~ x + I(x^2)", "model": {"method": "one_round"}`)
	got, err := Train(f, dealt(t, f.Schema(), fixture(t, "pontius.csv")), nil)
	if err != nil {
		t.Fatal(err)
	}
	for i, w := range got.Model.Original()[0].Weights {
		if digits(w.Value, c.weights[i]) < 9 || digits(got.Model.Inference.Terms[i].Error, c.sigma[i]) < 9 {
			t.Errorf("%s has %.1f digits", w.Name, digits(w.Value, c.weights[i]))
		}
	}
}

// Formulas derive columns, so every kind and way of training takes them; federated is pooled.
func TestFormulasInEveryKind(t *testing.T) {
	rows := fixture(t, "birthwt.csv")
	for _, fields := range []string{
		`"model": {"kind": "discriminant"}`,
		`"model": {"kind": "logistic_regression"}, "circle": true, "training": {"rounds": 20}`,
		`"model": {"kind": "mlp", "hidden": [3]}, "circle": true, "training": {"rounds": 5}`,
	} {
		f := parseText(t, birthwtText, `"formula": "low ~ age*smoke + log(lwt) + ns(age, knots=25)", `+fields)
		tables := dealt(t, f.Schema(), rows)
		got, err := Train(f, tables, nil)
		if err != nil {
			t.Fatal(err)
		}
		whole, _, err := f.Schema().ReadCSV(strings.NewReader(rows), schema.ReadOptions{NeedTarget: true})
		if err != nil {
			t.Fatal(err)
		}
		pooled, err := Train(f, []*schema.Table{whole}, nil)
		if err != nil {
			t.Fatal(err)
		}
		same(t, got.Model, pooled.Model)
	}
}

// Without an intercept NIST's NoInt1 and NoInt2 are exact, and R² is R's; levels have a column each.
func TestNoIntercept(t *testing.T) {
	for name, want := range map[string][4]float64{ // weight, error, mean squared error, R²
		"noint1": {2.0743801652892562, 0.016528925619834711, 11.570247933884298, 0.99936549229866278},
		"noint2": {0.72727272727272727, 0.042082731807843248, 0.090909090909090909, 0.99334811529933481},
	} {
		for _, method := range exactMethods {
			f := parseText(t, `{"features": [{"name": "x", "type": "discrete", "min": 0, "max": 100}], "target": {"name": "y", "type": "discrete", "min": 0, "max": 200}, %s}`,
				`"formula": "y ~ x - 1", "model": {`+method+`}`)
			got, err := Train(f, dealt(t, f.Schema(), fixture(t, name+".csv")), nil)
			if err != nil {
				t.Fatal(err)
			}
			w, i := got.Model.Original()[0].Weights, got.Model.Inference
			for k, x := range []float64{w[1].Value, i.Terms[1].Error, got.Model.Cost, i.R2} {
				if digits(x, want[k]) < 9 {
					t.Errorf("%s, %s: %v, want %v", name, method, x, want[k])
				}
			}
			if w[0].Value != 0 || !i.Terms[0].Excluded || !got.Model.IsAside("(intercept)") || i.Covariance.Size() != 1 {
				t.Errorf("%s, %s: an intercept %v, %+v", name, method, w[0], i)
			}
		}
	}
	f := parseText(t, weightText, `"formula": "bwt ~ race + lwt - 1", "model": {"method": "one_round"}`)
	got, err := Train(f, dealt(t, f.Schema(), fixture(t, "birthwt.csv")), nil)
	if err != nil {
		t.Fatal(err)
	}
	with := parseText(t, weightText, `"formula": "bwt ~ race + lwt", "model": {"method": "one_round"}`)
	same, err := Train(with, dealt(t, with.Schema(), fixture(t, "birthwt.csv")), nil)
	if err != nil {
		t.Fatal(err)
	}
	a, b := terms(got.Model), terms(same.Model)
	if digits(a["race=white"], b["(intercept)"]) < 11 || digits(a["race=black"], b["(intercept)"]+b["race=black"]) < 11 || digits(got.Model.Cost, same.Model.Cost) < 11 {
		t.Errorf("levels %v, with an intercept %v", a, b)
	}
}
