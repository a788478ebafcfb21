// Package hostile owns the table of bad messages that every role must refuse: keys messages and their lists, uploads,
// reveals, enrolments and log entries. The tests of the verifier and of each role run the same table, so a check that is
// broken in the verifier fails the tests of all roles, and a role that stops calling the verifier fails its own.
package hostile

import (
	"github.com/blindfit/blindfit/protocol/wire"
)

// Case bends the body of a good message so that it must be refused. The test seals the bent body with the key of the
// message's honest signer.
type Case[T any] struct {
	Name string
	Code wire.Code // of the rejection
	Rule string    // part of its detail
	Bend func(*T)
}

func flip(d *wire.Digest) { d[7] ^= 1 }

// Keys bends keys messages of a member that is not the last of the roster.
var Keys = []Case[wire.Keys]{
	{"different training", wire.CodeStale, "different training", func(k *wire.Keys) { k.Training[0]++ }},
	{"replayed from an earlier round", wire.CodeStale, "different round or attempt", func(k *wire.Keys) { k.Round-- }},
	{"replayed from an earlier attempt", wire.CodeStale, "different round or attempt", func(k *wire.Keys) { k.Attempt-- }},
	{"answers a different open message", wire.CodeStale, "open is not the digest", func(k *wire.Keys) { flip(&k.Open) }},
	{"point 0", wire.CodeInvalid, "low order", func(k *wire.Keys) { k.MaskKey = wire.Digest{} }},
	{"point 1", wire.CodeInvalid, "low order", func(k *wire.Keys) { k.MaskKey = wire.Digest{1} }},
	{"point -1", wire.CodeInvalid, "low order", func(k *wire.Keys) { k.MaskKey = minusOne() }},
	{"no encapsulations", wire.CodeInvalid, "encapsulations must be zero", func(k *wire.Keys) { k.Encapsulations = wire.Digest{} }},
}

// minusOne is p − 1 little-endian, a point of order 2 on Curve25519.
func minusOne() (k wire.Digest) {
	for i := range k {
		k[i] = 0xff
	}
	k[0], k[31] = 0xec, 0x7f
	return k
}

// Uploads bends heads of uploads in a training with noise; the first cases hold without noise too.
var Uploads = []Case[wire.Upload]{
	{"different training", wire.CodeStale, "different training", func(u *wire.Upload) { u.Training[0]++ }},
	{"replayed from an earlier attempt", wire.CodeStale, "different round or attempt", func(u *wire.Upload) { u.Attempt-- }},
	{"masked over a different list", wire.CodeStale, "list is not the digest", func(u *wire.Upload) { flip(&u.List) }},
	{"under a different key", wire.CodeKey, "key is not the fingerprint", func(u *wire.Upload) { flip(&u.Key) }},
	{"one ciphertext more", wire.CodeInvalid, "count must be", func(u *wire.Upload) { u.Count++ }},
	{"no ciphertexts", wire.CodeInvalid, "count must be", func(u *wire.Upload) { u.Count = 0 }},
}

// SeedMissing bends a head in a training with noise, SeedForbidden one in a training without.
var (
	SeedMissing   = Case[wire.Upload]{"no commitment to a seed", wire.CodeInvalid, "seed is missing", func(u *wire.Upload) { u.Seed = nil }}
	SeedForbidden = Case[wire.Upload]{"a seed without noise", wire.CodeInvalid, "seed must be left out", func(u *wire.Upload) { u.Seed = &wire.Digest{1} }}
)

// Reveals bends reveals.
var Reveals = []Case[wire.Reveal]{
	{"different training", wire.CodeStale, "different training", func(r *wire.Reveal) { r.Training[0]++ }},
	{"replayed from an earlier attempt", wire.CodeStale, "different round or attempt", func(r *wire.Reveal) { r.Attempt-- }},
	{"of a different list", wire.CodeStale, "list is not the digest", func(r *wire.Reveal) { flip(&r.List) }},
	{"a different seed", wire.CodeInvalid, "not the one to which the upload commits", func(r *wire.Reveal) { flip(&r.Seed) }},
}

// Enrolments bends enrolments.
var Enrolments = []Case[wire.Enrolment]{
	{"different training", wire.CodeStale, "different training", func(e *wire.Enrolment) { e.Training[0]++ }},
	{"short tag", wire.CodeInvalid, "tag must be", func(e *wire.Enrolment) { e.Tag = e.Tag[1:] }},
	{"long MAC", wire.CodeInvalid, "mac must be", func(e *wire.Enrolment) { e.MAC = append([]byte{0}, e.MAC...) }},
	{"no envelope key", wire.CodeInvalid, "envelope_key must be", func(e *wire.Enrolment) { e.EnvelopeKey = nil }},
	{"huge envelope key", wire.CodeInvalid, "envelope_key must be", func(e *wire.Enrolment) { e.EnvelopeKey = make([]byte, 2049) }},
	{"no KEM key", wire.CodeInvalid, "kem_key must be", func(e *wire.Enrolment) { e.KEMKey = nil }},
	{"KEM key past the modulus", wire.CodeInvalid, "kem_key must be", func(e *wire.Enrolment) {
		e.KEMKey = make([]byte, len(e.KEMKey))
		for i := range e.KEMKey {
			e.KEMKey[i] = 0xff
		}
	}},
}

// Rosters bends rosters of at least cohort.min members.
var Rosters = []Case[wire.Roster]{
	{"different training", wire.CodeStale, "different training", func(r *wire.Roster) { r.Training[0]++ }},
	{"skips an entry", wire.CodeStale, "must continue the log", func(r *wire.Roster) { r.Sequence++ }},
	{"forks the log", wire.CodeStale, "must continue the log", func(r *wire.Roster) { flip(&r.Previous) }},
	{"too few members", wire.CodeInvalid, "members must be between", func(r *wire.Roster) { r.Members = r.Members[:2] }},
	{"a member twice", wire.CodeInvalid, "must come after", func(r *wire.Roster) {
		r.Members = append([]wire.Member{r.Members[0]}, r.Members[:len(r.Members)-1]...)
	}},
	{"members out of order", wire.CodeInvalid, "must come after", func(r *wire.Roster) {
		m := append([]wire.Member{}, r.Members...)
		m[0], m[1] = m[1], m[0]
		r.Members = m
	}},
}

// Statements bends a statement with the word first.
var Statements = []Case[wire.Statement]{
	{"different training", wire.CodeStale, "different training", func(s *wire.Statement) { s.Training[0]++ }},
	{"different roster", wire.CodeStale, "roster is not the digest", func(s *wire.Statement) { flip(&s.Roster) }},
	{"unknown word", wire.CodeInvalid, "word must be", func(s *wire.Statement) { s.Word = "perhaps" }},
	{"first that names a training", wire.CodeInvalid, "oldest and covers", func(s *wire.Statement) { s.Oldest = &wire.Reference{1} }},
	{"changed that names trainings", wire.CodeInvalid, "oldest and covers", func(s *wire.Statement) { s.Word, s.Covers = wire.Changed, []wire.Reference{{1}} }},
	{"same that names none", wire.CodeInvalid, "oldest and covers", func(s *wire.Statement) { s.Word = wire.Same }},
	{"first with an earlier training", wire.CodeInvalid, "before must be empty", func(s *wire.Statement) { s.Before = make([]wire.Before, 1) }},
	{"too many earlier trainings", wire.CodeInvalid, "before must name at most", func(s *wire.Statement) {
		s.Word, s.Before = wire.Changed, make([]wire.Before, wire.MaxBefore+1)
	}},
	{"too many trainings that cover it", wire.CodeInvalid, "covers must name at most", func(s *wire.Statement) {
		s.Word, s.Covers = wire.Same, make([]wire.Reference, wire.MaxCovers+1)
	}},
}

// Starts bends the start of a training.
var Starts = []Case[wire.Start]{
	{"forks the log", wire.CodeStale, "must continue the log", func(s *wire.Start) { flip(&s.Previous) }},
	{"different roster", wire.CodeStale, "roster is not the digest", func(s *wire.Start) { flip(&s.Roster) }},
	{"a statement too few", wire.CodeInvalid, "one for each", func(s *wire.Start) { s.Statements = s.Statements[1:] }},
	{"a statement too many", wire.CodeInvalid, "one for each", func(s *wire.Start) { s.Statements = append(s.Statements, wire.Digest{1}) }},
	{"fewer than the minimum", wire.CodeInvalid, "have stated their rows", func(s *wire.Start) {
		s.Statements = append([]wire.Digest{}, s.Statements...)
		clear(s.Statements[2:])
	}},
}

// StartWithoutOne bends the start of a training without noise.
var StartWithoutOne = Case[wire.Start]{"a member without a statement", wire.CodeInvalid, "have stated their rows", func(s *wire.Start) {
	s.Statements = append([]wire.Digest{}, s.Statements...)
	s.Statements[1] = wire.Digest{}
}}

// Opens bends an open message of a round that was not opened before, on encrypted weights.
var Opens = []Case[wire.Open]{
	{"forks the log", wire.CodeStale, "must continue the log", func(o *wire.Open) { flip(&o.Previous) }},
	{"different roster", wire.CodeStale, "roster is not the digest", func(o *wire.Open) { flip(&o.Roster) }},
	{"skips a round", wire.CodeStale, "round must be", func(o *wire.Open) { o.Round++ }},
	{"attempt 0", wire.CodeStale, "round must be", func(o *wire.Open) { o.Attempt = 0 }},
	{"unknown kind", wire.CodeInvalid, "no rounds of this kind", func(o *wire.Open) { o.Kind = "invented" }},
	{"weights that are not those that follow", wire.CodeInvalid, "weights is not the digest", func(o *wire.Open) { flip(&o.Weights) }},
}

// OpensAgain bends an open message that repeats a round.
var OpensAgain = []Case[wire.Open]{
	{"the same attempt again", wire.CodeStale, "attempt must be at least", func(o *wire.Open) { o.Attempt-- }},
	{"different weights", wire.CodeInvalid, "the same weights", func(o *wire.Open) { flip(&o.Weights); o.Blob = o.Weights }},
}

// Accepts bends an accept of the running attempt.
var Accepts = []Case[wire.Accept]{
	{"forks the log", wire.CodeStale, "must continue the log", func(a *wire.Accept) { flip(&a.Previous) }},
	{"different round", wire.CodePhase, "not running", func(a *wire.Accept) { a.Round++ }},
	{"different attempt", wire.CodePhase, "not running", func(a *wire.Accept) { a.Attempt++ }},
}

// Rejects bends a reject of the running attempt.
var Rejects = []Case[wire.Reject]{
	{"different attempt", wire.CodePhase, "not running", func(r *wire.Reject) { r.Attempt++ }},
	{"a reason", wire.CodeInvalid, "code must be", func(r *wire.Reject) { r.Code = wire.CodeCiphertext }},
}

// Dones bends the end of a training.
var Dones = []Case[wire.Done]{
	{"rounds that nobody accepted", wire.CodeInvalid, "rounds must be", func(d *wire.Done) { d.Rounds++ }},
	{"unknown reason", wire.CodeInvalid, "reason must be", func(d *wire.Done) { d.Reason = "tired" }},
}

// List bends a good list of messages, one of each owner in identity order, as a facilitator might serve it.
type List struct {
	Name string
	Code wire.Code
	Rule string
	Bend func([]wire.Signed) []wire.Signed
}

// Lists of keys messages. Every party that reads one must refuse them. Of is the fewest owners that a list must have.
func Lists(of int) []List {
	return []List{
		{"cut short", wire.CodeInvalid, "are needed", func(l []wire.Signed) []wire.Signed { return l[:of-1] }},
		{"empty", wire.CodeInvalid, "are needed", func([]wire.Signed) []wire.Signed { return nil }},
		{"an owner twice", wire.CodeInvalid, "repeat", func(l []wire.Signed) []wire.Signed { return append([]wire.Signed{l[0]}, l...) }},
		{"out of order", wire.CodeInvalid, "order", swap},
		{"altered signature", wire.CodeSignature, "verify", func(l []wire.Signed) []wire.Signed { return bend(l, func(s *wire.Signed) { s.Signature[3] ^= 1 }) }},
		{"altered body", wire.CodeSignature, "verify", func(l []wire.Signed) []wire.Signed {
			return bend(l, func(s *wire.Signed) { s.Body[len(s.Body)-3] ^= 1 })
		}},
		{"different kind", wire.CodeInvalid, "kind must be", func(l []wire.Signed) []wire.Signed { return bend(l, func(s *wire.Signed) { s.Kind = wire.KindHello }) }},
	}
}

// UploadLists are bent lists of upload heads, or of reveals.
var UploadLists = []List{
	{"one missing", wire.CodeInvalid, "are needed", func(l []wire.Signed) []wire.Signed { return l[1:] }},
	{"an owner twice", wire.CodeInvalid, "are needed", func(l []wire.Signed) []wire.Signed { return append([]wire.Signed{l[0]}, l...) }},
	{"an owner in another's place", wire.CodeInvalid, "one of each owner", func(l []wire.Signed) []wire.Signed { return append([]wire.Signed{l[1]}, l[1:]...) }},
	{"out of order", wire.CodeInvalid, "order", swap},
	{"altered signature", wire.CodeSignature, "verify", func(l []wire.Signed) []wire.Signed { return bend(l, func(s *wire.Signed) { s.Signature[3] ^= 1 }) }},
}

func swap(l []wire.Signed) []wire.Signed {
	out := append([]wire.Signed{}, l...)
	out[0], out[1] = out[1], out[0]
	return out
}

// bend changes a copy of the second message.
func bend(l []wire.Signed, change func(*wire.Signed)) []wire.Signed {
	out := append([]wire.Signed{}, l...)
	s := out[1]
	s.Body, s.Signature = append([]byte{}, s.Body...), append([]byte{}, s.Signature...)
	change(&s)
	out[1] = s
	return out
}
