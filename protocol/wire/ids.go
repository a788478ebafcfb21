package wire

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
)

// Digest is a SHA-256 value, 64 lower-case hex digits in JSON.
type Digest [32]byte

// TrainingID names a training: the SHA-256 of its signed manifest's body (the manifest fingerprint).
type TrainingID [32]byte

// Identity is an Ed25519 public key: of one data owner in one training, or of a model owner.
type Identity [32]byte

// InviteID names an invite without revealing its secret: 16 bytes derived from the secret.
type InviteID [16]byte

// DigestOf returns the SHA-256 of b.
func DigestOf(b []byte) Digest { return sha256.Sum256(b) }

func (d Digest) String() string     { return hex.EncodeToString(d[:]) }
func (t TrainingID) String() string { return hex.EncodeToString(t[:]) }
func (i Identity) String() string   { return hex.EncodeToString(i[:]) }
func (i InviteID) String() string   { return hex.EncodeToString(i[:]) }

// Compare orders identities by their bytes; every list of identities on the wire is in this order.
func (i Identity) Compare(o Identity) int { return bytes.Compare(i[:], o[:]) }

// MarshalText implements encoding.TextMarshaler.
func (d Digest) MarshalText() ([]byte, error) { return hexText(d[:]), nil }

// MarshalText implements encoding.TextMarshaler.
func (t TrainingID) MarshalText() ([]byte, error) { return hexText(t[:]), nil }

// MarshalText implements encoding.TextMarshaler.
func (i Identity) MarshalText() ([]byte, error) { return hexText(i[:]), nil }

// MarshalText implements encoding.TextMarshaler.
func (i InviteID) MarshalText() ([]byte, error) { return hexText(i[:]), nil }

// UnmarshalText implements encoding.TextUnmarshaler; anything but 64 lower-case hex digits is malformed.
func (d *Digest) UnmarshalText(b []byte) error { return unhexText(d[:], b, "digest") }

// UnmarshalText implements encoding.TextUnmarshaler; anything but 64 lower-case hex digits is malformed.
func (t *TrainingID) UnmarshalText(b []byte) error { return unhexText(t[:], b, "training id") }

// UnmarshalText implements encoding.TextUnmarshaler; anything but 64 lower-case hex digits is malformed.
func (i *Identity) UnmarshalText(b []byte) error { return unhexText(i[:], b, "identity") }

// UnmarshalText implements encoding.TextUnmarshaler; anything but 32 lower-case hex digits is malformed.
func (i *InviteID) UnmarshalText(b []byte) error { return unhexText(i[:], b, "invite id") }

// ParseTrainingID reads 64 lower-case hex digits.
func ParseTrainingID(s string) (t TrainingID, err error) { err = t.UnmarshalText([]byte(s)); return }

// ParseIdentity reads 64 lower-case hex digits.
func ParseIdentity(s string) (i Identity, err error) { err = i.UnmarshalText([]byte(s)); return }

func hexText(b []byte) []byte { return hex.AppendEncode(nil, b) }

func unhexText(dst, src []byte, what string) error {
	if len(src) != 2*len(dst) || bytes.ContainsAny(src, "ABCDEF") {
		return malformedf("malformed %s: must be %d lower-case hex digits", what, 2*len(dst))
	}
	buf := make([]byte, len(dst))
	if _, err := hex.Decode(buf, src); err != nil {
		return malformedf("malformed %s: must be %d lower-case hex digits", what, 2*len(dst))
	}
	copy(dst, buf)
	return nil
}
