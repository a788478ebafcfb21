package identity

import (
	"crypto/hmac"
	"crypto/sha256"
	"errors"

	"github.com/blindfit/blindfit/protocol/wire"
)

// Errors of CheckEnrolment. A model owner ignores such an enrolment: anybody may send one.
var (
	ErrNotInvited = errors.New("invalid enrolment: its MAC is not made with the secret of the invite it names")
	ErrUnknown    = errors.New("invalid enrolment: names no invite of this training")
)

// Enrol makes the signed enrolment of key under the invite l. envelopeKey is the owner's HPKE public key, tag its
// sealed pseudonym.
func Enrol(l Link, key *Key, envelopeKey, tag []byte) (*wire.Signed, error) {
	return wire.Seal(wire.KindEnrolment, wire.Enrolment{
		Training:    l.Training,
		EnvelopeKey: envelopeKey,
		Tag:         tag,
		Invite:      l.Secret.InviteID(),
		MAC:         enrolmentMAC(l.Secret, l.Training, key.Identity(), envelopeKey),
	}, key)
}

// CheckEnrolment verifies a signed enrolment for training t: its signature, and its MAC under the secret that
// lookup knows for the invite it names. That an invite serves one identity only is the caller's to keep.
func CheckEnrolment(s *wire.Signed, t wire.TrainingID, lookup func(wire.InviteID) (Secret, bool)) (*wire.Enrolment, error) {
	e, err := wire.Unseal[wire.Enrolment](s, wire.KindEnrolment)
	if err != nil {
		return nil, err
	}
	if e.Training != t {
		return nil, errors.New("invalid enrolment: is for another training")
	}
	invited, ok := lookup(e.Invite)
	if !ok {
		return nil, ErrUnknown
	}
	if !equal(e.MAC, enrolmentMAC(invited, t, s.Signer, e.EnvelopeKey)) {
		return nil, ErrNotInvited
	}
	return &e, nil
}

// enrolmentMAC binds training, identity and envelope key under the invite's secret. The first two have a fixed
// width, so the concatenation is unambiguous.
func enrolmentMAC(s Secret, t wire.TrainingID, id wire.Identity, envelopeKey []byte) []byte {
	m := hmac.New(sha256.New, derive(s.Value, "blindfit/1/enrolment", 32))
	m.Write(t[:])
	m.Write(id[:])
	m.Write(envelopeKey)
	return m.Sum(nil)
}
