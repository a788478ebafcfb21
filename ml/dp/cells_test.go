package dp

import (
	"crypto/sha256"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// covariance returns that of the cells' noise, in the variance that one cell alone would have, as the comment of DrawCells has it.
func covariance(cells int) *mat.SymDense {
	s := mat.NewSymDense(cells, nil)
	add := func(v []float64) { s.SymRankOne(s, CellShare(cells), mat.NewVecDense(cells, v)) }
	for i := range cells {
		g := make([]float64, cells)
		g[i] = 1
		add(g)
		if cells > 2 || cells == 2 && i == 0 {
			u := make([]float64, cells)
			u[i], u[(i+cells-1)%cells] = 1, -1
			add(u)
		}
	}
	return s
}

// TestCellsProtectAsOne: what is left of one cell's noise for somebody who knows the noise of all others has the variance of a
// single cell, 1 over the diagonal of the inverse, for every number of cells. The total of all has less than the cells have apart.
func TestCellsProtectAsOne(t *testing.T) {
	for cells := 1; cells <= 40; cells++ {
		s := covariance(cells)
		var inverse mat.Dense
		if err := inverse.Inverse(s); err != nil {
			t.Fatal(err)
		}
		for i := range cells {
			if left := 1 / inverse.At(i, i); math.Abs(left-1) > 1e-9 {
				t.Errorf("%d cells: %v of the variance is left of cell %d", cells, left, i)
			}
			if s.At(i, i) > 1.5+1e-9 {
				t.Errorf("%d cells: cell %d has %v times the variance, more than it has room for", cells, i, s.At(i, i))
			}
		}
		all := make([]bool, cells)
		for i := range all {
			all[i] = true
		}
		if got, want := CellVariance(all), mat.Sum(s); math.Abs(got-want) > 1e-9 || cells > 1 && got > 0.67*float64(cells) {
			t.Errorf("%d cells: all together have %v, want %v", cells, got, want)
		}
		for range 20 {
			v := mat.NewVecDense(cells, nil)
			for i := range all {
				if all[i] = rand.IntN(3) > 0; all[i] {
					v.SetVec(i, 1)
				}
			}
			if got, want := CellVariance(all), mat.Inner(v, s, v); math.Abs(got-want) > 1e-9 {
				t.Errorf("cells %v have %v, want %v", all, got, want)
			}
		}
	}
	if got := CellVariance([]bool{true, true, true}); got != 1.5 {
		t.Errorf("three cells have %v, want 1.5 where independent noise has 3", got)
	}
}

// TestCellNoiseHidesWholeVectors moves a cell's sum by whole vectors as long as a unit's part may be, and finds whole numbers by
// which the noise must be moved instead. They are no longer than the bound that the noise is drawn for.
func TestCellNoiseHidesWholeVectors(t *testing.T) {
	for _, cells := range []int{1, 2, 3, 4, 7, 20} {
		const values = 5
		n := Noise{Bound: big.NewInt(40), Multiplier: 1, Values: values}
		bound, _ := n.ofCells(cells).Bound.Float64()
		system := mat.NewSymDense(cells, nil) // κ·(I + L) is the covariance
		system.ScaleSym(1/CellShare(cells), covariance(cells))
		for range 200 {
			square := 0.0
			c := rand.IntN(cells)
			for range values {
				v := float64(rand.IntN(36) - 18) // five of them are at most 40 long
				right, lambda := mat.NewVecDense(cells, nil), mat.NewVecDense(cells, nil)
				right.SetVec(c, v)
				if err := lambda.SolveVec(system, right); err != nil {
					t.Fatal(err)
				}
				u := make([]float64, cells)
				for i := range cells {
					if cells > 2 || cells == 2 && i == 0 {
						u[i] = math.Round(lambda.AtVec(i) - lambda.AtVec((i+cells-1)%cells))
					}
					square += u[i] * u[i]
				}
				for i := range cells {
					g := right.AtVec(i)
					if cells > 1 {
						g += u[(i+1)%cells] - u[i]
					}
					square += g * g
				}
			}
			if math.Sqrt(square) > bound {
				t.Fatalf("%d cells: the noise is moved by %v, and drawn for %v", cells, math.Sqrt(square), bound)
			}
		}
	}
}

// TestCellNoiseIsDrawn draws the noise of cells and compares variances.
func TestCellNoiseIsDrawn(t *testing.T) {
	n := Noise{Bound: big.NewInt(1 << 20), Multiplier: 1.5, Values: 2000}
	sigma, _ := new(big.Float).SetInt(n.Deviation()).Float64()
	for _, cells := range []int{1, 2, 3, 5} {
		drawn, err := n.DrawCells(cells, rand.NewChaCha8(sha256.Sum256(fmt.Appendf(nil, "cells %d", cells))))
		if err != nil || len(drawn) != cells {
			t.Fatal(len(drawn), err)
		}
		for set := 1; set < 1<<cells; set++ {
			opened, square := make([]bool, cells), 0.0
			for i := range opened {
				opened[i] = set>>i&1 == 1
			}
			for k := range n.Values {
				sum := new(big.Int)
				for i, values := range drawn {
					if opened[i] {
						sum.Add(sum, values[k])
					}
				}
				x, _ := new(big.Float).SetInt(sum).Float64()
				square += x / sigma * (x / sigma)
			}
			// The deviation of a mean of 2,000 squares is a 32nd of it.
			if got, want := square/float64(n.Values), CellVariance(opened); math.Abs(got/want-1) > 6.0/32 {
				t.Errorf("cells %v of %d have the variance %.3f, want %.3f", opened, cells, got, want)
			}
		}
	}
}
