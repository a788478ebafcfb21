package model

import (
	"math"
	"slices"

	"github.com/blindfit/blindfit/ml/kinds"
	"github.com/blindfit/blindfit/ml/schema"
)

// Estimate is one number of a fitted model for people, in original units.
type Estimate struct {
	kinds.Term
	Value float64
	Unit  string
}

// Estimates returns the numbers of a fitted model that people read, one for each of Inference.Terms, or nil if it has hidden
// layers or is a description. With several levels they are differences from the first.
func (m *Model) Estimates() []Estimate {
	if len(m.Hidden) > 0 || m.Description != nil {
		return nil
	}
	family, columns := m.Architecture().Family(), m.Schema.Columns()
	outputs := make([][]Weight, family.Outputs())
	for k := range outputs {
		outputs[k] = m.original(family.Link(), columns, m.Weights[k*len(columns):(k+1)*len(columns)])
	}
	var out []Estimate
	for _, t := range family.Terms(columnNames(columns)) {
		w := outputs[t.Output][t.Column]
		value := t.Sign * w.Value
		if t.Outcome != "" { // the first level's output is 0 only after Newton's rounds
			value -= outputs[0][t.Column].Value
		}
		out = append(out, Estimate{t, value + 0, w.Unit})
	}
	return out
}

// SetStatistics sets the statistics of the terms of the inference from the estimates and their errors.
func (m *Model) SetStatistics() {
	for j, e := range m.Estimates() {
		if m.Inference != nil && j < len(m.Inference.Terms) && m.Inference.Terms[j].Error > 0 {
			m.Inference.Terms[j].T = e.Value / m.Inference.Terms[j].Error
		}
	}
}

// Gradient returns the derivatives of an estimate by the parameters of a fit.
func (s NewtonShape) Gradient(t kinds.Term, sch *schema.Schema) []float64 {
	columns, scale := sch.Columns(), s.family.Link().Scale
	factor := make([]float64, len(columns)) // of each weight of the output in the term
	for j, c := range columns {
		zero, span := 0.5, 1.0 // 0 and 1 are encoded as −1/2 and 1/2
		if c.Role == schema.RoleValue {
			center, width := sch.Features[c.Feature].Scale()
			zero, span = center/width, width
		}
		switch {
		case j == t.Column && j > 0:
			factor[j] = scale / span
		case j == 0 && t.Column == 0:
			factor[j] = scale / 2
		case t.Column == 0:
			factor[j] = -scale * zero
		}
	}
	var out []float64
	for _, b := range s.blocks {
		for _, f := range factor[b.From:b.To] {
			out = append(out, t.Sign*f*b.On[t.Output])
		}
	}
	return out
}

// Depends reports whether an estimate is made of a parameter that is set aside.
func (s NewtonShape) Depends(t kinds.Term, aside []bool) bool {
	at := 0
	for _, b := range s.blocks {
		for j := b.From; j < b.To; j++ {
			if j == t.Column && b.On[t.Output] != 0 && aside[at] {
				return true
			}
			at++
		}
	}
	return false
}

// Asides describes the columns that have their parameters set aside, from second derivatives by the parameters.
func (s NewtonShape) Asides(sch *schema.Schema, aside []bool, information [][]float64) []Aside {
	out := []Aside{}
	columns, start := sch.Columns(), 0
	for _, b := range s.blocks {
		for j := b.From; j < b.To; j++ {
			c, at := columns[j], start+j-b.From
			if at < len(aside) && aside[at] && j > 0 && !slices.ContainsFunc(out, func(a Aside) bool { return a.Name == c.Name }) {
				reason := "it follows from columns before it"
				if side := s.constant(b, start, at, information); side != 0 {
					reason = c.Constant(side > 0)
				}
				out = append(out, Aside{c.Name, reason})
			}
		}
		start += b.To - b.From
	}
	return out
}

// constant returns 1 or −1 if a column is that half in every row, and 0 if it differs: by Cauchy and Schwarz for the
// constant of the same outputs.
func (s NewtonShape) constant(b kinds.Block, start, at int, h [][]float64) int {
	first, last, sign := start, start, 1.0
	if b.From > 0 { // the constants are blocks of their own, before this one
		first, last, sign = 0, start-1, -1
	}
	both, square := 0.0, 0.0
	for i := first; i <= last; i++ {
		both += sign * h[at][i]
		for k := first; k <= last; k++ {
			square += h[max(i, k)][min(i, k)]
		}
	}
	switch product := square * h[at][at]; {
	case math.Abs(both*both-product) > 1e-9*product:
		return 0
	case both < 0:
		return -1
	}
	return 1
}

func (s NewtonShape) columns(sch *schema.Schema, of func(at int) bool) (names []string) {
	columns, at := sch.Columns(), 0
	for _, b := range s.blocks {
		for j := b.From; j < b.To; j++ {
			if of(at) && !slices.Contains(names, columns[j].Name) {
				names = append(names, columns[j].Name)
			}
			at++
		}
	}
	return names
}

// Along returns the names of the columns that a step moves by at least a tenth of the most that it moves one.
func (s NewtonShape) Along(sch *schema.Schema, step []float64) []string {
	most := 0.0
	for _, x := range step {
		most = max(most, x, -x)
	}
	return s.columns(sch, func(at int) bool { return max(step[at], -step[at]) >= most/10 })
}

// Terms returns the numbers of a fitted model that people read.
func (s NewtonShape) Terms(sch *schema.Schema) []kinds.Term {
	return s.family.Terms(columnNames(sch.Columns()))
}
