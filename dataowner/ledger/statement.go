package ledger

import (
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"slices"

	"github.com/blindfit/blindfit/internal/secret"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Word is the kind of a statement.
type Word string

// The words.
const (
	First   Word = "first"   // its rows were in no sum before; for a training with noise, in no exact sum
	Same    Word = "same"    // its exact sums reveal nothing new, given those of an earlier exact training over the same circle
	Changed Word = "changed" // neither
)

// Reference names an earlier training. It is recognised by members of that training that know the new one's secret.
type Reference = wire.Digest

// reference hides the earlier training's id from the facilitator, which could otherwise link an owner's identities.
func reference(key secret.Value[[]byte], t wire.TrainingID) Reference {
	h := hmac.New(sha256.New, key.Reveal())
	h.Write([]byte("blindfit/2/earlier training\x00"))
	h.Write(t[:])
	return Reference(h.Sum(nil))
}

// Statement is signed by an owner, about its rows, when the roster closes.
type Statement struct {
	Word Word `json:"word"`
	// Oldest is the oldest exact training of these rows, if every earlier sum of them had this circle and these rows. With
	// Same only.
	Oldest *Reference `json:"oldest,omitempty"`
	// Covers are exact trainings that had this circle and these rows and opened everything that the new one can. With Same
	// only.
	Covers []Reference `json:"covers,omitempty"`
	// Before are earlier trainings of these rows, the newest last: at most maxBefore.
	Before []Before `json:"before,omitempty"`
	// Sides reports whether both sides of the holdout pass the checks on rows.
	Sides bool `json:"sides"`
}

// Before is an earlier training of an owner's rows.
type Before struct {
	Training Reference `json:"training"`
	Changed  bool      `json:"changed"` // the rows are not the same any more
}

// maxBefore bounds a statement. Facts name the newest sums; the decision needs none of them.
const maxBefore = 32

// maxCovers bounds a statement likewise: the newest.
const maxCovers = 8

// Check returns an error for a statement that no owner makes.
func (s Statement) Check() error {
	named := s.Oldest != nil || len(s.Covers) > 0
	switch {
	case s.Word != First && s.Word != Same && s.Word != Changed:
		return errors.New("invalid statement: word is unknown")
	case named != (s.Word == Same):
		return errors.New("invalid statement: only same names an earlier training")
	case s.Word == First && len(s.Before) > 0:
		return errors.New("invalid statement: first has no earlier training")
	case len(s.Before) > maxBefore || len(s.Covers) > maxCovers:
		return errors.New("invalid statement: names too many trainings")
	}
	return nil
}

// Statement returns the owner's statement. members are the owner keys of the whole roster, this owner's included; sides reports whether both sides of the holdout pass the checks.
func (k *Look) Statement(members []wire.Identity, answers Answers, sides bool) Statement {
	s := Statement{Sides: sides && k.training.Share > 0}
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
		s.Before = append(s.Before, Before{reference(k.training.Secret, p.Training), !p.same})
	}
	s.Before = s.Before[max(0, len(s.Before)-maxBefore):]
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
	s.Covers = s.Covers[max(0, len(s.Covers)-maxCovers):]
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

// fits reports whether an earlier sum was over this circle and these rows, each on its side.
func (k *Look) fits(p *past, circle []wire.Identity) bool {
	return (p.Passed || k.off.passed) && (p.Exact || k.off.exact) && p.same && slices.Equal(p.Members, circle) &&
		(p.sides || k.training.Share == 0 || k.off.sides)
}

// covers reports whether an earlier sum over the same circle and rows opened all that the training can open. One sum over
// all rows does not hold the two sides of a holdout.
func (k *Look) covers(p *past) bool {
	return p.Reach.covers(k.training.Reach) && (k.training.Share == 0 || p.hasSides())
}

func sorted(ids []wire.Identity) []wire.Identity {
	out := slices.Clone(ids)
	slices.SortFunc(out, wire.Identity.Compare)
	return out
}
