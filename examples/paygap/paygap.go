// Package paygap makes the example tables of this folder: employees of twelve
// companies of a town, and their pay an hour. The rows are made up, by a rule
// that is written down here and from a fixed seed, so that every run writes the same
// bytes.
package paygap

import (
	"strconv"

	"github.com/blindfit/blindfit/examples/internal/rows"
)

// company describes the employees of one owner.
type company struct {
	base  float64 // EUR an hour without experience
	women int     // of a hundred employees
	gap   float64 // EUR an hour that men get more
}

var example = rows.Example[company]{
	Seed:   20261130,
	Header: "employee,years,hours,role,sex,pay",
	Owners: []rows.Owner[company]{
		{Rows: 64, Like: company{base: 16, women: 70, gap: 1.4}}, {Rows: 120, Like: company{base: 19, women: 30, gap: 2.2}},
		{Rows: 45, Like: company{base: 15, women: 60, gap: 0.8}}, {Rows: 210, Like: company{base: 21, women: 25, gap: 2.6}},
		{Rows: 80, Like: company{base: 18, women: 50, gap: 1.7}}, {Rows: 58, Like: company{base: 17, women: 80, gap: 2.0}},
		{Rows: 150, Like: company{base: 20, women: 40, gap: 1.9}}, {Rows: 95, Like: company{base: 16.5, women: 55, gap: 1.2}},
		{Rows: 72, Like: company{base: 18.5, women: 45, gap: 2.4}}, {Rows: 130, Like: company{base: 22, women: 35, gap: 3.0}},
		{Rows: 66, Like: company{base: 15.5, women: 65, gap: 1.0}}, {Rows: 105, Like: company{base: 19.5, women: 48, gap: 1.6}},
	},
	Others: rows.Owner[company]{Rows: 200, Like: company{base: 18, women: 50, gap: 1.9}},
	Row:    employee,
}

// Files returns the tables by file name.
func Files() map[string][]byte { return example.Files() }

// People returns n tables of one row each, as people fill in the form of people.json, from the same town.
func People(n int) [][]byte { return example.Many(n, 1, 7) }

var roles = []string{"assistant", "clerk", "specialist", "manager"}

// employee makes one row.
func employee(d rows.Dice, c company) []string {
	years, role, sex := d.Below(41), d.Pick([]int{3, 5, 4, 1}), "man"
	if d.Below(100) < c.women {
		sex = "woman"
	}
	hours := []int{20, 30, 38, 40}[d.Pick([]int{2, 2, 4, 3})]
	pay := c.base + float64(0.28*float64(years)) + []float64{-2, 0, 4, 11}[role] + float64(1.8*d.Normal())
	if sex == "man" {
		pay += c.gap
	}
	return []string{"E" + strconv.Itoa(1000+d.Below(9000)), strconv.Itoa(years), strconv.Itoa(hours), roles[role], sex, rows.Decimals(rows.Between(10, 60, pay), 2)}
}
