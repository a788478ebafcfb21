package guard

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/blindfit/blindfit/internal/secret"
)

const (
	// minToken is the length of the shortest token, in characters: 22 characters of base64 hold 128 bits.
	minToken = 22
	// maxTokens is the number of tokens of one facilitator.
	maxTokens = 1000
)

// Right is an action that a token permits.
type Right string

// The rights.
const (
	MayCreate  Right = "create"  // trainings
	MayOperate Right = "operate" // read the operator's pages and metrics, end and forget trainings
)

// Holder is the holder of a token, and its rights.
type Holder struct {
	Name      string    // of the token, in the audit log and among the trainings
	Contact   string    // of the people that hold it, for the operator; may be empty
	Trainings int       // that have not ended, at a time; 0 for no limit
	Until     time.Time // when it expires; zero for never
	May       []Right
}

// Has reports whether a holder has a right.
func (h *Holder) Has(right Right) bool {
	for _, r := range h.May {
		if r == right {
			return true
		}
	}
	return false
}

// Token is a token of the operator's. It keeps the token's hash only.
type Token struct {
	secret.Redacted
	holder Holder
	hash   secret.Value[[sha256.Size]byte]
}

// Holder returns the holder of the token.
func (t *Token) Holder() Holder { return t.holder }

// Tokens are the operator's tokens. They are compared in constant time, and may be replaced at any time. A nil *Tokens accepts
// nothing. It is safe for concurrent use.
type Tokens struct {
	secret.Redacted
	mu  sync.RWMutex // guards all
	all []*Token
}

// NewTokens returns a set of tokens.
func NewTokens(all []*Token) *Tokens { return &Tokens{all: all} }

// Replace makes other tokens valid instead.
func (t *Tokens) Replace(all []*Token) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.all = all
}

// ParseTokens parses the contents of a token file: either one token that permits everything, a line of at least 22 visible
// ASCII characters; or a JSON object with a list "tokens", each with a "name", the "sha256" of the token in hexadecimal, and
// as far as they are wanted a "contact", the most "trainings" at a time, a last day "until", and its rights ("may"): "create"
// trainings, which is the default, and "operate".
func ParseTokens(file []byte) ([]*Token, error) {
	if text := strings.TrimSpace(string(file)); strings.HasPrefix(text, "{") {
		return parseTokenList([]byte(text))
	}
	s := strings.TrimRight(string(file), "\r\n")
	if err := checkToken(s); err != nil {
		return nil, err
	}
	everything := Holder{Name: "operator", May: []Right{MayCreate, MayOperate}}
	return []*Token{{holder: everything, hash: secret.New(sha256.Sum256([]byte(s)))}}, nil
}

// checkToken returns an error if s is too short or long for a token, or cannot be sent in a header.
func checkToken(s string) error {
	if len(s) < minToken || len(s) > 1024 {
		return errors.New("invalid token: must be one line of 22 to 1,024 characters")
	}
	for _, c := range []byte(s) {
		if c <= ' ' || c > '~' {
			return errors.New("invalid token: must be one line of visible ASCII characters without spaces")
		}
	}
	return nil
}

var tokenName = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,63}$`)

func parseTokenList(file []byte) ([]*Token, error) {
	var list struct {
		Tokens []struct {
			Name      string  `json:"name"`
			SHA256    string  `json:"sha256"`
			Contact   string  `json:"contact"`
			Trainings int     `json:"trainings"`
			Until     string  `json:"until"`
			May       []Right `json:"may"`
		} `json:"tokens"`
	}
	d := json.NewDecoder(strings.NewReader(string(file)))
	d.DisallowUnknownFields()
	if err := d.Decode(&list); err != nil || d.More() {
		return nil, errors.New(`malformed tokens: must be one JSON object {"tokens": [{"name", "sha256", "contact", "trainings", "until", "may"}, …]} without other fields`)
	}
	if len(list.Tokens) > maxTokens {
		return nil, fmt.Errorf("invalid tokens: at most %d", maxTokens)
	}
	var all []*Token
	seen := map[string]bool{}
	for i, t := range list.Tokens {
		invalid := func(rule string) error { return fmt.Errorf("invalid tokens[%d].%s", i, rule) }
		hash, err := hex.DecodeString(t.SHA256)
		switch {
		case !tokenName.MatchString(t.Name):
			return nil, invalid("name: must be 1 to 64 of a-z, 0-9, dot, underscore and hyphen, and begin with a letter or digit")
		case seen[t.Name]:
			return nil, invalid("name: is that of an earlier token")
		case err != nil || len(hash) != sha256.Size:
			return nil, invalid("sha256: must be 64 hexadecimal digits, as printed by 'facilitator token'")
		case t.Trainings < 0:
			return nil, invalid("trainings: must not be negative")
		case len(t.Contact) > 200:
			return nil, invalid("contact: must be at most 200 bytes")
		}
		seen[t.Name] = true
		h := Holder{Name: t.Name, Contact: t.Contact, Trainings: t.Trainings, May: t.May}
		if t.Until != "" {
			day, err := time.Parse(time.DateOnly, t.Until)
			if err != nil {
				return nil, invalid("until: must be a day such as 2031-12-31")
			}
			h.Until = day.AddDate(0, 0, 1)
		}
		if len(h.May) == 0 {
			h.May = []Right{MayCreate}
		}
		for _, r := range h.May {
			if r != MayCreate && r != MayOperate {
				return nil, invalid(`may: must hold "create", "operate" or both`)
			}
		}
		all = append(all, &Token{holder: h, hash: secret.New([sha256.Size]byte(hash))})
	}
	return all, nil
}

// Offered is the kind of token in a request.
type Offered int

// The kinds of token in a request.
const (
	NoToken Offered = iota
	IncorrectToken
	ExpiredToken
	CorrectToken
)

// Check looks for a token in the Authorization header: as Bearer, or as the password of Basic, for which a browser asks. A
// token in an address does not count, because addresses are kept in logs and histories. The holder is that of a correct token.
func (t *Tokens) Check(r *http.Request) (Offered, *Holder) {
	values := r.Header.Values("Authorization")
	if len(values) == 0 {
		return NoToken, nil
	}
	if len(values) > 1 || t == nil {
		return IncorrectToken, nil
	}
	offered := ""
	if scheme, rest, ok := strings.Cut(values[0], " "); ok && strings.EqualFold(scheme, "Bearer") {
		offered = strings.TrimSpace(rest)
	} else if _, password, ok := r.BasicAuth(); ok {
		offered = password
	}
	hash := sha256.Sum256([]byte(offered))
	t.mu.RLock()
	defer t.mu.RUnlock()
	var found *Token
	for _, token := range t.all { // all of them, so that the time discloses nothing
		if want := token.hash.Reveal(); subtle.ConstantTimeCompare(hash[:], want[:]) == 1 {
			found = token
		}
	}
	switch {
	case found == nil:
		return IncorrectToken, nil
	case !found.holder.Until.IsZero() && !time.Now().Before(found.holder.Until):
		return ExpiredToken, nil
	}
	return CorrectToken, &found.holder
}
