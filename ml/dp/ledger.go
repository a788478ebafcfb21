package dp

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
)

// Entry is one sum that may have been opened. It is charged as soon as an owner sends the message that opens it, even if
// the attempt fails.
type Entry struct {
	Training string `json:"training"` // its id
	Round    int    `json:"round"`
	Attempt  int    `json:"attempt"` // the first where the sum could be opened
	// Release identifies the sums of a round: attempts with the same one repeat the same noisy values and count once.
	// If it is empty, every attempt counts.
	Release    string  `json:"release,omitempty"`
	Kind       string  `json:"kind"`
	Unit       Unit    `json:"unit"`
	Multiplier float64 `json:"multiplier"`
	Local      float64 `json:"local"`
	Parties    int     `json:"parties"`
	Values     int     `json:"values"`
	Delta      float64 `json:"delta"` // that the training's ε is stated with
}

func (e Entry) release() Release {
	return Release{Multiplier: e.Multiplier, Local: e.Local, Parties: e.Parties, Values: e.Values}
}

// same reports whether two entries are of one sum.
func (e Entry) same(o Entry) bool {
	if e.Training != o.Training || e.Round != o.Round || e.Release != o.Release {
		return false
	}
	return e.Release != "" || e.Attempt == o.Attempt
}

// check refuses an entry that would charge nothing.
func (e Entry) check() error {
	if e.Training == "" || e.Round < 0 || e.Attempt < 0 || e.Unit != OwnerUnit && e.Unit != RecordUnit ||
		!(e.Multiplier > 0) || e.Local < 0 || e.Parties < 1 || e.Values < 1 || CheckDelta(e.Delta) != nil {
		return errors.New("invalid ledger entry: a field is out of range")
	}
	return nil
}

// Anchor is a point of a ledger, to be kept apart from it.
type Anchor struct {
	Length int    `json:"length"`
	Digest string `json:"digest"` // of the last entry; empty at length 0
}

// Ledger is the list of disclosures; each line holds the digest of all lines before it. A Ledger only grows. Owners
// keep one for each model owner, model owners one for each training.
type Ledger struct {
	entries []Entry
	digests []string
}

// ErrLedger is the error of a ledger that was edited, cut or replaced by an older copy.
var ErrLedger = errors.New("invalid privacy ledger")

// line is an entry as stored.
type line struct {
	Previous string `json:"previous"`
	Entry
}

const ledgerDomain = "blindfit/2/privacy ledger\x00"

// ParseLedger reads the form of Marshal and checks the chain. It fails with ErrLedger.
func ParseLedger(b []byte) (*Ledger, error) {
	l := &Ledger{}
	for number := 1; len(b) > 0; number++ {
		text, rest, ended := bytes.Cut(b, []byte("\n"))
		var read line
		d := json.NewDecoder(bytes.NewReader(text))
		d.DisallowUnknownFields()
		if err := d.Decode(&read); err != nil || !ended {
			return nil, fmt.Errorf("%w: malformed line %d", ErrLedger, number)
		}
		added, err := l.add(read.Entry)
		if err != nil || read.Previous != l.previous(number) || !bytes.Equal(added, append(text, '\n')) {
			return nil, fmt.Errorf("%w: line %d does not follow from the ones before", ErrLedger, number)
		}
		b = rest
	}
	return l, nil
}

// previous returns the digest that line number (from 1) names.
func (l *Ledger) previous(number int) string {
	if number < 2 {
		return ""
	}
	return l.digests[number-2]
}

// add appends an entry and returns its line.
func (l *Ledger) add(e Entry) ([]byte, error) {
	if err := e.check(); err != nil {
		return nil, err
	}
	text, err := json.Marshal(line{Previous: l.previous(len(l.entries) + 1), Entry: e})
	if err != nil {
		return nil, err
	}
	h := sha256.Sum256(append([]byte(ledgerDomain), text...))
	l.entries, l.digests = append(l.entries, e), append(l.digests, hex.EncodeToString(h[:]))
	return append(text, '\n'), nil
}

// Marshal returns the ledger as lines of JSON.
func (l *Ledger) Marshal() []byte {
	var out []byte
	for i, e := range l.entries {
		text, err := json.Marshal(line{Previous: l.previous(i + 1), Entry: e})
		if err != nil {
			panic(fmt.Sprintf("internal error: %v", err)) // check refuses values that JSON cannot hold
		}
		out = append(append(out, text...), '\n')
	}
	return out
}

// Anchor returns the last point of the ledger.
func (l *Ledger) Anchor() Anchor {
	return Anchor{Length: len(l.entries), Digest: l.previous(len(l.entries) + 1)}
}

// Extends refuses a ledger that does not pass through a point it once had.
func (l *Ledger) Extends(a Anchor) error {
	if a.Length < 0 || a.Length > len(l.entries) || l.previous(a.Length+1) != a.Digest {
		return fmt.Errorf("%w: it is shorter than it was, or another one", ErrLedger)
	}
	return nil
}

// Entries returns the entries in order. The caller must not change them.
func (l *Ledger) Entries() []Entry { return l.entries }

// Has reports whether an attempt is charged already.
func (l *Ledger) Has(training string, round, attempt int) bool {
	return slices.ContainsFunc(l.entries, func(e Entry) bool {
		return e.Training == training && e.Round == round && e.Attempt == attempt
	})
}

// Charged reports whether the sum of an entry is charged already. Only the fields of e that identify the sum are
// compared.
func (l *Ledger) Charged(e Entry) bool { return slices.ContainsFunc(l.entries, e.same) }

// Sums returns how many sums of one round of a training are charged.
func (l *Ledger) Sums(training string, round int) int {
	n := 0
	for _, e := range l.entries {
		if e.Training == training && e.Round == round {
			n++
		}
	}
	return n
}

// Spent adds up the disclosures about a unit: in one training, or in all if training is empty.
func (l *Ledger) Spent(unit Unit, training string) *Accountant {
	a := NewAccountant(FineOrders())
	counts := map[Release]int{}
	var order []Release // floats add up the same way every time
	for _, e := range l.entries {
		if e.Unit == unit && (training == "" || e.Training == training) {
			if counts[e.release()] == 0 {
				order = append(order, e.release())
			}
			counts[e.release()]++
		}
	}
	for _, r := range order {
		a.Add(r, counts[r])
	}
	return a
}

// Count returns the number of entries about a unit.
func (l *Ledger) Count(unit Unit) int {
	n := 0
	for _, e := range l.entries {
		if e.Unit == unit {
			n++
		}
	}
	return n
}

// Delta returns the least δ of all trainings about a unit, for a statement over all of them. It returns 0 if there are
// none.
func (l *Ledger) Delta(unit Unit) float64 {
	least := 0.0
	for _, e := range l.entries {
		if e.Unit == unit && (least == 0 || e.Delta < least) {
			least = e.Delta
		}
	}
	return least
}

// ErrBudget is the error of a round that would pass a budget.
var ErrBudget = errors.New("the privacy budget is spent")

// Budget bounds the charges of a ledger.
type Budget struct {
	Target
	// Training selects the entries that count; all of the unit if it is empty.
	Training string
}

// slack forgives the rounding of the same sum taken in another order or on another machine.
const slack = 1e-9

// Charge appends an entry. If that would pass one of the budgets, the ledger stays as it was and the error wraps
// ErrBudget. An attempt that is already charged is not charged twice, nor is one that repeats its noisy values. A
// budget's δ applies to its own ε.
func (l *Ledger) Charge(e Entry, budgets ...Budget) error {
	if err := e.check(); err != nil {
		return err
	}
	for _, had := range l.entries {
		if had.same(e) {
			again := e
			again.Attempt = had.Attempt
			if had != again {
				return fmt.Errorf("%w: round %d was charged otherwise before", ErrLedger, e.Round)
			}
			return nil
		}
	}
	for _, b := range budgets {
		if err := l.Afford(e, 1, b); err != nil {
			return err
		}
	}
	_, err := l.add(e)
	return err
}

// Afford fails with ErrBudget if an entry cannot be charged count times within a budget.
func (l *Ledger) Afford(e Entry, count int, b Budget) error {
	all := make([]Entry, count)
	for i := range all {
		all[i] = e
	}
	return l.AffordAll(all, b)
}

// AffordAll is Afford for several entries about one unit, at least one.
func (l *Ledger) AffordAll(list []Entry, b Budget) error {
	e := list[0]
	a := l.Spent(e.Unit, b.Training)
	for _, x := range list {
		a.Add(x.release(), 1)
	}
	if epsilon, _ := a.Epsilon(b.Delta); !(epsilon <= b.Epsilon*(1+slack)) {
		return fmt.Errorf("%w: round %d would take ε past %.4g", ErrBudget, e.Round, b.Epsilon)
	}
	return nil
}
