package schema

import (
	"math"
	"math/rand/v2"
	"slices"
)

// Split holds back a share of the rows, rounded to whole ones. They are drawn from the seed alone, never from the
// content of the rows. An owner draws its seed once, so that the same rows stay back for the whole training. A share
// that would leave nothing to learn from holds nothing back.
//
// The shuffle is that of R. Durstenfeld, Comm. ACM 7(7), 1964, on ChaCha8.
func (t *Table) Split(share float64, seed [32]byte) (train, holdout *Table) {
	back := int(math.Round(share * float64(t.Rows)))
	if back <= 0 || back >= t.Rows {
		return t, t.pick(nil)
	}
	order := rand.New(rand.NewChaCha8(seed)).Perm(t.Rows)
	kept, chosen := order[back:], order[:back]
	slices.Sort(kept)
	slices.Sort(chosen)
	return t.pick(kept), t.pick(chosen)
}

// SplitEach holds back every row with probability share, drawn from the seed alone and independent of other rows.
// Without the seed, one row more or less does not change the side of the others: a privacy of rows needs that, and
// Split does not have it. Either side may be empty.
func (t *Table) SplitEach(share float64, seed [32]byte) (train, holdout *Table) {
	if share <= 0 {
		return t, t.pick(nil)
	}
	var kept, chosen []int
	source := rand.New(rand.NewChaCha8(seed))
	for row := range t.Rows {
		if source.Float64() < share {
			chosen = append(chosen, row)
		} else {
			kept = append(kept, row)
		}
	}
	return t.pick(kept), t.pick(chosen)
}

// SplitFolds divides the rows into that many folds, each row by itself, drawn from the seed alone. A fold may be empty.
func (t *Table) SplitFolds(folds int, seed [32]byte) []*Table {
	source := rand.New(rand.NewChaCha8(seed))
	of := make([]int, t.Rows)
	for row := range of {
		of[row] = source.IntN(folds)
	}
	return t.Folds(folds, func(row int) int { return of[row] })
}

// Folds returns the rows of each fold in a table of its own. of returns the fold of a row, from 0; rows of another number are left
// out.
func (t *Table) Folds(folds int, of func(row int) int) []*Table {
	rows := make([][]int, folds)
	for row := range t.Rows {
		if fold := of(row); fold >= 0 && fold < folds {
			rows[fold] = append(rows[fold], row)
		}
	}
	out := make([]*Table, folds)
	for i := range out {
		out[i] = t.pick(rows[i])
	}
	return out
}

// Part returns the rows that keep reports, in two tables of their own: those that held reports are in the second.
func (t *Table) Part(keep, held func(row int) bool) (train, holdout *Table) {
	var kept, chosen []int
	for row := range t.Rows {
		switch {
		case !keep(row):
		case held(row):
			chosen = append(chosen, row)
		default:
			kept = append(kept, row)
		}
	}
	return t.pick(kept), t.pick(chosen)
}

// pick copies rows, given in ascending order, into a table of their own.
func (t *Table) pick(rows []int) *Table {
	d := len(t.Columns)
	out := &Table{Columns: t.Columns, Rows: len(rows), X: make([]int32, 0, len(rows)*d)}
	moved := make(map[int]int, len(rows))
	for at, r := range rows {
		moved[r] = at
		out.X = append(out.X, t.Row(r)...)
		if len(t.Y) > 0 {
			out.Y = append(out.Y, t.Y[r])
		}
		if len(t.Lines) > 0 {
			out.Lines = append(out.Lines, t.Lines[r])
		}
		if len(t.Real) > 0 {
			out.Real = append(out.Real, t.Real[r*d:(r+1)*d]...)
		}
		if t.Offset != nil {
			out.Offset = append(out.Offset, t.Offset[r])
		}
		if t.Weight != nil {
			out.Weight = append(out.Weight, t.Weight[r])
		}
		if len(t.RealY) > 0 {
			out.RealY = append(out.RealY, t.RealY[r])
		}
	}
	if t.Absent != nil {
		out.Absent = make([][]int, len(t.Absent))
		for i, absent := range t.Absent {
			for _, r := range absent {
				if at, ok := moved[r]; ok {
					out.Absent[i] = append(out.Absent[i], at)
				}
			}
		}
	}
	return out
}
