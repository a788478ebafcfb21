// Package fuel makes the example tables of this folder: what cars of three
// owners burn, with a feature of each type. The rows are made up, by a rule that
// is written down here and from a fixed seed, so that anybody gets the same bytes.
package fuel

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"github.com/blindfit/blindfit/examples/internal/rows"
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

// Many gives the tables of n owners like those of Files, with as many rows each; other seeds give other cars.
func Many(n, rows int, seed uint64) [][]byte {
	out := make([][]byte, n)
	for i := range out {
		o := owners[i%len(owners)]
		o.rows = rows
		out[i] = table(o, 1000*(seed+1)+uint64(i))
	}
	return out
}

func table(o owner, seed uint64) []byte {
	d := rows.NewDice(20261122, seed)
	var out bytes.Buffer
	out.WriteString(header)
	for range o.rows {
		out.WriteString(car(d, o) + "\n")
	}
	return out.Bytes()
}

// car makes one row. Heavy cars are powerful and powerful ones have many
// cylinders, so that the columns depend on each other as they do on the road.
func car(d rows.Dice, o owner) string {
	weight := rows.Between(760, 2740, o.weight+float64(o.spread*d.Normal()))
	power := rows.Between(42, 395, 20+float64(0.075*(weight-700))+float64(24*d.Normal())+float64(30*d.Uniform()))
	cylinders := 3 + int(rows.Between(0, 5, float64(power/70)-0.6+d.Uniform()))
	year := o.year + d.Below(2025-o.year)
	condition, fuel, body := d.Pick(o.condition), d.Pick(o.fuel), d.Pick(o.body)
	consumption := 1.4 + float64(0.00265*weight) + float64(0.0125*power) + float64(0.13*float64(cylinders)) -
		float64(0.055*float64(year-2006)) - float64(0.22*float64(condition)) +
		[]float64{0, -1.15, -2.05}[fuel] + []float64{0, 0.1, 0.25, 1.3}[body] + float64(0.55*d.Normal())
	return strings.Join([]string{
		plate(d), rows.Decimals(weight, 2), rows.Decimals(power, 3), strconv.Itoa(cylinders), strconv.Itoa(year),
		conditions[condition], fuels[fuel], bodies[body], rows.Decimals(rows.Between(2.1, 24.5, consumption), 5),
	}, ",")
}

// plate makes a number plate: a column that the training does not read.
func plate(d rows.Dice) string {
	return fmt.Sprintf("%c%c-%04d", 'A'+d.Below(26), 'A'+d.Below(26), d.Below(10000))
}
