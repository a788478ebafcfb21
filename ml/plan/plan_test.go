package plan

import (
	"fmt"
	"math"
	"math/big"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/protocol/wire"
)

func parse(t testing.TB, fields string) *spec.File {
	t.Helper()
	f, err := spec.Parse([]byte(`{"features": [{"name": "x", "type": "continuous", "min": 0, "max": 1},
	  {"name": "c", "type": "nominal", "levels": ["a", "b"]}],
	  "target": {"name": "y", "type": "nominal", "levels": ["no", "yes"]}, ` + fields + `}`))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

const sharedFields = `"model": {"kind": "logistic_regression", "weights": "shared"}, "missing": "mean", "scaling": "federated"`

func parameters() *Parameters {
	return &Parameters{
		Weights: []float64{1, -2.5, 3}, Rate: 0.25, Fill: []int32{-5, 1},
		Scale: &schema.Standard{Mean: []float64{0, 0.1, -0.2}, Deviation: []float64{1, 2, 0.5}},
	}
}

func TestParametersRoundTrip(t *testing.T) {
	f := parse(t, sharedFields)
	got, err := ParseParameters(f, parameters().Marshal())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(parameters(), got); diff != "" {
		t.Error(diff)
	}
	plain := parse(t, `"model": {"kind": "logistic_regression", "weights": "shared"}`)
	if _, err := ParseParameters(plain, parameters().Marshal()); err == nil {
		t.Error("parameters of another training are accepted")
	}
	p := &Parameters{Weights: []float64{1, -2.5, 3}}
	if got, err = ParseParameters(plain, p.Marshal()); err != nil || !cmp.Equal(p, got) {
		t.Error(got, err)
	}
	for _, bad := range []*Parameters{
		{Weights: []float64{1, 2}}, {Weights: []float64{1, 2, math.NaN()}}, {Weights: []float64{1, 2, 3}, Rate: -1},
	} {
		if _, err := ParseParameters(plain, bad.Marshal()); err == nil {
			t.Errorf("%v is accepted", bad)
		}
	}
	for _, cut := range [][]byte{nil, p.Marshal()[:20], append(p.Marshal(), 0)} {
		if _, err := ParseParameters(plain, cut); err == nil {
			t.Error("wrong lengths are accepted")
		}
	}
}

func TestParametersDoNotPrint(t *testing.T) {
	for _, text := range []string{fmt.Sprintf("%v", parameters()), fmt.Sprintf("%+v", *parameters()), fmt.Sprintf("%#v", *parameters())} {
		if text != "parameters with 3 weights" {
			t.Error(text)
		}
	}
}

// The course refuses sums that no owners can have sent, and stays where it was.
func TestCourseRefusesForeignSums(t *testing.T) {
	rows := "x,c,y\n0.1,a,no\n0.9,b,yes\n0.5,a,yes\n0.3,b,no\n"
	for _, fields := range []string{sharedFields, `"model": {"kind": "logistic_regression"}`, `"model": {"kind": "logistic_regression", "method": "one_round"}`} {
		f := parse(t, fields)
		table, _, err := f.Schema().ReadCSV(strings.NewReader(rows), schema.ReadOptions{NeedTarget: true})
		if err != nil {
			t.Fatal(err)
		}
		owner, err := NewRows(f, table, [32]byte{})
		if err != nil {
			t.Fatal(err)
		}
		course, err := New(f)
		if err != nil {
			t.Fatal(err)
		}
		for {
			p, done, err := course.Next()
			if err != nil {
				t.Fatal(err)
			}
			if done {
				break
			}
			values, err := owner.Upload(p)
			if err != nil {
				t.Fatal(err)
			}
			negative := append([]*big.Int(nil), values...)
			for i, v := range negative {
				negative[i] = new(big.Int).Sub(big.NewInt(-1), new(big.Int).Abs(v))
			}
			for _, bad := range [][]*big.Int{nil, values[1:], negative, make([]*big.Int, len(values))} {
				if course.Observe(p, Sums{Values: bad}) == nil {
					t.Fatalf("%s round: impossible sums are accepted", p.Kind)
				}
			}
			if err := course.Observe(p, Sums{Values: values, Owners: 1}); err != nil {
				t.Fatal(err)
			}
		}
		if course.Model() == nil || math.IsNaN(course.Cost()) || course.Observe(&Point{}, Sums{}) == nil {
			t.Error("the training did not end")
		}
	}
}

func TestOwnerRefuses(t *testing.T) {
	f := parse(t, `"model": {"kind": "logistic_regression"}, "bounds": {"rows": 2}`)
	read := func(rows string) *schema.Table {
		table, _, err := f.Schema().ReadCSV(strings.NewReader("x,c,y\n"+rows), schema.ReadOptions{NeedTarget: true})
		if err != nil {
			t.Fatal(err)
		}
		return table
	}
	if _, err := NewRows(f, read("0.1,a,no\n0.1,a,no\n0.1,a,no\n"), [32]byte{}); err == nil {
		t.Error("too many rows are accepted")
	}
	owner, err := NewRows(f, read("0.1,a,no\n"), [32]byte{})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range []*Point{
		{Kind: "forest"}, {Kind: wire.RoundGradient}, {Kind: wire.RoundGradient, Encrypted: []*big.Int{new(big.Int)}},
	} {
		if _, err := owner.Upload(p); err == nil {
			t.Errorf("%+v is accepted", p)
		}
	}
	shared, err := NewRows(parse(t, sharedFields), read("0.1,a,no\n"), [32]byte{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := shared.Upload(&Point{Kind: wire.RoundGradient}); err == nil {
		t.Error("a round without weights is accepted")
	}
	if _, _, err := shared.Forms(wire.RoundGradient); err == nil {
		t.Error("shared weights have linear forms")
	}
}

func FuzzParseParameters(f *testing.F) {
	file := parse(f, sharedFields)
	f.Add(parameters().Marshal())
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := ParseParameters(file, b)
		if err != nil {
			return
		}
		if string(p.Marshal()) != string(b) {
			t.Error("another form after parsing")
		}
	})
}

// Owners too small to keep rows back do not spoil the end of a training.
func TestHoldoutOfNothing(t *testing.T) {
	for _, fields := range []string{`"model": {"kind": "logistic_regression"}`, `"model": {"kind": "logistic_regression", "weights": "shared"}`} {
		f := parse(t, fields+`, "holdout": 0.1`)
		table, _, err := f.Schema().ReadCSV(strings.NewReader("x,c,y\n0.1,a,no\n0.9,b,yes\n0.5,a,yes\n"), schema.ReadOptions{NeedTarget: true})
		if err != nil {
			t.Fatal(err)
		}
		owner, err := NewRows(f, table, [32]byte{})
		if err != nil {
			t.Fatal(err)
		}
		course, err := New(f)
		if err != nil {
			t.Fatal(err)
		}
		for {
			p, done, err := course.Next()
			if err != nil {
				t.Fatal(err)
			}
			if done {
				break
			}
			values, err := owner.Upload(p)
			if err != nil {
				t.Fatal(err)
			}
			if err := course.Observe(p, Sums{Values: values, Owners: 1}); err != nil {
				t.Fatal(err)
			}
		}
		s := course.Model().Summary
		if s.Quality != nil || !(s.Cost > 0) || len(course.Warnings()) == 0 || s.Rows != 3 {
			t.Errorf("%+v, warnings %q", s, course.Warnings())
		}
		if _, err := course.Model().Marshal(); err != nil {
			t.Error(err)
		}
	}
}

// A rare level is warned of where the expansion misjudges it.
func TestRareLevel(t *testing.T) {
	for _, fields := range []string{`"model": {"kind": "logistic_regression"}`, `"model": {"kind": "logistic_regression", "method": "one_round"}`} {
		for _, rare := range []bool{true, false} {
			f := parse(t, fields)
			rows := "x,c,y\n"
			for i := range 40 {
				y := "yes"
				if i%4 == 0 && (!rare || i < 10) {
					y = "no"
				}
				rows += fmt.Sprintf("%v,%s,%s\n", float64(i*7%40)/40, []string{"a", "b"}[i%2], y)
			}
			table, _, err := f.Schema().ReadCSV(strings.NewReader(rows), schema.ReadOptions{NeedTarget: true})
			if err != nil {
				t.Fatal(err)
			}
			owner, err := NewRows(f, table, [32]byte{})
			if err != nil {
				t.Fatal(err)
			}
			course, err := New(f)
			if err != nil {
				t.Fatal(err)
			}
			p, _, err := course.Next()
			if err != nil {
				t.Fatal(err)
			}
			values, err := owner.Upload(p)
			if err != nil {
				t.Fatal(err)
			}
			if err := course.Observe(p, Sums{Values: values, Owners: 1}); err != nil {
				t.Fatal(err)
			}
			if warned := len(course.Warnings()) > 0; warned != rare {
				t.Errorf("%s: warnings %q", fields, course.Warnings())
			}
		}
	}
}

func holdsRows(r *Rows) bool {
	_, holds := r.held.(*heldRows)
	return holds
}

// Where sums suffice, nothing else is held of the rows, and what is forgotten is
// gone. The rows that a caller still holds are its own.
func TestOwnerHoldsNoMoreThanItNeeds(t *testing.T) {
	const rows = "x,c,y\n0.1,a,no\n0.9,b,yes\n0.5,a,yes\n0.3,b,no\n"
	for fields, holds := range map[string]bool{
		`"model": {"kind": "logistic_regression"}, "scaling": "federated", "holdout": 0.5`:                       false,
		`"model": {"kind": "logistic_regression", "method": "one_round"}`:                                        false,
		`"model": {"kind": "logistic_regression", "weights": "shared"}, "scaling": "federated"`:                  true,
		`"model": {"kind": "logistic_regression", "weights": "shared"}, "scaling": "federated", "holdout": 0.25`: true,
	} {
		f := parse(t, fields)
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
