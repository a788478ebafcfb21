package ledger

import (
	"bytes"
	"testing"
	"time"

	"github.com/blindfit/blindfit/ml/dp"
	"github.com/blindfit/blindfit/protocol/wire"
)

// FuzzLines: no lines make the reader panic, and all that it reads it would write in the same bytes.
func FuzzLines(f *testing.F) {
	a := newActor(0, 1, rules{})
	c := course{plan: plan{honest: []int{0}, cols: "ab", form: Products, exact: true, share: .5}}
	k, err := a.ledger.Look(a.ledger.Read(a.files[0]), c.training(), nil)
	if err != nil {
		f.Fatal(err)
	}
	if _, err := a.ledger.Declare(f.Context(), k, Declaration{Members: []wire.Identity{a.key()}, Agreed: []Agreed{{}}}); err != nil {
		f.Fatal(err)
	}
	for _, next := range []line{
		{Passed: &passed{Training: c.id()}}, {Limited: &limited{3}}, {Gap: &gap{Reason: GapOlder}}, {Moved: &moved{}},
	} {
		if err := a.ledger.append(f.Context(), time.Time{}, next); err != nil {
			f.Fatal(err)
		}
	}
	f.Add(bytes.Join(a.disk.Content, []byte("\n")))
	charge, err := (&line{Charged: &charged{Entry: dp.Entry{Training: "t", Unit: dp.OwnerUnit, Multiplier: 1, Parties: 1, Values: 1, Delta: 1e-5}}}).marshal()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(charge)
	f.Fuzz(func(t *testing.T, text []byte) {
		s := newState(a.ledger.keys)
		_, _ = s.extend(bytes.Split(text, []byte("\n")))
		for _, one := range bytes.Split(text, []byte("\n")) {
			if read, err := parseLine(one, s.length, s.last); err == nil {
				if again, err := read.marshal(); err != nil || !bytes.Equal(again, one) {
					t.Fatal("a line is read that would be written otherwise")
				}
			}
		}
	})
}
