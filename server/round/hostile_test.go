package round_test

import (
	"math/big"
	"slices"
	"testing"

	"github.com/blindfit/blindfit/internal/testing/hostile"
	"github.com/blindfit/blindfit/internal/testing/parties"
	"github.com/blindfit/blindfit/protocol/wire"
)

// unmoved runs something that must be refused and fails if it changed the state.
func (r *rig) unmoved(name string, do func() error, code wire.Code, rule string) {
	r.Helper()
	before := r.state().Version
	hostile.Refused(r, name, do(), code, rule)
	if r.state().Version != before {
		r.Errorf("%s: what is refused changed the state", name)
	}
}

// TestBadKeys: the facilitator refuses the keys messages that every role must refuse, and encapsulations that are not
// those signed.
func TestBadKeys(t *testing.T) {
	r := newRig(t, 3, 4, nil)
	r.enrol()
	r.open(wire.Ref{Round: 1, Attempt: 1})
	terms, o := r.mo.Terms(), r.owners[1]
	good, blob := o.Keys(terms.Ref, terms.Open, r.roster)
	put := func(s *wire.Signed, blob []byte) func() error {
		return func() error { return r.machine.PutKeys(r.ctx, r.mo.ID, terms.Ref, s.Signer, s, blob) }
	}
	for _, c := range hostile.Keys {
		r.unmoved(c.Name, put(c.Seal(t, good, o.Key), blob), c.Code, c.Rule)
	}
	for _, c := range hostile.Encapsulations(blob) {
		s := good
		if c.Signed {
			s = hostile.Reseal(t, good, o.Key, func(k *wire.Keys) { k.Encapsulations = wire.BlobRoot(c.Bytes, wire.EncapsulationSize) })
		}
		r.unmoved(c.Name, put(s, c.Bytes), c.Code, c.Rule)
	}
	r.unmoved("a malformed body", put(hostile.Malformed(t, wire.KindKeys, o.Key), blob), wire.CodeMalformed, "")
	last := r.owners[3]
	s, _ := last.Keys(terms.Ref, terms.Open, r.roster)
	claims := hostile.Reseal(t, s, last.Key, func(k *wire.Keys) { k.Encapsulations = wire.Digest{1} })
	r.unmoved("the last member encapsulates", put(claims, nil), wire.CodeInvalid, "encapsulations must be zero")
	r.must(put(good, blob)())
}

// TestRefusedUploads: the facilitator refuses the heads and ciphertexts that every role must refuse.
func TestRefusedUploads(t *testing.T) {
	for name, noise := range map[string]bool{"exact": false, "noise": true} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, 3, 4, func(m *wire.Manifest) { m.Noise = noise })
			l := r.toUpload()
			o, public := r.owners[1], parties.Public()
			good, blob := r.update(o, l)
			put := func(s *wire.Signed, blob []byte) func() error {
				return func() error { return r.machine.PutUpload(r.ctx, r.mo.ID, l.Ref, s.Signer, s, blob) }
			}
			seed := hostile.SeedForbidden
			if noise {
				seed = hostile.SeedMissing
			}
			for _, c := range append(slices.Clone(hostile.Uploads), seed) {
				r.unmoved(c.Name, put(c.Seal(t, good, o.Key), blob), c.Code, c.Rule)
			}
			r.unmoved("a malformed body", put(hostile.Malformed(t, wire.KindUpload, o.Key), blob), wire.CodeMalformed, "")
			for _, c := range hostile.Ciphertexts(blob, public.N(), parties.PrimeFactor()) {
				s := good
				if c.Signed {
					s = hostile.Reseal(t, good, o.Key, func(u *wire.Upload) { u.Ciphertexts = wire.BlobRoot(c.Bytes, public.CiphertextSize()) })
				}
				var err error
				r.unmoved(c.Name, func() error { err = put(s, c.Bytes)(); return err }, c.Code, c.Rule)
				if got := wire.RejectionOf(err); c.Index >= 0 && (got == nil || got.Index == nil || *got.Index != c.Index) {
					t.Errorf("%s: the rejection %v does not name ciphertext %d", c.Name, err, c.Index)
				}
			}
			// After all that the honest ones still count.
			r.must(put(good, blob)())
			for _, o := range r.owners {
				if o.ID() != good.Signer {
					r.upload(o, l)
				}
			}
			if noise {
				for _, o := range r.owners {
					r.must(r.machine.PutReveal(r.ctx, r.mo.ID, l.Ref, o.ID(), o.Reveal(l)))
				}
			}
			r.accept(l)
		})
	}
}

// TestListsOfParts: a member that is not in the list of an attempt has no part in it.
func TestListsOfParts(t *testing.T) {
	r := noisy(t, 4)
	r.open(wire.Ref{Round: 1, Attempt: 1})
	out := r.owners[1]
	for _, o := range r.owners {
		if o != out {
			r.must(r.sendKeys(o))
		}
	}
	r.clock.Advance(60e9) // the keys phase ends without it
	r.phase(wire.PhaseUpload)
	l := r.list()
	head, blob := r.update(r.owners[0], l)
	theirs := hostile.Reseal(t, head, out.Key, func(*wire.Upload) {})
	r.unmoved("upload", func() error { return r.machine.PutUpload(r.ctx, r.mo.ID, l.Ref, out.ID(), theirs, blob) }, wire.CodeForbidden, "not in the list")
	for _, o := range r.owners {
		if o != out {
			r.upload(o, l)
		}
	}
	r.phase(wire.PhaseReveal)
	reveal := hostile.Reseal(t, r.owners[0].Reveal(l), out.Key, func(*wire.Reveal) {})
	r.unmoved("reveal", func() error { return r.machine.PutReveal(r.ctx, r.mo.ID, l.Ref, out.ID(), reveal) }, wire.CodeForbidden, "not in the list")
}

// TestBadReveals: the facilitator refuses the reveals that every role must refuse.
func TestBadReveals(t *testing.T) {
	r := noisy(t, 4)
	l := r.toReveal()
	o := r.owners[0]
	put := func(s *wire.Signed) func() error {
		return func() error { return r.machine.PutReveal(r.ctx, r.mo.ID, l.Ref, o.ID(), s) }
	}
	for _, c := range hostile.Reveals {
		r.unmoved(c.Name, put(c.Seal(t, o.Reveal(l), o.Key)), c.Code, c.Rule)
	}
	r.unmoved("a malformed body", put(hostile.Malformed(t, wire.KindReveal, o.Key)), wire.CodeMalformed, "")
}

// TestBadEnrolments: the facilitator refuses the enrolments that every role must refuse.
func TestBadEnrolments(t *testing.T) {
	r := newRig(t, 3, 3, nil)
	o := r.owners[0]
	enrol := func(s *wire.Signed) func() error {
		return func() error { return r.machine.Enrol(r.ctx, r.mo.ID, o.ID(), s) }
	}
	for _, c := range hostile.Enrolments {
		r.unmoved(c.Name, enrol(c.Seal(t, o.Enrolment(), o.Key)), c.Code, c.Rule)
	}
	r.unmoved("a malformed body", enrol(hostile.Malformed(t, wire.KindEnrolment, o.Key)), wire.CodeMalformed, "")
}

// TestBadStatements: the facilitator refuses the statements that every role must refuse, and those of others than members.
func TestBadStatements(t *testing.T) {
	for _, noise := range []bool{false, true} {
		badStatements(t, noise)
	}
}

func badStatements(t *testing.T, noise bool) {
	t.Helper()
	r := newRig(t, 3, 3, func(m *wire.Manifest) { m.Noise = noise })
	for _, o := range r.owners {
		r.must(r.machine.Enrol(r.ctx, r.mo.ID, o.ID(), o.Enrolment()))
	}
	waiting := parties.NewOwners(t, r.mo.ID, 1)[0]
	r.must(r.machine.Enrol(r.ctx, r.mo.ID, waiting.ID(), waiting.Enrolment()))
	var members []wire.Signed
	for _, o := range r.owners {
		members = append(members, *o.Enrolment())
	}
	r.append(r.mo.Roster(members), nil)
	o := r.owners[1]
	good := o.Statement(r.mo.Log.RosterDigest)
	put := func(s *wire.Signed) func() error {
		return func() error { return r.machine.PutStatement(r.ctx, r.mo.ID, s.Signer, s) }
	}
	for _, c := range hostile.Statements(noise) {
		r.unmoved(c.Name, put(c.Seal(t, good, o.Key)), c.Code, c.Rule)
	}
	r.unmoved("a malformed body", put(hostile.Malformed(t, wire.KindStatement, o.Key)), wire.CodeMalformed, "")
	r.unmoved("not a member", put(waiting.Statement(r.mo.Log.RosterDigest)), wire.CodeForbidden, "")
	r.must(put(good)())
}

// TestBadEntries: at every step of a training the facilitator refuses the log entries that every role must refuse.
func TestBadEntries(t *testing.T) {
	shape := wire.RoundShape{Most: 1, Values: 4, SlotBits: 16, Ciphertexts: parties.Ciphertexts}
	r := newRig(t, 3, 4, func(m *wire.Manifest) {
		m.Limits.Rounds, m.Rounds = 4, nil
		for _, kind := range []wire.RoundKind{wire.RoundStatistics, wire.RoundGradient, wire.RoundEvaluation} {
			s := shape
			if s.Kind = kind; kind == wire.RoundGradient {
				s.Most = 2
			}
			if kind != wire.RoundStatistics {
				s.Weights = 1
			}
			m.Rounds = append(m.Rounds, s)
		}
	})
	for _, o := range r.owners {
		r.must(r.machine.Enrol(r.ctx, r.mo.ID, o.ID(), o.Enrolment()))
	}
	r.roster = r.owners
	weights := func(kind wire.RoundKind) []byte {
		if kind == wire.RoundStatistics {
			return nil
		}
		return parties.Encrypt(t, []*big.Int{big.NewInt(3)})
	}
	bad := func(s hostile.Step) {
		t.Helper()
		for _, e := range s.Entries(t, r.mo.Key) {
			r.unmoved(e.Name, func() error { return r.machine.Append(r.ctx, r.mo.ID, e.Signed, e.Blob) }, e.Code, e.Rule)
		}
	}
	step := func(kind wire.Kind, body any, blob []byte) {
		t.Helper()
		next, err := wire.Seal(kind, body, r.mo.Key)
		r.must(err)
		bad(hostile.Step{Before: r.mo.Log, Next: next, Blob: blob, Weights: weights})
		r.append(r.mo.Append(kind, body), blob)
	}
	all, err := r.machine.Enrolments(r.ctx, r.mo.ID, r.mo.Key.Identity(), wire.Identity{})
	r.must(err)
	roster := wire.Roster{LogEntry: r.mo.Next()}
	for _, e := range all.Messages {
		roster.Members = append(roster.Members, wire.Member{Identity: e.Signer, Enrolment: e.Digest()})
	}
	step(wire.KindRoster, roster, nil)
	start := wire.Start{LogEntry: r.mo.Next(), Roster: r.mo.Log.RosterDigest}
	for _, s := range r.statements() {
		start.Statements = append(start.Statements, s.Digest())
	}
	step(wire.KindStart, start, nil)
	round := 0
	for _, shape := range r.mo.Log.Manifest.Rounds {
		for range shape.Most {
			round++
			blob := weights(shape.Kind)
			for attempt := range 2 {
				ref := wire.Ref{Round: round, Attempt: attempt + 1}
				step(wire.KindOpen, wire.Open{LogEntry: r.mo.Next(), Ref: ref, Kind: shape.Kind, Roster: r.mo.Log.RosterDigest,
					Weights: wire.DigestOf(blob), Blob: wire.DigestOf(blob)}, blob)
				for _, o := range r.owners {
					r.must(r.sendKeys(o))
				}
				l := r.list()
				for _, o := range r.owners {
					r.upload(o, l)
				}
				if attempt == 0 && round == 1 {
					step(wire.KindReject, wire.Reject{LogEntry: r.mo.Next(), Ref: ref, Code: wire.CodeRoundRejected}, nil)
					continue
				}
				step(wire.KindAccept, r.accepted(l.Ref), nil)
				break
			}
		}
	}
	step(wire.KindDone, wire.Done{LogEntry: r.mo.Next(), Rounds: round, Reason: wire.ReasonFinished}, nil)
	bad(hostile.Step{Before: r.mo.Log, Weights: weights})
	r.unmoved("no entry", func() error { return r.machine.Append(r.ctx, r.mo.ID, nil, nil) }, wire.CodeMalformed, "missing")
	r.phase(wire.PhaseDone)
}

// accepted is the body of an accept of an attempt with an aggregate.
func (r *rig) accepted(ref wire.Ref) wire.Accept {
	r.Helper()
	me := r.mo.Key.Identity()
	aggregate, err := r.machine.Aggregate(r.ctx, r.mo.ID, ref, me)
	r.must(err)
	uploads, err := r.machine.Uploads(r.ctx, r.mo.ID, ref, me, wire.Identity{})
	r.must(err)
	return wire.Accept{LogEntry: r.mo.Next(), Ref: ref, Aggregate: wire.DigestOf(aggregate), Uploads: wire.MerkleRoot(wire.UploadLeaves(uploads.Messages))}
}
