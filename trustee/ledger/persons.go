package ledger

import (
	"errors"
	"time"

	"github.com/blindfit/blindfit/protocol/wire"
)

// Person is a person as the ledger names it: 16 bytes that only the trustee's key file connects with the person's tags.
type Person [16]byte

// Reserved is the entry about the persons that a training may count: what it spends of their accounts is spent from then on,
// whether the training is closed or not.
type Reserved struct {
	Training wire.TrainingID `json:"training"`
	Epsilon  float64         `json:"epsilon"` // of the training
	Persons  []byte          `json:"persons"` // a Person after the other
}

// each calls f with every person.
func (r *Reserved) each(f func(Person)) {
	for b := r.Persons; len(b) > 0; b = b[len(Person{}):] {
		f(Person(b))
	}
}

// rounding is the most by which a sum of ε may exceed the limit.
const rounding = 1e-9

// Reserve writes down that an accepted training counts persons, and reports for each of them (no two are the same) if it does not: its
// account, the sum of ε over the trainings that count it, would exceed limit. A person that the training counts already is never over.
// Nothing is written if no person is added. It fails with ErrClosed once the training is closed.
func (l *Ledger) Reserve(t wire.TrainingID, epsilon, limit float64, persons []Person, now time.Time) (over []bool, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch accepted, closed := l.find(t); {
	case accepted == nil:
		return nil, errors.New("invalid reservation: the training was not accepted")
	case closed != nil:
		return nil, ErrClosed
	}
	spent, counted := map[Person]float64{}, map[Person]bool{}
	for i := range l.entries {
		if r := l.entries[i].Reserved; r != nil {
			r.each(func(p Person) {
				spent[p] += r.Epsilon
				counted[p] = counted[p] || r.Training == t
			})
		}
	}
	over = make([]bool, len(persons))
	added := &Reserved{Training: t, Epsilon: epsilon}
	for i, p := range persons {
		if counted[p] {
			continue
		}
		if over[i] = spent[p]+epsilon > limit+rounding; !over[i] {
			added.Persons = append(added.Persons, p[:]...)
		}
	}
	if len(added.Persons) > 0 {
		_, err = l.write(&line{When: now, Reserved: added})
	}
	return over, err
}
