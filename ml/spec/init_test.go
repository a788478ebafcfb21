package spec

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/blindfit/blindfit/ml/kinds"
	"github.com/blindfit/blindfit/ml/schema"
)

const initTable = "\ufeffname;height;legs;size;colour;empty;always;sold\r\n" +
	"Ann;1,83;4;small;red;;x;yes\r\nBob;2,1;2;large;;;x;no\r\nCid;1,995;4;medium;blue;;x;no\r\nDee;1,2;3;small;blue;;x;yes\r\n"

func initText(table string, opt InitOptions) ([]byte, error) {
	d, err := Init(strings.NewReader(table), opt)
	return d.Text, err
}

// With a few more rows than the words people write, a table gets a training file
// that reads the very table.
func TestInit(t *testing.T) {
	var rows strings.Builder
	for i := range 30 {
		fmt.Fprintf(&rows, "N%d;%d,5;%d;small;blue;;x;no\r\n", i, i%7, i%4)
	}
	table := initTable + rows.String()
	text, err := initText(table, InitOptions{})
	if err != nil {
		t.Fatal(err)
	}
	f, err := Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"features":[{"name":"height","type":"continuous","min":0.5,"max":6.5,"step":0.001},` +
		`{"name":"legs","type":"discrete","min":0,"max":4,"step":1},{"name":"size","type":"ordinal","step":1,"levels":["small","medium","large"]},` +
		`{"name":"colour","type":"nominal","levels":["blue","red"]}],"target":{"name":"sold","type":"nominal","levels":["no","yes"]}`
	if got := string(f.Canonical()); !strings.Contains(got, want[1:]) || f.Model.Kind != kinds.Logistic || f.Model.Weights != Shared || !f.Circle || f.Missing != schema.MissingIndicator {
		t.Errorf("got %s", got)
	}
	for _, note := range []string{"column name: looks like names", "column empty: holds no values", "column always: always holds the same", "values are missing in colour",
		"every data owner vouches for all others", `\"kind\": \"discriminant\" on encrypted weights is an approximation`} {
		if !bytes.Contains(text, []byte(note)) {
			t.Errorf("no note %q in %s", note, text)
		}
	}
	if _, report, err := f.Schema().ReadCSV(strings.NewReader(table), schema.ReadOptions{NeedTarget: true}); err != nil {
		t.Error(err, report)
	}
	if diff := cmp.Diff("sold", f.Name); diff != "" {
		t.Error(diff)
	}
	text, err = initText(table, InitOptions{Target: "height", Name: "Heights"})
	if err != nil {
		t.Fatal(err)
	}
	if f, err := Parse(text); err != nil || f.Model.Kind != kinds.Linear || f.Target.Name != "height" || f.Name != "Heights" {
		t.Errorf("%s: %v", text, err)
	}
}

func TestInitRefuses(t *testing.T) {
	for table, want := range map[string]string{
		"":                     "the file is empty",
		"a\n1\n2\n":            "a target and at least one feature",
		"a,b\n,\n,\n":          "no column can be a feature",
		"a,b\n1,\"x\n":         "row 2: a quote is opened in this row and never closed",
		"a, \"b\n1,2\n":        "row 1: a quote is opened and never closed",
		"gr\xf6\xdfe,b\n1,2\n": "the file is not UTF-8 text",
		"PK\x03\x04":           "spreadsheet",
		"a,b\n1,2\n2,3\n3,4\n": "",
	} {
		if _, err := Init(strings.NewReader(table), InitOptions{}); (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", table, err)
		}
	}
	if _, err := Init(strings.NewReader("a,b\n1,2\n2,3\n"), InitOptions{Target: "c"}); err == nil || !strings.Contains(err.Error(), "usable are a, b") {
		t.Error(err)
	}
}

// TestInitSaysWhatItLeavesOut: whoever starts from a table of everyday use learns of every column why it is not in the file.
func TestInitSaysWhatItLeavesOut(t *testing.T) {
	table := "weight;born;weight;;city;admitted;cost, net\n"
	for i := range 20 {
		table += fmt.Sprintf("%d,5;19%d-03-01;%d,5;1;%s;%d.12.2024 08:15;%d\n", i, 50+i, i, []string{"K\xf6ln", "Bonn"}[i%2], 1+i, i)
	}
	text, err := initText(table, InitOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for _, note := range []string{
		"column weight: is there twice; the second is left out, and rows are refused until one of the two has another name",
		"column born: holds dates", "column admitted: holds dates", "column 4 of the file has no usable name", "column city: holds text that is not UTF-8",
	} {
		if !bytes.Contains(text, []byte(note)) {
			t.Errorf("no note %q in %s", note, text)
		}
	}
	if _, err := Init(strings.NewReader(table), InitOptions{Target: "cost"}); err == nil || !strings.HasSuffix(err.Error(), `usable are weight, "cost, net"`) {
		t.Error(err)
	}
}

func TestInitOnRealTables(t *testing.T) {
	folder := os.Getenv("BLINDFIT_DATA")
	if folder == "" {
		t.Log("left out: mpg, titanic and diamonds, because BLINDFIT_DATA names no folder")
		return
	}
	for _, test := range []struct{ file, target, kind string }{
		{"mpg.csv", "mpg", kinds.Linear}, {"titanic.csv", "survived", kinds.Logistic}, {"diamonds.csv", "price", kinds.Linear}, {"diamonds.csv", "cut", kinds.Multinomial},
	} {
		raw, err := os.ReadFile(filepath.Join(folder, test.file))
		if err != nil {
			t.Fatal(err)
		}
		text, err := initText(string(raw), InitOptions{Target: test.target})
		if err != nil {
			t.Fatal(err)
		}
		f, err := Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		if _, report, err := f.Schema().ReadCSV(bytes.NewReader(raw), schema.ReadOptions{NeedTarget: true}); err != nil || f.Model.Kind != test.kind {
			t.Error(err, report)
		}
		t.Logf("%s", text)
	}
}

func FuzzInit(f *testing.F) {
	f.Add([]byte(initTable))
	f.Add([]byte("a,b\n1,2\n2,3\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		text, err := initText(string(b), InitOptions{})
		if err != nil {
			return
		}
		if _, err := Parse(text); err != nil {
			t.Fatal(err)
		}
	})
}

// Counts with an offset are drafted as Poisson's, whose rounds take one; other numbers on shared weights. Notes are on columns that are read.
func TestInitOffset(t *testing.T) {
	var rows strings.Builder
	rows.WriteString("claims,holders,district,weight\n")
	for i := range 60 {
		fmt.Fprintf(&rows, "%d,%d,%d,%.2f\n", i*i%23, 3+i%30*40, 1+i%4, float64(i)/7)
	}
	for formula, kind := range map[string]string{"claims ~ weight + offset(log(holders))": kinds.Poisson, "weight ~ claims + offset(log(holders))": kinds.Linear} {
		draft, err := Init(strings.NewReader(rows.String()), InitOptions{Formula: formula})
		if err != nil {
			t.Fatal(err)
		}
		f, err := Parse(draft.Text)
		if err != nil || f.Model.Kind != kind || f.Model.Method != Newton || !f.Circle || len(f.Features) != 2 {
			t.Errorf("%v: %s", err, draft.Text)
		}
		if notes := strings.Join(draft.Notes, "\n"); strings.Contains(notes, "column district:") || !strings.Contains(notes, "column holders: its range begins above 0") {
			t.Errorf("notes %s", notes)
		}
	}
}

// The error of a formula says how to write parts that R has by another name.
func TestInitAdvises(t *testing.T) {
	const table = "y,x,g\n1,2,a\n2,5,b\n4,3,a\n7,1,b\n3,9,a\n5,6,b\n9,4,a\n8,7,b\n6,8,a\n2,3,b\n1,1,a\n4,4,b\n"
	for formula, want := range map[string]string{
		"cbind(y, x) ~ g": "a target is one column", "y ~ x + (1 | g)": `"site": "fixed" or "random"`, "y ~ as.factor(g)": "write factor()", "y ~ log10(x)": "write I(log(x)/2.30",
		"log(y) ~ x": "make the transformed one in every table", "y ~ I(x > 3)": "write cut(x", "y ~ g/x": "a/b is a + a:b", "y ~ scale(x)": "means and deviations depend on the rows",
		"y ~ nosuch": `no feature is named "nosuch"`,
	} {
		if _, err := Init(strings.NewReader(table), InitOptions{Formula: formula}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", formula, err)
		}
	}
}

// A formula's training file asks for the columns that it names alone, so that rows that lack others are kept, and the range of a column under a
// logarithm begins above 0 if its values do. A formula that is wrong is told as before.
func TestInitFitsAFormula(t *testing.T) {
	var rows strings.Builder
	rows.WriteString("bili,weight,other,blank,ill\n")
	for i := range 60 {
		fmt.Fprintf(&rows, "%.1f,%.2f,%d,%s,%s\n", 0.3+float64(i)/2, float64(i)/7, i%9, []string{"", "2", "1"}[i%3], []string{"no", "yes"}[i*i%7%2])
	}
	draft, err := Init(strings.NewReader(rows.String()), InitOptions{Formula: "ill ~ log(bili) + weight"})
	if err != nil {
		t.Fatal(err)
	}
	f, err := Parse(draft.Text)
	if err != nil {
		t.Fatal(err)
	}
	if len(f.Features) != 2 || *f.Features[0].Min != 0.3 || *f.Features[1].Min != 0 || f.Missing != schema.MissingReject {
		t.Errorf("%s", draft.Text)
	}
	all := strings.Join(draft.Notes, "\n")
	for _, want := range []string{"column bili: its range begins above 0 for the formula: other data owners may have smaller values than 0.3", "the formula does not name are left out: other, blank"} {
		if !strings.Contains(all, want) {
			t.Errorf("no note %q in %q", want, all)
		}
	}
	if _, err := Init(strings.NewReader(rows.String()), InitOptions{Formula: "ill ~ log(weight)"}); err == nil || !strings.Contains(err.Error(), "raise its min") {
		t.Errorf("the log of 0: %v", err)
	}
}
