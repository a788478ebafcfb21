package log

import "github.com/blindfit/blindfit/protocol/wire"

// OpenStatement verifies a member's statement for the roster in force: signature, training, roster, and a claim that an
// owner can make. Whether the claim is true only its owner knows.
func (p Position) OpenStatement(s *wire.Signed) (*wire.Statement, error) {
	b, err := wire.OpenMessage[wire.Statement](s, wire.KindStatement)
	if err != nil {
		return nil, err
	}
	named := b.Oldest != nil || len(b.Covers) > 0
	switch {
	case p.Roster == nil || !p.isMember(s.Signer):
		return nil, wire.Rejectf(wire.CodeForbidden, "statement: signer is not a member of the roster")
	case b.Training != p.Training:
		return nil, wire.Rejectf(wire.CodeStale, "statement: is for a different training")
	case b.Roster != p.RosterDigest:
		return nil, wire.Rejectf(wire.CodeStale, "statement: roster is not the digest of the roster in force")
	case b.Word != wire.First && b.Word != wire.Same && b.Word != wire.Changed:
		return nil, wire.Rejectf(wire.CodeInvalid, "statement: word must be %s, %s or %s", wire.First, wire.Same, wire.Changed)
	case named != (b.Word == wire.Same):
		return nil, wire.Rejectf(wire.CodeInvalid, "statement: oldest and covers must name a training with the word same, and with no other")
	case b.Word == wire.First && len(b.Before) > 0:
		return nil, wire.Rejectf(wire.CodeInvalid, "statement: before must be empty with the word first")
	case len(b.Before) > wire.MaxBefore:
		return nil, wire.Rejectf(wire.CodeInvalid, "statement: before must name at most %d trainings", wire.MaxBefore)
	case len(b.Covers) > wire.MaxCovers:
		return nil, wire.Rejectf(wire.CodeInvalid, "statement: covers must name at most %d trainings", wire.MaxCovers)
	case b.Word == wire.Same && p.Manifest.Noise:
		return nil, wire.Rejectf(wire.CodeInvalid, "statement: word must not be same in a training with noise")
	}
	return b, nil
}

func (p Position) isMember(id wire.Identity) bool {
	for _, m := range p.Members() {
		if m.Identity == id {
			return true
		}
	}
	return false
}

// Statements finds the members' statements among messages, by the digests in the start, and returns their claims in the
// roster's order; nil for a member without one.
func (p Position) Statements(messages []wire.Signed) ([]*wire.Claim, error) {
	if p.Start == nil {
		return nil, wire.Rejectf(wire.CodePhase, "statements: the training has not started")
	}
	byDigest := make(map[wire.Digest]*wire.Signed, len(messages))
	for i := range messages {
		byDigest[messages[i].Digest()] = &messages[i]
	}
	out := make([]*wire.Claim, len(p.Members()))
	for i, m := range p.Members() {
		d := p.Start.Statements[i]
		if d == (wire.Digest{}) {
			continue
		}
		s := byDigest[d]
		if s == nil || s.Signer != m.Identity {
			return nil, wire.Rejectf(wire.CodeInvalid, "start: the statement of members[%d] is not the one that the start names", i)
		}
		b, err := p.OpenStatement(s)
		if err != nil {
			return nil, wire.Rejectf(wire.RejectionOf(err).Code, "start: members[%d]: %s", i, wire.RejectionOf(err).Detail)
		}
		out[i] = &b.Claim
	}
	return out, nil
}
