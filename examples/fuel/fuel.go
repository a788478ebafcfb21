// Package fuel makes the example tables of this folder: what cars of three
// owners burn, with a feature of each type. The rows are made up, by a rule that
// is written down here and from a fixed seed, so that anybody gets the same bytes.
package fuel

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
)

// owner says what the cars of one owner are like.
type owner struct {
	rows   int
	weight float64 // kg, of the middle of the owner's cars
	spread float64 // kg
	year   int     // the oldest
	// shares are weights of the levels of fuel, body and condition.
	fuel, body, condition []int
}

// owners differ in size and in what they own, as real ones do: a village
// workshop, a company fleet and a dealer in large cars.
var owners = []owner{
	{rows: 143, weight: 1180, spread: 260, year: 2006, fuel: []int{7, 3, 0}, body: []int{6, 2, 2, 0}, condition: []int{4, 4, 2, 1}},
	{rows: 318, weight: 1490, spread: 190, year: 2016, fuel: []int{1, 6, 3}, body: []int{1, 3, 6, 0}, condition: []int{0, 1, 4, 5}},
	{rows: 87, weight: 1960, spread: 280, year: 2012, fuel: []int{4, 4, 2}, body: []int{0, 1, 1, 8}, condition: []int{1, 2, 4, 3}},
}

// anybody is where the rows for prediction come from.
var anybody = owner{rows: 12, weight: 1500, spread: 350, year: 2008, fuel: []int{1, 1, 1}, body: []int{1, 1, 1, 1}, condition: []int{1, 1, 1, 1}}

// Levels of the features that are not numbers; of the rank, lowest first.
var (
	fuels      = []string{"petrol", "diesel", "hybrid"}
	bodies     = []string{"hatchback", "saloon", "estate", "suv"}
	conditions = []string{"worn", "fair", "good", "new"}
)

const header = "plate,weight,power,cylinders,year,condition,fuel,body,consumption\n"

// Files gives the tables by file name: owner-1.csv to owner-3.csv and predict.csv.
func Files() map[string][]byte {
	files := map[string][]byte{}
	for i, o := range owners {
		files[fmt.Sprintf("owner-%d.csv", i+1)] = table(o, uint64(i+1))
	}
	files["predict.csv"] = table(anybody, 99)
	return files
}

func table(o owner, seed uint64) []byte {
	d := dice{rand.NewPCG(20261122, seed)}
	var out bytes.Buffer
	out.WriteString(header)
	for range o.rows {
		out.WriteString(d.car(o) + "\n")
	}
	return out.Bytes()
}

// car makes one row. Heavy cars are powerful and powerful ones have many
// cylinders, so that the columns depend on each other as they do on the road.
func (d dice) car(o owner) string {
	weight := between(760, 2740, o.weight+float64(o.spread*d.normal()))
	power := between(42, 395, 20+float64(0.075*(weight-700))+float64(24*d.normal())+float64(30*d.uniform()))
	cylinders := 3 + int(between(0, 5, float64(power/70)-0.6+d.uniform()))
	year := o.year + d.below(2025-o.year)
	condition, fuel, body := d.pick(o.condition), d.pick(o.fuel), d.pick(o.body)
	consumption := 1.4 + float64(0.00265*weight) + float64(0.0125*power) + float64(0.13*float64(cylinders)) -
		float64(0.055*float64(year-2006)) - float64(0.22*float64(condition)) +
		[]float64{0, -1.15, -2.05}[fuel] + []float64{0, 0.1, 0.25, 1.3}[body] + float64(0.55*d.normal())
	return strings.Join([]string{
		d.plate(), decimals(weight, 2), decimals(power, 3), strconv.Itoa(cylinders), strconv.Itoa(year),
		conditions[condition], fuels[fuel], bodies[body], decimals(between(2.1, 24.5, consumption), 5),
	}, ",")
}

func decimals(x float64, n int) string { return strconv.FormatFloat(x, 'f', n, 64) }

func between(low, high, x float64) float64 { return max(low, min(high, x)) }

// dice draws numbers in ways that give the same on every platform: no logarithm,
// and no product that a compiler may fuse with a sum.
type dice struct{ source *rand.PCG }

// uniform gives a number in [0, 1).
func (d dice) uniform() float64 { return float64(d.source.Uint64()>>11) / (1 << 53) }

// normal gives a nearly normal number of mean 0 and standard deviation 1, as the
// sum of twelve uniform ones.
func (d dice) normal() float64 {
	sum := -6.0
	for range 12 {
		sum += d.uniform()
	}
	return sum
}

func (d dice) below(n int) int { return int(d.source.Uint64() % uint64(n)) }

// pick gives an index with the chances of the given shares.
func (d dice) pick(shares []int) int {
	total := 0
	for _, share := range shares {
		total += share
	}
	at := d.below(total)
	for i, share := range shares {
		if at -= share; at < 0 {
			return i
		}
	}
	return len(shares) - 1
}

// plate makes a number plate: a column that the training does not read.
func (d dice) plate() string {
	return fmt.Sprintf("%c%c-%04d", 'A'+d.below(26), 'A'+d.below(26), d.below(10000))
}
