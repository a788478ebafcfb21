package schema

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// ErrInvalidRows is wrapped by the error of ReadCSV and ReadRecords if rows break the schema. The Report lists the
// places.
var ErrInvalidRows = errors.New("invalid rows")

// Problem is one place where a file breaks a rule. Row is the line of the file,
// the header being line 1, or 0 for the file as a whole; Column may be empty.
type Problem struct {
	Row    int    `json:"row"`
	Column string `json:"column,omitempty"`
	Rule   string `json:"rule"`
}

// String returns "row 7, column weight: rule".
func (p Problem) String() string {
	switch {
	case p.Row > 0 && p.Column != "":
		return fmt.Sprintf("row %d, column %s: %s", p.Row, p.Column, p.Rule)
	case p.Row > 0:
		return fmt.Sprintf("row %d: %s", p.Row, p.Rule)
	case p.Column != "":
		return fmt.Sprintf("column %s: %s", p.Column, p.Rule)
	}
	return p.Rule
}

// Group is all places of a file that break one rule in one column.
type Group struct {
	Column string `json:"column,omitempty"`
	Rule   string `json:"rule"`
	Count  int    `json:"count"`
	Rows   []int  `json:"rows"` // the first ones; none for the file as a whole
}

// ProblemLines describes the problems of a report in lines of text, one for all rows that break the same rule in the same
// column: "rows 2 to 101, column weight: rule".
func (r *Report) ProblemLines() []string {
	lines := make([]string, len(r.Groups))
	for i, g := range r.Groups {
		kind := Problem{Column: g.Column, Rule: g.Rule}
		if len(g.Rows) <= 1 {
			for _, row := range g.Rows {
				kind.Row = row
			}
			lines[i] = kind.String()
			continue
		}
		separator := ", "
		if kind.Column == "" {
			separator = ": "
		}
		lines[i] = "rows " + rowRanges(g.Rows, g.Count) + separator + kind.String()
	}
	return lines
}

// rowRanges writes ascending numbers of rows as "2 to 5, 9 and 11"; after eight ranges it counts the rest. count is how many
// there are in all.
func rowRanges(rows []int, count int) string {
	const most = 8
	var ranges []string
	for i := 0; i < len(rows); {
		j := i + 1
		for j < len(rows) && rows[j] <= rows[j-1]+1 {
			j++
		}
		if len(ranges) == most {
			return strings.Join(ranges, ", ") + fmt.Sprintf(" and %d more", count-i)
		}
		text := fmt.Sprint(rows[i])
		if j-i > 2 {
			text += fmt.Sprintf(" to %d", rows[j-1])
		} else if j-i == 2 {
			text += fmt.Sprintf(", %d", rows[j-1])
		}
		ranges = append(ranges, text)
		i = j
	}
	if more := count - len(rows); more > 0 {
		return strings.Join(ranges, ", ") + fmt.Sprintf(" and %d more", more)
	}
	if last := len(ranges) - 1; last > 0 {
		return strings.Join(ranges[:last], ", ") + " and " + ranges[last]
	}
	return ranges[0]
}

// MissingCount is the number of missing values of a column.
type MissingCount struct {
	Column string `json:"column"`
	Count  int    `json:"count"`
}

// Report describes a file to a person before anything is computed from it. It is for the owner of the rows alone and
// holds none of their values.
type Report struct {
	Rows         int            `json:"rows"`    // records after the header, blank ones left out
	Used         int            `json:"used"`    // rows in the table
	Dropped      int            `json:"dropped"` // rows left out because a value is missing
	Blank        int            `json:"blank"`   // records without any value
	Separator    string         `json:"separator"`
	HeaderRow    int            `json:"header_row"` // where the names of the columns are; 0 without a header
	DecimalComma bool           `json:"decimal_comma"`
	OpenMark     string         `json:"open_mark"` // a point or a comma for which a person must choose the meaning, or ""
	Ignored      []string       `json:"ignored"`   // columns that the training does not read
	Missing      []MissingCount `json:"missing"`   // only columns that miss something
	Mapped       []MissingCount `json:"mapped"`    // unknown levels counted as "other"
	Problems     []Problem      `json:"problems"`  // the first MaxProblems
	ProblemCount int            `json:"problem_count"`
	Groups       []Group        `json:"groups"` // the same by column and rule, all of them counted
	Warnings     []string       `json:"warnings"`
}

// newReport returns a report with empty lists, so that JSON has [] and never null.
func newReport() *Report {
	return &Report{
		Ignored: []string{}, Missing: []MissingCount{}, Mapped: []MissingCount{},
		Problems: []Problem{}, Groups: []Group{}, Warnings: []string{},
	}
}

const (
	maxGroups    = 1000
	maxGroupRows = 100
)

// add adds a problem, which is listed if there are fewer than limit.
func (r *Report) add(limit int, p Problem) {
	r.ProblemCount++
	if len(r.Problems) < limit {
		r.Problems = append(r.Problems, p)
	}
	at := slices.IndexFunc(r.Groups, func(g Group) bool { return g.Column == p.Column && g.Rule == p.Rule })
	if at < 0 && len(r.Groups) == maxGroups {
		return
	}
	if at < 0 {
		at = len(r.Groups)
		r.Groups = append(r.Groups, Group{Column: p.Column, Rule: p.Rule, Rows: []int{}})
	}
	g := &r.Groups[at]
	if g.Count++; p.Row > 0 && len(g.Rows) < maxGroupRows {
		g.Rows = append(g.Rows, p.Row)
	}
}

// first adds a problem before all others, as their cause.
func (r *Report) first(p Problem) {
	r.ProblemCount++
	r.Problems = slices.Insert(r.Problems, 0, p)
	r.Groups = slices.Insert(r.Groups, 0, Group{Column: p.Column, Rule: p.Rule, Count: 1, Rows: slices.DeleteFunc([]int{p.Row}, func(row int) bool { return row == 0 })})
}

// Unless returns the error of the report if it has a problem that is not passable.
func (r *Report) Unless(passable func(Problem) bool) error {
	if slices.ContainsFunc(r.Problems, func(p Problem) bool { return !passable(p) }) {
		return r.err()
	}
	return nil
}

// err returns the error of a report, or nil if it has no problems.
func (r *Report) err() error {
	switch r.ProblemCount {
	case 0:
		return nil
	case 1:
		return fmt.Errorf("%w: %v", ErrInvalidRows, r.Problems[0])
	}
	return fmt.Errorf("%w: %v (and %d more)", ErrInvalidRows, r.Problems[0], r.ProblemCount-1)
}
