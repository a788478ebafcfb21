package dataowner

import (
	"bytes"
	"context"
	"errors"
	"io"

	"github.com/blindfit/blindfit/ml/plan"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Check is what a person is told about a file. It is for the owner alone; nothing of it leaves.
type Check struct {
	*schema.Report
	Name    string  `json:"name"`
	Columns int     `json:"columns"` // encoded columns, the intercept included
	OK      bool    `json:"ok"`
	Preview Preview `json:"preview"`
	// Summary describes each column of the training as this file has it.
	Summary  *schema.Summary `json:"summary"`
	Estimate Estimate        `json:"estimate"`
}

// Reading says how a file is read where it is not as the training has it: the fixes of a Summary that a person chose.
type Reading struct {
	Rename       map[string]string // names of columns in the file, and what the training calls them
	DecimalComma bool              // numbers in quotes have decimal commas
}

// Load reads and checks a CSV file, computes what can be computed before the first round, and rehearses a round's
// arithmetic to time it. Its rows stay in memory only where weights are shared, until the training ends for this owner.
// A file that breaks the schema gives a Check with OK false and no error; the file loaded before stays in place.
// An error means that the file could not be read at all.
func (o *Owner) Load(ctx context.Context, name string, r io.Reader) (*Check, error) {
	return o.LoadAs(ctx, name, r, Reading{})
}

// LoadAs is Load for a file that is read otherwise than it says.
func (o *Owner) LoadAs(ctx context.Context, name string, r io.Reader, how Reading) (*Check, error) {
	b, err := io.ReadAll(io.LimitReader(r, maxFile+1))
	if err != nil {
		return nil, problemf(ProblemRows, "", "failed to read file: %w", err)
	}
	if len(b) > maxFile {
		return nil, problemf(ProblemRows, "Split the file or bring fewer rows.", "the file must be at most %d MB", maxFile>>20)
	}
	defer clear(b)
	w := o.newWork(WorkFile, 2*len(b)) // it is read twice
	opt := schema.ReadOptions{
		NeedTarget: true, MaxRows: int(o.terms.file.Bounds.Rows), Rename: how.Rename, DecimalComma: how.DecimalComma,
	}
	table, report, err := o.terms.file.Schema().ReadCSV(w.reader(bytes.NewReader(b)), opt)
	if report == nil && err != nil {
		return nil, problemf(ProblemRows, "", "%w", err)
	}
	check := &Check{
		Report: report, Name: name, Columns: o.terms.budget.Columns, Preview: preview(b, report.Separator), Estimate: o.terms.estimate(),
	}
	var failed error
	if check.Summary, failed = o.terms.file.Schema().Summarise(w.reader(bytes.NewReader(b)), opt); failed != nil {
		return nil, problemf(ProblemRows, "", "failed to look at columns: %w", failed)
	}
	if errors.Is(err, schema.ErrInvalidRows) {
		return check, nil
	}
	if err != nil {
		return nil, problemf(ProblemRows, "", "%w", err)
	}
	data := []wire.Digest{wire.DigestOf(b), digestTable(table)}
	rows, err := plan.NewRows(o.terms.file, table, o.splitSeed())
	if err != nil {
		table.Clear()
		return nil, problemf(ProblemRows, "", "failed to sum rows: %w", err)
	}
	rows.Discard(table)
	rows.Pause = breathe
	if check.Estimate, err = o.rehearse(ctx, rows); err != nil {
		rows.Forget()
		return nil, problemf(ProblemInternalFail, "", "failed to rehearse a round: %w", err)
	}
	check.OK = true
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.active {
		rows.Forget()
		return nil, problemf(ProblemBadCommand, "Leave the training first.", "rows cannot change while a training runs")
	}
	if o.rows != nil {
		o.rows.Forget()
	}
	o.rows, o.data, o.estimate = rows, data, check.Estimate
	return check, nil
}

// splitSeed is what decides which rows are kept back: drawn once for a training and kept with it.
func (o *Owner) splitSeed() (seed [splitSize]byte) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.rec.Split.Reveal()) != splitSize { // an entry of before there was one
		o.rec.Split = newSplit()
	}
	copy(seed[:], o.rec.Split.Reveal())
	return seed
}

// maxFile bounds// maxFile bounds what a file may make a browser hold, in bytes.
const maxFile = 1 << 30
