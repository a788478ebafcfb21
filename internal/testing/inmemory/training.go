//go:build testkeys

package inmemory

import (
	"math/big"
	"slices"

	"github.com/blindfit/blindfit/crypto/mask"
	"github.com/blindfit/blindfit/ml/plan"
	"github.com/blindfit/blindfit/protocol/attempt"
	"github.com/blindfit/blindfit/protocol/log"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Training is a training that a test carries through: its model owner and its facilitator.
type Training struct {
	*ModelOwner
	*Facilitator
	Enrolments []*wire.Enrolment // of the roster, in its order
}

// Serve signs the manifest and serves it.
func (m *ModelOwner) Serve() *Training {
	m.T.Helper()
	signed, _ := m.Sign()
	return &Training{ModelOwner: m, Facilitator: NewFacilitator(m.T, signed)}
}

// ID is the training.
func (t *Training) ID() wire.TrainingID { return t.state.Training }

// append adds an entry to the log and moves the state on.
func (t *Training) append(kind wire.Kind, body any, then func(s *wire.State)) {
	t.T.Helper()
	s, err := wire.Seal(kind, body, t.Identity)
	Must(t.T, err)
	e, err := log.Parse(s)
	Must(t.T, err)
	next, err := t.position.Follow(e)
	Must(t.T, err)
	t.change(func() {
		t.position, t.entries = next, append(t.entries, *s)
		t.state.Log = next.Head
		then(&t.state)
	})
}

// Begin waits until so many owners have enrolled, admits them all, and starts the training once they have stated their
// rows.
func (t *Training) Begin(owners int) {
	t.T.Helper()
	t.Roster(owners)
	t.Start()
}

// Enrolled waits until so many owners have enrolled and returns all enrolments in identity order.
func (t *Training) Enrolled(owners int) (messages []wire.Signed) {
	t.T.Helper()
	t.Await("enrolments", func() bool { return len(t.enrolments) >= owners })
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, id := range inOrder(t.enrolments) {
		messages = append(messages, *t.enrolments[id])
	}
	return messages
}

// MembersOf returns a roster of all that enrolled.
func MembersOf(enrolments []wire.Signed) (members []wire.Member) {
	for i := range enrolments {
		members = append(members, wire.Member{Identity: enrolments[i].Signer, Enrolment: enrolments[i].Digest()})
	}
	return members
}

// Roster waits until so many owners have enrolled and admits them all.
func (t *Training) Roster(owners int) {
	t.T.Helper()
	messages := t.Enrolled(owners)
	t.mu.Lock()
	defer t.mu.Unlock()
	r := wire.Roster{LogEntry: t.position.Next(), Members: MembersOf(messages)}
	var err error
	t.Enrolments, err = log.Enrolments(t.state.Training, r.Members, messages)
	Must(t.T, err)
	t.append(wire.KindRoster, r, func(s *wire.State) {
		s.Phase, s.Members = wire.PhaseStatements, len(r.Members)
		s.Here, s.Awaited = everybody(r.Members), everybody(r.Members)
	})
}

// Start waits until all members have stated their rows, and starts the training.
func (t *Training) Start() {
	t.T.Helper()
	members := t.Position().Members()
	t.Await("statements", func() bool { return len(t.statements) == len(members) })
	t.mu.Lock()
	defer t.mu.Unlock()
	b := wire.Start{LogEntry: t.position.Next(), Roster: t.position.RosterDigest}
	for _, m := range members {
		_, err := t.position.OpenStatement(t.statements[m.Identity])
		Must(t.T, err)
		b.Statements = append(b.Statements, t.statements[m.Identity].Digest())
	}
	t.append(wire.KindStart, b, func(s *wire.State) { s.Phase, s.Awaited = wire.PhaseWaiting, none(members) })
}

// Verdict is the verdict on the members' statements, once the training has started.
func (t *Training) Verdict() log.Verdict {
	t.T.Helper()
	t.mu.Lock()
	defer t.mu.Unlock()
	var messages []wire.Signed
	for _, s := range t.statements {
		messages = append(messages, *s)
	}
	claims, err := t.position.Statements(messages)
	Must(t.T, err)
	return log.Combine(!t.Manifest.Noise, t.File.Divided(), claims)
}

func everybody(members []wire.Member) wire.Subset {
	return wire.SubsetOf(members, func(wire.Identity) bool { return true })
}

func none(members []wire.Member) wire.Subset {
	return wire.SubsetOf(members, func(wire.Identity) bool { return false })
}

// Position returns the position of the log.
func (t *Training) Position() log.Position {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.position
}

// Open opens an attempt at a round at a point and returns it.
func (t *Training) Open(ref wire.Ref, point *plan.Point) *Attempt {
	t.T.Helper()
	x := t.Prepare(t.Position(), t.Enrolments, ref, point)
	if last := t.Position().Open; last != nil && last.Round == ref.Round { // the same weights, sealed once
		first := t.Attempt(last.Ref)
		x.Open.Weights, x.Open.Blob, x.Reads = last.Weights, last.Blob, first.reads
	}
	return t.OpenWith(x)
}

// OpenWith opens an attempt with a result of Prepare.
func (t *Training) OpenWith(x *Opening) *Attempt {
	t.T.Helper()
	t.mu.Lock()
	defer t.mu.Unlock()
	x.Open.LogEntry = t.position.Next()
	a := &Attempt{
		Keys: map[wire.Identity]*wire.Signed{}, Encapsulations: map[wire.Identity][]byte{},
		Heads: map[wire.Identity]*wire.Signed{}, Blobs: map[wire.Identity][]byte{}, Reveals: map[wire.Identity]*wire.Signed{},
		reads: x.Reads,
	}
	t.attempts[x.Open.Ref] = a
	t.append(wire.KindOpen, x.Open, func(s *wire.State) {
		s.Phase, s.Ref, s.Awaited, s.LastAbort = wire.PhaseKeys, x.Open.Ref, everybody(t.position.Members()), nil
	})
	a.Terms = attempt.TermsOf(t.position, t.Key.Public())
	return a
}

// Attempt returns an attempt.
func (t *Training) Attempt(ref wire.Ref) *Attempt {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.attempts[ref]
}

// FixList waits for the keys of these owners and fixes the list to them. If owners is nil, it is all members.
func (t *Training) FixList(a *Attempt, owners []wire.Identity) {
	t.T.Helper()
	if owners == nil {
		for _, m := range a.Terms.Members {
			owners = append(owners, m.Identity)
		}
	}
	t.Await("keys", func() bool { return has(a.Keys, owners) })
	t.update(func() {
		var messages []wire.Signed
		for _, id := range owners {
			messages = append(messages, *a.Keys[id])
		}
		var err error
		a.List, err = a.Terms.NewList(messages)
		Must(t.T, err)
		t.state.Phase = wire.PhaseUpload
		t.state.Awaited = wire.SubsetOf(a.Terms.Members, a.List.Has)
	})
}

// Uploads waits for the uploads of a list. With noise it goes on to the reveals.
func (t *Training) Uploads(a *Attempt) {
	t.T.Helper()
	t.Await("uploads", func() bool { return has(a.Heads, a.List.Owners) })
	t.update(func() { t.state.Phase = wire.PhaseUpload.Next(a.Terms.Noise) })
}

// Reveals waits for the seeds of a list and returns them. If there is no noise, it returns none.
func (t *Training) Reveals(a *Attempt) map[wire.Identity]mask.Seed {
	t.T.Helper()
	seeds := map[wire.Identity]mask.Seed{}
	if !a.Terms.Noise {
		return seeds
	}
	t.Await("reveals", func() bool { return has(a.Reveals, a.List.Owners) })
	t.mu.Lock()
	defer t.mu.Unlock()
	var heads []wire.Signed
	for _, id := range a.List.Owners {
		heads = append(heads, *a.Heads[id])
	}
	u, err := a.List.NewUploads(heads)
	Must(t.T, err)
	for _, id := range a.List.Owners {
		seeds[id], err = u.OpenReveal(a.Reveals[id])
		Must(t.T, err)
	}
	return seeds
}

func has(messages map[wire.Identity]*wire.Signed, owners []wire.Identity) bool {
	return !slices.ContainsFunc(owners, func(id wire.Identity) bool { return messages[id] == nil })
}

// Sum decrypts the sum of an attempt.
func (t *Training) Sum(a *Attempt, seeds map[wire.Identity]mask.Seed) []*big.Int {
	t.T.Helper()
	sums, err := t.Decrypt(a.List, a.Blobs, seeds)
	Must(t.T, err)
	return sums
}

// Run plays an attempt over all members to its accept and returns the sums.
func (t *Training) Run(ref wire.Ref, point *plan.Point) []*big.Int {
	t.T.Helper()
	a := t.Open(ref, point)
	t.FixList(a, nil)
	t.Uploads(a)
	sums := t.Sum(a, t.Reveals(a))
	t.Accept(a)
	return sums
}

// Accept accepts an attempt.
func (t *Training) Accept(a *Attempt) {
	t.T.Helper()
	t.mu.Lock()
	defer t.mu.Unlock()
	var heads []wire.Signed
	for _, id := range a.List.Owners {
		heads = append(heads, *a.Heads[id])
	}
	t.append(wire.KindAccept, wire.Accept{LogEntry: t.position.Next(), Ref: a.Terms.Ref, Uploads: wire.MerkleRoot(wire.UploadLeaves(heads))},
		func(s *wire.State) { s.Phase, s.Awaited = wire.PhaseWaiting, none(a.Terms.Members) })
}

// Reject rejects an attempt.
func (t *Training) Reject(a *Attempt) {
	t.T.Helper()
	t.mu.Lock()
	defer t.mu.Unlock()
	t.append(wire.KindReject, wire.Reject{LogEntry: t.position.Next(), Ref: a.Terms.Ref, Code: wire.CodeRoundRejected},
		func(s *wire.State) { s.Phase, s.Awaited = wire.PhaseWaiting, none(a.Terms.Members) })
}

// Abort ends an attempt without a sum.
func (t *Training) Abort(a *Attempt, code wire.Code) {
	t.update(func() {
		t.state.LastAbort = &wire.AbortState{Ref: a.Terms.Ref, Phase: t.state.Phase, Code: code, Missing: none(a.Terms.Members)}
		t.state.Phase, t.state.Awaited = wire.PhaseWaiting, none(a.Terms.Members)
	})
}

// Done ends the training.
func (t *Training) Done() {
	t.T.Helper()
	t.mu.Lock()
	defer t.mu.Unlock()
	t.append(wire.KindDone, wire.Done{LogEntry: t.position.Next(), Rounds: t.position.Accepted, Reason: wire.ReasonFinished},
		func(s *wire.State) { s.Phase = wire.PhaseDone })
}

// Seen returns every request so far.
func (t *Training) Seen() []Request {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.seen)
}

// LeftBy is how often an owner left; for use in conditions of Await.
func (t *Training) LeftBy(id wire.Identity) int { return t.left[id] }

// Bend sets a function that replaces answers, given the honest one. If it is nil, answers are honest. A rejection is an
// answer with status 400 or more. Owners get a new state, so that they ask again.
func (t *Training) Bend(bend func(r Request, status int, answer []byte) (int, []byte)) {
	t.update(func() { t.bend = bend })
}

// Nudge sends owners a new state in which nothing has changed.
func (t *Training) Nudge() { t.update(func() {}) }

// Next is the head of the log entry that would follow.
func (t *Training) Next() wire.LogEntry { return t.Position().Next() }

// Forge appends an entry that the log must not have, signed by anyone, and announces its phase.
func (t *Training) Forge(by wire.Signer, kind wire.Kind, body any, phase wire.Phase, ref wire.Ref) {
	t.T.Helper()
	s, err := wire.Seal(kind, body, by)
	Must(t.T, err)
	t.update(func() {
		t.entries = append(t.entries, *s)
		t.state.Log = wire.Head{Length: len(t.entries), Digest: s.Digest()}
		t.state.Phase, t.state.Ref, t.state.Awaited = phase, ref, everybody(t.position.Members())
	})
}

// Rewrite replaces the log by other entries.
func (t *Training) Rewrite(entries []wire.Signed) {
	t.update(func() {
		t.entries = entries
		t.state.Log = wire.Head{Length: len(entries)}
		if n := len(entries); n > 0 {
			t.state.Log.Digest = entries[n-1].Digest()
		}
	})
}

// Entries returns the log.
func (t *Training) Entries() []wire.Signed {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.entries)
}
