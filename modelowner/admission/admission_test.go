package admission_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/internal/testing/hostile"
	"github.com/blindfit/blindfit/internal/testing/trainings"
	"github.com/blindfit/blindfit/modelowner/admission"
	"github.com/blindfit/blindfit/modelowner/folder"
	"github.com/blindfit/blindfit/modelowner/problem"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// lobby is a training with three invites and owners to use them, in identity order.
func lobby(t *testing.T, owners int) (*folder.Training, []identity.Link, []trainings.Owner) {
	t.Helper()
	training, _ := trainings.New(t, trainings.File)
	links, err := training.Invite(3)
	must(t, err)
	all := make([]trainings.Owner, owners)
	for i := range all {
		all[i] = trainings.NewOwner(t)
	}
	slices.SortFunc(all, func(a, b trainings.Owner) int { return a.Key.Identity().Compare(b.Key.Identity()) })
	return training, links, all
}

// remade is an enrolment with a changed body, signed again by its owner.
func remade(t *testing.T, s wire.Signed, o trainings.Owner, change func(*wire.Enrolment)) wire.Signed {
	t.Helper()
	return *hostile.Reseal(t, &s, o.Key, change)
}

func TestOneOwnerIsAdmittedForEachInviteAndOwnerKey(t *testing.T) {
	training, links, owners := lobby(t, 4)
	enrol := func(link, owner int) wire.Signed { return owners[owner].Enrol(t, links[link], []byte("envelope")) }
	links = append(links, links[0], links[0])
	links[3].Secret = identity.NewSecret() // an invite that was never made
	links[4].Training[0] ^= 1
	stolen := enrol(1, 1)
	stolen.Signer = owners[0].Key.Identity()                                                          // another owner's enrolment under a different name
	forged := remade(t, enrol(2, 3), owners[3], func(e *wire.Enrolment) { e.MAC = make([]byte, 32) }) // names a real invite without its secret
	untagged := remade(t, enrol(2, 3), owners[3], func(e *wire.Enrolment) { e.Tag = make([]byte, identity.TagSize) })
	borrowed := remade(t, enrol(2, 3), owners[3], func(e *wire.Enrolment) { // the owner key of owner 0
		other := enrol(2, 0)
		o, err := wire.Unseal[wire.Enrolment](&other, wire.KindEnrolment)
		must(t, err)
		e.Tag = o.Tag
	})
	twin := owners[2]
	twin.Master = owners[0].Master // owner 0's vault under a second identity
	again := twin.Enrol(t, links[2], []byte("envelope"))
	ids := func(n ...int) []wire.Identity {
		out := []wire.Identity{}
		for _, i := range n {
			out = append(out, owners[i].Key.Identity())
		}
		return out
	}
	for name, test := range map[string]struct {
		list            []wire.Signed
		here            []wire.Identity
		present, absent []wire.Identity
		ignored, twice  int
	}{
		"all here":                      {[]wire.Signed{enrol(0, 0), enrol(1, 1)}, ids(0, 1), ids(0, 1), ids(), 0, 0},
		"one away":                      {[]wire.Signed{enrol(0, 0), enrol(1, 1)}, ids(1), ids(1), ids(0), 0, 0},
		"invite shared":                 {[]wire.Signed{enrol(0, 2), enrol(0, 1)}, ids(1, 2), ids(1), ids(), 0, 0},
		"came again":                    {[]wire.Signed{enrol(0, 0), enrol(0, 1)}, ids(1), ids(1), ids(), 0, 0},
		"came again, other way":         {[]wire.Signed{enrol(0, 1), enrol(0, 0)}, ids(1), ids(1), ids(), 0, 0},
		"unknown invite":                {[]wire.Signed{enrol(3, 0)}, ids(0), ids(), ids(), 1, 0},
		"another training":              {[]wire.Signed{enrol(4, 0)}, ids(0), ids(), ids(), 1, 0},
		"another's enrolment":           {[]wire.Signed{stolen}, ids(0, 1), ids(), ids(), 1, 0},
		"no secret":                     {[]wire.Signed{forged}, ids(3), ids(), ids(), 1, 0},
		"no owner key":                  {[]wire.Signed{untagged}, ids(3), ids(), ids(), 1, 0},
		"another's owner key":           {[]wire.Signed{borrowed}, ids(3), ids(), ids(), 1, 0},
		"one owner, two invites":        {[]wire.Signed{enrol(0, 0), enrol(1, 1), again}, ids(0, 1, 2), ids(0, 1), ids(), 0, 1},
		"one owner, the second is here": {[]wire.Signed{enrol(0, 0), enrol(1, 1), again}, ids(1, 2), ids(1, 2), ids(), 0, 1},
	} {
		t.Run(name, func(t *testing.T) {
			c, err := admission.Sort(training, test.list, test.here)
			must(t, err)
			present, absent := admission.Identities(c.Present), admission.Identities(c.Absent)
			if !slices.Equal(present, test.present) || !slices.Equal(absent, test.absent) || len(c.Ignored) != test.ignored || c.Twice != test.twice {
				t.Errorf("present %v, absent %v, ignored %d, twice %d", present, absent, len(c.Ignored), c.Twice)
			}
			for i, m := range admission.Members(c.Present) {
				k := slices.IndexFunc(test.list, func(s wire.Signed) bool { return s.Digest() == m.Enrolment })
				if m.Identity != present[i] || k < 0 || test.list[k].Signer != m.Identity {
					t.Errorf("member %d is %+v", i, m)
				}
			}
		})
	}
}

// Enrolments that the verifier refuses are ignored, with the table that all roles share.
func TestBadEnrolmentsAreIgnored(t *testing.T) {
	training, links, owners := lobby(t, 1)
	good := owners[0].Enrol(t, links[0], []byte("envelope"))
	here := []wire.Identity{good.Signer}
	for _, c := range hostile.Enrolments {
		got, err := admission.Sort(training, []wire.Signed{remade(t, good, owners[0], c.Bend)}, here)
		if err != nil || len(got.Ignored) != 1 || len(got.Present) != 0 {
			t.Errorf("%s: %+v, %v", c.Name, got, err)
		}
	}
}

// Those who wait are told how each enrolment and each invite is seen.
func TestTheLobbyIsTold(t *testing.T) {
	training, links, owners := lobby(t, 3)
	twin := trainings.NewOwner(t)
	twin.Master = owners[1].Master
	stranger := links[0]
	stranger.Secret = identity.NewSecret()
	list := []wire.Signed{
		owners[0].Enrol(t, links[0], []byte("envelope")),
		trainings.NewOwner(t).Enrol(t, links[0], []byte("envelope")), // of the same invite
		twin.Enrol(t, links[2], []byte("envelope")),
		owners[1].Enrol(t, links[1], []byte("envelope")),
		trainings.NewOwner(t).Enrol(t, stranger, []byte("envelope")),
	}
	want := map[wire.Identity]wire.Standing{
		list[0].Signer: wire.StandingAdmitted, list[1].Signer: wire.StandingUsed, list[2].Signer: wire.StandingTwice,
		list[3].Signer: wire.StandingAdmitted, list[4].Signer: wire.StandingUnknown,
	}
	c, err := admission.Sort(training, list, []wire.Identity{list[0].Signer, list[3].Signer})
	must(t, err)
	must(t, c.Lobby.Check())
	if len(c.Lobby.Seats) != len(want) || c.Lobby.Admitted() != 2 || c.Lobby.Training != training.ID {
		t.Errorf("%+v", c.Lobby)
	}
	for who, standing := range want {
		if got := c.Lobby.Of(who, wire.InviteID{}); got != standing {
			t.Errorf("%s, want %s", got, standing)
		}
	}
	_, err = admission.Revoke(training, list, list[0].Signer.String())
	must(t, err)
	c, err = admission.Sort(training, list, nil)
	must(t, err)
	if c.Lobby.Of(list[0].Signer, wire.InviteID{}) != wire.StandingRevoked || c.Lobby.Of(wire.Identity{9}, links[0].Secret.InviteID()) != wire.StandingRevoked {
		t.Errorf("after a revocation: %+v", c.Lobby)
	}
}

// An invite is known by the name that it was made for, until it is taken back.
func TestInvitesWithNames(t *testing.T) {
	training, _, _ := lobby(t, 1)
	links, err := folder.NewInviter(training).For([]string{"Clinic North", "Dr. Ito"})
	must(t, err)
	for _, bad := range [][]string{{""}, {" x"}, {"a\nb"}, {"Dr. Ito"}, {"x", "x"}, {strings.Repeat("x", 101)}} {
		if _, err := folder.NewInviter(training).For(bad); !errors.Is(err, problem.ErrInput) {
			t.Errorf("%q: %v", bad, err)
		}
	}
	r, err := admission.Revoke(training, nil, "Clinic North")
	if err != nil || *r.Invite != links[0].Secret.InviteID() {
		t.Fatalf("%+v, %v", r, err)
	}
	again, err := folder.NewInviter(training).Again(*r.Invite)
	must(t, err)
	v, err := training.OpenInvites()
	must(t, err)
	revoked, err := training.Revocations()
	must(t, err)
	if id, ok := v.Named("Clinic North", revoked); !ok || id != again.Secret.InviteID() {
		t.Error("the name does not lead to the invite that took the place of the other")
	}
}
