package guess

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Words in names of columns, in lower case.
var (
	ofPeople = []string{"firstname", "lastname", "surname", "forename", "fullname", "vorname", "nachname", "prenom", "prénom", "apellido",
		"mail", "email", "phone", "telephone", "telefon", "tel", "mobile", "handy", "fax", "address", "adresse", "street", "strasse", "straße",
		"iban", "ssn", "passport", "url", "website", "signature"}
	ofKeys = []string{"id", "uid", "uuid", "guid", "rownum", "rowid", "rowname", "rownames", "mrn", "identifier"}
	// ofPersons are names of columns with keys of people, alone or with a word of ofKeys or ofRows.
	ofPersons = []string{"patient", "subject", "person", "participant", "proband", "respondent"}
	ofRows    = []string{"n", "nr", "no", "num", "number", "row", "index", "obs", "observation", "lfd"}
	postal    = []string{"zip", "zipcode", "postcode", "postal", "plz", "cap"}
)

// wordsOf cuts a name into its words, in lower case: firstName and first_name are first, name.
func wordsOf(name string) (parts []string) {
	start := true
	for _, r := range name {
		switch {
		case !unicode.IsLetter(r):
			start = true
			continue
		case start || unicode.IsUpper(r) && !strings.HasSuffix(parts[len(parts)-1], string(unicode.ToLower(r))) && name != strings.ToUpper(name):
			parts = append(parts, "")
			start = false
		}
		parts[len(parts)-1] += string(unicode.ToLower(r))
	}
	return parts
}

// hasWord reports whether a name has one of the words, alone or among others: first_name has firstname.
func hasWord(name string, words []string) bool {
	parts := wordsOf(name)
	for i, part := range parts {
		if slices.Contains(words, part) || i > 0 && slices.Contains(words, parts[i-1]+part) {
			return true
		}
	}
	return false
}

// namesPersons reports whether a name says that a column has keys of people, and nothing else about them.
func namesPersons(name string) bool {
	parts := wordsOf(name)
	return hasWord(name, ofPersons) && !slices.ContainsFunc(parts, func(part string) bool {
		return !slices.Contains(ofPersons, part) && !slices.Contains(ofKeys, part) && !slices.Contains(ofRows, part) && part != "code"
	})
}

// personal reports whether a text looks like a mail address, a telephone number, the address of a page or a long key.
func personal(text string) bool {
	digits, letters, signs := 0, 0, 0
	for _, r := range text {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case unicode.IsLetter(r):
			letters++
		case strings.ContainsRune("+-/() .", r):
			signs++
		case unicode.IsSpace(r):
			return false
		}
	}
	at := strings.IndexByte(text, '@')
	switch {
	case at > 0 && strings.Contains(text[at:], "."), strings.Contains(text, "://"), strings.HasPrefix(strings.ToLower(text), "www."):
		return true
	case letters == 0 && digits >= 7 && digits+signs == len(text) && (text[0] == '0' && !strings.Contains(text, ".") || text[0] == '+' && signs > 1 || text[0] == '('):
		return true
	}
	return len(text) >= 16 && digits >= 3 && letters >= 3 && !strings.Contains(text, " ")
}

// fewKeys is how many different keys may be levels, such as those of places.
const fewKeys = 10

// leftOut returns the reason why a column cannot be a feature, or "".
func (c *column) leftOut(rows int) string {
	distinct := len(c.counts)
	nearlyAll := c.tooMany || 10*distinct >= 9*c.seen
	numbers := c.mostlyNumbers()
	longest := 0
	for text := range c.counts {
		longest = max(longest, utf8.RuneCountInString(text))
	}
	switch {
	case c.seen > 2 && 2*c.people > c.seen || !numbers && hasWord(c.name, ofPeople) || hasWord(c.name, ofPeople) && c.zeros > 0 ||
		hasWord(c.name, []string{"phone", "telephone", "telefon", "mobile", "iban", "ssn"}):
		return "looks like names, addresses, telephone numbers or keys of people or things and is left out"
	case numbers && c.wholes == c.numbers && (hasWord(c.name, ofKeys) || namesPersons(c.name) && (c.tooMany || distinct > fewKeys)):
		return "looks like numbers of people or things and is left out"
	case !numbers && (hasWord(c.name, ofKeys) || namesPersons(c.name)) && (c.tooMany || distinct > fewKeys):
		return "looks like keys of people or things, which everybody who is invited would read, and is left out"
	case numbers && (c.position == 1 || hasWord(c.name, ofRows)) && c.numbers > 10 && c.inOrder == c.numbers-1 && c.missing == 0 && (c.last == float64(rows) || c.last == float64(rows-1)):
		return "numbers the rows and is left out: every row has another whole number"
	case numbers && c.dateNumbers():
		return "looks like dates written as numbers, such as 20240131, and is left out: make a number of it, such as years"
	case numbers:
		return ""
	case 2*c.dates > c.seen || len(c.reasons) == 1 && c.reasons["not a number: a date"].count == c.seen:
		return "holds dates, which no type of feature takes, and is left out: make a number of it, such as years"
	case slices.ContainsFunc(slices.Collect(maps.Keys(c.counts)), func(t string) bool { return !utf8.ValidString(t) }):
		return "holds text that is not UTF-8 and is left out: save the file as CSV in UTF-8"
	case distinct == 1:
		return "always holds the same and is left out"
	case c.seen >= 5 && nearlyAll && distinct > 2, !c.tooMany && distinct > 10 && 2*distinct > c.seen:
		return "looks like names or free text and is left out"
	case c.tooMany || distinct > maxLevels:
		return fmt.Sprintf("looks like names or free text, more than %d different ones, and is left out: declare the levels yourself if it is not", min(distinct, maxLevels))
	case longest > 100:
		return "looks like free text and is left out"
	}
	return ""
}

// dateNumbers reports whether all numbers are days written as 20240131.
func (c *column) dateNumbers() bool {
	if c.tooMany || c.wholes < c.numbers || c.low < 19000101 || c.high > 21001231 || len(c.counts) < 3 {
		return false
	}
	values, _ := c.values()
	for _, v := range values {
		month, day := math.Mod(math.Trunc(v/100), 100), math.Mod(v, 100)
		if month < 1 || month > 12 || day < 1 || day > 31 {
			return false
		}
	}
	return true
}
