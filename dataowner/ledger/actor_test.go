package ledger

import (
	"context"
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/blindfit/blindfit/dataowner/disclosure"
	"github.com/blindfit/blindfit/internal/secret"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Disk is Lines and Anchors in memory.
type Disk struct {
	Content [][]byte
	Saved   Anchor
}

func (m *Disk) Read(_ context.Context, from int) ([][]byte, error) {
	return slices.Clone(m.Content[min(from, len(m.Content)):]), nil
}

func (m *Disk) Append(_ context.Context, n int, line []byte) error {
	if n != len(m.Content) {
		return ErrTaken
	}
	m.Content = append(m.Content, slices.Clone(line))
	return nil
}

func (m *Disk) Load(context.Context) (Anchor, error) { return m.Saved, nil }

func (m *Disk) Save(_ context.Context, a Anchor) error { m.Saved = a; return nil }

// person is a row: a number that only the oracle and the human see, and the values of columns a, b, c and z, 0 for a
// blank. No training uses z.
type person struct {
	number int
	values [4]int
}

const letters = "abcz"

// table is a File.
type table struct {
	columns string // those that the file has
	rows    []person
}

func (t *table) Rows() int { return len(t.rows) }

func (t *table) Whole(i int) []byte {
	var b []byte
	for _, c := range t.columns {
		b = fmt.Appendf(b, "%c%d", c, t.rows[i].values[strings.IndexRune(letters, c)])
	}
	return b
}

func (t *table) Blank(i int) bool { return slices.Contains(t.rows[i].values[:3], 0) }

func (t *table) Number(i int) int { return i }

func (t *table) Values(encoding []byte, visit func(int, []byte)) error {
	for _, c := range encoding {
		if !strings.ContainsRune(t.columns, rune(c)) {
			return ErrColumns
		}
	}
	for i, r := range t.rows {
		v := r.of(string(encoding))
		if !slices.Contains(v[:len(encoding)], 0) {
			visit(i, fmt.Append(nil, v))
		}
	}
	return nil
}

// Columns encodes numbers as they are.
func (t *table) Columns(encoding []byte) (disclosure.Sum, error) {
	var s disclosure.Sum
	for _, c := range encoding {
		s.Columns = append(s.Columns, disclosure.Column{Name: string(c), Source: string(c)})
	}
	s.Read = func(i int, dst []float64) {
		v := t.rows[i].of(string(encoding))
		for k := range dst {
			dst[k] = float64(v[k])
		}
	}
	return s, nil
}

// of returns the values of the named columns.
func (p person) of(columns string) (v [4]int) {
	for k, c := range columns {
		v[k] = p.values[strings.IndexRune(letters, c)]
	}
	return v
}

// actor is an honest owner.
type actor struct {
	number  int
	count   int // for fresh values
	files   []*table
	current int
	disk    *Disk
	backup  [][]byte
	ledger  *Ledger
	off     rules
	stated  map[int]map[int]bool    // persons by training, as they were stated
	charges map[string]map[int]bool // persons by charged list
	ever    map[string]map[int]bool // likewise, whatever the ledger lost
	loaded  map[int]*Rows           // by training
}

func (a *actor) key() wire.Identity {
	return wire.Identity(sha256.Sum256(fmt.Append(nil, "owner ", a.number)))
}

func puppet(j int) wire.Identity { return wire.Identity(sha256.Sum256(fmt.Append(nil, "puppet ", j))) }

func newActor(number int, seed uint64, off rules) *actor {
	g := rand.New(rand.NewPCG(seed, uint64(number)+1000))
	a := &actor{number: number, disk: &Disk{}, off: off, stated: map[int]map[int]bool{}, charges: map[string]map[int]bool{},
		ever: map[string]map[int]bool{}, loaded: map[int]*Rows{}}
	a.open(seed)
	blanks := g.Float64() < .3
	a.files = []*table{a.table(g, blanks)}
	return a
}

func (a *actor) open(seed uint64) {
	a.ledger = &Ledger{lines: a.disk, anchors: a.disk, off: a.off}
	if err := a.ledger.open(context.Background(), secret.New(fmt.Appendf(nil, "secret of %20d %d", seed, a.number)), time.Time{}, false); err != nil {
		panic(err)
	}
}

func (a *actor) table(g *rand.Rand, blanks bool) *table {
	t := &table{columns: letters}
	for range 5 + g.IntN(5) {
		a.count++
		p := person{number: a.count}
		for k := range p.values {
			p.values[k] = a.count*10 + k + 1
		}
		if blanks && g.Float64() < .25 {
			p.values[0] = 0
		}
		t.rows = append(t.rows, p)
	}
	return t
}

// change makes a new version of the current file, or takes another file.
func (a *actor) change(op string, g *rand.Rand) {
	op, column, _ := strings.Cut(op, ":")
	old := a.files[a.current]
	t := &table{columns: old.columns, rows: slices.Clone(old.rows)}
	a.count++
	at := 0
	if len(t.rows) > 0 {
		at = g.IntN(len(t.rows))
	}
	col := strings.Index(letters, column)
	if column == "" {
		col = g.IntN(3)
	}
	switch {
	case op == "second":
		t = a.table(g, false)
	case op == "first":
		a.current = 0
		return
	case op == "add":
		t.rows = append(t.rows, a.table(g, false).rows[:2+g.IntN(2)]...)
	case op == "copy" && len(t.rows) > 0:
		for range 2 {
			a.count++
			t.rows = append(t.rows, person{a.count, t.rows[at].values})
		}
	case op == "remove" && len(t.rows) > 4:
		t.rows = t.rows[:len(t.rows)-2]
	case op == "correct":
		for j := at; j < min(len(t.rows), at+1+g.IntN(3)); j++ {
			t.rows[j].values[col] = a.count*1000 + j + 1
		}
	case op == "recode":
		for j := range t.rows {
			if t.rows[j].values[col] != 0 {
				t.rows[j].values[col] += a.count * 1000
			}
		}
	case op == "blank" && len(t.rows) > 0:
		t.rows[at].values[col] = 0
	case op == "unused":
		for j := range t.rows {
			t.rows[j].values[3] = a.count*1000 + j + 1
		}
	case op == "without":
		t.columns = strings.ReplaceAll(t.columns, string(letters[col]), "")
	}
	a.files = append(a.files, t)
	a.current = len(a.files) - 1
}
