package ledger_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/dataowner/ledger"
	"github.com/blindfit/blindfit/protocol/wire"
)

// TestWords gives one training and states a second over the same file, which may have changed.
func TestWords(t *testing.T) {
	first := training("one", "x y")
	circle := "a b c"
	set := func(name, columns string, change func(*ledger.Training)) ledger.Training {
		s := training(name, columns)
		if change != nil {
			change(&s)
		}
		return s
	}
	weighted := func(s *ledger.Training) { s.Reach.Form = ledger.Weighted }
	estimates := func(s *ledger.Training) { s.Reach.Form = ledger.Estimates }
	noise := func(s *ledger.Training) { s.Exact = false }
	for name, c := range map[string]struct {
		change  func(*sheet)
		next    ledger.Training
		members string
		want    ledger.Word
	}{
		"nothing":                    {nil, training("two", "x y"), circle, ledger.Same},
		"fewer columns":              {nil, training("two", "y"), circle, ledger.Same},
		"more columns":               {nil, training("two", "x y z"), circle, ledger.Same},
		"weights":                    {nil, set("two", "x y", weighted), circle, ledger.Same},
		"estimates of owners":        {nil, set("two", "x y", estimates), circle, ledger.Same},
		"noise":                      {nil, set("two", "x y", noise), circle, ledger.Changed},
		"another model owner":        {nil, set("two", "x y", func(s *ledger.Training) { s.ModelOwner = key("another") }), circle, ledger.Same},
		"members in another order":   {nil, training("two", "x y"), "c a b", ledger.Same},
		"a member more":              {nil, training("two", "x y"), circle + " d", ledger.Changed},
		"a member less":              {nil, training("two", "x y"), "a b", ledger.Changed},
		"rows in another order":      {func(s *sheet) { slices.Reverse(s.rows) }, training("two", "x y"), circle, ledger.Same},
		"columns in another order":   {func(s *sheet) { s.header = []string{"y", "x", "z"}; swap(s) }, training("two", "x y"), circle, ledger.Same},
		"an unused column":           {func(s *sheet) { s.rows[3][2] = "9" }, training("two", "x y"), circle, ledger.Same},
		"a row more":                 {func(s *sheet) { s.add(1) }, training("two", "x y"), circle, ledger.Changed},
		"a copy of a row":            {func(s *sheet) { s.rows = append(s.rows, slices.Clone(s.rows[2])) }, training("two", "x y"), circle, ledger.Changed},
		"a row less":                 {func(s *sheet) { s.rows = s.rows[1:] }, training("two", "x y"), circle, ledger.Changed},
		"a cell edited":              {func(s *sheet) { s.rows[3][0] = "9" }, training("two", "x y"), circle, ledger.Changed},
		"a cell edited, used before": {func(s *sheet) { s.rows[3][0] = "9" }, training("two", "y"), circle, ledger.Changed},
		"every cell rewritten":       {func(s *sheet) { every(s, 0); every(s, 1) }, training("two", "x y"), circle, ledger.Changed},
		"one column rewritten":       {func(s *sheet) { every(s, 0) }, training("two", "y"), circle, ledger.Changed},
		"a column gone":              {func(s *sheet) { s.header[0] = "other" }, training("two", "y"), circle, ledger.Changed},
		"blank in a new column":      {func(s *sheet) { s.rows[3][2] = "" }, training("two", "x z"), circle, ledger.Changed},
	} {
		t.Run(name, func(t *testing.T) {
			o, f := newOwner(t, "a"), newSheet(30, "x", "y", "z")
			o.want(f, first, circle, nil, ledger.First)
			o.give(f, first, circle)
			next := f.clone()
			if c.change != nil {
				c.change(next)
			}
			o.want(next, c.next, c.members, nil, c.want)
			o.open() // from its lines
			o.want(next, c.next, c.members, nil, c.want)
			if noise := !c.next.Exact; !noise {
				other := newSheet(30, "x", "y", "z")
				for i := range other.rows {
					other.rows[i][0], other.rows[i][1] = "1"+other.rows[i][0], "2"+other.rows[i][1]
				}
				o.want(other, c.next, c.members, others(o.look(other, c.next)), ledger.First)
				o.want(other, c.next, c.members, nil, ledger.Changed)
			}
		})
	}
}

// A second meta-analysis of the same rows, over the same circle and of fewer columns, is asked about like one of other rows: its sums are
// further equations for the same estimates. Everything else over these rows passes as after any sum.
func TestSumsOfEstimatesAreAskedAboutAgain(t *testing.T) {
	circle := "a b c"
	meta := func(name, columns string) ledger.Training {
		s := training(name, columns)
		s.Reach.Form = ledger.Estimates
		return s
	}
	o, f := newOwner(t, "a"), newSheet(30, "x", "y", "z")
	o.give(f, meta("one", "x y"), circle)
	o.open()
	o.want(f, training("two", "x y z"), circle, nil, ledger.Same)
	s := o.want(f, meta("two", "x y"), circle, nil, ledger.Changed)
	if s.Oldest != nil || len(s.Covers) > 0 || len(s.Before) != 1 || s.Before[0].Changed {
		t.Errorf("stated %+v", s)
	}
	o.want(f, meta("two", "y"), circle, nil, ledger.Changed)
	facts := o.look(f, meta("two", "y")).Facts(nil, nil)
	if len(facts.Past) != 1 || !facts.Past[0].Estimates {
		t.Errorf("facts are %+v", facts.Past)
	}
	// A yes to the second is none to the third.
	o.give(f, meta("two", "y"), circle)
	o.want(f, meta("three", "y"), circle, nil, ledger.Changed)
	o.want(f, training("three", "y"), circle, nil, ledger.Same)
	if facts := o.look(f, training("three", "y")).Facts(nil, nil); facts.Past[0].Estimates {
		t.Error("sums of products are taken for sums of estimates")
	}
}

func swap(s *sheet) {
	for _, r := range s.rows {
		r[0], r[1] = r[1], r[0]
	}
}

// every rewrites a column, as an export in another format does.
func every(s *sheet, column int) {
	for _, r := range s.rows {
		r[column] += ".0"
	}
}

// TestNames: which trainings a statement names decides whether it matches those of others.
func TestNames(t *testing.T) {
	a, f := newOwner(t, "a"), newSheet(30, "x", "y", "z")
	reference := func(past, now ledger.Training) ledger.Reference {
		// What another member, in nothing else, names.
		b := newOwner(t, "b")
		b.give(f, past, "a b c")
		return *b.want(f, now, "a b c", nil, ledger.Same).Oldest
	}
	one, two, three := training("one", "x"), training("two", "x y"), training("three", "x y")
	a.give(f, one, "a b c")
	s := a.give(f, two, "a b c")
	if s.Oldest == nil || *s.Oldest != reference(one, two) || len(s.Covers) > 0 {
		t.Errorf("two: %+v, want the oldest and nothing that covers y", s)
	}
	s = a.give(f, three, "a b c")
	if s.Oldest == nil || *s.Oldest != reference(one, three) || !slices.Equal(s.Covers, []ledger.Reference{reference(two, three)}) {
		t.Errorf("three: %+v", s)
	}
	if reference(one, two) == reference(one, three) {
		t.Error("a training is called the same in two others: the facilitator could link them")
	}
	a.give(f, training("grown", "x y z"), "a b c d") // with a yes
	four := training("four", "x y")
	s = a.want(f, four, "a b c", nil, ledger.Same)
	if s.Oldest != nil || !slices.Equal(s.Covers, []ledger.Reference{reference(two, four), reference(three, four)}) || len(s.Before) != 4 {
		t.Errorf("four: %+v", s)
	}
	for i, changed := range []bool{false, false, false, false} {
		if s.Before[i].Changed != changed {
			t.Errorf("four: earlier training %d changed: %v", i, s.Before[i].Changed)
		}
	}
	a.want(f, training("five", "x y z"), "a b c", nil, ledger.Changed)
	moments, weighted := training("moments", "x z"), training("weighted", "x y")
	moments.Reach.Form, weighted.Reach.Form = ledger.Moments, ledger.Weighted
	a.want(f, moments, "a b c", nil, ledger.Changed) // no earlier one over this circle had z
	moments.Reach.Columns, moments.Encoding = []string{"x"}, []byte("x")
	if s := a.want(f, moments, "a b c", nil, ledger.Same); len(s.Covers) != 3 {
		t.Errorf("moments: %d trainings cover them, want 3", len(s.Covers))
	}
	a.want(f, weighted, "a b c", nil, ledger.Changed) // nothing covers weights that are still to be chosen
	estimates := training("estimates", "x y")
	estimates.Reach.Form = ledger.Estimates
	a.want(f, estimates, "a b c", nil, ledger.Changed) // nor do sums of products over more owners

	// Bounded, whatever was given.
	for i := range 40 {
		a.give(f, training("many"+strings.Repeat("i", i), "x y"), "a b c d")
	}
	if s := a.want(f, training("last", "x"), "a b c d", nil, ledger.Same); len(s.Before) != 32 || len(s.Covers) != 8 {
		t.Errorf("%d before, %d covers", len(s.Before), len(s.Covers))
	}
}

// TestLobby: what is stated counts from then on; named it can be only once it began, and struck out it is gone.
func TestLobby(t *testing.T) {
	ctx := context.Background()
	o, f := newOwner(t, "a"), newSheet(30, "x", "y")
	one, two := training("one", "x y"), training("two", "x y")
	o.declare(f, one, "a b", nil)
	_, err := o.ledger.Stated(ctx, one, o.ledger.Read(f))
	wantError(t, "uploads before the lobby passed", err, ledger.ErrNoPart)
	o.want(f, two, "a b", nil, ledger.Changed)
	if s := o.declare(f.clone().add(3), one, "a b", nil); s.Word != ledger.First {
		t.Errorf("stated again: %s, want first", s.Word)
	}
	if sums := o.ledger.Sums(); len(sums) != 2 || !sums[0].Struck || sums[1].Struck || len(sums[1].Rows) != 33 {
		t.Errorf("stated again: %d sums", len(sums))
	}
	if err := o.ledger.Strike(ctx, one.ID, when); err != nil {
		t.Fatal(err)
	}
	wantError(t, "struck out twice", o.ledger.Strike(ctx, one.ID, when), nil)
	wantError(t, "passed after it was struck out", o.ledger.Pass(ctx, one.ID, ledger.Verdict{}, when), ledger.ErrStated)
	_, err = o.ledger.Stated(ctx, one, o.ledger.Read(f))
	wantError(t, "uploads after it was struck out", err, ledger.ErrNoPart)
	_, err = o.ledger.Declare(ctx, o.look(f, one), ledger.Declaration{Members: keys("a b"), When: when})
	wantError(t, "stated after it was struck out", err, ledger.ErrStated)
	o.want(f, two, "a b", nil, ledger.First)
	o.give(f, two, "a b")
	wantError(t, "passed twice", o.ledger.Pass(ctx, two.ID, ledger.Verdict{Silent: true}, when), nil)
	wantError(t, "passed with another holdout", o.ledger.Pass(ctx, two.ID, ledger.Verdict{Holdout: true}, when), ledger.ErrStated)
	wantError(t, "never stated", o.ledger.Pass(ctx, training("no", "").ID, ledger.Verdict{}, when), ledger.ErrNoPart)
	_, err = o.ledger.Declare(ctx, o.look(f, two), ledger.Declaration{Members: keys("a b"), When: when})
	wantError(t, "stated after it passed", err, ledger.ErrStated)
	_, err = o.ledger.Look(o.ledger.Read(f), training("three", "x q"), nil)
	wantError(t, "a column that the file lacks", err, ledger.ErrColumns)
	empty := &sheet{header: []string{"x", "y"}}
	if _, err = o.ledger.Declare(ctx, o.look(empty, training("three", "x")), ledger.Declaration{Members: keys("a b"), When: when}); err == nil {
		t.Error("stated without rows")
	}
	one.Key, two.Key = wire.Digest{1}, wire.Digest{1}
	again := newOwner(t, "a")
	again.give(f, one, "a b")
	_, err = again.ledger.Look(again.ledger.Read(f), two, nil)
	wantError(t, "a key that was met before", err, ledger.ErrKey)
	if _, err = again.ledger.Look(again.ledger.Read(f), one, nil); err != nil {
		t.Error(err)
	}
}

// TestStatedRows: the statement fixes the rows; a file may grow, and nothing else.
func TestStatedRows(t *testing.T) {
	ctx := context.Background()
	o, f := newOwner(t, "a"), newSheet(40, "x", "y", "unused")
	f.rows[7][0], f.rows[7][1] = f.rows[6][0], f.rows[6][1] // alike to the training
	one := training("one", "x y")
	one.Share = .4
	o.give(f, one, "a b")
	want, err := o.ledger.Stated(ctx, one, o.ledger.Read(f))
	if err != nil {
		t.Fatal(err)
	}
	split := o.ledger.Read(f).Split(.4, 0)
	if slices.Contains(want.Keep, false) || !slices.Equal(want.Side, split) || !slices.Contains(split, 1) {
		t.Error("not all rows are in the sums, or not on their sides")
	}
	for name, c := range map[string]struct {
		change func(*sheet)
		err    error
	}{
		"as stated":              {func(*sheet) {}, nil},
		"in another order":       {func(s *sheet) { slices.Reverse(s.rows) }, nil},
		"new rows":               {func(s *sheet) { s.add(4) }, nil},
		"a row gone":             {func(s *sheet) { s.rows = s.rows[1:] }, ledger.ErrOtherRows},
		"a row changed":          {func(s *sheet) { s.rows[20][1] = "5" }, ledger.ErrOtherRows},
		"another side":           {func(s *sheet) { other(o, s, .4) }, ledger.ErrOtherRows},
		"without a used column":  {func(s *sheet) { s.header[0] = "no" }, ledger.ErrColumns},
		"the same row gone once": {func(s *sheet) { s.rows = slices.Delete(s.rows, 6, 7) }, ledger.ErrOtherRows},
	} {
		next := f.clone()
		c.change(next)
		got, err := o.ledger.Stated(ctx, one, o.ledger.Read(next))
		wantError(t, name, err, c.err)
		if err != nil {
			continue
		}
		rows, held := map[string]int{}, map[string]int{}
		for i := range next.rows {
			if got.Keep[i] {
				rows[strings.Join(next.rows[i][:2], ",")]++
			}
			if got.Side[i] == 1 {
				held[strings.Join(next.rows[i][:2], ",")]++
			}
		}
		back := 0
		for i, side := range want.Side {
			if side == 1 {
				back++
				held[strings.Join(f.rows[i][:2], ",")]--
			}
		}
		if len(rows) != 39 || rows[strings.Join(f.rows[6][:2], ",")] != 2 {
			t.Errorf("%s: other rows are in the sums", name)
		}
		for _, n := range held {
			if n != 0 {
				t.Errorf("%s: other rows are held back", name)
			}
		}
	}
	// Without a holdout after all, nothing is held back.
	two := training("two", "x y")
	two.Share = .4
	o.declare(f, two, "a b", nil)
	if err := o.ledger.Pass(ctx, two.ID, ledger.Verdict{}, when); err != nil {
		t.Fatal(err)
	}
	if c, err := o.ledger.Stated(ctx, two, o.ledger.Read(f)); err != nil || slices.Contains(c.Side, 1) {
		t.Errorf("rows are held back although one member's sides failed: %v", err)
	}
}

// other edits an unused cell until the split holds another set of rows back.
func other(o *owner, s *sheet, share float64) {
	was := o.ledger.Read(s).Split(share, 0)
	for n := 0; slices.Equal(was, o.ledger.Read(s).Split(share, 0)); n++ {
		s.rows[3][2] += "1"
	}
}

// TestSplit: which rows are held back follows from vault, whole row and number of the copy alone.
func TestSplit(t *testing.T) {
	o, f := newOwner(t, "a"), newSheet(4000, "x", "y")
	small, large := o.ledger.Read(f).Split(.3, 0), o.ledger.Read(f).Split(.5, 0)
	n := 0
	for i, side := range small {
		if side == 1 {
			n++
			if large[i] != 1 {
				t.Fatal("a larger share gives a row back")
			}
		}
	}
	// The standard deviation is 29 rows; six of them are passed once in 500 million.
	if n < 1200-174 || n > 1200+174 {
		t.Errorf("%d of 4000 rows are held back, want 1200", n)
	}
	reordered := &sheet{header: []string{"y", "x"}}
	for i, r := range f.rows {
		if i != 17 {
			reordered.rows = append(reordered.rows, []string{r[1], r[0]})
		}
	}
	if !slices.Equal(o.ledger.Read(reordered).Split(.3, 0), slices.Delete(slices.Clone(small), 17, 18)) {
		t.Error("the split depends on the order of columns, or on other rows")
	}
	if slices.Equal(newOwner(t, "b").ledger.Read(f).Split(.3, 0), small) {
		t.Error("two vaults hold the same rows back")
	}
	copies := &sheet{header: []string{"x"}}
	for range 400 {
		copies.rows = append(copies.rows, []string{"1"})
	}
	if s := o.ledger.Read(copies).Split(.5, 0); !slices.Contains(s, 1) || !slices.Contains(s, 0) {
		t.Error("copies of a row are held back together")
	}
	if s := o.ledger.Read(copies).Split(0, 0); slices.Contains(s, 1) {
		t.Error("rows are held back without a holdout")
	}
}

// TestFolds: the fold of a row follows from vault, whole row and number of the copy alone; ten folds divide each of five, and a fifth
// that is held back is a fold.
func TestFolds(t *testing.T) {
	o, f := newOwner(t, "a"), newSheet(4000, "x", "y")
	five, ten, held := o.ledger.Read(f).Split(0, 5), o.ledger.Read(f).Split(0, 10), o.ledger.Read(f).Split(.2, 0)
	n := make([]int, 5)
	for i, fold := range five {
		n[fold]++
		if ten[i]/2 != fold || (held[i] == 1) != (fold == 0) {
			t.Fatal("other parts of the rows than folds are summed")
		}
	}
	for _, x := range n { // six standard deviations of 25 rows
		if x < 800-152 || x > 800+152 {
			t.Errorf("folds of %v rows", n)
		}
	}
	if shorter := (&sheet{header: f.header, rows: f.rows[7:]}); !slices.Equal(o.ledger.Read(shorter).Split(0, 5), five[7:]) {
		t.Error("a fold depends on other rows")
	}
	folds := func(name string, n int) ledger.Training {
		x := training(name, "x y")
		x.Folds = n
		return x
	}
	f = newSheet(60, "x", "y", "unused")
	f.rows[7][0], f.rows[7][1] = f.rows[6][0], f.rows[6][1] // alike to the training
	o.give(f, folds("one", 3), "a b")
	if c, err := o.ledger.Stated(t.Context(), folds("one", 3), o.ledger.Read(f)); err != nil || !slices.Equal(c.Side, o.ledger.Read(f).Split(0, 3)) || !c.Holdout {
		t.Errorf("other folds than were stated: %v", err)
	}
	s := o.want(f, folds("two", 3), "a b", nil, ledger.Same)
	if s.Oldest == nil || len(s.Covers) != 1 || !s.Sides {
		t.Errorf("unexpected statement %+v", s)
	}
	o.want(f, folds("two", 0), "a b", nil, ledger.Same)
	o.want(f, folds("two", 2), "a b", nil, ledger.Changed)
	o.want(f, folds("two", 4), "a b", nil, ledger.Changed)
	edited := f.clone()
	for was := o.ledger.Read(f).Split(0, 3); slices.Equal(was, o.ledger.Read(edited).Split(0, 3)); {
		edited.rows[3][2] += "1" // a cell that the training does not use
	}
	o.want(edited, folds("two", 3), "a b", nil, ledger.Changed)
	o.want(edited, folds("two", 0), "a b", nil, ledger.Same)
	if _, err := o.ledger.Stated(t.Context(), folds("one", 3), o.ledger.Read(edited)); !errors.Is(err, ledger.ErrOtherRows) {
		t.Errorf("a row in another fold: %v", err)
	}
	// A sum over all rows before does not hold those of folds.
	p := newOwner(t, "a")
	p.give(f, folds("one", 0), "a b")
	if s := p.want(f, folds("two", 3), "a b", nil, ledger.Same); s.Oldest == nil || len(s.Covers) > 0 || !s.Sides {
		t.Errorf("unexpected statement %+v", s)
	}
}

// TestSides: a row that an earlier sum held back stays on its side.
func TestSides(t *testing.T) {
	o, f := newOwner(t, "a"), newSheet(60, "x", "y", "unused")
	share := func(name string, s float64) ledger.Training {
		x := training(name, "x y")
		x.Share = s
		return x
	}
	o.give(f, share("one", .5), "a b")
	o.want(f, share("two", .5), "a b", nil, ledger.Same)
	o.want(f, share("two", 0), "a b", nil, ledger.Same)
	o.want(f, share("two", .3), "a b", nil, ledger.Changed)
	edited := f.clone()
	other(o, edited, .5)
	o.want(edited, share("two", .5), "a b", nil, ledger.Changed)
	o.want(edited, share("two", 0), "a b", nil, ledger.Same)

	// An earlier sum over all rows has no sides, so nothing it opened holds both sides of a new one.
	p := newOwner(t, "a")
	p.give(f, share("one", 0), "a b")
	if s := p.want(f, share("two", .3), "a b", nil, ledger.Same); s.Oldest == nil || len(s.Covers) > 0 || !s.Sides {
		t.Errorf("unexpected statement %+v", s)
	}
}
