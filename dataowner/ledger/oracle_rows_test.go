package ledger

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// rowsCost holds what sums disclose of a row against its owner's ledger.
func rowsCost(w *world, all []*opening) []finding {
	var noisy []*opening
	for _, o := range all {
		if o.noise {
			noisy = append(noisy, o)
		}
	}
	if len(noisy) == 0 {
		return nil
	}
	s := covariance(noisy)
	for _, a := range w.owners {
		if found := rowsCostOf(w, a, all, noisy, s); found != nil {
			return []finding{*found}
		}
	}
	return nil
}

// covariance returns that of the noise in sums, in units of σ².
func covariance(sums []*opening) *mat.SymDense {
	s := mat.NewSymDense(len(sums), nil)
	for i, a := range sums {
		for j, b := range sums[:i+1] {
			x := 0.0
			for k, u := range a.uploads {
				for l, v := range b.uploads {
					if u.noise != "" && u.noise == v.noise {
						x += float64(a.coefficients[k]*b.coefficients[l]) * u.variance
					}
				}
			}
			s.SetSym(i, j, x)
		}
	}
	return s
}

// times returns how often a person is in an opening.
func (o *opening) times(owner, number int) float64 {
	n := 0
	for k, u := range o.uploads {
		if u.owner == owner && slices.ContainsFunc(u.rows, func(q person) bool { return q.number == number }) {
			n += o.coefficients[k]
		}
	}
	return float64(n)
}

func rowsCostOf(w *world, a *actor, all, noisy []*opening, s *mat.SymDense) *finding {
	exactly := map[int]bool{}
	for _, o := range all {
		for _, u := range o.uploads {
			if !o.noise && u.owner == a.number {
				for _, p := range u.rows {
					exactly[p.number] = true
				}
			}
		}
	}
	charged := a.charges
	if len(a.ledger.Gaps()) > 0 {
		charged = a.ever // the owner knows that its ledger lacks some
	}
	persons := map[int]bool{}
	for _, f := range a.files {
		for _, p := range f.rows {
			persons[p.number] = true
		}
	}
	for p := range persons {
		paid := 0.0
		for _, who := range charged {
			if who[p] {
				paid += .5
			}
		}
		beyond := func(x float64) bool { return x > paid*(1+1e-6)+1e-9 }
		if !exactly[p] {
			// Everybody else's rows are known, as differential privacy has it.
			v := make([]float64, len(noisy))
			for k, o := range noisy {
				v[k] = o.times(a.number, p)
			}
			if c := cost(v, s); beyond(c) {
				return &finding{"rows", fmt.Sprintf("a row of owner %d costs %.3g, its ledger has %.3g", a.number, c, paid)}
			}
			continue
		}
		if found := besideExact(w, a, all, p, beyond); found != nil {
			return found
		}
	}
	return nil
}

// besideExact looks at a row that is in exact sums and in sums with noise: the other owners' parts are unknown, the rest
// of its own owner's rows is known.
func besideExact(w *world, a *actor, all []*opening, p int, beyond func(float64) bool) *finding {
	anyAsked := false
	for _, c := range w.courses {
		if c.asked && !c.dead {
			anyAsked = true
			if slices.Contains(c.honest, a.number) {
				return nil
			}
		}
	}
	for _, f := range features {
		var sums []*opening
		noise := false
		for _, o := range all {
			if o.course.opens(f) {
				sums, noise = append(sums, o), noise || o.noise
			}
		}
		if !noise {
			continue
		}
		v := make([]float64, len(sums))
		var others []vector
		for k, o := range sums {
			v[k] = o.times(a.number, p)
			rest := o.vector(f)
			for x := range rest {
				if x.owner == a.number {
					delete(rest, x)
				}
			}
			others = append(others, rest)
		}
		c := costBeside(v, others, covariance(sums))
		switch {
		case math.IsInf(c, 1) || !beyond(c):
		case anyAsked:
			if w.told == "" {
				w.told = fmt.Sprintf("noise: a row of owner %d, which was not asked, costs %.3g", a.number, c)
			}
			return nil
		default:
			return &finding{"rows", fmt.Sprintf("exact beside noise: a row of owner %d costs %.3g more than its ledger has", a.number, c)}
		}
	}
	return nil
}

// costBeside is cost in the combinations of sums in which all other owners' parts cancel.
func costBeside(v []float64, others []vector, s *mat.SymDense) float64 {
	d, atoms := dense(others)
	n := len(v)
	b := mat.NewDense(n, n, nil) // orthonormal rows: the left null space of the others' parts
	if len(atoms) == 0 {
		for i := range n {
			b.Set(i, i, 1)
		}
	} else {
		m := mat.NewDense(n, len(atoms), nil)
		for i := range n {
			for j := range atoms {
				m.Set(i, j, float64(d[i][j].integer()))
			}
		}
		var svd mat.SVD
		if !svd.Factorize(m, mat.SVDFullU) {
			return math.Inf(1)
		}
		var u mat.Dense
		svd.UTo(&u)
		rank := 0
		for _, x := range svd.Values(nil) {
			if x > 1e-9 {
				rank++
			}
		}
		if rank == n {
			return 0
		}
		b = mat.DenseCopyOf(u.Slice(0, n, rank, n).T())
	}
	var bv mat.VecDense
	bv.MulVec(b, mat.NewVecDense(n, v))
	var bs, bsb mat.Dense
	bs.Mul(b, s)
	bsb.Mul(&bs, b.T())
	k, _ := b.Dims()
	sym := mat.NewSymDense(k, nil)
	for i := range k {
		for j := range i + 1 {
			sym.SetSym(i, j, (bsb.At(i, j)+bsb.At(j, i))/2)
		}
	}
	out := make([]float64, k)
	for i := range out {
		out[i] = bv.AtVec(i)
	}
	return cost(out, sym)
}

// cost returns ½·vᵀS⁺v, what noise with covariance S discloses about a change v; +Inf if v leaves the range of S.
func cost(v []float64, s *mat.SymDense) float64 {
	var e mat.EigenSym
	if !e.Factorize(s, true) {
		return math.Inf(1)
	}
	values := e.Values(nil)
	var vectors mat.Dense
	e.VectorsTo(&vectors)
	top := 0.0
	for _, x := range values {
		top = max(top, math.Abs(x))
	}
	sum := 0.0
	for k, x := range values {
		dot := 0.0
		for i := range v {
			dot += v[i] * vectors.At(i, k)
		}
		switch {
		case x > 1e-9*top && x > 1e-9:
			sum += dot * dot / x
		case math.Abs(dot) > 1e-6:
			return math.Inf(1)
		}
	}
	return sum / 2
}
