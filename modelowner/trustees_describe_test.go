//go:build testkeys

package modelowner_test

import (
	"bytes"
	"context"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/blindfit/blindfit/internal/testing/deadline"
	"github.com/blindfit/blindfit/ml/describe"
	"github.com/blindfit/blindfit/ml/published"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/modelowner"
	"github.com/blindfit/blindfit/modelowner/publish"
	"github.com/blindfit/blindfit/modelowner/report"
	"github.com/blindfit/blindfit/trustee/answer"
)

// describing turns the training of newGathering into a description by group.
var describing = []string{
	`"model": {"method": "one_round"}`, `"model": {"kind": "describe", "group": "c"}`,
	`  "target": {"name": "y", "type": "continuous", "min": -50, "max": 50},` + "\n", "",
}

// gathered lets seven owners contribute to a description with two trustees and closes it. It returns the result and the rows of all.
func gathered(t *testing.T) (*gathering, *modelowner.Result, *schema.Table) {
	t.Helper()
	g := newGathering(t, startFacilitator(t), 2, 7, describing...).accepted()
	var all strings.Builder
	for i := range 7 {
		o, _ := g.give(i, g.vaults[i], g.csvs[i])
		if spent, err := o.Spending(context.Background()); err != nil || spent.Sums != 1 {
			t.Errorf("owner %d is charged %+v: %v", i, spent, err)
		}
		head, body, _ := strings.Cut(g.csvs[i], "\n")
		if i == 0 {
			all.WriteString(head + "\n")
		}
		all.WriteString(body)
	}
	res, err := g.close(2, nil)
	if err != nil {
		t.Fatal(err)
	}
	if res.Owners != 7 {
		t.Fatalf("%d owners count", res.Owners)
	}
	table, _, err := g.training.File.Schema().ReadCSV(strings.NewReader(all.String()), schema.ReadOptions{NeedTarget: true})
	if err != nil {
		t.Fatal(err)
	}
	return g, res, table
}

// TestTrusteesDescribe describes the rows of seven owners through two trustees. Without noise the counts and sums are those of all rows
// together; the privacy account is charged all the same.
func TestTrusteesDescribe(t *testing.T) {
	answer.WithoutNoise(t)
	g, res, table := gathered(t)
	design, err := g.training.File.Design()
	if err != nil {
		t.Fatal(err)
	}
	values, err := design.NoisySums(table, false)
	if err != nil {
		t.Fatal(err)
	}
	d, err := res.Model.Describe()
	if err != nil {
		t.Fatal(err)
	}
	want, err := design.ReadNoisy(values, d.Noise)
	if err != nil {
		t.Fatal(err)
	}
	if d.All().Rows != int64(table.Rows) || res.Model.Rows != int64(table.Rows) {
		t.Errorf("%d rows, want %d", d.All().Rows, table.Rows)
	}
	for c, cell := range want.Cells {
		for i, counts := range cell.Features {
			if got := d.Cells[c].Features[i]; !slices.Equal(got.Bins, counts.Bins) {
				t.Errorf("cell %d counts %v, want %v", c, got.Bins, counts.Bins)
			} else if f := d.Features()[i]; f.Type.Numeric() { // squares are rounded down by each owner
				got, want := describe.MomentsOf(f, got), describe.MomentsOf(f, counts)
				if math.Abs(got.Mean-want.Mean) > 1e-6 || math.Abs(got.SD-want.SD) > 1e-4 || math.IsNaN(got.SD) != math.IsNaN(want.SD) {
					t.Errorf("cell %d has %+v, want %+v", c, got, want)
				}
			}
		}
	}
	s, err := g.training.Status()
	if err != nil || s.State != modelowner.StateFinished || s.Cost != nil {
		t.Fatalf("status %+v: %v", s, err)
	}
	if p := s.Privacy; p.Sums != 1 || p.Spent > p.Epsilon*(1+1e-9) || p.Spent < 0.97*p.Epsilon {
		t.Errorf("privacy account %+v", p)
	}
}

// TestTrusteesDescribeWithNoise shows the values with their standard errors: in the table, in the report, and on the page of results
// that everybody with the link reads. Tests and correlations are left out, and small counts stay hidden.
func TestTrusteesDescribeWithNoise(t *testing.T) {
	g, res, table := gathered(t)
	d, err := res.Model.Describe()
	if err != nil {
		t.Fatal(err)
	}
	if off := math.Abs(float64(d.All().Rows) - float64(table.Rows)); off > 6*d.RowsError(3) || d.Noise.Deviation <= 0 {
		t.Errorf("%d rows, want about %d: %+v", d.All().Rows, table.Rows, d.Noise)
	}
	var b bytes.Buffer
	if err := g.training.Export(&b, modelowner.FormatTidy, modelowner.TidyOptions{}); err != nil {
		t.Fatal(err)
	}
	if text := b.String(); !strings.HasPrefix(text, "variable,level,group,statistic,value,noise_error\n") || strings.Contains(text, "NaN") || strings.Contains(text, ",-") && strings.Contains(text, ",n,-") {
		t.Errorf("the summary is %q", text)
	}
	for _, name := range []string{"tests", "correlation"} {
		if err := g.training.Export(&bytes.Buffer{}, modelowner.FormatTidy, modelowner.TidyOptions{Table: name}); err == nil {
			t.Errorf("there is a table %s", name)
		}
	}
	page, err := report.New(g.training, "test", time.Unix(0, 0), publish.Rule{Below: 5})
	if err != nil {
		t.Fatal(err)
	}
	b.Reset()
	if err := page.Write(&b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Every value holds noise", " ± ", "sums and squares of numbers, once", "with noise; counts were made possible ones"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the report lacks %q", want)
		}
	}
	if strings.Contains(b.String(), "NaN") || strings.Contains(b.String(), "Tests between groups") {
		t.Error("the report has tests, or a number that is none")
	}
	ctx := deadline.Bound(context.Background(), t)
	results, err := g.training.Publication(publish.Rule{Below: 5}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := g.training.PutPublication(ctx, testKeys(t), results); err != nil {
		t.Fatal(err)
	}
	shown, err := g.owner(0, g.vaults[0], g.csvs[0]).Invitation(ctx)
	if err != nil {
		t.Fatal(err)
	}
	checkPage(t, shown.Published)
}

// checkPage looks for values with standard errors in a page of results.
func checkPage(t *testing.T, p *published.Page) {
	t.Helper()
	if p == nil || !p.Noise || len(p.Tables) != 1 || p.Tables[0].Name != "summary" {
		t.Fatalf("the page is %+v", p)
	}
	with := 0
	for _, row := range p.Tables[0].Rows {
		for _, cell := range row {
			if strings.Contains(cell, " ± ") {
				with++
			}
			if strings.HasPrefix(cell, "-") && !strings.Contains(cell, ".") {
				t.Errorf("a count of %q", cell)
			}
		}
	}
	if with < 10 || slices.Contains(p.Tables[0].Columns, "noise_error") || !slices.Contains(p.Tables[0].Columns, "mean") {
		t.Errorf("%d values have a standard error; columns %v", with, p.Tables[0].Columns)
	}
}
