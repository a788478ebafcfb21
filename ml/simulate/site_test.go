package simulate

import (
	"math"
	"math/big"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/ml/onnx"
	"github.com/blindfit/blindfit/ml/plan"
	"github.com/blindfit/blindfit/ml/schema"
)

const siteText = `{"features": [{"name": "x", "type": "continuous", "min": 20, "max": 90, "step": 0.1}, {"name": "g", "type": "nominal", "levels": ["a", "b", "c"]}],
  "target": {"name": "y", "type": "continuous", "min": 0, "max": 100, "step": 0.01}, "site": "fixed", %s}`

// siteLM is R's lm(y ~ x + g + factor(site)) on testdata/sites.csv.
var siteLM = map[string][2]float64{
	"x": {0.49687876531150454, 0.039737747567061478}, "g=b": {2.16076460286170935, 0.701542052173453001}, "g=c": {1.13176556828864960, 0.711300680696116849},
}

// sites returns the rows of each site of testdata/sites.csv, without the column of the site.
func sites(t *testing.T) []string {
	t.Helper()
	out := []string{"x,g,y", "x,g,y", "x,g,y"}
	for _, line := range strings.Split(strings.TrimSpace(fixture(t, "sites.csv")), "\n")[1:] {
		site, row, _ := strings.Cut(line, ",")
		out[site[0]-'1'] += "\n" + row
	}
	return out
}

// Owners that take their own means off lead to the fit with an intercept for each owner, in both methods.
func TestSiteEffects(t *testing.T) {
	for _, method := range exactMethods {
		f := parseText(t, siteText, `"model": {`+method+`}`)
		var tables []*schema.Table
		for _, text := range sites(t) {
			table, _, err := f.Schema().ReadCSV(strings.NewReader(text), schema.ReadOptions{NeedTarget: true, Real: true})
			if err != nil {
				t.Fatal(err)
			}
			tables = append(tables, table)
		}
		got, err := Train(f, tables, nil)
		if err != nil {
			t.Fatal(err)
		}
		i := got.Model.Inference
		for j, w := range got.Model.Original()[0].Weights[1:] {
			want := siteLM[w.Name]
			if digits(w.Value, want[0]) < 11 || digits(i.Terms[j+1].Error, want[1]) < 11 {
				t.Errorf("%s: %s is %v with error %v, lm has %v", method, w.Name, w.Value, i.Terms[j+1].Error, want)
			}
		}
		if i.Freedom != 68 || digits(got.Model.Cost, 5.6374291176797211) < 11 || i.Covariance.Size() != 3 || !got.Model.IsAside("(intercept)") {
			t.Errorf("%s: %v degrees of freedom, cost %v, %v", method, i.Freedom, got.Model.Cost, got.Model.Aside)
		}
		if _, err := got.Model.Predict(tables[0]); err == nil || !strings.Contains(err.Error(), "intercept of its own") {
			t.Error(err)
		}
		if _, err := onnx.Marshal(got.Model); err == nil || !strings.Contains(err.Error(), "intercept of its own") {
			t.Error(err)
		}
	}
}

// What an owner sends does not depend on its means: the same rows, moved, lead to the same sums.
func TestSiteMeansStay(t *testing.T) {
	f := parseText(t, siteText, `"model": {"method": "one_round"}`)
	sums := func(shift float64) []*big.Int {
		table, _, err := f.Schema().ReadCSV(strings.NewReader(sites(t)[0]), schema.ReadOptions{NeedTarget: true})
		if err != nil {
			t.Fatal(err)
		}
		for r := range table.Rows {
			table.Row(r)[1] += int32(math.Ldexp(shift, schema.QuantBits))
			table.Y[r] -= int32(math.Ldexp(shift/2, schema.QuantBits))
		}
		rows, err := plan.NewRows(f, table, [32]byte{})
		if err != nil {
			t.Fatal(err)
		}
		p, err := plan.New(f)
		if err != nil {
			t.Fatal(err)
		}
		point, _, err := p.Next()
		if err != nil {
			t.Fatal(err)
		}
		values, err := rows.Upload(point)
		if err != nil {
			t.Fatal(err)
		}
		return values
	}
	want := sums(0)
	for i, v := range sums(1.0 / 64) {
		if v.Cmp(want[i]) != 0 {
			t.Errorf("value %d depends on the means", i)
		}
	}
}
