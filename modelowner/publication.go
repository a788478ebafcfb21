package modelowner

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/blindfit/blindfit/ml/dp"
	"github.com/blindfit/blindfit/ml/published"
	"github.com/blindfit/blindfit/modelowner/problem"
	"github.com/blindfit/blindfit/modelowner/publish"
	"github.com/blindfit/blindfit/modelowner/tables"
	"github.com/blindfit/blindfit/protocol/client"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Publication returns the page of results of a training that has ended, with the named tables, or without names all that are
// for people.
func (t *Training) Publication(rule publish.Rule, names []string) (*published.Page, error) {
	m, err := t.Model()
	if err != nil {
		return nil, err
	}
	l, err := t.OpenLog(false)
	if err != nil {
		return nil, err
	}
	if t.Manifest.Trustees == nil || l.Done == nil {
		return nil, problem.WithHint(problem.As(ErrInput, errors.New("only the results of a training with trustees that has ended can be published")), "run 'modelowner close' first")
	}
	if len(names) == 0 {
		names = []string{"summary", "tests", "coefficients", "fit"}
	}
	p := &published.Page{Title: t.Name(), Made: time.Now().UTC().Format(time.DateOnly), Below: rule.Below, Round: rule.Round, Noise: t.Manifest.Noise}
	for _, c := range l.Close.Cells {
		p.Owners += c.Count
	}
	if t.File.Private() && t.File.Privacy.Unit == dp.OwnerUnit {
		p.Owners = int(m.Rows) // without those of cells that were dropped
	}
	for _, table := range tables.All(tables.Source{Model: m, Rule: rule}) {
		if slices.Contains(names, table.Name) {
			p.Tables = append(p.Tables, forPeople(table))
		}
	}
	if len(p.Tables) == 0 {
		return nil, problem.As(ErrInput, errors.New("the result has no such table"))
	}
	return p, nil
}

// forPeople writes a table with numbers of four digits, and the statistics of a summary side by side. Columns that are empty in
// every row are left out, such as the standard errors of a fit with noise.
func forPeople(t *tables.Table) published.Table {
	out := published.Table{Name: t.Name, Columns: t.Columns}
	for _, row := range t.Rows {
		cells := make([]string, len(row))
		for i, c := range row {
			cells[i] = rounded(c.String())
		}
		out.Rows = append(out.Rows, cells)
	}
	if last := len(out.Columns) - 1; last > 0 && out.Columns[last] == tables.NoiseError {
		out.Columns = out.Columns[:last]
		for i, row := range out.Rows {
			out.Rows[i] = withError(row)
		}
	}
	out.Columns = slices.Clone(out.Columns)
	for i := len(out.Columns) - 1; i >= 0 && len(out.Rows) > 0; i-- {
		if !slices.ContainsFunc(out.Rows, func(row []string) bool { return row[i] != "" }) {
			out.Columns = slices.Delete(out.Columns, i, i+1)
			for k := range out.Rows {
				out.Rows[k] = slices.Delete(out.Rows[k], i, i+1)
			}
		}
	}
	if statistic := slices.Index(out.Columns, "statistic"); statistic >= 0 && statistic == len(out.Columns)-2 && out.Columns[len(out.Columns)-1] == "value" {
		return sideBySide(out, statistic)
	}
	return out
}

// withError joins the last two cells, a value and its standard error.
func withError(row []string) []string {
	last := len(row) - 1
	if x, err := strconv.ParseFloat(row[last], 64); err == nil && x > 0 && row[last-1] != "" {
		row[last-1] += " ± " + short(x)
	}
	return row[:last]
}

// short writes a standard error with two digits.
func short(x float64) string {
	digits := max(0, 1-int(math.Floor(math.Log10(x))))
	return strconv.FormatFloat(x, 'f', min(digits, 12), 64)
}

// sideBySide makes one column of each statistic: rows with the same cells before it become one.
func sideBySide(t published.Table, statistic int) published.Table {
	out := published.Table{Name: t.Name, Columns: slices.Clone(t.Columns[:statistic])}
	place := map[string]int{} // of a statistic among the columns
	for _, row := range t.Rows {
		if _, ok := place[row[statistic]]; !ok {
			place[row[statistic]] = len(out.Columns)
			out.Columns = append(out.Columns, row[statistic])
		}
	}
	for _, row := range t.Rows {
		last := len(out.Rows) - 1
		if last < 0 || !slices.Equal(out.Rows[last][:statistic], row[:statistic]) {
			fresh := make([]string, len(out.Columns))
			copy(fresh, row[:statistic])
			out.Rows = append(out.Rows, fresh)
			last++
		}
		out.Rows[last][place[row[statistic]]] = row[statistic+1]
	}
	return out
}

// rounded returns a number with four digits, and whole numbers and other texts as they are.
func rounded(text string) string {
	x, err := strconv.ParseFloat(text, 64)
	if err != nil || x == math.Trunc(x) {
		return text
	}
	digits := 3 - int(math.Floor(math.Log10(math.Abs(x))))
	if digits > 8 {
		return strconv.FormatFloat(x, 'e', 3, 64)
	}
	return strconv.FormatFloat(x, 'f', max(0, digits), 64)
}

// PutPublication shows a page to all with a link to the training. The first page stays: a second one with other
// gaps would fill those of the first.
func (t *Training) PutPublication(ctx context.Context, keys *Keys, p *published.Page) error {
	b, err := p.Marshal()
	if err != nil {
		return problem.As(ErrInput, err)
	}
	sealed, err := identity.SealPublication(t.Key, t.ID, b)
	if err != nil {
		return err
	}
	c, err := client.New(t.Facilitator, keys.Identity)
	if err != nil {
		return err
	}
	s, err := wire.Seal(wire.KindPublication, wire.Publication{Training: t.ID, Content: wire.DigestOf(sealed)}, keys.Identity)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	err = c.PutPublication(ctx, t.ID, s, sealed)
	if r := wire.RejectionOf(err); r != nil && r.Code == wire.CodeConflict {
		return problem.As(ErrInput, errors.New("the results of this training are published already; the first page stays"))
	}
	if err != nil {
		return fmt.Errorf("failed to publish: %w", err)
	}
	return nil
}
