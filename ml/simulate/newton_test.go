package simulate

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/spec"
)

// trainRows trains a file on rows of one table.
func trainRows(t *testing.T, file, rows string) *Result {
	t.Helper()
	f, err := spec.Parse([]byte(file))
	if err != nil {
		t.Fatal(err)
	}
	table, report, err := f.Schema().ReadCSV(strings.NewReader(rows), schema.ReadOptions{NeedTarget: true, Real: true})
	if err != nil {
		t.Fatalf("%v %+v", err, report)
	}
	r, err := Train(f, []*schema.Table{table}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// file is a training file of a kind on x, a feature group with the levels A, B and C, and a target y.
func file(model, target string) string {
	return `{"model": {"kind": ` + model + `, "weights": "shared"}, "circle": true,
		"features": [{"name": "x", "type": "discrete", "min": -8, "max": 8}, {"name": "group", "type": "nominal", "levels": ["A", "B", "C"]}],
		"target": {"name": "y", ` + target + `}}`
}

const (
	yesNo  = `"type": "nominal", "levels": ["no", "yes"]`
	counts = `"type": "discrete", "min": 0, "max": 20`
)

// What the rows cannot tell is said, with the columns by name and the ways out, and takes few rounds.
func TestNewtonSaysWhatRowsCannotTell(t *testing.T) {
	var separated, quasi, none, some strings.Builder
	for _, b := range []*strings.Builder{&separated, &quasi, &none, &some} {
		b.WriteString("x,group,y\n")
	}
	for i := range 80 {
		x := i%16 - 8
		word := func(yes bool) string {
			if yes {
				return "yes"
			}
			return "no"
		}
		line := func(b *strings.Builder, group string, yes bool) {
			b.WriteString(strings.Join([]string{strconv.Itoa(x), group, word(yes)}, ",") + "\n")
		}
		group := []string{"A", "B", "C"}[i%3]
		line(&separated, group, x > 0)
		line(&quasi, group, group == "C" || i%2 == 0)
		line(&none, group, false)
		line(&some, []string{"A", "B"}[i%2], (i*7)%5 < 2)
	}
	for name, test := range map[string]struct {
		rows   string
		said   []string
		silent []string
	}{
		"separation":       {separated.String(), []string{"columns separate the targets", "x; set inference.firth or model.l2"}, nil},
		"quasi-separation": {quasi.String(), []string{"no maximum", "group=C", "model.l2"}, []string{"x,"}},
		"no event":         {none.String(), []string{"every row has the same level"}, nil},
		"an absent level":  {some.String(), []string{"column group=C has no coefficient: no row has this level"}, []string{"no maximum"}},
	} {
		t.Run(name, func(t *testing.T) {
			r := trainRows(t, file(`"logistic_regression"`, yesNo), test.rows)
			all := strings.Join(r.Warnings, "\n")
			for _, want := range test.said {
				if !strings.Contains(all, want) {
					t.Errorf("not said: %q in %q", want, all)
				}
			}
			for _, no := range test.silent {
				if strings.Contains(all, no) {
					t.Errorf("said: %q in %q", no, all)
				}
			}
			if r.Rounds > 20 {
				t.Errorf("%d rounds", r.Rounds)
			}
		})
	}
	// A ridge gives every one of them an estimate, without a warning.
	r := trainRows(t, strings.Replace(file(`"logistic_regression"`, yesNo), `"weights"`, `"l2": 0.01, "weights"`, 1), separated.String())
	if len(r.Warnings) > 0 {
		t.Errorf("with l2: %v", r.Warnings)
	}
	// So does a lasso, and names the penalty from which on it keeps nothing.
	lasso := func(l1 string) *Result {
		return trainRows(t, strings.Replace(file(`"logistic_regression"`, yesNo), `"weights"`, `"l1": `+l1+`, "weights"`, 1), separated.String())
	}
	if r := lasso("0.02"); len(r.Warnings) > 0 || r.Rounds > 25 || len(r.Model.Inference.Terms) > 0 {
		t.Errorf("with l1: %d rounds, %v", r.Rounds, r.Warnings)
	}
	all := strings.Join(lasso("2").Warnings, "\n")
	_, after, _ := strings.Cut(all, "the lasso leaves every weight at 0, as it does from model.l1 = ")
	least, _, _ := strings.Cut(after, " on: lower it")
	x, err := strconv.ParseFloat(least, 64)
	if err != nil || !(x > 0 && x < 1) {
		t.Fatalf("with l1 = 2: %s", all)
	}
	if r := lasso(strconv.FormatFloat(0.99*x, 'g', -1, 64)); len(r.Warnings) > 0 {
		t.Errorf("a little below %v: %v", x, r.Warnings)
	}
	// So does Firth's penalty.
	for name, rows := range map[string]string{"separated": separated.String(), "quasi": quasi.String()} {
		r := trainRows(t, strings.Replace(file(`"logistic_regression"`, yesNo), `"circle"`, `"inference": {"firth": true}, "circle"`, 1), rows)
		if len(r.Warnings) > 0 || r.Rounds > 25 || !r.Model.Inference.Likelihood.Firth {
			t.Errorf("%s with Firth's penalty: %d rounds, %v", name, r.Rounds, r.Warnings)
		}
	}
}

// A term that was set aside has no error, and the others have those of a fit without it.
func TestNewtonSetsAside(t *testing.T) {
	rows := "x,group,y\n"
	for i := range 60 {
		rows += strconv.Itoa(i%13-6) + "," + []string{"A", "B"}[i/3%2] + "," + strconv.Itoa((i*i)%7) + "\n"
	}
	for kind, target := range map[string]string{`"poisson_regression"`: counts, `"negative_binomial_regression"`: counts, `"linear_regression"`: counts} {
		r := trainRows(t, file(kind, target), rows)
		i := r.Model.Inference
		if i == nil || len(i.Terms) != 4 || !i.Terms[3].Excluded || i.Terms[3].Error != 0 || !(i.Terms[2].Error > 0) || i.Covariance.Size() != 3 {
			t.Errorf("%s: %+v", kind, i)
		}
		without := strings.Replace(file(kind, target), `, "C"]`, `]`, 1)
		w := trainRows(t, without, rows).Model.Inference
		for j, term := range w.Terms {
			if math.Abs(term.Error-i.Terms[j].Error) > 1e-9*term.Error {
				t.Errorf("%s: the error of %s is %v, without the absent level %v", kind, term.Name, i.Terms[j].Error, term.Error)
			}
		}
	}
}

// Counts without overdispersion have no finite θ, which is said; the estimates are then those of Poisson regression.
func TestNegativeBinomialOfEvenCounts(t *testing.T) {
	rows := "x,group,y\n"
	for i := range 90 {
		rows += strconv.Itoa(i%5) + "," + []string{"A", "B", "C"}[i%3] + "," + strconv.Itoa(4+i%2) + "\n"
	}
	got := trainRows(t, file(`"negative_binomial_regression"`, counts), rows)
	if all := strings.Join(got.Warnings, "\n"); !strings.Contains(all, "θ") {
		t.Errorf("not said: %q", all)
	}
	want := trainRows(t, file(`"poisson_regression"`, counts), rows)
	for j, e := range got.Model.Estimates() {
		if w := want.Model.Estimates()[j]; math.Abs(e.Value-w.Value) > 1e-3*(1+math.Abs(w.Value)) {
			t.Errorf("%s is %v, of Poisson regression %v", e.Name, e.Value, w.Value)
		}
	}
}
