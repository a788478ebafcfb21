package publish

// hideRows returns which numbers of rows are hidden, by cell. They and their total are one line of counts.
func (v *View) hideRows() []bool {
	counts := make([]int64, len(v.cells))
	hidden := make([]bool, len(v.cells))
	for c := range v.cells {
		counts[c] = v.cells[c].Rows
		hidden[c] = v.Rule.Hides(counts[c])
	}
	if len(v.cells) == 1 {
		return hidden
	}
	v.Rule.complete(counts, hidden, 1)
	return hidden
}

// complete hides further counts of a line from a place on, the smallest first, until there are none or at least two hidden ones
// that are no small number together.
func (r Rule) complete(counts []int64, hidden []bool, from int) {
	for {
		n, sum := 0, int64(0)
		for i := from; i < len(counts); i++ {
			if hidden[i] {
				n++
				sum += counts[i]
			}
		}
		next := smallest(counts, hidden, from)
		if n == 0 || n > 1 && sum >= r.Below || next < 0 {
			return
		}
		hidden[next] = true
	}
}

// smallest returns the index of the smallest count from a place on that is not hidden, a positive one if there is one. It
// returns -1 if all from there on are hidden.
func smallest(counts []int64, hidden []bool, from int) int {
	best := -1
	for i := from; i < len(counts); i++ {
		if hidden[i] {
			continue
		}
		if best < 0 || counts[best] == 0 && counts[i] > 0 || counts[i] > 0 && counts[i] < counts[best] {
			best = i
		}
	}
	return best
}

// hideFeature returns which counts of a feature are hidden, by line and cell.
//
// Lines and cells form a table with totals: each line adds up to its count in all rows, and each cell to its number of rows.
// A hidden count follows from the others if and only if its edge is a bridge of the graph that joins the line and the cell of
// every hidden count (D. Gusfield, SIAM J. Comput. 17, 1988). So further counts are hidden, the smallest first, until no
// bridge is left, and until those of a line or of a cell, which their total discloses together, are no small number.
func (v *View) hideFeature(feature int) [][]bool {
	lines, cells := v.levels(feature)+1, len(v.cells)
	hidden := make([][]bool, lines)
	for l := range hidden {
		hidden[l] = make([]bool, cells)
		for c := range hidden[l] {
			hidden[l][c] = v.Rule.Hides(v.count(feature, l, c))
		}
	}
	for {
		for again := true; again; {
			again = v.thicken(feature, hidden)
		}
		l, c, found := v.bridge(hidden)
		if !found {
			return hidden
		}
		if !v.hideBeside(feature, hidden, l, c) {
			return hidden // nothing is left to hide
		}
	}
}

// thicken completes every line and every cell with a shown total, and reports whether it hid anything.
func (v *View) thicken(feature int, hidden [][]bool) bool {
	before := hiddenIn(hidden)
	cells := len(v.cells)
	for l := range hidden {
		counts := make([]int64, cells)
		for c := range counts {
			counts[c] = v.count(feature, l, c)
		}
		if cells > 1 && !hidden[l][0] {
			v.Rule.complete(counts, hidden[l], 1)
		}
	}
	for c := range cells {
		if v.rows[c] {
			continue
		}
		counts, line := make([]int64, len(hidden)), make([]bool, len(hidden))
		for l := range hidden {
			counts[l], line[l] = v.count(feature, l, c), hidden[l][c]
		}
		v.Rule.complete(counts, line, 0)
		for l := range hidden {
			hidden[l][c] = line[l]
		}
	}
	return hiddenIn(hidden) > before
}

func hiddenIn(hidden [][]bool) int {
	n := 0
	for _, line := range hidden {
		for _, h := range line {
			if h {
				n++
			}
		}
	}
	return n
}

// hideBeside hides one more count: the smallest in the cell of a hidden one, in its line if the cell has another, or anywhere.
// It reports whether there was one.
func (v *View) hideBeside(feature int, hidden [][]bool, line, cell int) bool {
	bestLine, bestCell, found, best := 0, 0, false, int64(0)
	consider := func(l, c int) {
		if hidden[l][c] {
			return
		}
		n := v.count(feature, l, c)
		if !found || best == 0 && n > 0 || n > 0 && n < best {
			bestLine, bestCell, found, best = l, c, true, n
		}
	}
	alone := 0 // hidden counts of the cell
	for l := range hidden {
		if hidden[l][cell] {
			alone++
		}
	}
	if alone < 2 || line == len(hidden) {
		for l := range hidden {
			consider(l, cell)
		}
	}
	if !found && line < len(hidden) {
		for c := range hidden[line] {
			consider(line, c)
		}
	}
	if !found {
		for l := range hidden {
			for c := range hidden[l] {
				consider(l, c)
			}
		}
	}
	if found {
		hidden[bestLine][bestCell] = true
	}
	return found
}

// bridge returns a hidden count that follows from the others. The line after the last is the numbers of rows.
func (v *View) bridge(hidden [][]bool) (line, cell int, found bool) {
	for l := range hidden {
		for c := range hidden[l] {
			if hidden[l][c] && !v.joined(hidden, l, c) {
				return l, c, true
			}
		}
	}
	for c, h := range v.rows {
		if h && !v.joined(hidden, len(hidden), c) {
			return len(hidden), c, true
		}
	}
	return 0, 0, false
}

// joined reports whether a line and a cell are joined by hidden counts other than their own. The numbers of rows are one more
// line; with one cell, counts add up to it alone, and all lines are joined.
func (v *View) joined(hidden [][]bool, line, cell int) bool {
	lines := len(hidden)
	root := make([]int, lines+1+len(v.cells))
	for i := range root {
		root[i] = i
	}
	find := func(i int) int {
		for root[i] != i {
			root[i] = root[root[i]]
			i = root[i]
		}
		return i
	}
	for l := range hidden {
		if len(v.cells) == 1 {
			root[find(l)] = find(lines)
		}
		for c := range hidden[l] {
			if hidden[l][c] && (l != line || c != cell) {
				root[find(l)] = find(lines + 1 + c)
			}
		}
	}
	for c, h := range v.rows {
		if h && (line != lines || c != cell) {
			root[find(lines)] = find(lines + 1 + c)
		}
	}
	return find(line) == find(lines+1+cell)
}
