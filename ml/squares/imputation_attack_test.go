package squares_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/ml/kinds"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/squares"
)

// A model owner that sees the exact sums of three completions of the same rows reads the two rows that lack a cell, without knowing the
// values that were drawn for it: differences of the sums are combinations of these rows alone, and their constant and one level
// single each out. This is why "missing" does not take impute.
func TestAttackSumsOfCompletedRows(t *testing.T) {
	s := &schema.Schema{
		Features: []schema.Feature{
			{Name: "lacks", Type: schema.Continuous, Min: number(0), Max: number(16)},
			{Name: "age", Type: schema.Continuous, Min: number(0), Max: number(128)},
			{Name: "sex", Type: schema.Nominal, Levels: []string{"f", "m"}},
		},
		Target: schema.Feature{Name: "y", Type: schema.Continuous, Min: number(0), Max: number(64)}, Missing: schema.MissingReject,
	}
	sums := func(first, second float64) *squares.Statistics {
		text := "lacks,age,sex,y\n" + fmt.Sprintf("%g,71,m,33\n%g,46,f,12\n", first, second)
		for i := range 200 {
			text += fmt.Sprintf("%d,%d,%s,%d\n", i%16, 20+i%70, []string{"f", "m"}[i%2], i%64)
		}
		table, _, err := s.ReadCSV(strings.NewReader(text), schema.ReadOptions{NeedTarget: true})
		if err != nil {
			t.Fatal(err)
		}
		out, err := squares.AccumulateFor(&kinds.LeastSquares{}, table)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	all := []*squares.Statistics{sums(3.25, 8.5), sums(5, 6.125), sums(4.75, 1.5)} // three draws for each of two rows
	// The products of the column that lacks cells with the constant, age, sex and the target.
	products := func(s *squares.Statistics) [4]float64 {
		var out [4]float64
		for i, v := range []int{0, 2, 3} {
			out[i], _ = s.A[1][v].Float64()
		}
		out[3], _ = s.B[1].Float64()
		return out
	}
	var d [2][4]float64
	for k := range d {
		a, b := products(all[k+1]), products(all[0])
		for i := range a {
			d[k][i] = a[i] - b[i]
		}
	}
	const half = schema.Half
	read := func(sex float64) (age, y float64) { // the combination whose constant is 1/2 and whose level is that
		det := d[0][0]*d[1][2] - d[1][0]*d[0][2]
		u, v := (half*d[1][2]-d[1][0]*sex)/det, (d[0][0]*sex-half*d[0][2])/det
		return 64 + 128*(u*d[0][1]+v*d[1][1])/(2*half), 32 + 64*(u*d[0][3]+v*d[1][3])/(2*half)
	}
	for sex, want := range map[float64][2]float64{half: {71, 33}, -half: {46, 12}} {
		if age, y := read(sex); math.Abs(age-want[0]) > 1e-4 || math.Abs(y-want[1]) > 1e-4 {
			t.Errorf("the row has age %g and target %g, want %v: the attack does not work any more, and decision 0050 may be wrong", age, y, want)
		}
	}
}
