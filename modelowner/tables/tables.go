// Package tables owns the result tables of a training: their names, columns and rows as scripts read them. Numbers are
// printed in full, and a cell without a value is empty. docs/tables.md describes every table.
package tables

import (
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/modelowner/problem"
	"github.com/blindfit/blindfit/modelowner/publish"
)

// Cell is one value of a table: text, a number or nothing.
type Cell struct{ text string }

// Empty is a cell without a value.
var Empty Cell

// Text returns a cell with text.
func Text(s string) Cell { return Cell{s} }

// Number returns a cell with a number in full, so that it is read as the same float64. A number that is not finite
// leaves the cell empty.
func Number(x float64) Cell {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return Empty
	}
	return Cell{strconv.FormatFloat(x, 'g', -1, 64)}
}

// Count returns a cell with a whole number.
func Count(n int64) Cell { return Cell{strconv.FormatInt(n, 10)} }

// String returns the cell as it is written.
func (c Cell) String() string { return c.text }

// Table is one table of results.
type Table struct {
	Name    string
	Columns []string
	Rows    [][]Cell // each with one cell for every column
}

// Add appends a row. It panics if there is not one cell for every column, which is a mistake of the caller.
func (t *Table) Add(row ...Cell) {
	if len(row) != len(t.Columns) {
		panic(fmt.Sprintf("tables: %d cells for the %d columns of %s", len(row), len(t.Columns), t.Name))
	}
	t.Rows = append(t.Rows, row)
}

// WriteCSV writes the names of the columns and the rows, with commas between cells.
func (t *Table) WriteCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	lines := [][]string{t.Columns}
	for _, row := range t.Rows {
		line := make([]string, len(row))
		for i, c := range row {
			line[i] = c.text
		}
		lines = append(lines, line)
	}
	if err := out.WriteAll(lines); err != nil {
		return fmt.Errorf("failed to write table: %w", err)
	}
	return nil
}

// Source is the data of tables.
type Source struct {
	Model *model.Model
	// Rule is that under which a description is published.
	Rule publish.Rule
}

// kind is one kind of table.
type kind struct {
	name string
	of   func(Source) *Table // nil if the source has no such table
}

// all is the registry. The first table that a source has is its default.
var all = append([]kind{{"coefficients", coefficients}, {"contrasts", contrasts}, {"effects", effects}, {"fit", fit}, {"covariance", covariance}, {"vif", vif}, {"meta", metaAnalysis}, {"pooled", pooled}, {"egger", egger}, {"roc", roc}, {"calibration", calibration},
	{"residuals", residualMeans}, {"residual_counts", residualCounts},
	{"summary", summary}, {"tests", tests}, {"correlation", correlation}, {"survival", survivalCurves}}, judgedTables...)

// Names returns the names of all tables there are.
func Names() []string {
	names := make([]string, len(all))
	for i, k := range all {
		names[i] = k.name
	}
	return names
}

// All returns the tables that a source has. The first is its default. A validation by group has those of the judged prediction alone: its
// coefficients are the lines of all groups, also of those that are left out.
func All(s Source) []*Table {
	if s.Model.Judgement != nil {
		return Judged(s)
	}
	var out []*Table
	for _, k := range all {
		if t := k.of(s); t != nil {
			t.Name = k.name
			out = append(out, t)
		}
	}
	return out
}

// Of returns the table of that name, or the default if the name is empty. The error wraps problem.ErrInput if the source has
// no such table.
func Of(s Source, name string) (*Table, error) {
	has := All(s)
	names := make([]string, len(has))
	for i, t := range has {
		if names[i] = t.Name; t.Name == name || name == "" {
			return t, nil
		}
	}
	return nil, problem.As(problem.ErrInput, fmt.Errorf("invalid table: this result has no table of that name; it has %s", strings.Join(names, ", ")))
}
