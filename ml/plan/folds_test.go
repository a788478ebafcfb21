package plan_test

import (
	"math/big"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/ml/plan"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/ml/squares"
	"github.com/blindfit/blindfit/protocol/wire"
)

// foldFile is a training of one number by another, in one round.
func foldFile(t *testing.T, folds string) *spec.File {
	t.Helper()
	f, err := spec.Parse([]byte(`{"features": [{"name": "x", "type": "continuous", "min": 0, "max": 10, "step": 1}],
		"target": {"name": "y", "type": "continuous", "min": 0, "max": 10, "step": 1}, "model": {"kind": "linear_regression", "method": "one_round"}` + folds + `}`))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func foldTable(t *testing.T, f *spec.File, rows string) *schema.Table {
	t.Helper()
	out, _, err := f.Schema().ReadCSV(strings.NewReader("x,y\n"+rows), schema.ReadOptions{NeedTarget: true})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// once runs the one round over the rows of each owner.
func once(t *testing.T, f *spec.File, owners ...*plan.Rows) (plan.Plan, []*big.Int, error) {
	t.Helper()
	p, err := plan.New(f)
	if err != nil {
		t.Fatal(err)
	}
	point, _, err := p.Next()
	if err != nil {
		t.Fatal(err)
	}
	var sum []*big.Int
	for _, o := range owners {
		values, err := o.Upload(point)
		if err != nil {
			t.Fatal(err)
		}
		if want := f.RoundShapes()[0].Values; len(values) != want {
			t.Fatalf("%d values, the budget has %d", len(values), want)
		}
		if sum == nil {
			sum = values
			continue
		}
		for i, v := range values {
			sum[i].Add(sum[i], v)
		}
	}
	return p, sum, p.Observe(point, plan.Sums{Values: sum, Owners: len(owners)})
}

// The sums of folds are those of the rows of each fold over all owners, also of the last, and the model is that without folds.
func TestFolds(t *testing.T) {
	f, plain := foldFile(t, `, "folds": 3`), foldFile(t, "")
	first, second := "1,2\n2,5\n3,3\n4,8\n", "5,1\n6,9\n7,7\n8,2\n9,9\n"
	var owners, all []*plan.Rows
	folds := []string{"1,2\n4,8\n5,1\n8,2\n", "2,5\n6,9\n9,9\n", "3,3\n7,7\n"} // each third row of an owner
	for _, rows := range []string{first, second} {
		r, err := plan.NewFoldRows(f, foldTable(t, f, rows).Folds(3, func(row int) int { return row % 3 }))
		if err != nil {
			t.Fatal(err)
		}
		if n, held := r.Counts(); n != strings.Count(rows, "\n") || held != 0 {
			t.Errorf("%d rows and %d held back", n, held)
		}
		owners = append(owners, r)
		whole, err := plan.NewRows(plain, foldTable(t, plain, rows), [32]byte{})
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, whole)
	}
	p, sum, err := once(t, f, owners...)
	if err != nil {
		t.Fatal(err)
	}
	q, _, err := once(t, plain, all...)
	if err != nil {
		t.Fatal(err)
	}
	if p.Cost() != q.Cost() || plan.FoldsOf(q) != nil {
		t.Error("folds change the model")
	}
	if n := plan.RowCount(f, wire.RoundOneRound, sum); n.Int64() != 9 {
		t.Errorf("%v rows", n)
	}
	got := plan.FoldsOf(p)
	if len(got) != 3 {
		t.Fatalf("%d folds", len(got))
	}
	for i, rows := range folds {
		want, err := squares.AccumulateFor(f.LeastSquares(), foldTable(t, f, rows))
		if err != nil {
			t.Fatal(err)
		}
		for k, v := range want.Vector() {
			if got[i].Vector()[k].Cmp(v) != 0 {
				t.Errorf("fold %d: value %d is not the sum over its rows", i+1, k)
			}
		}
	}
	// Sums of a fold that no rows have are refused: more than all rows, or none.
	for name, change := range map[string]func([]*big.Int){
		"more rows than all": func(v []*big.Int) { n := len(v) / 3; v[n].Lsh(v[n], 4); v[2*n-1].Lsh(v[2*n-1], 4) },
		"a fold without rows": func(v []*big.Int) {
			n := len(v) / 3
			for i := n; i < 2*n; i++ {
				v[i].SetInt64(0)
			}
		},
		"squares out of range": func(v []*big.Int) { n := len(v) / 3; v[2*n-2].SetInt64(-1) },
	} {
		bad := make([]*big.Int, len(sum))
		for i, v := range sum {
			bad[i] = new(big.Int).Set(v)
		}
		change(bad)
		p, err := plan.New(f)
		if err != nil {
			t.Fatal(err)
		}
		if err := p.Observe(&plan.Point{Kind: wire.RoundOneRound}, plan.Sums{Values: bad, Owners: 2}); err == nil || !strings.Contains(err.Error(), "fold ") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := plan.NewFoldRows(f, nil); err == nil {
		t.Error("rows without folds are taken")
	}
}

// Owners that do not divide their rows send as many values, and the model is the same: no folds follow, which is said.
func TestUndividedFolds(t *testing.T) {
	f := foldFile(t, `, "folds": 3`)
	r, err := plan.NewSplitRows(f, foldTable(t, f, "1,2\n2,5\n3,3\n4,8\n"), nil)
	if err != nil {
		t.Fatal(err)
	}
	p, sum, err := once(t, f, r)
	if err != nil {
		t.Fatal(err)
	}
	if plan.FoldsOf(p) != nil || p.Model() == nil || plan.RowCount(f, wire.RoundOneRound, sum).Int64() != 4 {
		t.Error("folds of rows that were not divided, or no model")
	}
	if w := strings.Join(p.Warnings(), "; "); !strings.Contains(w, "no cross-validation") {
		t.Errorf("the warnings are %q", w)
	}
}
