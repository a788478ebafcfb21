package dp

import (
	"bytes"
	"errors"
	"math"
	"strings"
	"testing"
)

func entry(round int) Entry {
	return Entry{Training: strings.Repeat("ab", 32), Round: round, Kind: "gradient", Unit: OwnerUnit, Multiplier: 4, Local: 1e6, Parties: 3, Values: 9, Delta: 1e-5}
}

func ledgerOf(t *testing.T, entries ...Entry) *Ledger {
	t.Helper()
	l := &Ledger{}
	for _, e := range entries {
		if err := l.Charge(e); err != nil {
			t.Fatal(err)
		}
	}
	return l
}

// TestLedgerStopsAtBudget charges rounds until the budget refuses, which is exactly where the accountant says.
func TestLedgerStopsAtBudget(t *testing.T) {
	const most = 3.617100 + 1e-6 // ten rounds
	l := &Ledger{}
	budget := Budget{Target: Target{Epsilon: most, Delta: 1e-5}}
	for round := 1; round <= 10; round++ {
		if err := l.Charge(entry(round), budget); err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
	}
	before := l.Marshal()
	if err := l.Charge(entry(11), budget); !errors.Is(err, ErrBudget) {
		t.Errorf("round 11: %v", err)
	}
	if err := l.Afford(entry(11), 1, budget); !errors.Is(err, ErrBudget) {
		t.Errorf("round 11 could be afforded: %v", err)
	}
	if !bytes.Equal(l.Marshal(), before) {
		t.Error("a refused round was charged")
	}
	if err := l.Charge(entry(3), budget); err != nil || !bytes.Equal(l.Marshal(), before) {
		t.Errorf("an attempt was charged twice: %v", err)
	}
	retry := entry(10)
	retry.Attempt = 2
	if err := l.Charge(retry, budget); !errors.Is(err, ErrBudget) {
		t.Errorf("another attempt at a round was free: %v", err)
	}
	if got, _ := l.Spent(OwnerUnit, "").Epsilon(1e-5); got > most || got < most-1e-3 {
		t.Errorf("spent ε = %v", got)
	}
	if got, _ := l.Spent(RecordUnit, "").Epsilon(1e-5); got != 0 {
		t.Errorf("the other unit has ε = %v", got)
	}
	other := entry(1)
	other.Training, other.Delta = strings.Repeat("cd", 32), 1e-7
	if err := l.Charge(other, Budget{Target: budget.Target, Training: other.Training}); err != nil {
		t.Errorf("another training has its own budget: %v", err)
	}
	one, _ := l.Spent(OwnerUnit, other.Training).Epsilon(1e-5)
	all, _ := l.Spent(OwnerUnit, "").Epsilon(1e-5)
	if !(one > 0 && one < all && all > most) || l.Delta(OwnerUnit) != 1e-7 {
		t.Errorf("one training ε = %v, all ε = %v, δ = %v", one, all, l.Delta(OwnerUnit))
	}
	without := entry(20)
	without.Multiplier = 1e-9
	if err := l.Afford(without, 1, Budget{Target: Target{Epsilon: 100, Delta: 1e-5}}); !errors.Is(err, ErrBudget) {
		t.Errorf("a round without noise: %v", err)
	}
}

// TestLedgerRefusesEdits changes every byte, every line and the length of a ledger.
func TestLedgerRefusesEdits(t *testing.T) {
	l := ledgerOf(t, entry(1), entry(2), entry(3))
	text := l.Marshal()
	read, err := ParseLedger(text)
	if err != nil || read.Anchor() != l.Anchor() || !bytes.Equal(read.Marshal(), text) {
		t.Fatalf("a ledger does not survive being written: %v", err)
	}
	for i := range text {
		edited := bytes.Clone(text)
		edited[i] ^= 1
		got, err := ParseLedger(edited)
		if err == nil && got.Extends(l.Anchor()) == nil {
			t.Errorf("byte %d can be edited", i)
		}
	}
	lines := bytes.SplitAfter(text, []byte("\n"))
	for name, edited := range map[string][]byte{
		"first line gone":   bytes.Join(lines[1:], nil),
		"middle line gone":  bytes.Join([][]byte{lines[0], lines[2]}, nil),
		"line twice":        bytes.Join([][]byte{lines[0], lines[1], lines[1], lines[2]}, nil),
		"lines swapped":     bytes.Join([][]byte{lines[1], lines[0], lines[2]}, nil),
		"no end":            text[:len(text)-1],
		"spaces":            bytes.Replace(text, []byte(":"), []byte(": "), 1),
		"an unknown field":  bytes.Replace(text, []byte("{"), []byte(`{"x":1,`), 1),
		"not a ledger":      []byte("hello\n"),
		"an empty line":     append([]byte("\n"), text...),
		"a number too many": []byte(strings.Replace(string(text), `"round":1`, `"round":1e999`, 1)),
	} {
		if _, err := ParseLedger(edited); !errors.Is(err, ErrLedger) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, edited := range map[string][]byte{"last line gone": bytes.Join(lines[:2], nil), "nothing": nil} {
		back, err := ParseLedger(edited)
		if err != nil {
			t.Fatal(err)
		}
		if err := back.Extends(l.Anchor()); !errors.Is(err, ErrLedger) {
			t.Errorf("%s: a rolled-back ledger passes: %v", name, err)
		}
		if err := l.Extends(back.Anchor()); err != nil {
			t.Errorf("%s: a longer ledger is refused: %v", name, err)
		}
	}
	if err := ledgerOf(t, entry(1), entry(2), entry(4)).Extends(l.Anchor()); !errors.Is(err, ErrLedger) {
		t.Errorf("another ledger passes: %v", err)
	}
	if err := l.Extends(Anchor{Length: -1}); err == nil {
		t.Error("a negative length passes")
	}
}

func TestLedgerRefusesEntries(t *testing.T) {
	for name, change := range map[string]func(*Entry){
		"no training":      func(e *Entry) { e.Training = "" },
		"no noise":         func(e *Entry) { e.Multiplier = 0 },
		"NaN noise":        func(e *Entry) { e.Multiplier = math.NaN() },
		"unit":             func(e *Entry) { e.Unit = "both" },
		"no owner":         func(e *Entry) { e.Parties = 0 },
		"delta 0":          func(e *Entry) { e.Delta = 0 },
		"delta 1":          func(e *Entry) { e.Delta = 1 },
		"negative attempt": func(e *Entry) { e.Attempt = -1 },
		"no values":        func(e *Entry) { e.Values = 0 },
	} {
		e := entry(1)
		change(&e)
		l := &Ledger{}
		if err := l.Charge(e); err == nil || len(l.Entries()) != 0 {
			t.Errorf("%s: charged, %v", name, err)
		}
	}
	l := ledgerOf(t, entry(1))
	changed := entry(1)
	changed.Multiplier = 9
	if err := l.Charge(changed); !errors.Is(err, ErrLedger) {
		t.Errorf("an attempt was charged otherwise the second time: %v", err)
	}
	if !l.Has(entry(1).Training, 1, 0) || l.Has(entry(1).Training, 1, 1) {
		t.Error("the ledger does not know what it holds")
	}
}

// TestLedgerCountsRepeatedSumsOnce charges one noisy sum in two attempts, and another sum of the same round.
func TestLedgerCountsRepeatedSumsOnce(t *testing.T) {
	first, again, other := entry(1), entry(1), entry(1)
	first.Attempt, first.Release = 1, "a"
	again.Attempt, again.Release = 2, "a"
	other.Attempt, other.Release = 3, "b"
	l := ledgerOf(t, first, again, other, again)
	if n := l.Sums(first.Training, 1); n != 2 || len(l.Entries()) != 2 || !l.Charged(again) || l.Entries()[0].Attempt != 1 {
		t.Errorf("%d sums are charged: %+v", n, l.Entries())
	}
	again.Parties++
	if err := l.Charge(again); !errors.Is(err, ErrLedger) {
		t.Errorf("a repeated sum was charged otherwise: %v", err)
	}
	read, err := ParseLedger(l.Marshal())
	if err != nil || !read.Charged(other) || read.Charged(entry(1)) {
		t.Errorf("written and read: %v", err)
	}
}

// FuzzParseLedger says that what is read is written back byte by byte, and nothing panics.
func FuzzParseLedger(f *testing.F) {
	l := &Ledger{}
	for round := range 3 {
		if err := l.Charge(entry(round + 1)); err != nil {
			f.Fatal(err)
		}
	}
	text := l.Marshal()
	f.Add(text)
	f.Add(text[:len(text)/2])
	f.Add([]byte(`{"previous":"","training":"a"}` + "\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		read, err := ParseLedger(b)
		if err != nil {
			return
		}
		if !bytes.Equal(read.Marshal(), b) {
			t.Error("a ledger is written otherwise than it was read")
		}
		read.Spent(OwnerUnit, "").Epsilon(1e-5)
	})
}
