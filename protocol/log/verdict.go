package log

import (
	"slices"

	"github.com/blindfit/blindfit/protocol/wire"
)

// Verdict is the conclusion from the claims of all members.
type Verdict struct {
	Silent  bool // the training passes without a question; otherwise every member is asked
	Holdout bool // rows are held back, or divided into folds; otherwise an evaluation is of all rows, and there are no folds
}

// Combine puts the claims of all members together; nil is that of a member that takes no part. An exact training passes
// silently only if all of them are First, or all are Same with a common training; one with noise if all are First. Rows
// are held back only if both sides of every member pass its checks: otherwise the two sums would be over different
// circles. holdout reports whether the training asks for rows to be held back, or for folds.
func Combine(exact, holdout bool, claims []*wire.Claim) Verdict {
	claims = slices.DeleteFunc(slices.Clone(claims), func(c *wire.Claim) bool { return c == nil })
	if len(claims) == 0 {
		return Verdict{}
	}
	v := Verdict{Holdout: holdout}
	first, oldest, covers := true, true, claims[0].Covers
	for _, c := range claims {
		v.Holdout = v.Holdout && c.Sides
		first = first && c.Word == wire.First
		one := claims[0].Oldest
		oldest = oldest && one != nil && c.Oldest != nil && *c.Oldest == *one
		covers = slices.DeleteFunc(slices.Clone(covers), func(r wire.Reference) bool { return !slices.Contains(c.Covers, r) })
	}
	v.Silent = first || exact && (oldest || len(covers) > 0)
	return v
}
