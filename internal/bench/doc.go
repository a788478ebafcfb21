// Command bench measures Blindfit against other implementations, both in one run on one machine, and describes the machine.
// It prints a table and writes the same rows as JSON.
//
// A row with a peer has a ratio, how many times better Blindfit is; its target is a lower bound. A row without a peer has
// only a value of Blindfit; its target is an upper bound. A row without a target is for information. Samples of the two
// sides alternate, so that other load on the machine affects both, and the median counts. Native times are processor
// time; those of the browser are by its clock.
//
// To add rows, write a chapter: a function that adds them to a report.
package main
