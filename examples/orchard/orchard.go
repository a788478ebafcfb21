// Package orchard makes the example tables of this folder: apples of five growers
// and the grade each got. The rows are made up, by a rule that is written down here
// and from a fixed seed, so that every run writes the same bytes.
package orchard

import (
	"fmt"
	"strconv"

	"github.com/blindfit/blindfit/examples/internal/rows"
)

// grower describes the apples of one owner.
type grower struct {
	weight  float64 // g
	sugar   float64 // °Bx
	variety []int   // shares of the levels
	gaps    int     // one value in so many is missing; 0 if none is
}

var example = rows.Example[grower]{
	Seed:   20261124,
	Header: "crate,weight,sugar,bruises,skin,variety,grade",
	Owners: []rows.Owner[grower]{
		{Rows: 120, Like: grower{weight: 150, sugar: 11, variety: []int{6, 1, 1}, gaps: 25}},
		{Rows: 260, Like: grower{weight: 185, sugar: 13, variety: []int{1, 6, 2}}},
		{Rows: 90, Like: grower{weight: 205, sugar: 12, variety: []int{1, 1, 6}, gaps: 12}},
		{Rows: 180, Like: grower{weight: 170, sugar: 14, variety: []int{3, 3, 1}, gaps: 40}},
		{Rows: 150, Like: grower{weight: 190, sugar: 10.5, variety: []int{2, 2, 2}}},
	},
	Others: rows.Owner[grower]{Rows: 250, Like: grower{weight: 180, sugar: 12.2, variety: []int{1, 1, 1}, gaps: 30}},
	Row:    apple,
}

// Files returns the tables by file name.
func Files() map[string][]byte { return example.Files() }

// Levels of the target and of the features that are not numbers; ranks begin with
// the lowest.
var (
	skins     = []string{"poor", "fair", "good", "perfect"}
	varieties = []string{"gala", "braeburn", "boskoop"}
	grades    = []string{"juice", "second", "first"}
)

// apple makes one row: heavy, sweet, whole apples are of the first grade.
func apple(d rows.Dice, g grower) []string {
	weight := rows.Between(70, 340, g.weight+float64(30*d.Normal()))
	sugar := rows.Between(7, 19, g.sugar+float64(1.4*d.Normal()))
	bruises, skin, variety := d.Pick([]int{8, 5, 3, 2, 1}), d.Pick([]int{1, 3, 4, 2}), d.Pick(g.variety)
	worth := float64(0.012*(weight-180)) + float64(0.3*(sugar-12)) - float64(0.55*float64(bruises-1)) +
		float64(0.5*float64(skin-2)) + []float64{0.3, 0, -0.4}[variety] + float64(0.45*d.Normal())
	grade := 1
	if worth < -0.7 {
		grade = 0
	} else if worth > 0.6 {
		grade = 2
	}
	cells := []string{
		fmt.Sprintf("C%04d", d.Below(10000)), rows.Decimals(weight, 2), rows.Decimals(sugar, 3), strconv.Itoa(bruises),
		skins[skin], varieties[variety], grades[grade],
	}
	for i := 1; i < 6; i++ {
		if g.gaps > 0 && d.Below(g.gaps) == 0 {
			cells[i] = ""
		}
	}
	return cells
}
