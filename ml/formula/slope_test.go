package formula

import (
	"math"
	"testing"
)

// Slopes are the limits of differences, and mean slopes where a function bends.
func TestSlopes(t *testing.T) {
	variables := []Variable{{Name: "x", Low: 0.25, High: 8}, {Name: "z", Low: 1, High: 3}, {Name: "g", Levels: []string{"a", "b"}}}
	f, err := Compile(`~ I(x*z + x^3/z - 2*x) + log(x*z) + sqrt(x) + exp(z - x) + ns(x, knots=c(2, 4)) + bs(x, knots=3) + I(pmin(x, 2)*pmax(z, x)) + cut(x, c(0, 4, 8)):z + I((g=="b")*x)`, variables)
	if err != nil {
		t.Fatal(err)
	}
	if len(f.Columns) < 15 {
		t.Fatalf("%d columns", len(f.Columns))
	}
	const h = 1e-4
	for _, c := range f.Columns {
		for _, row := range [][]float64{{0.7, 2, 0}, {2.5, 1.5, 1}, {5, 2.25, 1}} {
			for by := range 2 {
				at := func(d float64) float64 {
					r := append([]float64(nil), row...)
					r[by] += d
					return c.Value(r)
				}
				want := (8*(at(h)-at(-h)) - (at(2*h) - at(-2*h))) / (12 * h)
				if v, got := c.Tree.Slope(by, row); v != c.Value(row) || math.Abs(got-want) > 1e-9*(1+math.Abs(want)) {
					t.Errorf("%s at %v by %d: %v, want %v", c.Name, row, by, got, want)
				}
			}
		}
	}
	f, err = Compile(`~ I(pmin(x, 2)) + cut(x, c(0, 4, 8))`, variables)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []struct{ at, slope float64 }{{2, 0.5}, {4, 0}} {
		if _, got := f.Columns[i].Tree.Slope(0, []float64{want.at, 1, 0}); got != want.slope {
			t.Errorf("%s at %v: %v, want %v", f.Columns[i].Name, want.at, got, want.slope)
		}
	}
}

// A variable is a sum of the functions of a basis of splines at it.
func TestSplinesTellTheirVariable(t *testing.T) {
	for _, text := range []string{"~ ns(x, knots=c(2, 4))", "~ ns(x, knots=3)", "~ bs(x, knots=c(1, 2, 7))"} {
		f, err := Compile(text, []Variable{{Name: "x", Low: 0.25, High: 8}})
		if err != nil {
			t.Fatal(err)
		}
		line := f.Columns[0].Tree.Line()
		if len(line) != len(f.Columns) || f.Columns[1].Tree.Line() != nil {
			t.Fatalf("%s: %v for %d columns", text, line, len(f.Columns))
		}
		for x := 0.25; x <= 8; x += 0.25 {
			sum := 0.25
			for i, by := range line {
				sum += by * f.Columns[i].Value([]float64{x})
			}
			if math.Abs(sum-x) > 1e-13*8 {
				t.Errorf("%s at %v: %v", text, x, sum)
			}
		}
	}
}
