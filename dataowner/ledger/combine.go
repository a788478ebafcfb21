package ledger

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/blindfit/blindfit/dataowner/disclosure"
	"github.com/blindfit/blindfit/protocol/log"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Member is an owner of the roster with its statement.
type Member struct {
	Owner     wire.Identity // its owner key
	Statement Statement
}

// Verdict is the outcome of a lobby.
type Verdict = log.Verdict

// Combine puts the statements of all members that take part together, as package log does. divided reports whether the training asks
// for rows to be held back, or for folds.
func Combine(exact, divided bool, members []Member) (Verdict, error) {
	if len(members) == 0 {
		return Verdict{}, errors.New("invalid lobby: no member")
	}
	claims := make([]*wire.Claim, len(members))
	for i, m := range members {
		if slices.ContainsFunc(members[:i], func(o Member) bool { return o.Owner == m.Owner }) {
			return Verdict{}, errors.New("invalid lobby: an owner is in it twice")
		}
		claims[i] = &m.Statement
	}
	return log.Combine(exact, divided, claims), nil
}

// Facts are shown to a member that is asked whether sums of the same data may be given again.
type Facts struct {
	// Members are all members with their statements.
	Members []Member
	// Past are this owner's earlier sums that the training has to do with.
	Past []Past
	// Unknown are questions without an answer: this owner cannot vouch for its rows.
	Unknown []Question
	// Tells are differences that the new sums have with earlier ones.
	Tells []Difference
}

// Past is an earlier sum of this owner's rows.
type Past struct {
	Line       int
	Training   wire.TrainingID
	Name       string
	ModelOwner wire.Identity
	When       time.Time
	Exact      bool
	Members    []wire.Identity
	// Found, New and Gone count this owner's rows: in both sums, in the new one only, in the earlier one only.
	Found, New, Gone int
	// NewRows are the numbers of the new rows, for this owner only.
	NewRows []int
	// Estimates is set if both sums are of owners' estimates.
	Estimates bool
}

// Difference names the owners with a part that follows from the difference between the new sums and an earlier one.
type Difference struct {
	Training Reference
	// Past is this owner's own entry about it; nil if this owner was not in it.
	Past *Past
	// Joined are members now that the earlier sum did not have, Left owners of the earlier sum that are not here to agree.
	// Left is known only if this owner was in it.
	Joined, Left []wire.Identity
	// Changed are members of both with rows that are not the same any more.
	Changed []wire.Identity
}

// Alone returns the owner if the part of one alone follows from the difference, as far as this owner knows.
func (d Difference) Alone() (wire.Identity, bool) {
	all := slices.Concat(d.Joined, d.Left, d.Changed)
	if len(all) != 1 {
		return wire.Identity{}, false
	}
	return all[0], true
}

// Refusal returns the question in the form that programs print: how many members signed which word.
func (f Facts) Refusal() disclosure.Refusal {
	words := map[Word]int{}
	for _, m := range f.Members {
		words[m.Statement.Word]++
	}
	return disclosure.Refusal{Rule: "again", Needs: "all first, or all same",
		Has: fmt.Sprintf("%d first, %d same, %d changed", words[First], words[Same], words[Changed])}
}

// Facts returns the facts for this owner, given the statements of all members.
func (k *Look) Facts(answers Answers, members []Member) Facts {
	f := Facts{Members: members, Unknown: k.unanswered(answers)}
	byReference := map[Reference]*Past{}
	for _, p := range k.sums {
		if !k.counted(p) || p.found == 0 {
			continue
		}
		entry := Past{Line: p.Line, Training: p.Training, Name: p.Name, ModelOwner: p.ModelOwner, When: p.When, Exact: p.Exact,
			Members: p.Members, Found: p.found, New: k.count - p.found, Gone: len(p.Rows) - p.found,
			Estimates: k.estimates(p)}
		for i, used := range k.used {
			if used && !p.in[i] {
				entry.NewRows = append(entry.NewRows, k.rows.file.Number(i))
			}
		}
		f.Past = append(f.Past, entry)
	}
	for i := range f.Past {
		byReference[reference(k.training.Secret, f.Past[i].Training)] = &f.Past[i]
	}
	for _, r := range earlier(members) {
		if d := difference(r, members, byReference[r]); len(d.Joined)+len(d.Left)+len(d.Changed) > 0 {
			f.Tells = append(f.Tells, d)
		}
	}
	return f
}

// earlier returns the earlier trainings that any member names, in the order of members.
func earlier(members []Member) []Reference {
	var out []Reference
	for _, m := range members {
		for _, b := range m.Statement.Before {
			if !slices.Contains(out, b.Training) {
				out = append(out, b.Training)
			}
		}
	}
	return out
}

func difference(r Reference, members []Member, own *Past) Difference {
	d := Difference{Training: r, Past: own}
	for _, m := range members {
		at := slices.IndexFunc(m.Statement.Before, func(b Before) bool { return b.Training == r })
		switch {
		case at < 0:
			d.Joined = append(d.Joined, m.Owner)
		case m.Statement.Before[at].Changed:
			d.Changed = append(d.Changed, m.Owner)
		}
	}
	if own != nil {
		d.Left = slices.DeleteFunc(slices.Clone(own.Members), func(o wire.Identity) bool {
			return slices.ContainsFunc(members, func(m Member) bool { return m.Owner == o })
		})
	}
	return d
}
