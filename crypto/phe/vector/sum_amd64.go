package vector

import "golang.org/x/sys/cpu"

// available reports whether the processor has multiply-adds that round once, on vectors of four.
func available() bool { return cpu.X86.HasAVX2 && cpu.X86.HasFMA }

// sum adds up the columns of x·y from column k, a multiple of 8, to column end: into lows the lower halves of products,
// into highs the upper ones, which belong to the next column. onto is −1 to add them to the present sums, else 0. x and y
// are digits with 8 zeros before and after. See tools/avo.
//
//go:noescape
func sum(lows, highs *int64, x, y *float64, digits, k, end, onto int)

// square is sum of all columns of x·x, onto nothing.
//
//go:noescape
func square(lows, highs *int64, x *float64, digits int)

// carry4 makes count digits, a multiple of 4, of the columns lows[i] + highs[i], as doubles and as integers. The carry of column −1
// carries is added to digit 0.
//
//go:noescape
func carry4(lows, highs *int64, to *float64, digits *int64, count int)
