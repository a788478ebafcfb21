package describe

import (
	"errors"
	"math/big"

	"github.com/blindfit/blindfit/ml/schema"
)

// adder adds up the values of an upload. Products of two encoded values are at most 2^46, so that 2^16 of them stay within 63
// bits.
type adder struct {
	total   []*big.Int
	partial []int64
	at      int // of the next value
}

func (a *adder) flush() {
	var x big.Int
	for i, p := range a.partial {
		if p != 0 {
			a.total[i].Add(a.total[i], x.SetInt64(p))
			a.partial[i] = 0
		}
	}
}

// add adds values at the current place and moves on.
func (a *adder) add(values ...int64) {
	for _, v := range values {
		a.partial[a.at] += v
		a.at++
	}
}

// count adds 1 at one of the next n places and moves past all of them; at no place if bin is negative.
func (a *adder) count(bin, n int) {
	if bin >= 0 {
		a.partial[a.at+bin]++
	}
	a.at += n
}

// column is where a feature is in encoded rows.
type column struct {
	schema.Feature
	at, marks int // its first column, and the one that marks missing values
	bins      Bins
	edges     []int32
}

// bin returns the bin of a row's value, or -1 if it is missing.
func (c *column) bin(row []int32) int {
	switch {
	case row[c.marks] > 0:
		return -1
	case !c.Type.Numeric():
		return c.LevelOf(row[c.at:])
	case c.bins.Exact:
		return schema.RankOf(row[c.at], c.bins.N)
	}
	return binOf(row[c.at], c.edges)
}

// columns returns where all features are, those of times and events included.
func (d *Design) columns() []column {
	var out []column
	for i, c := range d.Schema.Columns() {
		switch {
		case c.Feature < 0:
		case c.Role == schema.RoleMissing:
			out[len(out)-1].marks = i
		case len(out) <= c.Feature:
			f := d.Schema.Features[c.Feature]
			out = append(out, column{Feature: f, at: i, bins: d.BinsOf(f), edges: d.edges(f)})
		}
	}
	return out
}

// Sums returns the values of an owner's upload without noise. Counts are whole rows; sums and products are of encoded values, in steps of
// 2^-24 and 2^-48 of the declared range, counted from its middle.
func (d *Design) Sums(t *schema.Table) ([]*big.Int, error) {
	if len(t.Columns) != d.Schema.Width() || len(t.X) != t.Rows*len(t.Columns) || d.Schema.Missing != schema.MissingIndicator {
		return nil, errors.New("invalid table: it has not the columns of this description")
	}
	n := d.Values()
	a := &adder{total: make([]*big.Int, n), partial: make([]int64, n)}
	for i := range a.total {
		a.total[i] = new(big.Int)
	}
	columns, numbers := d.columns(), d.numbers()
	var times []int32
	if d.Survival != nil {
		times = d.Survival.Edges()
	}
	cells := d.CellCount()
	perCell := n / cells
	if !d.Noisy {
		perCell = (n - 1 - pairSums*len(numbers)*(len(numbers)-1)/2) / cells
	}
	for r := range t.Rows {
		row := t.Row(r)
		cell := cells - 1
		if d.Group >= 0 {
			if level := columns[d.Group].bin(row); level >= 0 {
				cell = level
			}
		}
		a.at = cell * perCell
		if d.Noisy {
			d.addNoisy(a, row, columns)
		} else {
			d.addCell(a, row, columns, times)
			a.at = cells * perCell
			addPairs(a, row, columns, numbers)
			a.add(1)
		}
		if r%(1<<16) == 1<<16-1 {
			a.flush()
		}
	}
	a.flush()
	return a.total, nil
}

// addCell adds a row to the values of its cell.
func (d *Design) addCell(a *adder, row []int32, columns []column, times []int32) {
	a.add(1)
	for i := range d.Features() {
		c := &columns[i]
		bin := c.bin(row)
		if d.summed(c.Feature) {
			x := int64(row[c.at])
			if bin < 0 {
				x = 0
			}
			a.add(x, x*x)
		}
		a.count(bin, c.bins.N)
	}
	if times == nil {
		return
	}
	time, event := &columns[len(columns)-2], &columns[len(columns)-1]
	bin, happened := binOf(row[time.at], times), event.bin(row)
	if row[time.marks] > 0 || happened < 0 {
		a.at += 2 * len(times)
		return
	}
	places := [2]int{-1, -1} // of events and of censored rows
	places[1-happened] = bin
	a.count(places[0], len(times))
	a.count(places[1], len(times))
}

// addPairs adds a row to the sums of every two numbers that it has.
func addPairs(a *adder, row []int32, columns []column, numbers []int) {
	for i, p := range numbers {
		for _, q := range numbers[i+1:] {
			x, y := &columns[p], &columns[q]
			if row[x.marks] > 0 || row[y.marks] > 0 {
				a.at += pairSums
				continue
			}
			u, v := int64(row[x.at]), int64(row[y.at])
			a.add(1, u, v, u*u, v*v, u*v)
		}
	}
}
