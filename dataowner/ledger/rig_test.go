package ledger_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/blindfit/blindfit/dataowner/disclosure"
	"github.com/blindfit/blindfit/dataowner/ledger"
	"github.com/blindfit/blindfit/internal/secret"
	"github.com/blindfit/blindfit/protocol/wire"
)

// sheet is a file: a header and rows of whole numbers, blank cells empty. An encoding is names of columns.
type sheet struct {
	header []string
	rows   [][]string
}

// newSheet makes a sheet of n rows, each unlike all others.
func newSheet(n int, header ...string) *sheet {
	s := &sheet{header: header}
	s.add(n)
	return s
}

func (s *sheet) add(n int) *sheet {
	for range n {
		var row []string
		for k := range s.header {
			row = append(row, strconv.Itoa(len(s.rows)*len(s.rows)%97*10+len(s.rows)*1000+k))
		}
		s.rows = append(s.rows, row)
	}
	return s
}

func (s *sheet) clone() *sheet {
	c := &sheet{header: slices.Clone(s.header)}
	for _, r := range s.rows {
		c.rows = append(c.rows, slices.Clone(r))
	}
	return c
}

func (s *sheet) Rows() int { return len(s.rows) }

func (s *sheet) Whole(i int) []byte {
	var cells []string
	for k, name := range s.header {
		cells = append(cells, strconv.Quote(name)+":"+strconv.Quote(s.rows[i][k]))
	}
	slices.Sort(cells)
	return []byte(strings.Join(cells, ","))
}

func (s *sheet) Blank(i int) bool { return slices.Contains(s.rows[i], "") }

func (s *sheet) Number(i int) int { return i + 2 }

func (s *sheet) Values(encoding []byte, visit func(int, []byte)) error {
	at, err := s.columns(encoding)
	if err != nil {
		return err
	}
	for i, row := range s.rows {
		var cells []string
		for _, k := range at {
			cells = append(cells, row[k])
		}
		if !slices.Contains(cells, "") {
			visit(i, []byte(strings.Join(cells, ",")))
		}
	}
	return nil
}

func (s *sheet) columns(encoding []byte) ([]int, error) {
	var at []int
	for name := range strings.FieldsSeq(string(encoding)) {
		k := slices.Index(s.header, name)
		if k < 0 {
			return nil, ledger.ErrColumns
		}
		at = append(at, k)
	}
	return at, nil
}

func (s *sheet) Columns(encoding []byte) (disclosure.Sum, error) {
	at, err := s.columns(encoding)
	if err != nil {
		return disclosure.Sum{}, err
	}
	var out disclosure.Sum
	for _, k := range at {
		out.Columns = append(out.Columns, disclosure.Column{Name: s.header[k], Source: s.header[k]})
	}
	out.Read = func(i int, dst []float64) {
		for j, k := range at {
			dst[j], _ = strconv.ParseFloat(s.rows[i][k], 64)
		}
	}
	return out, nil
}

var when = time.Date(2027, 2, 3, 4, 5, 6, 0, time.UTC)

func vaultSecret(name string) secret.Value[[]byte] {
	b := sha256.Sum256([]byte(name))
	return secret.New(b[:])
}

// owner is an owner with its disk.
type owner struct {
	t      *testing.T
	name   string
	disk   *ledger.Disk
	ledger *ledger.Ledger
}

func newOwner(t *testing.T, name string) *owner {
	t.Helper()
	o := &owner{t: t, name: name, disk: &ledger.Disk{}}
	o.open()
	return o
}

func (o *owner) open() {
	o.t.Helper()
	l, err := ledger.Open(context.Background(), o.disk, o.disk, vaultSecret(o.name), when)
	if err != nil {
		o.t.Fatal(err)
	}
	o.ledger = l
}

func key(name string) wire.Identity { return sha256.Sum256([]byte("key of " + name)) }

func keys(names string) (out []wire.Identity) {
	for n := range strings.FieldsSeq(names) {
		out = append(out, key(n))
	}
	return out
}

// training makes an exact training over products of columns.
func training(name, columns string) ledger.Training {
	return ledger.Training{ID: sha256.Sum256([]byte("training " + name)), Name: name, ModelOwner: key("model owner"), Masking: ledger.Pairwise,
		Exact: true, Reach: ledger.Reach{Form: ledger.Products, Columns: strings.Fields(columns)}, Encoding: []byte(columns),
		Secret: vaultSecret("link of " + name)}
}

func (o *owner) look(f ledger.File, t ledger.Training) *ledger.Look {
	o.t.Helper()
	k, err := o.ledger.Look(o.ledger.Read(f), t, nil)
	if err != nil {
		o.t.Fatal(err)
	}
	return k
}

// others answers every question with yes, these are other people.
func others(k *ledger.Look) ledger.Answers {
	a := ledger.Answers{}
	for _, q := range k.Questions() {
		a[q.Line] = true
	}
	return a
}

// declare declares with the given members and answers.
func (o *owner) declare(f ledger.File, t ledger.Training, members string, a ledger.Answers) ledger.Statement {
	o.t.Helper()
	s, err := o.ledger.Declare(context.Background(), o.look(f, t), ledger.Declaration{Members: keys(members), Answers: a, Sides: true, When: when})
	if err != nil {
		o.t.Fatal(err)
	}
	return s
}

// give declares and passes the lobby.
func (o *owner) give(f ledger.File, t ledger.Training, members string) ledger.Statement {
	o.t.Helper()
	s := o.declare(f, t, members, nil)
	if err := o.ledger.Pass(context.Background(), t.ID, ledger.Verdict{Silent: true, Holdout: t.Share > 0 || t.Folds > 0}, when); err != nil {
		o.t.Fatal(err)
	}
	return s
}

func (o *owner) want(f ledger.File, t ledger.Training, members string, a ledger.Answers, word ledger.Word) ledger.Statement {
	o.t.Helper()
	s := o.look(f, t).Statement(keys(members), a, true)
	if named := s.Oldest != nil || len(s.Covers) > 0; named != (s.Word == ledger.Same) || s.Word == ledger.First && len(s.Before) > 0 {
		o.t.Errorf("training %s: a statement that nobody takes: %+v", t.Name, s)
	}
	if s.Word != word {
		o.t.Errorf("training %s: states %s, want %s", t.Name, s.Word, word)
	}
	return s
}

func wantError(t *testing.T, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: got %v, want %v", what, err, want)
	}
}

func describe(o []ledger.Offer) string {
	var out []string
	for _, x := range o {
		out = append(out, fmt.Sprintf("%d-%d %s", x.Rows, x.Left, x.Statement.Word))
	}
	return strings.Join(out, ", ")
}
