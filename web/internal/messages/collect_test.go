package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/ml/cells"
	"github.com/blindfit/blindfit/ml/schema"
)

// sentences returns the collected sentences, each as a pattern of what the program says.
func sentences(t *testing.T) map[string]*regexp.Regexp {
	t.Helper()
	list, err := collect("../../..")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]*regexp.Regexp{}
	for _, s := range list {
		form := strings.NewReplacer("%d", `-?\d+`, "%s", ".*?").Replace(regexp.QuoteMeta(s))
		out[s] = regexp.MustCompile("^" + form + "$")
	}
	return out
}

func known(list map[string]*regexp.Regexp, text string) bool {
	for id, form := range list {
		if !strings.HasPrefix(id, "%s") && id != "column %s: %s" && form.MatchString(text) {
			return true
		}
	}
	return false
}

// TestEveryRule: what a file can break is in the list that the page translates, whatever the package builds it of.
func TestEveryRule(t *testing.T) {
	list := sentences(t)
	low, high := 0.0, 5000.0
	form := &schema.Schema{
		Features: []schema.Feature{
			{Name: "size", Type: schema.Continuous, Min: &low, Max: &high, Unit: "mg"},
			{Name: "ward", Type: schema.Nominal, Levels: []string{"north", "south"}},
			{Name: "visits", Type: schema.Discrete, Min: &low, Max: &high},
		},
		Target:  schema.Feature{Name: "effect", Type: schema.Nominal, Levels: []string{"0", "1"}},
		Missing: schema.MissingReject,
	}
	const names, good = "size,ward,visits,effect\n", "12.5,north,3,1\n"
	files := []string{
		"", "{}", "<html>", "<?xml excel.sheet",
		"s\x00i\x00z\x00e\x00,\x00", "\x00\x01\x02\x03", "a,b\rc,d\r", "\xfc\xfc,ward\n1,2\n", names, "size\n1\n", "Size,ward,visits,effect\n" + good,
		"size,size,ward,visits,effect\n1,1,north,3,1\n", good + good + good, names + "1,\"north,3,1\n", names + good + "1,\"north,3,1\n", "\"size",
		names + "1,2\n" + good, names + "1,north,3,1,9\n" + good, "weight,ward,visits,effect\n" + good,
		"a title\n" + names + good, names + "a,1," + good + "b,2," + good, "r1," + names + good, names + strings.Repeat("12.5,north,3,1\n", 20),
		names + strings.Repeat("9000,north,3,1\n", 20), names + "1.234,north,3,1\n2.345,south,4,0\n", names + "\"1,5\",north,3,1\n2.5,south,3,1\n",
		names + strings.Repeat("1,north,3,1\n2,south,3,0\n", 20), "size;ward;visits;effect\n1,234;north;3;1\n2,345;south;4;0\n",
	}
	for _, cell := range []string{"", "NA", "-1", "9999", "#REF!", "12%", "$5", "<3", "2024-03-05", "12:30", "(5)", "1/2", "inf", "1.2.3", "5 kg", "many", "?", "1e999", "\xfc"} {
		files = append(files, names+good+cell+",north,3,1\n")
	}
	files = append(files, names+"1,NORTH,3,1\n", names+"1,west,3,1\n", names+"1,north,3.5,1\n", names+"1,n\xfcrth,3,1\n", names+strings.Repeat(good, 30))
	files = append(files, cells.Starts()...)
	found := map[string]bool{}
	for _, text := range files {
		_, report, _ := form.ReadCSV(strings.NewReader(text), schema.ReadOptions{NeedTarget: true, MaxRows: 25})
		if report == nil {
			t.Fatalf("no report of %.20q", text)
		}
		for _, g := range report.Groups {
			found[g.Rule] = true
			if !known(list, g.Rule) && !known(list, strings.TrimSuffix(g.Rule, " (one differs only in upper and lower case)")) {
				t.Errorf("%.40q: the page has no words for the rule %q", text, g.Rule)
			}
		}
		for _, w := range report.Warnings {
			found[w] = true
			_, rest, _ := strings.Cut(w, ": ")
			rest, _, _ = strings.Cut(rest, "; are they in ")
			if !known(list, w) && !known(list, rest) {
				t.Errorf("%.40q: the page has no words for the warning %q", text, w)
			}
		}
	}
	if len(found) < 45 {
		t.Errorf("the files break %d rules only", len(found))
	}
}

// TestCollect: problems are found with messages and hints, and one that is put together elsewhere is refused.
func TestCollect(t *testing.T) {
	root := t.TempDir()
	for _, folder := range append(append([]string{}, problems...), rules...) {
		if err := os.MkdirAll(filepath.Join(root, folder), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	for _, file := range slices.Concat([]string{formats}, links, causes, questions) {
		write(t, filepath.Join(root, file), "package x\n")
	}
	file := filepath.Join(root, "dataowner", "a.go")
	write(t, file, `package x
const no = "Do not %."
var _ = problem.Errorf(problem.Link, no, "failed to read %d of %q: %w", 1, 2, 3)
`)
	list, err := collect(root)
	if err != nil || strings.Join(list, "|") != "Do not %.|failed to read %d of %s: %s" {
		t.Errorf("got %q, %v", list, err)
	}
	write(t, file, "package x\n\nfunc f(text string) error {\n\treturn problem.Errorf(problem.Link, text, \"failed\")\n}\n")
	if _, err = collect(root); err == nil || !strings.Contains(err.Error(), "a.go:4") {
		t.Errorf("a hint that is put together elsewhere: got %v", err)
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
