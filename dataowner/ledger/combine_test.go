package ledger_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/dataowner/ledger"
	"github.com/blindfit/blindfit/protocol/wire"
)

func first() ledger.Statement { return ledger.Statement{Word: ledger.First, Sides: true} }

func same(oldest string, covers ...string) ledger.Statement {
	s := ledger.Statement{Word: ledger.Same, Sides: true}
	if oldest != "" {
		r := wire.DigestOf([]byte(oldest))
		s.Oldest = &r
	}
	for _, c := range covers {
		s.Covers = append(s.Covers, wire.DigestOf([]byte(c)))
	}
	return s
}

func changed() ledger.Statement { return ledger.Statement{Word: ledger.Changed, Sides: true} }

func TestCombine(t *testing.T) {
	one, two := "one", "two"
	for name, c := range map[string]struct {
		statements   []ledger.Statement
		exact, noise bool // passes silently
	}{
		"all first":                       {[]ledger.Statement{first(), first(), first()}, true, true},
		"one changed":                     {[]ledger.Statement{first(), changed(), first()}, false, false},
		"a sixth joins":                   {[]ledger.Statement{changed(), changed(), changed(), first()}, false, false},
		"the oldest":                      {[]ledger.Statement{same(one), same(one)}, true, false},
		"two oldest":                      {[]ledger.Statement{same(one), same(two)}, false, false},
		"oldest against covering":         {[]ledger.Statement{same(one), same("", one)}, false, false},
		"both name what covers":           {[]ledger.Statement{same(one, two), same("", two)}, true, false},
		"covering, in common":             {[]ledger.Statement{same("", one, two), same("", two), same("", "x", two)}, true, false},
		"covering, in pairs":              {[]ledger.Statement{same("", one, two), same("", two, "x"), same("", "x", one)}, false, false},
		"first among the same":            {[]ledger.Statement{same(one), first()}, false, false},
		"the first member has none":       {[]ledger.Statement{changed(), same(one, two)}, false, false},
		"the oldest, then one that lacks": {[]ledger.Statement{same("", one), same(one)}, false, false},
	} {
		for _, exact := range []bool{true, false} {
			var members []ledger.Member
			for i, s := range c.statements {
				members = append(members, ledger.Member{Owner: key(strings.Repeat("i", i)), Statement: s})
			}
			want := c.exact && exact || c.noise && !exact
			v, err := ledger.Combine(exact, true, members)
			if err != nil || v.Silent != want || !v.Holdout {
				t.Errorf("%s, exact %v: %+v, %v", name, exact, v, err)
			}
			if v, err = ledger.Combine(exact, false, members); err != nil || v.Holdout {
				t.Errorf("%s: a holdout without a share", name)
			}
			members[1].Statement.Sides = false
			if v, err = ledger.Combine(exact, true, members); err != nil || v.Holdout || v.Silent != want {
				t.Errorf("%s: a holdout although one member's sides fail", name)
			}
		}
	}
	if _, err := ledger.Combine(true, false, nil); err == nil {
		t.Error("a lobby of nobody passes")
	}
	if _, err := ledger.Combine(true, false, []ledger.Member{{key("a"), first()}, {key("a"), first()}}); err == nil {
		t.Error("an owner twice passes")
	}
}

// cohort are owners who give together.
func cohort(t *testing.T, names string) map[string]*owner {
	all := map[string]*owner{}
	for name := range strings.FieldsSeq(names) {
		all[name] = newOwner(t, name)
	}
	return all
}

func names(ids []wire.Identity) string {
	var out []string
	for _, id := range ids {
		for _, n := range []string{"a", "b", "c", "d", "e", "f"} {
			if key(n) == id {
				out = append(out, n)
			}
		}
	}
	return strings.Join(out, " ")
}

// TestFacts: each member is shown whose part a difference would tell.
func TestFacts(t *testing.T) {
	for _, c := range []struct {
		name, before, now string
		edit              string // who adds two rows and removes one
		sees              string // whose facts
		want              string // joined | left | changed
		alone             string
	}{
		{"a sixth joins five, seen by itself", "a b c d e", "a b c d e f", "", "f", "f||", "f"},
		{"a sixth joins five, seen by another", "a b c d e", "a b c d e f", "", "a", "f||", "f"},
		{"one leaves", "a b c d", "a b c", "", "a", "|d|", "d"},
		{"one leaves, one joins", "a b c d", "a b c e", "", "a", "e|d|", ""},
		{"rows change", "a b c", "a b c", "b", "b", "||b", "b"},
		{"rows change, seen by another", "a b c", "a b c", "b", "a", "||b", "b"},
		{"rows change and one joins", "a b c", "a b c d", "b", "a", "d||b", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			all := cohort(t, "a b c d e f")
			files := map[string]*sheet{}
			for name, o := range all {
				files[name] = newSheet(20, "x", "y")
				if strings.Contains(c.before, name) {
					o.give(files[name], training("one", "x"), c.before)
				}
			}
			if c.edit != "" {
				files[c.edit].rows = files[c.edit].add(2).rows[1:]
			}
			two := training("two", "x y")
			var members []ledger.Member
			for name := range strings.FieldsSeq(c.now) {
				members = append(members, ledger.Member{Owner: key(name), Statement: all[name].declare(files[name], two, c.now, nil)})
			}
			if v, err := ledger.Combine(true, false, members); err != nil || v.Silent {
				t.Fatalf("passes silently: %v", err)
			}
			f := all[c.sees].look(files[c.sees], two).Facts(nil, members)
			if len(f.Tells) != 1 {
				t.Fatalf("%d differences, want 1", len(f.Tells))
			}
			d := f.Tells[0]
			if got := names(d.Joined) + "|" + names(d.Left) + "|" + names(d.Changed); got != c.want {
				t.Errorf("tells %s, want %s", got, c.want)
			}
			who, alone := d.Alone()
			if got := names([]wire.Identity{who}); alone != (c.alone != "") || alone && got != c.alone {
				t.Errorf("tells of %q alone, want %q", got, c.alone)
			}
			if strings.Contains(c.before, c.sees) {
				p := d.Past
				if p == nil || p.Name != "one" || !p.When.Equal(when) || p.ModelOwner != key("model owner") || names(p.Members) == "" || !p.Exact {
					t.Fatalf("unexpected past %+v", p)
				}
				if c.edit == c.sees && (p.New != 2 || p.Gone != 1 || p.Found != 19 || !slices.Equal(p.NewRows, []int{21, 22})) {
					t.Errorf("rows of %+v", p)
				}
			} else if d.Past != nil {
				t.Error("a past that this owner does not have")
			}
		})
	}
	o, f := newOwner(t, "a"), newSheet(20, "x", "y")
	o.give(f, training("one", "x"), "a b")
	s := o.want(f, training("two", "x"), "a b", nil, ledger.Same)
	if f := o.look(f, training("two", "x")).Facts(nil, []ledger.Member{{key("a"), s}, {key("b"), s}}); len(f.Tells) != 0 || len(f.Past) != 1 {
		t.Errorf("the same rows in the same circle differ: %+v", f.Tells)
	}
	g := newSheet(20, "x", "y")
	every(g, 0)
	two := training("two", "x")
	facts := o.look(g, two).Facts(nil, []ledger.Member{{key("a"), changed()}, {key("b"), first()}})
	if len(facts.Past) != 0 {
		t.Errorf("%d earlier sums although no row of them is in the file", len(facts.Past))
	}
	if len(facts.Unknown) != 1 || facts.Unknown[0].Name != "one" || facts.Unknown[0].Rows != 20 || facts.Unknown[0].Missing {
		t.Errorf("unknown: %+v", facts.Unknown)
	}
	if r := facts.Refusal(); r.Rule != "again" || r.Has != "1 first, 0 same, 1 changed" {
		t.Errorf("refusal %+v", r)
	}
}

// TestOffers: ways to take part without a question to everybody.
func TestOffers(t *testing.T) {
	ctx := context.Background()
	for _, c := range []struct {
		name    string
		change  func(*sheet)
		columns string
		members string
		want    string
	}{
		{"nothing changed", func(*sheet) {}, "x y", "a b", ""},
		{"new rows", func(s *sheet) { s.add(3) }, "x y", "a b", "20-3 same"},
		{"new rows and one gone", func(s *sheet) { s.rows = s.add(3).rows[1:] }, "x y", "a b", ""},
		{"new rows, another circle", func(s *sheet) { s.add(3) }, "x y", "a b c", ""},
		{"new rows blank in a column", func(s *sheet) { s.add(2); s.rows[20][2], s.rows[21][2] = "", "" }, "x y", "a b", "20-2 same"},
	} {
		o, f := newOwner(t, "a"), newSheet(20, "x", "y", "z")
		o.give(f, training("one", "x y"), "a b")
		c.change(f)
		two := training("two", c.columns)
		k := o.look(f, two)
		offers, err := o.ledger.Offers(k, keys(c.members), nil)
		if err != nil || describe(offers) != c.want {
			t.Errorf("%s: offers %q, %v; want %q", c.name, describe(offers), err, c.want)
		}
	}
	// Two models on the same rows, one of which is blank in a column of the other.
	o, f := newOwner(t, "a"), newSheet(20, "x", "y", "z")
	f.rows[4][1], f.rows[5][2] = "", ""
	first := training("one", "x y")
	complete, left := o.look(f, first).Complete()
	if want := []bool{false, false, true}; !slices.Equal(complete[4:7], want) || complete[19] != true || left != 1 {
		t.Errorf("complete rows: %v, %d are left out", complete, left)
	}
	whole, err := o.ledger.Look(o.ledger.Read(f), first, func(i int) bool { return complete[i] })
	if err != nil {
		t.Fatal(err)
	}
	if _, err := o.ledger.Declare(ctx, whole, ledger.Declaration{Members: keys("a b"), When: when}); err != nil {
		t.Fatal(err)
	}
	if err := o.ledger.Pass(ctx, first.ID, ledger.Verdict{Silent: true}, when); err != nil {
		t.Fatal(err)
	}
	two := training("two", "x z")
	k := o.look(f, two)
	o.want(f, two, "a b", nil, ledger.Changed)
	offers, err := o.ledger.Offers(k, keys("a b"), nil)
	if err != nil || len(offers) != 1 || offers[0].Rows != 18 || offers[0].Left != 1 || offers[0].Statement.Word != ledger.Same {
		t.Fatalf("offers %q, %v", describe(offers), err)
	}
	if own, err := o.ledger.Offers(k, nil, nil); err != nil || describe(own) != describe(offers) || own[0].Past != "one" {
		t.Errorf("offers %q, %v, in the circle of the earlier sum", describe(own), err)
	}
	// Rows that were left out before stay out.
	less, err := o.ledger.Look(o.ledger.Read(f), two, func(i int) bool { return i != 9 })
	if err != nil {
		t.Fatal(err)
	}
	if offers, err := o.ledger.Offers(less, keys("a b"), nil); err != nil || len(offers) != 0 {
		t.Errorf("offers %q, %v, although a row of the earlier sum is left out", describe(offers), err)
	}
	// Taken after the first statement was sent.
	o.declare(f, two, "a b", nil)
	kept, err := o.ledger.Look(o.ledger.Read(f), two, func(i int) bool { return offers[0].Keep[i] })
	if err != nil {
		t.Fatal(err)
	}
	s, err := o.ledger.Declare(ctx, kept, ledger.Declaration{Members: keys("a b"), When: when})
	if err != nil || s.Word != ledger.Same {
		t.Errorf("states %s, %v", s.Word, err)
	}
	if _, err := o.ledger.Offers(k, keys("a b"), nil); err == nil {
		t.Error("offers from a look that is out of date")
	}
}
