package identity_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

func TestTrusteeKeyLines(t *testing.T) {
	k := identity.TrusteeKey{Identity: wire.Identity{1, 2}, Envelope: wire.Digest{3, 4}}
	line := k.String()
	if got, err := identity.ParseTrusteeKey(" " + line + "\n"); err != nil || got != k {
		t.Fatalf("the line is not read back: %v", err)
	}
	if other := (identity.TrusteeKey{Identity: k.Identity, Envelope: wire.Digest{3, 5}}); other.Words() == k.Words() || other.String() == line {
		t.Error("another key has the same words")
	}
	for name, bad := range map[string]string{
		"an owner's": strings.Replace(line, "trustee1", "owner1", 1), "cut": line[:len(line)-1], "one letter": line[:20] + flip(line[20]) + line[21:], "empty": "",
	} {
		if _, err := identity.ParseTrusteeKey(bad); err == nil || strings.Contains(err.Error(), line[8:40]) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func flip(b byte) string {
	if b == 'a' {
		return "b"
	}
	return "a"
}

func TestTagsForTrustees(t *testing.T) {
	m, training := identity.NewMaster(), wire.TrainingID{7}
	trustee, under, id := wire.Identity{1}, make([]byte, 32), wire.Identity{2}
	seal := func(m identity.Master, trustee, id wire.Identity, training wire.TrainingID) []byte {
		t.Helper()
		tag, err := m.SealTrusteeTag(under, trustee, training, id)
		if err != nil || len(tag) != wire.TrusteeTagSize {
			t.Fatalf("a tag of %d bytes: %v", len(tag), err)
		}
		return tag
	}
	open := func(tag []byte, id wire.Identity, training wire.TrainingID) wire.Identity {
		t.Helper()
		person, err := identity.OpenTrusteeTag(under, training, id, tag)
		if err != nil {
			t.Fatal(err)
		}
		return person
	}
	tag := seal(m, trustee, id, training)
	person := open(tag, id, training)
	if other := open(seal(m, trustee, wire.Identity{3}, wire.TrainingID{8}), wire.Identity{3}, wire.TrainingID{8}); other != person {
		t.Error("a trustee does not recognise the person in another training")
	}
	if other := open(seal(m, wire.Identity{9}, id, training), id, training); other == person {
		t.Error("two trustees know the person by one key")
	}
	if other := open(seal(identity.NewMaster(), trustee, id, training), id, training); other == person {
		t.Error("two vaults have one key")
	}
	bent := append([]byte{}, tag...)
	bent[0] ^= 1
	for name, f := range map[string]func() error{
		"another identity": func() error { _, err := identity.OpenTrusteeTag(under, training, wire.Identity{4}, tag); return err },
		"another training": func() error { _, err := identity.OpenTrusteeTag(under, wire.TrainingID{9}, id, tag); return err },
		"altered":          func() error { _, err := identity.OpenTrusteeTag(under, training, id, bent); return err },
		"short":            func() error { _, err := identity.OpenTrusteeTag(under, training, id, tag[1:]); return err },
	} {
		if err := f(); !errors.Is(err, identity.ErrTag) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestContributionsOfInvitedOwners(t *testing.T) {
	secret, id := identity.NewSecret(), wire.Identity{1}
	c := wire.Contribution{Training: wire.TrainingID{2}, Invite: secret.InviteID(), MAC: identity.ContributionMAC(secret, wire.TrainingID{2}, id)}
	known := func(wire.InviteID) (identity.Secret, bool) { return secret, true }
	if err := identity.CheckContribution(&c, id, known); err != nil {
		t.Error(err)
	}
	if err := identity.CheckContribution(&c, wire.Identity{5}, known); !errors.Is(err, identity.ErrNotInvited) {
		t.Errorf("another identity: %v", err)
	}
	if err := identity.CheckContribution(&c, id, func(wire.InviteID) (identity.Secret, bool) { return secret, false }); !errors.Is(err, identity.ErrUnknown) {
		t.Errorf("an unknown invite: %v", err)
	}
}
