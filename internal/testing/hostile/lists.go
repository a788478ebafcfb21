package hostile

import (
	"slices"
	"testing"

	"github.com/blindfit/blindfit/protocol/wire"
)

// List is a list of messages that every party which reads it must refuse.
type List struct {
	Name     string
	Code     wire.Code
	Rule     string
	Messages []wire.Signed
}

// Sent holds the messages of honest owners in one phase: one of each, in identity order, and their keys in the same
// order. It must have at least three.
type Sent struct {
	Messages []wire.Signed
	By       []wire.Signer
}

// at replaces message i by another.
func (s Sent) at(i int, m *wire.Signed) []wire.Signed {
	out := slices.Clone(s.Messages)
	out[i] = *m
	return out
}

// Malformed is a signed message with a body that has none of the fields of its kind.
func Malformed(tb testing.TB, kind wire.Kind, by wire.Signer) *wire.Signed {
	tb.Helper()
	return sealed(tb, kind, struct{}{}, by)
}

// lists bends the second message of a list in the way of each case, and adds a malformed one, and one of a stranger, for
// which rule is.
func lists[T any](tb testing.TB, s Sent, cases []Case[T], rule string) (out []List) {
	tb.Helper()
	for _, c := range cases {
		out = append(out, List{c.Name, c.Code, c.Rule, s.at(1, c.Seal(tb, &s.Messages[1], s.By[1]))})
	}
	other := stranger(tb)
	for other.Identity().Compare(s.Messages[0].Signer) < 0 || other.Identity().Compare(s.Messages[2].Signer) > 0 {
		other = stranger(tb) // its message keeps the list in order
	}
	return append(out,
		List{"a malformed body", wire.CodeMalformed, "", s.at(1, Malformed(tb, s.Messages[1].Kind, s.By[1]))},
		List{"a stranger's", wire.CodeForbidden, rule, s.at(1, Reseal(tb, &s.Messages[1], other, func(*T) {}))})
}

// KeysLists are bad lists of keys messages. The list that was sent is one of the whole roster; least is the fewest owners
// that a list must have.
func KeysLists(tb testing.TB, s Sent, least int) []List {
	tb.Helper()
	first, err := wire.Unseal[wire.Keys](&s.Messages[0], wire.KindKeys)
	must(tb, err)
	last := len(s.Messages) - 1
	out := append(lists(tb, s, Keys, "not a member"), forged(s)...)
	return append(out,
		List{"a mask key twice", wire.CodeInvalid, "mask_key repeats", s.at(1, Reseal(tb, &s.Messages[1], s.By[1], func(k *wire.Keys) { k.MaskKey = first.MaskKey }))},
		List{"the last member encapsulates", wire.CodeInvalid, "encapsulations must be zero", s.at(last, Reseal(tb, &s.Messages[last], s.By[last], func(k *wire.Keys) {
			k.Encapsulations = wire.Digest{1}
		}))},
		List{"cut short", wire.CodeInvalid, "members are needed", s.Messages[:least-1]},
		List{"empty", wire.CodeInvalid, "members are needed", nil},
		List{"an owner twice", wire.CodeInvalid, "in identity order and not repeat", append([]wire.Signed{s.Messages[0]}, s.Messages...)},
		List{"out of order", wire.CodeInvalid, "in identity order and not repeat", swapped(s.Messages)},
	)
}

// UploadLists are bad lists of upload heads.
func UploadLists(tb testing.TB, s Sent, noise bool) []List {
	tb.Helper()
	seed := SeedForbidden
	if noise {
		seed = SeedMissing
	}
	return append(lists(tb, s, append(slices.Clone(Uploads), seed), "not in the list"), complete(s)...)
}

// RevealLists are bad lists of reveals.
func RevealLists(tb testing.TB, s Sent) []List {
	tb.Helper()
	first, err := wire.Unseal[wire.Reveal](&s.Messages[0], wire.KindReveal)
	must(tb, err)
	cases := append(slices.Clone(Reveals), Case[wire.Reveal]{"another's seed", wire.CodeInvalid, "not the one to which the upload commits",
		func(r *wire.Reveal) { r.Seed = first.Seed }})
	return append(lists(tb, s, cases, "not in the list"), complete(s)...)
}

// StatementLists are lists of all members' statements of which the second is bad. A stranger's is none of the roster's.
func StatementLists(tb testing.TB, s Sent, noise bool) (out []List) {
	tb.Helper()
	for _, c := range Statements(noise) {
		out = append(out, List{c.Name, c.Code, c.Rule, s.at(1, c.Seal(tb, &s.Messages[1], s.By[1]))})
	}
	out = append(out, List{"a malformed body", wire.CodeMalformed, "", s.at(1, Malformed(tb, wire.KindStatement, s.By[1]))})
	return append(out, forged(s)...)
}

// complete are bad forms of a list that must have one message of each owner.
func complete(s Sent) []List {
	m := s.Messages
	return append(forged(s),
		List{"one missing", wire.CodeInvalid, "owners of the list are needed", m[1:]},
		List{"one missing at the end", wire.CodeInvalid, "owners of the list are needed", m[:len(m)-1]},
		List{"an owner twice", wire.CodeInvalid, "owners of the list are needed", append([]wire.Signed{m[0]}, m...)},
		List{"an owner in another's place", wire.CodeInvalid, "one of each owner", append([]wire.Signed{m[1]}, m[1:]...)},
		List{"out of order", wire.CodeInvalid, "in identity order", swapped(m)},
	)
}

// forged are lists where the second message is not signed by its signer.
func forged(s Sent) []List {
	bent := func(change func(*wire.Signed)) []wire.Signed {
		m := s.Messages[1]
		m.Body, m.Signature = slices.Clone(m.Body), slices.Clone(m.Signature)
		change(&m)
		return s.at(1, &m)
	}
	return []List{
		{"an altered signature", wire.CodeSignature, "verify", bent(func(m *wire.Signed) { m.Signature[3] ^= 1 })},
		{"an altered body", wire.CodeSignature, "verify", bent(func(m *wire.Signed) { m.Body[len(m.Body)-3] ^= 1 })},
		{"another's signature", wire.CodeSignature, "verify", bent(func(m *wire.Signed) { m.Signature = s.Messages[0].Signature })},
		{"a different kind", wire.CodeInvalid, "kind must be", bent(func(m *wire.Signed) { m.Kind = wire.KindHello })},
	}
}

func swapped(l []wire.Signed) []wire.Signed {
	out := slices.Clone(l)
	out[0], out[1] = out[1], out[0]
	return out
}

// Admitted are enrolments that a roster names and that every party which reads both must refuse.
type Admitted struct {
	Name     string
	Code     wire.Code
	Rule     string
	Members  []wire.Member // of the roster
	Messages []wire.Signed // the enrolments
}

// AdmittedEnrolments are bad enrolments of the second member of a roster, given those of all members.
func AdmittedEnrolments(tb testing.TB, s Sent) (out []Admitted) {
	tb.Helper()
	members := make([]wire.Member, len(s.Messages))
	for i, m := range s.Messages {
		members[i] = wire.Member{Identity: m.Signer, Enrolment: m.Digest()}
	}
	const other = "the enrolment of members[1] is not the one that the roster names"
	add := func(name string, code wire.Code, rule string, named *wire.Signed, messages []wire.Signed) {
		roster := slices.Clone(members)
		roster[1].Enrolment = named.Digest()
		out = append(out, Admitted{name, code, rule, roster, messages})
	}
	good := &s.Messages[1]
	for _, c := range Enrolments {
		bad := c.Seal(tb, good, s.By[1])
		add(c.Name, c.Code, c.Rule, bad, s.at(1, bad))
		add(c.Name+", not named", wire.CodeInvalid, other, good, s.at(1, bad))
	}
	theirs := Reseal(tb, good, stranger(tb), func(*wire.Enrolment) {})
	add("a stranger's under the member's name", wire.CodeInvalid, other, theirs, s.at(1, theirs))
	add("one that is missing", wire.CodeInvalid, other, good, slices.Delete(slices.Clone(s.Messages), 1, 2))
	malformed := Malformed(tb, wire.KindEnrolment, s.By[1])
	add("a malformed body", wire.CodeMalformed, "members[1]", malformed, s.at(1, malformed))
	for _, f := range forged(s)[:2] {
		add(f.Name, f.Code, f.Rule, &f.Messages[1], f.Messages)
	}
	return out
}
