package schema

import (
	"errors"
	"io"
	"math"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

func summarise(t *testing.T, text string, opt ReadOptions) *Summary {
	t.Helper()
	return inspect(t, cars(MissingReject), text, opt).Summary
}

// inspect also checks that the table and the report are those of ReadCSV.
func inspect(t *testing.T, s *Schema, text string, opt ReadOptions) *File {
	t.Helper()
	f, err := s.Inspect(strings.NewReader(text), opt, 3)
	if err != nil && !errors.Is(err, ErrInvalidRows) {
		t.Fatal(err)
	}
	table, report, wrong := s.ReadCSV(strings.NewReader(text), opt)
	if (err == nil) != (wrong == nil) || err != nil && err.Error() != wrong.Error() || !cmp.Equal(f.Table, table) || !cmp.Equal(f.Report, report) {
		t.Errorf("Inspect and ReadCSV differ: %v and %v, %v and %v", err, wrong, f.Report, report)
	}
	return f
}

func total(bins []int) (n int) {
	for _, b := range bins {
		n += b
	}
	return n
}

// The summary counts every field of a column once: as missing, as broken, or in a bin.
func TestSummaryCounts(t *testing.T) {
	m := summarise(t, header+
		"3500,5,mid,europe,27.5\n"+
		"1000,8,high,usa,30\n"+ // below the range
		"9000,3.5,low,mars,30\n"+ // above; not whole; unknown level
		",,huge,japan,x\n"+ // missing, missing, unknown level, no number
		"5500,3,low,japan,NaN\n", ReadOptions{})
	weight, cylinders, grade, mpg := m.Columns[0], m.Columns[1], m.Columns[2], m.Columns[4]
	if weight.Rows != 5 || weight.Missing != 1 || weight.Below != 1 || weight.Above != 1 || weight.Invalid != 2 || total(weight.Bins) != 2 {
		t.Errorf("weight: %+v", weight)
	}
	if *weight.Low != 1000 || *weight.High != 9000 || *weight.Mean != (3500+1000+9000+5500)/4.0 {
		t.Errorf("weight from %v to %v, mean %v", *weight.Low, *weight.High, *weight.Mean)
	}
	if weight.Bins[len(weight.Bins)-1] != 1 {
		t.Error("the largest allowed value is not in the last bin")
	}
	if len(cylinders.Bins) != 6 || cylinders.Invalid != 1 || cylinders.Bins[0] != 2 || cylinders.Bins[5] != 1 {
		t.Errorf("cylinders: %+v", cylinders)
	}
	if !cmp.Equal(grade.Bins, []int{2, 1, 1}) || grade.Invalid != 1 || grade.Low != nil {
		t.Errorf("grade: %+v", grade)
	}
	if mpg.Invalid != 1 || mpg.Missing != 1 {
		t.Errorf("mpg: %+v", mpg)
	}
}

func TestSummaryOfExtremes(t *testing.T) {
	low, high := -1e307, 1e307
	s := Schema{Features: []Feature{{Name: "x", Type: Continuous, Min: &low, Max: &high}},
		Target: Feature{Name: "y", Type: Continuous, Min: &low, Max: &high}, Missing: MissingReject}
	m := inspect(t, &s, "x,y\n1e308,1e307\n1e308,-1e307\n-1e308,5e-324\nInf,1e999\n", ReadOptions{}).Summary
	x, y := m.Columns[0], m.Columns[1]
	if x.Above != 2 || x.Below != 1 || x.Invalid != 4 || math.IsInf(*x.Mean, 0) {
		t.Errorf("x: %+v", x)
	}
	if total(y.Bins) != 3 || y.Invalid != 1 {
		t.Errorf("y: %+v", y)
	}
}

// A file that breaks the schema is described as far as it can be read.
func TestInspectBrokenFiles(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		rows int // counted in the column weight
		head [][]string
	}{
		"empty":              {"", 0, nil},
		"binary":             {"PK\x03\x04", 0, nil},
		"header alone":       {"weight,mpg", 0, [][]string{{"weight", "mpg"}}},
		"columns missing":    {"weight,x\n1,2\n\n , \n3500,4\n5,6\n", 3, [][]string{{"weight", "x"}, {"1", "2"}, {"3500", "4"}}},
		"quotes in a row":    {"weight,x\n1,2\n\"3,4\n5,6\n", 1, [][]string{{"weight", "x"}, {"1", "2"}}},
		"quotes in a header": {"weight,\"x\n1,2\n3,4\n", 0, nil},
		"another shape":      {header + "1\n" + good + "1,2,3,4,5,6\n", 3, [][]string{strings.Split(strings.TrimSpace(header), ","), {"1"}, strings.Split(strings.TrimSpace(good), ",")}},
		"more than fit":      {"weight,x\n" + strings.Repeat("1,2\n", 30), 20, [][]string{{"weight", "x"}, {"1", "2"}, {"1", "2"}}},
	} {
		f := inspect(t, cars(MissingReject), c.text, ReadOptions{NeedTarget: true, MaxRows: 20})
		if f.Table != nil || f.Report.ProblemCount == 0 {
			t.Errorf("%s: accepted", name)
		}
		if got := f.Summary.Columns[0].Rows; got != c.rows {
			t.Errorf("%s: %d rows are described, want %d", name, got, c.rows)
		}
		if !cmp.Equal(f.Head, c.head) {
			t.Errorf("%s: head is %q, want %q", name, f.Head, c.head)
		}
	}
	if _, err := new(Schema).Inspect(iotest.ErrReader(io.ErrUnexpectedEOF), ReadOptions{}, 1); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("a file that cannot be read: %v", err)
	}
}

// What a fix proposes, once taken, mends the file.
func TestFixes(t *testing.T) {
	tests := []struct {
		name, text string
		want       []HeaderFix
		decimal    rune // that a person says
		reads      bool
	}{
		{"nothing to mend", header + good, []HeaderFix{}, 0, true},
		{"case, spaces and punctuation", "WEIGHT,Cylinders ,\"grade.\",o-rigin,Mpg\n" + good, []HeaderFix{
			{"weight", "WEIGHT"}, {"cylinders", "Cylinders"}, {"grade", "grade."}, {"origin", "o-rigin"}, {"mpg", "Mpg"}}, 0, true},
		{"a unit, a slip and another name", "weight (lb),cylidners,grade,land,mpg\n" + good, []HeaderFix{
			{"weight", "weight (lb)"}, {"cylinders", "cylidners"}, {"origin", ""}}, 0, false},
		{"two that fit", "weight_a,weight_b,cylinders,grade,origin,mpg\n1,3500,5,mid,europe,27.5\n", []HeaderFix{{"weight", ""}}, 0, false},
		{"decimal commas", header + "\"3500,5\",5,mid,europe,\"27,5\"\n", []HeaderFix{}, 0, true},
		{"thousands", header + "\"3,500\",5,mid,europe,27\n", []HeaderFix{}, '.', true},
		{"points between thousands", "weight;cylinders;grade;origin;mpg\n3.500;5;mid;europe;27\n", []HeaderFix{}, ',', true},
		{"commas and points", header + "\"3500,5\",5,mid,europe,27.5\n", []HeaderFix{}, 0, false},
		{"semicolons need no fix", "weight;cylinders;grade;origin;mpg\n3500,5;5;mid;europe;27,5\n", []HeaderFix{}, 0, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			f := inspect(t, cars(MissingReject), test.text, ReadOptions{})
			m := f.Summary
			if !cmp.Equal(m.Fixes.Headers, test.want) || (f.Report.OpenMark != "") != (test.decimal != 0) {
				t.Errorf("fixes %+v, report %+v", m.Fixes, f.Report)
			}
			opt := ReadOptions{NeedTarget: true, Reading: Reading{Decimal: test.decimal, Rename: map[string]string{}}}
			for _, fix := range m.Fixes.Headers {
				if fix.Header != "" {
					opt.Rename[fix.Header] = fix.Column
				}
			}
			table, _, err := read(cars(MissingReject), test.text, opt)
			if (err == nil) != test.reads {
				t.Fatalf("with the fixes taken: %v", err)
			}
			if err == nil && table.Rows != 1 {
				t.Errorf("%d rows", table.Rows)
			}
			if again := summarise(t, test.text, opt); test.reads && (len(again.Fixes.Headers) > 0 || again.Columns[0].Header == "") {
				t.Errorf("a mended file still asks for %+v", again.Fixes)
			}
		})
	}
}

// TestMends: a text that is nearly a level, and numbers in another unit, are mended by what is proposed.
func TestMends(t *testing.T) {
	text := header
	for range 12 {
		text += "3.5,5,MID,europ,27.5\n"
	}
	text += "4.5,5,low,usa,20\n"
	f := inspect(t, cars(MissingReject), text, ReadOptions{NeedTarget: true})
	want := []LevelFix{{"grade", "MID", "mid", 12}, {"origin", "europ", "europe", 12}}
	if got := f.Summary.Fixes; !cmp.Equal(got.Levels, want) || !cmp.Equal(got.Factors, []FactorFix{{"weight", 1000}}) {
		t.Fatalf("%+v", got)
	}
	if g := f.Report.Groups; len(g) != 3 || g[0].Count != 13 || g[1].Count != 12 {
		t.Errorf("groups %+v", g)
	}
	opt := ReadOptions{NeedTarget: true, Reading: Reading{Factor: map[string]float64{"weight": 1000}, Spelling: map[string]map[string]string{"grade": {"MID": "mid"}, "origin": {"europ": "europe"}}}}
	if table, _, err := read(cars(MissingReject), text, opt); err != nil || table.Rows != 13 {
		t.Error(err)
	}
}

func FuzzInspect(f *testing.F) {
	f.Add(header + good)
	f.Add("weight;mpg\n\"1,5\";x")
	f.Fuzz(func(t *testing.T, text string) {
		m := inspect(t, cars(MissingReject), text, ReadOptions{MaxRows: 20}).Summary
		for _, c := range m.Columns {
			if total(c.Bins)+c.Missing+c.Below+c.Above > c.Rows {
				t.Errorf("column %s counts a row twice", c.Name)
			}
		}
	})
}
