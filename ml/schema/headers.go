package schema

import (
	"slices"
	"strings"
	"unicode"
)

// matchHeaders proposes one of the unused headers for each absent column, and none twice. It takes the first of these
// if it exists: a header that differs only in case, spaces and punctuation; one that begins with the name of the
// column, or the other way round; one that is one typing error away. If two fit equally well it proposes none.
func matchHeaders(lacking, unused []string) []HeaderFix {
	fixes := make([]HeaderFix, len(lacking))
	free := slices.Clone(unused)
	for i, name := range lacking {
		fixes[i].Column = name
	}
	for _, fits := range []func(column, header string) bool{
		func(column, header string) bool { return column == header },
		func(column, header string) bool {
			return min(len(column), len(header)) >= 3 && (strings.HasPrefix(header, column) || strings.HasPrefix(column, header))
		},
		func(column, header string) bool {
			return min(len(column), len(header)) >= 4 && distance(column, header) <= max(1, len(column)/4)
		},
	} {
		for i, name := range lacking {
			if fixes[i].Header != "" {
				continue
			}
			var found []string
			for _, header := range free {
				if fits(plain(name), plain(header)) {
					found = append(found, header)
				}
			}
			if len(found) == 1 {
				fixes[i].Header = found[0]
				free = slices.DeleteFunc(free, func(h string) bool { return h == found[0] })
			}
		}
	}
	return fixes
}

// plain keeps letters and digits, in lower case.
func plain(name string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, name)
}

// distance is the number of single-character changes between two names, swaps of
// neighbours included (optimal string alignment).
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	var before []int
	last := make([]int, len(y)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(x); i++ {
		row := make([]int, len(y)+1)
		row[0] = i
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last = last, row
	}
	return last[len(y)]
}
