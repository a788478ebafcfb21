package schema

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/blindfit/blindfit/ml/cells"
)

// isMissing reports whether text is a missing value of f. A declared level has precedence, in any case of its letters: a
// country "NA" can be a level, and "na" is then a wrong level.
func (f Feature) isMissing(text string) bool {
	if slices.Contains(f.MissingValues, text) {
		return true
	}
	if f.Type.Numeric() && len(f.MissingValues) > 0 {
		v, err := strconv.ParseFloat(text, 64)
		return err == nil && slices.ContainsFunc(f.MissingValues, func(m string) bool {
			w, err := strconv.ParseFloat(m, 64)
			return err == nil && v == w
		}) || cells.Missing(text)
	}
	return cells.Missing(text) && !slices.ContainsFunc(f.Levels, func(level string) bool { return strings.EqualFold(level, text) })
}

// reading is how the values of one column are read.
type reading struct {
	style   *cells.Style
	compose func(string) string
	factor  float64 // 0 is none
	open    *openNumbers
}

// bare returns a number without the declared unit before or behind it.
func (f Feature) bare(text string) string {
	if f.Unit == "" {
		return text
	}
	return strings.TrimSpace(strings.TrimSuffix(strings.TrimPrefix(text, f.Unit), f.Unit))
}

// number reads and checks a value of a numeric feature. It returns the rule that the value breaks, or "", and whether the
// value is a number outside the declared range.
func (f Feature) number(text string, how reading) (v float64, rule string, outside bool) {
	before := how.style.Open
	v, rule = how.style.Parse(f.bare(text))
	if how.factor != 0 && rule == "" {
		if v *= how.factor; how.factor < 1 { // a thousandth is rounded, a thousand is not
			v = v / how.factor / math.Round(1/how.factor)
		}
	}
	if o := how.open; o != nil && rule == "" && how.style.Open > before {
		if o.count == 0 {
			o.low, o.high = v, v
		}
		o.count, o.low, o.high = o.count+1, min(o.low, v), max(o.high, v)
	}
	switch {
	case rule != "":
		return 0, rule, false
	case v < *f.Min:
		return v, "below the declared minimum " + formatNumber(*f.Min), true
	case v > *f.Max:
		return v, "above the declared maximum " + formatNumber(*f.Max), true
	case f.Type == Discrete && v != math.Trunc(v):
		return v, ruleWhole, false
	}
	return v, "", false
}

const ruleWhole = "must be a whole number"

// level returns the index of a level of an ordinal or nominal feature.
func (f Feature) level(text string, compose func(string) string) (int, string) {
	if i := slices.Index(f.Levels, text); i >= 0 {
		return i, ""
	}
	if i := f.same(text, compose); i >= 0 {
		return i, ""
	}
	if f.Other != "" {
		return slices.Index(f.Levels, f.Other), ""
	}
	if !utf8.ValidString(text) {
		return 0, "not UTF-8 text: save the file as UTF-8"
	}
	for _, level := range f.Levels {
		if strings.EqualFold(level, text) {
			return 0, "not one of the declared levels (one differs only in upper and lower case)"
		}
	}
	return 0, "not one of the declared levels"
}

const plainText = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"

// same returns the one level that looks like a text or is the same number, or -1.
func (f Feature) same(text string, compose func(string) string) int {
	folded := cells.Fold(text, compose)
	v, err := strconv.ParseFloat(folded, 64)
	if err != nil && len(folded) == len(text) && strings.Trim(text, plainText) == "" {
		return -1 // as it was compared already
	}
	found := -1
	for i, level := range f.Levels {
		w, werr := strconv.ParseFloat(level, 64)
		if cells.Fold(level, compose) != folded && (err != nil || werr != nil || v != w) {
			continue
		}
		if found >= 0 {
			return -1
		}
		found = i
	}
	return found
}

// encode writes the columns of one value to dst, in [-1/2, 1/2]; len(dst) is the
// feature's width. It returns the rule that the value breaks, or "", and whether
// the value is a number outside the declared range.
func (f Feature) encode(dst []float64, text string, missing bool, how reading) (rule string, outside bool) {
	indicator := len(dst) > f.width(MissingReject)
	for i := range dst {
		dst[i] = -0.5
	}
	if missing {
		if f.Type != Nominal {
			dst[0] = 0
		}
		if indicator {
			dst[len(dst)-1] = 0.5
		}
		return "", false
	}
	if f.Type.Numeric() {
		v, rule, outside := f.number(text, how)
		if rule == "" {
			dst[0] = f.scaleNumber(v)
		}
		return rule, outside
	}
	i, rule := f.level(text, how.compose)
	switch {
	case rule != "":
	case f.Type == Ordinal:
		dst[0] = f.ScaleRank(i)
	case i > 0:
		dst[i-1] = 0.5
	}
	return rule, false
}

// formatNumber writes a number in full, with an exponent only where digits would be lost in zeros.
func formatNumber(v float64) string {
	if a := math.Abs(v); a != 0 && (a >= 1e15 || a < 1e-6) {
		return strconv.FormatFloat(v, 'g', -1, 64)
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}
