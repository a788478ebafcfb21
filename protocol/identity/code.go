package identity

import (
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"strings"

	"github.com/blindfit/blindfit/internal/secret"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Code is a text that a person types to contribute with an open link: 80 random bits.
type Code struct {
	secret.Value[[codeSize]byte]
}

const (
	codeSize   = 10
	codeText   = 20 // symbols, the last four of them a check
	codeGroups = 4  // symbols in a group
)

// crockford has no letters that are taken for digits.
var crockford = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)

// NewCode draws a code from crypto/rand.
func NewCode() Code {
	var b [codeSize]byte
	_, _ = rand.Read(b[:]) // never fails: it ends the program instead
	return Code{secret.New(b)}
}

// Text returns the code as people read and type it: five groups of four letters and digits.
func (c Code) Text() string {
	b := c.Reveal()
	text := crockford.EncodeToString(b[:]) + codeCheck(b)
	var groups []string
	for len(text) > 0 {
		groups, text = append(groups, text[:codeGroups]), text[codeGroups:]
	}
	return strings.Join(groups, "-")
}

// ParseCode reads a code as people type it: in any case, with any spaces and hyphens, with O for 0 and I or L for 1. The error
// never repeats it.
func ParseCode(s string) (Code, error) {
	text := strings.Map(func(r rune) rune {
		switch r {
		case 'O':
			return '0'
		case 'I', 'L':
			return '1'
		case ' ', '\t', '\n', '\r', '-', '\u2010', '\u2011', '\u2012', '\u2013', '\u00a0':
			return -1
		}
		return r
	}, strings.ToUpper(s))
	if len(text) != codeText {
		return Code{}, errors.New("malformed code: must have 20 letters and digits, such as five groups of four")
	}
	b, err := crockford.DecodeString(text[:codeText-codeGroups])
	if err != nil || !equal([]byte(text[codeText-codeGroups:]), []byte(codeCheck([codeSize]byte(b)))) {
		return Code{}, errors.New("malformed code: a letter or digit is wrong; compare it with what you were sent")
	}
	return Code{secret.New([codeSize]byte(b))}, nil
}

// codeCheck catches typing mistakes; it is no protection against an attacker.
func codeCheck(b [codeSize]byte) string {
	sum := sha256.Sum256(append([]byte("blindfit/2/code\x00"), b[:]...))
	return crockford.EncodeToString(sum[:5])[:codeGroups]
}

// Secret returns the single-use part of the invite that the code stands for in a training.
func (c Code) Secret(t wire.TrainingID) Secret {
	b := c.Reveal()
	out, err := hkdf.Key(sha256.New, b[:], t[:], "blindfit/2/code secret", 32)
	if err != nil {
		panic("internal error: HKDF refused a constant size") // 32 is far below the limit
	}
	return Secret{secret.New([32]byte(out))}
}
