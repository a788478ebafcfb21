package server_test

import (
	"context"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/blindfit/blindfit/internal/testing/parties"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/round"
)

// scriptAttempt brings a second training, $RUNNING, with noise, to the reveal phase of its first attempt: four owners have
// uploaded, and $MEMBER is one of them. Scripts sign as "member" and "modelowner".
func scriptAttempt(env *testscript.Env, tb testing.TB, machine *round.Machine) error {
	ctx, ref, zero := context.Background(), wire.Ref{Round: 1, Attempt: 1}, wire.Identity{}
	mo := parties.NewModelOwner(tb, 3, 4, func(m *wire.Manifest) { m.Noise = true })
	if _, _, err := machine.CreateTraining(ctx, mo.Manifest, round.Creator{}); err != nil {
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
	statements := mo.Statements(owners)
	for i := range statements {
		if err := machine.PutStatement(ctx, mo.ID, statements[i].Signer, &statements[i]); err != nil {
			return err
		}
	}
	if err := machine.Append(ctx, mo.ID, mo.Start(statements), nil); err != nil {
		return err
	}
	open, weights := mo.Open(ref)
	if err := machine.Append(ctx, mo.ID, open, weights); err != nil {
		return err
	}
	for _, o := range owners {
		k, encapsulations := o.Keys(ref, open.Digest(), owners)
		if err := machine.PutKeys(ctx, mo.ID, ref, o.ID(), k, encapsulations); err != nil {
			return err
		}
	}
	keys, err := machine.Keys(ctx, mo.ID, ref, mo.Key.Identity(), zero)
	if err != nil {
		return err
	}
	list := mo.List(keys.Messages)
	for _, o := range owners {
		own, err := machine.Encapsulations(ctx, mo.ID, ref, o.ID())
		if err != nil {
			return err
		}
		head, blob := o.Upload(list, own)
		if err := machine.PutUpload(ctx, mo.ID, ref, o.ID(), head, blob); err != nil {
			return err
		}
	}
	member, next := owners[0], owners[1]
	env.Setenv("RUNNING", mo.ID.String())
	env.Setenv("MEMBER", member.ID().String())
	env.Setenv("NEXT", next.ID().String())
	env.Values["member"], env.Values["next"], env.Values["modelowner"] = member.Key, next.Key, mo.Key
	wrong := member.Seal(wire.KindReveal, wire.Reveal{Training: mo.ID, Ref: ref, List: list.Digest, Seed: wire.Digest{1}})
	stale := member.Seal(wire.KindReveal, wire.Reveal{Training: mo.ID, Ref: ref})
	return writeMessages(env.WorkDir, map[string]*wire.Signed{"reveal": member.Reveal(list), "wrongreveal": wrong, "stalereveal": stale})
}
