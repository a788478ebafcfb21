package publish_test

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/blindfit/blindfit/ml/describe"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/survival"
	"github.com/blindfit/blindfit/modelowner/publish"
)

// timed returns a description of times to an event by a group with two levels, by cell: a, b, and the rows without a level.
func timed(t testing.TB, cells [3]survival.Counts) *describe.Description {
	t.Helper()
	n := len(cells[0].Events)
	times := &survival.Columns{Time: "t", TimeMax: float64(n), Event: "e", EventLevel: "x", Grid: 1}
	d, err := describe.NewDesign([]schema.Feature{{Name: "g", Type: schema.Nominal, Levels: []string{"a", "b"}}}, "g", times)
	if err != nil {
		t.Fatal(err)
	}
	var values []*big.Int
	all := int64(0)
	for k, c := range cells {
		rows, own := c.Rows(), [2]int64{}
		if all += rows; k < 2 {
			own[k] = rows
		}
		for _, x := range append([]int64{rows, own[0], own[1]}, append(c.Events, c.Censored...)...) {
			values = append(values, big.NewInt(x))
		}
	}
	read, err := d.Read(append(values, big.NewInt(all)))
	if err != nil {
		t.Fatal(err)
	}
	return read
}

// A reader subtracts the curves of groups from the curve of all rows: at no step does a small count of events or of censored rows
// of a group that is hidden follow. And values of a curve follow from the counts beside them, so that they tell no more.
func TestAttackSubtractingCurves(t *testing.T) {
	const below = 5
	r := rand.New(rand.NewPCG(8, 2))
	steps := 0
	for range 400 {
		var cells [3]survival.Counts
		for k := range cells {
			cells[k] = survival.Counts{Events: make([]int64, 6), Censored: make([]int64, 6)}
			for i := range 6 {
				if k < 2 || r.IntN(3) == 0 {
					cells[k].Events[i], cells[k].Censored[i] = int64(r.IntN(9)), int64(r.IntN(9))*int64(r.IntN(2))
				}
			}
		}
		cells[0].Events[0]++
		cells[1].Events[0] += int64(r.IntN(2))
		v := publish.New(timed(t, cells), publish.Rule{Below: below})
		curves := [3][]publish.Step{v.Curve(0, publish.Normal), v.Curve(1, publish.Normal), v.Curve(2, publish.Normal)}
		from := [3]int{}
		for _, s := range curves[0] {
			steps++
			// What is told of each group by its own curve up to here is taken off.
			var rest [2]int64
			for k := range cells {
				for i := from[0]; i <= s.Bin; i++ {
					rest[0] += cells[k].Events[i]
					rest[1] += cells[k].Censored[i]
				}
			}
			from[0] = s.Bin + 1
			for g := 1; g < 3; g++ {
				for _, own := range curves[g] {
					if own.Bin > s.Bin || own.Bin < from[g] {
						continue
					}
					for i := from[g]; i <= own.Bin; i++ {
						rest[0] -= cells[g-1].Events[i]
						rest[1] -= cells[g-1].Censored[i]
					}
					from[g] = own.Bin + 1
				}
			}
			for _, n := range rest {
				if n > 0 && n < below || n < 0 {
					t.Fatalf("%v: at the step to bin %d a count of %d is left", cells, s.Bin, n)
				}
			}
		}
		for c, curve := range curves {
			again := survival.NewEstimate(publish.Normal)
			for _, s := range curve {
				p := again.Next(s.AtRisk.N, s.Events.N, 0)
				if s.Survival != p.Survival || !(s.Low == p.Low || math.IsNaN(p.Low)) {
					t.Fatalf("%v: column %d has a survival of %v, and its counts give %v", cells, c, s.Survival, p.Survival)
				}
			}
		}
	}
	if steps < 50 {
		t.Errorf("%d steps are shown of all rows", steps)
	}
}

// Rounded counts are not told by the values beside them.
func TestRoundedCurve(t *testing.T) {
	cells := [3]survival.Counts{
		{Events: []int64{7, 6}, Censored: []int64{0, 8}}, {Events: []int64{6, 9}, Censored: []int64{0, 9}}, {Events: []int64{0, 0}, Censored: []int64{0, 0}},
	}
	v := publish.New(timed(t, cells), publish.Rule{Below: 5, Round: 5})
	curve := v.Curve(1, publish.Normal)
	if len(curve) != 2 || curve[0].AtRisk.N != 20 || curve[0].Events.N != 5 || curve[0].Survival != 0.75 {
		t.Errorf("got %+v", curve)
	}
}

// A number of two values is a count by another name: its mean tells how many rows have each.
func TestAttackMeanOfTwoValues(t *testing.T) {
	zero, one, ten := 0.0, 1.0, 10.0
	features := []schema.Feature{
		{Name: "smokes", Type: schema.Discrete, Min: &zero, Max: &one}, {Name: "visits", Type: schema.Discrete, Min: &zero, Max: &ten},
	}
	d, err := describe.NewDesign(features, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	view := func(smoke int64) *publish.View {
		values := []*big.Int{big.NewInt(40), big.NewInt(40 - smoke), big.NewInt(smoke)}
		for k := range 11 {
			values = append(values, big.NewInt(map[int]int64{0: 38, 7: 2}[k]))
		}
		values = append(values, big.NewInt(40))
		for _, x := range []int64{0, 0, 0, 0, 0} {
			values = append(values, big.NewInt(x))
		}
		read, err := d.Read(append(values, big.NewInt(40)))
		if err != nil {
			t.Fatal(err)
		}
		return publish.New(read, publish.Rule{Below: 5})
	}
	if few := view(2); few.Open(0, 0) || !few.Open(1, 0) || few.Paired(few.Pairs[0]) {
		t.Error("the mean of a column with two rows of one value is shown, or that of another is not")
	}
	if v := view(12); !v.Open(0, 0) || !v.Paired(v.Pairs[0]) {
		t.Error("a mean is hidden without need")
	}
}
