package disclosure

import (
	"encoding/binary"
	"errors"
	"math"
	"slices"
)

// Column is one column of an encoded matrix, a target or a weight included.
type Column struct {
	Name string // for people: "age", "ward=7", "age:sex=F"
	// Encoding identifies the column with its coding; columns with equal encodings hold equal values. Empty means Name.
	Encoding string
	// Source is the column of the file that it is made of; empty if there are several, as for a product.
	Source string
	// Fixed marks a column that was declared to be constant within an owner.
	Fixed bool
	// Gaps is set if the column marks missing values. If the values vary and it does not, nothing is missing.
	Gaps bool
}

func (c Column) key() string {
	if c.Encoding != "" {
		return c.Encoding
	}
	return c.Name
}

// Sum is the sum of one exact training over some of the rows, given earlier or about to be given.
type Sum struct {
	// Now marks a sum that is about to be given; the others were given earlier.
	Now     bool
	Columns []Column
	// Read writes the values of row i to dst, which is as long as Columns. It is called for rows of the sum only.
	Read func(i int, dst []float64)
	// In reports whether row i is in the sum. Nil stands for all rows.
	In func(i int) bool
	// Weight returns the case weight of row i, at least 0. Nil stands for a sum without weights.
	Weight func(i int) float64
	// Part returns the part of the sum that row i is in: each has sums of its own. Nil stands for one part.
	Part func(i int) int
	// Groups means that the parts are groups of rows which are told of apart, so that each needs enough rows.
	Groups bool
}

// Table is an owner's rows as its sums have them, earlier ones included.
type Table struct {
	Rows int
	Sums []Sum
	// Line returns the number under which people find row i. Nil stands for i+1.
	Line func(i int) int
}

func (t *Table) line(i int) int {
	if t.Line == nil {
		return i + 1
	}
	return t.Line(i)
}

func (t *Table) in(sum, i int) bool { return t.Sums[sum].In == nil || t.Sums[sum].In(i) }

// class is rows that are in the same sums.
type class struct {
	sums []int
	rows []int
}

// classes returns the classes of rows that this table's new sums change: those in a new sum, and those that a new sum
// separates from rows which were in the same earlier sums. The order is that of their first rows.
func (t *Table) classes() []class {
	byPattern := map[string]int{}
	var all []class
	given := map[string]bool{} // patterns of earlier sums with a row in a new sum
	earlier := func(sums []int) string {
		var b []byte
		for _, s := range sums {
			if !t.Sums[s].Now {
				b = append(b, byte(s), byte(s>>8))
			}
		}
		return string(b)
	}
	now := func(sums []int) bool { return slices.ContainsFunc(sums, func(s int) bool { return t.Sums[s].Now }) }
	pattern := make([]byte, len(t.Sums))
	for i := range t.Rows {
		for s := range t.Sums {
			pattern[s] = 0
			if t.in(s, i) {
				pattern[s] = 1
			}
		}
		at, known := byPattern[string(pattern)]
		if !known {
			at = len(all)
			byPattern[string(pattern)] = at
			var c class
			for s, in := range pattern {
				if in == 1 {
					c.sums = append(c.sums, s)
				}
			}
			all = append(all, c)
			if now(c.sums) {
				given[earlier(c.sums)] = true
			}
		}
		all[at].rows = append(all[at].rows, i)
	}
	var out []class
	for _, c := range all {
		if len(c.sums) > 0 && (now(c.sums) || given[earlier(c.sums)]) {
			out = append(out, c)
		}
	}
	return out
}

// parts returns the rows of a class by the parts of its sums that they are in, in the order of their first rows.
func (t *Table) parts(c class) [][]int {
	at := map[string]int{}
	var out [][]int
	for _, i := range c.rows {
		var pattern []byte
		for _, s := range c.sums {
			if part := t.Sums[s].Part; part != nil {
				pattern = binary.AppendVarint(pattern, int64(part(i)))
			}
		}
		k, known := at[string(pattern)]
		if !known {
			k = len(out)
			at[string(pattern)] = k
			out = append(out, nil)
		}
		out[k] = append(out[k], i)
	}
	return out
}

// joint is the columns of all sums of a class side by side, each encoding once.
type joint struct {
	columns []Column
	parts   []part
	err     error // set by read: a value that is no number
}

// part is one sum's contribution to the joint columns.
type part struct {
	read    func(i int, dst []float64)
	weight  func(i int) float64
	buffer  []float64
	columns [][2]int // pairs (position in the sum, position among the joint columns), unweighted
	scaled  [][2]int // likewise, times the root of the weight; position -1 is the constant
	at      int      // of the weight itself; -1 without
}

var errNotFinite = errors.New("invalid column: holds a value that is not a number")

func (t *Table) joint(sums []int) *joint {
	j := &joint{}
	at := map[string]int{}
	add := func(key string, c Column) (int, bool) {
		if k, had := at[key]; had {
			return k, false
		}
		at[key] = len(j.columns)
		j.columns = append(j.columns, c)
		return at[key], true
	}
	for _, s := range sums {
		sum := t.Sums[s]
		p := part{read: sum.Read, weight: sum.Weight, buffer: make([]float64, len(sum.Columns)), at: -1}
		for k, c := range sum.Columns {
			if to, fresh := add("x "+c.key(), c); fresh {
				p.columns = append(p.columns, [2]int{k, to})
			}
		}
		if sum.Weight != nil {
			// A weighted sum of products is a sum of products of the columns times the root of the weight.
			p.at, _ = add("w", Column{Name: "weight"})
			if to, fresh := add("r", Column{Name: "weight"}); fresh {
				p.scaled = append(p.scaled, [2]int{-1, to})
			}
			for k, c := range sum.Columns {
				if to, fresh := add("r "+c.key(), c); fresh {
					p.scaled = append(p.scaled, [2]int{k, to})
				}
			}
		}
		j.parts = append(j.parts, p)
	}
	return j
}

// read writes the joint columns of row i.
func (j *joint) read(i int, dst []float64) {
	for k := range j.parts {
		p := &j.parts[k]
		if len(p.columns)+len(p.scaled) == 0 && p.at < 0 {
			continue
		}
		p.read(i, p.buffer)
		for _, c := range p.columns {
			dst[c[1]] = p.buffer[c[0]]
		}
		if p.weight == nil {
			continue
		}
		w := p.weight(i)
		dst[p.at] = w
		for _, c := range p.scaled {
			dst[c[1]] = math.Sqrt(w)
			if c[0] >= 0 {
				dst[c[1]] *= p.buffer[c[0]]
			}
		}
	}
	for _, x := range dst {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			j.err = errNotFinite
		}
	}
}
