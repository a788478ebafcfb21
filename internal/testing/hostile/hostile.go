// Package hostile owns the table of bad messages that every role must refuse: keys messages and their lists, uploads,
// reveals, enrolments and log entries. The tests of the verifier and of each role run the same table, so a check that is
// broken in the verifier fails the tests of all roles, and a role that stops calling the verifier fails its own.
//
// A role that is sent single messages runs the cases of a kind; one that reads whole lists runs the bad lists, which hold
// the same cases; one that reads a log runs the entries of every step of an honest one.
package hostile

import (
	"slices"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Case bends the body of a good message so that it must be refused.
type Case[T any] struct {
	Name string
	Code wire.Code // of the rejection
	Rule string    // part of its detail
	Bend func(*T)
}

// Seal bends a good message and lets its honest signer sign it again.
func (c Case[T]) Seal(tb testing.TB, good *wire.Signed, by wire.Signer) *wire.Signed {
	tb.Helper()
	return Reseal(tb, good, by, c.Bend)
}

// Reseal changes the body of a message and signs it again.
func Reseal[T any](tb testing.TB, good *wire.Signed, by wire.Signer, bend func(*T)) *wire.Signed {
	tb.Helper()
	b, err := wire.Unseal[T](good, good.Kind)
	must(tb, err)
	bend(&b)
	return sealed(tb, good.Kind, b, by)
}

func sealed(tb testing.TB, kind wire.Kind, body any, by wire.Signer) *wire.Signed {
	tb.Helper()
	s, err := wire.Seal(kind, body, by)
	must(tb, err)
	return s
}

// stranger is a signer that takes no part in the training.
func stranger(tb testing.TB) wire.Signer {
	tb.Helper()
	k, err := identity.NewKey()
	must(tb, err)
	return k
}

func must(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

// Refused fails the test unless err is, or wraps, the rejection with a code and a detail that contains a rule.
func Refused(tb testing.TB, name string, err error, code wire.Code, rule string) {
	tb.Helper()
	if r := wire.RejectionOf(err); r == nil || r.Code != code || !strings.Contains(r.Detail, rule) {
		tb.Errorf("%s: got %v, want a rejection with code %q that contains %q", name, err, code, rule)
	}
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

// statements bends a statement with the word first.
var statements = []Case[wire.Statement]{
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

// Statements bends a statement with the word first, of a training with noise or without.
func Statements(noise bool) []Case[wire.Statement] {
	if !noise {
		return statements
	}
	return append(slices.Clone(statements), Case[wire.Statement]{"same in a training with noise", wire.CodeInvalid, "word must not be same",
		func(s *wire.Statement) { s.Word, s.Oldest = wire.Same, &wire.Reference{1} }})
}
