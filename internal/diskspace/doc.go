// Package diskspace owns the question how much room a disk has.
package diskspace
