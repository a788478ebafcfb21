package log

import (
	"maps"
	"slices"

	"github.com/blindfit/blindfit/protocol/wire"
)

// Position is the state of a training after some entry of its log. It is a value: Follow returns the next one and leaves
// its receiver as it is.
type Position struct {
	Training     wire.TrainingID
	Manifest     *wire.Manifest
	Head         wire.Head
	Roster       *wire.Roster // nil before the roster
	RosterDigest wire.Digest
	Start        *wire.Start // nil before the members have stated their rows
	Open         *wire.Open  // the latest open message, nil before the first
	OpenDigest   wire.Digest
	Ended        bool // the attempt that Open began was accepted or rejected
	Accepted     int  // rounds accepted
	Done         *wire.Done
	Closed       // only of a training with trustees

	revoked []wire.Identity
	opened  map[wire.RoundKind]int // rounds opened of each kind, each counted once however many attempts it has
}

// Start is the position before the first entry, given a verified manifest and its signed form.
func Start(m *wire.Manifest, signed *wire.Signed) Position {
	return Position{Training: wire.TrainingID(wire.DigestOf(signed.Body)), Manifest: m, Head: wire.Head{Digest: signed.Digest()}}
}

// Next is the head of the entry that would follow.
func (p Position) Next() wire.LogEntry {
	return wire.LogEntry{Training: p.Training, Sequence: p.Head.Length + 1, Previous: p.Head.Digest}
}

// Members returns the members of the roster in identity order; none before there is a roster.
func (p Position) Members() []wire.Member {
	if p.Roster == nil {
		return nil
	}
	return p.Roster.Members
}

// Excluded returns the members that take no part: those without a statement, and those that were revoked. There are none
// without noise, and none before the start.
func (p Position) Excluded() []wire.Identity {
	out := slices.Clone(p.revoked)
	if p.Start != nil {
		for i, d := range p.Start.Statements {
			if d == (wire.Digest{}) {
				out = append(out, p.Members()[i].Identity)
			}
		}
	}
	return out
}

// Opened returns how many rounds of a kind were opened, not counting repeated attempts.
func (p Position) Opened(kind wire.RoundKind) int { return p.opened[kind] }

// Belongs refuses an entry that is of no place in this log: signed by another party, or for a different training.
func (p Position) Belongs(e *Entry) error {
	switch {
	case e.Signed.Signer != p.Manifest.ModelOwner:
		return wire.Rejectf(wire.CodeForbidden, "only the training's model owner may write its log")
	case e.Head.Training != p.Training:
		return wire.Rejectf(wire.CodeStale, "log entry: is for a different training")
	}
	return nil
}

// Follow returns the position after e, or an error if e cannot come next: it must be signed by the model owner,
// continue the chain, and be permitted by the manifest and the entries before it.
func (p Position) Follow(e *Entry) (Position, error) {
	if err := p.Belongs(e); err != nil {
		return p, err
	}
	switch {
	case e.Head != p.Next():
		return p, wire.Rejectf(wire.CodeStale, "log entry: sequence and previous must continue the log, which has %d entries", p.Head.Length)
	case p.Done != nil:
		return p, wire.Rejectf(wire.CodePhase, "log entry: the training has ended")
	}
	next, err := p.apply(e)
	if err != nil {
		return p, err
	}
	next.Head = wire.Head{Length: e.Head.Sequence, Digest: e.Signed.Digest()}
	return next, nil
}

// apply moves a copy of the position on.
func (p Position) apply(e *Entry) (Position, error) {
	if p.Manifest.Trustees != nil {
		return p.applyTrustees(e)
	}
	switch b := e.Body.(type) {
	case *wire.Roster:
		if err := p.checkRoster(b); err != nil {
			return p, err
		}
		p.Roster, p.RosterDigest = b, e.Signed.Digest()
	case *wire.Start:
		if err := p.checkStart(b); err != nil {
			return p, err
		}
		p.Start = b
	case *wire.Revoke:
		if err := p.checkRevoke(b); err != nil {
			return p, err
		}
		p.revoked = append(slices.Clone(p.revoked), b.Identity)
	case *wire.Open:
		again, err := p.checkOpen(b)
		if err != nil {
			return p, err
		}
		if !again {
			p.opened = maps.Clone(p.opened)
			if p.opened == nil {
				p.opened = map[wire.RoundKind]int{}
			}
			p.opened[b.Kind]++
		}
		p.Open, p.OpenDigest, p.Ended = b, e.Signed.Digest(), false
	case *wire.Accept:
		if err := p.ends("accept", b.Ref); err != nil {
			return p, err
		}
		p.Ended, p.Accepted = true, b.Round
	case *wire.Reject:
		if err := p.ends("reject", b.Ref); err != nil {
			return p, err
		}
		if b.Code != wire.CodeRoundRejected {
			return p, wire.Rejectf(wire.CodeInvalid, "reject: code must be %q", wire.CodeRoundRejected)
		}
		p.Ended = true
	case *wire.Done:
		return p.end(b)
	default:
		return p, wire.Rejectf(wire.CodePhase, "log entry: only a training with trustees is frozen and closed")
	}
	return p, nil
}

// end moves a copy of the position to the end of the training.
func (p Position) end(b *wire.Done) (Position, error) {
	switch {
	case b.Rounds != p.Accepted:
		return p, wire.Rejectf(wire.CodeInvalid, "done: rounds must be %d, the number of rounds accepted", p.Accepted)
	case b.Reason != wire.ReasonFinished && b.Reason != wire.ReasonStopped:
		return p, wire.Rejectf(wire.CodeInvalid, "done: reason must be %q or %q", wire.ReasonFinished, wire.ReasonStopped)
	}
	p.Done = b
	return p, nil
}

// ends refuses an accept or reject of an attempt that is not the latest, or has ended already.
func (p Position) ends(kind string, ref wire.Ref) error {
	if p.Open == nil || p.Ended || ref != p.Open.Ref {
		return wire.Rejectf(wire.CodePhase, "%s: this attempt is not running", kind)
	}
	return nil
}

// checkRoster checks the cohort rules of the manifest and the order of the members. Whether each member's enrolment
// exists is for Enrolments.
func (p Position) checkRoster(r *wire.Roster) error {
	if p.Start != nil {
		return wire.Rejectf(wire.CodePhase, "roster: the owners of a training are fixed when it starts")
	}
	if c := p.Manifest.Cohort; len(r.Members) < c.Min || len(r.Members) > c.Max {
		return wire.Rejectf(wire.CodeInvalid, "roster: members must be between %d and %d", c.Min, c.Max)
	}
	for i := 1; i < len(r.Members); i++ {
		if r.Members[i-1].Identity.Compare(r.Members[i].Identity) >= 0 {
			return wire.Rejectf(wire.CodeInvalid, "roster: members[%d] must come after the one before it", i)
		}
	}
	return nil
}

// checkStart checks that every member has stated its rows or, with noise, as many as a list needs. Whether the statements
// exist is for Statements.
func (p Position) checkStart(s *wire.Start) error {
	switch {
	case p.Roster == nil:
		return wire.Rejectf(wire.CodePhase, "start: there is no roster")
	case p.Start != nil:
		return wire.Rejectf(wire.CodePhase, "start: the training has started")
	case s.Roster != p.RosterDigest:
		return wire.Rejectf(wire.CodeStale, "start: roster is not the digest of the roster in force")
	case len(s.Statements) != len(p.Members()):
		return wire.Rejectf(wire.CodeInvalid, "start: statements must be one for each of the %d members", len(p.Members()))
	}
	stated, least := 0, p.Manifest.Cohort.Least(len(p.Members()), p.Manifest.Noise)
	for _, d := range s.Statements {
		if d != (wire.Digest{}) {
			stated++
		}
	}
	if stated < least {
		return wire.Rejectf(wire.CodeInvalid, "start: %d members have stated their rows; at least %d are needed", stated, least)
	}
	return nil
}

// checkRevoke checks that the training can go on without the member.
func (p Position) checkRevoke(r *wire.Revoke) error {
	n := len(p.Members())
	switch {
	case p.Start == nil:
		return wire.Rejectf(wire.CodePhase, "revoke: the training has not started")
	case !p.Manifest.Noise:
		return wire.Rejectf(wire.CodeInvalid, "revoke: without noise every round needs all members")
	case !p.isMember(r.Identity):
		return wire.Rejectf(wire.CodeInvalid, "revoke: identity is not a member of the roster")
	case slices.Contains(p.Excluded(), r.Identity):
		return wire.Rejectf(wire.CodeInvalid, "revoke: the member takes no part already")
	case n-len(p.Excluded())-1 < p.Manifest.Cohort.Least(n, true):
		return wire.Rejectf(wire.CodeInvalid, "revoke: too few members would be left for a list")
	}
	return nil
}

// checkOpen checks that rounds follow one another, that an attempt is newer than the last, and that a repeated attempt
// sends the same weights: different ones would be a second question under one round number. It reports whether the
// message opens a round again.
func (p Position) checkOpen(o *wire.Open) (again bool, err error) {
	switch {
	case p.Start == nil:
		return false, wire.Rejectf(wire.CodePhase, "open: the training has not started")
	case o.Roster != p.RosterDigest:
		return false, wire.Rejectf(wire.CodeStale, "open: roster is not the digest of the roster in force")
	case o.Round != p.Accepted+1 || o.Attempt < 1 || o.Attempt > maxAttempt:
		return false, wire.Rejectf(wire.CodeStale, "open: round must be %d and attempt positive", p.Accepted+1)
	case o.Round > p.Manifest.Limits.Rounds:
		return false, wire.Rejectf(wire.CodeInvalid, "open: round is past limits.rounds of the manifest")
	}
	last := p.Open
	if last == nil || last.Round != o.Round {
		return false, p.checkPlan(o)
	}
	switch {
	case o.Attempt <= last.Attempt:
		return true, wire.Rejectf(wire.CodeStale, "open: attempt must be at least %d", last.Attempt+1)
	case o.Weights != last.Weights || o.Blob != last.Blob || o.Kind != last.Kind:
		return true, wire.Rejectf(wire.CodeInvalid, "open: a repeated attempt at a round must send the same weights")
	}
	return true, nil
}

// maxAttempt keeps an attempt's number within the 32 bits that digests have for it.
const maxAttempt = 1<<31 - 1

// checkPlan holds a new round against the manifest: the kinds follow one another in its order, none is left out, none
// goes on for longer than it allows, and an open message comes with the weights that its kind has.
func (p Position) checkPlan(o *wire.Open) error {
	rounds := p.Manifest.Rounds
	place := func(kind wire.RoundKind) int {
		return slices.IndexFunc(rounds, func(r wire.RoundShape) bool { return r.Kind == kind })
	}
	at, before := place(o.Kind), -1
	if p.Open != nil {
		before = place(p.Open.Kind)
	}
	nothing := wire.DigestOf(nil)
	switch {
	case at < 0:
		return wire.Rejectf(wire.CodeInvalid, "open: the manifest has no rounds of this kind")
	case at < before || at > before+1:
		return wire.Rejectf(wire.CodeInvalid, "open: kind %s is out of order", o.Kind)
	case p.opened[o.Kind] >= rounds[at].Most:
		return wire.Rejectf(wire.CodeInvalid, "open: round is past the most of kind %s (%d)", o.Kind, rounds[at].Most)
	case rounds[at].Sealed > 0: // weights is a commitment
	case rounds[at].Weights > 0 && o.Weights != o.Blob:
		return wire.Rejectf(wire.CodeInvalid, "open: weights is not the digest of the bytes that follow")
	case rounds[at].Weights == 0 && (o.Weights != nothing || o.Blob != nothing):
		return wire.Rejectf(wire.CodeInvalid, "open: rounds of kind %s come with no weights", o.Kind)
	}
	return nil
}
