package ledger

import (
	"slices"

	"github.com/blindfit/blindfit/protocol/wire"
)

// OfferKind is a way to take part without a question to everybody.
type OfferKind string

// The kinds.
const (
	LeaveNew   OfferKind = "leave new"   // leave rows out that an earlier sum did not have, until there are more of them
	LeaveBlank OfferKind = "leave blank" // leave rows out that are blank in any column, so that two trainings rest on the same rows
)

// Offer is a choice of rows with which the owner could sign something else than Changed.
type Offer struct {
	Kind      OfferKind
	Keep      []bool // by row of the file
	Rows      int    // that stay
	Left      int    // rows that are left out
	Statement Statement
}

// Offers returns the ways to take part that lead to another word than Changed. keep of the look stays in force: rows that
// it leaves out stay out. The one that keeps most rows comes first.
func (l *Ledger) Offers(k *Look, members []wire.Identity, answers Answers) ([]Offer, error) {
	var out []Offer
	try := func(kind OfferKind, keep []bool) error {
		if slices.Equal(keep, k.used) || !slices.Contains(keep, true) {
			return nil
		}
		look, err := l.Look(k.rows, k.training, func(i int) bool { return keep[i] })
		if err != nil {
			return err
		}
		if look.length != k.length {
			return ErrChanged
		}
		s := look.Statement(members, answers, false)
		if s.Word != Changed && !slices.ContainsFunc(out, func(o Offer) bool { return slices.Equal(o.Keep, keep) }) {
			out = append(out, Offer{kind, keep, look.count, k.count - look.count, s})
		}
		return nil
	}
	for _, p := range k.sums {
		if k.counted(p) && p.found > 0 && p.found < k.count {
			keep := make([]bool, len(k.used))
			for i := range keep {
				keep[i] = k.used[i] && p.in[i]
			}
			if err := try(LeaveNew, keep); err != nil {
				return nil, err
			}
		}
	}
	whole := make([]bool, len(k.used))
	for i := range whole {
		whole[i] = k.used[i] && !k.rows.file.Blank(i)
	}
	if err := try(LeaveBlank, whole); err != nil {
		return nil, err
	}
	slices.SortStableFunc(out, func(a, b Offer) int { return b.Rows - a.Rows })
	return out, nil
}
