// Package rows reads an owner's file into the sums or rows for the rounds of a training, and describes it to its owner.
// Nothing here leaves the machine.
package rows

import (
	"errors"
	"io"
	"io/fs"

	"github.com/blindfit/blindfit/dataowner/consent"
	"github.com/blindfit/blindfit/dataowner/estimate"
	"github.com/blindfit/blindfit/dataowner/problem"
	"github.com/blindfit/blindfit/dataowner/progress"
	"github.com/blindfit/blindfit/ml/plan"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/protocol/wire"
)

// maxFile is the largest size of a file in bytes. It bounds the memory of a browser.
const maxFile = 1 << 30

// Check describes a file to its owner. It never leaves the owner.
type Check struct {
	*schema.Report
	Name    string  `json:"name"`
	Columns int     `json:"columns"` // encoded columns, the intercept included
	OK      bool    `json:"ok"`
	Preview Preview `json:"preview"`
	// Summary describes each column of the training as this file has it.
	Summary  *schema.Summary   `json:"summary"`
	Estimate estimate.Estimate `json:"estimate"`
	// Questions are all that this owner is asked about its rows and the training.
	Questions []consent.Question `json:"questions"`
	// Lacks are columns that are constant in these rows although others of the same feature are not: a note.
	Lacks []string `json:"lacks"`
	// Undivided is the number of parts into which the training would divide these rows, if they do not pass the checks in one of them, so that
	// nobody's rows are divided: the folds, or 2 for rows that are held back. It is 0 otherwise: a note.
	Undivided int `json:"undivided"`
	// Merged are the columns of levels that this owner counts as "other" because few of its rows have them: a note.
	Merged []string `json:"merged"`
	// Offers are choices of fewer rows, those that were taken included.
	Offers []consent.Offer `json:"offers"`
}

// Reading is how a file is read where that cannot be found out, or is not as the training has it.
type Reading struct {
	schema.Reading
	// Compose is that of schema.ReadOptions.
	Compose func(string) string
	// LeaveOut has the words of the offers to take; one that is not offered changes nothing.
	LeaveOut []string
	// Again opens the same file again. Nil means that only the person can.
	Again func() (io.ReadCloser, error)
}

// Loaded is rows ready for a training: sums over them, and the rows themselves only where weights are shared.
type Loaded struct {
	split *plan.Rows // with the rows held back, or the folds, that the training asks for
	whole *plan.Rows // without; the same if it asks for none
}

// Restore returns rows of which sums alone are left, as they were kept; see plan.Restore.
func Restore(f *spec.File, sums []byte) (*Loaded, error) {
	r, err := plan.Restore(f, sums)
	if err != nil {
		return nil, err
	}
	r.Pause = progress.Breathe
	return &Loaded{r, r}, nil
}

// Rows returns the input of the rounds, with rows held back or divided, or without.
func (l *Loaded) Rows(divided bool) *plan.Rows {
	if divided {
		return l.split
	}
	return l.whole
}

// Forget clears everything that is held of the rows.
func (l *Loaded) Forget() {
	l.split.Forget()
	l.whole.Forget()
}

// holds reports whether rounds compute on a table.
func (l *Loaded) holds(t *schema.Table) bool { return l.split.Holds(t) || l.whole.Holds(t) }

// Read reads and checks a CSV file. One that breaks the schema returns a Check with OK false, no File and no error; an
// error means that the file could not be read at all. The caller closes the File; its source must stay until then.
func Read(f *spec.File, name string, source io.ReadSeeker, how Reading, report progress.Report) (*Check, *File, error) {
	limited := &io.LimitedReader{R: source, N: maxFile + 1}
	w := progress.New(report, progress.File, sizeOf(source))
	opt := schema.ReadOptions{NeedTarget: true, MaxRows: int(f.Bounds.Rows), Compose: how.Compose, Reading: how.Reading}
	read, err := f.Schema().Inspect(w.Reader(limited), opt, previewRows+1)
	if limited.N == 0 {
		return nil, nil, problem.Errorf(problem.Rows, "Split the file or bring fewer rows.", "the file must be at most %d MB", maxFile>>20)
	}
	if err != nil && !errors.Is(err, schema.ErrInvalidRows) {
		return nil, nil, problem.Errorf(problem.Rows, "", "%w", err)
	}
	check := &Check{Merged: []string{}, Report: read.Report, Name: name, Columns: f.Budget().Columns, Preview: preview(read.Head), Summary: read.Summary}
	if err != nil {
		return check, nil, nil //nolint:nilerr // the check has the problems of the rows
	}
	for _, separator := range read.Report.Separator { // under other columns it might seem to be another one
		opt.Separator = separator
	}
	if opt.Header == 0 {
		opt.Header = read.Report.HeaderRow
	}
	if read.Report.DecimalComma {
		opt.Decimal = ','
	}
	file, err := newFile(f, source, opt, read.Table)
	if err != nil {
		read.Table.Clear()
		return nil, nil, problem.Errorf(problem.Rows, "", "%w", err)
	}
	check.OK, check.Merged = true, append([]string{}, file.merged...)
	return check, file, nil
}

// Sum computes the sums that are possible before the first round, over the rows of a file that keep marks. side is 1 for
// those to hold back, or the number of the fold of each.
func (r *File) Sum(keep []bool, side []int) (*Loaded, error) {
	table := r.tables[wire.DigestOf(r.text)]
	kept := func(row int) bool { return keep[r.at(table.Lines[row])] }
	on := func(row int) int { return side[r.at(table.Lines[row])] }
	l := &Loaded{}
	var own []*schema.Table // made for them
	invalid := func(err error) (*Loaded, error) {
		for _, t := range own {
			t.Clear()
		}
		return nil, problem.Errorf(problem.Rows, "", "failed to sum rows: %w", err)
	}
	all, _ := table.Part(kept, func(int) bool { return false })
	own = append(own, all)
	var err error
	if l.whole, err = plan.NewSplitRows(r.training, all, nil); err != nil {
		return invalid(err)
	}
	l.split = l.whole
	if r.training.Holdout > 0 {
		train, holdout := table.Part(kept, func(row int) bool { return on(row) == 1 })
		own = append(own, train, holdout)
		if l.split, err = plan.NewSplitRows(r.training, train, holdout); err != nil {
			return invalid(err)
		}
	}
	if n := r.training.Folds; n > 0 {
		folds := table.Folds(n, func(row int) int {
			if !kept(row) {
				return -1
			}
			return on(row)
		})
		own = append(own, folds...)
		if l.split, err = plan.NewFoldRows(r.training, folds); err != nil {
			return invalid(err)
		}
	}
	for _, t := range own {
		if !l.holds(t) {
			t.Clear()
		}
	}
	l.split.Pause, l.whole.Pause = progress.Breathe, progress.Breathe
	return l, nil
}

// sizeOf returns the size of a file in bytes, or 0 if r does not know it.
func sizeOf(r io.Reader) int {
	switch f := r.(type) {
	case interface{ Len() int }:
		return f.Len()
	case interface{ Stat() (fs.FileInfo, error) }:
		if info, err := f.Stat(); err == nil {
			return int(info.Size())
		}
	}
	return 0
}
