package simulate

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"gonum.org/v1/gonum/optimize"

	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/spec"
)

// kindText is a training file of any kind with a feature of each type; the rows
// of classText fit it.
const kindText = `{
  "features": [
    {"name": "a", "type": "continuous", "min": -5, "max": 5},
    {"name": "k", "type": "discrete", "min": 0, "max": 9},
    {"name": "rank", "type": "ordinal", "levels": ["low", "mid", "high"]},
    {"name": "place", "type": "nominal", "levels": ["n", "e", "s"]}
  ],
  "target": %s,
  %s
}`

const (
	numberTarget = `{"name": "y", "type": "continuous", "min": -40, "max": 40}`
	twoTarget    = `{"name": "two", "type": "nominal", "levels": ["no", "yes"]}`
	threeTarget  = `{"name": "three", "type": "nominal", "levels": ["red", "green", "blue"]}`
	rankedTarget = `{"name": "three", "type": "ordinal", "levels": ["red", "green", "blue"]}`
	visitsTarget = `{"name": "visits", "type": "discrete", "min": 0, "max": 60}`
	amountTarget = `{"name": "amount", "type": "continuous", "min": 0.01, "max": 4000}`
	countTarget  = `{"name": "count", "type": "discrete", "min": 0, "max": 60}`
)

func parseKind(t *testing.T, target, fields string) *spec.File {
	t.Helper()
	f, err := spec.Parse(fmt.Appendf(nil, kindText, target, fields))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// classText makes rows whose targets depend on the features, with noise, and
// with gaps where missing says so. Owner by owner the features move.
func classText(r *rand.Rand, owner, rows int, missing bool) string {
	var out strings.Builder
	out.WriteString("a,k,rank,place,y,two,three,count,amount,visits\n")
	counts := rand.New(rand.NewPCG(uint64(owner), uint64(rows)))
	for range rows {
		a := math.Max(-5, math.Min(5, 1.2*r.NormFloat64()+float64(owner)-1))
		k, rank, place := r.IntN(10), r.IntN(3), r.IntN(3)
		z := 1.3*a - 0.4*float64(k-4) + 1.1*float64(rank-1) + []float64{0, 1, -1}[place]
		y := math.Max(-40, math.Min(40, 3*z+a*a+2*r.NormFloat64()))
		two := "no"
		if z+1.5*r.NormFloat64() > 0 {
			two = "yes"
		}
		three := []string{"red", "green", "blue"}[min(2, max(0, int(math.Floor(z/3+1.5+0.6*r.NormFloat64()))))]
		cells := []string{fmt.Sprint(a), fmt.Sprint(k), []string{"low", "mid", "high"}[rank], []string{"n", "e", "s"}[place],
			fmt.Sprint(y), two, three, fmt.Sprint(min(60, poisson(counts, math.Exp(1+z/5)))), fmt.Sprint(math.Exp(2 + z/4 + 0.5*counts.NormFloat64())), fmt.Sprint(min(60, poisson(counts, math.Exp(1+z/5+0.7*counts.NormFloat64()))))}
		if missing && r.IntN(5) == 0 {
			cells[r.IntN(4)] = ""
		}
		out.WriteString(strings.Join(cells, ",") + "\n")
	}
	return out.String()
}

// poisson draws a count with this mean.
func poisson(r *rand.Rand, mean float64) int {
	k, p := 0, r.Float64()
	for ; p > math.Exp(-mean); k++ {
		p *= r.Float64()
	}
	return k
}

// kindTables reads rows of uneven owners; pooled gives them all to one.
func kindTables(t *testing.T, f *spec.File, missing bool) (owners []*schema.Table, pooled *schema.Table) {
	t.Helper()
	r := rand.New(rand.NewPCG(77, 7))
	sizes := []int{30, 210, 90, 160, 60}
	var all strings.Builder
	read := func(text string) *schema.Table {
		table, report, err := f.Schema().ReadCSV(strings.NewReader(text), schema.ReadOptions{NeedTarget: true, Real: true})
		if err != nil {
			t.Fatalf("%v %+v", err, report)
		}
		return table
	}
	for owner, rows := range sizes {
		text := classText(r, owner, rows, missing)
		owners = append(owners, read(text))
		if owner > 0 {
			_, text, _ = strings.Cut(text, "\n")
		}
		all.WriteString(text)
	}
	return owners, read(all.String())
}

// trainings are every kind, mode and method that a training file can ask for.
var trainings = []struct{ name, target, fields string }{
	{"linear, one round", numberTarget, `"model": {"method": "one_round"}`},
	{"ridge, one round, federated", numberTarget, `"model": {"method": "one_round", "l2": 0.01}, "scaling": "federated"`},
	{"linear, encrypted", numberTarget, `"model": {}`},
	{"ridge, encrypted, federated", numberTarget, `"model": {"l2": 0.01}, "scaling": "federated"`},
	{"ridge, encrypted, sgd, federated", numberTarget, `"model": {"l2": 0.01}, "scaling": "federated", "training": {"optimizer": "sgd", "rounds": 300}`},
	{"linear, encrypted, fixed", numberTarget, `"training": {"rounds": "fixed"}`},
	{"linear, shared", numberTarget, `"model": {"weights": "shared"}`},
	{"linear, shared, momentum, federated", numberTarget, `"model": {"weights": "shared"}, "scaling": "federated", "training": {"optimizer": "momentum"}`},
	{"discriminant, one round", twoTarget, `"model": {"kind": "discriminant", "method": "one_round"}`},
	{"discriminant, encrypted", twoTarget, `"model": {"kind": "discriminant", "l2": 0.001}`},
	{"logistic, shared", twoTarget, `"model": {"kind": "logistic_regression", "weights": "shared"}`},
	{"logistic, shared, weighted", twoTarget, `"model": {"kind": "logistic_regression", "weights": "shared", "class_weights": [1, 4]}`},
	{"logistic, shared, adam, federated", twoTarget, `"model": {"kind": "logistic_regression", "weights": "shared"}, "scaling": "federated", "training": {"optimizer": "adam", "schedule": "cosine"}`},
	{"logistic, shared, sgd", twoTarget, `"model": {"kind": "logistic_regression", "weights": "shared"}, "training": {"optimizer": "sgd", "rounds": 60}`},
	{"softmax, shared", threeTarget, `"model": {"kind": "softmax_regression", "weights": "shared", "l2": 0.0001}`},
	{"softmax, shared, inverse", threeTarget, `"model": {"kind": "softmax_regression", "weights": "shared"}, "training": {"optimizer": "momentum", "schedule": "inverse", "rounds": 60}`},
	{"poisson, shared", countTarget, `"model": {"kind": "poisson_regression", "weights": "shared", "l2": 0.001}`},
	{"poisson, shared, federated, momentum", countTarget, `"model": {"kind": "poisson_regression", "weights": "shared"}, "scaling": "federated", "training": {"optimizer": "momentum"}`},
	{"linear, newton", numberTarget, `"model": {"weights": "shared"}, "circle": true`},
	{"ridge, newton, federated", numberTarget, `"model": {"weights": "shared", "method": "newton", "l2": 0.01}, "scaling": "federated"`},
	{"logistic, newton, weighted", twoTarget, `"model": {"kind": "logistic_regression", "class_weights": [1, 4]}, "circle": true`},
	{"probit, newton, robust", twoTarget, `"model": {"kind": "logistic_regression", "link": "probit"}, "circle": true, "inference": {"errors": "robust"}`},
	{"softmax, newton, ridge", threeTarget, `"model": {"kind": "softmax_regression", "l2": 0.0001}, "circle": true`},
	{"proportional odds", rankedTarget, `"model": {"kind": "proportional_odds"}, "circle": true`},
	{"poisson, newton, ridge", countTarget, `"model": {"kind": "poisson_regression", "l2": 0.001}, "circle": true`},
	{"negative binomial", visitsTarget, `"model": {"kind": "negative_binomial_regression"}, "circle": true`},
	{"lasso, logistic", twoTarget, `"model": {"kind": "logistic_regression", "l1": 0.02}, "circle": true`},
	{"elastic net, probit, ranges", twoTarget, `"model": {"kind": "logistic_regression", "link": "probit", "l1": 0.002, "l2": 0.001}, "scaling": "range", "circle": true`},
	{"lasso, poisson", countTarget, `"model": {"kind": "poisson_regression", "l1": 0.5}, "circle": true`},
	{"lasso, negative binomial", visitsTarget, `"model": {"kind": "negative_binomial_regression", "l1": 0.02}, "circle": true`},
	{"lasso, gamma", amountTarget, `"model": {"kind": "gamma_regression", "l1": 0.02}, "circle": true`},
	{"lasso, proportional odds", rankedTarget, `"model": {"kind": "proportional_odds", "l1": 0.02}, "circle": true`},
	{"gamma", amountTarget, `"model": {"kind": "gamma_regression"}, "circle": true`},
	{"mlp, number", numberTarget, `"model": {"kind": "mlp", "weights": "shared", "hidden": [6]}, "training": {"rounds": 150, "optimizer": "lbfgs"}`},
	{"mlp, two levels", twoTarget, `"model": {"kind": "mlp", "weights": "shared", "hidden": [5], "class_weights": [1, 2]}, "bounds": {"update": 4096}, "training": {"rounds": 60}`},
	{"mlp, three levels", threeTarget, `"model": {"kind": "mlp", "weights": "shared", "hidden": [6, 4]}, "training": {"optimizer": "momentum", "rounds": 100}, "scaling": "federated"`},
}

// Whatever is trained comes out as if the rows were pooled, bit for bit: sums
// over rows are exact and know no owners.
func TestFederatedIsPooled(t *testing.T) {
	for _, missing := range []string{"reject", "drop_row", "indicator", "mean", "mode"} {
		for _, test := range trainings {
			f := test.fields + `, "missing": "` + missing + `"`
			fills := missing == "mean" || missing == "mode"
			if fills && !strings.Contains(f, "shared") {
				continue
			}
			t.Run(test.name+", "+missing, func(t *testing.T) {
				f := parseKind(t, test.target, f)
				owners, pooled := kindTables(t, f, missing != "reject")
				got, err := Train(f, owners, nil)
				if err != nil {
					t.Fatal(err)
				}
				want, err := Train(f, []*schema.Table{pooled}, nil)
				if err != nil {
					t.Fatal(err)
				}
				a, b := got.Model.Summary, want.Model.Summary
				if a.Rows != b.Rows || !(a.Cost > 0) {
					t.Errorf("cost %v over %d rows, pooled %v over %d", a.Cost, a.Rows, b.Cost, b.Rows)
				}
				same(t, got.Model, want.Model)
				if got.Cut > 0 {
					t.Errorf("%d entries were cut off", got.Cut)
				}
				for _, w := range got.Warnings {
					if !strings.Contains(w, "raise training.rounds") && w != got.Model.Approximation() {
						t.Error(w)
					}
				}
				t.Logf("%s %.6g after %d rounds", a.Metric, a.Cost, got.Rounds)
			})
		}
	}
}

// same compares two models byte for byte.
func same(t *testing.T, a, b *model.Model) {
	t.Helper()
	x, err := a.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	y, err := b.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	if string(x) != string(y) {
		t.Error("the model is not the pooled one")
	}
}

// accuracy scores a model on rows.
func accuracy(t *testing.T, m *model.Model, table *schema.Table) float64 {
	t.Helper()
	p, err := m.Predict(table)
	if err != nil || !p.HasCost {
		t.Fatal(err)
	}
	return *p.Accuracy
}

// standard fits the pooled rows by gonum's BFGS, to the end.
func standard(t *testing.T, f *spec.File, pooled *schema.Table) *model.Model {
	t.Helper()
	shape := f.Architecture()
	o, err := model.NewObjective(shape, pooled, model.ObjectiveOptions{ClassWeights: f.Model.ClassWeights})
	if err != nil {
		t.Fatal(err)
	}
	n := float64(pooled.Rows)
	scratch := make([]float64, shape.Parameters())
	result, err := optimize.Minimize(optimize.Problem{
		Func: func(w []float64) float64 { return o.Loss(w)/n + shape.AddPenalty(w, f.Model.L2, scratch) },
		Grad: func(g, w []float64) {
			o.Gradient(w, g)
			for i := range g {
				g[i] /= n
			}
			shape.AddPenalty(w, f.Model.L2, g)
		},
	}, shape.Initial([32]byte{}), &optimize.Settings{GradientThreshold: 1e-7, MajorIterations: 2000}, &optimize.BFGS{})
	if result == nil {
		t.Fatal(err)
	}
	m, err := model.New(model.Summary{
		Kind: f.Model.Kind, Name: f.Name, Schema: f.Schema(), Metric: shape.Family().Metric(), Cost: result.F, Rounds: 1, Rows: int64(pooled.Rows),
	}, f.Model.Hidden, result.X)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// Classifiers do as well as a standard solver: shared within 1 % of accuracy,
// discriminants within 2 %.
func TestClassifiersAgainstStandardSolver(t *testing.T) {
	for _, test := range []struct {
		name, target, fields, exact string
		within                      float64
	}{
		{"logistic", twoTarget, `"model": {"kind": "logistic_regression", "weights": "shared", "l2": 0.0001}`, "", 0.01},
		{"softmax", threeTarget, `"model": {"kind": "softmax_regression", "weights": "shared", "l2": 0.0001}`, "", 0.01},
		{"discriminant", twoTarget, `"model": {"kind": "discriminant"}`, `"model": {"kind": "logistic_regression", "weights": "shared"}`, 0.02},
		{"discriminant, one round", twoTarget, `"model": {"kind": "discriminant", "method": "one_round"}`, `"model": {"kind": "logistic_regression", "weights": "shared"}`, 0.02},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := parseKind(t, test.target, test.fields)
			owners, pooled := kindTables(t, f, false)
			got, err := Train(f, owners, nil)
			if err != nil {
				t.Fatal(err)
			}
			exact := f
			if test.exact != "" {
				exact = parseKind(t, test.target, test.exact)
			}
			want := standard(t, exact, pooled)
			a, b := accuracy(t, got.Model, pooled), accuracy(t, want, pooled)
			if math.Abs(a-b) > test.within || a < 0.6 {
				t.Errorf("accuracy %v, the standard solver's %v", a, b)
			}
			cost, best := got.Model.Summary.Cost, want.Summary.Cost
			if test.exact == "" && cost > best+1e-4 {
				t.Errorf("loss %v, the standard solver's %v", cost, best)
			}
			t.Logf("accuracy %.4f (%.4f), cost %.6f (%.6f), %d rounds", a, b, cost, best, got.Rounds)
		})
	}
}

// One owner's steps by itself, averaged, get close to the shared optimum; the
// proximal term keeps the owners together.
func TestLocalSteps(t *testing.T) {
	model := `"model": {"kind": "logistic_regression", "weights": "shared", "l2": 0.001}, `
	exact := parseKind(t, twoTarget, model+`"training": {}`)
	owners, pooled := kindTables(t, exact, false)
	best, err := Train(exact, owners, nil)
	if err != nil {
		t.Fatal(err)
	}
	one, err := Train(parseKind(t, twoTarget, model+`"training": {"optimizer": "sgd", "rounds": 50}`), owners, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, fields := range []string{`"local_steps": 20`, `"local_steps": 20, "proximal": 0.01`, `"local_steps": 20, "optimizer": "momentum"`} {
		got, err := Train(parseKind(t, twoTarget, model+`"training": {"rounds": 50, `+fields+`}`), owners, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got.Model.Summary.Cost >= one.Model.Summary.Cost {
			t.Errorf("%s: %v, single steps reach %v", fields, got.Model.Summary.Cost, one.Model.Summary.Cost)
		}
		if a, b := accuracy(t, got.Model, pooled), accuracy(t, best.Model, pooled); a < b-0.02 {
			t.Errorf("%s: accuracy %v, at the optimum %v", fields, a, b)
		}
		t.Logf("%s: %v (single steps %v, optimum %v)", fields, got.Model.Summary.Cost, one.Model.Summary.Cost, best.Model.Summary.Cost)
	}
}

// Rows kept back are never learned from, and measured once at the end.
func TestHoldout(t *testing.T) {
	for _, test := range []struct{ name, target, fields string }{
		{"encrypted", numberTarget, `"holdout": 0.2`},
		{"shared number", numberTarget, `"holdout": 0.2, "model": {"weights": "shared"}`},
		{"newton", twoTarget, `"holdout": 0.2, "circle": true, "model": {"kind": "logistic_regression"}`},
		{"newton with ranks", rankedTarget, `"holdout": 0.2, "circle": true, "model": {"kind": "proportional_odds"}`},
		{"shared levels", threeTarget, `"holdout": 0.2, "model": {"kind": "softmax_regression", "weights": "shared"}`},
		{"discriminant", twoTarget, `"holdout": 0.2, "model": {"kind": "discriminant"}`},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := parseKind(t, test.target, test.fields)
			owners, _ := kindTables(t, f, false)
			r, err := Train(f, owners, nil)
			if err != nil {
				t.Fatal(err)
			}
			s := r.Model.Summary
			if s.Quality == nil || s.Quality.Rows != 110 || s.Rows != 440 {
				t.Fatalf("%+v", s.Quality)
			}
			if test.target == numberTarget && (s.Quality.R2 == nil || *s.Quality.R2 < 0.6 || *s.Quality.R2 > 1) {
				t.Errorf("%+v", s.Quality)
			}
			if test.target == threeTarget && (*s.Quality.Accuracy < 0.6 || len(s.Quality.AUC) != 3) {
				t.Errorf("%+v", s.Quality)
			}
			// The same rows are held back in every simulation.
			again, err := Train(f, owners, nil)
			if err != nil {
				t.Fatal(err)
			}
			same(t, r.Model, again.Model)
		})
	}
}

// A training that runs away is stopped with advice, in every mode.
func TestDivergenceIsStopped(t *testing.T) {
	for _, test := range []struct{ name, target, fields string }{
		{"encrypted", numberTarget, `"training": {"optimizer": "sgd", "learning_rate": 100, "rounds": 1000}`},
		{"discriminant", twoTarget, `"model": {"kind": "discriminant"}, "training": {"optimizer": "sgd", "learning_rate": 100, "rounds": 1000}`},
		{"shared", numberTarget, `"model": {"weights": "shared"}, "training": {"optimizer": "sgd", "learning_rate": 100, "rounds": 1000}`},
		{"momentum", threeTarget, `"model": {"kind": "softmax_regression", "weights": "shared", "l2": 1}, "training": {"optimizer": "momentum", "learning_rate": 100, "rounds": 1000}`},
		{"local", numberTarget, `"model": {"weights": "shared"}, "training": {"learning_rate": 100, "local_steps": 50, "rounds": 1000}`},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := parseKind(t, test.target, test.fields)
			owners, _ := kindTables(t, f, false)
			_, err := Train(f, owners, nil)
			if err == nil || !strings.Contains(err.Error(), "diverged") {
				t.Error(err)
			}
		})
	}
}
