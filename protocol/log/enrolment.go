package log

import (
	"github.com/blindfit/blindfit/crypto/mask"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

// maxEnvelopeKey is room for any HPKE public key in use, in bytes; hybrid post-quantum ones are 1,216.
const maxEnvelopeKey = 2048

// OpenEnrolment verifies an enrolment as far as all parties can: signature, training, and the form of every field.
// Only the model owner can check if its MAC is made with an invite.
func OpenEnrolment(s *wire.Signed, t wire.TrainingID) (*wire.Enrolment, error) {
	b, err := wire.OpenMessage[wire.Enrolment](s, wire.KindEnrolment)
	if err != nil {
		return nil, err
	}
	switch {
	case b.Training != t:
		return nil, wire.Rejectf(wire.CodeStale, "enrolment: is for a different training")
	case len(b.Tag) != identity.TagSize:
		return nil, wire.Rejectf(wire.CodeInvalid, "enrolment: tag must be %d bytes", identity.TagSize)
	case len(b.MAC) != 32:
		return nil, wire.Rejectf(wire.CodeInvalid, "enrolment: mac must be 32 bytes")
	case len(b.EnvelopeKey) == 0 || len(b.EnvelopeKey) > maxEnvelopeKey:
		return nil, wire.Rejectf(wire.CodeInvalid, "enrolment: envelope_key must be between 1 and %d bytes", maxEnvelopeKey)
	case mask.CheckKEMKey(b.KEMKey) != nil:
		return nil, wire.Rejectf(wire.CodeInvalid, "enrolment: kem_key must be an ML-KEM-768 encapsulation key")
	}
	return b, nil
}

// Enrolments finds the members' enrolments among messages, by the digests in the roster, and returns them in the
// roster's order.
func Enrolments(t wire.TrainingID, members []wire.Member, messages []wire.Signed) ([]*wire.Enrolment, error) {
	byDigest := make(map[wire.Digest]*wire.Signed, len(messages))
	for i := range messages {
		byDigest[messages[i].Digest()] = &messages[i]
	}
	out := make([]*wire.Enrolment, len(members))
	for i, m := range members {
		s := byDigest[m.Enrolment]
		if s == nil || s.Signer != m.Identity {
			return nil, wire.Rejectf(wire.CodeInvalid, "roster: the enrolment of members[%d] is not the one that the roster names", i)
		}
		e, err := OpenEnrolment(s, t)
		if err != nil {
			return nil, wire.Rejectf(wire.RejectionOf(err).Code, "roster: members[%d]: %s", i, wire.RejectionOf(err).Detail)
		}
		out[i] = e
	}
	return out, nil
}
