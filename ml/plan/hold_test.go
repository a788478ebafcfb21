package plan

import (
	"strings"
	"testing"

	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/spec"
)

func holdsRows(r *Rows) bool {
	_, holds := r.held.(*heldRows)
	return holds
}

// If sums suffice, nothing else is held of the rows, and forgotten rows are gone. The rows that a caller still holds are
// its own.
func TestOwnerHoldsNoMoreThanItNeeds(t *testing.T) {
	const rows = "x,c,y\n0.1,a,no\n0.9,b,yes\n0.5,a,yes\n0.3,b,no\n"
	for fields, holds := range map[string]bool{
		`"model": {"kind": "discriminant"}, "scaling": "federated", "holdout": 0.5`:                              false,
		`"model": {"kind": "discriminant", "method": "one_round"}`:                                               false,
		`"model": {"kind": "logistic_regression", "weights": "shared"}, "scaling": "federated"`:                  true,
		`"model": {"kind": "logistic_regression", "weights": "shared"}, "scaling": "federated", "holdout": 0.25`: true,
	} {
		f, err := spec.Parse([]byte(`{"features": [{"name": "x", "type": "continuous", "min": 0, "max": 1},
			{"name": "c", "type": "nominal", "levels": ["a", "b"]}], "target": {"name": "y", "type": "nominal", "levels": ["no", "yes"]}, ` + fields + `}`))
		if err != nil {
			t.Fatal(err)
		}
		table, _, err := f.Schema().ReadCSV(strings.NewReader(rows), schema.ReadOptions{NeedTarget: true})
		if err != nil {
			t.Fatal(err)
		}
		x := table.X
		owner, err := NewRows(f, table, [32]byte{1})
		if err != nil {
			t.Fatal(err)
		}
		if table.Rows != 4 || x[3] == 0 {
			t.Errorf("%s: the caller's table was cleared", fields)
		}
		owner.Discard(table)
		if cleared := table.Rows == 0 && x[3] == 0; cleared == (holds && f.Holdout == 0) {
			t.Errorf("%s: the rows that no round needs were discarded: %v", fields, cleared)
		}
		if holdsRows(owner) != holds {
			t.Errorf("%s: rows are held: %v", fields, holdsRows(owner))
		}
		learned, back := owner.Counts()
		if learned+back != 4 || back != int(4*f.Holdout) {
			t.Errorf("%s: %d rows learned from, %d kept back", fields, learned, back)
		}
		kind := f.RoundShapes()[0].Kind
		if _, err := owner.Upload(&Point{Kind: kind}); err != nil {
			t.Errorf("%s: the first round fails: %v", fields, err)
		}
		var held *schema.Table
		if rows, ok := owner.held.(*heldRows); ok {
			held = rows.train
		}
		owner.Forget()
		if _, err := owner.Upload(&Point{Kind: kind}); err == nil {
			t.Errorf("%s: a round is answered without rows", fields)
		}
		if held != nil && held.Rows != 0 {
			t.Errorf("%s: rows stay", fields)
		}
	}
}
