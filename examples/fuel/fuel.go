// Package fuel makes the example tables of this folder: the fuel use of the cars of
// three owners, with a feature of each type. The rows are made up, by a rule that is
// written down here and from a fixed seed, so that every run writes the same bytes.
package fuel

import (
	"fmt"
	"strconv"

	"github.com/blindfit/blindfit/examples/internal/rows"
)

// owner describes the cars of one owner.
type owner struct {
	weight float64 // kg, of the middle of the owner's cars
	spread float64 // kg
	year   int     // the oldest
	// shares are weights of the levels of fuel, body and condition.
	fuel, body, condition []int
}

// The owners differ in size and in their cars, as real ones do: a village workshop,
// a company fleet and a dealer in large cars.
var example = rows.Example[owner]{
	Seed:   20261122,
	Header: "plate,weight,power,cylinders,year,condition,fuel,body,consumption",
	Owners: []rows.Owner[owner]{
		{Rows: 143, Like: owner{weight: 1180, spread: 260, year: 2006, fuel: []int{7, 3, 0}, body: []int{6, 2, 2, 0}, condition: []int{4, 4, 2, 1}}},
		{Rows: 318, Like: owner{weight: 1490, spread: 190, year: 2016, fuel: []int{1, 6, 3}, body: []int{1, 3, 6, 0}, condition: []int{0, 1, 4, 5}}},
		{Rows: 87, Like: owner{weight: 1960, spread: 280, year: 2012, fuel: []int{4, 4, 2}, body: []int{0, 1, 1, 8}, condition: []int{1, 2, 4, 3}}},
	},
	Others: rows.Owner[owner]{Rows: 12, Like: owner{weight: 1500, spread: 350, year: 2008, fuel: []int{1, 1, 1}, body: []int{1, 1, 1, 1}, condition: []int{1, 1, 1, 1}}},
	Row:    car,
}

// Files returns the tables by file name.
func Files() map[string][]byte { return example.Files() }

// Many returns the tables of n owners like those of Files, with as many rows each.
func Many(n, rows int, seed uint64) [][]byte { return example.Many(n, rows, seed) }

// Levels of the features that are not numbers; ranks begin with the lowest.
var (
	fuels      = []string{"petrol", "diesel", "hybrid"}
	bodies     = []string{"hatchback", "saloon", "estate", "suv"}
	conditions = []string{"worn", "fair", "good", "new"}
)

// car makes one row. Heavy cars are powerful and powerful ones have many
// cylinders, so that the columns depend on each other as they do on the road.
func car(d rows.Dice, o owner) []string {
	weight := rows.Between(760, 2740, o.weight+float64(o.spread*d.Normal()))
	power := rows.Between(42, 395, 20+float64(0.075*(weight-700))+float64(24*d.Normal())+float64(30*d.Uniform()))
	cylinders := 3 + int(rows.Between(0, 5, float64(power/70)-0.6+d.Uniform()))
	year := o.year + d.Below(2025-o.year)
	condition, fuel, body := d.Pick(o.condition), d.Pick(o.fuel), d.Pick(o.body)
	consumption := 1.4 + float64(0.00265*weight) + float64(0.0125*power) + float64(0.13*float64(cylinders)) -
		float64(0.055*float64(year-2006)) - float64(0.22*float64(condition)) +
		[]float64{0, -1.15, -2.05}[fuel] + []float64{0, 0.1, 0.25, 1.3}[body] + float64(0.55*d.Normal())
	return []string{
		plate(d), rows.Decimals(weight, 2), rows.Decimals(power, 3), strconv.Itoa(cylinders), strconv.Itoa(year),
		conditions[condition], fuels[fuel], bodies[body], rows.Decimals(rows.Between(2.1, 24.5, consumption), 5),
	}
}

// plate makes a number plate: a column that the training does not read.
func plate(d rows.Dice) string {
	return fmt.Sprintf("%c%c-%04d", 'A'+d.Below(26), 'A'+d.Below(26), d.Below(10000))
}
