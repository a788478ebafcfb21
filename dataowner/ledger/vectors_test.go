package ledger

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

func (v vector) key() string {
	keys := slices.SortedFunc(maps.Keys(v), func(a, b atom) int {
		return cmp.Or(cmp.Compare(a.owner, b.owner), cmp.Compare(a.person, b.person), slices.Compare(a.values[:], b.values[:]))
	})
	var b strings.Builder
	for _, a := range keys {
		fmt.Fprint(&b, a, v[a])
	}
	return b.String()
}

// dense writes vectors over their common atoms.
func dense(vs []vector) ([][]number, []atom) {
	at := map[atom]int{}
	var atoms []atom
	for _, v := range vs {
		for a := range v {
			if _, had := at[a]; !had {
				at[a] = len(atoms)
				atoms = append(atoms, a)
			}
		}
	}
	out := make([][]number, len(vs))
	for k, v := range vs {
		out[k] = make([]number, len(atoms)+1)
		for a, x := range v {
			out[k][at[a]] = residue(x)
		}
	}
	return out, atoms
}

// fold writes vectors over classes of atoms of one owner that all vectors hold alike.
func fold(vs []vector) (rows [][]number, owners []int) {
	d, atoms := dense(vs)
	at := map[string]int{}
	var first []int
	for i, a := range atoms {
		key := fmt.Sprint(a.owner)
		for k := range d {
			key += fmt.Sprint(" ", d[k][i])
		}
		if _, had := at[key]; !had {
			at[key] = len(first)
			first, owners = append(first, i), append(owners, a.owner)
		}
	}
	return columns(d, first), owners
}

// circuits returns the combinations of rows of smallest support: each vanishes on all but one of as many independent
// columns as there are independent rows.
func circuits(rows [][]number) [][]number {
	var free [][]number
	for _, r := range rows {
		if rank(append(slices.Clone(free), r)) > len(free) {
			free = append(free, r)
		}
	}
	if len(free) == 0 {
		return nil
	}
	var out [][]number
	seen := map[string]bool{}
	subsets(len(free[0]), len(free)-1, func(at []int) bool {
		_, null := eliminate(columns(free, at))
		if len(null) != 1 {
			return true
		}
		v := sumOf(null[0], free)
		first := slices.IndexFunc(v, func(x number) bool { return x != 0 })
		scale := v[first].inverse()
		for k := range v {
			v[k] = v[k].mul(scale)
		}
		if key := fmt.Sprint(v); !seen[key] {
			seen[key] = true
			out = append(out, v)
		}
		return true
	})
	return out
}

// circle is a sum with the honest owners that agreed to be in it together.
type circle struct {
	sum    []number
	owners []int
}

// alone reports whether some part of v is in no circle of which v touches every honest owner.
func alone(v []number, owners []int, circles []circle) bool {
	whole := func(c circle) bool {
		for _, j := range c.owners {
			touched := false
			for k, x := range v {
				touched = touched || x != 0 && c.sum[k] != 0 && owners[k] == j
			}
			if !touched {
				return false
			}
		}
		return true
	}
	inside := make([]bool, len(v))
	for _, c := range circles {
		if whole(c) {
			for k, x := range c.sum {
				inside[k] = inside[k] || x != 0
			}
		}
	}
	for k, x := range v {
		if x != 0 && !inside[k] {
			return true
		}
	}
	return false
}

func ownersOf(v []number, owners []int) []int {
	var out []int
	for k, x := range v {
		if x != 0 && !slices.Contains(out, owners[k]) {
			out = append(out, owners[k])
		}
	}
	slices.Sort(out)
	return out
}
