package cells

import (
	"errors"
	"math"
	"strconv"
	"strings"
	"unicode"
)

// Style is how a file writes its numbers. One file has one decimal mark.
type Style struct {
	// Decimal is the decimal mark, a comma or a point; 0 as long as no number has shown it for certain. The other mark then
	// only stands between thousands.
	Decimal rune
	// Points means that a point is a decimal mark unless a number shows otherwise, for example if commas separate the columns.
	Points bool
	// Open counts the numbers with one mark that can be either: 1.234 may be more than a thousand.
	Open int
	// OpenMark is their mark.
	OpenMark rune
}

// Parse reads a decimal number. Spaces, apostrophes or the mark that is not the decimal one may stand between thousands, a
// minus may be U+2212, and characters without a width are of no matter. The second result is the broken rule, or "".
func (s *Style) Parse(text string) (float64, string) {
	point := -1
	for i := range len(text) {
		switch c := text[i]; {
		case c >= '0' && c <= '9', c == '-', c == '+', c == 'e', c == 'E':
		case c == '.' && point < 0:
			point = i
		default:
			return s.marked(text)
		}
	}
	if point >= 0 && s.Decimal != '.' {
		return s.marked(text)
	}
	return float(text)
}

// Shows returns the decimal mark that a number shows for certain, or 0.
func (s *Style) Shows(text string) rune {
	alone := Style{Points: s.Points}
	if _, rule := alone.Parse(text); rule != "" {
		return 0
	}
	return alone.Decimal
}

func float(text string) (float64, string) {
	v, err := strconv.ParseFloat(text, 64)
	switch {
	case math.IsInf(v, 0) && errors.Is(err, strconv.ErrRange):
		return 0, "not a number: too large"
	case err != nil || math.IsInf(v, 0):
		return 0, notNumber(text)
	}
	return v, ""
}

const mixed = "decimal commas and decimal points are mixed in this file"

// marked reads a number with marks, or with characters that only people read as part of one.
func (s *Style) marked(text string) (float64, string) {
	plain, ok := asciiNumber(text)
	if !ok {
		return 0, notNumber(text)
	}
	whole, exponent := plain, ""
	if i := strings.IndexAny(plain, "eE"); i >= 0 {
		whole, exponent = plain[:i], plain[i:]
	}
	sign := whole[:len(whole)-len(strings.TrimLeft(whole, "+-"))]
	whole = whole[len(sign):]
	first, last := strings.IndexAny(whole, groupMarks), strings.LastIndexAny(whole, groupMarks)
	if first < 0 {
		return float(plain)
	}
	decimal := rune(0) // that this number shows
	switch mark := whole[last]; {
	case strings.IndexByte(whole[:last], mark) >= 0 || mark == ' ': // more than once, or no decimal mark: between thousands
		if !grouped(whole, mark) {
			return 0, notNumber(text)
		}
		decimal = other(mark)
		whole = strings.ReplaceAll(whole, string(mark), "")
		if mark == ' ' {
			decimal = 0
		}
	case first < last: // other marks before it are between thousands
		group := whole[first]
		if !grouped(whole[:last], group) {
			return 0, notNumber(text)
		}
		decimal = rune(mark)
		whole = strings.ReplaceAll(whole[:last], string(group), "") + "." + whole[last+1:]
	case len(whole)-last == 4 && last >= 1 && last <= 3 && whole[0] != '0' && exponent == "" && digits(whole[last+1:]): // 1.234
		if s.Decimal == other(mark) {
			whole = whole[:last] + whole[last+1:]
			break
		}
		switch {
		case s.Decimal != 0:
		case mark == '.' && s.Points:
			decimal = '.'
		case s.OpenMark != 0 && s.OpenMark != rune(mark):
			return 0, mixed
		default:
			s.Open, s.OpenMark = s.Open+1, rune(mark)
		}
		whole = whole[:last] + "." + whole[last+1:]
	default:
		decimal = rune(mark)
		whole = whole[:last] + "." + whole[last+1:]
	}
	v, rule := float(sign + whole + exponent)
	if rule != "" {
		return 0, notNumber(text)
	}
	if decimal != 0 {
		if s.Decimal != 0 && s.Decimal != decimal || s.Decimal == 0 && s.Open > 0 && s.OpenMark != decimal {
			return 0, mixed
		}
		s.Decimal = decimal
	}
	return v, ""
}

const groupMarks = " .,"

func other(mark byte) rune {
	if mark == '.' {
		return ','
	}
	return '.'
}

// grouped reports whether a mark cuts digits into threes, but for the first one to three.
func grouped(whole string, mark byte) bool {
	parts := strings.Split(whole, string(mark))
	for i, part := range parts {
		if !digits(part) || i > 0 && len(part) != 3 || len(part) > 3 || part == "" {
			return false
		}
	}
	return len(parts) > 1 && parts[0][0] != '0'
}

func digits(text string) bool { return strings.Trim(text, "0123456789") == "" }

// asciiNumber returns the characters of a number in ASCII, with a space for each mark that people put between thousands besides
// commas and points. ok is false if there are others.
func asciiNumber(text string) (plain string, ok bool) {
	var b strings.Builder
	for _, r := range text {
		switch {
		case r >= '0' && r <= '9', r == '+', r == '-', r == '.', r == ',', r == 'e', r == 'E':
			b.WriteRune(r)
		case r == '\u2212':
			b.WriteByte('-')
		case r >= '０' && r <= '９':
			b.WriteByte('0' + byte(r-'０'))
		case r == '\'', r == '’', unicode.IsSpace(r):
			b.WriteByte(' ')
		case invisible(r):
		default:
			return "", false
		}
	}
	return strings.TrimSpace(b.String()), true
}

// notNumber returns the kind of reason for which a text is not a number.
func notNumber(text string) string {
	const rule = "not a number"
	has := func(set string) bool { return strings.ContainsAny(text, set) }
	digit := strings.ContainsFunc(text, unicode.IsDigit)
	letter := strings.ContainsFunc(text, unicode.IsLetter)
	switch {
	case strings.HasPrefix(text, "#"):
		return rule + ": a spreadsheet's error"
	case has("%‰"):
		return rule + ": it has a per cent sign"
	case strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Sc, r) }):
		return rule + ": it has a currency sign"
	case digit && has("<>≤≥~≈"):
		return rule + ": it has a sign such as < in front"
	case IsDate(text):
		return rule + ": a date"
	case digit && !letter && has(":"):
		return rule + ": a time of day"
	case digit && has("()"):
		return rule + ": it has brackets, which may mean a minus"
	case has("/½¼¾⅓⅔"):
		return rule + ": a fraction"
	case strings.HasPrefix(strings.ToLower(strings.TrimLeft(text, "+-")), "inf"):
		return rule + ": infinite"
	case digit && !letter && has(".,"):
		return rule + ": its commas, points or spaces are neither one decimal sign nor between thousands"
	case digit && letter:
		return rule + ": it has letters, such as those of a unit"
	case letter:
		return rule + ": a word"
	}
	return rule
}
