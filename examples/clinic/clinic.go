// Package clinic makes the example tables of this folder: appointments of three
// practices, and whether they were missed. The rows are made up, by a rule that is
// written down here and from a fixed seed, so that every run writes the same bytes.
package clinic

import (
	"fmt"
	"strconv"

	"github.com/blindfit/blindfit/examples/internal/rows"
)

// practice describes the appointments of one owner.
type practice struct {
	age, spread float64 // years
	wait        int     // the longest wait for an appointment, days
	reminder    []int   // shares of the levels
	transport   []int
}

var example = rows.Example[practice]{
	Seed:   20261123,
	Header: "patient,age,wait,missed_before,reminder,transport,missed",
	Owners: []rows.Owner[practice]{
		{Rows: 240, Like: practice{age: 63, spread: 12, wait: 30, reminder: []int{5, 3, 1}, transport: []int{3, 2, 5}}},
		{Rows: 380, Like: practice{age: 31, spread: 10, wait: 90, reminder: []int{1, 2, 6}, transport: []int{1, 6, 3}}},
		{Rows: 150, Like: practice{age: 45, spread: 16, wait: 60, reminder: []int{2, 4, 4}, transport: []int{6, 1, 3}}},
	},
	Others: rows.Owner[practice]{Rows: 200, Like: practice{age: 45, spread: 18, wait: 75, reminder: []int{1, 1, 1}, transport: []int{1, 1, 1}}},
	Row:    appointment,
}

// Files returns the tables by file name.
func Files() map[string][]byte { return example.Files() }

// Many returns the tables of n owners like those of Files, with as many rows each.
func Many(n, rows int, seed uint64) [][]byte { return example.Many(n, rows, seed) }

// Levels of the features that are not numbers; ranks begin with the lowest.
var (
	reminders  = []string{"none", "letter", "call"}
	transports = []string{"car", "bus", "foot"}
)

// appointment makes one row: long waits and a history of missing make people stay
// away, age and reminders bring them.
func appointment(d rows.Dice, p practice) []string {
	age := rows.Between(18, 94, p.age+float64(p.spread*d.Normal()))
	wait, before := 1+d.Below(p.wait), d.Pick([]int{10, 5, 3, 2, 1, 1})
	reminder, transport := d.Pick(p.reminder), d.Pick(p.transport)
	odds := 0.4 + float64(0.022*float64(wait)) + float64(0.45*float64(before)) - float64(0.03*age) -
		float64(0.7*float64(reminder)) + []float64{-0.2, 0.5, 0}[transport]
	missed := "no"
	if odds+float64(0.8*d.Normal()) > 0 {
		missed = "yes"
	}
	return []string{
		fmt.Sprintf("P%05d", d.Below(100000)), rows.Decimals(age, 1), strconv.Itoa(wait), strconv.Itoa(before),
		reminders[reminder], transports[transport], missed,
	}
}
