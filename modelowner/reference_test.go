//go:build testkeys

package modelowner_test

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/internal/testing/reference"
	"github.com/blindfit/blindfit/modelowner"
	"github.com/blindfit/blindfit/modelowner/tables"
)

// Offsets, case weights, formulas, Firth's penalty, an elastic net and hazards through keys and masks: the model is that of the same rows in
// the clear, byte for byte, and its estimates and errors are R's.
func TestReferencesThroughTheProtocol(t *testing.T) {
	f := startFacilitator(t)
	for _, name := range []string{"glm-insurance-offset", "glm-insurance-formula", "glm-esoph-weights", "firth-infert", "glm-infert-effects", "elastic-net-quine", "cox-lung-formula", "cox-lung-grid", "elastic-net-cox-grid", "lasso-multinom-infert", "piecewise-lung", "meta-birthwt"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := reference.Named(t, name)
			text := strings.Replace(string(c.File.Canonical()), `"key_bits":3072`, `"key_bits":512`, 1)
			text = strings.Replace(text, fmt.Sprintf(`"cohort":{"min":%d,"max":64,"start":%[1]d`, c.File.Cohort.Min), fmt.Sprintf(`"cohort":{"min":%d,"max":%[1]d,"start":%[1]d`, c.Owners()), 1)
			if !strings.Contains(text, `"key_bits":512`) || !strings.Contains(text, fmt.Sprintf(`"start":%d`, c.Owners())) {
				t.Fatalf("the form of a training file has changed: %s", text)
			}
			w := newCrowd(t, text, "", f, c.Owners(), modelowner.CreateOptions{})
			w.csvs = c.Texts(c.Owners())
			got := w.join().mustTrain()
			same(t, w.inTheClear(), got.Model)
			equalsR(t, c, got)
		})
	}
}

// equalsR compares the table of coefficients with R's.
func equalsR(t *testing.T, c reference.Case, got *modelowner.Result) {
	t.Helper()
	table, err := tables.Of(tables.Source{Model: got.Model}, "coefficients")
	if err != nil {
		t.Fatal(err)
	}
	columns, rows := c.Table(t, "coefficients")
	if !slices.Equal(table.Columns, columns) || len(table.Rows) != len(rows) {
		t.Fatalf("columns %v and %d rows, want %v and %d", table.Columns, len(table.Rows), columns, len(rows))
	}
	for i, row := range rows {
		for _, column := range []string{"estimate", "std_error"} {
			j := slices.Index(columns, column)
			if row[j] == "" && table.Rows[i][j].String() == "" {
				continue
			}
			x, err := strconv.ParseFloat(table.Rows[i][j].String(), 64)
			want, wrong := strconv.ParseFloat(row[j], 64)
			if err != nil || wrong != nil || math.Abs(x-want) > 1e-9*math.Abs(want) {
				t.Errorf("%s of %s is %v and R's is %v", column, row[0], x, want)
			}
		}
	}
}
