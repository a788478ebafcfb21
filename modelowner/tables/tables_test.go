package tables_test

import (
	"errors"
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/internal/testing/reference"
	"github.com/blindfit/blindfit/ml/kinds"
	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/modelowner/problem"
	"github.com/blindfit/blindfit/modelowner/tables"
)

func csvOf(t *testing.T, table *tables.Table) string {
	t.Helper()
	var b strings.Builder
	if err := table.WriteCSV(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// Numbers are read again as they were, names with commas stay one cell, and what is not known is empty.
func TestCells(t *testing.T) {
	table := &tables.Table{Columns: []string{"a", "b", "c"}}
	tenth := 0.1 // not a constant: those are exact
	table.Add(tables.Text("x, y"), tables.Number(tenth+0.2), tables.Count(1<<53))
	table.Add(tables.Empty, tables.Number(math.NaN()), tables.Number(math.Inf(-1)))
	if got, want := csvOf(t, table), "a,b,c\n\"x, y\",0.30000000000000004,9007199254740992\n,,\n"; got != want {
		t.Errorf("wrote %q, want %q", got, want)
	}
	defer func() {
		if recover() == nil {
			t.Error("a row with too few cells was added")
		}
	}()
	table.Add(tables.Empty)
}

func fitted(t *testing.T, kind, metric string, levels []string, weights ...float64) *model.Model {
	t.Helper()
	low, high := 0.0, 10.0
	m, err := model.New(model.Summary{
		Kind: kind, Name: "m", Metric: metric, Cost: 0.25, Rows: 12,
		Schema: &schema.Schema{
			Missing:  schema.MissingReject,
			Features: []schema.Feature{{Name: "x", Type: schema.Continuous, Min: &low, Max: &high}, {Name: "town", Type: schema.Nominal, Levels: []string{"Ulm", "Bonn"}}},
			Target:   schema.Feature{Name: "y", Type: schema.Nominal, Levels: levels},
		},
	}, nil, weights)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// More than two levels are differences from the first, which has no rows.
func TestCoefficientsOfLevels(t *testing.T) {
	m := fitted(t, kinds.Multinomial, kinds.LogLoss, []string{"a", "b", "c"}, 2, 0, 0, 4, 10, 0, 2, 0, 1)
	table, err := tables.Of(tables.Source{Model: m}, "")
	if err != nil {
		t.Fatal(err)
	}
	const want = "outcome,term,estimate,std_error,statistic,p_value,conf_low,conf_high\n" +
		"b,(Intercept),-4,,,,,\nb,x,1,,,,,\nb,town=Bonn,0,,,,,\nc,(Intercept),-0.5,,,,,\nc,x,0,,,,,\nc,town=Bonn,1,,,,,\n"
	if got := csvOf(t, table); got != want {
		t.Errorf("wrote\n%swant\n%s", got, want)
	}
}

// The errors of a fit that approximates a model are not printed as those of the model.
func TestApproximationsHaveNoErrors(t *testing.T) {
	m := fitted(t, kinds.Discriminant, kinds.LabelMSE, []string{"a", "b"}, 2, 10, 1)
	m.Inference = &model.Inference{Freedom: 9, Terms: []model.Term{{Error: 1, T: 1}, {Error: 1, T: 1}, {Error: 1, T: 1}}, Covariance: model.Covariance{1, 0, 1, 0, 0, 1}}
	var names []string
	for _, table := range tables.All(tables.Source{Model: m}) {
		names = append(names, table.Name)
		if got := csvOf(t, table); table.Name == "coefficients" && !strings.Contains(got, "x,1,,,,,\n") || table.Name == "fit" && got != "statistic,value\nnobs,12\n" {
			t.Errorf("%s:\n%s", table.Name, got)
		}
	}
	if got := strings.Join(names, " "); got != "coefficients fit" {
		t.Errorf("the tables are %s", got)
	}
}

// A term that was set aside is named and empty, and is left out of the covariance.
func TestTermsSetAside(t *testing.T) {
	m := fitted(t, kinds.Logistic, kinds.LogLoss, []string{"a", "b"}, 2, 10, 0)
	m.Inference = &model.Inference{Freedom: 9, Terms: []model.Term{{Error: 2, T: -2}, {Error: 0.5, T: 2}, {Excluded: true}}, Covariance: model.Covariance{4, 0.5, 0.25}}
	coefficients, _ := tables.Of(tables.Source{Model: m}, "coefficients")
	if got := csvOf(t, coefficients); !strings.HasSuffix(got, "\ntown=Bonn,,,,,,\n") {
		t.Errorf("wrote\n%s", got)
	}
	covariance, err := tables.Of(tables.Source{Model: m}, "covariance")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := csvOf(t, covariance), "variable,other,value\n(Intercept),(Intercept),4\n(Intercept),x,0.5\nx,(Intercept),0.5\nx,x,0.25\n"; got != want {
		t.Errorf("wrote\n%swant\n%s", got, want)
	}
}

func TestUnknownTable(t *testing.T) {
	m := fitted(t, kinds.Logistic, kinds.LogLoss, []string{"a", "b"}, 2, 10, 0)
	_, err := tables.Of(tables.Source{Model: m}, "roc")
	if !errors.Is(err, problem.ErrInput) || !strings.Contains(err.Error(), "it has coefficients, fit") {
		t.Errorf("failed with %v", err)
	}
}

// A fit to noisy sums has errors of its estimates, from the normal distribution, and no statistics of a likelihood; it is compared with none.
func TestFitUnderNoise(t *testing.T) {
	m := without(t, reference.Named(t, "lm-birthwt"), nil, "", nil)
	exact := m.Inference.Terms[1]
	m.Inference.Likelihood = &model.Likelihood{Errors: model.ErrorsNoise, Dispersion: 1}
	coefficients, _ := tables.Of(tables.Source{Model: m}, "coefficients")
	row := coefficients.Rows[1]
	p, _ := strconv.ParseFloat(row[4].String(), 64)
	if e, _ := strconv.ParseFloat(row[2].String(), 64); e != exact.Error || math.Abs(p-math.Erfc(math.Abs(exact.T)/math.Sqrt2)) > 1e-12 {
		t.Errorf("wrote %v", row)
	}
	fit, _ := tables.Of(tables.Source{Model: m}, "fit")
	if got := csvOf(t, fit); strings.Count(got, "\n") != 2 || !strings.Contains(got, "nobs,") {
		t.Errorf("wrote\n%s", got)
	}
	if s := tables.Sigma(m); !math.IsNaN(s) {
		t.Errorf("the residual standard error is %g", s)
	}
	if _, err := tables.CompareWithNull("A", m); !errors.Is(err, problem.ErrInput) || !strings.Contains(err.Error(), "has no likelihood") {
		t.Errorf("compared: %v", err)
	}
}
