// Package clinic makes the example tables of this folder: appointments of three
// practices, and whether they were missed. The rows are made up, by a rule that is
// written down here and from a fixed seed, so that anybody gets the same bytes.
package clinic

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"github.com/blindfit/blindfit/examples/internal/rows"
)

// practice says what the appointments of one owner are like.
type practice struct {
	rows        int
	age, spread float64 // years
	wait        int     // the longest wait for an appointment, days
	reminder    []int   // shares of the levels
	transport   []int
}

var practices = []practice{
	{rows: 240, age: 63, spread: 12, wait: 30, reminder: []int{5, 3, 1}, transport: []int{3, 2, 5}},
	{rows: 380, age: 31, spread: 10, wait: 90, reminder: []int{1, 2, 6}, transport: []int{1, 6, 3}},
	{rows: 150, age: 45, spread: 16, wait: 60, reminder: []int{2, 4, 4}, transport: []int{6, 1, 3}},
}

var anywhere = practice{rows: 200, age: 45, spread: 18, wait: 75, reminder: []int{1, 1, 1}, transport: []int{1, 1, 1}}

// Levels of the features that are not numbers; of the rank, lowest first.
var (
	reminders  = []string{"none", "letter", "call"}
	transports = []string{"car", "bus", "foot"}
)

const header = "patient,age,wait,missed_before,reminder,transport,missed\n"

// Files gives the tables by file name: owner-1.csv to owner-3.csv and predict.csv.
func Files() map[string][]byte {
	files := map[string][]byte{"predict.csv": table(anywhere, 99)}
	for i, p := range practices {
		files[fmt.Sprintf("owner-%d.csv", i+1)] = table(p, uint64(i+1))
	}
	return files
}

// Many gives the tables of n owners like those of Files, with as many rows each; other seeds give other appointments.
func Many(n, rows int, seed uint64) [][]byte {
	out := make([][]byte, n)
	for i := range out {
		p := practices[i%len(practices)]
		p.rows = rows
		out[i] = table(p, 1000*(seed+1)+uint64(i))
	}
	return out
}

func table(p practice, seed uint64) []byte {
	d := rows.NewDice(20261123, seed)
	var out bytes.Buffer
	out.WriteString(header)
	for range p.rows {
		out.WriteString(appointment(d, p) + "\n")
	}
	return out.Bytes()
}

// appointment makes one row: long waits and a history of missing make people stay
// away, age and reminders bring them.
func appointment(d rows.Dice, p practice) string {
	age := rows.Between(18, 94, p.age+float64(p.spread*d.Normal()))
	wait, before := 1+d.Below(p.wait), d.Pick([]int{10, 5, 3, 2, 1, 1})
	reminder, transport := d.Pick(p.reminder), d.Pick(p.transport)
	odds := 0.4 + float64(0.022*float64(wait)) + float64(0.45*float64(before)) - float64(0.03*age) -
		float64(0.7*float64(reminder)) + []float64{-0.2, 0.5, 0}[transport]
	missed := "no"
	if odds+float64(0.8*d.Normal()) > 0 {
		missed = "yes"
	}
	return strings.Join([]string{
		fmt.Sprintf("P%05d", d.Below(100000)), rows.Decimals(age, 1), strconv.Itoa(wait), strconv.Itoa(before),
		reminders[reminder], transports[transport], missed,
	}, ",")
}
