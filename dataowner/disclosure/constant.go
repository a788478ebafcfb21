package disclosure

import "slices"

// constant returns the columns of the file that have one value in all rows of the new sums and are not declared fixed,
// and the encoded columns that are constant and declared so, or although other columns of the same source vary; not those of
// gaps, of which there are none. The model owner declares columns, so the owner is informed at least.
//
// A source is constant if every encoded column that is made of it is: a nominal column has one column for each level
// but the first, and an owner with the first level only has none of them.
func (t *Table) constant(pause func()) (sources, lacks []string) {
	columns := t.values(pause)
	varies := map[string]bool{}
	for _, c := range columns {
		if c.varies {
			varies[c.Source] = true
		}
	}
	for _, c := range columns {
		switch {
		case c.varies:
		case c.Fixed || c.Source == "" || varies[c.Source]:
			if !c.Gaps {
				lacks = append(lacks, c.Name)
			}
		case !slices.Contains(sources, c.Source):
			sources = append(sources, c.Source)
		}
	}
	return sources, lacks
}

// observed is a column over the rows of all new sums.
type observed struct {
	Column
	read   bool // a row was read; first is its value
	first  float64
	varies bool
}

// values returns the columns of the new sums, each encoding once, in order.
func (t *Table) values(pause func()) []*observed {
	var out []*observed
	at := map[string]*observed{}
	for _, s := range t.now() {
		sum := t.Sums[s]
		columns := make([]*observed, len(sum.Columns))
		for k, c := range sum.Columns {
			if at[c.key()] == nil {
				at[c.key()] = &observed{Column: c}
				out = append(out, at[c.key()])
			}
			columns[k] = at[c.key()]
		}
		row := make([]float64, len(columns))
		for i := range t.Rows {
			if i%blockRows == 0 {
				pause()
			}
			if !t.in(s, i) {
				continue
			}
			sum.Read(i, row)
			for k, c := range columns {
				if !c.read {
					c.read, c.first = true, row[k]
				}
				c.varies = c.varies || row[k] != c.first
			}
		}
	}
	return out
}
