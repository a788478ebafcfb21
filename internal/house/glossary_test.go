package house

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// avoided are words of the glossary's last column that have no other use in code, documents or page. Most others there
// have one: a client of HTTP is none of the roles.
var avoided = []string{"quorum set", "waiting room", "logbook", "account book", "recipe", "decryptor", "gradient message", "rerun",
	"code words", "noise scale", "privacy level", "pseudonym", "proof file"}

// plain bounds how often comments of Go files use words that other codebases with good prose hardly use, per 1,000 words:
// they mark clauses in place of nouns ("what is not read", "whoever asks") and things that speak ("gives", "says").
var plain = []struct {
	words string
	most  float64
}{
	{"what", 0.3}, {"who|whoever|whom|whose", 0.3}, {"gives?", 0.4}, {"says?|tells?|told", 0.4}, {"nobody|anybody|everybody", 0.2},
	{"beside", 0.1}, {"anew", 0.1},
}

// TestPlainEnglish counts words of comments outside of tests, and names the lines of a word that is used too often.
func TestPlainEnglish(t *testing.T) {
	comment := regexp.MustCompile(`(?:^|\s)//\s?(.*)$`)
	found := make([][]string, len(plain))
	var patterns []*regexp.Regexp
	for _, p := range plain {
		patterns = append(patterns, regexp.MustCompile(`(?i)\b(`+p.words+`)\b`))
	}
	words := 0
	err := fs.WalkDir(os.DirFS("."), ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "node_modules" || d.Name() == "build" || d.Name() == ".git" || d.Name() == "testdata"):
			return fs.SkipDir
		case path.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go"):
			return nil
		}
		text, err := os.ReadFile(filepath.FromSlash(name))
		for i, line := range strings.Split(string(text), "\n") {
			m := comment.FindStringSubmatch(line)
			if m == nil || strings.HasPrefix(m[1], "go:") || strings.HasPrefix(m[1], "nolint") {
				continue
			}
			words += len(strings.Fields(m[1]))
			for j, pattern := range patterns {
				for range pattern.FindAllString(m[1], -1) {
					found[j] = append(found[j], fmt.Sprintf("%s:%d: %s", name, i+1, m[1]))
				}
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if words < 10_000 {
		t.Fatalf("only %d words are in comments", words)
	}
	for j, p := range plain {
		if often := 1000 * float64(len(found[j])) / float64(words); often > p.most {
			t.Errorf("%q comes %.2f times in 1,000 words of comments, more than %.1f:\n%s", p.words, often, p.most, strings.Join(found[j], "\n"))
		}
	}
}

// TestGlossary: one word is used for one thing.
func TestGlossary(t *testing.T) {
	b, err := os.ReadFile(filepath.FromSlash("docs/glossary.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range avoided {
		if !regexp.MustCompile(`(?m)\|[^|]*\b` + word + `\b[^|]*\|$`).Match(b) {
			t.Errorf("%q is not among the words that the glossary avoids", word)
		}
	}
	banned := regexp.MustCompile(`(?i)\b(` + strings.Join(avoided, "|") + `)s?\b`)
	err = fs.WalkDir(os.DirFS("."), ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "node_modules" || d.Name() == "build" || d.Name() == ".git" || d.Name() == "decisions" || name == "internal/house"):
			return fs.SkipDir
		case name == "docs/glossary.md" || name == "ml/guess/people.go" || // which knows words that people write
			!strings.Contains(" .go .md .ts .svelte ", " "+path.Ext(name)+" "):
			return nil
		}
		text, err := os.ReadFile(filepath.FromSlash(name))
		if m := banned.Find(text); m != nil {
			t.Errorf("%s says %q; docs/glossary.md has the word for it", name, m)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
