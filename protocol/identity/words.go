package identity

import (
	"crypto/sha256"
	"slices"
	"strings"
)

// WordCount is how many words Words returns: five of 16 bits, 80 bits in all. Finding a second fingerprint
// with the words of a given one takes about 2^80 tries, finding any two with the same words about 2^40.
const WordCount = 5

const (
	consonants = "bdfghjklmnprstvz"
	vowels     = "aiou"
)

// Words spells a fingerprint as five pronounceable words for comparing by voice, such as
// "lusab-babad-gutih-tugad-mudof": proquints (Wilkerson, arXiv 0901.4016) of the first 80 bits of its SHA-256.
func Words(fingerprint [32]byte) string {
	sum := sha256.Sum256(append([]byte("blindfit/2/words\x00"), fingerprint[:]...))
	words := make([]string, WordCount)
	for i := range words {
		words[i] = proquint(uint16(sum[2*i])<<8 | uint16(sum[2*i+1]))
	}
	return strings.Join(words, "-")
}

// proquint spells 16 bits as consonant, vowel, consonant, vowel, consonant.
func proquint(v uint16) string {
	return string([]byte{consonants[v>>12], vowels[v>>10&3], consonants[v>>6&15], vowels[v>>4&3], consonants[v&15]})
}

// IsWords reports whether text has the form that Words returns: the words of some fingerprint, with no letter misheard.
func IsWords(text string) bool {
	words := strings.Split(text, "-")
	return len(words) == WordCount && !slices.ContainsFunc(words, func(w string) bool {
		if len(w) != 5 {
			return true
		}
		for i := range len(w) {
			letters := consonants
			if i%2 == 1 {
				letters = vowels
			}
			if strings.IndexByte(letters, w[i]) < 0 {
				return true
			}
		}
		return false
	})
}
