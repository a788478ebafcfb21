package guess

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"unicode"

	"github.com/blindfit/blindfit/ml/cells"
	"github.com/blindfit/blindfit/ml/schema"
)

// column is the state of one column.
type column struct {
	name     string
	position int
	style    cells.Style // of plain numbers
	bare     cells.Style // of numbers with a unit
	factor   float64     // of the numbers, or 0

	rows          int // cells seen
	seen, missing int
	numbers       int // plain ones, or with a unit
	wholes, dates int
	low, high     float64
	least         float64 // without values that stand for missing
	unit          unit
	zeros         int // digits that begin with 0, as codes do
	decimals      int // numbers with the decimal mark
	exponents     int // numbers such as 1E2
	inOrder       int // whole numbers one above that of the row before
	last          float64
	sum           float64
	numberRow     int            // of the last number
	lastRow       int            // of the last cell with a value
	lastText      string         // of that cell
	counts        map[string]int // of all texts with a value
	tooMany       bool
	words         map[string]int   // of words for missing, but for empty cells
	units         map[string]int   // per cent and currency signs next to numbers
	others        map[string]place // of texts that are no numbers, the first ones
	reasons       map[string]place // why they are none
	asMissing     int              // cells with texts that are taken for missing
	kept          []string         // words for missing that are levels
	people        int              // cells that look like mail, telephone, address of a page or key
}

// place counts cells and has the row of the first.
type place struct {
	count, row int
	rule       string
}

const maxOthers = 20 // different texts in a column of numbers that are looked at one by one

func (c *column) see(text string, row int) {
	c.rows++
	if cells.Missing(text) {
		c.missing++
		if text != "" && len(c.words) < 20 {
			c.words[text]++
		}
		return
	}
	c.seen++
	c.lastRow, c.lastText = row, text
	if !c.tooMany {
		if c.counts[text]++; len(c.counts) > 4*schema.MaxLevels {
			c.tooMany, c.counts = true, map[string]int{}
		}
	}
	if personal(text) {
		c.people++
	}
	if cells.IsDate(text) {
		c.dates++
	}
	v, rule := c.style.Parse(text)
	if rule != "" {
		if bare, unit := withoutUnit(text); unit != "" {
			if v, rule = c.bare.Parse(bare); rule == "" {
				c.units[unit]++
			}
		}
	}
	if rule != "" {
		if p := c.others[text]; len(c.others) <= maxOthers {
			c.others[text] = place{p.count + 1, cmp.Or(p.row, row), rule}
		}
		p := c.reasons[rule]
		c.reasons[rule] = place{p.count + 1, cmp.Or(p.row, row), rule}
		return
	}
	if c.style.Decimal != 0 && strings.ContainsRune(text, c.style.Decimal) {
		c.decimals++
	}
	c.numberRow = row
	c.count(v, text)
}

// count counts a number.
func (c *column) count(v float64, text string) {
	if c.factor != 0 {
		v *= c.factor
	}
	if c.numbers == 0 {
		c.low, c.high = v, v
	}
	c.low, c.high = min(c.low, v), max(c.high, v)
	if v == math.Trunc(v) {
		c.wholes++
		if c.numbers > 0 && v == c.last+1 {
			c.inOrder++
		}
	}
	c.last = v
	c.sum += v
	c.numbers++
	c.unit.see(text, v)
	if len(text) > 1 && text[0] == '0' && strings.Trim(text, "0123456789") == "" {
		c.zeros++
	}
	if strings.ContainsAny(text, "eE") && !strings.ContainsAny(text, ".,+-") {
		c.exponents++
	}
}

// withoutUnit returns a text without the per cent or currency sign before or behind it.
func withoutUnit(text string) (bare, unit string) {
	isUnit := func(r rune) bool { return r == '%' || unicode.Is(unicode.Sc, r) }
	if i := strings.IndexFunc(text, isUnit); i >= 0 {
		for _, r := range text[i:] {
			unit = string(r)
			break
		}
		bare = strings.TrimSpace(text[:i] + text[i+len(unit):])
		if i == 0 || strings.TrimSpace(text[i+len(unit):]) == "" {
			return bare, unit
		}
	}
	return text, ""
}

// mostlyNumbers reports whether a column is one of numbers, with few other cells.
func (c *column) mostlyNumbers() bool {
	others := c.seen - c.numbers
	if others == 0 {
		return c.numbers > 0
	}
	return c.dates < c.numbers && c.numbers >= 4*others && (c.tooMany || len(c.counts)-len(c.others) > 5)
}

// number drafts a feature of numbers.
func (c *column) number(f *schema.Feature, note func(string, ...any)) {
	f.Type = schema.Continuous
	c.notNumbers(f, note)
	whole := c.wholes == c.numbers
	if whole && math.Abs(c.low) < 1<<50 && math.Abs(c.high) < 1<<50 {
		f.Type = schema.Discrete
	}
	low, high := c.sentinels(f, note)
	c.least = low
	if !whole || high-low > 20 { // few whole numbers are ranks or counts, and stay
		low, high = outwards(low, high)
	}
	if low == high {
		high++
		note("always holds the same number")
	}
	f.Min, f.Max = &low, &high
	if !f.WithStep().Exact() {
		if f.Step = c.unit.step(low, high); f.Step == nil {
			note("has too many digits for a step: its values are rounded to %.2g", f.Cell())
		}
	}
	c.codes(f, note)
}

// codeWords are words in the names of columns that hold codes, whatever they are written with.
var codeWords = []string{
	"category", "cause", "center", "centre", "city", "class", "clinic", "code", "country", "department", "ethnicity", "gender", "group", "hospital",
	"inst", "institution", "kind", "origin", "race", "region", "sector", "sex", "site", "status", "type", "ward",
}

// named reports whether a column of numbers looks like one of codes: whole, few, from 0 or a little more, and named as
// codes are.
func (c *column) named() bool {
	n := len(c.counts)
	if c.numbers != c.seen || c.wholes != c.seen || c.tooMany || n < 2 || n > 20 || n > 10 && 5*n > c.seen || c.low < 0 || c.low > 1 {
		return false
	}
	return hasWord(c.name, codeWords)
}

// codes notes numbers that may be no quantities.
func (c *column) codes(f *schema.Feature, note func(string, ...any)) {
	distinct := len(c.counts)
	switch {
	case c.zeros > 0:
		note("has numbers that begin with 0: if they are codes, declare levels or leave it out")
	case c.exponents > 0:
		note("has numbers such as 1E2, which is 100: are they codes?")
	case hasWord(c.name, postal):
		note("looks like codes of places, which are no quantities: declare levels or leave it out")
	case f.Type == schema.Discrete && c.numbers > 20 && (c.tooMany || distinct == c.numbers) && c.high-c.low >= float64(c.numbers-1) && *f.Max-*f.Min < 4*float64(c.numbers):
		note("every row has another whole number: leave it out if it is a row number or a code")
	case f.Type == schema.Discrete && distinct > 1 && distinct <= 5 && c.numbers > 20 && *f.Max-*f.Min < 10 && *f.Max-*f.Min > 1:
		note("has %d different whole numbers: if they are codes of categories, declare it nominal with these levels", distinct)
	}
}

// notNumbers drafts a rule for the few cells of a column of numbers that are not numbers.
func (c *column) notNumbers(f *schema.Feature, note func(string, ...any)) {
	for _, unit := range slices.Sorted(maps.Keys(c.units)) {
		if f.Unit == "" && len(unit) < 5 {
			f.Unit = unit
			note("%d of %d numbers have %q, which is declared as the unit", c.units[unit], c.numbers, unit)
		} else {
			note("numbers have %q and %q: rows are refused until they have one unit", f.Unit, unit)
		}
	}
	if c.seen == c.numbers {
		return
	}
	reasons := c.reasons
	if len(c.others) <= maxOthers {
		reasons = c.otherThanMarks(f, note)
	}
	for _, rule := range slices.Sorted(maps.Keys(reasons)) {
		p := reasons[rule]
		note("%s in %s, first in row %d: such rows are refused%s", strings.TrimPrefix(rule, "not a number: "), cellsOf(p.count), p.row, wayOut(rule))
	}
}

// otherThanMarks declares marks that stand for a missing number, and returns the other cells that are not numbers, by their kind.
func (c *column) otherThanMarks(f *schema.Feature, note func(string, ...any)) map[string]place {
	var marks []string
	asMarks := 0
	rest := map[string]place{}
	texts := slices.SortedFunc(maps.Keys(c.others), func(a, b string) int {
		return cmp.Or(cmp.Compare(c.others[a].row, c.others[b].row), cmp.Compare(a, b))
	})
	for _, text := range texts {
		p := c.others[text]
		switch {
		case p.count == 1 && c.isFooter(text, p.row):
			note("row %d looks like a sum or a remark below the table: delete such rows", p.row)
		case isMark(text) && len(marks) < 5:
			marks, asMarks = append(marks, text), asMarks+p.count
		default:
			r := rest[p.rule]
			rest[p.rule] = place{r.count + p.count, min(cmp.Or(r.row, p.row), p.row), p.rule}
		}
	}
	if len(marks) > 0 {
		f.MissingValues, c.asMissing = marks, asMarks
		note("%d of %d values are no numbers but %s: taken as words for missing", asMarks, c.seen, quoted(marks))
	}
	return rest
}

// wayOut is the way out for cells that break a rule of numbers, or "" where the rule has it.
func wayOut(rule string) string {
	switch {
	case strings.HasSuffix(rule, " in front"):
		return "; write a number in their place, such as half of the limit, or declare them in missing_values"
	case strings.Contains(rule, "letters"):
		return "; put flags and remarks into a column of their own, or declare a unit"
	}
	return ""
}

func cellsOf(n int) string {
	if n == 1 {
		return "1 cell"
	}
	return fmt.Sprintf("%d cells", n)
}

// isFooter reports whether a text is a word in one of the last rows.
func (c *column) isFooter(text string, row int) bool {
	return row >= c.lastRow-2 && !strings.HasPrefix(text, "#") && strings.ContainsFunc(text, unicode.IsLetter)
}

// isMark reports whether a text that is no number stands for a missing one: a spreadsheet's error, or marks or a short word
// without digits.
func isMark(text string) bool {
	const longest = 14
	return strings.HasPrefix(text, "#") || len(text) <= longest && !strings.ContainsFunc(text, unicode.IsDigit) && !strings.ContainsAny(text, "<>%")
}

func quoted(texts []string) string {
	out := make([]string, len(texts))
	for i, text := range texts {
		out[i] = fmt.Sprintf("%q", text)
	}
	return strings.Join(out, ", ")
}
