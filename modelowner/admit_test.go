package modelowner

import (
	"maps"
	"math/big"
	mathrand "math/rand/v2"
	"slices"
	"testing"

	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

func bigs(texts ...string) []*big.Int {
	out := make([]*big.Int, len(texts))
	for i, s := range texts {
		out[i], _ = new(big.Int).SetString(s, 10)
	}
	return out
}

// sortedKeys makes identities in identity order.
func sortedKeys(t *testing.T, n int) []*identity.Key {
	keys := make([]*identity.Key, n)
	for i := range keys {
		keys[i] = newKey(t)
	}
	slices.SortFunc(keys, func(a, b *identity.Key) int { return a.Identity().Compare(b.Identity()) })
	return keys
}

// enrolment is what a data owner with this master secret and identity sends.
func (tr *Training) enrolment(t *testing.T, l identity.Link, k *identity.Key, m identity.Master) wire.Signed {
	t.Helper()
	tag, err := m.SealTag(tr.key, l.Training, tr.Manifest.ModelOwner, k.Identity())
	if err != nil {
		t.Fatal(err)
	}
	s, err := identity.Enrol(l, k, []byte("envelope"), tag)
	if err != nil {
		t.Fatal(err)
	}
	return *s
}

func TestOneOwnerIsAdmittedForEachInvite(t *testing.T) {
	tr := bareTraining(t, newKey(t))
	links, err := tr.Invite(3)
	if err != nil {
		t.Fatal(err)
	}
	v, err := openInvites(tr)
	if err != nil {
		t.Fatal(err)
	}
	keys := sortedKeys(t, 4)
	masters := []identity.Master{identity.NewMaster(), identity.NewMaster(), identity.NewMaster(), identity.NewMaster()}
	enrol := func(link, owner int) wire.Signed { return tr.enrolment(t, links[link], keys[owner], masters[owner]) }
	links = append(links, links[0], links[0])
	links[3].Secret = identity.NewSecret() // an invite that was never made
	links[4].Training[0] ^= 1
	stolen := enrol(1, 1)
	stolen.Signer = keys[0].Identity() // somebody else's enrolment under another name
	remade := func(owner int, change func(*wire.Enrolment)) wire.Signed {
		s := enrol(2, owner)
		e, err := wire.Unseal[wire.Enrolment](&s, wire.KindEnrolment)
		if err != nil {
			t.Fatal(err)
		}
		change(&e)
		again, err := wire.Seal(wire.KindEnrolment, e, keys[owner])
		if err != nil {
			t.Fatal(err)
		}
		return *again
	}
	forged := remade(3, func(e *wire.Enrolment) { e.MAC = make([]byte, 32) }) // names a real invite without its secret
	untagged := remade(3, func(e *wire.Enrolment) { e.Tag = make([]byte, identity.TagSize) })
	borrowed := remade(3, func(e *wire.Enrolment) { // the pseudonym of owner 0
		other := enrol(2, 0)
		o, _ := wire.Unseal[wire.Enrolment](&other, wire.KindEnrolment)
		e.Tag = o.Tag
	})
	ids := func(n ...int) (out []wire.Identity) {
		for _, i := range n {
			out = append(out, keys[i].Identity())
		}
		return out
	}
	masters2 := slices.Clone(masters)
	masters2[2] = masters[0]
	again := func(link int) wire.Signed { return tr.enrolment(t, links[link], keys[2], masters2[2]) } // owner 0 under identity 2
	for name, test := range map[string]struct {
		list            []wire.Signed
		here            []wire.Identity
		present, absent []wire.Identity
		ignored, twice  int
	}{
		"all here":                      {[]wire.Signed{enrol(0, 0), enrol(1, 1)}, ids(0, 1), ids(0, 1), nil, 0, 0},
		"one away":                      {[]wire.Signed{enrol(0, 0), enrol(1, 1)}, ids(1), ids(1), ids(0), 0, 0},
		"invite shared":                 {[]wire.Signed{enrol(0, 2), enrol(0, 1)}, ids(1, 2), ids(1), nil, 0, 0},
		"came again":                    {[]wire.Signed{enrol(0, 0), enrol(0, 1)}, ids(1), ids(1), nil, 0, 0},
		"came again, other way":         {[]wire.Signed{enrol(0, 1), enrol(0, 0)}, ids(1), ids(1), nil, 0, 0},
		"unknown invite":                {[]wire.Signed{enrol(3, 0)}, ids(0), nil, nil, 1, 0},
		"another training":              {[]wire.Signed{enrol(4, 0)}, ids(0), nil, nil, 1, 0},
		"another's enrolment":           {[]wire.Signed{stolen}, ids(0, 1), nil, nil, 1, 0},
		"no secret":                     {[]wire.Signed{forged}, ids(3), nil, nil, 1, 0},
		"no pseudonym":                  {[]wire.Signed{untagged}, ids(3), nil, nil, 1, 0},
		"another's pseudonym":           {[]wire.Signed{borrowed}, ids(3), nil, nil, 1, 0},
		"one owner, two invites":        {[]wire.Signed{enrol(0, 0), enrol(1, 1), again(2)}, ids(0, 1, 2), ids(0, 1), nil, 0, 1},
		"one owner, the second is here": {[]wire.Signed{enrol(0, 0), enrol(1, 1), again(2)}, ids(1, 2), ids(1, 2), nil, 0, 1},
	} {
		t.Run(name, func(t *testing.T) {
			c := tr.sortEnrolments(test.list, v, &revocations{}, test.here)
			if !slices.Equal(signers(c.present), test.present) || !slices.Equal(signers(c.absent), test.absent) ||
				c.ignored != test.ignored || c.twice != test.twice {
				t.Errorf("present %v, absent %v, ignored %d, twice %d", signers(c.present), signers(c.absent), c.ignored, c.twice)
			}
		})
	}
}

func TestRevokedOwnersAreNotAdmitted(t *testing.T) {
	tr := bareTraining(t, newKey(t))
	links, err := tr.Invite(2)
	if err != nil {
		t.Fatal(err)
	}
	v, err := openInvites(tr)
	if err != nil {
		t.Fatal(err)
	}
	keys := sortedKeys(t, 2)
	both := []wire.Identity{keys[0].Identity(), keys[1].Identity()}
	list := []wire.Signed{
		tr.enrolment(t, links[0], keys[0], identity.NewMaster()), tr.enrolment(t, links[1], keys[1], identity.NewMaster()),
	}
	for name, gone := range map[string]revocationsJSON{
		"by identity": {Identities: both[:1]}, "by invite": {Invites: []wire.InviteID{links[0].Secret.InviteID()}},
	} {
		c := tr.sortEnrolments(list, v, &revocations{revocationsJSON: gone}, both)
		if !slices.Equal(signers(c.present), both[1:]) || c.revoked != 1 {
			t.Errorf("revoked %s: present %v, revoked %d", name, signers(c.present), c.revoked)
		}
	}
}

// The same owners come into the same blocks in every training, whatever their fresh identities are.
func TestBlocksFollowThePseudonyms(t *testing.T) {
	var first map[identity.Pseudonym]int
	for range 4 {
		var list []candidate
		for i, k := range sortedKeys(t, 7) {
			list = append(list, candidate{signed: &wire.Signed{Signer: k.Identity()}, pseudonym: identity.Pseudonym{byte(i * 37 % 7)}})
		}
		mathrand.Shuffle(len(list), func(i, j int) { list[i].pseudonym, list[j].pseudonym = list[j].pseudonym, list[i].pseudonym })
		m := members(list, 3)
		if err := wire.CheckBlocks(m, 3); err != nil {
			t.Fatal(err)
		}
		blocks := map[identity.Pseudonym]int{}
		for i, x := range m {
			if i > 0 && m[i-1].Identity.Compare(x.Identity) >= 0 {
				t.Error("members are not in identity order")
			}
			k := slices.IndexFunc(list, func(c candidate) bool { return c.signed.Signer == x.Identity })
			blocks[list[k].pseudonym] = x.Block
		}
		if first == nil {
			first = blocks
		}
		if !maps.Equal(first, blocks) {
			t.Errorf("blocks are %v, were %v", blocks, first)
		}
	}
}

func signers(list []candidate) (ids []wire.Identity) {
	for _, c := range list {
		ids = append(ids, c.signed.Signer)
	}
	return ids
}

func TestInvitesAreKeptAndEndWithTheRoster(t *testing.T) {
	owner := newKey(t)
	tr := bareTraining(t, owner)
	first, err := tr.Invite(2)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tr.Invite(1); err != nil {
		t.Fatal(err)
	}
	v, err := openInvites(tr)
	if err != nil {
		t.Fatal(err)
	}
	if s, ok := v.lookup(first[1].Secret.InviteID()); !ok || s.Reveal() != first[1].Secret.Reveal() {
		t.Error("an invite made earlier is not found")
	}
	if made, used, err := tr.InviteCount(); made != 3 || used != 0 || err != nil {
		t.Errorf("%d made, %d used, %v", made, used, err)
	}
	for _, n := range []int{0, -1, MaxInvites + 1, MaxInvites - 2} {
		if _, err := tr.Invite(n); err == nil {
			t.Errorf("%d invites were made", n)
		}
	}
	writeLog(t, tr, owner)
	if _, err := tr.Invite(1); err == nil {
		t.Error("an invite was made after the roster")
	}
}
