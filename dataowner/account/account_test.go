package account_test

import (
	"bytes"
	"math"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/dataowner/account"
	"github.com/blindfit/blindfit/dataowner/problem"
	"github.com/blindfit/blindfit/dataowner/store"
	"github.com/blindfit/blindfit/ml/dp"
	"github.com/blindfit/blindfit/ml/plan"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/protocol/attempt"
	"github.com/blindfit/blindfit/protocol/wire"
)

const oneRound = `"model":{"method":"one_round"},"privacy":{"epsilon":%s,"unit":"record"}`

func file(t *testing.T, epsilon, rounds string) *spec.File {
	t.Helper()
	fields := strings.Replace(oneRound, "%s", epsilon, 1)
	if rounds != "" {
		fields = `"model":{"weights":"shared"},"training":{"rounds":` + rounds + `},"privacy":{"epsilon":` + epsilon + `,"unit":"owner"}`
	}
	f, err := spec.Parse([]byte(`{"name":"T","features":[{"name":"a","type":"continuous","min":0,"max":1}],
		"target":{"name":"y","type":"continuous","min":0,"max":1},"key_bits":2048,` + fields + `}`))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// book is an owner's side of one training: its store and the point that its ledger is known to have reached.
type book struct {
	*testing.T
	store store.Store
	id    wire.TrainingID
	file  *spec.File
	known dp.Anchor
}

func newBook(t *testing.T, s store.Store, id byte, f *spec.File) *book {
	return &book{t, s, wire.TrainingID{id}, f, dp.Anchor{}}
}

func (b *book) read() (*account.Account, error) {
	return account.Read(b.Context(), b.store, b.id, b.file.Privacy, b.known)
}

// sum is an attempt at a round whose noisy values have this name.
func (b *book) sum(round, attempt int, release string) account.Sum {
	kind := wire.RoundGradient
	if b.file.Model.Method == spec.OneRound {
		kind = wire.RoundOneRound
	}
	e := plan.Entry(b.file, kind, 3)
	e.Training, e.Round, e.Attempt, e.Release = b.id.String(), round, attempt, release
	return account.Sum{Entry: e, MostLists: 2}
}

func (b *book) charge(s account.Sum) error {
	b.Helper()
	a, err := b.read()
	if err != nil {
		return err
	}
	_, err = a.Charge(b.Context(), b.store, s, func(end dp.Anchor) error { b.known = end; return nil })
	return err
}

func (b *book) spending() account.Spending {
	b.Helper()
	a, err := b.read()
	if err != nil {
		b.Fatal(err)
	}
	return a.Spending()
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func refused(t *testing.T, what string, err error, rule string) {
	t.Helper()
	if !problem.Has(err, problem.Privacy) || !strings.Contains(err.Error(), rule) {
		t.Errorf("%s: %v, want a refusal that contains %q", what, err, rule)
	}
}

// A sum is charged once however often its list repeats it; another list is charged again, as far as the training's ε and
// the number of lists go.
func TestSumsAreChargedOnce(t *testing.T) {
	b := newBook(t, store.NewMemory(), 1, file(t, "4", "2"))
	for attempt := 1; attempt <= 5; attempt++ {
		ok(t, b.charge(b.sum(1, attempt, "a")))
	}
	one := b.spending()
	if one.Sums != 1 || !(one.Spent > 0) || one.SpentAll != one.Spent {
		t.Errorf("five attempts over one list: %+v", one)
	}
	ok(t, b.charge(b.sum(1, 6, "b")))
	if two := b.spending(); two.Sums != 2 || !(two.Spent > one.Spent) {
		t.Errorf("a second list: %+v", two)
	}
	refused(t, "a third list", b.charge(b.sum(1, 7, "c")), "over 2 different lists")
	ok(t, b.charge(b.sum(1, 8, "a")))
	a, err := b.read()
	ok(t, err)
	if !a.Charged(1) || a.Charged(2) {
		t.Error("the account does not know which rounds are charged")
	}
}

// Past what the training asked for the owner takes no part, nor past its own limit.
func TestBudgets(t *testing.T) {
	b := newBook(t, store.NewMemory(), 1, file(t, "4", ""))
	ok(t, b.charge(b.sum(1, 1, "a")))
	if s := b.spending(); !(s.Spent > 3.9 && s.Spent <= 4) {
		t.Errorf("one round spent %v", s.Spent)
	}
	refused(t, "another list of the one round", b.charge(b.sum(1, 2, "b")), "more than the training asked for")
	if s := b.spending(); s.Sums != 1 {
		t.Error("a refused sum is charged")
	}
	for _, bad := range []float64{-1, math.NaN(), math.Inf(1)} {
		if account.SetLimit(t.Context(), b.store, bad) == nil {
			t.Errorf("a limit of %v was taken", bad)
		}
	}
}

// A model owner that makes itself a second key, or a third, is another one to every program. The limit is over all
// trainings of the vault, whoever made them.
func TestAttackLimitAcrossModelOwners(t *testing.T) {
	s := store.NewMemory()
	ok(t, account.SetLimit(t.Context(), s, 2.5))
	ok(t, newBook(t, s, 1, file(t, "2", "")).charge(newBook(t, s, 1, file(t, "2", "")).sum(1, 1, "a")))
	second := newBook(t, s, 2, file(t, "2", ""))
	refused(t, "a second training", second.charge(second.sum(1, 1, "a")), "your own limit of ε = 2.5")
	if spent := second.spending(); !(spent.SpentAll > 1.9 && spent.SpentAll <= 2.5) || spent.Spent != 0 {
		t.Errorf("spent %+v", spent)
	}
	ok(t, account.SetLimit(t.Context(), s, 0)) // without it the attack succeeds
	ok(t, second.charge(second.sum(1, 1, "a")))
}

// Two trainings that run at once both pass the check; the one that is written later notices.
func TestAttackLimitByTwoTrainingsAtOnce(t *testing.T) {
	s := store.NewMemory()
	ok(t, account.SetLimit(t.Context(), s, 2.5))
	first, second := newBook(t, s, 1, file(t, "2", "")), newBook(t, s, 2, file(t, "2", ""))
	a, err := first.read()
	ok(t, err)
	b, err := second.read()
	ok(t, err)
	note := func(dp.Anchor) error { return nil }
	_, err = a.Charge(t.Context(), s, first.sum(1, 1, "a"), note)
	ok(t, err)
	_, err = b.Charge(t.Context(), s, second.sum(1, 1, "a"), note)
	refused(t, "the second of two at once", err, "trainings that run at once")
}

// The noise of a list is that of its honest owners: as many of the roster may collude as the roster allows, however short
// the list is that the facilitator makes. So the ε that an owner is charged is that of the noise that is there for sure.
func TestAttackNoiseOfAShrunkList(t *testing.T) {
	f := file(t, "1", "")
	noise := f.Noise(wire.RoundOneRound)
	epsilon := func(r dp.Release) float64 {
		a := dp.NewAccountant(dp.FineOrders())
		a.Add(r, 1)
		e, _ := a.Epsilon(f.Privacy.Delta)
		return e
	}
	bound, _ := noise.Bound.Float64()
	for _, roster := range []int{4, 7, 10, 31, 64} {
		colluding := attempt.Colluding(roster)
		terms := attempt.Terms{Members: make([]wire.Member, roster), Noise: true}
		for list := terms.Least(); list <= roster; list++ {
			honest := attempt.Honest(list, roster)
			charged := epsilon(noise.Release(honest))
			local, _ := noise.Local(honest).Float64()
			// All colluders are in the list and add nothing.
			there := epsilon(dp.Release{Multiplier: local * math.Sqrt(float64(list-colluding)) / bound})
			if there > charged*1.001 {
				t.Errorf("roster %d, list %d: charged ε = %.3f, the noise is worth %.3f", roster, list, charged, there)
			}
			if list < roster { // colluders counted of the list, as if the facilitator had not left honest owners out
				local, _ = noise.Local(attempt.Honest(list, list)).Float64()
				wrong := epsilon(dp.Release{Multiplier: local * math.Sqrt(float64(list-colluding)) / bound})
				if attempt.Colluding(list) < colluding && wrong <= charged {
					t.Errorf("roster %d, list %d: without the roster the attack must succeed", roster, list)
				}
			}
		}
	}
}

// A ledger that was edited, cut, put back or taken away stops the owner.
func TestEditedLedger(t *testing.T) {
	b := newBook(t, store.NewMemory(), 1, file(t, "4", "3"))
	key := "privacy/" + b.id.String()
	ok(t, b.charge(b.sum(1, 1, "a")))
	one, err := b.store.Get(t.Context(), key)
	ok(t, err)
	ok(t, b.charge(b.sum(2, 1, "a")))
	two, err := b.store.Get(t.Context(), key)
	ok(t, err)
	for name, bad := range map[string][]byte{
		"edited": bytes.Replace(two, []byte(`"round":1`), []byte(`"round":7`), 1), "rolled back": one, "emptied": {}, "garbage": []byte("x"),
	} {
		ok(t, b.store.Put(t.Context(), key, bad))
		if err := b.charge(b.sum(3, 1, "a")); !problem.Has(err, problem.Privacy) {
			t.Errorf("%s: %v", name, err)
		}
	}
	ok(t, b.store.Delete(t.Context(), key))
	if err := b.charge(b.sum(3, 1, "a")); !problem.Has(err, problem.Privacy) {
		t.Errorf("taken away: %v", err)
	}
	ok(t, b.store.Put(t.Context(), key, two))
	ok(t, b.charge(b.sum(3, 1, "a")))
}

func TestInfo(t *testing.T) {
	f := file(t, "4", "2")
	got := account.InfoOf(f, 3, account.Spending{Sums: 1})
	if got == nil || got.Epsilon != 4 || got.Unit != dp.OwnerUnit || got.Clip != f.Privacy.Clip || got.Multiplier != f.Privacy.Multiplier || got.Rounds != 3 || got.Sums != 1 {
		t.Errorf("%+v", got)
	}
	f.Privacy = spec.Privacy{}
	if account.InfoOf(f, 3, account.Spending{}) != nil {
		t.Error("a training without privacy has some")
	}
}
