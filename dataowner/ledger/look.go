package ledger

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"sort"
	"time"

	"github.com/blindfit/blindfit/protocol/wire"
)

// Look is a file compared with everything that was given earlier, for one training.
type Look struct {
	off      rules
	length   int // of the ledger that was looked at
	training Training
	rows     *Rows
	used     []bool
	count    int
	side     []int
	sums     []*past
	gaps     []Gap
	carried  []int // lines of sums and gaps that the owner said are others', of this very file
}

// Format keeps rows and keys out of every output.
func (k *Look) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "look at %d rows", k.count) }

// past is an earlier sum compared with the file.
type past struct {
	Sum
	missing bool // the file lacks a column, so no row can be found
	found   int  // of the rows that the training uses
	same    bool // exactly these rows
	sides   bool // and each on the side on which it was
	in      []bool
	side    []int // on which those of in were; all 0 if the sum was one
}

// ErrKey means that a training uses the encryption key of another one. A party with ciphertexts under that key could
// add them to this training's uploads and see them decrypted.
var ErrKey = errors.New("the training's key was met in another training")

// Look compares a file with all earlier sums. The training uses the rows that its encoding uses and keep reports; nil
// stands for all of them. It returns an error that is ErrColumns if the file lacks a column of the training.
func (l *Ledger) Look(r *Rows, t Training, keep func(i int) bool) (*Look, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	k := &Look{off: l.off, length: l.length, training: t, rows: r}
	own, err := r.encode(t.Encoding)
	if err != nil {
		return nil, err
	}
	if own.missing {
		return nil, ErrColumns
	}
	k.used = make([]bool, len(own.in))
	for i, in := range own.in {
		if k.used[i] = in && (keep == nil || keep(i)); k.used[i] {
			k.count++
		}
	}
	k.side = r.split(t.Share, t.Folds, l.label(t))
	for _, g := range l.gaps {
		if known := g.Known; !l.off.gap || l.length < known {
			k.gaps = append(k.gaps, g)
		}
	}
	for _, s := range l.sums {
		if s.Key == t.Key && s.Training != t.ID && t.Key != (wire.Digest{}) {
			return nil, ErrKey
		}
		if s.Struck || s.Training == t.ID || l.off.owners && s.ModelOwner != t.ModelOwner || l.off.noise && !s.Exact {
			continue
		}
		encoding := s.Encoding
		if l.off.encodings {
			encoding = t.Encoding
		}
		e, err := r.encode(encoding)
		if err != nil {
			return nil, err
		}
		k.sums = append(k.sums, &past{Sum: *s, missing: e.missing})
		if s.File == r.id {
			k.carried = append(k.carried, s.Others...)
		}
	}
	k.find()
	return k, nil
}

// find looks up the rows of every earlier sum. Rows that look alike to one sum are distinguished by others: a row that was
// found in more of the sums with finer columns comes first, one that the training uses before one that it does not.
func (k *Look) find() {
	finest := slices.Clone(k.sums)
	distinct := map[*past]int{}
	for _, p := range finest {
		distinct[p] = p.Rows.distinct()
	}
	sort.SliceStable(finest, func(a, b int) bool { return distinct[finest[a]] > distinct[finest[b]] })
	order := make([]int, len(k.used))
	for i := range order {
		order[i] = i
	}
	times := make([]int, len(order))
	for _, p := range finest {
		sort.SliceStable(order, func(x, y int) bool {
			a, b := order[x], order[y]
			if k.used[a] != k.used[b] {
				return k.used[a]
			}
			return times[a] > times[b]
		})
		k.compare(p, order)
		for i, in := range p.in {
			if in {
				times[i]++
			}
		}
	}
}

// counts returns how often each hash occurs.
func (k *Look) counts(h Hashes) map[Hash]int {
	n := make(map[Hash]int, len(h))
	for _, x := range h {
		n[x]++
		if k.off.copies {
			n[x] = 1
		}
	}
	return n
}

// compare finds the rows of one sum, taking rows in the given order.
func (k *Look) compare(p *past, order []int) {
	p.in, p.side = make([]bool, len(order)), make([]int, len(order))
	encoding := p.Encoding
	if k.off.encodings {
		encoding = k.training.Encoding
	}
	e := k.rows.encodings[wire.DigestOf(encoding)]
	if twin := k.twin(p); twin != nil {
		p.in, p.found, p.same = twin.in, twin.found, twin.same
	} else {
		k.match(p, e, order)
	}
	if p.sides = true; !p.hasSides() {
		return
	}
	back := make([]map[Hash]int, max(p.Sum.sides(), k.training.sides()))
	for side := 1; side < len(back); side++ {
		back[side] = k.counts(p.Sum.side(side))
		p.sides = p.sides && maps.Equal(back[side], k.counts(e.of(func(i int) bool { return k.used[i] && k.side[i] == side })))
	}
	// Of rows that look alike, those that are on a side now are taken for those that were.
	for _, now := range []bool{true, false} {
		for side := 1; side < len(back); side++ {
			for _, i := range order {
				if h := e.hashes[i]; p.in[i] && p.side[i] == 0 && (k.side[i] == side) == now && back[side][h] > 0 {
					back[side][h]--
					p.side[i] = side
				}
			}
		}
	}
}

// match finds the rows of one sum that are in the file.
func (k *Look) match(p *past, e *encoded, order []int) {
	left := k.counts(p.Rows)
	for _, i := range order {
		if h := e.hashes[i]; e.in[i] && left[h] > 0 {
			left[h]--
			p.in[i] = true
			if k.used[i] {
				p.found++
			}
		}
	}
	now := e.of(func(i int) bool { return k.used[i] })
	p.same = len(now) == k.count && maps.Equal(k.counts(now), k.counts(p.Rows))
}

// twin returns a sum over the same rows in the same encoding that was matched before, or nil.
func (k *Look) twin(p *past) *past {
	for _, q := range k.sums {
		if q != p && q.in != nil && !q.missing && len(p.Rows) > 0 && len(q.Rows) == len(p.Rows) && &q.Rows[0] == &p.Rows[0] {
			return q
		}
	}
	return nil
}

// Rows returns the number of rows that the training uses.
func (k *Look) Rows() int { return k.count }

// Used reports for each row of the file whether the training uses it.
func (k *Look) Used() []bool { return slices.Clone(k.used) }

// Question asks whether the people in the file at hand are other people than those of an earlier sum, because the rows
// do not show it.
type Question struct {
	Line int `json:"line"` // of the sum or gap in the ledger, which an answer names
	// Gap is why earlier sums are unknown; empty if the question is about one sum.
	Gap        GapReason       `json:"gap,omitempty"`
	When       time.Time       `json:"when"`
	Training   wire.TrainingID `json:"training"`
	Name       string          `json:"name"`
	ModelOwner wire.Identity   `json:"model_owner"`
	Rows       int             `json:"rows"`    // that were in the sum
	Missing    bool            `json:"missing"` // the file lacks a column of it; otherwise none of its rows is in the file
}

// Answers holds, by line, whether the owner said that the people of a Question are others. A question without an answer
// counts as no.
type Answers map[int]bool

// Questions returns the questions that are not answered yet for this very file.
func (k *Look) Questions() []Question {
	var out []Question
	for _, g := range k.gaps {
		if !slices.Contains(k.carried, g.Line) {
			out = append(out, Question{Line: g.Line, Gap: g.Reason, When: g.When})
		}
	}
	if k.off.people {
		return out
	}
	some := slices.ContainsFunc(k.sums, func(p *past) bool { return k.counted(p) && p.found > 0 })
	for _, p := range k.sums {
		if !k.counted(p) || p.found > 0 || slices.Contains(k.carried, p.Line) || k.off.each && some && !p.missing {
			continue
		}
		out = append(out, Question{Line: p.Line, When: p.When, Training: p.Training, Name: p.Name, ModelOwner: p.ModelOwner,
			Rows: len(p.Rows), Missing: p.missing})
	}
	return out
}

// counted reports whether an earlier sum matters to the training: of two sums with noise each is charged by itself.
func (k *Look) counted(p *past) bool { return p.Exact || k.training.Exact }

// unanswered returns the questions that are left with these answers.
func (k *Look) unanswered(a Answers) []Question {
	var out []Question
	for _, q := range k.Questions() {
		if !a[q.Line] {
			out = append(out, q)
		}
	}
	return out
}
