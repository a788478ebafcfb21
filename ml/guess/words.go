package guess

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/blindfit/blindfit/ml/schema"
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
	{"none", "mild", "moderate", "severe"}, {"none", "minor", "major"}, {"none", "low", "medium", "high"},
	{"fair", "good", "very good", "premium", "ideal"},
	{"first", "second", "third", "fourth", "fifth"},
}

// wordsAsLevels decides which words for missing are levels in a column of words: "none" always, "-" next to "+", and NA
// among codes of its form. A word that a column of numbers of the table holds as well is missing everywhere.
func (c *column) wordsAsLevels(missing map[string]bool, note func(string, ...any)) {
	if c.numbers > 0 || len(c.words) == 0 {
		return
	}
	for _, word := range slices.Sorted(maps.Keys(c.words)) {
		n := c.words[word]
		lower := strings.ToLower(word)
		level := false
		switch {
		case missing[lower] || c.tooMany:
		case lower == "none":
			level = true
		case lower == "-":
			level = c.counts["+"] > 0
		case word == "NA":
			level = len(c.counts) >= 3 && !slices.ContainsFunc(slices.Collect(maps.Keys(c.counts)), func(t string) bool {
				return utf8.RuneCountInString(t) > 3 || t != strings.ToUpper(t)
			})
		}
		if level {
			c.counts[word] += n
			c.seen, c.missing = c.seen+n, c.missing-n
			c.kept = append(c.kept, word)
			note("%s %q, taken as a level: if it means missing, take it out of the levels", haveRows(n), word)
		} else {
			note("%s %q, read as missing; is it a level? Then add it to the levels", haveRows(n), word)
		}
	}
}

// haveRows is the start of a sentence about rows.
func haveRows(n int) string {
	if n == 1 {
		return "1 row has"
	}
	return fmt.Sprintf("%d rows have", n)
}

// levels drafts a feature of words.
func (c *column) levels(f *schema.Feature, note func(string, ...any)) {
	if c.numbers > 0 {
		note("numbers are mixed with words, which are taken as levels")
	}
	levels := slices.Sorted(maps.Keys(c.counts))
	c.rare(note)
	c.alike(levels, note)
	if ranked := rank(levels); ranked != nil {
		f.Type, f.Levels = schema.Ordinal, ranked
		note("taken as ranked, lowest first: check the order")
		return
	}
	// The most frequent level is the reference: its coefficient is the intercept.
	slices.SortStableFunc(levels, func(a, b string) int { return cmp.Compare(c.counts[b], c.counts[a]) })
	slices.Sort(levels[1:])
	f.Type, f.Levels = schema.Nominal, levels
}

// rare notes levels of few rows: all invited owners read them.
func (c *column) rare(note func(string, ...any)) {
	few := 0
	for _, n := range c.counts {
		if n < 3 {
			few++
		}
	}
	if few > 0 && c.seen > 20 {
		note("%d of its %d levels are in fewer than 3 rows: everybody who is invited reads the levels", few, len(c.counts))
	}
}

// alike notes levels that differ only in the case of letters or in invisible characters.
func (c *column) alike(levels []string, note func(string, ...any)) {
	byForm := map[string]int{}
	for _, level := range levels {
		byForm[strings.ToLower(strings.Map(func(r rune) rune {
			if unicode.Is(unicode.Cf, r) || unicode.IsSpace(r) {
				return -1
			}
			return r
		}, level))]++
	}
	if len(byForm) < len(levels) {
		note("some levels differ only in upper and lower case, spaces or invisible characters: write them in one way")
	}
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
