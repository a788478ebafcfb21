package event

import (
	"fmt"
	"strings"
	"time"

	"github.com/blindfit/blindfit/dataowner/ledger"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Again holds the facts by which a person decides if its rows are summed again: the members' statements, the earlier
// sums that are related to the training, and the owners with parts that follow from the differences. Owners are named
// by the words of their owner keys.
type Again struct {
	Members     []Stated     `json:"members"`
	Past        []Past       `json:"past"`
	Differences []Difference `json:"differences"`
	Unknown     int          `json:"unknown"` // earlier sums and gaps, if the owner did not state that they are about others
	Text        string       `json:"text"`    // the question in one paragraph
}

// Stated is an owner's statement about its rows.
type Stated struct {
	Words string      `json:"words"`
	You   bool        `json:"you"`
	Word  ledger.Word `json:"word"` // first, same or changed
}

// Past is an earlier training with rows of this owner.
type Past struct {
	Training   wire.TrainingID `json:"training"`
	Name       string          `json:"name"`
	ModelOwner string          `json:"modelOwnerWords"`
	When       time.Time       `json:"when"`
	Exact      bool            `json:"exact"`
	Owners     int             `json:"owners"`
	Found      int             `json:"found"`   // rows of this owner in both sums
	New        int             `json:"new"`     // in the new one only
	Gone       int             `json:"gone"`    // in the earlier one only
	NewRows    []int           `json:"newRows"` // their numbers in the file, the first ones

	estimates bool // both are of owners' estimates
}

// Difference names the owners with a part that follows from the difference between the new sums and an earlier one.
type Difference struct {
	Name    string   `json:"name"`    // of the earlier training; empty if this owner was not in it
	Joined  []string `json:"joined"`  // owners that the earlier sum did not have
	Left    []string `json:"left"`    // owners of the earlier sum that are not here to agree
	Changed []string `json:"changed"` // owners with rows that are not the same any more
	Alone   string   `json:"alone"`   // the owner, if the part of one alone follows; empty if there are more
}

// mostRows bounds how many rows an event names.
const mostRows = 100

// NewAgain words the facts for the owner with this key.
func NewAgain(f ledger.Facts, self identity.OwnerKey) *Again {
	a := &Again{Members: []Stated{}, Past: []Past{}, Differences: []Difference{}, Unknown: len(f.Unknown)}
	for _, m := range f.Members {
		a.Members = append(a.Members, Stated{words(m.Owner), m.Owner == wire.Identity(self), m.Statement.Word})
	}
	for _, p := range f.Past {
		a.Past = append(a.Past, Past{
			Training: p.Training, Name: p.Name, ModelOwner: identity.Words(p.ModelOwner), When: p.When, Exact: p.Exact, Owners: len(p.Members),
			Found: p.Found, New: p.New, Gone: p.Gone, NewRows: append([]int{}, p.NewRows[:min(len(p.NewRows), mostRows)]...),
			estimates: p.Estimates,
		})
	}
	for _, t := range f.Tells {
		d := Difference{Joined: listed(t.Joined), Left: listed(t.Left), Changed: listed(t.Changed)}
		if t.Past != nil {
			d.Name = t.Past.Name
		}
		if alone, one := t.Alone(); one {
			d.Alone = words(alone)
		}
		a.Differences = append(a.Differences, d)
	}
	a.Text = a.text()
	return a
}

func words(owner wire.Identity) string { return identity.OwnerKey(owner).Words() }

func listed(owners []wire.Identity) []string {
	out := []string{}
	for _, o := range owners {
		out = append(out, words(o))
	}
	return out
}

// text is the question in words.
func (a *Again) text() string {
	var b strings.Builder
	b.WriteString("The sums of this training and earlier ones can be subtracted from one another.")
	for _, p := range a.Past {
		kind := "with noise"
		if p.Exact {
			kind = "exact"
		}
		fmt.Fprintf(&b, " %d of your rows were in %q on %s (%s, %d data owners); %d are new and %d are gone.",
			p.Found, p.Name, p.When.Format("2006-01-02"), kind, p.Owners, p.New, p.Gone)
		if p.estimates {
			b.WriteString(" Both are meta-analyses: from several of the same rows follow the estimates of each of you.")
		}
	}
	for _, d := range a.Differences {
		switch {
		case d.Alone != "":
			fmt.Fprintf(&b, " A difference tells the part of %s alone.", d.Alone)
		default:
			fmt.Fprintf(&b, " A difference tells the part of %s together.", strings.Join(append(append(append([]string{}, d.Joined...), d.Left...), d.Changed...), ", "))
		}
	}
	if a.Unknown > 0 {
		fmt.Fprintf(&b, " Of %d earlier sums you did not say whether they were about other people.", a.Unknown)
	}
	b.WriteString(" A yes gives your rows to this training all the same.")
	return b.String()
}
