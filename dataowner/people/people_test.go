package people_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/dataowner/people"
	"github.com/blindfit/blindfit/dataowner/problem"
	"github.com/blindfit/blindfit/dataowner/store"
	"github.com/blindfit/blindfit/dataowner/vault"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

var link = identity.Link{Facilitator: "http://127.0.0.1:1", Training: wire.TrainingID{5}, Key: identity.NewTrainingKey(), Secret: identity.NewSecret()}

// enrol makes the enrolment of a vault in the training.
func enrol(t *testing.T, s store.Store) (*wire.Signed, identity.OwnerKey) {
	t.Helper()
	v, err := vault.Open(t.Context(), s)
	must(t, err)
	r, err := v.NewRecord(link, "Test")
	must(t, err)
	e, err := r.Enrolment()
	must(t, err)
	k, err := v.OwnerKey()
	must(t, err)
	return e, k
}

// circle is a roster of so many owners, with their owner keys in its order.
func circle(t *testing.T, n int) (*people.Circle, []identity.OwnerKey) {
	t.Helper()
	stores := make([]store.Store, n)
	for i := range stores {
		stores[i] = store.NewMemory()
	}
	members, messages, keys := roster(t, stores...)
	c, err := people.Open(link.Key, link.Training, members, messages)
	must(t, err)
	return c, keys
}

func roster(t *testing.T, stores ...store.Store) (members []wire.Member, messages []wire.Signed, keys []identity.OwnerKey) {
	t.Helper()
	byID := map[wire.Identity]identity.OwnerKey{}
	for _, s := range stores {
		e, k := enrol(t, s)
		messages = append(messages, *e)
		byID[e.Signer] = k
	}
	slices.SortFunc(messages, func(a, b wire.Signed) int { return a.Signer.Compare(b.Signer) })
	for _, m := range messages {
		members = append(members, wire.Member{Identity: m.Signer, Enrolment: m.Digest()})
		keys = append(keys, byID[m.Signer])
	}
	return members, messages, keys
}

func TestMembersHaveTheSameWordsForEverybody(t *testing.T) {
	c, keys := circle(t, 4)
	for _, self := range c.Members {
		for i, m := range c.List(self.Identity, people.Vouched{keys[2]: true}) {
			want := people.Member{Identity: c.Members[i].Identity, Key: keys[i].String(), Words: keys[i].Words(), Name: identity.Words(c.Members[i].Identity),
				You: m.Identity == self.Identity, Vouched: i == 2 && m.Identity != self.Identity}
			if m != want {
				t.Errorf("member %d is %+v, want %+v", i, m, want)
			}
		}
	}
	alone := people.Alone(c.Members[1].Identity, keys[1])
	if len(alone) != 1 || !alone[0].You || alone[0].Words != keys[1].Words() {
		t.Errorf("before the roster: %+v", alone)
	}
}

// An owner that is there twice would be its own minimum; a tag that another owner signed would let it take that one's
// place.
func TestRostersThatAreRefused(t *testing.T) {
	one := store.NewMemory()
	members, messages, _ := roster(t, one, store.NewMemory(), store.NewMemory(), one)
	_, err := people.Open(link.Key, link.Training, members, messages)
	if !problem.Has(err, problem.Cohort) {
		t.Errorf("one owner twice: %v", err)
	}
	members, messages, _ = roster(t, one, store.NewMemory(), store.NewMemory())
	_, err = people.Open(link.Key, link.Training, members, messages[1:])
	if !problem.Has(err, problem.Protocol) {
		t.Errorf("an enrolment that is missing: %v", err)
	}
	_, err = people.Open(identity.NewTrainingKey(), link.Training, members, messages)
	if !problem.Has(err, problem.Protocol) {
		t.Errorf("tags under another key: %v", err)
	}
	thief, err := identity.NewKey()
	must(t, err)
	stolen, err := wire.Unseal[wire.Enrolment](&messages[0], wire.KindEnrolment)
	must(t, err)
	s, err := wire.Seal(wire.KindEnrolment, stolen, thief)
	must(t, err)
	_, err = people.Open(link.Key, link.Training, []wire.Member{{Identity: thief.Identity(), Enrolment: s.Digest()}}, []wire.Signed{*s})
	if !problem.Has(err, problem.Protocol) {
		t.Errorf("the tag of another identity: %v", err)
	}
}

func TestVouchingIsKept(t *testing.T) {
	s := store.NewMemory()
	k, other := identity.OwnerKey{1}, identity.OwnerKey{2}
	must(t, people.Vouch(t.Context(), s, k, true))
	must(t, people.Vouch(t.Context(), s, other, true))
	must(t, people.Vouch(t.Context(), s, other, false))
	v, err := people.ReadVouched(t.Context(), s)
	must(t, err)
	if !v[k] || v[other] || len(v) != 1 {
		t.Errorf("vouched for %v", v)
	}
}

// A model owner and a facilitator fill a roster with names they made up, to be left with one owner's sums. An owner that
// counts only those for whom it vouches refuses; one that counts all takes part.
func TestAttackRosterOfStrangers(t *testing.T) {
	c, keys := circle(t, 6)
	self := c.Members[0].Identity
	for _, only := range []bool{true, false} {
		r := people.Rules{OnlyVouched: only}
		v := people.Vouched{}
		for n, want := range []bool{false, false, true, true} { // 1 to 4 that count
			if n > 0 {
				v[keys[n]] = true
			}
			if err := r.CheckRoster(c, self, 3, v); (err == nil) != (want || !only) {
				t.Errorf("only %v, %d vouched for: %v", only, n, err)
			}
		}
		r.Min = 6
		if err := r.CheckRoster(c, self, 3, v); problem.Has(err, problem.Cohort) != only {
			t.Errorf("only %v, a minimum of six: %v", only, err)
		}
	}
	list := []wire.Identity{self, c.Members[1].Identity, c.Members[4].Identity, c.Members[5].Identity}
	err := people.Rules{OnlyVouched: true}.CheckList(c, list, self, 3, people.Vouched{keys[1]: true, keys[2]: true})
	if !problem.Has(err, problem.Cohort) || !strings.Contains(err.Error(), "2 of 4 data owners are vouched for") {
		t.Errorf("a list with two that count: %v", err)
	}
}

func TestRulesAboutARoster(t *testing.T) {
	c, keys := circle(t, 4)
	self := c.Members[1].Identity
	check := func(r people.Rules) error { return r.CheckRoster(c, self, 3, nil) }
	must(t, check(people.Rules{}))
	must(t, check(people.Rules{Min: 4}))
	if err := check(people.Rules{Min: 5}); !problem.Has(err, problem.Cohort) {
		t.Errorf("below the owner's own minimum: %v", err)
	}
	if err := (people.Rules{}).CheckRoster(c, wire.Identity{9}, 3, nil); !problem.Has(err, problem.NotAdmitted) {
		t.Errorf("without this owner: %v", err)
	}
	must(t, check(people.Rules{Circle: []identity.OwnerKey{keys[3], keys[1], keys[0], keys[2]}}))
	stranger := identity.OwnerKey{200}
	for name, circle := range map[string][]identity.OwnerKey{
		"one missing":    {keys[0], keys[1], keys[2], keys[3], stranger},
		"one too many":   keys[:3],
		"one other":      {keys[0], keys[1], keys[2], stranger},
		"without itself": {keys[0], keys[2], keys[3], stranger},
	} {
		err := check(people.Rules{Circle: circle})
		if !problem.Has(err, problem.Cohort) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, k := range keys { // names the difference and nobody else
			if named := strings.Contains(err.Error(), k.Words()); named == slices.Contains(circle, k) {
				t.Errorf("%s: %q", name, err)
			}
		}
		if named := strings.Contains(err.Error(), stranger.Words()); named != slices.Contains(circle, stranger) {
			t.Errorf("%s: %q", name, err)
		}
	}
}

func TestNamedBeforehand(t *testing.T) {
	c, keys := circle(t, 4)
	r := people.Rules{Vouch: []string{keys[0].Words(), identity.OwnerKey{9}.Words()}, Circle: keys[1:2]}
	if got := r.Named(c, people.Vouched{}); !slices.Equal(got, keys[:2]) {
		t.Errorf("named %v", got)
	}
	if got := r.Named(c, people.Vouched{keys[0]: true}); !slices.Equal(got, keys[1:2]) {
		t.Errorf("named %v beside a mark", got)
	}
	if got := c.Strangers(c.Members[3].Identity, people.Vouched{keys[0]: true}); !slices.Equal(got, keys[1:3]) {
		t.Errorf("strangers %v", got)
	}
	if !r.Ask() || (people.Rules{Min: 3}).Ask() {
		t.Error("rules do not know whether they ask")
	}
}

func TestMembersFile(t *testing.T) {
	_, keys := circle(t, 3)
	text := "# our circle\n" + keys[0].String() + " " + keys[0].Words() + " the clinic\r\n\n  " + keys[1].String() + "\n" + keys[2].String()
	got, err := people.ParseCircle(text)
	must(t, err)
	if !slices.Equal(got, keys) {
		t.Errorf("read %v", got)
	}
	for want, text := range map[string]string{
		"at least 3 lines":                 keys[0].String() + "\n" + keys[1].String(),
		"line 2: repeats":                  keys[0].String() + "\n" + keys[0].String(),
		"line 1: malformed":                keys[0].Words(),
		"line 4: malformed owner key: a c": strings.Join([]string{keys[0].String(), keys[1].String(), keys[2].String(), flip(keys[0].String())}, "\n"),
	} {
		if _, err := people.ParseCircle(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", want, err)
		}
	}
}

// flip exchanges one letter of a line.
func flip(line string) string {
	b := []byte(line)
	if b[10] == 'a' {
		b[10] = 'b'
	} else {
		b[10] = 'a'
	}
	return string(b)
}

func TestIncompleteCircles(t *testing.T) {
	c, keys := circle(t, 4)
	self := c.Members[0].Identity
	absent := identity.OwnerKey{9}
	all := people.Vouched{keys[1]: true, keys[2]: true, keys[3]: true}
	if err := (people.Rules{}).Missed(c, self, all); err != nil {
		t.Errorf("everybody is vouched for: %v", err)
	}
	for name, x := range map[string]struct {
		rules   people.Rules
		vouched people.Vouched
		circle  *people.Circle
		named   []identity.OwnerKey
	}{
		"two strangers":      {people.Rules{}, people.Vouched{keys[2]: true}, c, []identity.OwnerKey{keys[1], keys[3]}},
		"one not admitted":   {people.Rules{Vouch: []string{absent.Words(), keys[1].Words()}}, all, c, []identity.OwnerKey{absent}},
		"nobody is admitted": {people.Rules{Circle: keys[:2], Vouch: []string{absent.Words()}}, all, nil, []identity.OwnerKey{keys[0], keys[1], absent}},
	} {
		err := x.rules.Missed(x.circle, self, x.vouched)
		if !problem.Has(err, problem.Cohort) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, k := range append(slices.Clone(keys), absent) {
			if named := strings.Contains(err.Error(), k.Words()); named != slices.Contains(x.named, k) {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}
