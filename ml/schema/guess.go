package schema

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Guessed describes the columns of a table as a starting point for their declaration. It must not be used as a schema
// without review by a person.
type Guessed struct {
	Features []Feature // every column that can be one, in the order of the file
	Rows     int
	Missing  []string // features with missing values
	Notes    []string // points to check, naming columns
}

const (
	guessRows   = 1 << 20
	guessLevels = 50 // more distinct texts look like names or free text
)

// scales are words that people rank, lowest first.
var scales = [][]string{
	{"very low", "low", "medium", "high", "very high"},
	{"low", "mid", "high"}, {"low", "moderate", "high"},
	{"small", "medium", "large"}, {"xs", "s", "m", "l", "xl", "xxl"},
	{"very bad", "bad", "fair", "good", "very good", "excellent"},
	{"poor", "fair", "good", "very good", "excellent"},
	{"never", "rarely", "sometimes", "often", "always"},
	{"strongly disagree", "disagree", "neutral", "agree", "strongly agree"},
	{"none", "mild", "moderate", "severe"},
	{"fair", "good", "very good", "premium", "ideal"},
	{"first", "second", "third", "fourth", "fifth"},
}

// Guess reads a CSV file with a header and guesses the type of each column. Ranges are rounded outwards, so that they
// fit the rows of other owners as well.
func Guess(r io.Reader) (*Guessed, error) {
	var opt ReadOptions
	src, rule, err := new(Schema).open(r, &opt)
	if err != nil {
		return nil, err
	}
	if rule != "" {
		return nil, fmt.Errorf("%w: %s", ErrInvalidRows, rule)
	}
	header, line, rule, _, err := src.next()
	switch {
	case rule != "":
		return nil, fmt.Errorf("%w: row %d: %s", ErrInvalidRows, line, rule)
	case errors.Is(err, io.EOF):
		return nil, fmt.Errorf("%w: the file is empty", ErrInvalidRows)
	case err != nil:
		return nil, fmt.Errorf("failed to read rows: %w", err)
	}
	if !slices.ContainsFunc(header, notUTF8) {
		return guessColumns(src, slices.Clone(header), opt.Separator)
	}
	return nil, fmt.Errorf("%w: %s", ErrInvalidRows, ruleNotUTF8)
}

// guessColumns guesses from the rows under a header. A row may be shorter or longer than that.
func guessColumns(src source, header []string, separator rune) (*Guessed, error) {
	columns := make([]guess, len(header))
	for i, name := range header {
		columns[i] = guess{name: strings.TrimSpace(name), counts: map[string]int{}, style: numberStyle{commaAllowed: separator != ','}}
	}
	g := &Guessed{}
	for g.Rows < guessRows {
		fields, line, rule, fatal, err := src.next()
		if errors.Is(err, io.EOF) {
			break
		}
		switch {
		case err != nil:
			return nil, fmt.Errorf("failed to read rows: %w", err)
		case fatal:
			return nil, fmt.Errorf("%w: row %d: %s", ErrInvalidRows, line, rule)
		case blank(fields):
			continue
		}
		g.Rows++
		for i := range min(len(fields), len(columns)) {
			columns[i].see(strings.TrimSpace(fields[i]))
		}
	}
	for i := range columns {
		g.add(&columns[i], i+1)
	}
	if len(g.Features) == 0 {
		return nil, fmt.Errorf("%w: no column can be a feature", ErrInvalidRows)
	}
	return g, nil
}

// guess is the state of one column.
type guess struct {
	name            string
	style           numberStyle
	seen, missing   int
	numbers, wholes int
	dates           int
	low, high       float64
	unit            unit
	counts          map[string]int
	tooMany         bool
}

// isDate reports whether a text is a day as people write it in numbers, with or without a time of day.
func isDate(text string) bool {
	day, _, _ := strings.Cut(text, " ")
	day, _, _ = strings.Cut(day, "T")
	for _, layout := range []string{"2006-1-2", "2006/1/2", "2.1.2006", "2.1.06", "2/1/2006", "1/2/2006"} {
		if _, err := time.Parse(layout, day); err == nil {
			return true
		}
	}
	return false
}

func (c *guess) see(text string) {
	if (Feature{}).isMissing(text) {
		c.missing++
		return
	}
	c.seen++
	if v, rule := c.style.parse(text); rule == "" {
		if c.numbers == 0 {
			c.low, c.high = v, v
		}
		c.low, c.high = min(c.low, v), max(c.high, v)
		c.numbers++
		c.unit.see(text, v)
		if v == math.Trunc(v) {
			c.wholes++
		}
	}
	if isDate(text) {
		c.dates++
	}
	if c.counts[text]++; len(c.counts) > 4*MaxLevels {
		c.tooMany, c.counts = true, map[string]int{}
	}
}

// add turns the column at a position, counted from 1, into a feature, or notes the reason why it cannot be one.
func (g *Guessed) add(c *guess, position int) {
	note := func(format string, args ...any) {
		g.Notes = append(g.Notes, fmt.Sprintf("column %s: ", printable(c.name))+fmt.Sprintf(format, args...))
	}
	switch {
	case textRule(c.name) != "":
		g.Notes = append(g.Notes, fmt.Sprintf("column %d of the file has no usable name and is left out", position))
		return
	case slices.ContainsFunc(g.Features, func(f Feature) bool { return f.Name == c.name }):
		note("is there twice; the second is left out, and rows are refused until one of the two has another name")
		return
	case c.seen == 0:
		note("holds no values and is left out")
		return
	}
	f := Feature{Name: c.name}
	switch {
	case c.numbers == c.seen && c.codes():
		note("whole numbers of a column of this name are taken as codes: declare it discrete, with a range, if they count or measure")
		c.levels(&f, note)
	case c.numbers == c.seen:
		c.number(&f, note)
	case c.dates == c.seen:
		note("holds dates, which no type of feature takes, and is left out: make a number of it, such as years")
		return
	case slices.ContainsFunc(slices.Collect(maps.Keys(c.counts)), notUTF8):
		note("holds text that is not UTF-8 and is left out: save the file as CSV in UTF-8")
		return
	case c.tooMany || len(c.counts) > guessLevels || len(c.counts) > 10 && 2*len(c.counts) > c.seen:
		note("looks like names or free text and is left out")
		return
	case len(c.counts) == 1:
		note("always holds the same and is left out")
		return
	default:
		if c.numbers > 0 {
			note("numbers are mixed with words, which are taken as levels")
		}
		c.levels(&f, note)
	}
	if f.validate("") != nil {
		note("cannot be a feature as it is and is left out")
		return
	}
	g.Features = append(g.Features, f)
	if c.missing > 0 {
		g.Missing = append(g.Missing, c.name)
	}
}

// codeWords are words in the names of columns that hold codes, whatever they are written with.
var codeWords = []string{
	"category", "cause", "center", "centre", "city", "class", "clinic", "code", "country", "department", "ethnicity", "gender", "group", "hospital",
	"inst", "institution", "kind", "origin", "race", "region", "sector", "sex", "site", "status", "type", "ward", "zip",
}

// codes reports whether a column of numbers looks like one of codes: whole, few, from 0 or a little more, and named as
// codes are.
func (c *guess) codes() bool {
	n := len(c.counts)
	if c.wholes != c.seen || c.tooMany || n < 2 || n > guessLevels || n > 10 && 5*n > c.seen || c.low < 0 || c.low > 1 {
		return false
	}
	words := strings.FieldsFunc(strings.ToLower(c.name), func(r rune) bool { return r < 'a' || r > 'z' })
	return slices.ContainsFunc(words, func(w string) bool { return slices.Contains(codeWords, w) })
}

func (c *guess) number(f *Feature, note func(string, ...any)) {
	f.Type = Continuous
	whole := c.wholes == c.seen
	if whole && math.Abs(c.low) < 1<<50 && math.Abs(c.high) < 1<<50 {
		f.Type = Discrete
	}
	low, high := c.low, c.high
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
	if whole && len(c.counts) == c.seen && c.seen > 20 && high-low < 4*float64(c.seen) {
		note("every row has another whole number: leave it out if it is a row number or a code")
	}
}

// outwards widens a range to round numbers, two digits of its width.
func outwards(low, high float64) (float64, float64) {
	width := high - low
	if width == 0 {
		width = math.Max(math.Abs(high), 1)
	}
	step := math.Pow(10, math.Floor(math.Log10(width))-1)
	if step == 0 || math.IsInf(step, 0) {
		return low, high
	}
	a, b := math.Floor(low/step)*step, math.Ceil(high/step)*step
	if low >= 0 {
		a = max(a, 0)
	}
	// Products of powers of ten carry dust: 0.30000000000000004.
	return clean(a, low, -1), clean(b, high, 1)
}

// clean drops digits past the twelfth, if the bound stays on its side.
func clean(x, inside float64, side float64) float64 {
	var y float64
	if _, err := fmt.Sscan(fmt.Sprintf("%.12g", x), &y); err != nil || (y-inside)*side < 0 {
		return inside
	}
	return y
}

func (c *guess) levels(f *Feature, note func(string, ...any)) {
	var levels []string
	for level := range c.counts {
		levels = append(levels, level)
	}
	slices.Sort(levels)
	if ranked := rank(levels); ranked != nil {
		f.Type, f.Levels = Ordinal, ranked
		note("taken as ranked, lowest first: check the order")
		return
	}
	// The most frequent level is the reference: its coefficient is the intercept.
	slices.SortStableFunc(levels, func(a, b string) int { return cmp.Compare(c.counts[b], c.counts[a]) })
	slices.Sort(levels[1:])
	f.Type, f.Levels = Nominal, levels
}

// rank returns the levels in the order of a known scale, or nil if none holds them all.
func rank(levels []string) []string {
	if len(levels) < 3 {
		return nil
	}
	for _, scale := range scales {
		at := func(level string) int { return slices.Index(scale, strings.ToLower(level)) }
		if !slices.ContainsFunc(levels, func(l string) bool { return at(l) < 0 }) {
			out := slices.Clone(levels)
			slices.SortFunc(out, func(a, b string) int { return cmp.Compare(at(a), at(b)) })
			return out
		}
	}
	return nil
}

// unit finds the largest step of which all numbers of a column are whole multiples, as they are written.
type unit struct {
	decimals int   // of the number with most
	divisor  int64 // the greatest common one of all numbers, in units of the last decimal
	broken   bool  // some number has too many digits
}

// mostDigits is how many digits a float64 keeps.
const mostDigits = 15

// see counts the number v, which is written as text.
func (u *unit) see(text string, v float64) {
	n := decimals(text)
	if u.broken = u.broken || n > mostDigits; u.broken {
		return
	}
	for ; u.decimals < n; u.decimals++ {
		if u.divisor *= 10; u.divisor > 1<<59 {
			u.broken = true
			return
		}
	}
	whole := math.Abs(math.Round(v * math.Pow10(u.decimals)))
	if u.broken = !(whole < 1<<53); u.broken {
		return
	}
	a, b := u.divisor, int64(whole)
	for b != 0 {
		a, b = b, a%b
	}
	u.divisor = a
}

// decimals returns how many decimals a number is written with.
func decimals(text string) int {
	mantissa, exponent, _ := strings.Cut(strings.ToLower(text), "e")
	n := 0
	if i := strings.IndexAny(mantissa, ".,"); i >= 0 {
		n = len(strings.TrimRight(mantissa[i+1:], "0"))
	}
	if e, err := strconv.Atoi(exponent); err == nil {
		n -= e
	}
	return max(0, n)
}

// step returns the unit of the last decimal if a range holds few enough of them, and else the greatest common divisor. It
// returns nil if that is too small too.
func (u *unit) step(low, high float64) *float64 {
	if u.broken {
		return nil
	}
	for _, units := range []int64{1, u.divisor} {
		step, err := strconv.ParseFloat(strconv.FormatInt(units, 10)+"e-"+strconv.Itoa(u.decimals), 64)
		f := Feature{Type: Continuous, Min: &low, Max: &high, Step: &step}
		if err == nil && f.stepRule() == "" && f.Exact() {
			return &step
		}
	}
	return nil
}
