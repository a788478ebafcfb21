package server_test

import (
	"context"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/blindfit/blindfit/internal/testing/parties"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/round"
)

// scriptAttempt brings a second training, $RUNNING, to the upload phase of its first attempt: four owners, of whom $MEMBER
// is one, have shared. Scripts sign as "member" and "modelowner".
func scriptAttempt(env *testscript.Env, tb testing.TB, machine *round.Machine) error {
	ctx, ref, zero := context.Background(), wire.Ref{Round: 1, Attempt: 1}, wire.Identity{}
	mo := parties.NewModelOwner(tb, 3, 4, nil)
	if _, _, err := machine.CreateTraining(ctx, mo.Manifest); err != nil {
		return err
	}
	owners := parties.NewOwners(tb, mo.ID, 4)
	for _, o := range owners {
		if err := machine.Enrol(ctx, mo.ID, o.ID(), o.Enrolment()); err != nil {
			return err
		}
	}
	enrolments, err := machine.Enrolments(ctx, mo.ID, mo.Key.Identity(), zero)
	if err != nil {
		return err
	}
	if err := machine.Append(ctx, mo.ID, mo.Roster(enrolments.Messages), nil); err != nil {
		return err
	}
	open, weights := mo.Open(ref)
	if err := machine.Append(ctx, mo.ID, open, weights); err != nil {
		return err
	}
	for _, o := range owners {
		if err := machine.PutKeys(ctx, mo.ID, ref, o.ID(), o.Keys(ref, open.Digest())); err != nil {
			return err
		}
	}
	keys, err := machine.Keys(ctx, mo.ID, ref, mo.Key.Identity(), zero)
	if err != nil {
		return err
	}
	member := owners[0]
	shares, other := member.Shares(ref, keys.Messages), member.Shares(ref, keys.Messages)
	for _, o := range owners {
		s := shares
		if o != member {
			s = o.Shares(ref, keys.Messages)
		}
		if err := machine.PutShares(ctx, mo.ID, ref, o.ID(), s); err != nil {
			return err
		}
	}
	env.Setenv("RUNNING", mo.ID.String())
	env.Setenv("MEMBER", member.ID().String())
	env.Values["member"], env.Values["modelowner"] = member.Key, mo.Key
	agree := member.Agree(ref, parties.ListOf(tb, mo.ID, ref, keys.Messages, 3).Cohort, []wire.Identity{member.ID()})
	return writeMessages(env.WorkDir, map[string]*wire.Signed{"shares": shares, "othershares": other, "agree": agree})
}
