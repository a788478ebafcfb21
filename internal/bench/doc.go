// Command bench measures Blindfit against what others offer, both sides side by side in one run on one machine,
// and says what it ran on. It prints a table and writes the same rows as JSON.
//
// A row with a peer gives a ratio, how many times better ours is; its target is the least ratio. A row without a
// peer gives ours alone; its target is the most ours may be. A row without a target is for information. Samples of
// the two sides are taken in turns, so that whatever else the machine does hits both, and the median counts. Native
// times are processor time, those of the browser by its clock.
//
// To add rows, write a chapter: a function that adds them to a report.
package main
