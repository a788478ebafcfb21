package modelowner

import (
	"math/big"
	"slices"
	"testing"

	"github.com/blindfit/blindfit/crypto/identity"
	"github.com/blindfit/blindfit/server/wire"
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
	enrol := func(l identity.Link, k *identity.Key) wire.Signed {
		s, err := identity.Enrol(l, k, []byte("envelope"))
		if err != nil {
			t.Fatal(err)
		}
		return *s
	}
	foreign := links[0]
	foreign.Secret = identity.NewSecret() // an invite that was never made
	elsewhere := links[0]
	elsewhere.Training[0] ^= 1
	stolen := enrol(links[1], keys[1])
	stolen.Signer = keys[0].Identity() // somebody else's enrolment under another name
	forged := func() wire.Signed {     // names a real invite without its secret
		s, err := wire.Seal(wire.KindEnrolment, wire.Enrolment{
			Training: tr.ID, EnvelopeKey: []byte("envelope"), Invite: links[2].Secret.InviteID(), MAC: make([]byte, 32),
		}, keys[3])
		if err != nil {
			t.Fatal(err)
		}
		return *s
	}
	ids := func(n ...int) (out []wire.Identity) {
		for _, i := range n {
			out = append(out, keys[i].Identity())
		}
		return out
	}
	tests := map[string]struct {
		list            []wire.Signed
		here            []wire.Identity
		present, absent []wire.Identity
		ignored         int
	}{
		"all here":              {[]wire.Signed{enrol(links[0], keys[0]), enrol(links[1], keys[1])}, ids(0, 1), ids(0, 1), nil, 0},
		"one away":              {[]wire.Signed{enrol(links[0], keys[0]), enrol(links[1], keys[1])}, ids(1), ids(1), ids(0), 0},
		"invite shared":         {[]wire.Signed{enrol(links[0], keys[2]), enrol(links[0], keys[1])}, ids(1, 2), ids(1), nil, 0},
		"came again":            {[]wire.Signed{enrol(links[0], keys[0]), enrol(links[0], keys[1])}, ids(1), ids(1), nil, 0},
		"came again, other way": {[]wire.Signed{enrol(links[0], keys[1]), enrol(links[0], keys[0])}, ids(1), ids(1), nil, 0},
		"unknown invite":        {[]wire.Signed{enrol(foreign, keys[0])}, ids(0), nil, nil, 1},
		"another training":      {[]wire.Signed{enrol(elsewhere, keys[0])}, ids(0), nil, nil, 1},
		"another's enrolment":   {[]wire.Signed{stolen}, ids(0, 1), nil, nil, 1},
		"no secret":             {[]wire.Signed{forged()}, ids(3), nil, nil, 1},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			c := sortEnrolments(tr.ID, test.list, v, test.here)
			if !slices.Equal(signers(c.present), test.present) || !slices.Equal(signers(c.absent), test.absent) || c.ignored != test.ignored {
				t.Errorf("present %v, absent %v, ignored %d", signers(c.present), signers(c.absent), c.ignored)
			}
		})
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
	if s, ok := v.lookup(first[1].Secret.InviteID()); !ok || s != first[1].Secret {
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
