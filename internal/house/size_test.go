package house

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

const (
	// maxMethods is the largest number of methods on a type. A type with more owns more than one thing.
	maxMethods = 30
	// maxFiles is the largest number of Go files in a package, test files aside.
	maxFiles = 15
)

// sizeExceptions are the types (package.Type) and packages that may exceed these limits, and why.
var sizeExceptions = map[string]string{
	"crypto/phe":                  "to be divided",
	"crypto/phe.PublicKey":        "to be divided",
	"internal/bench":              "to be divided",
	"ml/spec.File":                "to be divided",
	"protocol/client.Client":      "to be divided",
	"server/store/postgres.Store": "to be divided",
}

// sizes counts, for every package below root, the files and the methods of each type, test files aside. Files for all
// platforms and build tags are counted; a method that several platforms define is counted once.
func sizes(root fs.FS) (files map[string]int, methods map[string]int, err error) {
	files = map[string]int{}
	names := map[string]map[string]bool{}
	skip := []string{"build", ".git", "node_modules", "testdata", "dist"}
	err = fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if slices.Contains(skip, d.Name()) {
				return fs.SkipDir
			}
			return nil
		}
		if path.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		source, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, source, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		pkg := path.Dir(name)
		files[pkg]++
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || f.Recv == nil {
				continue
			}
			t := pkg + "." + receiver(f.Recv.List[0].Type)
			if names[t] == nil {
				names[t] = map[string]bool{}
			}
			names[t][f.Name.Name] = true
		}
		return nil
	})
	methods = map[string]int{}
	for t, m := range names {
		methods[t] = len(m)
	}
	return files, methods, err
}

// receiver returns the name of a receiver's type, without pointer and type parameters.
func receiver(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.StarExpr:
		return receiver(e.X)
	case *ast.IndexExpr:
		return receiver(e.X)
	case *ast.IndexListExpr:
		return receiver(e.X)
	case *ast.Ident:
		return e.Name
	}
	return ""
}

// oversized returns one line for each name whose count is above limit and has no exception, and the names that use one.
func oversized(counts map[string]int, limit int, unit string, exceptions map[string]string) (lines, used []string) {
	for _, name := range slices.Sorted(maps.Keys(counts)) {
		switch {
		case counts[name] <= limit:
		case exceptions[name] != "":
			used = append(used, name)
		default:
			lines = append(lines, fmt.Sprintf("%s has %d %s, more than %d: divide it by what it owns", name, counts[name], unit, limit))
		}
	}
	return lines, used
}

// TestSizes: no type has more methods and no package more files than the limits, except as the table says.
func TestSizes(t *testing.T) {
	files, methods, err := sizes(os.DirFS("."))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 50 || len(methods) < 100 {
		t.Fatalf("found %d packages and %d types with methods only", len(files), len(methods))
	}
	lines, used := oversized(methods, maxMethods, "methods", sizeExceptions)
	more, usedByFiles := oversized(files, maxFiles, "files", sizeExceptions)
	for _, line := range append(lines, more...) {
		t.Error(line)
	}
	used = append(used, usedByFiles...)
	for name := range sizeExceptions {
		if !slices.Contains(used, name) {
			t.Errorf("%s needs no exception any more: remove it from the table", name)
		}
	}
}

// TestSizesCatch plants a type and a package that are too large: a check that finds nothing would pass for ever.
func TestSizesCatch(t *testing.T) {
	planted := fstest.MapFS{
		"a/x.go":          {Data: []byte("package a\ntype T[P any] struct{}\nfunc (*T[P]) A() {}\nfunc (T[P]) B() {}\nfunc C() {}\n")},
		"a/x_js.go":       {Data: []byte("//go:build js\n\npackage a\nfunc (t *T[P]) B() {}\nfunc (t *T[P]) D() {}\n")},
		"a/x_test.go":     {Data: []byte("package a\nfunc (t *T[P]) E() {}\n")},
		"a/testdata/y.go": {Data: []byte("package y\n")},
	}
	files, methods, err := sizes(planted)
	if err != nil {
		t.Fatal(err)
	}
	if files["a"] != 2 || methods["a.T"] != 3 || len(files) != 1 {
		t.Errorf("counted files %v and methods %v", files, methods)
	}
	if lines, used := oversized(methods, 2, "methods", nil); len(lines) != 1 || len(used) != 0 {
		t.Errorf("a type that is too large: %q, %q", lines, used)
	}
	if lines, used := oversized(methods, 2, "methods", map[string]string{"a.T": "a reason"}); len(lines) != 0 || len(used) != 1 {
		t.Errorf("an exception: %q, %q", lines, used)
	}
	if lines, used := oversized(methods, 3, "methods", map[string]string{"a.T": "a reason"}); len(lines)+len(used) != 0 {
		t.Errorf("an exception that is not needed: %q, %q", lines, used)
	}
}
