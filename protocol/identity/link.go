package identity

import (
	"bytes"
	"crypto/hkdf"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/blindfit/blindfit/internal/secret"
	"github.com/blindfit/blindfit/protocol/wire"
)

const (
	linkVersion  = "2."
	codeVersion  = "2c." // of a link that needs a code
	checkSize    = 4
	fragmentSize = 32 + 32 + 32 + checkSize
	codeFragment = fragmentSize - 32 // without a secret
)

// TrainingKey seals the training file of one training. Every invited owner gets it in the link.
type TrainingKey = secret.Value[[32]byte]

// Secret is the single-use part of an invite.
type Secret struct{ secret.Value[[32]byte] }

// NewTrainingKey draws a key from crypto/rand.
func NewTrainingKey() TrainingKey { return secret.Random() }

// NewTrainingKeyOf returns the key of 32 bytes.
func NewTrainingKeyOf(b [32]byte) TrainingKey { return secret.New(b) }

// NewSecret draws an invite secret from crypto/rand.
func NewSecret() Secret { return Secret{secret.Random()} }

// Link is an invite to one training. The zero value is invalid. One without a secret needs a code.
type Link struct {
	Facilitator string          // base URL, without the trailing /join
	Training    wire.TrainingID // manifest fingerprint
	Key         TrainingKey
	Secret      Secret
}

// URL returns the whole link, with its secrets: a model owner hands it to one data owner.
func (l Link) URL() string {
	return strings.TrimSuffix(l.Facilitator, "/") + "/join#" + l.Fragment()
}

// Fragment returns the part after # in the link. Browsers do not send it to a server.
func (l Link) Fragment() string {
	key, version := l.Key.Reveal(), codeVersion
	b := make([]byte, 0, fragmentSize)
	b = append(append(b, l.Training[:]...), key[:]...)
	if !l.NeedsCode() {
		single := l.Secret.Reveal()
		b, version = append(b, single[:]...), linkVersion
	}
	b = append(b, linkCheck(b)...)
	return version + base64.RawURLEncoding.EncodeToString(b)
}

// NeedsCode reports whether the link opens a training only together with a code.
func (l Link) NeedsCode() bool { return l.Secret.IsZero() }

// WithCode returns the whole invite of a link that needs a code.
func (l Link) WithCode(c Code) Link {
	l.Secret = c.Secret(l.Training)
	return l
}

// ParseLink reads a link as URL writes it. The path's last segment and any query are ignored, so a link opened
// through another page of the same fragment still works. The error names the part and the rule, never the
// content: a link holds secrets.
func ParseLink(s string) (Link, error) {
	base, fragment, found := strings.Cut(strings.TrimSpace(s), "#")
	if !found {
		return Link{}, errors.New("malformed link: the part after # is missing; copy the whole link")
	}
	u, err := url.Parse(base)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return Link{}, errors.New("malformed link: must begin with http:// or https:// and a host")
	}
	if u.User != nil {
		return Link{}, errors.New("invalid link: must not hold a user name or password")
	}
	path := u.Path
	if i := strings.LastIndexByte(path, '/'); i >= 0 {
		path = path[:i]
	}
	l := Link{Facilitator: u.Scheme + "://" + u.Host + path}
	return l, l.parseFragment(fragment)
}

func (l *Link) parseFragment(fragment string) error {
	size, version := fragmentSize, linkVersion
	if strings.HasPrefix(fragment, codeVersion) {
		size, version = codeFragment, codeVersion
	}
	body, ok := strings.CutPrefix(fragment, version)
	if !ok {
		return errors.New("invalid link: the part after # must begin with \"2.\" or \"2c.\"; it may come from another version")
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(body)
	if err != nil || len(b) != size {
		return fmt.Errorf("malformed link: the part after # must have %d characters; it seems cut or altered",
			len(version)+base64.RawURLEncoding.EncodedLen(size))
	}
	head, check := b[:size-checkSize], b[size-checkSize:]
	if !bytes.Equal(check, linkCheck(head)) {
		return errors.New("malformed link: a character is wrong; copy it again")
	}
	copy(l.Training[:], b[0:])
	l.Key = secret.New([32]byte(b[32:]))
	if version == linkVersion {
		l.Secret = Secret{secret.New([32]byte(b[64:]))}
	}
	return nil
}

// linkCheck catches typing and copying mistakes; it is no protection against an attacker.
func linkCheck(b []byte) []byte {
	sum := sha256.Sum256(append([]byte("blindfit/2/link\x00"), b...))
	return sum[:checkSize]
}

// InviteID names the invite of this secret; it reveals nothing about it.
func (s Secret) InviteID() wire.InviteID {
	return wire.InviteID(derive(s.Value, "blindfit/2/invite id", 16))
}

// derive is HKDF-SHA256 without salt: the inputs are uniform already.
func derive(key secret.Value[[32]byte], info string, size int) []byte {
	b := key.Reveal()
	out, err := hkdf.Key(sha256.New, b[:], nil, info, size)
	if err != nil {
		panic("internal error: HKDF refused a constant size") // size is a constant of this package, far below the limit
	}
	return out
}

func equal(a, b []byte) bool { return subtle.ConstantTimeCompare(a, b) == 1 }
