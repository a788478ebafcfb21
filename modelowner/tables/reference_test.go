package tables_test

import (
	"math"
	"reflect"
	"slices"
	"strconv"
	"testing"

	"github.com/blindfit/blindfit/internal/testing/reference"
	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/ml/simulate"
	"github.com/blindfit/blindfit/modelowner/tables"
)

// digits is how many digits of R's results must agree.
const digits = 9

// roundedDigits takes its place in these cases, of which some columns are rounded: functions of others have no step.
const roundedDigits = 6

var rounded = []string{"glm-birthwt-functions", "glm-birthwt-cuts"}

// Tables of trainings over five owners have the numbers that R gets from the pooled rows.
func TestTablesEqualR(t *testing.T) {
	for _, c := range reference.Cases(t) {
		t.Run(c.Name, func(t *testing.T) {
			trained, err := simulate.Train(c.File, c.Parts(t, c.Owners()), nil)
			if err != nil {
				t.Fatal(err)
			}
			for _, w := range trained.Warnings {
				t.Log(trained.Rounds, w)
			}
			t.Logf("%d rounds", trained.Rounds)
			for _, name := range c.Tables(t) {
				got, err := tables.Of(tables.Source{Model: trained.Model}, name)
				if err != nil {
					t.Fatal(err)
				}
				compare(t, c, got)
			}
		})
	}
}

func compare(t *testing.T, c reference.Case, got *tables.Table) {
	t.Helper()
	columns, rows := c.Table(t, got.Name)
	if !slices.Equal(got.Columns, columns) || len(got.Rows) != len(rows) {
		t.Fatalf("%s: columns %v and %d rows %v, want %v and %d", got.Name, got.Columns, len(got.Rows), got.Rows, columns, len(rows))
	}
	least, enough := math.Inf(1), float64(digits)
	if slices.Contains(rounded, c.Name) {
		enough = roundedDigits
	}
	for i, row := range rows {
		for j, want := range row {
			cell := got.Rows[i][j].String()
			if cell == "" && want == "" { // of a bin of times without an event
				continue
			}
			n := reference.Digits(cell, want)
			if err := slices.Index(columns, "std_error"); err >= 0 && (columns[j] == "conf_low" || columns[j] == "conf_high") { // an end may lie near 0: it is held against the standard error
				n = -math.Log10(math.Abs(parse(cell)-parse(want)) / parse(row[err]))
			}
			if (got.Name == "effects" || enough < digits) && columns[j] == "estimate" { // a mean of differences may be near 0 too
				n = math.Max(n, -math.Log10(math.Abs(parse(cell)-parse(want))/parse(row[j+1])))
			}
			if enough < digits && got.Name == "coefficients" && columns[j] == "statistic" {
				n = math.Max(n, -math.Log10(math.Abs(parse(cell)-parse(want))))
			}
			if at := max(slices.Index(columns, "statistic"), slices.Index(columns, "q")); columns[j] == "p_value" { // a digit of the statistic may be several of its probability
				n += 2 * math.Log10(1+math.Abs(parse(row[at])))
			}
			if row[0] == "p_value" {
				n++
			}
			if !(n >= enough) {
				t.Errorf("%s: %s of %v is %s and R's is %s: %.1f digits", got.Name, columns[j], row[0], cell, want, n)
			}
			least = math.Min(least, n)
		}
	}
	t.Logf("%s: at least %.1f digits", got.Name, least)
}

func parse(cell string) float64 {
	x, err := strconv.ParseFloat(cell, 64)
	if err != nil {
		return math.NaN()
	}
	return x
}

// A model file keeps what tables are made of: contrasts and average marginal effects too.
func TestTablesOfModelFiles(t *testing.T) {
	for _, name := range []string{"glm-birthwt", "multinom-housing"} {
		c := reference.Named(t, name)
		trained, err := simulate.Train(c.File, c.Parts(t, 3), nil)
		if err != nil {
			t.Fatal(err)
		}
		b, err := trained.Model.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		m, err := model.Parse(b)
		if err != nil {
			t.Fatal(err)
		}
		want, got := tables.All(tables.Source{Model: trained.Model}), tables.All(tables.Source{Model: m})
		if !reflect.DeepEqual(got, want) || len(want) < 6 {
			t.Errorf("%s: tables of the file differ", name)
		}
	}
}

// Effects and their errors are those of the pooled rows, bit for bit, however rows are dealt to owners.
func TestEffectsDoNotDependOnOwners(t *testing.T) {
	for _, name := range []string{"glm-infert-effects", "glm-birthwt-functions", "glm-birthwt-cuts", "polr-housing"} {
		c := reference.Named(t, name)
		var first []model.Effect
		for _, owners := range []int{5, 3, 1} {
			trained, err := simulate.Train(c.File, c.Parts(t, owners), nil)
			if err != nil {
				t.Fatal(err)
			}
			if first == nil {
				first = trained.Model.Inference.Effects
			}
			if !slices.Equal(first, trained.Model.Inference.Effects) || len(first) == 0 {
				t.Errorf("%s: %v with %d owners, and %v with five", name, trained.Model.Inference.Effects, owners, first)
			}
		}
	}
}
