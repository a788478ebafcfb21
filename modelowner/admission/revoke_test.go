package admission_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/blindfit/blindfit/internal/testing/trainings"
	"github.com/blindfit/blindfit/modelowner/admission"
	"github.com/blindfit/blindfit/modelowner/problem"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

func TestRevokedOwnersAreNotAdmitted(t *testing.T) {
	for name, who := range map[string]func(trainings.Owner, identity.Link) string{
		"by identity":     func(o trainings.Owner, _ identity.Link) string { return o.Key.Identity().String() },
		"by first digits": func(o trainings.Owner, _ identity.Link) string { return o.Key.Identity().String()[:12] },
		"by words":        func(o trainings.Owner, _ identity.Link) string { return " " + identity.Words(o.Key.Identity()) + "\n" },
		"by link":         func(_ trainings.Owner, l identity.Link) string { return l.URL() },
	} {
		training, links, owners := lobby(t, 2)
		list := []wire.Signed{owners[0].Enrol(t, links[0], []byte("envelope")), owners[1].Enrol(t, links[1], []byte("envelope"))}
		r, err := admission.Revoke(training, list, who(owners[0], links[0]))
		if err != nil || r.Member || !r.GoesOn || r.Owner == nil || r.Owner.Identity != owners[0].Key.Identity() {
			t.Fatalf("%s: %+v, %v", name, r, err)
		}
		both := []wire.Identity{list[0].Signer, list[1].Signer}
		c, err := admission.Sort(training, list, both)
		must(t, err)
		if !slices.Equal(admission.Identities(c.Present), both[1:]) || c.Revoked != 1 {
			t.Errorf("%s: present %v, revoked %d", name, admission.Identities(c.Present), c.Revoked)
		}
		// Neither does a new identity come in with the revoked invite.
		second := trainings.NewOwner(t).Enrol(t, links[0], []byte("envelope"))
		c, err = admission.Sort(training, []wire.Signed{second}, []wire.Identity{second.Signer})
		if err != nil || c.Revoked != 1 {
			t.Errorf("%s: the invite admits %+v, %v", name, c, err)
		}
	}
}

func TestRevocationsThatNameNoOwner(t *testing.T) {
	training, links, owners := lobby(t, 1)
	list := []wire.Signed{owners[0].Enrol(t, links[0], []byte("envelope"))}
	other := links[0]
	other.Training[0] ^= 1
	unknown := links[0]
	unknown.Secret = identity.NewSecret()
	for _, who := range []string{"", "zzzz", list[0].Signer.String()[:3], other.URL(), unknown.URL(), "http://127.0.0.1/join#AAAA"} {
		if _, err := admission.Revoke(training, list, who); !errors.Is(err, problem.ErrInput) {
			t.Errorf("revoking %q: %v", who, err)
		}
	}
	if r, err := admission.Revoke(training, list, links[1].URL()); err != nil || r.Owner != nil || !r.GoesOn {
		t.Errorf("an unused invite: %+v, %v", r, err)
	}
}

// After the roster an exact training needs every member; one with noise goes on while two thirds are left.
func TestRevokingAMember(t *testing.T) {
	for file, most := range map[string]int{trainings.File: 0, trainings.NoisyFile: 2} {
		training, keys := trainings.New(t, file)
		links, err := training.Invite(6)
		must(t, err)
		var list []wire.Signed
		l, err := training.OpenLog(true)
		must(t, err)
		roster := wire.Roster{LogEntry: l.Next()}
		for i := range links {
			s := trainings.NewOwner(t).Enrol(t, links[i], []byte("envelope"))
			list = append(list, s)
			roster.Members = append(roster.Members, wire.Member{Identity: s.Signer, Enrolment: s.Digest()})
		}
		slices.SortFunc(roster.Members, func(a, b wire.Member) int { return a.Identity.Compare(b.Identity) })
		must(t, l.Sign(wire.KindRoster, roster, keys.Identity))
		for i := range 3 {
			r, err := admission.Revoke(training, list, list[i].Signer.String())
			if err != nil || !r.Member || r.GoesOn != (i < most) {
				t.Errorf("%d of at most %d revoked: %+v, %v", i+1, most, r, err)
			}
		}
		must(t, l.Sign(wire.KindDone, wire.Done{LogEntry: l.Next(), Reason: wire.ReasonStopped}, keys.Identity))
		if _, err := admission.Revoke(training, list, list[5].Signer.String()); !errors.Is(err, problem.ErrInput) {
			t.Errorf("after the end: %v", err)
		}
	}
}
