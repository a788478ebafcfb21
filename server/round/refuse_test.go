package round_test

import (
	"bytes"
	"context"
	"math/big"
	"testing"

	"github.com/blindfit/blindfit/internal/testing/parties"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/round"
)

type ctx = context.Context

// twin is a second machine on the rig's store.
func (r *rig) twin() *round.Machine {
	r.Helper()
	m, err := round.New(r.ctx, round.Options{Store: r.store, Clock: r.clock})
	r.must(err)
	return m
}

func TestRefusedUploads(t *testing.T) {
	r := newRig(t, 3, 3, nil)
	l := r.toUpload()
	o, ref := r.owners[0], l.Ref
	_, good := r.update(o, l)
	width := parties.Public().CiphertextSize()
	n := parties.Public().N()
	square := new(big.Int).Mul(n, n)
	// second replaces the second ciphertext.
	second := func(v *big.Int) []byte {
		return append(bytes.Clone(good[:width]), v.FillBytes(make([]byte, width))...)
	}
	one := big.NewInt(1)
	for name, c := range map[string]struct {
		head  func(*wire.Upload)
		blob  []byte
		code  wire.Code
		index int // of a refused ciphertext, else -1
	}{
		"zero":                {nil, second(new(big.Int)), wire.CodeCiphertext, 1},
		"one":                 {nil, second(one), wire.CodeCiphertext, 1},
		"n":                   {nil, second(n), wire.CodeCiphertext, 1},
		"n squared":           {nil, second(square), wire.CodeCiphertext, 1},
		"n squared minus one": {nil, second(new(big.Int).Sub(square, one)), wire.CodeCiphertext, 1},
		"above n squared":     {nil, second(new(big.Int).Add(square, one)), wire.CodeCiphertext, 1},
		"no unit":             {nil, second(parties.PrimeFactor()), wire.CodeCiphertext, 1},
		"all ones bits":       {nil, append(bytes.Clone(good[:width]), bytes.Repeat([]byte{255}, width)...), wire.CodeCiphertext, 1},
		"a byte short":        {nil, good[:len(good)-1], wire.CodeInvalid, -1},
		"a byte long":         {nil, append(bytes.Clone(good), 0), wire.CodeInvalid, -1},
		"one ciphertext":      {nil, good[:width], wire.CodeInvalid, -1},
		"three ciphertexts":   {nil, append(bytes.Clone(good), good[:width]...), wire.CodeInvalid, -1},
		"none":                {nil, nil, wire.CodeInvalid, -1},
		"count":               {func(u *wire.Upload) { u.Count = 3 }, good, wire.CodeInvalid, -1},
		"negative count":      {func(u *wire.Upload) { u.Count = -2 }, good, wire.CodeInvalid, -1},
		"other root":          {func(u *wire.Upload) { u.Ciphertexts[0] ^= 1 }, good, wire.CodeInvalid, -1},
		"seed":                {func(u *wire.Upload) { u.Seed = &wire.Digest{1} }, good, wire.CodeInvalid, -1},
		"other key":           {func(u *wire.Upload) { u.Key[0] ^= 1 }, good, wire.CodeKey, -1},
		"other list":          {func(u *wire.Upload) { u.List[0] ^= 1 }, good, wire.CodeStale, -1},
		"other training":      {func(u *wire.Upload) { u.Training[0] ^= 1 }, good, wire.CodeStale, -1},
		"other round":         {func(u *wire.Upload) { u.Round = 2 }, good, wire.CodeStale, -1},
		"other attempt":       {func(u *wire.Upload) { u.Attempt = 2 }, good, wire.CodeStale, -1},
	} {
		t.Run(name, func(t *testing.T) {
			u := parties.Head(r.mo.ID, ref, l.Digest, c.blob)
			if c.head != nil {
				c.head(&u)
			}
			before := r.state().Version
			err := r.machine.PutUpload(r.ctx, r.mo.ID, ref, o.ID(), o.Seal(wire.KindUpload, u), c.blob)
			got := wire.RejectionOf(err)
			if got == nil || got.Code != c.code {
				t.Fatalf("error is %v, want code %q", err, c.code)
			}
			if c.index >= 0 && (got.Index == nil || *got.Index != c.index) {
				t.Errorf("index is %v, want %d", got.Index, c.index)
			}
			if after := r.state().Version; after != before {
				t.Error("a refused upload changed the state")
			}
		})
	}
	// After all that the honest ones still count.
	for _, o := range r.owners {
		r.upload(o, l)
	}
	r.accept(l)
}

func TestRefusedSenders(t *testing.T) {
	r := newRig(t, 3, 3, nil)
	l := r.toUpload()
	o, other, ref := r.owners[0], r.owners[1], l.Ref
	head, blob := r.update(o, l)
	put := func(ref wire.Ref, who wire.Identity, s *wire.Signed, blob []byte) error {
		return r.machine.PutUpload(r.ctx, r.mo.ID, ref, who, s, blob)
	}
	r.refused(put(ref, other.ID(), head, blob), wire.CodeSignature)
	stolen := *head
	stolen.Signer = other.ID()
	r.refused(put(ref, other.ID(), &stolen, blob), wire.CodeSignature)
	bent := *head
	bent.Signature = bytes.Clone(head.Signature)
	bent.Signature[3] ^= 1
	r.refused(put(ref, o.ID(), &bent, blob), wire.CodeSignature)
	stranger := parties.NewOwners(t, r.mo.ID, 1)[0]
	r.refused(put(ref, stranger.ID(), stranger.Seal(wire.KindUpload, parties.Head(r.mo.ID, ref, wire.Digest{}, blob)), blob), wire.CodeForbidden)
	r.refused(put(ref, o.ID(), nil, blob), wire.CodeMalformed)
	keys, encapsulations := o.Clone().Keys(ref, l.Open, r.roster)
	r.refused(put(ref, o.ID(), keys, blob), wire.CodeInvalid)
	r.refused(put(ref, o.ID(), o.Seal(wire.KindUpload, struct{}{}), blob), wire.CodeMalformed)
	r.refused(put(wire.Ref{Round: 1, Attempt: 2}, o.ID(), head, blob), wire.CodeStale)
	r.refused(put(wire.Ref{Round: 2, Attempt: 1}, o.ID(), head, blob), wire.CodeStale)
	r.refused(r.machine.PutUpload(r.ctx, wire.TrainingID{1}, ref, o.ID(), head, blob), wire.CodeNotFound)
	r.refused(r.machine.PutKeys(r.ctx, r.mo.ID, ref, o.ID(), keys, encapsulations), wire.CodeConflict)
}

// TestRepeats: the very same message is confirmed at any later time; another one in its place never is.
func TestRepeats(t *testing.T) {
	r := newRig(t, 3, 3, nil)
	ref := wire.Ref{Round: 1, Attempt: 1}
	for _, o := range r.owners {
		r.must(r.machine.Enrol(r.ctx, r.mo.ID, o.ID(), o.Enrolment()))
	}
	list, err := r.machine.Enrolments(r.ctx, r.mo.ID, r.mo.Key.Identity(), wire.Identity{})
	r.must(err)
	roster := r.mo.Roster(list.Messages)
	r.append(roster, nil)
	r.start()
	open, weights := r.mo.Open(ref)
	r.append(open, weights)
	o := r.owners[0]
	r.roster = r.owners
	k, encapsulations := o.Keys(ref, open.Digest(), r.roster)
	r.must(r.machine.PutKeys(r.ctx, r.mo.ID, ref, o.ID(), k, encapsulations))
	for _, p := range r.owners[1:] {
		r.must(r.sendKeys(p))
	}
	l := r.list()
	head, blob := r.update(o, l)
	other, otherBlob := r.update(o, l)
	repeat := func() {
		t.Helper()
		r.append(roster, nil)
		r.append(open, weights)
		r.must(r.machine.PutKeys(r.ctx, r.mo.ID, ref, o.ID(), k, encapsulations))
		r.must(r.machine.Enrol(r.ctx, r.mo.ID, o.ID(), o.Enrolment())) // Ed25519 is deterministic: the same bytes
		r.must(r.machine.PutUpload(r.ctx, r.mo.ID, ref, o.ID(), head, blob))
		r.refused(r.machine.PutUpload(r.ctx, r.mo.ID, ref, o.ID(), other, otherBlob), wire.CodeConflict)
	}
	repeat()
	for _, p := range r.owners[1:] {
		r.upload(p, l)
	}
	repeat()
	r.accept(l)
	repeat() // the bytes are erased now; that they were taken is still known
	r.restart()
	repeat()
	if id, created, err := r.machine.CreateTraining(r.ctx, r.mo.Manifest); err != nil || created || id != r.mo.ID {
		t.Errorf("the same manifest again: created %v, %v", created, err)
	}
}

func TestRefusedLog(t *testing.T) {
	r := newRig(t, 3, 4, nil)
	ref := wire.Ref{Round: 1, Attempt: 1}
	for _, o := range r.owners {
		r.must(r.machine.Enrol(r.ctx, r.mo.ID, o.ID(), o.Enrolment()))
	}
	all, err := r.machine.Enrolments(r.ctx, r.mo.ID, r.mo.Key.Identity(), wire.Identity{})
	r.must(err)
	// try signs an entry, expects the code and takes the entry back.
	try := func(code wire.Code, kind wire.Kind, body any, blob []byte) {
		t.Helper()
		before := r.mo.Log
		r.refused(r.machine.Append(r.ctx, r.mo.ID, r.mo.Append(kind, body), blob), code)
		r.mo.Log = before
	}
	member := func(e wire.Signed) wire.Member { return wire.Member{Identity: e.Signer, Enrolment: e.Digest()} }
	m := all.Messages
	roster := func(members ...wire.Member) wire.Roster { return wire.Roster{LogEntry: r.mo.Next(), Members: members} }
	unknown := parties.NewOwners(t, r.mo.ID, 1)[0].Enrolment()
	changed := member(m[2])
	changed.Enrolment[0] ^= 1
	try(wire.CodeInvalid, wire.KindRoster, roster(member(m[0]), member(m[1])), nil)
	try(wire.CodeInvalid, wire.KindRoster, roster(member(m[0]), member(m[0]), member(m[1])), nil)
	try(wire.CodeInvalid, wire.KindRoster, roster(member(m[1]), member(m[0]), member(m[2])), nil)
	try(wire.CodeInvalid, wire.KindRoster, roster(member(m[0]), member(m[1]), changed), nil)
	try(wire.CodeInvalid, wire.KindRoster, roster(member(m[0]), member(m[1]), member(m[2]), member(*unknown)), nil)
	early := weightsOf(r, ref)
	try(wire.CodePhase, wire.KindOpen, openBody(r, ref, early), early)
	late := roster(member(m[0]), member(m[1]), member(m[2]))
	late.Sequence = 2
	try(wire.CodeStale, wire.KindRoster, late, nil)
	forked := roster(member(m[0]), member(m[1]), member(m[2]))
	forked.Previous[0] ^= 1
	try(wire.CodeStale, wire.KindRoster, forked, nil)
	try(wire.CodeInvalid, wire.KindEnrolment, wire.Enrolment{}, nil)
	try(wire.CodeInvalid, wire.KindRoster, roster(member(m[0]), member(m[1]), member(m[2])), []byte("blob"))
	foreign := r.owners[0].Seal(wire.KindRoster, roster(member(m[0]), member(m[1]), member(m[2])))
	r.refused(r.machine.Append(r.ctx, r.mo.ID, foreign, nil), wire.CodeForbidden)
	try(wire.CodeInvalid, wire.KindDone, wire.Done{LogEntry: r.mo.Next(), Rounds: 1, Reason: "stopped"}, nil)
	r.phase(wire.PhaseLobby)

	r.append(r.mo.Roster(m[:3]), nil)
	r.owners = r.owners[:3]
	r.start()
	for _, c := range []struct {
		code   wire.Code
		change func(*wire.Open)
	}{
		{wire.CodeStale, func(o *wire.Open) { o.Round = 2 }},
		{wire.CodeStale, func(o *wire.Open) { o.Attempt = 0 }},
		{wire.CodeStale, func(o *wire.Open) { o.Attempt = 1 << 40 }},
		{wire.CodeStale, func(o *wire.Open) { o.Round, o.Attempt = 0, 0 }},
		{wire.CodeStale, func(o *wire.Open) { o.Roster[0] ^= 1 }},
		{wire.CodeInvalid, func(o *wire.Open) { o.Weights[0] ^= 1 }},
		{wire.CodeInvalid, func(o *wire.Open) { o.Blob[0] ^= 1 }},
		{wire.CodeInvalid, func(o *wire.Open) { o.Kind = "average" }},
		{wire.CodeInvalid, func(o *wire.Open) { o.Kind = wire.RoundStatistics }}, // not in the manifest
		{wire.CodeStale, func(o *wire.Open) { o.Training[0] ^= 1 }},
	} {
		weights := weightsOf(r, ref)
		b := openBody(r, ref, weights)
		c.change(&b)
		try(c.code, wire.KindOpen, b, weights)
	}
	short := weightsOf(r, ref)[1:]
	try(wire.CodeInvalid, wire.KindOpen, openBody(r, ref, short), short)
	zero := make([]byte, parties.Public().CiphertextSize())
	try(wire.CodeCiphertext, wire.KindOpen, openBody(r, ref, zero), zero)
	try(wire.CodePhase, wire.KindAccept, wire.Accept{LogEntry: r.mo.Next(), Ref: ref}, nil)
	try(wire.CodePhase, wire.KindReject, wire.Reject{LogEntry: r.mo.Next(), Ref: ref, Code: wire.CodeRoundRejected}, nil)
	r.roster = r.owners
	l := r.keys(ref)
	try(wire.CodePhase, wire.KindDone, wire.Done{LogEntry: r.mo.Next(), Reason: "stopped"}, nil)
	for _, o := range r.owners {
		r.upload(o, l)
	}
	try(wire.CodeInvalid, wire.KindAccept, wire.Accept{LogEntry: r.mo.Next(), Ref: ref}, nil)
	try(wire.CodeInvalid, wire.KindReject, wire.Reject{LogEntry: r.mo.Next(), Ref: ref, Code: wire.CodeInternal}, nil)
	r.append(r.mo.Reject(ref), nil)
	aborted(t, r.phase(wire.PhaseWaiting), ref, wire.CodeRoundRejected)
	if _, err := r.machine.Aggregate(r.ctx, r.mo.ID, ref, r.mo.Key.Identity()); err == nil {
		t.Error("a rejected aggregate can still be read")
	}
}

// openBody is the body of an open message of the rig's model owner.
func openBody(r *rig, ref wire.Ref, weights []byte) wire.Open {
	return wire.Open{LogEntry: r.mo.Next(), Ref: ref, Kind: wire.RoundGradient, Roster: r.mo.Log.RosterDigest,
		Weights: wire.DigestOf(weights), Blob: wire.DigestOf(weights)}
}

// weightsOf makes weight ciphertexts without moving the model owner's log.
func weightsOf(r *rig, ref wire.Ref) []byte {
	before := r.mo.Log
	_, w := r.mo.Open(ref)
	r.mo.Log = before
	return w
}
