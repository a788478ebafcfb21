package simulate

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/spec"
)

// certified is a table of NIST's Statistical Reference Datasets with the least-squares fit of its rows in rational arithmetic,
// which is NIST's to all digits that NIST prints.
type certified struct {
	name           string
	columns        []string // after y
	weights, sigma []float64
	mse, r2        float64
}

var nist = []certified{
	{"norris", []string{"x"}, []float64{-0.26232307377402950, 1.0021168180204544}, []float64{0.23281823430115250, 0.00042979684819993690}, 0.73937218137284333, 0.99999374588371173},
	{
		"pontius", []string{"x", "x2"}, []float64{0.00067356578947368421, 7.3205916040100251e-7, -3.1608187134502924e-15},
		[]float64{0.00010793861203307695, 1.5781739998165866e-10, 4.8665284999203584e-17}, 3.8940442199248120e-8, 0.99999990017853716,
	},
	{
		"longley", []string{"x1", "x2", "x3", "x4", "x5", "x6"},
		[]float64{-3482258.6345958183, 15.061872271373295, -0.035819179292591017, -2.0202298038168251, -1.0332268671735920, -0.051104105653580714, 1829.1514646135518},
		[]float64{890420.38360737255, 84.914925774766945, 0.033491007772243189, 0.48839968165169946, 0.21427416316167526, 0.22607320006937036, 455.47849914221199},
		52276.503469119664, 0.99547900457729560,
	},
}

// text returns the rows of the table.
func (c certified) text(t *testing.T) string {
	t.Helper()
	raw := fixture(t, c.name+".csv")
	if c.name != "pontius" {
		return raw
	}
	lines := strings.Split(strings.TrimSpace(raw), "\n")
	for i, line := range lines {
		square := "x2"
		if _, x, _ := strings.Cut(line, ","); i > 0 {
			v, err := strconv.ParseInt(x, 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			square = strconv.FormatInt(v*v, 10)
		}
		lines[i] = line + "," + square
	}
	return strings.Join(lines, "\n")
}

// dealt reads the rows of three owners, dealt in turn.
func dealt(t *testing.T, s *schema.Schema, text string) []*schema.Table {
	t.Helper()
	header, rows, _ := strings.Cut(text, "\n")
	texts := []string{header, header, header}
	for i, row := range strings.Split(strings.TrimSpace(rows), "\n") {
		texts[i%3] += "\n" + row
	}
	out := make([]*schema.Table, 3)
	for i, text := range texts {
		table, report, err := s.ReadCSV(strings.NewReader(text), schema.ReadOptions{NeedTarget: true, Real: true})
		if err != nil {
			t.Fatal(err, report.ProblemLines())
		}
		out[i] = table
	}
	return out
}

// digits is the log relative error: how many digits are right, at most 15.
func digits(got, want float64) float64 {
	if got == want {
		return 15
	}
	return math.Min(15, -math.Log10(math.Abs(got/want-1)))
}

// The training file that init writes for a table of NIST leads to the certified fit of the rows as they are written: nine
// digits and more of coefficients and standard errors, with nothing set by hand.
func TestExactOnRealRows(t *testing.T) {
	for _, c := range nist {
		text := c.text(t)
		written, err := spec.Init(strings.NewReader(text), spec.InitOptions{Target: "y"})
		if err != nil {
			t.Fatal(err)
		}
		once := strings.Replace(string(written.Text), `"weights":`, `"method": "one_round", "weights":`, 1)
		f, err := spec.Parse([]byte(once))
		if err != nil {
			t.Fatal(err)
		}
		got, err := Train(f, dealt(t, f.Schema(), text), nil)
		if err != nil {
			t.Fatal(err)
		}
		least := 15.0
		inference := got.Model.Inference
		for i, w := range got.Model.Original()[0].Weights {
			least = min(least, digits(w.Value, c.weights[i]), digits(inference.Terms[i].Error, c.sigma[i]))
		}
		if least < 9 || digits(got.Model.Cost, c.mse) < 9 || digits(inference.R2, c.r2) < 9 {
			t.Errorf("%s: %.1f digits of coefficients and errors, %.1f of the cost, %.1f of R²", c.name, least, digits(got.Model.Cost, c.mse), digits(inference.R2, c.r2))
		}
		t.Logf("%s: %.1f digits of coefficients and errors", c.name, least)
	}
}

// Without a step values are rounded, and the promise of nine digits does not hold: TestExactOnRealRows can fail.
func TestWithoutStepValuesAreRounded(t *testing.T) {
	c := nist[0]
	f := parseText(t, `{"features": [{"name": "x", "type": "continuous", "min": 0, "max": 1000}],
	  "target": {"name": "y", "type": "continuous", "min": 0, "max": 1000%s}, "model": {"method": "one_round"}}`, "")
	got, err := Train(f, dealt(t, f.Schema(), c.text(t)), nil)
	if err != nil {
		t.Fatal(err)
	}
	w := got.Model.Original()[0].Weights
	if d := digits(w[0].Value, c.weights[0]); d > 9 {
		t.Errorf("%.1f digits", d)
	}
	if f.Features[0].Exact() || f.Target.Exact() {
		t.Error("a column without a step counts as exact")
	}
}

// Filip of NIST is a polynomial of degree ten: its powers about the middle of the range have the certified fit to five digits. Those
// about 0 follow from each other as far as rounded values can tell, which is said. The weights are those of R's QR decomposition.
func TestFilip(t *testing.T) {
	train := func(power string, first int) *Result {
		terms := make([]string, 0, 10)
		for k := first; k <= 10; k++ {
			terms = append(terms, strings.ReplaceAll(power, "K", strconv.Itoa(k)))
		}
		if first > 1 {
			terms = append([]string{"x"}, terms...)
		}
		f, err := spec.Parse([]byte(`{"model":{"kind":"linear_regression","method":"one_round"},"formula":"y ~ ` + strings.Join(terms, " + ") + `","features":[{"name":"x","type":"continuous","min":-9,"max":-3}],` +
			`"target":{"name":"y","type":"continuous","min":0.7,"max":1,"step":0.0001}}`))
		if err != nil {
			t.Fatal(err)
		}
		out, err := Train(f, dealt(t, f.Schema(), fixture(t, "filip.csv")), nil)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	scaled := train("I(((x + 6)/3)^K)", 1)
	want := []float64{
		0.886048322326, 0.133175153891, -0.616341429660, 0.179168201445, 2.914756939813, -1.236525543505, -6.288537327166, 1.965340370288, 6.316522354079, -0.984851350017, -2.379453414347,
	}
	for i, e := range scaled.Model.Estimates() {
		if n := digits(e.Value, want[i]); n < 4.5 {
			t.Errorf("%s is %v, want %v: %.1f digits", e.Name, e.Value, want[i], n)
		}
	}
	if n := digits(scaled.Model.Inference.R2, 0.996727416185620); n < 6 {
		t.Errorf("R² is %v: %.1f digits", scaled.Model.Inference.R2, n)
	}
	raw := train("I(x^K)", 2)
	said := strings.Join(raw.Warnings, "\n")
	if len(raw.Model.Aside) == 0 || !strings.Contains(said, "I(x^8) has no coefficient: it follows from x, I(x^2)") || !strings.Contains(said, "write powers about the middle of a range") {
		t.Errorf("set aside %v; said %s", raw.Model.Aside, said)
	}
}
