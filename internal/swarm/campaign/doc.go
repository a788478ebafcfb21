// Package campaign owns the load of trainings with trustees: many contributions, each with an identity, a vault's secret and
// masks of its own, to real programs of a facilitator and of trustees, which a real model owner closes and opens.
//
// Contributions are made before the clock starts and wait in a file, so that the facilitator is measured and not the
// machine that plays so many people. All of them send the same row: only their number is checked.
package campaign
