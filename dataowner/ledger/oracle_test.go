package ledger

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
)

// The oracle looks at everything that the adversary can open. Masks are unknown streams, so what opens is the
// combinations of uploads in which every mask cancels. Of an exact sum each feature is an unknown number for each value
// that a row has in its columns: what is open of owners is what follows for any such numbers.

// opening is a combination of uploads that opens.
type opening struct {
	coefficients []int
	uploads      []*upload
	course       *course
	noise        bool
	when         int
}

// opened returns what opens, in the order in which it does. Masks of puppets and revealed masks are struck out.
func opened(w *world) []*opening {
	byDigest := map[string][]*upload{}
	for _, u := range w.uploads {
		byDigest[u.digest] = append(byDigest[u.digest], u)
	}
	var out []*opening
	for _, digest := range slices.Sorted(maps.Keys(byDigest)) {
		us := byDigest[digest]
		at := map[string]int{}
		place := func(name string) int {
			if _, had := at[name]; !had {
				at[name] = len(at)
			}
			return at[name]
		}
		type term struct{ at, sign int }
		terms := make([][]term, len(us))
		for k, u := range us {
			for _, j := range u.list {
				if j >= 0 && j != u.owner && !w.off.signed { // off: the facilitator knows the secrets of all mask keys
					terms[k] = append(terms[k], term{place(fmt.Sprint(min(u.owner, j), " ", max(u.owner, j))), cmp.Compare(j, u.owner)})
				}
			}
			if _, revealed := w.revealed[fmt.Sprint(u.owner, " ", digest)]; u.noise != "" && !revealed && !w.off.seal {
				terms[k] = append(terms[k], term{place(fmt.Sprint("reveal ", u.owner)), 1})
			}
		}
		rows := make([][]number, len(us))
		for k := range us {
			rows[k] = make([]number, len(at)+1)
			for _, t := range terms[k] {
				rows[k][t.at] = residue(t.sign)
			}
		}
		_, null := eliminate(rows)
		for _, c := range null {
			o := &opening{course: us[0].course}
			for k, x := range c {
				if x == 0 {
					continue
				}
				o.coefficients, o.uploads = append(o.coefficients, x.integer()), append(o.uploads, us[k])
				o.noise = o.noise || us[k].noise != ""
				o.when = max(o.when, us[k].when, w.revealed[fmt.Sprint(us[k].owner, " ", digest)])
			}
			out = append(out, o)
		}
	}
	slices.SortStableFunc(out, func(a, b *opening) int {
		return cmp.Or(cmp.Compare(a.course.before, b.course.before), cmp.Compare(a.when, b.when))
	})
	return out
}

// order numbers trainings as their common owners signed them: a question tells what was signed before it was asked.
func order(w *world) {
	var left []*course
	for _, c := range w.courses {
		if c.passed {
			left = append(left, c)
		}
	}
	before := func(a, b *course) bool {
		for i, at := range a.signed {
			if other, both := b.signed[i]; both && at < other {
				return true
			}
		}
		return false
	}
	key := func(c *course) [3]int {
		k := [3]int{0, 0, math.MaxInt}
		for _, o := range left {
			if o != c && before(o, c) && !before(c, o) {
				k[0] = 1
			}
		}
		if c.asked {
			k[1] = 1
		}
		for _, at := range c.signed {
			k[2] = min(k[2], at)
		}
		return k
	}
	for n := 0; len(left) > 0; n++ {
		next := left[0]
		for _, c := range left[1:] {
			a, b := key(c), key(next)
			if slices.Compare(a[:], b[:]) < 0 {
				next = c
			}
		}
		next.before = n
		left = slices.DeleteFunc(left, func(c *course) bool { return c == next })
	}
}

// feature is a function of a row's values in some columns: a count, a column, a product of two, or, where weights are
// chosen, any function.
type feature struct {
	columns string
	any     bool
}

func (f feature) String() string {
	s := f.columns
	if s == "" {
		s = "count"
	}
	if f.any {
		s += " under chosen weights"
	}
	return s
}

var features = func() (out []feature) {
	for _, c := range strings.Fields("a b c ab ac bc") {
		out = append(out, feature{c, false}, feature{c, true})
	}
	return append([]feature{{}}, append(out, feature{"abc", true})...)
}()

// opens reports whether sums of a training can open a feature.
func (c *course) opens(f feature) bool {
	for _, x := range f.columns {
		if !strings.ContainsRune(c.cols, x) {
			return false
		}
	}
	return !f.any && (len(f.columns) < 2 || c.form != Moments) || f.any && c.form == Weighted
}

// atom is one owner's row as a feature has it. Two versions of a row that agree in the columns are one atom.
type atom struct {
	owner, person int
	values        [4]int
}

type vector map[atom]int

func (o *opening) vector(f feature) vector {
	v := vector{}
	for k, c := range o.coefficients {
		for _, r := range o.uploads[k].rows {
			v[atom{o.uploads[k].owner, r.number, r.of(f.columns)}] += c
		}
	}
	maps.DeleteFunc(v, func(_ atom, x int) bool { return x == 0 })
	return v
}

// announced is a sum that a question told of.
type announced struct {
	at     int // the place of the question in the order
	course *course
	rows   map[int][]person // by owner
}

func (n announced) vector(f feature) vector {
	o := opening{}
	for i, rows := range n.rows {
		o.coefficients, o.uploads = append(o.coefficients, 1), append(o.uploads, &upload{owner: i, rows: rows})
	}
	return o.vector(f)
}

// announcements returns what questions with a yes told: the sums of their own training and of those signed before it.
func announcements(w *world) []announced {
	var out []announced
	for _, q := range w.courses {
		if !q.asked || q.dead {
			continue
		}
		for _, u := range w.courses {
			if !u.exact || !u.passed || u.dead || u.before > q.before {
				continue
			}
			for side := -1; side < u.training().sides(); side++ {
				rows := map[int][]person{}
				for _, i := range u.honest {
					for k, p := range u.used[i] {
						if side < 0 || u.side[i][k] == side {
							rows[i] = append(rows[i], p)
						}
					}
				}
				out = append(out, announced{q.before, u, rows})
			}
		}
	}
	return out
}

// finding is a promise that a life breaks: of which kind, and how.
type finding struct{ kind, what string }

// ownersAlone looks for sums over fewer honest owners than a circle that nobody was asked about.
func ownersAlone(w *world, all []*opening, told []announced) []finding {
	var out []finding
	for _, f := range features {
		if found := ownersAloneIn(w, all, told, f); found != nil {
			return append(out, *found)
		}
	}
	return out
}

func ownersAloneIn(w *world, all []*opening, told []announced, f feature) *finding {
	var sums []*opening
	var vectors []vector
	seen := map[string]bool{}
	for _, o := range all {
		if o.noise || !o.course.opens(f) {
			continue
		}
		v := o.vector(f)
		if k := v.key() + fmt.Sprint(o.course.honest); !seen[k] {
			seen[k] = true
			sums, vectors = append(sums, o), append(vectors, v)
		}
	}
	if found := noiseCancels(all, vectors, f); found != nil {
		return found
	}
	var pre []vector
	var preAt []announced
	for _, n := range told {
		if n.course.opens(f) {
			pre, preAt = append(pre, n.vector(f)), append(preAt, n)
		}
	}
	if !excess(vectors, sums) {
		return nil
	}
	folded, owners := fold(slices.Concat(vectors, pre))
	for k, o := range sums {
		var known [][]number
		known = append(known, folded[:k]...)
		for j, n := range preAt {
			if n.at < o.course.before {
				known = append(known, folded[len(vectors)+j])
			}
		}
		r := rank(known)
		fresh := folded[:k+1]
		if rank(slices.Concat(known, fresh)) == r {
			continue
		}
		var circles []circle
		for j := range fresh {
			circles = append(circles, circle{folded[j], sums[j].course.honest})
		}
		for j, n := range preAt {
			if n.at <= o.course.before {
				circles = append(circles, circle{folded[len(vectors)+j], n.course.honest})
			}
		}
		for _, v := range circuits(fresh) {
			if rank(append(slices.Clone(known), v)) == r || !alone(v, owners, circles) {
				continue
			}
			who := ownersOf(v, owners)
			if !o.course.asked {
				return &finding{"owners", fmt.Sprintf("%v: training %d, where nobody was asked, opens a sum over parts of owners %v alone", f, o.course.number, who)}
			}
			for _, i := range who {
				if !slices.Contains(o.course.honest, i) && w.told == "" {
					w.told = fmt.Sprintf("training %d tells of owners %v, of whom %d was not asked", o.course.number, who, i)
				}
			}
		}
	}
	return nil
}

// noiseCancels finds combinations of sums with noise in which all noise cancels and that no exact sum holds.
func noiseCancels(all []*opening, exact []vector, f feature) *finding {
	var noisy []*opening
	names := map[string]int{}
	for _, o := range all {
		if o.noise && o.course.opens(f) {
			noisy = append(noisy, o)
			for _, u := range o.uploads {
				if _, had := names[u.noise]; !had {
					names[u.noise] = len(names)
				}
			}
		}
	}
	if len(noisy) == 0 {
		return nil
	}
	vectors := slices.Clone(exact)
	rows := make([][]number, len(noisy))
	for k, o := range noisy {
		vectors = append(vectors, o.vector(f))
		rows[k] = make([]number, len(names))
		for j, u := range o.uploads {
			at := names[u.noise]
			rows[k][at] = rows[k][at].add(residue(o.coefficients[j]))
		}
	}
	_, null := eliminate(rows)
	if len(null) == 0 {
		return nil
	}
	d, _ := dense(vectors)
	known := d[:len(exact)]
	r := rank(known)
	for _, c := range null {
		if rank(append(slices.Clone(known), sumOf(c, d[len(exact):]))) > r {
			return &finding{"owners", fmt.Sprintf("%v: noise cancels, something is open exactly", f)}
		}
	}
	return nil
}

// excess reports whether some combination touches the atoms of one sum without those of one of its owners: a first look
// that is quick and never wrong about a life in which nothing opens.
func excess(vs []vector, sums []*opening) bool {
	for k, o := range sums {
		var cut []vector
		for _, v := range vs {
			part := vector{}
			for a, x := range v {
				if _, in := vs[k][a]; in {
					part[a] = x
				}
			}
			cut = append(cut, part)
		}
		d, atoms := dense(cut)
		r := rank(d)
		for _, j := range o.course.honest {
			var of []int
			for i, a := range atoms {
				if a.owner == j {
					of = append(of, i)
				}
			}
			if r > rank(columns(d, of)) {
				return true
			}
		}
	}
	return false
}
