package cells

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// layout finds the header among the first rows, and cells that the header does not count.
func (s *Source) layout(sample [][]string, opt Options) {
	var at int
	switch {
	case opt.Header == NoHeader:
		s.unnamed(sample)
		return
	case opt.Header > 0:
		if at = opt.Header - 1; at >= len(sample) {
			return
		}
	default:
		var named int
		if at, named = mostNames(sample, opt.Wanted); named == 0 {
			at = firstFull(sample)
		}
		if at > 0 {
			s.Notes = append(s.Notes, fmt.Sprintf("the names of the columns are in row %d; what is above is not read", at+1))
		}
	}
	if at >= len(sample) {
		return
	}
	s.Row = at + 1
	for _, field := range sample[at] {
		s.Header = append(s.Header, oneLine(field))
	}
	rows := sample[at+1:]
	if i := firstFilled(rows); describes(rows[i:]) {
		s.described = s.Row + i + 1
		s.Notes = append(s.Notes, fmt.Sprintf("row %d has words above numbers, such as units, and is not read", s.described))
		rows = rows[i+1:]
	}
	below := slices.DeleteFunc(slices.Clone(rows), Blank)
	s.leading(below)
	s.sample(below)
	s.Headerless = opt.Header == 0 && looksLikeValues(s.Header, s.Sample)
}

// oneLine returns the name of a column without the line breaks that spreadsheets put into narrow ones.
func oneLine(field string) string {
	if strings.ContainsAny(field, "\r\n") {
		return strings.Join(strings.Fields(field), " ")
	}
	return field
}

// firstFilled returns the index of the first record that is not blank.
func firstFilled(rows [][]string) int {
	for i, fields := range rows {
		if !Blank(fields) {
			return i
		}
	}
	return len(rows)
}

// leastBelow is how many numbers a column needs before a word above them is taken for none of its values.
const leastBelow = 5

// describes reports whether the first record describes the columns: it has no number, no date and no word for missing, and
// different words in two columns at least that hold hardly anything but numbers below. As a row of values it would be refused.
func describes(rows [][]string) bool {
	if len(rows) <= leastBelow {
		return false
	}
	words := map[string]bool{}
	for i, field := range rows[0] {
		word := strings.TrimSpace(field)
		if word == "" {
			continue
		}
		if isNumber(word) || Missing(word) || IsDate(word) {
			return false
		}
		numbers, others := 0, 0
		for _, fields := range rows[1:] {
			if i >= len(fields) {
				continue
			}
			switch text := strings.TrimSpace(fields[i]); {
			case isNumber(text):
				numbers++
			case text == word:
				return false // one of its levels
			case text != "" && !Missing(text):
				others++
			}
		}
		if numbers >= leastBelow && 10*others <= numbers { // remarks below the table are no numbers
			words[word] = true
		}
	}
	return len(words) >= 2
}

func isNumber(text string) bool {
	style := Style{}
	_, rule := style.Parse(text)
	return rule == ""
}

// unnamed numbers the columns of a file without a header.
func (s *Source) unnamed(sample [][]string) {
	width, _, _ := usualWidth(sample)
	for i := range max(1, width) {
		s.Header = append(s.Header, "column "+strconv.Itoa(i+1))
	}
	s.sample(slices.DeleteFunc(slices.Clone(sample), Blank))
}

func (s *Source) sample(below [][]string) {
	for _, fields := range below {
		if fitted, rule := s.fit(slices.Clone(fields)); rule == "" && !s.repeats(fitted) {
			s.Sample = append(s.Sample, fitted)
		}
	}
}

// firstFull returns the first record with the usual number of cells, several of them filled: titles and remarks above
// have fewer. It is the first record of all if that is only one cell short, as with the row names of R.
func firstFull(sample [][]string) int {
	width, _, _ := usualWidth(sample)
	for i := range min(len(sample), headerRows) {
		filled := 0
		for _, field := range sample[i] {
			if strings.TrimSpace(field) != "" {
				filled++
			}
		}
		if len(sample[i]) >= width && filled > min(1, width-1) {
			if i == 1 && len(sample[0]) == width-1 && len(sample[0]) > 0 && !Blank(sample[0]) && !strings.HasPrefix(sample[0][0], "#") {
				return 0
			}
			return i
		}
	}
	return 0
}

// leading adds a column without a name in front if every row has one cell more than the header has names, and those cells
// hold nothing or are all different: names of rows, as R writes them.
func (s *Source) leading(below [][]string) {
	firsts := map[string]bool{}
	empty, last := 0, 0
	for _, fields := range below {
		if len(fields) != len(s.Header)+1 {
			return
		}
		first := strings.TrimSpace(fields[0])
		if first == "" {
			empty++
		}
		if strings.TrimSpace(fields[len(fields)-1]) == "" {
			last++
		}
		firsts[first] = true
	}
	if len(below) == 0 || last == len(below) || empty < len(below) && (len(below) < 2 || len(firsts) < len(below)) {
		return
	}
	s.Header, s.RowNames = slices.Insert(s.Header, 0, ""), true
	s.Notes = append(s.Notes, "every row has one cell more than the header has names: the first is taken as the name of the row and not read")
}

// looksLikeValues reports whether most cells of a header are numbers, dates, words for missing, or texts that come again
// below.
func looksLikeValues(header []string, below [][]string) bool {
	values, filled, years := 0, 0, 0
	for i, name := range header {
		name = strings.TrimSpace(name)
		if name == "" {
			continue
		}
		filled++
		style := Style{}
		v, rule := style.Parse(name)
		again := slices.ContainsFunc(below, func(fields []string) bool { return strings.TrimSpace(fields[i]) == name })
		if rule == "" || Missing(name) || IsDate(name) || again {
			values++
		}
		if rule == "" && v >= 1000 && v < 3000 && v == float64(int(v)) {
			years++ // columns may be called by them
		}
	}
	return filled > 0 && len(below) > 0 && 2*values > filled && 2*years <= filled
}
