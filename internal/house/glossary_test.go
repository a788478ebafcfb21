package house

import (
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
		case name == "docs/glossary.md" || !strings.Contains(" .go .md .ts .svelte ", " "+path.Ext(name)+" "):
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
