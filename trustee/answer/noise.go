package answer

import (
	"io"
	"math/big"

	"github.com/blindfit/blindfit/ml/dp"
)

// draw draws the whole noise of a kind of sums for each of so many cells: every trustee adds all of it, so that one honest one
// suffices.
var draw = func(n dp.Noise, cells int, r io.Reader) ([][]*big.Int, error) { return n.DrawCells(cells, r) }
