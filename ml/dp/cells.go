package dp

import (
	"io"
	"math/big"
)

// Sums of the same training that are opened cell by cell, each unit in one cell, need less noise in their total than the cells
// have together. With independent noise of variance σ² in each of c cells the total has c·σ². Here cell i has
//
//	g_i + u_i − u_{i+1}
//
// of independent discrete Gaussians g and u, the cells in a ring, so that the u's cancel in the total. All have the variance
// κ·σ², κ an entry of the diagonal of (I + L)⁻¹ and L the ring's Laplacian: then the noise of one cell, given that of all others,
// has the variance σ², and a unit is protected as well as by independent noise, even from a party that knows all other units.
//
// Proof. A unit moves the sum of its cell by a whole vector v, ‖v‖ ≤ B. The same outputs follow from noise g, u that is moved by
// t = Aᵀ(I + L)⁻¹·v, with ‖t‖² = κ·‖v‖², A the linear map above. Rounding the part of t in u to whole numbers moves it by at most
// 1/2 in each of c·values entries, and the part in g by at most 1. So sums of noise that hides a whole vector of the length
// √κ·B + √(5/4·c·values) hide v (the divergence of discrete Gaussians is that of Canonne, Kamath, Steinke 2020, proposition 5; it
// does not grow under the map A).

// CellShare returns κ for a number of cells ≥ 1: 1, 2/3, 1/2, 7/15, …, 1/√5.
func CellShare(cells int) float64 {
	x, _ := cellShare(cells).Float64()
	return x
}

// cellShare is CellShare exactly: in Fibonacci's and Lucas's numbers F/L for an odd number of cells, L/5F for an even one.
func cellShare(cells int) *big.Rat {
	switch {
	case cells <= 1:
		return big.NewRat(1, 1)
	case cells == 2: // one u, with both signs
		return big.NewRat(2, 3)
	}
	f, next := big.NewInt(0), big.NewInt(1)
	for range cells {
		f.Add(f, next)
		f, next = next, f
	}
	lucas := new(big.Int).Lsh(next, 1)
	lucas.Sub(lucas, f)
	if cells%2 == 1 {
		return new(big.Rat).SetFrac(f, lucas)
	}
	return new(big.Rat).SetFrac(lucas, f.Mul(f, big.NewInt(5)))
}

// CellVariance returns the variance of the noise in the sum of some cells of a close, relative to that of a single cell which
// is opened alone: opened has one entry for each cell.
func CellVariance(opened []bool) float64 {
	n, variance := len(opened), 0.0
	for i, in := range opened {
		if in {
			variance++ // its g
		}
		if n > 1 && in != opened[(i+1)%n] && (n > 2 || i == 0) {
			variance++ // a u that does not cancel
		}
	}
	return variance * CellShare(n)
}

// ofCells returns the noise of each g and u.
func (n Noise) ofCells(cells int) Noise {
	if cells <= 1 {
		return n
	}
	part := cellShare(cells)
	square := new(big.Int).Mul(n.Bound, n.Bound)
	square.Mul(square, part.Num())
	square.Add(square, new(big.Int).Sub(part.Denom(), big.NewInt(1)))
	bound := rootUp(square.Div(square, part.Denom()))
	rounding := rootUp(big.NewInt((5*int64(cells)*int64(n.Values) + 3) / 4))
	n.Bound = bound.Add(bound, rounding)
	return n
}

// cellRoom is Room for the noise of one of several cells, whose variance is larger than that of one cell alone, by at most 3/2.
func (n Noise) cellRoom() *big.Int {
	room := n.Room()
	more := new(big.Int).Add(room, big.NewInt(3))
	return room.Add(room, more.Rsh(more, 2))
}

// DrawCells returns the noise of one party that alone protects each of so many cells, one list of values for each, drawn
// from r.
func (n Noise) DrawCells(cells int, r io.Reader) ([][]*big.Int, error) {
	part := n.ofCells(cells)
	out := make([][]*big.Int, max(1, cells))
	for i := range out {
		var err error
		if out[i], err = part.Draw(1, r); err != nil {
			return nil, err
		}
	}
	for i := range out {
		if cells < 2 || cells == 2 && i == 1 {
			break
		}
		u, err := part.Draw(1, r)
		if err != nil {
			return nil, err
		}
		before := out[(i+cells-1)%cells]
		for k, x := range u {
			out[i][k].Add(out[i][k], x)
			before[k].Sub(before[k], x)
		}
	}
	room := n.cellRoom()
	for _, values := range out {
		for _, z := range values {
			if z.CmpAbs(room) > 0 {
				return nil, ErrTail
			}
		}
	}
	return out, nil
}
