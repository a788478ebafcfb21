// Package describe owns descriptions of rows without a model: the counts and sums that data owners send in one round, and
// the description of all their rows together that follows from the totals.
//
// Missing values are counted column by column, and a row that lacks one is kept for its other columns.
package describe

import (
	"slices"

	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/survival"
)

// MaxValues bounds the counts and sums of one upload.
const MaxValues = 1 << 18

// Design is the content of a description. Its methods are the layout of an upload, which both sides derive:
// cell by cell the number of rows, then for each feature its sums and counts, then events and censored rows by bins of
// times; after the cells the sums of every two numbers, and at the end the number of all rows.
type Design struct {
	// Schema marks missing values by columns (schema.MissingIndicator) and is timed if there are curves.
	Schema *schema.Schema
	// Group is the index of the feature by which rows are divided, or -1.
	Group int
	// Survival are the times to an event, or nil.
	Survival *survival.Columns
	// Noisy means that the totals have noise, so that uploads have another layout: see noisy.go. There are no times then.
	Noisy bool
}

// Features returns the features that are described, without times and events.
func (d *Design) Features() []schema.Feature {
	if d.Survival == nil {
		return d.Schema.Features
	}
	return d.Schema.Features[:len(d.Schema.Features)-2]
}

// CellCount returns the number of sets of rows that are summed apart: one for each level of the group, and one for rows that
// lack it; one without a group.
func (d *Design) CellCount() int {
	if d.Group < 0 {
		return 1
	}
	return len(d.Schema.Features[d.Group].Levels) + 1
}

// Bins are the values of a feature as they are counted.
type Bins struct {
	N int
	// Exact means that each bin is one value or level; otherwise bins are equal parts of the declared range, closed on the
	// right, and the first also holds the least value.
	Exact bool
}

// BinsOf returns the bins of a feature: its levels, its values if there are at most schema.MaxBins (with noise at most as many as
// bins are declared), or as many equal parts of its range.
func (d *Design) BinsOf(f schema.Feature) Bins {
	if !f.Type.Numeric() {
		return Bins{len(f.Levels), true}
	}
	most := float64(schema.MaxBins)
	if d.Noisy && f.Bins > 0 { // each count has the same noise, so that few are worth more
		most = float64(f.Bins)
	}
	if f.Type == schema.Discrete && *f.Max-*f.Min < most {
		return Bins{int(*f.Max-*f.Min) + 1, true}
	}
	if f.Bins > 0 {
		return Bins{f.Bins, false}
	}
	return Bins{schema.MaxBins, false}
}

// edges returns the right edges of the bins of a number as rows have them, or nil if bins are values.
func (d *Design) edges(f schema.Feature) []int32 {
	b := d.BinsOf(f)
	if b.Exact {
		return nil
	}
	out := make([]int32, b.N)
	for i := range out {
		out[i] = f.Quantised(edge(f, b.N, i+1))
	}
	return out
}

// edge returns the i-th of the bounds of n equal parts of a feature's range, from 0 to n.
func edge(f schema.Feature, n, i int) float64 {
	low, high := *f.Min, *f.Max
	if i == n {
		return high
	}
	return low + (high-low)*float64(i)/float64(n)
}

// binOf returns the bin of an encoded value; edges are those of its bins.
func binOf(x int32, edges []int32) int {
	at, _ := slices.BinarySearch(edges, x)
	return min(at, len(edges)-1)
}

// numbers returns the indices of the numeric features.
func (d *Design) numbers() []int {
	var out []int
	for i, f := range d.Features() {
		if f.Type.Numeric() {
			out = append(out, i)
		}
	}
	return out
}

// summed reports whether the values of a feature are summed as well as counted.
func (d *Design) summed(f schema.Feature) bool { return !d.BinsOf(f).Exact }

// pairSums is the number of sums of every two numbers, over the rows that have both: rows, both sums, both sums of
// squares, the sum of products.
const pairSums = 6

// Values returns the number of counts and sums of an upload.
func (d *Design) Values() int {
	if d.Noisy {
		return d.CellCount() * len(d.noisyLayout())
	}
	cell := 1
	for _, f := range d.Features() {
		cell += d.BinsOf(f).N
		if d.summed(f) {
			cell += 2
		}
	}
	if d.Survival != nil {
		cell += 2 * d.Survival.Bins()
	}
	n := len(d.numbers())
	return d.CellCount()*cell + pairSums*n*(n-1)/2 + 1
}
