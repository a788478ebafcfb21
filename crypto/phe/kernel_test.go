package phe

import (
	"errors"
	"fmt"
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

// testRings are moduli of one word, of several, and on both sides of a word's end.
func testKeys(t testing.TB) []*PublicKey {
	keys := []*PublicKey{tinyPair(7, 11).public, tinyPair(65519, 65543).public, smallPair(t).public}
	for _, bits := range []uint{63, 64, 65, 128, 129} {
		n := new(big.Int).Lsh(one, bits-1)
		keys = append(keys, makePublicKey(n.Add(n, big.NewInt(12345|1))))
	}
	return keys
}

// TestRing compares products and squares with math/big, extremes included.
func TestRing(t *testing.T) {
	for _, k := range testKeys(t) {
		for _, g := range []*ring{newRing(k), newRing(k).onVectors()} {
			testRing(t, k, g)
		}
	}
}

func testRing(t *testing.T, k *PublicKey, g *ring) {
	random := fixedRandom()
	top := new(big.Int).Sub(k.n2, one)
	values := []*big.Int{new(big.Int), big.NewInt(1), big.NewInt(2), k.N(), new(big.Int).Sub(k.inner.N, one), top}
	for range 20 {
		values = append(values, randomBelow(random, k.n2))
	}
	s := g.scratch()
	for _, x := range values {
		for _, y := range values {
			var a, b, z residue
			g.toResidue(&a, x)
			g.toResidue(&b, y)
			g.mul(&z, &a, &b, s)
			want := new(big.Int).Mul(x, y)
			if got := g.fromResidue(&z, s); got.Cmp(want.Mod(want, k.n2)) != 0 {
				t.Fatalf("%d bits: %v·%v = %v, want %v", k.Bits(), x, y, got, want)
			}
			if limit := new(big.Int).Lsh(k.inner.N, 1); z.a.Cmp(limit) >= 0 || z.b.Cmp(limit) >= 0 {
				t.Fatalf("%d bits: a part of a product reaches 2n", k.Bits())
			}
			g.mul(&a, &a, &g.one, s) // in place, and by the long form of 1
			if got := g.fromResidue(&a, s); got.Cmp(x) != 0 {
				t.Fatalf("%d bits: %v·1 = %v", k.Bits(), x, got)
			}
		}
		var a residue
		g.toResidue(&a, x)
		g.sqr(&a, &a, s)
		want := new(big.Int).Mul(x, x)
		if got := g.fromResidue(&a, s); got.Cmp(want.Mod(want, k.n2)) != 0 {
			t.Fatalf("%d bits: %v² = %v, want %v", k.Bits(), x, got, want)
		}
	}
}

func TestNthPower(t *testing.T) {
	for _, k := range testKeys(t) {
		kernel := GoKernel(k)
		random := fixedRandom()
		for range 10 {
			r := randomBelow(random, k.inner.N)
			got, err := kernel.NthPower(r)
			if err != nil {
				t.Fatal(err)
			}
			if want := new(big.Int).Exp(r, k.inner.N, k.n2); got.Cmp(want) != 0 {
				t.Fatalf("%d bits: wrong power", k.Bits())
			}
		}
	}
}

// TestComb raises to exponents of every kind with combs of every shape.
func TestComb(t *testing.T) {
	k := smallPair(t).public
	kernel := GoKernel(k)
	random := fixedRandom()
	base := randomBelow(random, k.n2)
	for _, bits := range []int{1, 7, 128, 129} {
		for rows := 1; rows <= min(7, bits); rows++ {
			for tables := 1; tables <= 9; tables++ {
				comb := Comb{Bits: bits, Rows: rows, Tables: tables}
				if (tables-1)*comb.Steps() >= comb.Columns() {
					continue
				}
				built, err := kernel.CombTables(base, comb)
				if err != nil {
					t.Fatal(err)
				}
				top := new(big.Int).Lsh(one, uint(bits))
				exponents := []*big.Int{new(big.Int), big.NewInt(1), new(big.Int).Sub(top, one)}
				for range 4 {
					exponents = append(exponents, randomBelow(random, top))
				}
				for _, e := range exponents {
					got, err := built.Run(comb.program(e))
					if err != nil {
						t.Fatal(err)
					}
					if want := new(big.Int).Exp(base, e, k.n2); got.Cmp(want) != 0 {
						t.Fatalf("%+v: wrong power for %v", comb, e)
					}
				}
			}
		}
	}
}

func TestChooseComb(t *testing.T) {
	for _, powers := range []int{1, 10, 100, 10000} {
		c := chooseComb(1536, powers, 1<<14)
		if c.entries() > 1<<14 || (c.Tables-1)*c.Steps() >= c.Columns() || c.Columns()*c.Rows < c.Bits {
			t.Errorf("%d powers: bad shape %+v", powers, c)
		}
		plain := Comb{Bits: 1536, Rows: 1, Tables: 1}
		if c.entries()+powers*c.cost() > plain.entries()+powers*plain.cost() {
			t.Errorf("%d powers: %+v costs more than no table", powers, c)
		}
	}
}

// TestRunRefuses: a program that does not fit the tables is an error, no panic.
func TestRunRefuses(t *testing.T) {
	k := smallPair(t).public
	tables, err := GoKernel(k).CombTables(big.NewInt(3), Comb{Bits: 8, Rows: 2, Tables: 2})
	if err != nil {
		t.Fatal(err)
	}
	for _, digits := range [][]uint16{{0}, {0, 0, 0}, {4, 0}} {
		if _, err := tables.Run([]uint16{1}, digits); !errors.Is(err, ErrInternal) {
			t.Errorf("digits %v: error = %v, want ErrInternal", digits, err)
		}
	}
}

// TestPrograms: a program does what its form says, for scalars at the edges of their bits too, with every number of tables.
// It is run on exponents: each base is a number of its own, and the tables hold sums.
func TestPrograms(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		bits := rapid.UintRange(1, 80).Draw(t, "bits")
		count := rapid.IntRange(1, 12).Draw(t, "bases")
		outputs := rapid.IntRange(1, 3).Draw(t, "outputs")
		limit := new(big.Int).Lsh(one, bits)
		limit.Sub(limit, one)
		scalar := rapid.Custom(func(t *rapid.T) *big.Int {
			a := new(big.Int).SetBytes(rapid.SliceOfN(rapid.Byte(), 0, 12).Draw(t, "scalar"))
			if a.Cmp(limit) > 0 {
				a.Set(limit)
			}
			if rapid.Bool().Draw(t, "negative") {
				a.Neg(a)
			}
			return a
		})
		form := LinearForm{ScalarBits: bits}
		bases := make([]*big.Int, count+1)
		for j := range count {
			bases[j] = big.NewInt(rapid.Int64().Draw(t, "base"))
		}
		bases[count] = new(big.Int) // minus the sum of all, times 2^bits
		for _, b := range bases[:count] {
			bases[count].Sub(bases[count], b)
		}
		bases[count].Lsh(bases[count], bits)
		want := new(big.Int)
		for k := range outputs {
			form.Scalars = append(form.Scalars, rapid.SliceOfN(scalar, count, count).Draw(t, "row"))
			form.Shifts = append(form.Shifts, rapid.UintRange(0, 100).Draw(t, "shift"))
			for j, a := range form.Scalars[k] {
				term := new(big.Int).Mul(a, bases[j])
				want.Add(want, term.Lsh(term, form.Shifts[k]))
			}
		}
		shape := Subsets{Bases: count + 1, Tables: rapid.IntRange(1, count+1).Draw(t, "tables")}
		squarings, digits := form.program(shape, bits)
		got := new(big.Int)
		for step, doubled := range squarings {
			got.Lsh(got, uint(doubled))
			for table := range shape.Tables {
				d := digits[step*shape.Tables+table]
				for i, b := range bases {
					if at, bit := shape.Place(i); at == table && d>>bit&1 == 1 {
						got.Add(got, b)
					}
				}
				if int(d) >= 1<<shape.Rows(table) {
					t.Fatalf("digit %d of a table of %d bases", d, shape.Rows(table))
				}
			}
		}
		if got.Cmp(want) != 0 {
			t.Fatalf("the program makes %v of the form's %v", got, want)
		}
	})
}

// TestChooseSubsets: the tables of every number of bases keep to the memory, if any do, and cost no more than tables of single
// bases.
func TestChooseSubsets(t *testing.T) {
	for _, bases := range []int{1, 2, 3, 11, 101, 301, 1001, 5000} {
		for _, outputs := range []int{0, 1, 100, 1000} {
			s := chooseSubsets(bases, outputs, 44, 37_000)
			entries, dealt := 0, 0
			for table := range s.Tables {
				entries += 1 << s.Rows(table)
				dealt += s.Rows(table)
			}
			if entries != s.Entries() || dealt != bases || s.Rows(0) > MaxWindow || entries > max(37_000, 2*bases) {
				t.Errorf("%d bases, %d outputs: %+v with %d entries of %d bases", bases, outputs, s, entries, dealt)
			}
			if single := 2*bases + outputs*45*bases; entries+outputs*45*s.Tables > single {
				t.Errorf("%d bases, %d outputs: %+v costs more than single bases", bases, outputs, s)
			}
		}
	}
	if s := chooseSubsets(101, 100, 44, 37_000); s.Tables > 11 {
		t.Errorf("100 outputs of 100 bases take %d tables, want at most 11", s.Tables)
	}
}

// TestProgramIsFixed: squarings, and the number of digits, depend on the
// declared sizes alone.
func TestProgramIsFixed(t *testing.T) {
	shape := func(scalars ...int64) string {
		rows := make([][]*big.Int, len(scalars))
		shifts := make([]uint, len(scalars))
		for i, a := range scalars {
			rows[i] = []*big.Int{big.NewInt(a), big.NewInt(-a)}
			shifts[i] = uint(40 * i)
		}
		form := LinearForm{Scalars: rows, Shifts: shifts, ScalarBits: 33}
		squarings, digits := form.program(Subsets{Bases: 3, Tables: 2}, 33)
		return fmt.Sprint(squarings, len(digits))
	}
	want := shape(0, 0, 0)
	for _, scalars := range [][]int64{{1, 2, 3}, {1<<33 - 1, -(1<<33 - 1), 0}, {-1, -1, 1 << 32}} {
		if got := shape(scalars...); got != want {
			t.Errorf("scalars %v: program %s, want %s", scalars, got, want)
		}
	}
}
