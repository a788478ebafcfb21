// Package heating makes the example tables of this folder: the heating use of flats
// of five housing societies. The rows are made up, by a rule that is written down
// here and from a fixed seed, so that every run writes the same bytes.
package heating

import (
	"fmt"
	"strconv"

	"github.com/blindfit/blindfit/examples/internal/rows"
)

// society describes the flats of one owner.
type society struct {
	area   float64 // m²
	oldest int     // year built
	state  []int   // shares of the levels
	source []int
}

var example = rows.Example[society]{
	Seed:   20261125,
	Header: "flat,area,built,floor,insulation,source,use",
	Owners: []rows.Owner[society]{
		{Rows: 160, Like: society{area: 52, oldest: 1900, state: []int{6, 3, 1}, source: []int{6, 2, 1}}},
		{Rows: 230, Like: society{area: 78, oldest: 1955, state: []int{2, 5, 2}, source: []int{3, 5, 1}}},
		{Rows: 110, Like: society{area: 104, oldest: 1990, state: []int{0, 3, 6}, source: []int{1, 3, 6}}},
		{Rows: 190, Like: society{area: 66, oldest: 1930, state: []int{4, 4, 1}, source: []int{4, 4, 1}}},
		{Rows: 140, Like: society{area: 88, oldest: 1970, state: []int{1, 4, 4}, source: []int{2, 4, 4}}},
	},
	Others: rows.Owner[society]{Rows: 300, Like: society{area: 75, oldest: 1940, state: []int{1, 1, 1}, source: []int{1, 1, 1}}},
	Row:    flat,
}

// Files returns the tables by file name.
func Files() map[string][]byte { return example.Files() }

// Levels of the features that are not numbers; ranks begin with the lowest.
var (
	states  = []string{"none", "partial", "full"}
	sources = []string{"gas", "district", "pump"}
)

// flat makes one row. The use of a flat is a product, area times need per square
// metre, and the lowest and the highest floor lose more: no linear rule fits it.
func flat(d rows.Dice, s society) []string {
	area := rows.Between(22, 190, s.area+float64(16*d.Normal()))
	built, floor := s.oldest+d.Below(2024-s.oldest), d.Below(8)
	state, source := d.Pick(s.state), d.Pick(s.source)
	need := 150 - float64(0.7*float64(built-1960)) - float64(32*float64(state))
	if floor == 0 || floor == 7 {
		need += 28
	}
	need = rows.Between(25, 260, need) * []float64{1, 0.9, 0.38}[source]
	use := rows.Between(0.3, 39.5, float64(area*need)/1000+float64(0.6*d.Normal()))
	return []string{
		fmt.Sprintf("F%05d", d.Below(100000)), rows.Decimals(area, 2), strconv.Itoa(built), strconv.Itoa(floor),
		states[state], sources[source], rows.Decimals(use, 4),
	}
}
