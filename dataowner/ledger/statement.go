package ledger

import (
	"crypto/hmac"
	"crypto/sha256"
	"slices"

	"github.com/blindfit/blindfit/internal/secret"
	"github.com/blindfit/blindfit/protocol/wire"
)

// The statement that an owner signs, as the protocol has it, and its parts.
//
//nolint:revive // exported: the protocol has the comments of the types
type (
	Statement = wire.Claim
	Word      = wire.Word
	Reference = wire.Reference
	Before    = wire.Before
)

// The words.
const (
	First   = wire.First
	Same    = wire.Same
	Changed = wire.Changed
)

// reference hides the earlier training's id from the facilitator, which could otherwise link an owner's identities.
func reference(key secret.Value[[]byte], t wire.TrainingID) Reference {
	h := hmac.New(sha256.New, key.Reveal())
	h.Write([]byte("blindfit/2/earlier training\x00"))
	h.Write(t[:])
	return Reference(h.Sum(nil))
}

// Statement returns the owner's statement. members are the owner keys of the whole roster, this owner's included; sides reports whether all sides of the holdout, or folds, pass the checks.
func (k *Look) Statement(members []wire.Identity, answers Answers, sides bool) Statement {
	s := Statement{Sides: sides && k.training.divides()}
	circle := sorted(members)
	open := k.unanswered(answers)
	var over []*past
	for _, p := range k.sums {
		asked := slices.ContainsFunc(open, func(q Question) bool { return q.Line == p.Line })
		if !k.counted(p) || p.found == 0 && !asked {
			continue
		}
		if p.found > 0 {
			over = append(over, p)
		}
		s.Before = append(s.Before, Before{Training: reference(k.training.Secret, p.Training), Changed: !p.same})
	}
	s.Before = s.Before[max(0, len(s.Before)-wire.MaxBefore):]
	switch {
	case len(open) > 0:
		s.Word = Changed
		return s
	case len(over) == 0:
		s.Word = First
		return s
	case !k.training.Exact:
		s.Word = Changed
		return s
	}
	all := true
	for _, p := range over {
		fits := k.fits(p, circle)
		all = all && fits
		if fits && (k.off.covered || k.covers(p)) {
			s.Covers = append(s.Covers, reference(k.training.Secret, p.Training))
		}
		if k.off.all && fits {
			s.Covers = append(s.Covers, reference(k.training.Secret, p.Training))
		}
	}
	s.Covers = s.Covers[max(0, len(s.Covers)-wire.MaxCovers):]
	if all {
		oldest := reference(k.training.Secret, over[0].Training)
		s.Oldest = &oldest
	}
	s.Word = Changed
	if s.Oldest != nil || len(s.Covers) > 0 {
		s.Word = Same
	}
	return s
}

// fits reports whether an earlier sum was over this circle and these rows, each on its side, so that both together tell of nothing
// smaller.
func (k *Look) fits(p *past, circle []wire.Identity) bool {
	return !k.estimates(p) && (p.Passed || k.off.passed) && (p.Exact || k.off.exact) && p.same && slices.Equal(p.Members, circle) &&
		(p.sides || !k.training.divides() || k.off.sides)
}

// estimates reports whether both sums are of owners' estimates. What keeps one estimate from being told is that there are fewer sums
// than owners, so that further ones are asked about.
func (k *Look) estimates(p *past) bool {
	return p.Reach.Form == Estimates && k.training.Reach.Form == Estimates
}

// covers reports whether an earlier sum over the same circle and rows opened all that the training can open. One sum over
// all rows does not hold those of the sides of a holdout, or of folds.
func (k *Look) covers(p *past) bool {
	return p.Reach.covers(k.training.Reach) && (!k.training.divides() || p.hasSides())
}

func sorted(ids []wire.Identity) []wire.Identity {
	out := slices.Clone(ids)
	slices.SortFunc(out, wire.Identity.Compare)
	return out
}
