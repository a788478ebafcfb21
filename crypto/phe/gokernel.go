package phe

import (
	"math/big"
)

// goKernel is the kernel in Go.
type goKernel struct{ ring *ring }

// GoKernel returns the kernel that runs on every platform: on math/big or, if the processor has the instructions, on
// vectors. See package vector.
func GoKernel(k *PublicKey) Kernel { return &goKernel{ring: newRing(k).onVectors()} }

// Name is "go".
func (*goKernel) Name() string { return "go" }

// nthWindow is the width of the windows of the public exponent n.
const nthWindow = 5

// NthPower slides a window over the bits of n, which is public.
func (k *goKernel) NthPower(r *big.Int) (*big.Int, error) {
	g, s := k.ring, k.ring.scratch()
	var odd [1 << (nthWindow - 1)]residue // r, r^3, r^5, …
	var square residue
	g.toResidue(&odd[0], r)
	g.sqr(&square, &odd[0], s)
	for i := 1; i < len(odd); i++ {
		g.mul(&odd[i], &odd[i-1], &square, s)
	}
	var acc residue
	acc.set(&g.one)
	for i := g.n.BitLen() - 1; i >= 0; {
		if g.n.Bit(i) == 0 {
			g.sqr(&acc, &acc, s)
			i--
			continue
		}
		low := max(i-nthWindow+1, 0)
		for g.n.Bit(low) == 0 {
			low++
		}
		digit := uint(0)
		for ; i >= low; i-- {
			digit = digit<<1 | g.n.Bit(i)
			g.sqr(&acc, &acc, s)
		}
		g.mul(&acc, &acc, &odd[digit/2], s)
	}
	return g.fromResidue(&acc, s), nil
}

// NthResidue uses the Montgomery power of math/big.
func (k *goKernel) NthResidue(r *big.Int) (*big.Int, error) {
	return new(big.Int).Exp(r, k.ring.n, k.ring.n), nil
}

// goTables are rows of residues.
type goTables struct {
	ring   *ring
	tables [][]residue
}

// CombTables builds each table by doubling: the entries with bit i set are the
// entries below 2^i times base^(2^Position).
func (k *goKernel) CombTables(base *big.Int, comb Comb) (Tables, error) {
	g, s := k.ring, k.ring.scratch()
	out := &goTables{ring: g, tables: make([][]residue, comb.Tables)}
	for t := range out.tables {
		out.tables[t] = make([]residue, 1<<comb.Rows)
		out.tables[t][0].set(&g.one)
	}
	var power residue
	g.toResidue(&power, base)
	position := 0
	for row := range comb.Rows {
		for t, table := range out.tables {
			for ; position < comb.Position(t, row); position++ {
				g.sqr(&power, &power, s)
			}
			half := 1 << row
			table[half].set(&power)
			for i := 1; i < half; i++ {
				g.mul(&table[half+i], &table[i], &power, s)
			}
		}
	}
	return out, nil
}

// SubsetTables builds each table by doubling, as CombTables does.
func (k *goKernel) SubsetTables(bases []*big.Int, blind *big.Int, tables int) (Tables, error) {
	g, s := k.ring, k.ring.scratch()
	shape := Subsets{Bases: len(bases), Tables: tables}
	out := &goTables{ring: g, tables: make([][]residue, tables)}
	var none, base residue
	g.toResidue(&none, blind)
	for t := range out.tables {
		table := make([]residue, 1<<shape.Rows(t))
		table[0].set(&none)
		for half, i := 1, t; half < len(table); half, i = 2*half, i+tables {
			g.toResidue(&base, bases[i])
			for d := range half {
				g.mul(&table[half+d], &table[d], &base, s)
			}
		}
		out.tables[t] = table
	}
	return out, nil
}

// Run executes the program in one goroutine.
func (t *goTables) Run(squarings []uint16, digits []uint16) (*big.Int, error) {
	if len(digits) != len(squarings)*len(t.tables) {
		return nil, ErrInternal
	}
	g, s := t.ring, t.ring.scratch()
	var acc residue
	acc.set(&g.one)
	for step, count := range squarings {
		if step > 0 { // 1 squared is 1
			for range count {
				g.sqr(&acc, &acc, s)
			}
		}
		for i, table := range t.tables {
			digit := int(digits[step*len(t.tables)+i])
			if digit >= len(table) {
				return nil, ErrInternal
			}
			g.mul(&acc, &acc, &table[digit], s)
		}
	}
	return g.fromResidue(&acc, s), nil
}

// Release leaves the memory to the garbage collector.
func (t *goTables) Release() { t.tables = nil }
