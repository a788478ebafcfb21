package house

import (
	"os"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/ml/kinds"
)

// TestKindsAreNamedEverywhere: the page has words for every kind of model, and the guide describes it.
func TestKindsAreNamedEverywhere(t *testing.T) {
	for _, file := range []string{"web/src/texts/en.ts", "docs/learning.md"} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range kinds.Names() {
			if !strings.Contains(string(text), name) {
				t.Errorf("%s does not name the kind %s", file, name)
			}
		}
	}
}
