package hostile

import (
	"slices"
	"testing"

	"github.com/blindfit/blindfit/protocol/wire"
)

// The messages of trainings with trustees. Every party that is sent or served one refuses the bad ones.

// large is more than any training counts.
const large = 1 << 24

// TrusteeAccepts bends a trustee's accept.
var TrusteeAccepts = []Case[wire.TrusteeAccept]{
	{"different training", wire.CodeStale, "different training", func(a *wire.TrusteeAccept) { a.Training[0]++ }},
	{"a short key", wire.CodeInvalid, "kem_key must be", func(a *wire.TrusteeAccept) { a.KEMKey = a.KEMKey[1:] }},
	{"cells that are too small", wire.CodeInvalid, "min must be", func(a *wire.TrusteeAccept) { a.Min = wire.MinBatch - 1 }},
	{"cells larger than the training's", wire.CodeInvalid, "min must be", func(a *wire.TrusteeAccept) { a.Min = large }},
	{"no ledger", wire.CodeInvalid, "ledger.length", func(a *wire.TrusteeAccept) { a.Ledger.Length = 0 }},
}

// Contributions bends heads of contributions.
var Contributions = []Case[wire.Contribution]{
	{"different training", wire.CodeStale, "different training", func(c *wire.Contribution) { c.Training[0]++ }},
	{"without a number", wire.CodeInvalid, "sequence must be", func(c *wire.Contribution) { c.Sequence = 0 }},
	{"under a different key", wire.CodeKey, "key is not the fingerprint", func(c *wire.Contribution) { flip(&c.Key) }},
	{"one ciphertext more", wire.CodeInvalid, "count must be", func(c *wire.Contribution) { c.Count++ }},
	{"a short MAC", wire.CodeInvalid, "mac must be", func(c *wire.Contribution) { c.MAC = c.MAC[1:] }},
}

// Strikes bends a trustee's strikes of a closing of a number of contributions that eight does not divide.
var Strikes = []Case[wire.Strikes]{
	{"different training", wire.CodeStale, "different training", func(s *wire.Strikes) { s.Training[0]++ }},
	{"of another closing", wire.CodeStale, "answers another closing", func(s *wire.Strikes) { flip(&s.Closing) }},
	{"a byte too many", wire.CodeInvalid, "one bit for each", func(s *wire.Strikes) { s.Struck = append(slices.Clone(s.Struck), 0) }},
	{"a bit past the last", wire.CodeInvalid, "one bit for each", func(s *wire.Strikes) {
		s.Struck = slices.Clone(s.Struck)
		s.Struck[len(s.Struck)-1] |= 0x80
	}},
}

// Releases bends heads of a trustee's release.
var Releases = []Case[wire.Release]{
	{"different training", wire.CodeStale, "different training", func(r *wire.Release) { r.Training[0]++ }},
	{"of another close", wire.CodeStale, "answers another close", func(r *wire.Release) { flip(&r.Close) }},
	{"of other numbers", wire.CodeInvalid, "vectors is not the root", func(r *wire.Release) { flip(&r.Vectors) }},
	{"no ledger", wire.CodeInvalid, "ledger.length", func(r *wire.Release) { r.Ledger.Length = 0 }},
}

// AcceptLists are bad lists of the accepts of two trustees.
func AcceptLists(tb testing.TB, s Sent) []List {
	tb.Helper()
	other := Reseal(tb, &s.Messages[1], s.By[1], func(a *wire.TrusteeAccept) { flip(&a.File) })
	return append(answers(tb, s, TrusteeAccepts),
		List{"one missing", wire.CodeMissing, "of 2 has not accepted", s.Messages[:1]},
		List{"one twice", wire.CodeInvalid, "accepted twice", []wire.Signed{s.Messages[0], s.Messages[0]}},
		List{"another training file", wire.CodeInvalid, "accepted another training file", s.at(1, other)})
}

// StrikesLists are bad lists of the strikes of two trustees.
func StrikesLists(tb testing.TB, s Sent) []List {
	tb.Helper()
	return append(answers(tb, s, Strikes),
		List{"one missing", wire.CodeMissing, "of 2 has not answered", s.Messages[:1]},
		List{"one twice", wire.CodeInvalid, "answered twice", []wire.Signed{s.Messages[0], s.Messages[0]}})
}

// ReleaseLists are bad lists of the heads of releases of two trustees.
func ReleaseLists(tb testing.TB, s Sent) []List {
	tb.Helper()
	return answers(tb, s, Releases)
}

// answers are lists of two trustees' messages of which the second is bad.
func answers[T any](tb testing.TB, s Sent, cases []Case[T]) (out []List) {
	tb.Helper()
	for _, c := range cases {
		out = append(out, List{c.Name, c.Code, c.Rule, s.at(1, c.Seal(tb, &s.Messages[1], s.By[1]))})
	}
	out = append(out,
		List{"a malformed body", wire.CodeMalformed, "", s.at(1, Malformed(tb, s.Messages[1].Kind, s.By[1]))},
		List{"a stranger's", wire.CodeForbidden, "not a trustee", s.at(1, Reseal(tb, &s.Messages[1], stranger(tb), func(*T) {}))})
	return append(out, forged(s)...)
}

// ContributionLists are lists of heads of contributions of which the second is bad. parties are the keys of the training's model
// owner and trustees, that contribute under other identities.
func ContributionLists(tb testing.TB, s Sent, parties ...wire.Signer) (out []List) {
	tb.Helper()
	for _, c := range Contributions {
		out = append(out, List{c.Name, c.Code, c.Rule, s.at(1, c.Seal(tb, &s.Messages[1], s.By[1]))})
	}
	for _, p := range parties {
		own := Reseal(tb, &s.Messages[1], p, func(*wire.Contribution) {})
		list := append(s.at(1, own)[:1], *own) // a list of two, in order or not
		out = append(out, List{"of a party", wire.CodeForbidden, "contribute under another identity", list})
	}
	out = append(out, List{"a malformed body", wire.CodeMalformed, "", s.at(1, Malformed(tb, wire.KindContribution, s.By[1]))})
	return append(out, forged(s)...)
}
