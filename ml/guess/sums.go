package guess

import (
	"math"
	"slices"
	"strings"
	"unicode"
)

// leastSummed is how many rows there are at least above one with their sums.
const leastSummed = 4

// sums returns the row of the last numbers if these are the sums of those above them, in at least half of the columns of numbers
// and in more than one, unless there is only one; otherwise 0. People write them below a table.
func sums(columns []*column) int {
	row := 0
	for _, c := range columns {
		row = max(row, c.numberRow)
	}
	all, summed := 0, 0
	for _, c := range columns {
		if c.numberRow != row || c.numbers <= leastSummed || !c.mostlyNumbers() {
			continue
		}
		all++
		if above := c.sum - c.last; c.last != 0 && math.Abs(above-c.last) <= 1e-9*math.Abs(c.last) {
			summed++
		}
	}
	if summed > 0 && 2*summed >= all && (summed > 1 || all == 1) {
		return row
	}
	return 0
}

// summaries are words at the start of a row that sums up those above it.
var summaries = []string{"total", "totals", "grand total", "subtotal", "sum", "mean", "average", "median", "summe", "gesamt", "insgesamt", "gesamtsumme", "mittelwert",
	"durchschnitt", "somme", "moyenne", "suma", "media", "totale", "totaal", "gemiddelde", "razem", "średnia", "soma", "média", "合計", "総計", "計", "平均"}

// sumsUp reports whether the last cell of a column of words, which is the only one of its kind, says that its row sums up those above.
func (c *column) sumsUp() bool {
	word := strings.ToLower(strings.TrimFunc(c.lastText, func(r rune) bool { return !unicode.IsLetter(r) }))
	return slices.Contains(summaries, word) && (c.tooMany || c.counts[c.lastText] == 1)
}
