package ledger_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/dataowner/disclosure"
	"github.com/blindfit/blindfit/dataowner/ledger"
)

// asked returns what a check asks: rule, number found and size of the class.
func asked(t *testing.T, k *ledger.Look, sides bool) (string, []ledger.Agreed) {
	t.Helper()
	r, err := k.Check(disclosure.Options{}, sides)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	var yes []ledger.Agreed
	for _, f := range r.Findings {
		out = append(out, fmt.Sprintf("%s %d of %d", f.Rule, f.Has, f.Class.Rows))
		yes = append(yes, f.Yes)
	}
	return strings.Join(out, ", "), yes
}

// agree gives the rows that keep reports, after a check that must ask for want and gets a yes.
func (o *owner) agree(f *sheet, tr ledger.Training, keep func(i int) bool, want string) {
	o.t.Helper()
	o.open()
	k, err := o.ledger.Look(o.ledger.Read(f), tr, keep)
	if err != nil {
		o.t.Fatal(err)
	}
	got, yes := asked(o.t, k, false)
	if got != want {
		o.t.Errorf("%s asks for %q, want %q", tr.Name, got, want)
	}
	if _, err := o.ledger.Declare(context.Background(), k, ledger.Declaration{Members: keys("a b"), Agreed: yes, When: when}); err != nil {
		o.t.Fatal(err)
	}
	if err := o.ledger.Pass(context.Background(), tr.ID, ledger.Verdict{Silent: true}, when); err != nil {
		o.t.Fatal(err)
	}
}

// clinic is a file of n patients with numbers that hardly repeat; only patient number lone has the rare code.
func clinic(n, lone int) *sheet {
	r := rand.New(rand.NewPCG(17, 17))
	s := &sheet{header: []string{"age", "rare", "outcome", "m"}}
	for i := range n {
		rare := "0"
		if i == lone {
			rare = "1"
		}
		s.rows = append(s.rows, []string{strconv.Itoa(1000 + r.IntN(7000)), rare, strconv.Itoa(r.IntN(9000)), strconv.Itoa(r.IntN(9000))})
	}
	return s
}

// TestAgreedOnce: a yes to a finding holds for the same rows until a new column comes, and for no other rows.
func TestAgreedOnce(t *testing.T) {
	o, f := newOwner(t, "a"), clinic(60, 7)
	give := func(f *sheet, tr ledger.Training, want string) { t.Helper(); o.agree(f, tr, nil, want) }
	give(f, training("one", "age outcome"), "")
	give(f, training("two", "age rare outcome"), "alone 1 of 60")
	give(f, training("three", "rare outcome"), "")
	give(f, training("four", "age rare outcome"), "")
	give(f, training("five", "rare m"), "alone 1 of 60")
	give(f, training("six", "age rare outcome m"), "")

	// New rows are looked at by themselves; those from before are settled.
	grown := clinic(90, 7)
	give(grown, training("seven", "age rare outcome"), "")
	fewer := clinic(94, 7)
	give(fewer, training("eight", "age m"), "rows 4 of 4, alone 4 of 4")
	// A row that is gone leaves a class that was not agreed to, and the four new rows meet new columns.
	fewer.rows = fewer.rows[1:]
	give(fewer, training("nine", "rare outcome"), "rows 4 of 4, alone 1 of 59, alone 4 of 4")
}

// TestAgreedClasses: a yes is about one class of rows: those of certain sums.
func TestAgreedClasses(t *testing.T) {
	o, f := newOwner(t, "a"), clinic(60, 99)
	give := func(tr ledger.Training, leave int, want string) {
		t.Helper()
		o.agree(f, tr, func(i int) bool { return i >= leave }, want)
	}
	four := "rows 4 of 4, alone 4 of 4"
	give(training("one", "age outcome"), 0, "")
	give(training("two", "age outcome"), 4, four) // left out
	give(training("three", "age outcome"), 0, "") // and in again: the same class, the same columns
	give(training("four", "age outcome"), 0, "")
	give(training("five", "age outcome m"), 0, four)
	give(training("six", "age outcome"), 9, "rows 5 of 5, alone 5 of 5") // five more leave the class of 56
	give(training("seven", "age outcome"), 4, "")
	// Another class of four rows, which are in other sums.
	f.rows = append(f.rows[4:], clinic(70, 99).rows[60:64]...)
	give(training("eight", "age outcome"), 0, four)
}

// TestAgreedClassesOfOneSize: classes of one size are told apart by the sums that they are in.
func TestAgreedClassesOfOneSize(t *testing.T) {
	o, f := newOwner(t, "a"), clinic(182, 7) // the first 60 rows: one is alone; twice 61 rows with three that are rare
	for _, i := range []int{61, 62, 63, 122, 123, 124} {
		f.rows[i][1] = "1"
	}
	give := func(tr ledger.Training, keep func(i int) bool, want string) { t.Helper(); o.agree(f, tr, keep, want) }
	columns := "age rare outcome"
	give(training("one", columns), func(i int) bool { return i < 60 || i > 120 }, "")
	give(training("two", columns), func(i int) bool { return i < 121 }, "alone 1 of 60")
	give(training("three", columns), func(i int) bool { return i != 61 && i != 122 }, "rows 1 of 1, rows 1 of 1, alone 2 of 60, alone 1 of 1, alone 2 of 60, alone 1 of 1")
}

// TestCutPoints: two cut points, one year apart, are found over the joint columns of both trainings.
func TestCutPoints(t *testing.T) {
	o, f := newOwner(t, "a"), clinic(60, 99)
	f.header = append(f.header, "over39", "over40")
	for i, r := range f.rows {
		// Everybody is over 30 in both columns or in neither, but for one patient.
		both := strconv.Itoa(i % 2)
		f.rows[i] = append(r, both, both)
	}
	f.rows[11][4], f.rows[11][5] = "1", "0"
	one, two := training("one", "over39 outcome"), training("two", "over40 outcome")
	for _, tr := range []ledger.Training{one, two} {
		if got, _ := asked(t, newOwner(t, "b").look(f, tr), false); got != "" {
			t.Errorf("%s alone asks for %q", tr.Name, got)
		}
	}
	o.give(f, one, "a b")
	if got, _ := asked(t, o.look(f, two), false); got != "alone 1 of 60" {
		t.Errorf("both ask for %q, want the one patient between the cut points", got)
	}
}

// TestCheckSides: both sides of a holdout are looked at, each row on its earlier side.
func TestCheckSides(t *testing.T) {
	o, f := newOwner(t, "a"), clinic(60, 99)
	one := training("one", "age outcome")
	one.Share = .5
	if got, _ := asked(t, o.look(f, one), true); got != "" {
		t.Errorf("sides of 60 rows ask for %q", got)
	}
	if got, _ := asked(t, o.look(clinic(15, 99), one), true); !strings.HasPrefix(got, "rows ") {
		t.Errorf("sides of 15 rows ask for %q", got)
	}
	o.give(f, one, "a b")
	two := one
	two.ID = training("two", "").ID
	if got, _ := asked(t, o.look(f, two), true); got != "" {
		t.Errorf("the same sides ask for %q", got)
	}
	two.Share = .6
	if got, _ := asked(t, o.look(f, two), true); !strings.HasPrefix(got, "rows ") {
		t.Errorf("rows that change sides ask for %q", got)
	}
	if got, _ := asked(t, o.look(f, two), false); got != "" {
		t.Errorf("all rows ask for %q", got)
	}
}

// TestCheckFolds: each fold is looked at by itself, with the columns of earlier sums.
func TestCheckFolds(t *testing.T) {
	o, f := newOwner(t, "a"), clinic(120, 99)
	one := training("one", "age outcome")
	one.Folds = 5
	if got, _ := asked(t, o.look(f, one), true); got != "" {
		t.Errorf("folds of 120 rows ask for %q", got)
	}
	if got, _ := asked(t, o.look(clinic(40, 99), one), true); !strings.HasPrefix(got, "rows ") {
		t.Errorf("five folds of 40 rows ask for %q", got)
	}
	if got, _ := asked(t, o.look(clinic(40, 99), one), false); got != "" {
		t.Errorf("40 rows ask for %q", got)
	}
	o.give(f, one, "a b")
	two := one
	two.ID = training("two", "").ID
	if got, _ := asked(t, o.look(f, two), true); got != "" {
		t.Errorf("the same folds ask for %q", got)
	}
	two.Folds = 4 // parts of a twentieth of the rows follow from five folds and four
	if got, _ := asked(t, o.look(f, two), true); !strings.HasPrefix(got, "rows ") {
		t.Errorf("rows that change folds ask for %q", got)
	}
	if got, _ := asked(t, o.look(f, two), false); got != "" {
		t.Errorf("all rows ask for %q", got)
	}
}

// TestCheckedSums: sums with noise make no classes, and sums with a column that the file lacks are left to a question.
func TestCheckedSums(t *testing.T) {
	o, f := newOwner(t, "a"), clinic(60, 99)
	noise := training("noise", "age")
	noise.Exact = false
	o.give(f, noise, "a b")
	grown := clinic(64, 99)
	one := training("one", "age outcome")
	if got, _ := asked(t, o.look(grown, one), false); got != "" {
		t.Errorf("four rows that a sum with noise lacks ask for %q", got)
	}
	o.give(f, training("m", "m"), "a b")
	grown.header[3] = "other"
	if got, _ := asked(t, o.look(grown, one), false); got != "" {
		t.Errorf("a sum of a column that the file lacks asks for %q", got)
	}
	grown.header[3] = "m"
	if got, _ := asked(t, o.look(grown, one), false); !strings.HasPrefix(got, "rows 4 of 4") {
		t.Errorf("four rows that an exact sum lacks ask for %q", got)
	}
}

// unreadable is a file whose columns cannot be encoded.
type unreadable struct{ *sheet }

var errColumns = errors.New("no such encoding")

func (unreadable) Columns([]byte) (disclosure.Sum, error) { return disclosure.Sum{}, errColumns }

func TestCheckErrors(t *testing.T) {
	o := newOwner(t, "a")
	_, err := o.look(unreadable{clinic(20, 1)}, training("one", "age")).Check(disclosure.Options{}, false)
	wantError(t, "checked", err, errColumns)
}

// TestQuestions: the owner is asked about each earlier sum whose rows cannot be found, once for a file.
func TestQuestions(t *testing.T) {
	o, f := newOwner(t, "a"), newSheet(20, "x", "y", "z")
	o.give(f, training("one", "x"), "a b")
	o.give(f, training("two", "y"), "a b")
	every(f, 0)
	f.header[1] = "other"
	three := training("three", "x z")
	q := o.look(f, three).Questions()
	if len(q) != 2 || q[0].Name != "one" || q[0].Missing || q[1].Name != "two" || !q[1].Missing || q[1].Rows != 20 {
		t.Fatalf("questions %+v", q)
	}
	o.want(f, three, "a b", nil, ledger.Changed)
	o.want(f, three, "a b", ledger.Answers{q[0].Line: true}, ledger.Changed)
	o.want(f, three, "a b", ledger.Answers{q[0].Line: true, q[1].Line: false}, ledger.Changed)
	o.want(f, three, "a b", others(o.look(f, three)), ledger.First)
	o.declare(f, three, "a b", ledger.Answers{q[0].Line: true, q[1].Line: false})
	if q := o.look(f, training("four", "z")).Questions(); len(q) != 1 || q[0].Name != "two" {
		t.Errorf("after a yes and a no %d questions are left, want the one with a no", len(q))
	}
	o.declare(f, three, "a b", others(o.look(f, three)))
	o.open()
	four := training("four", "z")
	if q := o.look(f, four).Questions(); len(q) != 0 {
		t.Errorf("asked again about the same file: %+v", q)
	}
	f.rows[3][2] = "5" // another file now
	if q := o.look(f, four).Questions(); len(q) != 2 {
		t.Errorf("%d questions about another file, want 2", len(q))
	}
	noise := training("five", "z")
	noise.Exact = false
	o.want(f, noise, "a b", nil, ledger.Changed)
}

// TestUsedFirst: of rows that look alike to an earlier sum, those that the training uses are taken for the earlier ones.
func TestUsedFirst(t *testing.T) {
	o, f := newOwner(t, "a"), newSheet(20, "x", "y")
	o.give(f, training("one", "x"), "a b")
	next := f.clone()
	for _, r := range next.rows {
		r[1] = ""
	}
	next.rows = append(next.rows, f.rows...)
	o.want(next, training("two", "x y"), "a b", nil, ledger.Same)
}

// TestLeftOut: rows that the training does not use are not found for it.
func TestLeftOut(t *testing.T) {
	o, f := newOwner(t, "a"), newSheet(20, "x", "y")
	o.give(f, training("one", "x"), "a b")
	f.add(12)
	k, err := o.ledger.Look(o.ledger.Read(f), training("two", "x"), func(i int) bool { return i >= 20 })
	if err != nil {
		t.Fatal(err)
	}
	if q := k.Questions(); k.Rows() != 12 || len(q) != 1 || q[0].Missing {
		t.Errorf("%d rows, questions %+v", k.Rows(), q)
	}
	if s := k.Statement(keys("a b"), others(k), false); s.Word != ledger.First {
		t.Errorf("other people: states %s, want first", s.Word)
	}
}

// TestAlike: rows that look alike to one sum are told apart by another, so that new rows are new in both.
func TestAlike(t *testing.T) {
	o := newOwner(t, "a")
	f := &sheet{header: []string{"sex", "id"}}
	for i := range 40 {
		f.rows = append(f.rows, []string{strconv.Itoa(i % 2), strconv.Itoa(i)})
	}
	o.give(f, training("coarse", "sex"), "a b")
	o.give(f, training("fine", "id"), "a b")
	next := &sheet{header: f.header} // four new rows at the top
	for i := range 4 {
		next.rows = append(next.rows, []string{strconv.Itoa(i % 2), strconv.Itoa(100 + i)})
	}
	next.rows = append(next.rows, f.rows...)
	got, _ := asked(t, o.look(next, training("both", "sex id")), false)
	if strings.Count(got, "rows ") != 1 || !strings.HasPrefix(got, "rows 4 of 4") {
		t.Errorf("asks for %q, want the four new rows alone: old and new rows of one sex are mixed up", got)
	}
}
