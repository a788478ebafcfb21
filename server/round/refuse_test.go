package round_test

import (
	"bytes"
	"context"
	"slices"
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
	if id, created, err := r.machine.CreateTraining(r.ctx, r.mo.Manifest, round.Creator{}); err != nil || created || id != r.mo.ID {
		t.Errorf("the same manifest again: created %v, %v", created, err)
	}
}

// TestRefusedLog: what the facilitator alone refuses of a log, because of what it stores.
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
	try(wire.CodeInvalid, wire.KindRoster, roster(member(m[0]), member(m[1]), changed), nil)
	stray := append(m[:2:2], *unknown)
	slices.SortFunc(stray, func(a, b wire.Signed) int { return a.Signer.Compare(b.Signer) })
	try(wire.CodeInvalid, wire.KindRoster, roster(member(stray[0]), member(stray[1]), member(stray[2])), nil)
	try(wire.CodeInvalid, wire.KindRoster, roster(member(m[0]), member(m[1]), member(m[2])), []byte("blob"))
	r.phase(wire.PhaseLobby)

	r.append(r.mo.Roster(m[:3]), nil)
	r.owners = r.owners[:3]
	r.start()
	unsaid := weightsOf(r, ref)
	other := openBody(r, ref, unsaid)
	other.Blob[0] ^= 1
	try(wire.CodeInvalid, wire.KindOpen, other, unsaid)
	short := weightsOf(r, ref)[1:]
	try(wire.CodeInvalid, wire.KindOpen, openBody(r, ref, short), short)
	zero := make([]byte, parties.Public().CiphertextSize())
	try(wire.CodeCiphertext, wire.KindOpen, openBody(r, ref, zero), zero)
	r.roster = r.owners
	l := r.keys(ref)
	try(wire.CodePhase, wire.KindDone, wire.Done{LogEntry: r.mo.Next(), Reason: "stopped"}, nil)
	for _, o := range r.owners {
		r.upload(o, l)
	}
	try(wire.CodeInvalid, wire.KindAccept, wire.Accept{LogEntry: r.mo.Next(), Ref: ref}, nil)
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
