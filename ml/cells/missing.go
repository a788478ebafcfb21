package cells

import "strings"

// missingWords are texts for a missing value, in lower case, that programs write or people use.
var missingWords = map[string]bool{
	"": true, "na": true, "n/a": true, "#n/a": true, "#na": true, "<na>": true, "nan": true, "-nan": true, "1.#qnan": true, "-1.#ind": true,
	"null": true, `\n`: true, "none": true, "nil": true, "?": true, "-": true, ".": true,
}

// Missing reports whether the text of a cell, without the spaces around it, is one for a missing value.
func Missing(text string) bool {
	const longest = 7
	return len(text) <= longest && missingWords[strings.ToLower(text)]
}

// IsDate reports whether a text is a day as people write it, in numbers or with the first letters of the month, with or
// without a time of day.
func IsDate(text string) bool {
	day, _, _ := strings.Cut(text, " ")
	day, _, _ = strings.Cut(day, "T")
	for _, mark := range []string{"-", "/", "."} {
		parts := strings.Split(day, mark)
		if len(parts) != 3 {
			continue
		}
		most := []int{31, 12, 9999}
		if len(parts[0]) == 4 {
			most = []int{9999, 12, 31}
		}
		return len(parts[0])+len(parts[2]) > 2 && (between(parts, most) || between(parts, []int{12, 31, 9999}))
	}
	return false
}

// between reports whether each part is a number from 1 to the largest there, or for the months of a year letters.
func between(parts []string, most []int) bool {
	for i, part := range parts {
		n := 0
		for _, c := range []byte(part) {
			if c < '0' || c > '9' {
				n = -1
				break
			}
			n = 10*n + int(c-'0')
		}
		if n < 0 && most[i] == 12 && len(part) == 3 && part[0] >= 'A' {
			continue
		}
		if n < 1 && most[i] < 9999 || n < 0 || n > most[i] || len(part) > 4 || part == "" {
			return false
		}
	}
	return true
}
