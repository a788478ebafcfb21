package simulate_test

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/ml/describe"
	"github.com/blindfit/blindfit/ml/dp"
	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/simulate"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/protocol/wire"
)

// counted is a description with a number in parts of its range, one in whole values, levels, and, with GROUP, a group.
const counted = `{"model": {"kind": "describe"GROUP}, "features": [{"name": "age", "type": "continuous", "min": 0, "max": 100},
	{"name": "visits", "type": "discrete", "min": 0, "max": 200}, {"name": "children", "type": "discrete", "min": 0, "max": 4},
	{"name": "place", "type": "nominal", "levels": ["town", "country", "sea"]}, {"name": "sex", "type": "nominal", "levels": ["f", "m"]}],
	"cohort": {"min": 3, "max": 9}MORE}`

func countedFile(t testing.TB, group, more string) *spec.File {
	t.Helper()
	f, err := spec.Parse([]byte(strings.NewReplacer("GROUP", group, "MORE", more).Replace(counted)))
	if err != nil {
		t.Fatal(err)
	}
	again, err := spec.Parse(f.Canonical())
	if err != nil || string(again.Canonical()) != string(f.Canonical()) {
		t.Fatalf("parsed again: %v", err)
	}
	return f
}

// countedRows makes rows of which some miss values.
func countedRows(seed uint64, n int) string {
	r := rand.New(rand.NewPCG(seed, 3))
	var b strings.Builder
	b.WriteString("age,visits,children,place,sex\n")
	for range n {
		age := fmt.Sprintf("%.3f", min(100, max(0, 45+15*r.NormFloat64())))
		if r.IntN(10) == 0 {
			age = ""
		}
		place := []string{"town", "town", "town", "country", "sea", ""}[r.IntN(6)]
		fmt.Fprintf(&b, "%s,%d,%d,%s,%s\n", age, r.IntN(60), r.IntN(4), place, []string{"f", "m", "m", ""}[r.IntN(4)])
	}
	return b.String()
}

func readRows(t testing.TB, f *spec.File, csv string) *schema.Table {
	t.Helper()
	table, _, err := f.Schema().ReadCSV(strings.NewReader(csv), schema.ReadOptions{NeedTarget: true})
	if err != nil {
		t.Fatal(err)
	}
	return table
}

// described runs a description over nine owners.
func described(t testing.TB, f *spec.File, seed byte) (*describe.Description, *simulate.Result) {
	t.Helper()
	var tables []*schema.Table
	for i := range 9 {
		tables = append(tables, readRows(t, f, countedRows(uint64(i), 500)))
	}
	out, err := simulate.TrainWithNoise(f, tables, rand.NewChaCha8([32]byte{seed}), nil)
	if err != nil {
		t.Fatal(err)
	}
	d, err := out.Model.Describe()
	if err != nil {
		t.Fatal(err)
	}
	return d, out
}

const byTrustees = `, "masking": "trustees", "trustees": [{"name": "A", "key": "trustee1aa"}, {"name": "B", "key": "trustee1bb"}], "cohort": {"batch": 3}, "privacy": {"epsilon": %g%s}`

func withTrustees(t testing.TB, group string, epsilon float64, more string) *spec.File {
	t.Helper()
	text := strings.Replace(counted, `,
	"cohort": {"min": 3, "max": 9}`, "", 1)
	f, err := spec.Parse([]byte(strings.NewReplacer("GROUP", group, "MORE", fmt.Sprintf(byTrustees, epsilon, more)).Replace(text)))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// With a large epsilon a description under noise, of owners or of trustees, is nearly that of the exact sums: counts, means, deviations and
// quantiles, of all rows and of each group. A model file with it reads back as the same.
func TestDescriptionUnderNoise(t *testing.T) {
	exact, _ := described(t, countedFile(t, `, "group": "sex"`, ""), 0)
	for name, f := range map[string]*spec.File{
		"owners":   countedFile(t, `, "group": "sex"`, `, "privacy": {"epsilon": 100}`),
		"trustees": withTrustees(t, `, "group": "sex"`, 100, ""),
	} {
		d, out := described(t, f, 7)
		noise := d.CountError(1)
		if !(noise > 0.1 && noise < 3) || d.Noise.Units != 0 || len(d.Pairs) != 0 || !strings.Contains(strings.Join(out.Warnings, ";"), "noise moves every count") {
			t.Fatalf("%s: noise %+v, %d pairs, warnings %q", name, d.Noise, len(d.Pairs), out.Warnings)
		}
		for c, want := range exact.Cells {
			got := d.Cells[c]
			if math.Abs(float64(got.Rows-want.Rows)) > 5*noise {
				t.Errorf("%s: cell %d has %d rows, want %d", name, c, got.Rows, want.Rows)
			}
			for i, x := range want.Features {
				feature := d.Features()[i]
				if y := got.Features[i]; math.Abs(float64(y.Present()-x.Present())) > 6*noise {
					t.Errorf("%s: cell %d has %d values of %s, want %d", name, c, y.Present(), feature.Name, x.Present())
				} else if !feature.Type.Numeric() {
					for k := range x.Bins {
						if math.Abs(float64(y.Bins[k]-x.Bins[k])) > 6*noise {
							t.Errorf("%s: cell %d counts %v of %s, want %v", name, c, y.Bins, feature.Name, x.Bins)
						}
					}
				} else {
					closeTo(t, fmt.Sprintf("%s: %s in cell %d", name, feature.Name, c), d, feature, exact, y, x)
				}
			}
		}
		b, err := out.Model.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		read, err := model.Parse(b)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		again, err := read.Describe()
		if err != nil || fmt.Sprint(again.Cells) != fmt.Sprint(d.Cells) || again.Noise != d.Noise {
			t.Errorf("%s: reads back as %+v: %v", name, again, err)
		}
	}
}

// closeTo compares the statistics of a number with those of exact counts.
func closeTo(t *testing.T, name string, d *describe.Description, f schema.Feature, exact *describe.Description, got, want describe.Counts) {
	t.Helper()
	mean, sd := d.MomentErrors(f, got, 1)
	exactFeature := exact.Features()[0]
	for _, x := range exact.Features() {
		if x.Name == f.Name {
			exactFeature = x
		}
	}
	m, w := describe.MomentsOf(f, got), describe.MomentsOf(exactFeature, want)
	if math.Abs(m.Mean-w.Mean) > 6*mean || math.Abs(m.SD-w.SD) > 6*sd {
		t.Errorf("%s: mean %v and deviation %v, want %v and %v with errors of %v and %v", name, m.Mean, m.SD, w.Mean, w.SD, mean, sd)
	}
	for _, p := range []float64{0.25, 0.5, 0.75} {
		noise := d.QuantileError(f, got, p, 1)
		if math.IsNaN(noise) {
			noise = 0.2
		}
		if q, w := describe.Quantile(f, got, p), describe.Quantile(exactFeature, want, p); math.Abs(q-w) > 6*noise+d.BinWidth(f)/2 {
			t.Errorf("%s: quantile %v is %v, want %v", name, p, q, w)
		}
	}
}

// No row moves the sums by more than the bound that the noise is scaled to, and a row with all values at the ends of their ranges moves
// them by all of it.
func TestRowsOfDescriptionsAreBounded(t *testing.T) {
	for name, f := range map[string]*spec.File{"rows": withTrustees(t, "", 1, ""), "rows by group": withTrustees(t, `, "group": "sex"`, 1, ""), "owners": withTrustees(t, "", 1, `, "unit": "owner"`)} {
		d, err := f.Design()
		if err != nil {
			t.Fatal(err)
		}
		bound := f.Noise(wire.RoundOneRound).Bound
		square := new(big.Int).Mul(bound, bound)
		owner := f.Privacy.Unit == dp.OwnerUnit
		upload := func(csv string) []*big.Int {
			values, err := d.NoisySums(readRows(t, f, csv), owner)
			if err != nil {
				t.Fatal(err)
			}
			return values
		}
		head, body, _ := strings.Cut(countedRows(9, 40), "\n")
		lines := append(strings.SplitAfter(strings.TrimRight(body, "\n")+"\n", "\n"), "0,0,0,town,f\n", "100,200,4,sea,m\n", "50,100,2,,\n", "100,0,,,\n")
		lines = slices.DeleteFunc(lines, func(l string) bool { return l == "" })
		longest := new(big.Int)
		for i, line := range lines {
			others := head + "\n" + strings.Join(lines[:i], "")
			moved := upload(head + "\n" + line)
			if !owner && i > 0 {
				without := upload(others)
				for k, v := range upload(others + strings.TrimSuffix(line, "\n") + "\n") {
					moved[k].Sub(v, without[k])
				}
			}
			if owner { // an owner sends its mean, whatever its rows
				moved = upload(others + strings.TrimSuffix(line, "\n") + "\n")
			}
			if n := dp.Norm2(moved); n.Cmp(square) > 0 {
				t.Errorf("%s: %q moves the sums by more than the bound", name, line)
			} else if n.Cmp(longest) > 0 {
				longest = n
			}
		}
		if !owner && new(big.Int).Sub(square, longest).Cmp(new(big.Int).Lsh(bound, 2)) > 0 { // up to rounding up of the bound
			t.Errorf("%s: no row reaches the bound: %v of %v", name, longest, square)
		}
	}
}

// The noise in the totals has the variance that the account counts on: of two trustees in three cells, twice, times the share that
// cells leave. And the standard errors that are shown are those of values over many draws.
func TestErrorsOfDescriptions(t *testing.T) {
	f := withTrustees(t, "", 4, "")
	exact, _ := described(t, countedFile(t, "", ""), 0)
	const draws = 60
	var rows, means, deviations, medians, towns []float64
	var last *describe.Description
	for i := range draws {
		d, _ := described(t, f, byte(i))
		last = d
		all := d.All()
		age := d.Features()[0]
		m := describe.MomentsOf(age, all.Features[0])
		rows, means, deviations = append(rows, float64(all.Rows)), append(means, m.Mean), append(deviations, m.SD)
		medians, towns = append(medians, describe.Quantile(age, all.Features[0], 0.5)), append(towns, float64(all.Features[3].Bins[0]))
	}
	if want := f.CountDeviation(f.Cells(9)); math.Abs(last.CountError(1)/want-1) > 1e-9 {
		t.Errorf("counts have the error %v, the file says %v", last.CountError(1), want)
	}
	age, all := last.Features()[0], last.All()
	mean, sd := last.MomentErrors(age, all.Features[0], 1)
	truth := exact.All()
	moments := describe.MomentsOf(exact.Features()[0], truth.Features[0])
	for name, c := range map[string]struct {
		drawn     []float64
		want      float64 // standard error
		true      float64
		low, high float64 // of the ratio of deviations
	}{
		"rows":      {rows, last.RowsError(1), float64(truth.Rows), 0.5, 1.2}, // closer by the counts of columns
		"mean":      {means, mean, moments.Mean, 0.75, 1.25},
		"deviation": {deviations, sd, moments.SD, 0.7, 1.3},
		"median":    {medians, last.QuantileError(age, all.Features[0], 0.5, 1), describe.Quantile(exact.Features()[0], truth.Features[0], 0.5), 0.5, 1.5},
		"town":      {towns, last.CountError(1), float64(truth.Features[3].Bins[0]), 0.6, 1.25},
	} {
		average, square := 0.0, 0.0
		for _, x := range c.drawn {
			average += x / draws
		}
		for _, x := range c.drawn {
			square += (x - average) * (x - average) / (draws - 1)
		}
		if ratio := math.Sqrt(square) / c.want; ratio < c.low || ratio > c.high {
			t.Errorf("%s: deviates by %v over draws, the standard error is %v", name, math.Sqrt(square), c.want)
		}
		if off := math.Abs(average - c.true); off > 4*c.want/math.Sqrt(draws)+0.5*last.BinWidth(age)*boolean(name == "median") {
			t.Errorf("%s: %v on average, want %v", name, average, c.true)
		}
	}
}

func boolean(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// Under much noise counts stay possible: none is negative, and those of a column add up to the rows of their cell. Owners that send means
// count as one each, and their number is known.
func TestDescriptionsStayPossible(t *testing.T) {
	for _, c := range []struct {
		group, more string
		units       int64
	}{{`, "group": "sex"`, "", 0}, {"", `, "unit": "owner"`, 9}, {`, "group": "sex"`, `, "unit": "owner"`, 9}} {
		f := withTrustees(t, c.group, 0.2, c.more)
		d, _ := described(t, f, 1)
		if c.units > 0 && d.All().Rows != c.units || d.Noise.Units != c.units {
			t.Errorf("%+v: %d rows, noise %+v", c, d.All().Rows, d.Noise)
		}
		if c.units > 0 && d.RowsError(d.CellCount()) != 0 {
			t.Errorf("%+v: the number of owners has an error", c)
		}
		for _, cell := range d.Cells {
			for i, counts := range cell.Features {
				for _, n := range counts.Bins {
					if n < 0 {
						t.Errorf("%+v: %s has the counts %v", c, d.Features()[i].Name, counts.Bins)
					}
				}
				if counts.Present() > cell.Rows {
					t.Errorf("%+v: %d values of %s in %d rows", c, counts.Present(), d.Features()[i].Name, cell.Rows)
				}
				if f := d.Features()[i]; f.Type.Numeric() {
					if m := describe.MomentsOf(f, counts); m.Mean < *f.Min || m.Mean > *f.Max || m.SD < 0 {
						t.Errorf("%+v: %+v of %s", c, m, f.Name)
					}
				}
			}
		}
	}
}
