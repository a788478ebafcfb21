// Package readmission makes the example tables of this folder: patients of five hospitals, and whether they came back. The
// rows are made up, by a rule that is written down here and from a fixed seed, so that every run writes the same bytes.
package readmission

import (
	"fmt"
	"strconv"

	"github.com/blindfit/blindfit/examples/internal/rows"
)

// hospital describes the patients of one owner.
type hospital struct {
	age       float64 // years
	treatment []int   // shares of the levels
	severity  []int
	risk      int // of coming back on one day, in a hundred thousand, for a patient of 65 with the old treatment
}

var example = rows.Example[hospital]{
	Seed:   20261130,
	Header: "patient,age,sex,treatment,severity,stay,days,readmitted",
	Owners: []rows.Owner[hospital]{
		{Rows: 140, Like: hospital{age: 71, treatment: []int{3, 1}, severity: []int{3, 4, 3}, risk: 420}},
		{Rows: 90, Like: hospital{age: 62, treatment: []int{1, 2}, severity: []int{5, 3, 2}, risk: 260}},
		{Rows: 210, Like: hospital{age: 66, treatment: []int{1, 1}, severity: []int{4, 4, 2}, risk: 330}},
		{Rows: 120, Like: hospital{age: 68, treatment: []int{2, 3}, severity: []int{3, 3, 3}, risk: 380}},
		{Rows: 100, Like: hospital{age: 64, treatment: []int{1, 1}, severity: []int{5, 4, 1}, risk: 300}},
	},
	Others: rows.Owner[hospital]{Rows: 80, Like: hospital{age: 67, treatment: []int{1, 1}, severity: []int{4, 4, 2}, risk: 330}},
	Row:    patient,
}

// Files returns the tables by file name.
func Files() map[string][]byte { return example.Files() }

// Levels; the first is the reference, and ranks begin with the lowest.
var (
	sexes      = []string{"f", "m"}
	treatments = []string{"old", "new"}
	severities = []string{"mild", "moderate", "severe"}
	outcomes   = []string{"no", "yes"}
)

// followed is how many days a patient is followed at most.
const followed = 365

// patient makes one row: old and severely ill patients come back soon, with the new treatment later.
func patient(d rows.Dice, h hospital) []string {
	age := int(rows.Between(18, 99, h.age+float64(11*d.Normal())))
	sex, treatment, severity := d.Pick([]int{11, 9}), d.Pick(h.treatment), d.Pick(h.severity)
	stay := int(rows.Between(1, 60, 4+float64(3*severity)+float64(3*d.Normal())))
	risk := h.risk + h.risk*(age-65)/50 // of one day
	risk = max(risk, 40) * []int{10, 14, 22}[severity] / 10
	if treatment == 1 {
		risk = risk * 6 / 10
	}
	leaves := followed // when it is seen for the last time
	if d.Below(4) == 0 {
		leaves = 30 + d.Below(followed-30)
	}
	days, back := 1, 0
	for ; days < leaves; days++ {
		if d.Below(100_000) < risk {
			back = 1
			break
		}
	}
	cells := []string{
		fmt.Sprintf("P%05d", d.Below(100_000)), strconv.Itoa(age), sexes[sex], treatments[treatment], severities[severity],
		strconv.Itoa(stay), strconv.Itoa(days), outcomes[back],
	}
	if d.Below(12) == 0 { // not written down
		cells[5] = ""
	}
	return cells
}
