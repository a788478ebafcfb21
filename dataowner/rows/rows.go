// Package rows reads an owner's file into what the rounds of a training need of it, and describes it to the person who
// brings it. Nothing here leaves the machine.
package rows

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"github.com/blindfit/blindfit/dataowner/estimate"
	"github.com/blindfit/blindfit/dataowner/problem"
	"github.com/blindfit/blindfit/dataowner/progress"
	"github.com/blindfit/blindfit/ml/plan"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/protocol/wire"
)

// maxFile bounds what a file may make a browser hold, in bytes.
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
}

// Reading is how a file is read if it is not as the training has it: the fixes of a Summary that a person chose.
type Reading struct {
	Rename       map[string]string // names of columns in the file, and what the training calls them
	DecimalComma bool              // numbers in quotes have decimal commas
}

// Loaded is rows ready for a training: sums over them, and the rows themselves only where weights are shared.
type Loaded struct {
	Rows *plan.Rows
	Data []wire.Digest // by which they are recognised in another training
}

// Load reads and checks a CSV file, and computes what can be computed before the first round. split decides which rows
// are kept back. A file that breaks the schema returns a Check with OK false, no rows and no error; an error means that
// the file could not be read at all.
func Load(f *spec.File, name string, r io.Reader, how Reading, split [32]byte, report progress.Report) (*Check, *Loaded, error) {
	limited := &io.LimitedReader{R: r, N: maxFile + 1}
	hash := sha256.New()
	w := progress.New(report, progress.File, sizeOf(r))
	opt := schema.ReadOptions{NeedTarget: true, MaxRows: int(f.Bounds.Rows), Rename: how.Rename, DecimalComma: how.DecimalComma}
	read, err := f.Schema().Inspect(w.Reader(io.TeeReader(limited, hash)), opt, previewRows+1)
	if limited.N == 0 {
		return nil, nil, problem.Errorf(problem.Rows, "Split the file or bring fewer rows.", "the file must be at most %d MB", maxFile>>20)
	}
	if err != nil && !errors.Is(err, schema.ErrInvalidRows) {
		return nil, nil, problem.Errorf(problem.Rows, "", "%w", err)
	}
	check := &Check{Report: read.Report, Name: name, Columns: f.Budget().Columns, Preview: preview(read.Head), Summary: read.Summary}
	if err != nil {
		return check, nil, nil //nolint:nilerr // the check has what is wrong with the rows
	}
	table := read.Table
	loaded := &Loaded{Data: []wire.Digest{wire.Digest(hash.Sum(nil)), digest(table)}} // without problems the whole file was read
	loaded.Rows, err = plan.NewRows(f, table, split)
	if err != nil {
		table.Clear()
		return nil, nil, problem.Errorf(problem.Rows, "", "failed to sum rows: %w", err)
	}
	loaded.Rows.Discard(table)
	loaded.Rows.Pause = progress.Breathe
	check.OK = true
	return check, loaded, nil
}

// digest identifies rows by what the training sees of them, whatever file they came in.
func digest(t *schema.Table) wire.Digest {
	h := sha256.New()
	h.Write([]byte(wire.Domain("table")))
	var b []byte
	for _, c := range t.Columns {
		b = fmt.Appendf(b, "%q,", c.Name)
	}
	for _, values := range [][]int32{t.X, t.Y} {
		b = binary.BigEndian.AppendUint64(b, uint64(len(values)))
		for _, v := range values {
			b = binary.BigEndian.AppendUint32(b, uint32(v))
		}
	}
	h.Write(b)
	return wire.Digest(h.Sum(nil))
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
