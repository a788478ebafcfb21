package wire

import (
	"crypto/ed25519"
	"crypto/sha256"
	"errors"
	"fmt"
)

// Kind is the kind of a signed message. The signature covers it.
type Kind string

// The kinds of signed messages.
const (
	KindManifest  Kind = "manifest"
	KindEnrolment Kind = "enrolment"
	KindRoster    Kind = "roster"
	KindStatement Kind = "statement"
	KindStart     Kind = "start"
	KindRevoke    Kind = "revoke"
	KindOpen      Kind = "open"
	KindKeys      Kind = "keys"
	KindUpload    Kind = "upload"
	KindReveal    Kind = "reveal"
	KindAccept    Kind = "accept"
	KindReject    Kind = "reject"
	KindDone      Kind = "done"
	KindLobby     Kind = "lobby"

	KindTrusteeAccept Kind = "trustee_accept"
	KindContribution  Kind = "contribution"
	KindWithdrawal    Kind = "withdrawal"
	KindFreeze        Kind = "freeze"
	KindClosing       Kind = "closing"
	KindStrikes       Kind = "strikes"
	KindClose         Kind = "close"
	KindRelease       Kind = "release"
	KindInvites       Kind = "invites"
	KindPublication   Kind = "publication"
	KindDay           Kind = "day"

	KindRequest Kind = "request"
	KindHello   Kind = "hello"
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

// ErrSignature is wrapped by the error if a signature does not verify, or if the signer is not the expected one.
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
		return zero, fmt.Errorf("%w: %s is signed by a different identity", ErrSignature, kind)
	}
	return Unseal[T](s, kind)
}

// OpenMessage is Unseal with a Rejection for an error: malformed, invalid or signature.
func OpenMessage[T any](s *Signed, kind Kind) (*T, error) {
	switch {
	case s == nil:
		return nil, Rejectf(CodeMalformed, "malformed %s: message is missing", kind)
	case s.Kind != kind:
		return nil, Rejectf(CodeInvalid, "invalid message: kind must be %q", kind)
	}
	v, err := Unseal[T](s, kind)
	if errors.Is(err, ErrSignature) {
		return nil, Rejectf(CodeSignature, "%v", err)
	} else if err != nil {
		return nil, Rejectf(CodeMalformed, "%v", err)
	}
	return &v, nil
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
	return append([]byte(Domain(string(kind))), body...)
}

// Domain returns the prefix that separates the signatures, hashes and derived keys of one purpose from all others:
// "blindfit/", the protocol version, "/", the purpose and a NUL byte. Purposes hold no NUL.
func Domain(purpose string) string { return fmt.Sprintf("blindfit/%d/%s\x00", Version, purpose) }
