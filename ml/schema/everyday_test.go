package schema

import (
	"errors"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
)

// ward is what a training of a hospital might ask for.
func ward() *Schema {
	return &Schema{
		Features: []Feature{
			{Name: "Größe", Type: Continuous, Min: number(0), Max: number(5000), Unit: "mg"},
			{Name: "ward", Type: Nominal, Levels: []string{"Süd", "Nord", "NA"}},
			{Name: "grade", Type: Ordinal, Levels: []string{"none", "mild", "severe"}},
			{Name: "visits", Type: Discrete, Min: number(0), Max: number(90), MissingValues: []string{"99", ".."}},
		},
		Target:  Feature{Name: "effect", Type: Nominal, Levels: []string{"0", "1"}},
		Missing: MissingIndicator,
	}
}

// TestEverydayFiles: files as programs and people write them are read to their value, or refused with a reason that a
// person can act on. What the value is, is seen in the matrix of the same file in its plainest form.
func TestEverydayFiles(t *testing.T) {
	const (
		names = "Größe,ward,grade,visits,effect\n"
		first = "12.5,Nord,mild,3,1\n"
		rest  = "2400,Süd,none,4,0\n"
	)
	cell := func(size string) string { return names + size + ",Nord,mild,3,1\n" + rest }
	tests := []struct {
		name, text, same string // the text is read as same is, or
		rule             string // refused with this
		reading          Reading
	}{
		{name: "two byte order marks", text: "\ufeff\ufeff" + names + first + rest, same: names + first + rest},
		{name: "titles above", text: "Report of ward 7\n\n" + names + first + rest, same: names + first + rest},
		{name: "titles above, padded", text: "Report of ward 7,,,,\n,,,,\n" + names + first + rest, same: names + first + rest},
		{name: "an empty row above", text: ",,,,\n" + names + first + rest, same: names + first + rest},
		{name: "a remark above", text: "# by a program, of today\n" + names + first + rest, same: names + first + rest},
		{name: "another header, named", text: "Größe,ward,grade,visits,effect\n" + names + first + rest, same: names + first + rest, reading: Reading{Header: 2}},
		{name: "a line that names the separator", text: "sep=;,,,\n" + strings.ReplaceAll(names+first+rest, ",", ";"), same: names + first + rest},
		{name: "other separators", text: strings.ReplaceAll(names+first+rest, ",", "^"), same: names + first + rest},
		{name: "spaces between", text: strings.ReplaceAll(names+first+rest, ",", "  "), same: names + first + rest},
		{name: "separators at the end", text: names + "12.5,Nord,mild,3,1,\n2400,Süd,none,4,0,,\n", same: names + first + rest},
		{name: "names of rows, as R writes them", text: names + "r1," + first + "r2," + rest, same: names + first + rest},
		{name: "one cell too many, not names of rows", text: names + "1," + first + "1," + rest, rule: "row has 6 cells, the header has 5 names"},
		{name: "the header once more", text: names + first + names + rest, same: names + first + rest},
		{name: "units below the names", text: names + "mg,,,per year,\n" + strings.Repeat(first+rest, 3), same: names + strings.Repeat(first+rest, 3)},
		{name: "units, and a remark below the table", text: names + "mg,place,degree,n,y/n\n" + strings.Repeat(first, 9) + "end,Nord,mild,3,1\n", rule: "not a number: a word"},
		{name: "a first row with one word", text: names + "many,Nord,mild,3,1\n" + strings.Repeat(first+rest, 3), rule: "not a number: a word"},
		{name: "a first row with two words that is one of values", text: names + "many,Nord,mild,few,1\n" + strings.Repeat(first+rest, 3), rule: "not a number: a word"},
		{name: "line breaks in names", text: "\"Größe\",\"ward\",grade,\"visits\n(n)\",effect\n" + first + rest, same: names + first + rest, reading: Reading{Rename: map[string]string{"visits (n)": "visits"}}},
		{name: "spaces before quotes", text: `"Größe", "ward", "grade", "visits", "effect"` + "\n" + `"12.5", "Nord", "mild", "3", "1"` + "\n" + rest, same: names + first + rest},
		{name: "a quote in a cell that nobody reads", text: "Größe,ward,grade,visits,effect,pipe\n12.5,Nord,mild,3,1,5\" pipe\n2400,Süd,none,4,0,\"a \\\"b\\\" c\"\n", same: names + first + rest},
		{name: "a quote that stays open", text: names + first + "\"2400,Süd,none,4,0\n", rule: "row 3: a quote is opened in this row and never closed"},
		{name: "decomposed letters", text: norm.NFD.String(names + first + rest), same: names + first + rest},
		{name: "characters that nobody sees", text: "\u200bGröße,ward\u00a0,grade,vi\u200bsits,effect\n1\u200b2.5,No\u200brd,mild,3,1\n" + rest, same: names + first + rest},
		{name: "no header", text: first + rest + first, rule: "row 1: the first row looks like values, not names"},
		{name: "no header, said so", text: first + rest, same: names + first + rest, reading: Reading{Header: -1, Rename: map[string]string{
			"column 1": "Größe", "column 2": "ward", "column 3": "grade", "column 4": "visits", "column 5": "effect"}}},
		{name: "a renamed column", text: "dose,ward,grade,visits,effect\n" + first + rest, same: names + first + rest, reading: Reading{Rename: map[string]string{"dose": "Größe"}}},
		{name: "a name that is nearly right", text: "Größe,ward,grade,Visits (n),effect\n" + first + rest, rule: "column visits: the file has no such column (is it Visits (n)?)"},
		{name: "no separator", text: "Größe/ward/grade/visits/effect\n", rule: "the row of the names is one cell"},
		{name: "JSON", text: `[{"Größe":12.5}]`, rule: "the file is JSON"},
		{name: "a web page", text: "<!DOCTYPE html><html>", rule: "the file is a web page"},

		{name: "U+2212", text: cell("\u22123"), rule: "below the declared minimum 0"},
		{name: "full-width digits", text: cell("１２.5"), same: cell("12.5")},
		{name: "no-break space between thousands", text: cell("2\u00a0400"), same: cell("2400")},
		{name: "thin space and decimals", text: cell("2\u2009400.5"), same: cell("2400.5")},
		{name: "apostrophe", text: cell("2’400"), same: cell("2400")},
		{name: "comma between thousands", text: cell(`"2,400.5"`), same: cell("2400.5")},
		{name: "the declared unit", text: cell("12.5 mg"), same: cell("12.5")},
		{name: "another unit", text: cell("12.5 kg"), rule: "not a number: it has letters"},
		{name: "per cent", text: cell("12%"), rule: "not a number: it has a per cent sign"},
		{name: "currency", text: cell("12 €"), rule: "not a number: it has a currency sign"},
		{name: "limit of detection", text: cell("<0.5"), rule: "not a number: it has a sign such as < in front"},
		{name: "a spreadsheet's error", text: cell("#DIV/0!"), rule: "not a number: a spreadsheet's error"},
		{name: "brackets", text: cell("(3)"), rule: "brackets, which may mean a minus"},
		{name: "a day", text: cell("3-Jan-24"), rule: "not a number: a date"},
		{name: "a time", text: cell("12:30"), rule: "not a number: a time of day"},
		{name: "a fraction", text: cell("1/2"), rule: "not a number: a fraction"},
		{name: "an address", text: cell("1.2.3"), rule: "its commas, points or spaces are neither"},
		{name: "a factor", text: names + "0.0125,Nord,mild,3,1\n2.4,Süd,none,4,0\n", same: names + first + rest, reading: Reading{Factor: map[string]float64{"Größe": 1000}}},

		{name: "decimal commas", text: strings.ReplaceAll("Größe;ward;grade;visits;effect\n12.5;Nord;mild;3;1\n2400;Süd;none;4;0\n", ".", ","), same: names + first + rest},
		{name: "decimal commas in quotes", text: names + `"12,5",Nord,mild,3,1` + "\n" + rest, same: names + first + rest},
		{name: "points between thousands and decimal commas", text: "Größe;ward;grade;visits;effect\n2.400;Nord;mild;3;1\n12,5;Süd;none;4;0\n", same: names + "2400,Nord,mild,3,1\n12.5,Süd,none,4,0\n"},
		{name: "points that are either", text: "Größe;ward;grade;visits;effect\n2.400;Nord;mild;3;1\n950;Süd;none;4;0\n", rule: "column Größe: its numbers can be read in two ways"},
		{name: "points between thousands", text: "Größe;ward;grade;visits;effect\n2.400;Nord;mild;3;1\n950;Süd;none;4;0\n", same: names + "2400,Nord,mild,3,1\n950,Süd,none,4,0\n", reading: Reading{Decimal: ','}},
		{name: "points are decimal", text: "Größe;ward;grade;visits;effect\n2.400;Nord;mild;3;1\n950;Süd;none;4;0\n", same: names + "2.4,Nord,mild,3,1\n950,Süd,none,4,0\n", reading: Reading{Decimal: '.'}},
		{name: "commas that are either", text: "Größe\tward\tgrade\tvisits\teffect\n2,400\tNord\tmild\t3\t1\n950\tSüd\tnone\t4\t0\n", rule: "whether the comma is a decimal sign"},

		{name: "a declared word for missing", text: names + "12.5,Nord,mild,..,1\n" + rest, same: names + "12.5,Nord,mild,,1\n" + rest},
		{name: "a declared number for missing", text: names + "12.5,Nord,mild,99.0,1\n" + rest, same: names + "12.5,Nord,mild,,1\n" + rest},
		{name: "pandas", text: names + "<NA>,Nord,mild,-nan,1\n" + rest, same: names + ",Nord,mild,,1\n" + rest},
		{name: "a level that is a word for missing", text: names + "12.5,NA,none,3,1\n" + rest, same: names + "12.5,NA,none,3,1\n" + rest},
		{name: "the same in another case", text: names + "12.5,Nord,None,3,1\n" + rest, rule: "row 2, column grade: not one of the declared levels (one differs only in upper and lower case)"},
		{name: "the same with a spelling", text: names + "12.5,Nord,NONE,3,1\n" + rest, same: names + "12.5,Nord,none,3,1\n" + rest, reading: Reading{Spelling: map[string]map[string]string{"grade": {"NONE": "none"}}}},
		{name: "levels that are numbers", text: names + "12.5,Nord,mild,3,1.0\n2400,Süd,none,4,0.0\n", same: names + first + rest},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			opt := ReadOptions{NeedTarget: true, Compose: norm.NFC.String, Reading: test.reading}
			got, report, err := ward().ReadCSV(strings.NewReader(test.text), opt)
			if test.rule != "" {
				if !errors.Is(err, ErrInvalidRows) || !strings.Contains(strings.Join(report.ProblemLines(), "\n"), test.rule) {
					t.Fatalf("got %v, want %q", err, test.rule)
				}
				for _, line := range report.ProblemLines() {
					if strings.Contains(line, "12.5") || strings.Contains(line, "Nord") {
						t.Errorf("a value is in %q", line)
					}
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			want, _, err := ward().ReadCSV(strings.NewReader(test.same), ReadOptions{NeedTarget: true})
			if err != nil {
				t.Fatal(err)
			}
			if got.Rows != want.Rows || !equal(got.X, want.X) || !equal(got.Y, want.Y) {
				t.Errorf("read as %v %v, want %v %v", got.X, got.Y, want.X, want.Y)
			}
			// The same file has the same cells for the ledger.
			n := 0
			if err := ward().Cells(strings.NewReader(test.text), opt, func(int, []string, []string) { n++ }); err != nil || n != want.Rows {
				t.Errorf("%d records, %v", n, err)
			}
		})
	}
}

func equal(a, b []int32) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// TestRowsAreThoseOfASpreadsheet: a line break in a cell makes no row, nor does the line that names the separator.
func TestRowsAreThoseOfASpreadsheet(t *testing.T) {
	const names = "Größe,ward,grade,visits,effect,note\n"
	for text, want := range map[string]string{
		names + "1,Nord,mild,3,1,\"a\nb\nc\"\nx,Nord,mild,3,1,y\n": "row 3, column Größe: not a number: a word",
		"sep=,\n" + names + "x,Nord,mild,3,1,y\n":                  "row 2, column Größe",
		names + "\n\nx,Nord,mild,3,1,y\n":                          "row 4, column Größe",
		"title\n" + names + "x,Nord,mild,3,1,y\n":                  "row 3, column Größe",
	} {
		if _, _, err := ward().ReadCSV(strings.NewReader(text), ReadOptions{NeedTarget: true}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
}
