package account_test

import (
	"errors"
	"math"
	"math/big"
	"os"
	"path/filepath"
	"testing"

	"github.com/blindfit/blindfit/internal/testing/trainings"
	"github.com/blindfit/blindfit/ml/dp"
	"github.com/blindfit/blindfit/modelowner/account"
	"github.com/blindfit/blindfit/modelowner/folder"
	"github.com/blindfit/blindfit/modelowner/problem"
	"github.com/blindfit/blindfit/protocol/wire"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// members are six owners by number.
func members(which ...byte) (ids []wire.Identity) {
	for _, i := range which {
		ids = append(ids, wire.Identity{i})
	}
	return ids
}

// opened is the account of a training with a roster of six.
func opened(t *testing.T, file string) (*folder.Training, *account.Account, func(round, attempt int) account.Terms) {
	t.Helper()
	training, keys := trainings.New(t, file)
	trainings.Start(t, training, keys, 6)
	l, err := training.OpenLog(false)
	must(t, err)
	h, err := training.OpenRounds(false)
	must(t, err)
	a, err := account.Open(training, h)
	must(t, err)
	return training, a, func(round, attempt int) account.Terms {
		return account.Terms{Ref: wire.Ref{Round: round, Attempt: attempt}, Kind: wire.RoundGradient, Members: l.Members()}
	}
}

func again(t *testing.T, training *folder.Training) (*account.Account, error) {
	t.Helper()
	h, err := training.OpenRounds(false)
	must(t, err)
	return account.Open(training, h)
}

// A list is charged once, however many attempts repeat it; a different list, or one that is unknown, is charged again. The
// fewest honest owners of each list add all of the noise, so a shorter list costs the same.
func TestListsAreChargedOnce(t *testing.T) {
	training, a, terms := opened(t, trainings.NoisyFile)
	all, less := members(1, 2, 3, 4, 5, 6), members(1, 2, 3, 4)
	var spent []float64
	for i, c := range []struct {
		list []wire.Identity
		sums int
	}{{all, 1}, {all, 1}, {less, 2}, {all, 2}, {nil, 3}, {less, 3}} {
		must(t, a.Charge(terms(1, i+1), c.list))
		p := a.Summary()
		if p.Sums != c.sums || a.Sums(1) != c.sums || a.Sums(2) != 0 {
			t.Errorf("charge %d: %d sums, want %d", i, p.Sums, c.sums)
		}
		spent = append(spent, p.Spent)
		read, err := again(t, training)
		must(t, err)
		if r := read.Summary(); r.Spent != p.Spent || *read.Anchor() != *a.Anchor() {
			t.Errorf("charge %d: read back %+v", i, r)
		}
	}
	rounds := a.Summary().Rounds
	if first, second, unknown := rounds[0].Epsilon, rounds[1].Epsilon, rounds[2].Epsilon; first != second || second != unknown {
		t.Errorf("ε of the whole roster %v, of a shorter list %v, of an unknown one %v", first, second, unknown)
	}
	if spent[1] != spent[0] || spent[3] != spent[2] || !(spent[4] > spent[3]) {
		t.Errorf("spent %v", spent)
	}
}

// A round is affordable as long as the charges stay within ε, together with the rounds that have to follow.
func TestAffordableRounds(t *testing.T) {
	_, a, terms := opened(t, trainings.NoisyFile) // noise for four sums
	list := members(1, 2, 3, 4, 5, 6)
	for round := 1; round <= 4; round++ {
		if !a.Affords(terms(round, 1), wire.RoundGradient) || a.Affords(terms(round, 1), wire.RoundGradient, wire.RoundEvaluation) != (round < 4) {
			t.Errorf("round %d is not afforded as the noise was made for", round)
		}
		must(t, a.Charge(terms(round, 1), list))
	}
	if a.Affords(terms(5, 1), wire.RoundEvaluation) {
		t.Error("a fifth sum is afforded")
	}
	if p := a.Summary(); math.Abs(p.Spent/p.Epsilon-1) > 1e-3 || len(a.Latest().Rounds) != 1 || a.Latest().Rounds[0].Round != 4 {
		t.Errorf("spent %+v", p)
	}
}

// In a training without noise there is nothing to charge.
func TestAccountsWithoutNoise(t *testing.T) {
	training, a, terms := opened(t, trainings.File)
	must(t, a.Charge(terms(1, 1), members(1, 2, 3)))
	if a.Summary() != nil || a.Latest() != nil || a.Anchor() != nil || !a.Affords(terms(1, 1), wire.RoundGradient) {
		t.Error("a training without noise has an account")
	}
	if _, err := os.Stat(filepath.Join(training.Dir(), "privacy.jsonl")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a ledger is written: %v", err)
	}
}

// A ledger that was cut, edited or removed after a record of rounds named it is refused, with a hint; so is one that lacks a
// sum that was opened.
func TestLedgersThatAreRefused(t *testing.T) {
	training, a, terms := opened(t, trainings.NoisyFile)
	h, err := training.OpenRounds(true)
	must(t, err)
	var digest wire.Digest
	must(t, h.Add(folder.Record{Event: folder.RecordOpen, Ref: wire.Ref{Round: 1, Attempt: 1}, Kind: wire.RoundGradient, Weights: &digest, Blob: &digest}))
	must(t, a.Charge(terms(1, 1), nil))
	before := a.Anchor()
	must(t, a.Charge(terms(1, 2), members(1, 2, 3, 4)))
	must(t, h.Add(folder.Record{Event: folder.RecordAborted, Ref: wire.Ref{Round: 1, Attempt: 1}, Privacy: before}))
	must(t, h.Add(folder.Record{Event: folder.RecordAborted, Ref: wire.Ref{Round: 1, Attempt: 2}, Privacy: a.Anchor()}))
	path := filepath.Join(training.Dir(), "privacy.jsonl")
	whole, err := os.ReadFile(path)
	must(t, err)
	for name, bad := range map[string][]byte{"cut": whole[:len(whole)/2], "empty": {}, "edited": append([]byte("{"), whole...)} {
		must(t, os.WriteFile(path, bad, 0o600))
		if _, err := again(t, training); !errors.Is(err, dp.ErrLedger) || problem.Hint(err) == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	must(t, os.WriteFile(path, whole, 0o600))
	if _, err := again(t, training); err != nil {
		t.Errorf("whole again: %v", err)
	}
	must(t, h.Add(folder.Record{Event: folder.RecordResult, Ref: wire.Ref{Round: 1, Attempt: 3}, Owners: members(1, 2, 3, 4, 5),
		Sums: []*big.Int{big.NewInt(1)}, Aggregate: &digest, Uploads: &digest}))
	if _, err := again(t, training); !errors.Is(err, dp.ErrLedger) {
		t.Errorf("a result that was not charged: %v", err)
	}
}
