package schema

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// missingWords are common texts for a missing value.
var missingWords = []string{"", "na", "n/a", "#n/a", "nan", "null", "none", "nil", "?", "-", "."}

// isMissing reports whether text is a missing value of f. A declared level has precedence: a country "NA" can be a
// level.
func (f Feature) isMissing(text string) bool {
	if slices.Contains(f.Levels, text) {
		return false
	}
	return slices.Contains(missingWords, strings.ToLower(text))
}

// numberStyle remembers how a file writes its decimals, so that one file cannot mix two ways.
type numberStyle struct {
	commaAllowed bool // the file's separator is not the comma
	comma, point bool // seen so far
}

// parse reads a plain decimal number. The second result is the broken rule, or "".
func (s *numberStyle) parse(text string) (float64, string) {
	for _, r := range text {
		if !strings.ContainsRune("0123456789+-.,eE", r) {
			return 0, "not a number"
		}
	}
	commas, points := strings.Count(text, ","), strings.Count(text, ".")
	switch {
	case commas > 0 && !s.commaAllowed:
		return 0, "not a number: write a decimal point and no thousands separators"
	case commas+points > 1:
		return 0, "not a number: thousands separators are not accepted"
	case commas == 1 && s.point, points == 1 && s.comma:
		return 0, "decimal commas and decimal points are mixed in this file"
	}
	s.comma = s.comma || commas == 1
	s.point = s.point || points == 1
	v, err := strconv.ParseFloat(strings.Replace(text, ",", ".", 1), 64)
	if err != nil || math.IsInf(v, 0) {
		return 0, "not a number"
	}
	return v, ""
}

// number reads and checks a value of a numeric feature. It returns the rule that the value breaks, or "", and whether the
// value is a number outside the declared range.
func (f Feature) number(text string, style *numberStyle) (v float64, rule string, outside bool) {
	v, rule = style.parse(text)
	switch {
	case rule != "":
		return 0, rule, false
	case v < *f.Min:
		return 0, "below the declared minimum " + formatNumber(*f.Min), true
	case v > *f.Max:
		return 0, "above the declared maximum " + formatNumber(*f.Max), true
	case f.Type == Discrete && v != math.Trunc(v):
		return 0, "must be a whole number", false
	}
	return v, "", false
}

// level returns the index of a level of an ordinal or nominal feature.
func (f Feature) level(text string) (int, string) {
	if i := slices.Index(f.Levels, text); i >= 0 {
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

// encode writes the columns of one value to dst, in [-1/2, 1/2]; len(dst) is the
// feature's width. It returns the rule that the value breaks, or "", and whether
// the value is a number outside the declared range.
func (f Feature) encode(dst []float64, text string, missing bool, style *numberStyle) (rule string, outside bool) {
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
		v, rule, outside := f.number(text, style)
		if rule == "" {
			dst[0] = f.scaleNumber(v)
		}
		return rule, outside
	}
	i, rule := f.level(text)
	switch {
	case rule != "":
	case f.Type == Ordinal:
		dst[0] = f.ScaleRank(i)
	case i > 0:
		dst[i-1] = 0.5
	}
	return rule, false
}

func formatNumber(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
