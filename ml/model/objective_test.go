package model

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/blindfit/blindfit/ml/schema"
)

// classSchema has a feature of each type and a target with the given levels; a
// numeric one without any.
func classSchema(levels ...string) *schema.Schema {
	low, high, most := -2.0, 6.0, 9.0
	zero := 0.0
	s := &schema.Schema{
		Features: []schema.Feature{
			{Name: "x", Type: schema.Continuous, Min: &low, Max: &high, Unit: "kg"},
			{Name: "k", Type: schema.Discrete, Min: &zero, Max: &most},
			{Name: "r", Type: schema.Ordinal, Levels: []string{"low", "mid", "high"}},
			{Name: "p", Type: schema.Nominal, Levels: []string{"a", "b", "c"}},
		},
		Target:  schema.Feature{Name: "y", Type: schema.Nominal, Levels: levels},
		Missing: schema.MissingReject,
	}
	if len(levels) == 0 {
		s.Target = schema.Feature{Name: "y", Type: schema.Continuous, Min: &low, Max: &high}
	}
	return s
}

// legalTable fills the columns of a schema with legal values.
func legalTable(r *rand.Rand, s *schema.Schema, rows int) *schema.Table {
	t := &schema.Table{Columns: s.Columns(), Rows: rows}
	for range rows {
		for _, c := range t.Columns {
			x := int32(schema.Half)
			switch c.Role {
			case schema.RoleValue:
				x = int32(r.IntN(2*schema.Half+1)) - schema.Half
			case schema.RoleLevel, schema.RoleMissing:
				if r.IntN(3) > 0 {
					x = -schema.Half
				}
			}
			t.X = append(t.X, x)
			t.Real = append(t.Real, float64(x)/(1<<schema.QuantBits))
		}
		if levels := len(s.Target.Levels); levels > 0 {
			t.Y = append(t.Y, int32(r.IntN(levels)))
			t.RealY = append(t.RealY, float64(t.Y[len(t.Y)-1]))
		} else {
			y := int32(r.IntN(2*schema.Half+1)) - schema.Half
			t.Y = append(t.Y, y)
			t.RealY = append(t.RealY, float64(y)/(1<<schema.QuantBits))
		}
	}
	return t
}

// shapesOf gives the shapes of a kind that are tried. A kind without any fails
// TestGradients: no gradient goes unchecked.
func shapesOf(kind string) map[string]Shape {
	switch kind {
	case KindLinear:
		return map[string]Shape{"linear": {Kind: kind}}
	case KindLogistic:
		return map[string]Shape{"logistic": {Kind: kind, Classes: 2}, "weighted": {Kind: kind, Classes: 2, ClassWeights: []float64{0.5, 3}}}
	case KindSoftmax:
		return map[string]Shape{
			"two": {Kind: kind, Classes: 2}, "four": {Kind: kind, Classes: 4},
			"weighted": {Kind: kind, Classes: 3, ClassWeights: []float64{0.5, 3, 1}},
		}
	case KindMLP:
		return map[string]Shape{
			"numeric": {Kind: kind, Hidden: []int{5}}, "deep": {Kind: kind, Hidden: []int{4, 3}, Classes: 3},
			"two levels": {Kind: kind, Hidden: []int{6}, Classes: 2, ClassWeights: []float64{1, 2}},
		}
	}
	return nil
}

func levelsOf(classes int) []string { return []string{"p", "q", "r", "s"}[:classes] }

// Every gradient is what central differences of the loss give. For step h the
// truncation is of order h²·f”' and the rounding of order 1e-16·f/h, so that
// h = 1e-5 leaves errors below 1e-8 of the loss.
func TestGradients(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 5))
	for _, kind := range Kinds {
		shapes := shapesOf(kind)
		if len(shapes) == 0 {
			t.Errorf("no shape of %s is tried", kind)
		}
		for name, shape := range shapes {
			t.Run(kind+" "+name, func(t *testing.T) {
				s := classSchema(levelsOf(shape.Classes)...)
				shape.Inputs = s.Width()
				table := legalTable(r, s, 2*exactRows+17)
				for _, scale := range []*schema.Standard{nil, standardOf(t, s, table)} {
					o, err := NewObjective(shape, table, scale)
					if err != nil {
						t.Fatal(err)
					}
					checkGradient(t, o, r)
				}
			})
		}
	}
}

func checkGradient(t *testing.T, f Differentiable, r *rand.Rand) {
	t.Helper()
	w, g := make([]float64, f.Parameters()), make([]float64, f.Parameters())
	for i := range w {
		w[i] = r.NormFloat64()
	}
	loss := f.Gradient(w, g)
	if again := f.Loss(w); again != loss || !(loss > 0) {
		t.Fatalf("loss %v beside the gradient, %v alone", loss, again)
	}
	const h = 1e-5
	for i := range w {
		keep := w[i]
		w[i] = keep + h
		above := f.Loss(w)
		w[i] = keep - h
		below := f.Loss(w)
		w[i] = keep
		if want := (above - below) / (2 * h); math.Abs(g[i]-want) > 1e-7*loss {
			t.Errorf("entry %d is %v, differences give %v (loss %v)", i, g[i], want, loss)
		}
	}
}

func standardOf(t *testing.T, s *schema.Schema, table *schema.Table) *schema.Standard {
	t.Helper()
	values, err := s.Moments(table)
	if err != nil {
		t.Fatal(err)
	}
	m, err := s.ReadMoments(values)
	if err != nil {
		t.Fatal(err)
	}
	scale, _ := m.Standard()
	return scale
}

// Weights found on standardised columns give the same scores on the others.
func TestUnscale(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 5))
	s := classSchema(levelsOf(3)...)
	table := legalTable(r, s, 40)
	scale := standardOf(t, s, table)
	for _, shape := range []Shape{{Kind: KindSoftmax, Inputs: s.Width(), Classes: 3}, {Kind: KindMLP, Inputs: s.Width(), Classes: 3, Hidden: []int{4}}} {
		w := make([]float64, shape.Parameters())
		for i := range w {
			w[i] = r.NormFloat64()
		}
		var scores [2][]float64
		for i, form := range []*schema.Standard{scale, nil} {
			o, err := NewObjective(shape, table, form)
			if err != nil {
				t.Fatal(err)
			}
			weights := w
			if form == nil {
				weights = shape.Unscale(w, scale)
			}
			o.Scores(weights, func(_ int, p []float64) { scores[i] = append(scores[i], p...) })
		}
		if diff := cmp.Diff(scores[0], scores[1], cmpopts.EquateApprox(1e-12, 1e-12)); diff != "" {
			t.Error(diff)
		}
	}
}

// Owners' updates add up to that of the pooled rows, to the fixed point.
func TestUpdatesAddUp(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 5))
	s := classSchema("no", "yes")
	shape := Shape{Kind: KindLogistic, Inputs: s.Width(), Classes: 2}
	table := legalTable(r, s, 400)
	w := make([]float64, shape.Parameters())
	for i := range w {
		w[i] = r.NormFloat64()
	}
	one, two := table.Split(0.3, [32]byte{1})
	if one.Rows+two.Rows != 400 || two.Rows != 120 {
		t.Fatal(one, two)
	}
	total := make([]*big.Int, len(w)+2)
	for i := range total {
		total[i] = new(big.Int)
	}
	for _, part := range []*schema.Table{one, two} {
		o, err := NewObjective(shape, part, nil)
		if err != nil {
			t.Fatal(err)
		}
		u, err := o.GradientUpdate(w, 24)
		if err != nil {
			t.Fatal(err)
		}
		values, cut := u.Encode(64)
		if cut > 0 {
			t.Error("entries were cut")
		}
		for i, v := range values {
			total[i].Add(total[i], v)
		}
	}
	got, err := DecodeMeans(total, 24)
	if err != nil {
		t.Fatal(err)
	}
	pooled, _ := NewObjective(shape, table, nil)
	update, err := pooled.GradientUpdate(w, 24)
	if err != nil {
		t.Fatal(err)
	}
	whole, _ := update.Encode(64)
	want, err := DecodeMeans(whole, 24)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	// An update past the bound is cut off there, and said so.
	update.Sum[0] = new(big.Int).Lsh(big.NewInt(-1), 80)
	values, cut := update.Encode(1)
	if cut != 1 || values[0].Cmp(new(big.Int).Lsh(big.NewInt(-400), 24)) != 0 {
		t.Error(cut, values[0])
	}
	// Steps go downhill, and the proximal term holds them back.
	step := func(opt Local) (at []float64, length float64) {
		u, err := pooled.LocalUpdate(w, opt, 24)
		if err != nil {
			t.Fatal(err)
		}
		values, _ := u.Encode(64)
		m, err := DecodeMeans(values, 24)
		if err != nil || m.Loss != want.Loss {
			t.Fatal(m, err)
		}
		for i, x := range m.Update {
			at, length = append(at, w[i]+x), length+x*x
		}
		return at, length
	}
	at, length := step(Local{Steps: 20, Rate: 0.5, L2: 0.01})
	_, held := step(Local{Steps: 20, Rate: 0.5, L2: 0.01, Proximal: 1})
	if pooled.Loss(at) >= pooled.Loss(w) || held >= length {
		t.Error("local steps do not behave")
	}
}

// The area from bins is within its bound of the exact one, and the counts are
// those of the pooled rows.
func TestEvaluation(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 5))
	for _, classes := range []int{0, 2, 3} {
		s := classSchema(levelsOf(classes)...)
		shape := Shape{Kind: KindMLP, Inputs: s.Width(), Classes: classes, Hidden: []int{3}}
		table := legalTable(r, s, 500)
		w := shape.Initial([32]byte{7})
		one, two := table.Split(0.3, [32]byte{2})
		total := make([]*big.Int, shape.EvaluationValues())
		for i := range total {
			total[i] = new(big.Int)
		}
		for _, part := range []*schema.Table{one, two} {
			o, err := NewObjective(shape, part, nil)
			if err != nil {
				t.Fatal(err)
			}
			for i, v := range o.Evaluate(w, 256, 60).Encode() {
				total[i].Add(total[i], v)
			}
		}
		e, err := shape.DecodeEvaluation(total, 60)
		if err != nil {
			t.Fatal(err)
		}
		q, err := e.Quality(s.Target)
		if err != nil {
			t.Fatal(err)
		}
		m, err := NewNetwork("test", s, shape, w, shape.MetricOf(), 1, 1, 500)
		if err != nil {
			t.Fatal(err)
		}
		p, err := m.Predict(table)
		if err != nil {
			t.Fatal(err)
		}
		if q.Rows != 500 || classes > 0 && (*q.Accuracy != p.Accuracy || math.Abs(q.Loss-p.Cost) > 1e-6) {
			t.Errorf("evaluated %+v, predicted accuracy %v, cost %v", q, p.Accuracy, p.Cost)
		}
		if classes == 0 && (math.Abs(*q.MSE-p.Cost) > 1e-5 || *q.R2 > 0.5) {
			t.Errorf("evaluated %+v, predicted cost %v", q, p.Cost)
		}
		if len(q.AUC) != len(p.AUC) || classes > 2 && len(q.AUC) != classes {
			t.Fatal(q.AUC, p.AUC)
		}
		for i, a := range q.AUC {
			if a.Level != p.AUC[i].Level || math.Abs(a.Area-p.AUC[i].Area) > a.Bound || a.Bound > 0.2 {
				t.Errorf("%+v, exact %+v", a, p.AUC[i])
			}
		}
		for _, change := range []func(){
			func() { total = total[1:] },
			func() { total[0] = big.NewInt(-1) },
			func() { total[2] = new(big.Int).Lsh(big.NewInt(1), 60) },
			func() { total[len(total)-1] = big.NewInt(-4) },
		} {
			keep := append([]*big.Int(nil), total...)
			if change(); classes > 0 || len(total) < 4 || total[2].BitLen() > 60 {
				if _, err := shape.DecodeEvaluation(total, 60); err == nil {
					t.Error("broken sums are accepted")
				}
			}
			total = keep
		}
	}
}

func TestShapesAreChecked(t *testing.T) {
	for _, s := range []Shape{
		{Kind: "forest", Inputs: 3}, {Kind: KindLinear, Inputs: 3, Classes: 2}, {Kind: KindLogistic, Inputs: 3, Classes: 3},
		{Kind: KindLogistic, Inputs: 3}, {Kind: KindSoftmax, Inputs: 3, Classes: 1}, {Kind: KindMLP, Inputs: 3},
		{Kind: KindMLP, Inputs: 3, Hidden: []int{0}}, {Kind: KindLinear, Inputs: 0}, {Kind: KindSoftmax, Inputs: 2, Classes: 3, ClassWeights: []float64{1}},
	} {
		if s.check() == nil {
			t.Errorf("%+v is accepted", s)
		}
	}
}

// A host with one thread gets its turn while rows are worked on.
func TestPauseIsCalledBetweenRows(t *testing.T) {
	table := &schema.Table{Columns: make([]schema.Column, 1), Rows: 3 * pauseRows, X: make([]int32, 3*pauseRows), Y: make([]int32, 3*pauseRows)}
	o, err := NewObjective(Shape{Kind: "linear_regression", Inputs: 1}, table, nil)
	if err != nil {
		t.Fatal(err)
	}
	pauses := 0
	o.Pause = func() { pauses++ }
	if _, err := o.ExactGradient([]float64{0}, 24); err != nil {
		t.Fatal(err)
	}
	if pauses != 3 {
		t.Errorf("%d pauses in %d rows", pauses, table.Rows)
	}
}
