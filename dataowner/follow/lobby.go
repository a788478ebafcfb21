package follow

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/blindfit/blindfit/dataowner/consent"
	"github.com/blindfit/blindfit/dataowner/event"
	"github.com/blindfit/blindfit/dataowner/ledger"
	"github.com/blindfit/blindfit/dataowner/problem"
	"github.com/blindfit/blindfit/dataowner/statement"
	"github.com/blindfit/blindfit/dataowner/vault"
	"github.com/blindfit/blindfit/protocol/wire"
)

// look reads how the model owner sees an owner in the lobby, once it has said something new about it. It is of use to a waiting
// person, and missing at worst.
func look(ctx context.Context, f *Follower, s *wire.State) {
	if s.Phase != wire.PhaseLobby || s.Lobby == f.looked {
		return
	}
	e, err := f.Client.Entry(ctx, f.Terms.ID, f.Teller.Self, f.Invite)
	if err == nil {
		f.looked, f.standing = e.Lobby, e.Standing
	}
}

// state writes this owner's statement about its rows into the ledger, for the roster in force, and sends it. It is the
// same message every time: a statement may be sent once it is in the ledger, and if it may have been sent the rows are
// fixed.
func (f *Follower) state(ctx context.Context) error {
	signed, err := f.Record.Statement()
	if err != nil {
		return err
	}
	if signed == nil || !states(signed, f.chain.RosterDigest) {
		if signed, err = f.declare(ctx); err != nil {
			return err
		}
	}
	if f.said == signed.Digest() {
		return nil
	}
	if err := f.Client.PutStatement(ctx, f.Terms.ID, signed); err != nil {
		return fmt.Errorf("failed to state rows: %w", err)
	}
	f.said = signed.Digest()
	return nil
}

// states reports whether a statement of this owner is about a roster.
func states(signed *wire.Signed, roster wire.Digest) bool {
	s, err := wire.Unseal[wire.Statement](signed, wire.KindStatement)
	return err == nil && s.Roster == roster
}

// declare makes a statement and keeps its signed message. If another training of this owner was stated meanwhile the rows are
// compared with that one too.
func (f *Follower) declare(ctx context.Context) (*wire.Signed, error) {
	claim, err := f.Case.Declare(ctx, f.circle.Keys, f.Agreed())
	for errors.Is(err, ledger.ErrChanged) {
		if f.Loaded, f.Case, err = f.Reload(ctx); err != nil {
			return nil, err
		}
		if err := consent.Check(f.Case.Rows(), f.Agreed()); err != nil {
			return nil, err
		}
		claim, err = f.Case.Declare(ctx, f.circle.Keys, f.Agreed())
	}
	if err != nil {
		return nil, err
	}
	signed, err := wire.Seal(wire.KindStatement, wire.Statement{Training: f.Terms.ID, Roster: f.chain.RosterDigest, Claim: claim}, f.Self.Key)
	if err != nil {
		return nil, fmt.Errorf("failed to sign statement: %w", err)
	}
	text, err := wire.Marshal(signed)
	if err != nil {
		return nil, fmt.Errorf("failed to sign statement: %w", err)
	}
	return signed, f.Record.Update(ctx, func(d *vault.Data) { d.Stated = text })
}

// settle ends the lobby once the training has started: it verifies the statements of all members, and passes silently
// if they agree. If they do not, it returns the question to this owner, until it is answered with yes. Before that
// nothing of its rows leaves.
func (f *Follower) settle(ctx context.Context) (*event.Again, error) {
	if f.rows != nil || f.chain.Start == nil {
		return nil, nil
	}
	stage, err := f.Case.Stage(ctx)
	if err != nil {
		return nil, err
	}
	switch stage {
	case "":
		return nil, problem.Protocolf("the training started with a statement that this owner did not make")
	case ledger.StageOpen:
		if again, err := f.pass(ctx); again != nil || err != nil {
			return again, err
		}
	}
	holdout, err := f.Case.Passed(ctx)
	if err != nil {
		return nil, err
	}
	f.rows = f.Loaded.Rows(holdout)
	f.Passed(ctx, f.rows.Keep())
	return nil, nil
}

// members returns the statements of all members that take part.
func (f *Follower) members(ctx context.Context) ([]ledger.Member, error) {
	messages, err := f.Client.Statements(ctx, f.Terms.ID)
	if err != nil {
		return nil, fmt.Errorf("failed to get statements: %w", err)
	}
	claims, err := f.chain.Statements(messages)
	if err != nil {
		return nil, problem.Protocolf("invalid statements: %w", err)
	}
	own, err := f.Record.Statement()
	if err != nil {
		return nil, err
	}
	var out []ledger.Member
	keys := statement.Identities(f.circle.Keys)
	for i, m := range f.chain.Members() {
		if m.Identity == f.Teller.Self && (own == nil || f.chain.Start.Statements[i] != own.Digest()) {
			return nil, problem.Protocolf("the training started with a statement that this owner did not make")
		}
		if claims[i] != nil {
			out = append(out, ledger.Member{Owner: keys[i], Statement: *claims[i]})
		}
	}
	return out, nil
}

// pass ends the lobby: silently, or after this owner's yes to the facts.
func (f *Follower) pass(ctx context.Context) (*event.Again, error) {
	members, err := f.members(ctx)
	if err != nil {
		return nil, err
	}
	v, err := f.Case.Combine(members)
	if err != nil {
		return nil, problem.Protocolf("invalid statements: %w", err)
	}
	if v.Silent || slices.Contains(f.Agreed(), consent.Again) {
		return nil, f.Case.Pass(ctx, v)
	}
	self, err := f.Vault.OwnerKey()
	if err != nil {
		return nil, err
	}
	facts := f.Case.Facts(members, f.Agreed())
	again := event.NewAgain(facts, self)
	if f.Ask {
		return again, nil
	}
	if err := f.Case.Strike(ctx); err != nil {
		return nil, err
	}
	return nil, consent.Check([]consent.Question{consent.OfFacts(facts, again.Text)}, nil)
}
