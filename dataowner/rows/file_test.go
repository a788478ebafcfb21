package rows_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/dataowner/disclosure"
	"github.com/blindfit/blindfit/dataowner/ledger"
	"github.com/blindfit/blindfit/dataowner/rows"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/spec"
)

const wide = "a,k,rank,place,y,id\n1.5,2,low,n,0.25,p1\n-4,9,high,e,-12,p2\n0,0,mid,s,40,\n"

func wholes(f *rows.File) (out []string) {
	for i := range f.Rows() {
		out = append(out, string(f.Whole(i)))
	}
	return out
}

// values returns the values of the rows that an encoding uses, by row.
func values(t *testing.T, f *rows.File, encoding []byte) map[int]string {
	t.Helper()
	out := map[int]string{}
	if err := f.Values(encoding, func(i int, b []byte) { out[i] = string(b) }); err != nil {
		t.Fatal(err)
	}
	return out
}

// A whole row is the same whatever the order of columns and the spaces in cells, and another one if any cell differs, also
// of a column that no training uses. Rows have the numbers of the file's lines.
func TestWholeRows(t *testing.T) {
	f := file(t, `"model":{}`)
	_, one := read(t, f, wide, rows.Reading{})
	for name, text := range map[string]string{
		"columns moved": "id,y,place,rank,k,a\np1,0.25,n,low,2,1.5\np2,-12,e,high,9,-4\n,40,s,mid,0,0\n",
		"spreadsheet":   "\ufeffa;k;rank;place;y;id;\r\n1.5; 2;low;n;0.25;p1;\r\n;;;;;;\r\n-4;9;high;e;-12;p2;\r\n0;0;mid;s;40;;\r\n",
	} {
		if _, other := read(t, f, text, rows.Reading{}); !slices.Equal(wholes(one), wholes(other)) {
			t.Errorf("%s: other rows", name)
		}
	}
	for name, text := range map[string]string{
		"a cell that no training uses": strings.Replace(wide, "p1", "p3", 1), "another name": strings.Replace(wide, "id", "no", 1),
		"a cell moved": strings.Replace(wide, "0.25,p1", "0.25p1,", 1),
	} {
		_, other, err := rows.Read(f, "", strings.NewReader(text), rows.Reading{}, func(string, int, int) {})
		if err != nil || other != nil && slices.Equal(wholes(one), wholes(other)) {
			t.Errorf("%s: the same rows, %v", name, err)
		}
	}
	_, spread := read(t, f, strings.Replace(wide, "-4", "\n-4", 1), rows.Reading{})
	if n := []int{spread.Number(0), spread.Number(1), spread.Number(2)}; !slices.Equal(n, []int{2, 4, 5}) {
		t.Errorf("numbers %v", n)
	}
	if b := []bool{one.Blank(0), one.Blank(1), one.Blank(2)}; !slices.Equal(b, []bool{false, false, true}) {
		t.Errorf("blank %v", b)
	}
	if text := fmt.Sprintf("%v %+v %s", one, one, one); strings.Contains(text, "p1") || strings.Contains(text, "low") {
		t.Errorf("rows print: %s", text)
	}
}

// The rows of a training are found again by its encoding in a file that was exported anew: with other columns in another
// order, numbers written otherwise, a column renamed, and rows that fit no more.
func TestRowsOfAnEarlierEncoding(t *testing.T) {
	f := file(t, `"model":{}`)
	_, then := read(t, f, plain, rows.Reading{})
	encoding, _ := then.Encoding()
	want := values(t, then, encoding)
	later, err := spec.Parse([]byte(`{"name":"Later","features":[{"name":"k","type":"discrete","min":0,"max":99}],
		"target":{"name":"y","type":"continuous","min":-40,"max":40}}`))
	if err != nil {
		t.Fatal(err)
	}
	_, now := read(t, later, "note;y;place;rank;k;a\nx;0,250;n;low;2;1,50\nx;40,0;s;mid;0;0\nx;40,0;s;mid;77;0\nx;-12;e;high;9;-4\n", rows.Reading{})
	got := values(t, now, encoding)
	if len(got) != 3 || got[0] != want[0] || got[1] != want[2] || got[3] != want[1] {
		t.Errorf("found %d of 3 rows", len(got))
	}
	own, _ := now.Encoding()
	if n := len(values(t, now, own)); n != 4 {
		t.Errorf("%d rows in the training at hand", n)
	}
	_, lacking := read(t, later, "y,k\n1,2\n", rows.Reading{})
	if err := lacking.Values(encoding, nil); !errors.Is(err, ledger.ErrColumns) {
		t.Errorf("without the columns: %v", err)
	}
	if _, err := lacking.Columns(encoding); !errors.Is(err, ledger.ErrColumns) {
		t.Errorf("without the columns: %v", err)
	}
	// A person chose that column Y is the training's y: the encoding names Y, and a file that calls it so again needs no fix.
	_, renamed := read(t, f, strings.Replace(plain, ",y", ",Y", 1), rows.Reading{Reading: schema.Reading{Rename: map[string]string{"Y": "y"}}})
	named, _ := renamed.Encoding()
	_, again := read(t, later, "Y,a,k,rank,place\n0.25,1.5,2,low,n\n", rows.Reading{Reading: schema.Reading{Rename: map[string]string{"Y": "y"}}})
	if got, had := values(t, again, named), values(t, renamed, named); len(got) != 1 || got[0] != had[0] {
		t.Error("a renamed column is not found")
	}
	renamed.Close()
	if err := renamed.Values(encoding, nil); err == nil || errors.Is(err, ledger.ErrColumns) {
		t.Errorf("after Close: %v", err)
	}
}

// An absent value that is filled in later is not the value in the middle of the range.
func TestAbsentValues(t *testing.T) {
	f := file(t, `"model":{"weights":"shared"},"missing":"mean"`)
	_, file := read(t, f, "a,k,rank,place,y\n0,2,low,n,1\n,2,low,n,1\n0,2,low,n,1\n", rows.Reading{})
	encoding, _ := file.Encoding()
	v := values(t, file, encoding)
	if v[0] == v[1] || v[0] != v[2] {
		t.Error("an absent value is taken for another, or equal rows for different ones")
	}
	_, alone := read(t, f, "a,k,rank,place,y\n0,2,low,n,1\n", rows.Reading{})
	if values(t, alone, encoding)[0] != v[0] {
		t.Error("the values of a row depend on the other rows")
	}
	s, err := file.Columns(encoding)
	if err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(s.Columns, func(c disclosure.Column) bool { return c.Name == "a missing" })
	x := make([]float64, len(s.Columns))
	if s.Read(1, x); at < 0 || x[at] != 0.5 {
		t.Errorf("columns %v: %v", s.Columns, x)
	}
}

// Columns are what the sums are over: encoded features, target, and the weights of classes. Equal encodings have equal
// values, and a column that is declared to be constant is marked.
func TestColumns(t *testing.T) {
	f := file(t, `"model":{}`)
	_, file1 := read(t, f, plain, rows.Reading{})
	encoding, reach := file1.Encoding()
	s, err := file1.Columns(encoding)
	if err != nil {
		t.Fatal(err)
	}
	var names, sources []string
	for _, c := range s.Columns {
		names, sources = append(names, c.Name), append(sources, c.Source)
		if !slices.Contains(reach.Columns, c.Encoding) {
			t.Errorf("%s is no column of the reach", c.Name)
		}
	}
	if !slices.Equal(names, []string{"a", "k", "rank", "place=e", "place=s", "y"}) || !slices.Equal(sources, []string{"a", "k", "rank", "place", "place", "y"}) {
		t.Errorf("columns %v of %v", names, sources)
	}
	x := make([]float64, len(names))
	if s.Read(1, x); !slices.Equal(x, []float64{-0.4, 0.3125, 0.5, 0.5, -0.5, -0.15}) {
		if x[0] < -0.4000001 || x[0] > -0.3999999 || x[5] < -0.1500001 || x[5] > -0.1499999 || !slices.Equal(x[1:5], []float64{0.3125, 0.5, 0.5, -0.5}) {
			t.Errorf("row 1 is %v", x)
		}
	}
	if reach.Form != ledger.Products || s.Weight != nil {
		t.Errorf("form %s", reach.Form)
	}
	shared, err := spec.Parse([]byte(`{"name":"S","features":[{"name":"k","type":"discrete","min":0,"max":9,"site":"fixed"},{"name":"a","type":"continuous","min":-50,"max":5}],
		"target":{"name":"place","type":"nominal","levels":["n","e","s"]},"circle":true,"model":{"kind":"softmax_regression","weights":"shared","class_weights":[1,2,4]}}`))
	if err != nil {
		t.Fatal(err)
	}
	_, file2 := read(t, shared, plain, rows.Reading{})
	encoding2, reach2 := file2.Encoding()
	s2, err := file2.Columns(encoding2)
	if err != nil {
		t.Fatal(err)
	}
	equal := func(a, b int) bool { return s.Columns[a].Encoding == s2.Columns[b].Encoding }
	if len(s2.Columns) != 4 || !s2.Columns[0].Fixed || s2.Columns[1].Fixed || reach2.Form != ledger.Weighted || s2.Weight(1) != 2 || s2.Weight(2) != 4 {
		t.Errorf("columns %+v, form %s", s2.Columns, reach2.Form)
	}
	if !equal(1, 0) || equal(0, 1) || !equal(3, 2) || equal(4, 3) { // place=s of the first also stands for levels that it does not know
		t.Error("encodings are equal for other values, or different for the same")
	}
}

// The owner's own minimum is what training files begin from.
func TestMinimumsAgree(t *testing.T) {
	if spec.DefaultMinRows != disclosure.DefaultRows {
		t.Errorf("a training file asks for %d rows, an owner for %d", spec.DefaultMinRows, disclosure.DefaultRows)
	}
}

// In a training that asks for it, levels that few rows have are counted as "other": the sums and what the ledger
// recognises are those of a file that was written so. A later training without it finds these rows merged in the earlier
// sum too.
func TestRareLevelsAreMerged(t *testing.T) {
	const head = "a,k,rank,place,y\n"
	var b strings.Builder
	for i := range 40 {
		place := "n"
		switch {
		case i%10 == 3:
			place = "e"
		case i%3 == 1:
			place = "s"
		}
		fmt.Fprintf(&b, "%d,%d,mid,%s,%d\n", i%7-3, i%10, place, i%30)
	}
	merging := file(t, `"disclosure":{"rare":"other"}`)
	check, found := read(t, merging, head+b.String(), rows.Reading{})
	if !slices.Equal(check.Merged, []string{"place=e"}) {
		t.Fatalf("merged %q", check.Merged)
	}
	_, written := read(t, merging, head+strings.ReplaceAll(b.String(), ",e,", ",s,"), rows.Reading{})
	encoding, _ := found.Encoding()
	if want := values(t, written, encoding); !maps.Equal(values(t, found, encoding), want) {
		t.Error("the rows are not those of a file with the level other")
	}
	columns := func(f *rows.File) string {
		s, err := f.Columns(encoding)
		if err != nil {
			t.Fatal(err)
		}
		var text strings.Builder
		dst := make([]float64, len(s.Columns))
		for i := range 40 {
			s.Read(i, dst)
			fmt.Fprintln(&text, dst)
		}
		return text.String()
	}
	if columns(found) != columns(written) {
		t.Error("the checks look at other columns than those of the sum")
	}
	asking := file(t, `"model":{}`)
	check, later := read(t, asking, head+b.String(), rows.Reading{})
	if len(check.Merged) != 0 {
		t.Errorf("merged %q although the training does not ask for it", check.Merged)
	}
	if !maps.Equal(values(t, later, encoding), values(t, found, encoding)) || columns(later) != columns(found) {
		t.Error("a later training does not find the rows as they were merged")
	}
}
