package train

import (
	"fmt"
	"slices"

	"github.com/blindfit/blindfit/ml/dp"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/modelowner/account"
	"github.com/blindfit/blindfit/modelowner/folder"
	"github.com/blindfit/blindfit/modelowner/problem"
	"github.com/blindfit/blindfit/protocol/attempt"
	"github.com/blindfit/blindfit/protocol/wire"
)

// MaxRejects is how many attempts at one round may be rejected: owners take part in no further one.
const MaxRejects = 3

const spentHint = "create a new training; what was disclosed stays disclosed, and owners add it up"

// errSpent ends a training that has no budget left for its next round.
var errSpent = fmt.Errorf("%w: attempts that led to no result are charged too", dp.ErrBudget)

// budget decides whether a round may be tried again, and which rounds a training with noise can still afford.
type budget struct {
	*account.Account
	training *folder.Training
	log      *folder.Log
	rounds   *folder.Rounds
	fit      *fit
}

// terms returns the terms under which an attempt is charged.
func (b *budget) terms(ref wire.Ref, kind wire.RoundKind) account.Terms {
	return account.Terms{Ref: ref, Kind: kind, Members: b.log.Members()}
}

// exhausted returns why the open round cannot be tried again, with a hint, or nil.
func (b *budget) exhausted(current *folder.Round) (hint string, err error) {
	if n := b.log.Rejects(current.Round); n >= MaxRejects {
		return "create a new training with other owners",
			problem.As(problem.ErrRejected, fmt.Errorf("round %d was rejected %d times, the most that owners allow", current.Round, n))
	}
	if !b.training.Manifest.Noise || b.repeatable(current) {
		return "", nil
	}
	terms := attempt.Terms{Members: b.log.Members(), Noise: true}
	if n := b.Sums(current.Round); n >= terms.MostLists() {
		return "create a new training with owners that stay",
			problem.As(problem.ErrRejected, fmt.Errorf("%d different lists of round %d came as far as their seeds, the most that owners allow", n, current.Round))
	}
	if !b.Affords(b.terms(wire.Ref{Round: current.Round}, current.Kind), current.Kind) {
		return spentHint, problem.As(problem.ErrRejected, errSpent)
	}
	return "", nil
}

// repeatable reports whether a list of the round that is charged already can come again: none of its owners is out of the
// training. Its sum discloses nothing more.
func (b *budget) repeatable(current *folder.Round) bool {
	out := b.rounds.Out()
	return slices.ContainsFunc(current.Failed, func(f folder.Record) bool {
		return f.Owners != nil && !slices.ContainsFunc(f.Owners, func(id wire.Identity) bool { return slices.Contains(out, id) })
	})
}

// economise ends the rounds of a training early if attempts that led to no result took so much that not all of the planned
// ones can be opened: the rest goes to the closing evaluation. The error wraps dp.ErrBudget if nothing can be afforded.
func (b *budget) economise() error {
	f := b.training.File
	if !f.Private() || f.Model.Method == spec.OneRound {
		return nil
	}
	next := b.terms(wire.Ref{Round: len(b.rounds.All()) + 1}, "")
	for _, kinds := range [][]wire.RoundKind{{wire.RoundGradient, wire.RoundEvaluation}, {wire.RoundEvaluation}} {
		p, done, err := b.fit.Next()
		if err != nil || done || p.Kind != kinds[0] {
			return err
		}
		if b.Affords(next, kinds...) {
			return nil
		}
		if err := b.fit.EndEarly(); err != nil {
			return problem.As(problem.ErrRejected, errSpent)
		}
	}
	return nil
}
