package house

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The rows of the fault table that must be there.
const firstFault, lastFault = 1, 110

// TestFaultTable holds docs/faults.md to the suite: every row names at least one test, and every test it names exists.
func TestFaultTable(t *testing.T) {
	b, err := os.ReadFile(filepath.FromSlash("docs/faults.md"))
	if err != nil {
		t.Fatal(err)
	}
	rows, problems := faultRows(string(b), testsIn(t))
	for _, p := range problems {
		t.Error(p)
	}
	for n := firstFault; n <= lastFault; n++ {
		if !slices.Contains(rows, n) {
			t.Errorf("row %d is missing", n)
		}
	}
}

var (
	faultRow  = regexp.MustCompile(`^\| (\d+) \|(.*)\|$`)
	faultTest = regexp.MustCompile("`([a-z0-9/]+)\\.(Test[A-Za-z0-9]+)`")
)

// faultRows reads the rows of the table and returns their problems. has reports whether a package has a test.
func faultRows(text string, has func(pkg, test string) bool) (rows []int, problems []string) {
	for line := range strings.Lines(text) {
		m := faultRow.FindStringSubmatch(strings.TrimSpace(line))
		if m == nil {
			continue
		}
		n, _ := strconv.Atoi(m[1])
		if slices.Contains(rows, n) {
			problems = append(problems, "row "+m[1]+" is there twice")
		}
		rows = append(rows, n)
		tests := faultTest.FindAllStringSubmatch(m[2], -1)
		if len(tests) == 0 {
			problems = append(problems, "row "+m[1]+" names no test")
		}
		for _, test := range tests {
			if !has(test[1], test[2]) {
				problems = append(problems, "row "+m[1]+" names "+test[1]+"."+test[2]+", which does not exist")
			}
		}
	}
	return rows, problems
}

// testsIn looks tests up in the sources, so that those behind build tags count too.
func testsIn(t *testing.T) func(pkg, test string) bool {
	sources := map[string]string{}
	return func(pkg, test string) bool {
		if _, read := sources[pkg]; !read {
			files, err := filepath.Glob(filepath.Join(filepath.FromSlash(pkg), "*_test.go"))
			if err != nil {
				t.Fatal(err)
			}
			for _, name := range files {
				b, err := os.ReadFile(name)
				if err != nil {
					t.Fatal(err)
				}
				sources[pkg] += string(b)
			}
		}
		return strings.Contains(sources[pkg], "\nfunc "+test+"(t *testing.T)")
	}
}

// promising are the documents that promise something: each names the tests that hold it to its word.
var promising = []string{"README.md", "SECURITY.md", "docs/privacy.md", "docs/threat-model.md"}

// TestPromisesNameTests: a document that promises something names tests, and every test that a document names exists.
func TestPromisesNameTests(t *testing.T) {
	var sources strings.Builder
	documents := []string{"README.md", "SECURITY.md"}
	err := fs.WalkDir(os.DirFS("."), ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "node_modules" || d.Name() == "build" || d.Name() == ".git"):
			return fs.SkipDir
		case path.Dir(name) == "docs" && path.Ext(name) == ".md":
			documents = append(documents, name)
			return nil
		case !strings.HasSuffix(name, "_test.go"):
			return nil
		}
		text, err := os.ReadFile(filepath.FromSlash(name))
		sources.Write(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, document := range documents {
		b, err := os.ReadFile(filepath.FromSlash(document))
		if err != nil {
			t.Fatal(err)
		}
		names := regexp.MustCompile("`([a-z/0-9]*[.])?(Test[A-Z][^`]*)`").FindAllStringSubmatch(string(b), -1)
		if len(names) == 0 && slices.Contains(promising, document) {
			t.Errorf("%s names no test", document)
		}
		for _, m := range names {
			if !strings.Contains(sources.String(), "\nfunc "+m[2]+"(t *testing.T)") {
				t.Errorf("%s names %s, which does not exist", document, m[2])
			}
		}
	}
}

// TestFaultTableCatches shows the check bad rows: one that finds nothing would pass for ever.
func TestFaultTableCatches(t *testing.T) {
	has := func(pkg, test string) bool { return pkg == "crypto/mask" && test == "TestThere" }
	rows, problems := faultRows("| row | tests |\n|---|---|\n| 1 | x | `crypto/mask.TestThere` |\n| 2 | x | none |\n"+
		"| 3 | x | `crypto/mask.TestGone`, `crypto/mask.TestThere` |\n| 3 | x | `crypto/mask.TestThere` |\n", has)
	if !slices.Equal(rows, []int{1, 2, 3, 3}) || len(problems) != 3 {
		t.Errorf("rows %v, problems %q", rows, problems)
	}
}
