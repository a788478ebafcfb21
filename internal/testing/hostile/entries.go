package hostile

import (
	"encoding/binary"
	"slices"
	"testing"

	"github.com/blindfit/blindfit/protocol/log"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Rosters bends rosters of at least cohort.min members.
var Rosters = []Case[wire.Roster]{
	{"too few members", wire.CodeInvalid, "members must be between", func(r *wire.Roster) { r.Members = r.Members[:2] }},
	{"a member twice", wire.CodeInvalid, "must come after", func(r *wire.Roster) {
		r.Members = append([]wire.Member{r.Members[0]}, r.Members[:len(r.Members)-1]...)
	}},
	{"members out of order", wire.CodeInvalid, "must come after", func(r *wire.Roster) {
		m := slices.Clone(r.Members)
		m[0], m[1] = m[1], m[0]
		r.Members = m
	}},
}

// Starts bends the start of a training with at least three members.
var Starts = []Case[wire.Start]{
	{"a different roster", wire.CodeStale, "roster is not the digest", func(s *wire.Start) { flip(&s.Roster) }},
	{"a statement too few", wire.CodeInvalid, "one for each", func(s *wire.Start) { s.Statements = s.Statements[1:] }},
	{"a statement too many", wire.CodeInvalid, "one for each", func(s *wire.Start) { s.Statements = append(s.Statements, wire.Digest{1}) }},
	{"fewer statements than the minimum", wire.CodeInvalid, "have stated their rows", func(s *wire.Start) {
		s.Statements = slices.Clone(s.Statements)
		clear(s.Statements[2:])
	}},
}

// StartWithoutOne bends the start of a training without noise.
var StartWithoutOne = Case[wire.Start]{"a member without a statement", wire.CodeInvalid, "have stated their rows", func(s *wire.Start) {
	s.Statements = slices.Clone(s.Statements)
	s.Statements[1] = wire.Digest{}
}}

// Revokes bends the revocation of a member.
var Revokes = []Case[wire.Revoke]{
	{"a stranger revoked", wire.CodeInvalid, "not a member", func(r *wire.Revoke) { flip((*wire.Digest)(&r.Identity)) }},
}

// Opens bends an open message.
var Opens = []Case[wire.Open]{
	{"a different roster", wire.CodeStale, "roster is not the digest", func(o *wire.Open) { flip(&o.Roster) }},
	{"a round left out", wire.CodeStale, "round must be", func(o *wire.Open) { o.Round++ }},
	{"attempt 0", wire.CodeStale, "round must be", func(o *wire.Open) { o.Attempt = 0 }},
	{"an attempt past 32 bits", wire.CodeStale, "round must be", func(o *wire.Open) { o.Attempt = 1 << 40 }},
}

// OpensAgain bends an open message that repeats a round.
var OpensAgain = []Case[wire.Open]{
	{"the same attempt again", wire.CodeStale, "attempt must be at least", func(o *wire.Open) { o.Attempt-- }},
	{"a different commitment", wire.CodeInvalid, "the same weights", func(o *wire.Open) { flip(&o.Weights) }},
}

// Accepts bends an accept of the running attempt.
var Accepts = []Case[wire.Accept]{
	{"a different round", wire.CodePhase, "not running", func(a *wire.Accept) { a.Round++ }},
	{"a different attempt", wire.CodePhase, "not running", func(a *wire.Accept) { a.Attempt++ }},
}

// Rejects bends a reject of the running attempt.
var Rejects = []Case[wire.Reject]{
	{"a different attempt", wire.CodePhase, "not running", func(r *wire.Reject) { r.Attempt++ }},
	{"a reason", wire.CodeInvalid, "code must be", func(r *wire.Reject) { r.Code = wire.CodeCiphertext }},
}

// Dones bends the end of a training.
var Dones = []Case[wire.Done]{
	{"rounds that nobody accepted", wire.CodeInvalid, "rounds must be", func(d *wire.Done) { d.Rounds++ }},
	{"an unknown reason", wire.CodeInvalid, "reason must be", func(d *wire.Done) { d.Reason = "tired" }},
}

// Entry is a log entry that must not come next, and the bytes that follow it.
type Entry struct {
	Name string
	Code wire.Code
	Rule string
	*wire.Signed
	Blob []byte
}

// Step is a place in an honest log.
type Step struct {
	Before log.Position
	Next   *wire.Signed // the entry that comes here; nil at the end
	Blob   []byte       // the bytes that follow it
	// Weights returns bytes that may follow an open message of a kind and are not Blob; none if the kind has no weights.
	Weights func(wire.RoundKind) []byte
}

// maker makes the bad entries of a step.
type maker struct {
	testing.TB
	Step
	by  wire.Signer
	out []Entry
}

// Entries are bad entries in the place of the step's own, by is the model owner.
func (s Step) Entries(tb testing.TB, by wire.Signer) []Entry {
	tb.Helper()
	m := &maker{TB: tb, Step: s, by: by}
	m.displaced()
	if s.Next == nil {
		return m.out
	}
	m.forged()
	switch s.Next.Kind {
	case wire.KindRoster:
		bends(m, func(b *wire.Roster) *wire.LogEntry { return &b.LogEntry }, Rosters)
		m.crowd()
	case wire.KindStart:
		cases := Starts
		if !s.Before.Manifest.Noise {
			cases = append(slices.Clone(cases), StartWithoutOne)
		}
		bends(m, func(b *wire.Start) *wire.LogEntry { return &b.LogEntry }, cases)
	case wire.KindRevoke:
		bends(m, func(b *wire.Revoke) *wire.LogEntry { return &b.LogEntry }, Revokes)
	case wire.KindOpen:
		bends(m, func(b *wire.Open) *wire.LogEntry { return &b.LogEntry }, Opens)
		m.opens()
	case wire.KindAccept:
		bends(m, func(b *wire.Accept) *wire.LogEntry { return &b.LogEntry }, Accepts)
	case wire.KindReject:
		bends(m, func(b *wire.Reject) *wire.LogEntry { return &b.LogEntry }, Rejects)
	case wire.KindDone:
		bends(m, func(b *wire.Done) *wire.LogEntry { return &b.LogEntry }, Dones)
	}
	return m.out
}

func (m *maker) add(name string, code wire.Code, rule string, s *wire.Signed, blob []byte) {
	m.out = append(m.out, Entry{name, code, rule, s, blob})
}

// bends adds the cases of a kind, and those of the fields that all kinds have.
func bends[T any](m *maker, entry func(*T) *wire.LogEntry, cases []Case[T]) {
	m.Helper()
	all := append([]Case[T]{
		{"for a different training", wire.CodeStale, "is for a different training", func(b *T) { entry(b).Training[0]++ }},
		{"leaves an entry out", wire.CodeStale, "must continue the log", func(b *T) { entry(b).Sequence++ }},
		{"forks the log", wire.CodeStale, "must continue the log", func(b *T) { flip(&entry(b).Previous) }},
	}, cases...)
	for _, c := range all {
		m.add(c.Name, c.Code, c.Rule, c.Seal(m, m.Next, m.by), m.Blob)
	}
	m.add("a stranger's", wire.CodeForbidden, "only the training's model owner", Reseal(m, m.Next, stranger(m), func(*T) {}), m.Blob)
}

// forged are entries that the model owner did not sign, or not as a log entry.
func (m *maker) forged() {
	bent := *m.Next
	bent.Signature = slices.Clone(bent.Signature)
	bent.Signature[3] ^= 1
	m.add("an altered signature", wire.CodeSignature, "verify", &bent, m.Blob)
	m.add("a malformed body", wire.CodeMalformed, "", Malformed(m, m.Next.Kind, m.by), m.Blob)
	m.add("a hello", wire.CodeInvalid, "kind must be", sealed(m, wire.KindHello, wire.Hello{Training: m.Before.Training}, m.by), nil)
}

// opening is an open message of a round of a kind that was not opened before.
func (m *maker) opening(kind wire.RoundKind) (*wire.Signed, []byte) {
	blob := m.Weights(kind)
	p := m.Before
	return sealed(m, wire.KindOpen, wire.Open{LogEntry: p.Next(), Ref: wire.Ref{Round: p.Accepted + 1, Attempt: 1}, Kind: kind,
		Roster: p.RosterDigest, Weights: wire.DigestOf(blob), Blob: wire.DigestOf(blob)}, m.by), blob
}

// displaced are honest entries for which this is not the place.
func (m *maker) displaced() {
	p := m.Before
	next := wire.Ref{Round: p.Accepted + 1, Attempt: 1}
	done := wire.Done{LogEntry: p.Next(), Rounds: p.Accepted, Reason: wire.ReasonStopped}
	first := p.Manifest.Rounds[0].Kind
	switch {
	case p.Done != nil:
		m.add("a second end", wire.CodePhase, "has ended", sealed(m, wire.KindDone, done, m.by), nil)
		open, blob := m.opening(first)
		m.add("a round after the end", wire.CodePhase, "has ended", open, blob)
		return
	case p.Roster == nil:
		open, blob := m.opening(first)
		m.add("a round before the roster", wire.CodePhase, "not started", open, blob)
		m.add("a start before the roster", wire.CodePhase, "no roster", sealed(m, wire.KindStart, wire.Start{LogEntry: p.Next()}, m.by), nil)
	case p.Start == nil:
		open, blob := m.opening(first)
		m.add("a round before the start", wire.CodePhase, "not started", open, blob)
	default:
		m.add("a roster after the start", wire.CodePhase, "are fixed", sealed(m, wire.KindRoster, wire.Roster{LogEntry: p.Next(), Members: p.Members()}, m.by), nil)
		again := *p.Start
		again.LogEntry = p.Next()
		m.add("a second start", wire.CodePhase, "has started", sealed(m, wire.KindStart, again, m.by), nil)
	}
	if p.Open == nil || p.Ended {
		m.add("an accept without an attempt", wire.CodePhase, "not running", sealed(m, wire.KindAccept, wire.Accept{LogEntry: p.Next(), Ref: next}, m.by), nil)
	}
	if p.Open != nil && p.Ended {
		m.add("the end of an attempt that ended", wire.CodePhase, "not running", sealed(m, wire.KindReject, wire.Reject{LogEntry: p.Next(), Ref: p.Open.Ref,
			Code: wire.CodeRoundRejected}, m.by), nil)
		m.outOfPlan()
	}
}

// outOfPlan are rounds that the manifest does not allow here.
func (m *maker) outOfPlan() {
	p := m.Before
	for i, shape := range p.Manifest.Rounds {
		open, blob := m.opening(shape.Kind)
		last := slices.IndexFunc(p.Manifest.Rounds, func(s wire.RoundShape) bool { return s.Kind == p.Open.Kind })
		switch {
		case p.Open.Round == p.Accepted+1: // the round goes on with another attempt
		case p.Accepted == p.Manifest.Limits.Rounds:
			m.add("a round past the limit", wire.CodeInvalid, "limits.rounds", open, blob)
		case i < last:
			m.add("a kind again", wire.CodeInvalid, "is out of order", open, blob)
		case i == last && p.Opened(shape.Kind) >= shape.Most:
			m.add("a kind past its most", wire.CodeInvalid, "past the most", open, blob)
		case i > last+1:
			m.add("a kind left out", wire.CodeInvalid, "is out of order", open, blob)
		}
	}
}

// crowd is a roster of more members than the manifest allows.
func (m *maker) crowd() {
	r := wire.Roster{LogEntry: m.Before.Next()}
	for i := range m.Before.Manifest.Cohort.Max + 1 {
		var id wire.Identity
		binary.BigEndian.PutUint32(id[:], uint32(i+1))
		r.Members = append(r.Members, wire.Member{Identity: id})
	}
	m.add("too many members", wire.CodeInvalid, "members must be between", sealed(m, wire.KindRoster, r, m.by), nil)
}

// opens are bad open messages that depend on the kind of the round.
func (m *maker) opens() {
	b, err := wire.Unseal[wire.Open](m.Next, wire.KindOpen)
	must(m, err)
	p := m.Before
	shape, _ := p.Manifest.Round(b.Kind)
	bent := func(name string, code wire.Code, rule string, blob []byte, change func(*wire.Open)) {
		m.add(name, code, rule, Reseal(m, m.Next, m.by, change), blob)
	}
	if p.Open != nil && p.Open.Round == b.Round {
		for _, c := range OpensAgain {
			bent(c.Name, c.Code, c.Rule, m.Blob, c.Bend)
		}
		if other := m.Weights(b.Kind); len(other) > 0 {
			bent("different weights", wire.CodeInvalid, "the same weights", other, func(o *wire.Open) {
				o.Weights, o.Blob = wire.DigestOf(other), wire.DigestOf(other)
			})
		}
		return
	}
	bent("an unknown kind", wire.CodeInvalid, "no rounds of this kind", nil, func(o *wire.Open) {
		o.Kind, o.Weights, o.Blob = "invented", wire.DigestOf(nil), wire.DigestOf(nil)
	})
	switch {
	case shape.Sealed > 0: // weights is a commitment
	case shape.Weights > 0:
		bent("weights that are not those that follow", wire.CodeInvalid, "weights is not the digest", m.Blob, func(o *wire.Open) { flip(&o.Weights) })
	default:
		bent("weights of a kind without", wire.CodeInvalid, "come with no weights", nil, func(o *wire.Open) { flip(&o.Weights) })
	}
	if p.Open == nil && len(p.Manifest.Rounds) > 1 {
		kind := p.Manifest.Rounds[1].Kind
		open, blob := m.opening(kind)
		m.add("begins with the second kind", wire.CodeInvalid, "is out of order", open, blob)
	}
}

// Log is an honest log: a roster, a start that names statements of nobody, every round that the manifest allows, up to its limit, the first at its second attempt,
// and the end.
// weights returns bytes that may follow an open message of a kind, others each time.
func Log(tb testing.TB, p log.Position, by wire.Signer, members []wire.Member, weights func(wire.RoundKind) []byte) []Step {
	tb.Helper()
	var out []Step
	step := func(kind wire.Kind, body any, blob []byte) {
		s := sealed(tb, kind, body, by)
		out = append(out, Step{p, s, blob, weights})
		e, err := log.Parse(s)
		must(tb, err)
		p, err = p.Follow(e)
		must(tb, err)
	}
	step(wire.KindRoster, wire.Roster{LogEntry: p.Next(), Members: members}, nil)
	start := wire.Start{LogEntry: p.Next(), Roster: p.RosterDigest}
	for i := range members {
		start.Statements = append(start.Statements, wire.Digest{byte(i + 1)})
	}
	step(wire.KindStart, start, nil)
	for _, shape := range p.Manifest.Rounds {
		for range min(shape.Most, p.Manifest.Limits.Rounds-p.Accepted) {
			blob := weights(shape.Kind)
			attempt := func(number int) wire.Ref {
				ref := wire.Ref{Round: p.Accepted + 1, Attempt: number}
				step(wire.KindOpen, wire.Open{LogEntry: p.Next(), Ref: ref, Kind: shape.Kind, Roster: p.RosterDigest, Weights: wire.DigestOf(blob), Blob: wire.DigestOf(blob)}, blob)
				return ref
			}
			ref := attempt(1)
			if ref.Round == 1 {
				step(wire.KindReject, wire.Reject{LogEntry: p.Next(), Ref: ref, Code: wire.CodeRoundRejected}, nil)
				ref = attempt(2)
			}
			step(wire.KindAccept, wire.Accept{LogEntry: p.Next(), Ref: ref}, nil)
		}
	}
	step(wire.KindDone, wire.Done{LogEntry: p.Next(), Rounds: p.Accepted, Reason: wire.ReasonFinished}, nil)
	return append(out, Step{p, nil, nil, weights})
}
