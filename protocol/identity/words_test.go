package identity

import (
	"crypto/sha256"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestIsWordsTakesWhatWordsGives(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := Words(sha256.Sum256([]byte(rapid.String().Draw(t, "seed"))))
		if !IsWords(words) {
			t.Fatalf("%s is refused", words)
		}
		at := rapid.IntRange(0, len(words)-1).Draw(t, "at")
		for _, bad := range []string{words[:at] + words[at+1:], words[:at] + "e" + words[at+1:], words[:at] + "-" + words[at:]} {
			if IsWords(bad) {
				t.Fatalf("%s is taken", bad)
			}
		}
	})
}

func TestIsWordsRefuses(t *testing.T) {
	for _, text := range []string{"", "-", "lusab", "lusab-babad-gutih-tugad", "lusab-babad-gutih-tugad-mudof-lusab", "Lusab-babad-gutih-tugad-mudof",
		"lusab babad gutih tugad mudof", "ulsab-babad-gutih-tugad-mudof", strings.Repeat("lusab-", 5)} {
		if IsWords(text) {
			t.Errorf("%q is taken", text)
		}
	}
}
