package schema

import (
	"fmt"
	"math/big"
	"slices"
)

// Standard is a standardisation of the encoded columns: column j becomes
// (x − Mean[j])/Deviation[j]. The intercept keeps its value: mean 0, deviation 1.
type Standard struct {
	Mean      []float64 // on the scaled columns
	Deviation []float64 // greater than 0
}

// Fill returns the replacement for a missing value of each feature: for a number or rank the scaled value in steps of
// 2^-24, for a nominal feature the index of its level. It is nil if the schema does not fill in missing values.
func (m *Moments) Fill() []int32 {
	missing := m.schema.Missing
	if missing != MissingMean && missing != MissingMode {
		return nil
	}
	out := make([]int32, len(m.Features))
	for i, f := range m.Features {
		switch {
		case f.Present == 0:
			// Nothing is known: mid-range, or the reference level.
		case m.schema.Features[i].Type == Nominal:
			out[i] = int32(top(f.Counts))
		case missing == MissingMode && len(f.Counts) > 0:
			out[i] = m.schema.Features[i].ofRank(top(f.Counts))
		default:
			mean, _ := new(big.Rat).SetFrac(f.Sum, big.NewInt(f.Present)).Float64()
			out[i] = Quantise(mean / (1 << QuantBits))
		}
	}
	return out
}

// top returns the index of the largest count, the first of several.
func top(counts []int64) int { return slices.Index(counts, slices.Max(counts)) }

// Standard returns the standardisation after which every column has mean 0 and deviation 1 over the rows of all
// owners. A constant column keeps its width, and a warning names it.
func (m *Moments) Standard() (*Standard, []string) {
	columns := m.schema.Columns()
	s := &Standard{Mean: make([]float64, len(columns)), Deviation: make([]float64, len(columns))}
	s.Deviation[0] = 1
	fill := m.Fill()
	var warnings []string
	for j := 1; j < len(columns); j++ {
		mean, variance := m.column(columns[j], fill)
		s.Mean[j], _ = mean.Float64()
		if variance.Sign() > 0 {
			v, _ := new(big.Float).SetPrec(200).SetRat(variance).Float64()
			s.Deviation[j], _ = new(big.Float).Sqrt(big.NewFloat(v)).Float64()
		}
		if !(s.Deviation[j] > 0) {
			s.Deviation[j] = 1
			warnings = append(warnings, fmt.Sprintf("column %s: every row of all owners has the same value", columns[j].Name))
		}
	}
	return s, warnings
}

// column returns mean and variance of one encoded column over all rows.
func (m *Moments) column(c Column, fill []int32) (mean, variance *big.Rat) {
	f, n := m.Features[c.Feature], big.NewInt(m.Rows)
	absent := m.Rows - f.Present
	if c.Role != RoleValue {
		hits := absent // of RoleMissing
		if c.Role == RoleLevel {
			level := slices.Index(m.schema.Features[c.Feature].Levels, c.Level)
			hits = f.Counts[level]
			if fill != nil && int(fill[c.Feature]) == level {
				hits += absent
			}
		}
		p := new(big.Rat).SetFrac(big.NewInt(hits), n)
		q := new(big.Rat).Sub(big.NewRat(1, 1), p)
		return new(big.Rat).Sub(p, big.NewRat(1, 2)), q.Mul(q, p)
	}
	value := big.NewInt(0) // of rows where it is missing
	if fill != nil {
		value.SetInt64(int64(fill[c.Feature]))
	}
	count := big.NewInt(absent)
	sum := new(big.Int).Mul(count, value)
	squares := new(big.Int).Mul(sum, value)
	sum.Add(sum, f.Sum)
	squares.Add(squares, f.Squares)
	step := new(big.Int).Lsh(n, QuantBits)
	mean = new(big.Rat).SetFrac(sum, step)
	variance = new(big.Rat).SetFrac(squares, step.Lsh(step, QuantBits))
	return mean, variance.Sub(variance, new(big.Rat).Mul(mean, mean))
}

// Fill writes the replacements of Moments.Fill into the rows with missing values. It can be repeated with other
// replacements.
func (t *Table) Fill(s *Schema, fill []int32) error {
	if t.Absent == nil {
		return nil
	}
	if len(fill) != len(s.Features) || len(t.Absent) != len(s.Features) || len(t.Columns) != s.Width() {
		return fmt.Errorf("invalid fill: %d values for %d features", len(fill), len(s.Features))
	}
	column := 1
	for i, f := range s.Features {
		width := f.width(s.Missing)
		if f.Type == Nominal && (fill[i] < 0 || int(fill[i]) >= len(f.Levels)) || f.Type != Nominal && (fill[i] < -Half || fill[i] > Half) {
			return fmt.Errorf("invalid fill: feature %d is out of range", i)
		}
		for _, row := range t.Absent[i] {
			for j := range width {
				x := fill[i]
				if f.Type == Nominal {
					x = -Half
					if j == int(fill[i])-1 {
						x = Half
					}
				}
				at := row*len(t.Columns) + column + j
				t.X[at] = x
				if len(t.Real) > 0 {
					t.Real[at] = float64(x) / (1 << QuantBits)
				}
			}
		}
		column += width
	}
	return nil
}
