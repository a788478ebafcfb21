package schema

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/blindfit/blindfit/ml/cells"
)

// SummaryBins is the most bins of a histogram.
const SummaryBins = 24

// Summary describes a file column by column, even if rows break the schema. It is for the owner of the rows alone.
type Summary struct {
	Columns []ColumnSummary `json:"columns"` // the features, then the target
	Fixes   Fixes           `json:"fixes"`
}

// ColumnSummary describes one column that the training reads.
type ColumnSummary struct {
	Name    string `json:"name"`
	Header  string `json:"header"`  // in the file; empty if the file has no such column
	Rows    int    `json:"rows"`    // rows that have a field here
	Missing int    `json:"missing"` // without a value
	Invalid int    `json:"invalid"` // with a value that breaks a rule
	// Low, High and Mean are over all readable numbers, even outside the declared range. They are nil for levels, and
	// without numbers.
	Low  *float64 `json:"low,omitempty"`
	High *float64 `json:"high,omitempty"`
	Mean *float64 `json:"mean,omitempty"`
	// Bins count the numbers in the declared range, cut into equal parts; for
	// ordinal and nominal features the rows of each level, in declared order.
	Bins []int `json:"bins"`
	// Below and Above count the numbers outside of the declared range.
	Below int `json:"below"`
	Above int `json:"above"`
	// Mapped counts the unknown levels that stand for the level "other".
	Mapped int `json:"mapped"`
}

// Fixes are changes to ReadOptions that would fix the file.
type Fixes struct {
	// Unused are the file's columns that the training does not read.
	Unused []string `json:"unused"`
	// Headers propose an unused column for one that the file seems to lack, or none.
	Headers []HeaderFix `json:"headers"`
	// Levels propose a level for a text that is nearly one.
	Levels []LevelFix `json:"levels"`
	// Factors propose to multiply numbers, most of which are outside their range and would be inside it then.
	Factors []FactorFix `json:"factors"`
}

// HeaderFix is a column that the file lacks, and the one that may be meant.
type HeaderFix struct {
	Column string `json:"column"`
	Header string `json:"header"` // empty without a proposal
}

// LevelFix is a text in a column of the file that may be meant as a level.
type LevelFix struct {
	Header string `json:"header"` // of the column
	Text   string `json:"text"`
	Level  string `json:"level"`
	Rows   int    `json:"rows"`
}

// FactorFix is a column of the file with numbers that may be in another unit.
type FactorFix struct {
	Header string  `json:"header"`
	Factor float64 `json:"factor"`
}

// summariser collects the columns of a summary and the head of a file. A nil
// summariser does nothing.
type summariser struct {
	columns []columnReader
	names   []string // of the header, after Rename
	raw     []string // the header as the file has it
	most    int      // records of the head
	head    [][]string
}

func newSummariser(s *Schema, head int) *summariser {
	features := s.Read()
	m := &summariser{columns: make([]columnReader, len(features)), most: head}
	for i, f := range features {
		m.columns[i] = newColumnReader(f)
	}
	return m
}

// header takes the header of the file, and the same in the form in which names are compared.
func (m *summariser) header(fields, names []string, r *tableReader) {
	if m == nil {
		return
	}
	m.names, m.raw = names, slices.Clone(fields)
	if len(fields) > 0 {
		m.keep(fields)
	}
	for i := range m.columns {
		c := &m.columns[i]
		c.style = r.style
		c.how = reading{style: &c.style, compose: r.opt.Compose}
		if c.at = -1; i < len(r.at) {
			c.at, c.how.factor = r.at[i], r.opt.Factor[r.columns[i]]
		}
		if c.at >= 0 {
			c.Header = Printable(strings.TrimSpace(fields[c.at]))
		}
	}
}

// record counts the fields of one record.
func (m *summariser) record(fields []string) {
	if m == nil {
		return
	}
	m.keep(fields)
	for i := range m.columns {
		if c := &m.columns[i]; c.at >= 0 && c.at < len(fields) {
			c.see(strings.TrimSpace(fields[c.at]))
		}
	}
}

func (m *summariser) keep(fields []string) {
	if len(m.head) < m.most {
		m.head = append(m.head, slices.Clone(fields))
	}
}

// rest counts at most the given number of records of a file that has no table. It fails only if reading fails.
func (m *summariser) rest(src source, most int) error {
	for n := 0; n < most && m.names != nil; {
		record, err := src.Next()
		switch {
		case errors.Is(err, io.EOF), record.Fatal:
			return nil
		case err != nil:
			return err
		case !cells.Blank(record.Fields):
			m.record(record.Fields)
			n++
		}
	}
	return nil
}

func (m *summariser) summary() *Summary {
	out := &Summary{Fixes: Fixes{Unused: []string{}, Headers: []HeaderFix{}, Levels: []LevelFix{}, Factors: []FactorFix{}}}
	var lacking []string
	for i := range m.columns {
		c := &m.columns[i]
		out.Columns = append(out.Columns, c.finish())
		if c.at < 0 {
			lacking = append(lacking, c.feature.Name)
		} else if header := strings.TrimSpace(m.raw[c.at]); utf8.ValidString(header) {
			out.Fixes.Levels = append(out.Fixes.Levels, c.levelFixes(header)...)
			out.Fixes.Factors = append(out.Fixes.Factors, c.factorFix(header)...)
		}
	}
	for i := range m.names {
		wanted := slices.ContainsFunc(m.columns, func(c columnReader) bool { return c.at == i })
		// Names that change on the way to a person and back cannot be chosen.
		if raw := strings.TrimSpace(m.raw[i]); !wanted && raw != "" && utf8.ValidString(raw) && !slices.Contains(out.Fixes.Unused, raw) {
			out.Fixes.Unused = append(out.Fixes.Unused, raw)
		}
	}
	if len(m.names) > 0 {
		out.Fixes.Headers = matchHeaders(lacking, out.Fixes.Unused)
	}
	return out
}

// columnReader summarises one column.
type columnReader struct {
	ColumnSummary
	feature Feature
	at      int  // position in the file, -1 without
	single  bool // each bin is one whole number
	style   cells.Style
	how     reading
	numbers int
	sum     float64
	unknown map[string]int // texts that are no level, the first ones
}

const mostUnknown = 50

// levelFixes proposes the one level that a text is nearly.
func (c *columnReader) levelFixes(header string) []LevelFix {
	var fixes []LevelFix
	for _, text := range slices.Sorted(maps.Keys(c.unknown)) {
		if !utf8.ValidString(text) {
			continue
		}
		for _, near := range []func(level string) bool{
			func(level string) bool { return strings.EqualFold(level, text) },
			func(level string) bool { return plain(level) == plain(text) },
			func(level string) bool {
				return min(len(level), len(text)) >= 4 && distance(plain(level), plain(text)) == 1
			},
		} {
			found := slices.DeleteFunc(slices.Clone(c.feature.Levels), func(level string) bool { return !near(level) })
			if len(found) == 1 {
				fixes = append(fixes, LevelFix{header, text, found[0], c.unknown[text]})
			}
			if len(found) > 0 {
				break
			}
		}
	}
	return fixes
}

// factorFix proposes the power of ten nearest to 1 that brings all numbers into their range, if most are outside.
func (c *columnReader) factorFix(header string) []FactorFix {
	if c.numbers < few || 2*(c.Below+c.Above) <= c.numbers || c.how.factor != 0 {
		return nil
	}
	low, high := *c.feature.Min, *c.feature.Max
	for k := 1.0; k <= 6; k++ {
		for _, factor := range []float64{math.Pow(10, k), math.Pow(10, -k)} {
			if *c.Low*factor >= low && *c.High*factor <= high && (*c.High-*c.Low)*factor > (high-low)/50 {
				return []FactorFix{{header, factor}}
			}
		}
	}
	return nil
}

func newColumnReader(f Feature) columnReader {
	c := columnReader{feature: f, at: -1}
	bins := len(f.Levels)
	if f.Type.Numeric() {
		bins = SummaryBins
		if c.single = f.Type == Discrete && *f.Max-*f.Min < SummaryBins; c.single {
			bins = int(*f.Max-*f.Min) + 1
		}
	}
	c.ColumnSummary = ColumnSummary{Name: f.Name, Bins: make([]int, bins)}
	return c
}

// see counts one field.
func (c *columnReader) see(text string) {
	c.Rows++
	switch f := c.feature; {
	case f.isMissing(text):
		c.Missing++
	case f.Type.Numeric():
		c.number(text)
	default:
		i, rule := f.level(text, c.how.compose)
		if rule != "" {
			c.Invalid++
			if _, known := c.unknown[text]; known || len(c.unknown) < mostUnknown {
				if c.unknown == nil {
					c.unknown = map[string]int{}
				}
				c.unknown[text]++
			}
			return
		}
		c.Bins[i]++
		if f.Other != "" && !slices.Contains(f.Levels, text) && f.same(text, c.how.compose) < 0 {
			c.Mapped++
		}
	}
}

func (c *columnReader) number(text string) {
	v, rule, outside := c.feature.number(text, c.how)
	if rule != "" {
		c.Invalid++
	}
	if rule != "" && !outside && rule != ruleWhole {
		return
	}
	if c.numbers == 0 {
		low, high := v, v
		c.Low, c.High = &low, &high
	}
	*c.Low, *c.High = min(*c.Low, v), max(*c.High, v)
	c.numbers++
	c.sum += v / 2 // halves, so that two of the largest numbers do not overflow
	switch f := c.feature; {
	case v < *f.Min:
		c.Below++
	case v > *f.Max:
		c.Above++
	default:
		at := v - *f.Min
		if !c.single {
			at *= float64(len(c.Bins)) / (*f.Max - *f.Min)
		}
		c.Bins[min(len(c.Bins)-1, int(at))]++
	}
}

func (c *columnReader) finish() ColumnSummary {
	if c.numbers > 0 {
		mean := 2 * (c.sum / float64(c.numbers))
		if !math.IsInf(mean, 0) && !math.IsNaN(mean) {
			c.Mean = &mean
		}
	}
	return c.ColumnSummary
}

// String returns the number of columns: the content of a summary never prints by chance.
func (s *Summary) String() string { return fmt.Sprintf("summary of %d columns", len(s.Columns)) }
