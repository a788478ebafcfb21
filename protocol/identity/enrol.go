package identity

import (
	"crypto/hmac"
	"crypto/sha256"
	"errors"

	"github.com/blindfit/blindfit/protocol/wire"
)

// Errors of CheckInvite. A model owner ignores such an enrolment: a facilitator takes one from every sender.
var (
	ErrNotInvited = errors.New("invalid enrolment: its MAC is not made with the secret of the invite it names")
	ErrUnknown    = errors.New("invalid enrolment: names no invite of this training")
)

// Enrol makes the signed enrolment of key under the invite l. envelopeKey is the owner's HPKE public key, kemKey its
// ML-KEM encapsulation key, tag its sealed owner key.
func Enrol(l Link, key *Key, envelopeKey, kemKey, tag []byte) (*wire.Signed, error) {
	e := wire.Enrolment{Training: l.Training, EnvelopeKey: envelopeKey, KEMKey: kemKey, Tag: tag, Invite: l.Secret.InviteID()}
	e.MAC = enrolmentMAC(l.Secret, key.Identity(), &e)
	return wire.Seal(wire.KindEnrolment, e, key)
}

// CheckInvite checks that an enrolment signed by id was made with the invite that it names; lookup returns the secret of
// an invite. That an invite admits one identity only is for the caller to keep.
func CheckInvite(e *wire.Enrolment, id wire.Identity, lookup func(wire.InviteID) (Secret, bool)) error {
	secret, ok := lookup(e.Invite)
	if !ok {
		return ErrUnknown
	}
	if !equal(e.MAC, enrolmentMAC(secret, id, e)) {
		return ErrNotInvited
	}
	return nil
}

// enrolmentMAC binds training, identity, both public keys and the tag under the invite's secret. Training, identity and
// the digests of the rest have a fixed width, so the concatenation is unambiguous.
func enrolmentMAC(s Secret, id wire.Identity, e *wire.Enrolment) []byte {
	m := hmac.New(sha256.New, derive(s.Value, "blindfit/2/enrolment", 32))
	m.Write(e.Training[:])
	m.Write(id[:])
	for _, b := range [][]byte{e.EnvelopeKey, e.KEMKey, e.Tag} {
		d := wire.DigestOf(b)
		m.Write(d[:])
	}
	return m.Sum(nil)
}
