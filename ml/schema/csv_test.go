package schema

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

const (
	header = "weight,cylinders,grade,origin,mpg\n"
	good   = "3500,5,mid,europe,27.5\n"
)

func read(s *Schema, text string, opt ReadOptions) (*Table, *Report, error) {
	return s.ReadCSV(strings.NewReader(text), opt)
}

// Every form in which a table may be written gives the same matrix.
func TestReadCSVForms(t *testing.T) {
	want, _, err := read(cars(MissingReject), header+good+"2100.5,4,low,japan,33.25\n", ReadOptions{NeedTarget: true})
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, text string
		check      func(*Report) bool
	}{
		{"byte order mark", "\ufeff" + header + good + "2100.5,4,low,japan,33.25\n", nil},
		{"CRLF", "weight,cylinders,grade,origin,mpg\r\n3500,5,mid,europe,27.5\r\n2100.5,4,low,japan,33.25\r\n", nil},
		{"no last line end", header + good + "2100.5,4,low,japan,33.25", nil},
		{"quotes", `"weight","cylinders","grade","origin","mpg"` + "\n\"3500\",5,\"mid\",europe,27.5\n2100.5,\"4\",low,japan,33.25\n", nil},
		{"semicolons and decimal commas", "weight;cylinders;grade;origin;mpg\n3500;5;mid;europe;27,5\n2100,5;4;low;japan;33,25\n",
			func(r *Report) bool { return r.Separator == ";" && r.DecimalComma }},
		{"semicolons and decimal points", "weight;cylinders;grade;origin;mpg\n3500;5;mid;europe;27.5\n2100.5;4;low;japan;33.25\n",
			func(r *Report) bool { return r.Separator == ";" && !r.DecimalComma }},
		{"tabs", "weight\tcylinders\tgrade\torigin\tmpg\n3500\t5\tmid\teurope\t27,5\n2100,5\t4\tlow\tjapan\t33,25\n",
			func(r *Report) bool { return r.Separator == "\t" }},
		{"separator line", "sep=;\r\nweight;cylinders;grade;origin;mpg\r\n3500;5;mid;europe;27,5\r\n2100,5;4;low;japan;33,25\r\n", nil},
		{"other order, other columns", "id,mpg,origin,note,grade,cylinders,weight\n7,27.5,europe,\"a;b;c\",mid,5,3500\n8,33.25,japan,,low,4,2100.5\n",
			func(r *Report) bool { return cmp.Equal(r.Ignored, []string{"id", "note"}) }},
		{"blank rows", header + "\n" + good + ",,,,\n,\n2100.5,4,low,japan,33.25\n\n",
			func(r *Report) bool { return r.Blank == 2 && r.Rows == 2 }},
		{"semicolons inside one comma column", "weight,cylinders,grade,origin,mpg,\"a;b;c;d;e;f;g\"\n3500,5,mid,europe,27.5,x\n2100.5,4,low,japan,33.25,y\n", nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, report, err := read(cars(MissingReject), test.text, ReadOptions{NeedTarget: true})
			if err != nil {
				t.Fatal(err)
			}
			if !cmp.Equal(got.X, want.X) || !cmp.Equal(got.Y, want.Y) {
				t.Error("another matrix")
			}
			if test.check != nil && !test.check(report) {
				t.Errorf("report %+v", report)
			}
		})
	}
}

func TestReadCSVNamesRowColumnAndRule(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"empty", "", "the file is empty"},
		{"only spaces", " \n\n", "the file is empty"},
		{"header only", header, "no usable rows"},
		{"utf-16", "\xff\xfew\x00", "UTF-16"},
		{"spreadsheet", "PK\x03\x04\x00", "a spreadsheet or an archive"},
		{"binary", "a\x00b\n", "not text"},
		{"old line ends", "weight,cylinders\r1,2\r", "carriage returns alone"},
		{"no column", "weight,cylinders,grade,mpg\n", "column origin: the file has no such column"},
		{"latin-1 header", "weight,cylinders,grade,origin,m\xfcnchen\n", "row 1: the file is not UTF-8 text: save it as CSV in UTF-8 (and 1 more)"},
		{"other case", "weight,cylinders,grade,Origin,mpg\n", "column origin: the file has no such column (one differs only in upper and lower case)"},
		{"no target", "weight,cylinders,grade,origin\n", "column mpg: the file has no such column"},
		{"twice", "weight,cylinders,grade,origin,mpg,weight\n", "column weight: the file has this column twice"},
		{"not a number", header + good + "abc7531,5,mid,europe,27.5\n", "row 3, column weight: not a number"},
		{"infinite", header + "inf,5,mid,europe,27.5\n", "row 2, column weight: not a number"},
		{"hexadecimal", header + "0x7531,5,mid,europe,27.5\n", "row 2, column weight: not a number"},
		{"huge", header + "7531e999,5,mid,europe,27.5\n", "row 2, column weight: not a number"},
		{"commas not in threes", header + "\"37,53.1\",5,mid,europe,27.5\n", "row 2, column weight: not a number: its commas, points or spaces"},
		{"both ways", "weight;cylinders;grade;origin;mpg\n3.753;5;mid;europe;27\n", "column weight: its numbers can be read in two ways: say whether the point is"},
		{"mixed marks", "weight;cylinders;grade;origin;mpg\n3500,5;5;mid;europe;27.5\n", "row 2, column mpg: decimal commas and decimal points are mixed"},
		{"below", header + "1499.9,5,mid,europe,27.5\n", "row 2, column weight: below the declared minimum 1500"},
		{"above", header + "7531,5,mid,europe,27.5\n", "row 2, column weight: above the declared maximum 5500"},
		{"half a cylinder", header + "3500,4.7531,mid,europe,27.5\n", "row 2, column cylinders: must be a whole number"},
		{"unknown rank", header + "3500,5,x7531,europe,27.5\n", "row 2, column grade: not one of the declared levels"},
		{"rank in other case", header + "3500,5,Mid,europe,27.5\n", "row 2, column grade: not one of the declared levels (one differs"},
		{"unknown level", header + "3500,5,mid,x7531,27.5\n", "row 2, column origin: not one of the declared levels"},
		{"latin-1", header + "3500,5,mid,m\xfcnchen,27.5\n", "row 2, column origin: not UTF-8 text"},
		{"missing", header + "3500,,mid,europe,27.5\n", "row 2, column cylinders: a value is missing"},
		{"missing target", header + "3500,5,mid,europe,\n", "row 2, column mpg: a value is missing"},
		{"target above", header + "3500,5,mid,europe,7531\n", "row 2, column mpg: above the declared maximum 50"},
		{"short row", header + good + "3500,5\n", "row 3: row has 2 cells, the header has 5 names"},
		{"long row", header + "3500,5,mid,europe,27.5,7531\n", "row 2: row has 6 cells, the header has 5 names"},
		{"quotes", header + good + "\"3500,5,mid\n", "row 3: a quote is opened in this row and never closed"},
		{"several", header + "7531,9,mid,europe,27.5\n", "row 2, column weight: above the declared maximum 5500 (and 1 more)"},
		{"row after blank lines", header + "\n\n7531,5,mid,europe,27.5\n", "row 4, column weight"},
		{"row after separator line", "sep=,\n" + header + "7531,5,mid,europe,27.5\n", "row 2, column weight"},
		{"too many rows", header + strings.Repeat(good, 6), "more rows than this training accepts (5)"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			table, report, err := read(cars(MissingReject), test.text, ReadOptions{NeedTarget: true, MaxRows: 5})
			if !errors.Is(err, ErrInvalidRows) || table != nil || report == nil {
				t.Fatalf("got %v with table %v and report %v", err, table, report)
			}
			if !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
			if text := fmt.Sprintf("%v %+v", err, report); strings.Contains(text, "753") || strings.Contains(text, "m\xfc") {
				t.Errorf("a value is in %s", text)
			}
		})
	}
}

func TestProblemLinesTellEachRuleOnce(t *testing.T) {
	below := func(row int) Problem { return Problem{row, "weight", "below"} }
	var many []Problem
	for row := 2; row < 40; row += 2 {
		many = append(many, Problem{row, "", "short"})
	}
	for want, problems := range map[string][]Problem{
		"row 7, column weight: below":                        {below(7)},
		"rows 2 to 4 and 9, column weight: below":            {below(2), below(3), below(4), below(9)},
		"rows 2, 3 and 5, column weight: below|row 3: short": {below(2), {3, "", "short"}, below(3), below(5)},
		"column weight: below|the file is empty":             {below(0), {0, "", "the file is empty"}},
		"rows 2, 4, 6, 8, 10, 12, 14, 16 and 11 more: short": many,
	} {
		report := newReport()
		for _, p := range problems {
			report.add(100, p)
		}
		if got := strings.Join(report.ProblemLines(), "|"); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestReadCSVStopsListingButCounts(t *testing.T) {
	_, report, err := read(cars(MissingReject), header+strings.Repeat("0,0,x,x,0\n", 300), ReadOptions{NeedTarget: true})
	if err == nil || report.ProblemCount != 1500 || len(report.Problems) != 100 {
		t.Fatalf("%v: %d problems, %d listed", err, report.ProblemCount, len(report.Problems))
	}
}

func TestMissingPolicies(t *testing.T) {
	text := header + good + "NA,4,low,usa,20\n3000,4,low,usa,\n2500,6,high,japan,30\n"
	for _, test := range []struct {
		policy  string
		lines   []int
		dropped int
	}{
		{MissingDropRow, []int{2, 5}, 2},
		{MissingIndicator, []int{2, 3, 5}, 1},
	} {
		table, report, err := read(cars(test.policy), text, ReadOptions{NeedTarget: true})
		if err != nil {
			t.Fatal(err)
		}
		if !cmp.Equal(table.Lines, test.lines) || report.Dropped != test.dropped || report.Used != len(test.lines) {
			t.Errorf("%s: rows %v, report %+v", test.policy, table.Lines, report)
		}
		want := []MissingCount{{"weight", 1}, {"mpg", 1}}
		if diff := cmp.Diff(want, report.Missing); diff != "" {
			t.Errorf("%s: %s", test.policy, diff)
		}
	}
	_, _, err := read(cars(MissingDropRow), header+"NA,4,low,usa,20\n", ReadOptions{NeedTarget: true})
	if err == nil || !strings.Contains(err.Error(), "no usable rows") {
		t.Errorf("a file of dropped rows gives %v", err)
	}
}

func TestOtherLevelAndDeclaredNA(t *testing.T) {
	s := cars(MissingReject)
	s.Features[3].Levels = []string{"NA", "rest", "japan"}
	s.Features[3].Other = "rest"
	table, report, err := read(s, header+"3500,5,mid,NA,20\n3500,5,mid,peru,20\n3500,5,mid,rest,20\n", ReadOptions{NeedTarget: true})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []int32{-Half, Half, Half} {
		if got := table.Row(i)[4]; got != want {
			t.Errorf("row %d: %d", i, got)
		}
	}
	if diff := cmp.Diff([]MissingCount{{"origin", 1}}, report.Mapped); diff != "" {
		t.Error(diff)
	}
}

func TestTargetIsOptionalForPrediction(t *testing.T) {
	s := cars(MissingReject)
	for _, test := range []struct {
		name, text string
		hasY       bool
	}{
		{"absent", "weight,cylinders,grade,origin\n3500,5,mid,europe\n", false},
		{"in every row", header + good, true},
		{"in some rows", header + good + "3500,5,mid,europe,\n", false},
	} {
		table, _, err := read(s, test.text, ReadOptions{Real: true})
		if err != nil {
			t.Fatalf("%s: %v", test.name, err)
		}
		if (table.Y != nil) != test.hasY || (table.RealY != nil) != test.hasY {
			t.Errorf("%s: target read: %v", test.name, table.Y != nil)
		}
	}
}

func TestWarnings(t *testing.T) {
	var text strings.Builder
	text.WriteString(header)
	for i := range 20 {
		fmt.Fprintf(&text, "%d,5,mid,europe,27.5\n", 1590+i) // kilograms where pounds were meant
	}
	_, report, err := read(cars(MissingReject), text.String(), ReadOptions{NeedTarget: true})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"column weight: the values fill less than 2 % of the declared range; are they in lb?",
		"column cylinders: every row has the same value",
		"column grade: every row has the same value",
		"column mpg: the values fill less than 2 % of the declared range",
	}
	if diff := cmp.Diff(want, report.Warnings); diff != "" {
		t.Error(diff)
	}
}

// A column most of which is outside its range is in another unit rather than wrong cell by cell.
func TestWarnsOfAnotherUnit(t *testing.T) {
	for name, c := range map[string]struct {
		weights []string // of ten rows
		want    []string
	}{
		"in kilograms":   {[]string{"900", "1000", "1100", "1200", "1300", "1400", "1450", "1600", "1700", "1800"}, []string{"column weight: most values are outside the declared range; are they in lb?"}},
		"a few strays":   {[]string{"900", "2000", "1100", "2200", "1300", "2400", "1450", "2600", "2700", "2800"}, nil},
		"no numbers":     {[]string{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"}, nil},
		"too few to say": {[]string{"900", "1000", "1100", "1200"}, nil},
	} {
		text := header
		for i, w := range c.weights {
			text += fmt.Sprintf("%s,5,mid,europe,%d\n", w, 10+3*i)
		}
		_, report, err := read(cars(MissingReject), text, ReadOptions{NeedTarget: true})
		if !errors.Is(err, ErrInvalidRows) {
			t.Fatalf("%s: %v", name, err)
		}
		if len(report.Warnings) != len(c.want) || len(c.want) > 0 && report.Warnings[0] != c.want[0] {
			t.Errorf("%s: %q", name, report.Warnings)
		}
	}
}

func TestReadFailureIsNotARowProblem(t *testing.T) {
	broken := io.MultiReader(strings.NewReader(header+strings.Repeat(good, 10000)), iotest.ErrReader(io.ErrUnexpectedEOF))
	_, _, err := cars(MissingReject).ReadCSV(broken, ReadOptions{NeedTarget: true})
	if !errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, ErrInvalidRows) {
		t.Fatalf("got %v", err)
	}
}

func TestReadRecordsCountsFromOne(t *testing.T) {
	s := cars(MissingReject)
	names := []string{"weight", "cylinders", "grade", "origin"}
	rows := [][]string{{"3500", "5", "mid", "usa"}, {"9", "5", "mid", "usa"}}
	_, report, err := s.ReadRecords(Records{Header: names, Rows: rows}, ReadOptions{})
	if err == nil || report.Problems[0].Row != 2 || report.Problems[0].Column != "weight" {
		t.Fatalf("%v %+v", err, report)
	}
	table, _, err := s.ReadRecords(Records{Header: names, Rows: rows[:1]}, ReadOptions{})
	if err != nil || table.Rows != 1 || table.Y != nil {
		t.Fatalf("%v", err)
	}
}

// Whatever bytes a file holds: no panic, and a table only with every entry in range.
func FuzzReadCSV(f *testing.F) {
	f.Add([]byte(header + good))
	f.Add([]byte("\ufeffweight;cylinders;grade;origin;mpg\r\n3500,5;5;mid;\"eu\"\"rope\";27\r\n"))
	f.Add([]byte("sep=\t\nweight\tmpg\n,"))
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, missing := range []string{MissingReject, MissingDropRow, MissingIndicator} {
			table, report, err := cars(missing).ReadCSV(strings.NewReader(string(b)), ReadOptions{MaxRows: 50, Real: true})
			if err != nil {
				continue
			}
			if report.ProblemCount != 0 || table.Rows == 0 || len(table.X) != table.Rows*len(table.Columns) {
				t.Fatal("a table beside problems, or of the wrong shape")
			}
			for _, x := range append(table.X, table.Y...) {
				if x < -Half || x > Half {
					t.Fatal("an entry out of range")
				}
			}
		}
	})
}
