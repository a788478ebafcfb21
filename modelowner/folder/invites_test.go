package folder_test

import (
	"errors"
	"testing"

	"github.com/blindfit/blindfit/internal/testing/leaks"
	"github.com/blindfit/blindfit/internal/testing/trainings"
	"github.com/blindfit/blindfit/modelowner/folder"
	"github.com/blindfit/blindfit/modelowner/problem"
	"github.com/blindfit/blindfit/protocol/wire"
)

func TestInvitesAreKeptAndEndWithTheRoster(t *testing.T) {
	training, keys := trainings.New(t, trainings.File)
	first, err := training.Invite(2)
	must(t, err)
	_, err = training.Invite(1)
	must(t, err)
	v, err := training.OpenInvites()
	must(t, err)
	if s, ok := v.Secret(first[1].Secret.InviteID()); !ok || s.Reveal() != first[1].Secret.Reveal() {
		t.Error("an invite made earlier is not found")
	}
	b := first[1].Secret.Reveal()
	leaks.Check(t, "invites", *v, b[:])
	id := wire.Identity{7}
	must(t, training.UseInvites(map[wire.InviteID]wire.Identity{first[0].Secret.InviteID(): id, {9}: {9}}))
	v, err = training.OpenInvites()
	must(t, err)
	if made, used := v.Count(); made != 3 || used != 1 {
		t.Errorf("%d made, %d used", made, used)
	}
	for _, n := range []int{0, -1, folder.MaxInvites + 1, folder.MaxInvites - 2} {
		if _, err := training.Invite(n); !errors.Is(err, problem.ErrInput) {
			t.Errorf("%d invites: %v", n, err)
		}
	}
	trainings.Start(t, training, keys, 3)
	if _, err := training.Invite(1); !errors.Is(err, problem.ErrInput) {
		t.Errorf("an invite after the roster: %v", err)
	}
}

func TestRevocationsAreKept(t *testing.T) {
	training, _ := trainings.New(t, trainings.File)
	id, invite := wire.Identity{1}, wire.InviteID{2}
	for range 2 {
		r, err := training.Revoke(&id, &invite)
		if err != nil || len(r.Identities) != 1 || len(r.Invites) != 1 {
			t.Fatalf("%+v, %v", r, err)
		}
	}
	r, err := training.Revocations()
	must(t, err)
	if !r.Has(id, wire.InviteID{}) || !r.Has(wire.Identity{}, invite) || r.Has(wire.Identity{}, wire.InviteID{}) {
		t.Errorf("read back %+v", r)
	}
}
