package house

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/blindfit/blindfit"

// listed is the output of go list for one package.
type listed struct {
	ImportPath string
	Imports    []string // direct, test files aside
	Deps       []string // all that is reached
}

// list returns the module's packages on one platform, test-only code paths included.
func list(t *testing.T, goos, goarch string) []listed {
	t.Helper()
	args := []string{"list", "-tags", "testkeys,e2e", "-json=ImportPath,Imports,Deps"}
	if goos == "js" {
		// Some packages of ours need modules that do not build there; the rest is listed all the same.
		args = append(args, "-e")
	}
	cmd := exec.Command("go", append(args, "./...")...)
	cmd.Env = append(os.Environ(), "GOOS="+goos, "GOARCH="+goarch, "CGO_ENABLED=0")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list on %s failed: %v\n%s", goos, err, &stderr)
	}
	var pkgs []listed
	dec := json.NewDecoder(bytes.NewReader(out))
	for {
		var p listed
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return pkgs
		} else if err != nil {
			t.Fatal(err)
		}
		pkgs = append(pkgs, p)
	}
}

// platforms are the systems on which imports are checked.
var platforms = [][2]string{{"linux", "amd64"}, {"windows", "amd64"}, {"js", "wasm"}}

// short returns an import path as the table writes it, and whether the package is ours.
func short(importPath string) (string, bool) {
	if importPath == module {
		return ".", true
	}
	rest, ours := strings.CutPrefix(importPath, module+"/")
	return rest, ours
}

// matches reports whether an import path, in the table's form, falls under a pattern.
func matches(pattern, importPath string) bool {
	folder, below := strings.CutSuffix(pattern, "/...")
	return importPath == folder || below && strings.HasPrefix(importPath, folder+"/")
}

func matchesAny(patterns []string, importPath string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { return matches(p, importPath) })
}

// forbidden returns one line for every import of p that its row does not allow.
func forbidden(r row, p listed) []string {
	var out []string
	for _, imp := range p.Imports {
		name, ours := short(imp)
		switch {
		case ours:
			if !slices.Contains(r.may, name) {
				out = append(out, fmt.Sprintf("%s (%s) imports %s, which its row in the house table does not allow", r.path, r.owns, name))
			}
		case strings.Contains(strings.Split(imp, "/")[0], "."):
			if !slices.ContainsFunc(r.modules, func(m string) bool { return matches(m+"/...", imp) }) {
				out = append(out, fmt.Sprintf("%s (%s) imports %s, a module its row in the house table does not allow", r.path, r.owns, imp))
			}
		}
	}
	return out
}

// banned returns one line for every ban that p breaks.
func banned(p listed) []string {
	from, _ := short(p.ImportPath)
	var out []string
	for _, b := range bans {
		if !matchesAny(b.from, from) {
			continue
		}
		reached, how := p.Imports, "imports"
		if b.deep {
			reached, how = p.Deps, "reaches"
		}
		for _, imp := range reached {
			to, ours := short(imp)
			// The standard library has a crypto folder as well; ours is meant.
			std := !ours && !strings.Contains(strings.Split(imp, "/")[0], ".")
			if std && matchesAny([]string{"crypto/..."}, to) {
				continue
			}
			if to != from && matchesAny(b.to, to) {
				out = append(out, fmt.Sprintf("%s %s %s: %s", from, how, to, b.why))
			}
		}
	}
	return out
}

func TestImportLaws(t *testing.T) {
	rows := map[string]row{}
	for _, r := range house {
		if _, twice := rows[r.path]; twice {
			t.Errorf("%s is in the house table twice", r.path)
		}
		rows[r.path] = r
	}
	seen := map[string]bool{}
	for _, platform := range platforms {
		for _, p := range list(t, platform[0], platform[1]) {
			name, _ := short(p.ImportPath)
			if name == "." {
				continue
			}
			r, known := rows[name]
			if !known {
				if !seen[name] {
					t.Errorf("%s is not in the house table: add it with what it owns and may import", name)
				}
				seen[name] = true
				continue
			}
			seen[name] = true
			for _, line := range append(forbidden(r, p), banned(p)...) {
				t.Errorf("%s: %s", platform[0], line)
			}
		}
	}
	for _, r := range house {
		if !seen[r.path] {
			t.Errorf("%s is in the house table but no longer exists", r.path)
		}
		for _, m := range r.may {
			if _, known := rows[m]; !known {
				t.Errorf("%s may import %s, which is not in the house table", r.path, m)
			}
		}
	}
}

// TestImportLawsCatch plants imports that the laws forbid: a check that finds nothing would pass for ever.
func TestImportLawsCatch(t *testing.T) {
	ours := func(names ...string) []string {
		for i, n := range names {
			names[i] = module + "/" + n
		}
		return names
	}
	for name, tc := range map[string]struct {
		pkg  listed
		want string
	}{
		"the page decrypts":              {listed{ImportPath: module + "/wasm", Deps: ours("crypto/privkey")}, "must never be able to decrypt"},
		"the facilitator learns":         {listed{ImportPath: module + "/server/round", Deps: ours("ml/model")}, "works blind"},
		"the round speaks HTTP":          {listed{ImportPath: module + "/server/round", Deps: []string{"net/http"}}, "not by a transport"},
		"cryptography opens connections": {listed{ImportPath: module + "/crypto/phe", Deps: []string{"net"}}, "bytes it is given"},
		"an optimiser reads a clock":     {listed{ImportPath: module + "/ml/optim", Imports: []string{"time"}}, "never from a clock"},
		"a program ships a browser":      {listed{ImportPath: module + "/cmd/facilitator", Deps: []string{chromedp + "/device"}}, "browser driver"},
	} {
		t.Run(name, func(t *testing.T) {
			if lines := banned(tc.pkg); len(lines) != 1 || !strings.Contains(lines[0], tc.want) {
				t.Errorf("got %q, want one line with %q", lines, tc.want)
			}
		})
	}
	plain := row{path: "crypto/mask", owns: "masks"}
	p := listed{ImportPath: module + "/crypto/mask", Imports: append(ours("protocol/wire"), "crypto/rand", gonum+"/mat")}
	if lines := forbidden(plain, p); len(lines) != 2 {
		t.Errorf("got %q, want one line for our package and one for the module", lines)
	}
	// The standard library's crypto is not ours.
	if lines := banned(listed{ImportPath: module + "/protocol/wire", Deps: []string{"crypto/sha256"}}); len(lines) != 0 {
		t.Errorf("standard library refused: %q", lines)
	}
}

// TestPortablePackages checks the list of packages that are tested as WebAssembly: all of them build there, and every
// package of this module that the page reaches is in it.
func TestPortablePackages(t *testing.T) {
	b, err := os.ReadFile(filepath.FromSlash(portable))
	if err != nil {
		t.Fatal(err)
	}
	inFile := strings.Fields(string(b))
	if !slices.IsSorted(inFile) {
		t.Errorf("%s must be sorted", portable)
	}
	reached := map[string]bool{}
	exists := map[string]bool{}
	for _, p := range list(t, "js", "wasm") {
		name, _ := short(p.ImportPath)
		exists[name] = true
		if name != "wasm" && name != "wasm/trustee" {
			continue
		}
		for _, dep := range p.Deps {
			if d, ours := short(dep); ours {
				reached[d] = true
			}
		}
	}
	for _, name := range inFile {
		if !exists[name] {
			t.Errorf("%s lists %s, which does not build as WebAssembly or is gone", portable, name)
		}
	}
	for name := range reached {
		if !slices.Contains(inFile, name) {
			t.Errorf("the page reaches %s, which %s does not list", name, portable)
		}
	}
	if len(reached) == 0 {
		t.Error("the page reaches no package of ours: the check would find nothing")
	}
}

// sourceKinds are the names of files that people write here.
var sourceKinds = []string{".go", ".ts", ".js", ".svelte", ".css", ".sh"}

// catalogue matches the sentences of a language. They are one file, so that a translator has one to bring.
var catalogue = regexp.MustCompile(`^web/src/texts/[a-z]{2}\.ts$`)

func TestFileLength(t *testing.T) {
	skip := map[string]bool{"build": true, ".git": true, "web/node_modules": true, "web/dist": true, "web/src/generated": true}
	files := 0
	err := fs.WalkDir(os.DirFS("."), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if skip[name] || path.Base(name) == "testdata" {
				return fs.SkipDir
			}
			return nil
		}
		if !slices.Contains(sourceKinds, path.Ext(name)) || catalogue.MatchString(name) {
			return nil
		}
		files++
		b, err := os.ReadFile(filepath.FromSlash(name))
		if err != nil {
			return err
		}
		if lines := bytes.Count(b, []byte("\n")); lines > maxLines {
			t.Errorf("%s has %d lines, more than %d: does it still own one thing?", name, lines, maxLines)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files == 0 {
		t.Error("no source file found")
	}
}

// floorOf returns the part of the house that a package belongs to: its top folder, and for internal the folder below.
func floorOf(pkg string) string {
	parts := strings.SplitN(pkg, "/", 3)
	if parts[0] == "internal" && len(parts) > 1 {
		return parts[0] + "/" + parts[1]
	}
	return parts[0]
}

// circle returns floors that import one another in a circle, first to last, or nil if there is none.
func circle(arrows map[string]map[string]bool) []string {
	const visiting, visited = 1, 2
	mark := map[string]int{}
	var path []string
	var visit func(string) []string
	visit = func(floor string) []string {
		switch mark[floor] {
		case visited:
			return nil
		case visiting:
			return append(slices.Clone(path[slices.Index(path, floor):]), floor)
		}
		mark[floor] = visiting
		path = append(path, floor)
		for _, to := range slices.Sorted(maps.Keys(arrows[floor])) {
			if c := visit(to); c != nil {
				return c
			}
		}
		path = path[:len(path)-1]
		mark[floor] = visited
		return nil
	}
	for _, floor := range slices.Sorted(maps.Keys(arrows)) {
		if c := visit(floor); c != nil {
			return c
		}
	}
	return nil
}

// TestNoCircle: the top folders import one another in one direction only.
func TestNoCircle(t *testing.T) {
	arrows := map[string]map[string]bool{}
	for _, platform := range platforms {
		for _, p := range list(t, platform[0], platform[1]) {
			from, _ := short(p.ImportPath)
			for _, imp := range p.Imports {
				to, ours := short(imp)
				a, b := floorOf(from), floorOf(to)
				if !ours || a == b {
					continue
				}
				if arrows[a] == nil {
					arrows[a] = map[string]bool{}
				}
				arrows[a][b] = true
			}
		}
	}
	if c := circle(arrows); c != nil {
		t.Errorf("top folders import one another in a circle: %s", strings.Join(c, " → "))
	}
	if arrows["modelowner"] == nil || !arrows["server"]["protocol"] {
		t.Error("no imports found: the check would find nothing")
	}
	arrows["protocol"] = map[string]bool{"server": true}
	if circle(arrows) == nil {
		t.Error("a planted circle was not found")
	}
}
