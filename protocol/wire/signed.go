package wire

import (
	"crypto/ed25519"
	"crypto/sha256"
	"errors"
	"fmt"
)

// Kind says what a signed message is. It is part of what is signed.
type Kind string

// The kinds of signed messages. KindShares, KindAgree and KindUnmask belong to the recovery phases, which a
// round skips when its threshold equals its cohort; a facilitator that does not run them answers "phase".
const (
	KindManifest  Kind = "manifest"
	KindEnrolment Kind = "enrolment"
	KindRoster    Kind = "roster"
	KindOpen      Kind = "open"
	KindKeys      Kind = "keys"
	KindShares    Kind = "shares"
	KindUpload    Kind = "upload"
	KindAgree     Kind = "agree"
	KindUnmask    Kind = "unmask"
	KindAccept    Kind = "accept"
	KindReject    Kind = "reject"
	KindDone      Kind = "done"
	KindRequest   Kind = "request"
	KindHello     Kind = "hello"
)

// Signed is a message with its signature. Body is canonical JSON of the type that Kind names.
type Signed struct {
	Kind      Kind     `json:"kind"`
	Body      []byte   `json:"body"`
	Signer    Identity `json:"signer"`
	Signature []byte   `json:"signature"`
}

// Signer signs with an Ed25519 key without giving it away.
type Signer interface {
	// Identity is the public half.
	Identity() Identity
	// Sign returns the 64-byte Ed25519 signature of msg.
	Sign(msg []byte) []byte
}

// ErrSignature is the rejection of a message whose signature does not verify or whose signer is another one than expected.
var ErrSignature = errors.New("invalid signature")

// Seal marshals body and signs it as kind.
func Seal(kind Kind, body any, by Signer) (*Signed, error) {
	b, err := Marshal(body)
	if err != nil {
		return nil, err
	}
	return &Signed{Kind: kind, Body: b, Signer: by.Identity(), Signature: by.Sign(signingBytes(kind, b))}, nil
}

// Unseal checks that s is of the given kind and carries its signer's valid signature, and parses its body.
func Unseal[T any](s *Signed, kind Kind) (T, error) {
	var zero T
	if s == nil {
		return zero, malformedf("malformed %s: message is missing", kind)
	}
	if s.Kind != kind {
		return zero, fmt.Errorf("invalid message: kind must be %q", kind)
	}
	if err := s.Verify(); err != nil {
		return zero, err
	}
	v, err := Parse[T](s.Body)
	if err != nil {
		return zero, fmt.Errorf("failed to parse %s: %w", kind, err)
	}
	return v, nil
}

// UnsealFrom is Unseal for a message that must come from one given signer.
func UnsealFrom[T any](s *Signed, kind Kind, signer Identity) (T, error) {
	if s != nil && s.Signer != signer {
		var zero T
		return zero, fmt.Errorf("%w: %s is signed by another identity", ErrSignature, kind)
	}
	return Unseal[T](s, kind)
}

// Verify checks the signature over kind and body against Signer.
func (s *Signed) Verify() error {
	if len(s.Signature) != ed25519.SignatureSize {
		return fmt.Errorf("%w: %s signature must be %d bytes", ErrSignature, s.Kind, ed25519.SignatureSize)
	}
	if !ed25519.Verify(s.Signer[:], signingBytes(s.Kind, s.Body), s.Signature) {
		return fmt.Errorf("%w: %s does not verify", ErrSignature, s.Kind)
	}
	return nil
}

// Digest is the SHA-256 over everything in s: the bytes signed, the signer and the signature.
func (s *Signed) Digest() Digest {
	h := sha256.New()
	h.Write(signingBytes(s.Kind, s.Body))
	h.Write(s.Signer[:])
	h.Write(s.Signature)
	return Digest(h.Sum(nil))
}

// signingBytes binds a signature to this protocol, its version and the kind. Kinds hold no NUL, so the
// boundary to the body is unambiguous.
func signingBytes(kind Kind, body []byte) []byte {
	b := fmt.Appendf(nil, "blindfit/%d/%s\x00", Version, kind)
	return append(b, body...)
}
