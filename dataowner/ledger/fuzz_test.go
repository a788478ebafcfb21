package ledger

import (
	"bytes"
	"errors"
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
	f.Add(bytes.Replace(a.disk.Content[1], []byte(`"share":0.5`), []byte(`"share":0,"folds":2,"in_folds":["AAAAAAAAAAAAAAAAAAAAAA"]`), 1))
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

// foldsOf is a statement of some folds, of which it has the rows of all but the first, or not.
func foldsOf(folds, parts int) line {
	return line{Stated: &stated{Sum: Sum{Training: wire.TrainingID{1}, Encoding: []byte("e"), Rows: Hashes{{1}}, Folds: folds, InFolds: make([]Hashes, parts)}}}
}

// TestLinesOutOfPlace: events that cannot follow the ones before are refused, whatever wrote them.
func TestLinesOutOfPlace(t *testing.T) {
	id := wire.TrainingID{1}
	start := line{Begun: &begun{Version: version}}
	state := line{Stated: &stated{Sum: Sum{Training: id, Encoding: []byte("e"), Rows: Hashes{{1}}}}}
	pass, strike := line{Passed: &passed{Training: id}}, line{Struck: &struck{Training: id}}
	for name, c := range map[string]struct {
		lines []line
		ok    bool
	}{
		"passed":                     {[]line{start, state, pass}, true},
		"folds":                      {[]line{start, foldsOf(3, 2)}, true},
		"a fold missing":             {[]line{start, foldsOf(3, 1)}, false},
		"folds without a number":     {[]line{start, foldsOf(0, 1)}, false},
		"folds below none":           {[]line{start, foldsOf(-1, 0)}, false},
		"struck out":                 {[]line{start, state, strike}, true},
		"stated again":               {[]line{start, state, state, pass}, true},
		"begun twice":                {[]line{start, start}, false},
		"never begun":                {[]line{{Limited: &limited{1}}}, false},
		"of another version":         {[]line{{Begun: &begun{Version: version + 1}}}, false},
		"under another key":          {[]line{{Begun: &begun{Version: version, Key: wire.Digest{1}}}}, false},
		"two events in a line":       {[]line{start, {Moved: &moved{}, Limited: &limited{1}}}, false},
		"no event in a line":         {[]line{start, {}}, false},
		"passed, never stated":       {[]line{start, pass}, false},
		"passed twice":               {[]line{start, state, pass, pass}, false},
		"struck out, never stated":   {[]line{start, strike}, false},
		"struck out after it passed": {[]line{start, state, pass, strike}, false},
		"struck out twice":           {[]line{start, state, strike, strike}, false},
		"passed after struck out":    {[]line{start, state, strike, pass}, false},
		"stated after it passed":     {[]line{start, state, pass, state}, false},
		"stated after struck out":    {[]line{start, state, strike, state}, false},
		"rows of no line":            {[]line{start, {Stated: &stated{RowsOf: 7}}}, false},
		"rows twice":                 {[]line{start, state, {Stated: &stated{Sum: Sum{Training: wire.TrainingID{2}, Rows: Hashes{{1}}}, RowsOf: 1}}}, false},
		"a charge out of range":      {[]line{start, {Charged: &charged{}}}, false},
	} {
		s := newState(keys{})
		var texts [][]byte
		var last wire.Digest
		for _, e := range c.lines {
			e.Previous = last
			text, err := e.marshal()
			if err != nil {
				t.Fatal(err)
			}
			texts, last = append(texts, text), digest(text)
		}
		if _, err := s.extend(texts); (err == nil) != c.ok || err != nil && !errors.Is(err, ErrMalformed) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
