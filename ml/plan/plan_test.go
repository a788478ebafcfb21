package plan_test

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/blindfit/blindfit/ml/optim"
	"github.com/blindfit/blindfit/ml/plan"
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

func parameters() *plan.Parameters {
	return &plan.Parameters{
		Weights: []float64{1, -2.5, 3}, Rate: 0.25, Fill: []int32{-5, 1},
		Scale: &schema.Standard{Mean: []float64{0, 0.1, -0.2}, Deviation: []float64{1, 2, 0.5}},
	}
}

func TestParametersRoundTrip(t *testing.T) {
	f := parse(t, sharedFields)
	got, err := plan.ParseParameters(f, parameters().Marshal())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(parameters(), got); diff != "" {
		t.Error(diff)
	}
	plain := parse(t, `"model": {"kind": "logistic_regression", "weights": "shared"}`)
	if _, err := plan.ParseParameters(plain, parameters().Marshal()); err == nil {
		t.Error("parameters of another training are accepted")
	}
	p := &plan.Parameters{Weights: []float64{1, -2.5, 3}}
	if got, err = plan.ParseParameters(plain, p.Marshal()); err != nil || !cmp.Equal(p, got) {
		t.Error(got, err)
	}
	for _, bad := range []*plan.Parameters{
		{Weights: []float64{1, 2}}, {Weights: []float64{1, 2, math.NaN()}}, {Weights: []float64{1, 2, 3}, Rate: -1},
	} {
		if _, err := plan.ParseParameters(plain, bad.Marshal()); err == nil {
			t.Errorf("%v is accepted", bad)
		}
	}
	for _, cut := range [][]byte{nil, p.Marshal()[:20], append(p.Marshal(), 0)} {
		if _, err := plan.ParseParameters(plain, cut); err == nil {
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

// table reads rows of x, c and y.
func table(t *testing.T, f *spec.File, rows string) *schema.Table {
	t.Helper()
	out, _, err := f.Schema().ReadCSV(strings.NewReader("x,c,y\n"+rows), schema.ReadOptions{NeedTarget: true})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// training is both sides of a training with one data owner.
type training struct {
	t *testing.T
	plan.Plan
	rows *plan.Rows
}

func begin(t *testing.T, fields, rows string) training {
	t.Helper()
	f := parse(t, fields)
	owner, err := plan.NewRows(f, table(t, f, rows), [32]byte{})
	if err != nil {
		t.Fatal(err)
	}
	p, err := plan.New(f)
	if err != nil {
		t.Fatal(err)
	}
	return training{t, p, owner}
}

// next returns the point and the owner's values of the next round. The point is nil at the end.
func (s training) next() (*plan.Point, []*big.Int) {
	s.t.Helper()
	p, done, err := s.Next()
	if err != nil {
		s.t.Fatal(err)
	}
	if done {
		return nil, nil
	}
	values, err := s.rows.Upload(p)
	if err != nil {
		s.t.Fatal(err)
	}
	return p, values
}

func (s training) observe(p *plan.Point, values []*big.Int) {
	s.t.Helper()
	if err := s.Observe(p, plan.Sums{Values: values, Owners: 1}); err != nil {
		s.t.Fatal(err)
	}
}

func (s training) finish() {
	s.t.Helper()
	for p, values := s.next(); p != nil; p, values = s.next() {
		s.observe(p, values)
	}
}

const (
	fourRows  = "0.1,a,no\n0.9,b,yes\n0.5,a,yes\n0.3,b,no\n"
	encrypted = `"model": {"kind": "discriminant"}`
	shared    = `"model": {"kind": "logistic_regression", "weights": "shared"}`
	oneRound  = `"model": {"kind": "discriminant", "method": "one_round"}`
)

// A plan refuses sums that no owners can have sent, and stays as it was.
func TestPlanRefusesForeignSums(t *testing.T) {
	for _, fields := range []string{sharedFields, encrypted, oneRound} {
		s := begin(t, fields, fourRows)
		for p, values := s.next(); p != nil; p, values = s.next() {
			negative := append([]*big.Int(nil), values...)
			for i, v := range negative {
				negative[i] = new(big.Int).Sub(big.NewInt(-1), new(big.Int).Abs(v))
			}
			for _, bad := range [][]*big.Int{nil, values[1:], negative, make([]*big.Int, len(values))} {
				if s.Observe(p, plan.Sums{Values: bad, Owners: 1}) == nil {
					t.Fatalf("%s round: impossible sums are accepted", p.Kind)
				}
			}
			s.observe(p, values)
		}
		if s.Model() == nil || math.IsNaN(s.Cost()) || s.Observe(&plan.Point{}, plan.Sums{}) == nil {
			t.Error("the training did not end")
		}
	}
}

// Rounds that must be over the same rows refuse sums over others, and the others take them.
func TestOtherOwners(t *testing.T) {
	for fields, same := range map[string]bool{
		encrypted: true, encrypted + `, "training": {"optimizer": "sgd"}`: false,
		shared: true, shared + `, "training": {"optimizer": "adam"}`: false, oneRound: false,
	} {
		if plan.SameRows(parse(t, fields)) != same {
			t.Errorf("%s: the same rows are needed: %v", fields, !same)
		}
		s := begin(t, fields, fourRows)
		p, values := s.next()
		err := s.Observe(p, plan.Sums{Values: values, Owners: 1, OtherOwners: true})
		if errors.Is(err, optim.ErrChanged) != same || err != nil != same {
			t.Errorf("%s: %v", fields, err)
		}
	}
}

// A training that stops has the model of its rounds so far, and goes on as if nobody had asked.
func TestPartial(t *testing.T) {
	for _, fields := range []string{encrypted, shared, sharedFields, oneRound} {
		s, undisturbed := begin(t, fields, fourRows), begin(t, fields, fourRows)
		if m, err := s.Partial(); m != nil || err != nil {
			t.Errorf("%s: a model before the first round: %v, %v", fields, m, err)
		}
		if s.EndEarly() == nil {
			t.Errorf("%s: rounds without noise were ended", fields)
		}
		for p, values := s.next(); p != nil; p, values = s.next() {
			s.observe(p, values)
			m, err := s.Partial()
			if err != nil || p.Kind != wire.RoundStatistics && m == nil {
				t.Fatalf("%s: no model after a %s round: %v", fields, p.Kind, err)
			}
			if m != nil && s.Model() == nil && (m.Quality != nil || s.Measured()) {
				t.Errorf("%s: a model that was not measured has a quality", fields)
			}
		}
		undisturbed.finish()
		got, err := s.Model().Marshal()
		if err != nil {
			t.Fatal(err)
		}
		want, err := undisturbed.Model().Marshal()
		if err != nil || string(got) != string(want) || !s.Measured() {
			t.Errorf("%s: another model, or not measured: %v", fields, err)
		}
		if fixed := s.Point() != nil; fixed != (fields == encrypted) {
			t.Errorf("%s: final weights in fixed point: %v", fields, fixed)
		}
	}
}

func TestRowsRefuse(t *testing.T) {
	f := parse(t, encrypted+`, "bounds": {"rows": 2}`)
	if _, err := plan.NewRows(f, table(t, f, "0.1,a,no\n0.1,a,no\n0.1,a,no\n"), [32]byte{}); err == nil {
		t.Error("too many rows are accepted")
	}
	if _, err := plan.NewRows(f, &schema.Table{Columns: make([]schema.Column, 9)}, [32]byte{}); err == nil {
		t.Error("a table of another schema is accepted")
	}
	owner := begin(t, encrypted, fourRows).rows
	for _, p := range []*plan.Point{
		{Kind: "forest"}, {Kind: wire.RoundGradient}, {Kind: wire.RoundGradient, Encrypted: []*big.Int{new(big.Int)}},
		{Kind: wire.RoundStatistics}, {Kind: wire.RoundOneRound},
	} {
		if _, err := owner.Upload(p); err == nil {
			t.Errorf("%+v is accepted", p)
		}
	}
	readable := begin(t, sharedFields, fourRows).rows
	if _, err := readable.Upload(&plan.Point{Kind: wire.RoundGradient}); err == nil {
		t.Error("a round without weights is accepted")
	}
	if _, _, err := readable.Forms(wire.RoundGradient); err == nil {
		t.Error("shared weights have linear forms")
	}
	once := begin(t, oneRound, fourRows).rows
	if _, _, err := once.Forms(wire.RoundGradient); err == nil {
		t.Error("a single round has linear forms")
	}
}

func FuzzParseParameters(f *testing.F) {
	file := parse(f, sharedFields)
	f.Add(parameters().Marshal())
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := plan.ParseParameters(file, b)
		if err != nil {
			return
		}
		if string(p.Marshal()) != string(b) {
			t.Error("another form after parsing")
		}
	})
}

// Owners too small to hold rows back do not spoil the end of a training.
func TestHoldoutOfNothing(t *testing.T) {
	for _, fields := range []string{encrypted, shared} {
		s := begin(t, fields+`, "holdout": 0.1`, "0.1,a,no\n0.9,b,yes\n0.5,a,yes\n0.7,b,no\n")
		s.finish()
		m := s.Model()
		if m.Quality != nil || !(m.Cost > 0) || len(s.Warnings()) == 0 || m.Rows != 4 || s.Measured() {
			t.Errorf("%+v, warnings %q", m.Summary, s.Warnings())
		}
		if _, err := m.Marshal(); err != nil {
			t.Error(err)
		}
	}
}
