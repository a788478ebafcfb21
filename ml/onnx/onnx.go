// Package onnx owns the export of fitted models to ONNX files for other programs: one input for each feature, in its
// own unit or as text, all encoding in the graph, the prediction in the target's unit or as probabilities.
//
// The files are of ONNX IR version 8, with operators of version 13 and, for text, ai.onnx.ml version 2. Numbers are
// float64 throughout, so that predictions of a file are those of the model. Ranges are not checked: numbers past their
// declared range are used, while the model's own checks refuse them.
package onnx

import (
	"fmt"
	"math"
	"slices"

	"github.com/blindfit/blindfit/ml/kinds"
	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/ml/schema"
)

const (
	irVersion = 8
	opVersion = 13
	mlVersion = 2
)

// Marshal returns the model as an ONNX file. Inputs have the names of the features. A number is a float64 and NaN if
// missing; a level is text and empty if missing. An offset is an input too, and the terms of a formula are computed in the graph. Values that the model's schema refuses lead to NaN. The output is
// "prediction", in the target's unit, or "probabilities", one for each level in the schema's order, with "label", the
// most probable level. It fails if ONNX has no form for the kind.
func Marshal(m *model.Model) ([]byte, error) {
	if m.Description != nil {
		return nil, model.ErrNoModel
	}
	s := &m.Summary
	if reason := s.Predicts(); reason != "" {
		return nil, fmt.Errorf("failed to export model: %s", reason)
	}
	inputs := slices.Clone(schema.Inputs(s.Schema))
	for _, f := range s.Schema.Roles {
		if f.Role == schema.OffsetRole {
			inputs = append(inputs, f)
		}
	}
	g := &graph{taken: map[string]bool{}}
	for _, f := range inputs {
		elem := int64(typeString)
		if f.Type.Numeric() {
			elem = typeDouble
		}
		g.taken[f.Name] = true
		g.input(f.Name, elem, f.Describe())
	}
	if err := g.model(g.columns(s, inputs), g.offset(s.Schema, inputs), m); err != nil {
		return nil, err
	}
	out := message(nil).number(1, irVersion).text(2, "blindfit").
		bytes(7, g.marshal("model", s.Name)).
		bytes(8, message(nil).text(1, "").number(2, opVersion)).
		bytes(8, message(nil).text(1, mlDomain).number(2, mlVersion))
	for _, p := range [][2]string{
		{"kind", s.Kind}, {"target", s.Schema.Target.Name}, {"unit", s.Schema.Target.Unit},
		{"metric", s.Metric}, {"cost", fmt.Sprint(s.Cost)},
	} {
		out = out.bytes(14, message(nil).text(1, p[0]).text(2, p[1]))
	}
	return out, nil
}

// columns adds the encoding of the inputs, or of the terms of a formula over them.
func (g *graph) columns(s *model.Summary, inputs []schema.Feature) string {
	d := &derived{g, inputs, map[int]string{}}
	var columns []string
	for i, f := range s.Schema.Features {
		var fill *int32
		if s.Fill != nil {
			fill = &s.Fill[i]
		}
		switch of := s.Schema.Formula.Tree(i); {
		case of != nil:
			columns = append(columns, g.scaled(f, d.expression(of)))
		case f.Type.Numeric():
			columns = append(columns, g.number(f, s.Schema.Missing, fill)...)
		default:
			columns = append(columns, g.levels(f, s.Schema.Missing, fill))
		}
	}
	if len(columns) == 1 {
		return columns[0]
	}
	return g.node("Concat", columns, attrInt("axis", 1))
}

// offset returns what is added to the linear predictor, or "" if there is nothing.
func (g *graph) offset(s *schema.Schema, inputs []schema.Feature) string {
	if of := s.Formula.OffsetTree(); of != nil {
		return (&derived{g, inputs, map[int]string{}}).expression(of)
	}
	if f := s.Of(schema.OffsetRole); f != nil {
		return f.Name
	}
	return ""
}

// number encodes a numeric feature in the same steps as ml/schema, so that no bit differs.
func (g *graph) number(f schema.Feature, missing string, fill *int32) []string {
	x := g.scaled(f, f.Name)
	absent := ""
	if missing == schema.MissingIndicator || fill != nil {
		value := 0.0
		if fill != nil {
			value = math.Ldexp(float64(*fill), -schema.QuantBits)
		}
		absent = g.node("IsNaN", []string{f.Name})
		x = g.node("Where", []string{absent, g.scalar(value), x})
	}
	if missing != schema.MissingIndicator {
		return []string{x}
	}
	flag := g.node("Cast", []string{absent}, attrInt("to", typeDouble))
	return []string{x, g.node("Sub", []string{flag, g.scalar(0.5)})}
}

// scaled maps the number x of a feature to [-1/2, 1/2].
func (g *graph) scaled(f schema.Feature, x string) string {
	grid, ok := f.Grid()
	switch {
	case !ok && f.Origin:
		return g.node("Div", []string{x, g.scalar(2 * max(-*f.Min, *f.Max))})
	case !ok:
		low, high := g.scalar(*f.Min), g.scalar(*f.Max)
		above, below := g.node("Sub", []string{x, low}), g.node("Sub", []string{high, x})
		return g.node("Div", []string{g.node("Sub", []string{above, below}), g.scalar(2 * (*f.Max - *f.Min))})
	}
	j := g.node("Div", []string{x, g.scalar(grid.Step)})
	whole := g.node("Round", []string{j})
	tolerance := g.node("Max", []string{g.scalar(schema.NearGrid), g.node("Mul", []string{g.node("Abs", []string{j}), g.scalar(math.Ldexp(1, -schema.NearBits))})})
	off := g.node("Greater", []string{g.node("Abs", []string{g.node("Sub", []string{j, whole})}), tolerance})
	j = g.node("Where", []string{off, j, whole})
	return g.node("Mul", []string{g.node("Sub", []string{j, g.scalar(grid.Middle)}), g.scalar(math.Ldexp(1, -grid.Bits))})
}

// levels encodes a feature with levels: its columns are a linear map of a one-hot vector. The last entry of the vector
// is the empty text of a missing value.
func (g *graph) levels(f schema.Feature, missing string, fill *int32) string {
	rows, known := encodeLevels(f, missing, fill)
	return g.byLevel(f, rows, known)
}

// byLevel returns one of several rows of numbers for each level, as encodeLevels returns them.
func (g *graph) byLevel(f schema.Feature, rows [][]float64, known []float64) string {
	n := len(f.Levels)
	hot := g.nodeTo(g.fresh(), "OneHotEncoder", mlDomain, []string{f.Name},
		attrStrings("cats_strings", append(append([]string(nil), f.Levels...), "")), attrInt("zeros", 1))
	hot = g.node("Reshape", []string{hot, g.integer(-1, int64(n+1))})
	hot = g.node("Cast", []string{hot}, attrInt("to", typeDouble))
	width := len(rows[0])
	unknown := rows[n+1]
	var flat, valid []float64
	for i := range n + 1 {
		for j := range width {
			flat = append(flat, rows[i][j]-unknown[j])
		}
		valid = append(valid, known[i]-known[n+1])
	}
	x := g.node("MatMul", []string{hot, g.double([]int64{int64(n + 1), int64(width)}, flat...)})
	x = g.node("Add", []string{x, g.double([]int64{int64(width)}, unknown...)})
	ok := g.node("MatMul", []string{hot, g.double([]int64{int64(n + 1), 1}, valid...)})
	ok = g.node("Add", []string{ok, g.scalar(known[n+1])})
	ok = g.node("Greater", []string{ok, g.scalar(0.5)})
	return g.node("Where", []string{ok, x, g.scalar(math.NaN())})
}

// encodeLevels returns the columns for every level, for a missing value and for other text, and 1 for those that the
// schema accepts.
func encodeLevels(f schema.Feature, missing string, fill *int32) (rows [][]float64, known []float64) {
	n := len(f.Levels)
	columns := func(level int, absent bool) []float64 {
		var out []float64
		if f.Type == schema.Ordinal {
			x := 0.0
			switch {
			case level >= 0:
				x = f.ScaleRank(level)
			case absent && fill != nil:
				x = math.Ldexp(float64(*fill), -schema.QuantBits)
			}
			out = append(out, x)
		} else {
			if absent && fill != nil {
				level = int(*fill)
			}
			for l := 1; l < n; l++ {
				x := -0.5
				if l == level {
					x = 0.5
				}
				out = append(out, x)
			}
		}
		if missing == schema.MissingIndicator {
			x := -0.5
			if absent {
				x = 0.5
			}
			out = append(out, x)
		}
		return out
	}
	for l := range n {
		rows, known = append(rows, columns(l, false)), append(known, 1)
	}
	handled, other := 0.0, 0.0
	if missing == schema.MissingIndicator || fill != nil {
		handled = 1
	}
	unknown := columns(-1, false)
	for l, level := range f.Levels {
		if level == f.Other {
			unknown, other = columns(l, false), 1
		}
	}
	return append(rows, columns(-1, true), unknown), append(known, handled, other)
}

// layer multiplies by the weights of one layer; input 0 of each is the constant
// 1/2, which becomes a constant of the graph.
func (g *graph) layer(x string, w []float64, inputs, outputs int) string {
	flat, constant := make([]float64, 0, (inputs-1)*outputs), make([]float64, outputs)
	for j := 1; j < inputs; j++ {
		for o := range outputs {
			flat = append(flat, w[o*inputs+j])
		}
	}
	for o := range outputs {
		constant[o] = w[o*inputs] / 2
	}
	x = g.node("MatMul", []string{x, g.double([]int64{int64(inputs - 1), int64(outputs)}, flat...)})
	return g.node("Add", []string{x, g.double([]int64{int64(outputs)}, constant...)})
}

// model adds the layers, the offset if there is one, and the link that turns their outputs into the prediction.
func (g *graph) model(x, offset string, m *model.Model) error {
	family, inputs, at := m.Architecture().Family(), m.Schema.Width(), 0
	outputs := family.Outputs()
	if _, ok := family.(kinds.Overdispersed); ok {
		outputs-- // the last decides the variance alone
	}
	widths := append(slices.Clone(m.Hidden), outputs)
	for i, outputs := range widths {
		x = g.layer(x, m.Weights[at:at+inputs*outputs], inputs, outputs)
		at += inputs * outputs
		if inputs = outputs + 1; i < len(widths)-1 {
			x = g.node("Tanh", []string{x})
		}
	}
	if offset != "" {
		x = g.node("Add", []string{x, g.node("Div", []string{offset, g.scalar(family.Link().Scale)})})
	}
	return g.link(x, m.Schema.Target, family, outputs)
}

// link turns the outputs of the last layer into the prediction.
func (g *graph) link(x string, target schema.Feature, family kinds.Family, outputs int) error {
	link := family.Link()
	switch link.Name {
	case kinds.IdentityLink:
		g.prediction("Add", target, g.node("Mul", []string{x, g.scalar(link.Scale)}), g.scalar(link.Shift))
	case kinds.LogLink:
		g.prediction("Exp", target, x)
	case kinds.SqrtLink:
		root := g.node("Mul", []string{x, g.scalar(link.Scale)})
		g.prediction("Mul", target, root, root)
	case kinds.InverseLink:
		g.prediction("Reciprocal", target, g.node("Mul", []string{x, g.scalar(link.Scale)}))
	case kinds.LogitLink:
		if outputs > 1 {
			g.cumulative(x, target, outputs)
			break
		}
		g.probabilities("Concat", target, g.node("Sigmoid", []string{g.node("Neg", []string{x})}), g.node("Sigmoid", []string{x}))
	case kinds.ProbitLink:
		g.normal(x, target, family)
	case kinds.CloglogLink:
		first := g.node("Exp", []string{g.node("Neg", []string{g.node("Exp", []string{x})})})
		g.probabilities("Concat", target, first, g.node("Sub", []string{g.scalar(1), first}))
	case kinds.SoftmaxLink:
		g.probabilities("Softmax", target, x)
	default:
		return fmt.Errorf("failed to export model: ONNX has no form for the link %s", link.Name)
	}
	return nil
}

// cumulative turns the log odds of being at most at each level but the last into the probability of each: differences of
// neighbours.
func (g *graph) cumulative(x string, target schema.Feature, outputs int) {
	levels := outputs + 1
	differences, last := make([]float64, outputs*levels), make([]float64, levels)
	for k := range outputs {
		differences[k*levels+k], differences[k*levels+k+1] = 1, -1
	}
	last[outputs] = 1
	p := g.node("MatMul", []string{g.node("Sigmoid", []string{x}), g.double([]int64{int64(outputs), int64(levels)}, differences...)})
	g.probabilities("Concat", target, g.node("Add", []string{p, g.double([]int64{int64(levels)}, last...)}))
}

// prediction adds the output of a numeric target, in its unit.
func (g *graph) prediction(op string, target schema.Feature, inputs ...string) {
	out := g.unique("prediction")
	g.nodeTo(out, op, "", inputs)
	g.output(out, typeDouble, 1, target.Describe())
}

// probabilities adds the outputs of a target with levels: the probability of each, and the most probable level.
func (g *graph) probabilities(op string, target schema.Feature, inputs ...string) {
	out := g.unique("probabilities")
	g.nodeTo(out, op, "", inputs, attrInt("axis", 1))
	g.output(out, typeDouble, len(target.Levels), "probability of each of "+target.Describe())
	label, keys := g.unique("label"), make([]int64, len(target.Levels))
	for i := range keys {
		keys[i] = int64(i)
	}
	best := g.node("ArgMax", []string{out}, attrInt("axis", 1), attrInt("keepdims", 0))
	g.nodeTo(label, "LabelEncoder", mlDomain, []string{best}, attrInts("keys_int64s", keys), attrStrings("values_strings", target.Levels))
	g.output(label, typeString, 0, target.Name)
}
