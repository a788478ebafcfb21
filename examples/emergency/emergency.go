// Package emergency makes the example tables of this folder: patients of eight emergency departments, with a target for each kind of
// model. The rows are made up, by a rule that is written down here and from a fixed seed, so that every run writes the same bytes.
package emergency

import (
	"fmt"
	"strconv"

	"github.com/blindfit/blindfit/examples/internal/rows"
)

// department describes the patients of one owner.
type department struct {
	age      float64 // years
	smokers  []int   // shares of the levels
	distance float64 // km
}

var example = rows.Example[department]{
	Seed:   20261201,
	Header: "patient,age,smoker,distance,triage,visits,cost,admitted,days,returned",
	Owners: []rows.Owner[department]{
		{Rows: 110, Like: department{age: 48, smokers: []int{3, 1}, distance: 12}},
		{Rows: 90, Like: department{age: 61, smokers: []int{4, 1}, distance: 20}},
		{Rows: 130, Like: department{age: 39, smokers: []int{2, 1}, distance: 6}},
		{Rows: 100, Like: department{age: 55, smokers: []int{3, 2}, distance: 15}},
		{Rows: 120, Like: department{age: 44, smokers: []int{5, 2}, distance: 9}},
		{Rows: 90, Like: department{age: 66, smokers: []int{6, 1}, distance: 24}},
		{Rows: 140, Like: department{age: 51, smokers: []int{1, 1}, distance: 8}},
		{Rows: 100, Like: department{age: 58, smokers: []int{4, 3}, distance: 17}},
	},
	Others: rows.Owner[department]{Rows: 80, Like: department{age: 52, smokers: []int{2, 1}, distance: 14}},
	Row:    patient,
}

// Files returns the tables by file name.
func Files() map[string][]byte { return example.Files() }

// Levels; the first is the reference, and ranks begin with the lowest.
var (
	answers = []string{"no", "yes"}
	triages = []string{"green", "yellow", "red"}
)

// followed is how many days a patient is followed at most.
const followed = 180

// patient makes one row: smoking multiplies visits and the risk to come back by 3/2, and the cost by 5/4.
func patient(d rows.Dice, p department) []string {
	age := int(rows.Between(18, 96, p.age+float64(15*d.Normal())))
	smoker := d.Pick(p.smokers)
	distance := rows.Between(0.5, 60, p.distance+float64(0.4*p.distance*d.Normal()))
	// Chances are in millionths, and sums of many rare events nearly follow Poisson's distribution.
	often := (20 + age/2) * []int{500, 750}[smoker] * []int{1, 1, 1, 4}[d.Below(4)]
	visits := 0
	for range 60 {
		if d.Below(1_000_000) < often {
			visits++
		}
	}
	cost := float64(200+4*age) * []float64{1, 1.25}[smoker] * (0.25 + 0.75*(d.Uniform()+d.Uniform()))
	ill := float64(0.03*float64(age-50)) + float64(0.8*float64(smoker)) + float64(1.8*d.Normal())
	triage := 0
	if ill > 0.8 {
		triage++
	}
	if ill > 2.4 {
		triage++
	}
	admitted := 0
	if ill+float64(1.8*d.Normal()) > 1.5 {
		admitted = 1
	}
	leaves := followed // when it is seen for the last time
	if d.Below(4) == 0 {
		leaves = 20 + d.Below(followed-20)
	}
	days, back, risk := 1, 0, (40+age)*[]int{4, 6}[smoker] // of one day, in hundred thousandths
	for ; days < leaves; days++ {
		if d.Below(100_000) < risk {
			back = 1
			break
		}
	}
	return []string{
		fmt.Sprintf("E%05d", d.Below(100_000)), strconv.Itoa(age), answers[smoker], rows.Decimals(distance, 1), triages[triage],
		strconv.Itoa(visits), rows.Decimals(cost, 2), answers[admitted], strconv.Itoa(days), answers[back],
	}
}
