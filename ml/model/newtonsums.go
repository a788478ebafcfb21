package model

import (
	"errors"
	"fmt"
	"math"
	"math/big"

	"github.com/blindfit/blindfit/ml/kinds"
	"github.com/blindfit/blindfit/ml/optim"
)

// NewtonRound are the sums of one of Newton's rounds over all owners.
type NewtonRound struct {
	optim.NewtonSums
	// Null are the score and the second derivative of the model with a constant alone.
	Null [2]float64
	Cut  int64 // rows of which a part was cut
}

// NewtonClosing are the sums of the closing round.
type NewtonClosing struct {
	Information [][]float64 // lower triangle
	Meat        [][]float64 // lower triangle; nil if there is none
	Effects     []ChangeSums
	Totals      kinds.Totals
	NullLoss    float64
	Levels      []float64 // weights of the rows of each level of the target
	Cut         int64
}

// newtonReader reads sums one after the other.
type newtonReader struct {
	values []*big.Int
	bits   uint
	unit   float64 // of losses
	weight float64 // the largest of a row
}

func (r *newtonReader) next() *big.Int {
	v := r.values[0]
	r.values = r.values[1:]
	return v
}

// number returns the next sum times the unit of losses, power times.
func (r *newtonReader) number(power int) float64 {
	x := real(r.next(), r.bits)
	for range power {
		x *= r.unit
	}
	return x
}

// weights returns the next sum of weights.
func (r *newtonReader) weights() float64 { return real(r.next(), r.bits) * r.weight }

func (r *newtonReader) triangle(n, power int) [][]float64 {
	out := make([][]float64, n)
	for i := range out {
		out[i] = make([]float64, i+1)
		for j := range out[i] {
			out[i][j] = r.number(power)
		}
	}
	return out
}

// rows reads the numbers of rows that were cut and of all rows.
func (r *newtonReader) rows() (cut, rows int64, err error) {
	c, n := r.next(), r.next()
	if !n.IsInt64() || n.Sign() <= 0 || c.Sign() < 0 || c.Cmp(n) > 0 {
		return 0, 0, errors.New("invalid sums: no rows, or more rows cut than there are")
	}
	return c.Int64(), n.Int64(), nil
}

func (s NewtonShape) reader(values []*big.Int, want int) (*newtonReader, error) {
	if len(values) != want {
		return nil, fmt.Errorf("invalid sums: %d values, want %d", len(values), want)
	}
	return &newtonReader{values, s.Bits, s.family.Unit() * s.MostWeight, s.MostWeight}, nil
}

// positive fails if a sum of squares is negative.
func positive(h [][]float64) error {
	for i := range h {
		if h[i][i] < 0 {
			return errors.New("invalid sums: squares that are negative")
		}
	}
	return nil
}

// Decode reads the sums of a round. It fails if no rows can have them.
func (s NewtonShape) Decode(values []*big.Int) (*NewtonRound, error) {
	r, err := s.reader(values, s.Values())
	if err != nil {
		return nil, err
	}
	out := &NewtonRound{}
	out.Score = make([]float64, s.Parameters)
	for i := range out.Score {
		out.Score[i] = r.number(1)
	}
	out.Information = r.triangle(s.Parameters, 1)
	for range s.thirds() {
		out.Third = append(out.Third, r.number(1))
	}
	if s.Null {
		out.Null = [2]float64{r.number(1), r.number(1)}
	}
	out.Loss, out.Resolution = r.number(1), math.Ldexp(r.unit, -int(s.Bits))
	out.Cut, out.Rows, err = r.rows()
	if err == nil && out.Loss < 0 {
		err = errors.New("invalid sums: a negative loss")
	}
	return out, err
}

// DecodeClosing reads the sums of the closing round. It fails if no rows can have them.
func (s NewtonShape) DecodeClosing(values []*big.Int) (*NewtonClosing, error) {
	r, err := s.reader(values, s.ClosingValues())
	if err != nil {
		return nil, err
	}
	out := &NewtonClosing{Information: r.triangle(s.Parameters, 1)}
	if s.Meat != NoMeat {
		out.Meat = r.triangle(s.Parameters, 2)
		if err := positive(out.Meat); err != nil {
			return nil, err
		}
	}
	out.Effects = s.readEffects(r)
	t := kinds.Totals{}
	t.Loss, t.Base, t.Pearson, t.Weights, out.NullLoss = r.number(1), r.number(1), r.number(1), r.weights(), r.number(1)
	for range s.family.Levels() {
		out.Levels = append(out.Levels, r.weights())
	}
	out.Cut, t.Rows, err = r.rows()
	out.Totals = t
	if err == nil && (t.Loss < 0 || out.NullLoss < 0 || t.Pearson < 0 || t.Weights < 0) {
		err = errors.New("invalid sums: a negative loss")
	}
	return out, err
}
