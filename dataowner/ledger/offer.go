package ledger

import (
	"slices"
	"sort"

	"github.com/blindfit/blindfit/protocol/wire"
)

// Offer is a choice of rows with which the owner would not sign Changed.
type Offer struct {
	Keep      []bool // by row of the file
	Past      string // the name of the earlier training that had these rows
	Rows      int    // that stay
	Left      int    // rows that are left out
	Statement Statement
}

// Offers returns choices of rows that an earlier sum had as well: rows that are new stay out until there are more of them.
// Rows that the look leaves out stay out. The offer that keeps most rows comes first. Without members the circle is taken
// for that of the earlier sum.
func (l *Ledger) Offers(k *Look, members []wire.Identity, answers Answers) ([]Offer, error) {
	var out []Offer
	for _, p := range k.sums {
		keep := make([]bool, len(k.used))
		for i := range keep {
			keep[i] = k.used[i] && p.in[i]
		}
		seen := slices.ContainsFunc(out, func(o Offer) bool { return slices.Equal(o.Keep, keep) })
		if seen || slices.Equal(keep, k.used) || !slices.Contains(keep, true) {
			continue
		}
		look, err := l.Look(k.rows, k.training, func(i int) bool { return keep[i] })
		if err != nil {
			return nil, err
		}
		if look.length != k.length {
			return nil, ErrChanged
		}
		circle := members
		if circle == nil {
			circle = p.Members
		}
		if s := look.Statement(circle, answers, false); s.Word != Changed {
			out = append(out, Offer{keep, p.Name, look.count, k.count - look.count, s})
		}
	}
	sort.SliceStable(out, func(a, b int) bool { return out[a].Rows > out[b].Rows })
	return out, nil
}

// Complete reports for each row of the file whether the training uses it and no column is blank, also none that the
// training does not use, and how many used rows are left out. Trainings that are given these rows from the first one on
// rest on the same rows, even if they use different columns. left is 0 if an earlier sum has one of the other rows: the
// difference would disclose it.
func (k *Look) Complete() (keep []bool, left int) {
	keep = make([]bool, len(k.used))
	for i := range keep {
		keep[i] = k.used[i] && !k.rows.file.Blank(i)
		if !k.used[i] || keep[i] {
			continue
		}
		left++
		if slices.ContainsFunc(k.sums, func(p *past) bool { return p.in[i] }) {
			return k.Used(), 0
		}
	}
	if left == k.count {
		return k.Used(), 0
	}
	return keep, left
}
