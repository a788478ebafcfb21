package guard

import (
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"net/http"
	"strings"

	"github.com/blindfit/blindfit/internal/secret"
)

// minToken is the length of the shortest token, in characters: 22 characters of base64 hold 128 bits.
const minToken = 22

// Token is the operator's token. It keeps the token's hash only, and compares in constant time. A nil *Token accepts
// nothing.
type Token struct {
	secret.Redacted
	hash secret.Value[[sha256.Size]byte]
}

// ParseToken parses the contents of a token file: one line of at least 22 visible ASCII characters.
func ParseToken(file []byte) (*Token, error) {
	s := strings.TrimRight(string(file), "\r\n")
	if len(s) < minToken || len(s) > 1024 {
		return nil, errors.New("invalid token: must be one line of 22 to 1,024 characters")
	}
	for _, c := range []byte(s) {
		if c <= ' ' || c > '~' {
			return nil, errors.New("invalid token: must be one line of visible ASCII characters without spaces")
		}
	}
	return &Token{hash: secret.New(sha256.Sum256([]byte(s)))}, nil
}

// Offered is the kind of token in a request.
type Offered int

// The kinds of token in a request.
const (
	NoToken Offered = iota
	IncorrectToken
	CorrectToken
)

// Check looks for the token in the Authorization header: as Bearer, or as the password of Basic, for which a browser asks. A
// token in an address does not count, because addresses are kept in logs and histories.
func (t *Token) Check(r *http.Request) Offered {
	values := r.Header.Values("Authorization")
	if len(values) == 0 {
		return NoToken
	}
	if len(values) > 1 || t == nil {
		return IncorrectToken
	}
	offered := ""
	if scheme, rest, ok := strings.Cut(values[0], " "); ok && strings.EqualFold(scheme, "Bearer") {
		offered = strings.TrimSpace(rest)
	} else if _, password, ok := r.BasicAuth(); ok {
		offered = password
	}
	hash, want := sha256.Sum256([]byte(offered)), t.hash.Reveal()
	if subtle.ConstantTimeCompare(hash[:], want[:]) != 1 {
		return IncorrectToken
	}
	return CorrectToken
}
