package ledger

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/blindfit/blindfit/ml/dp"
	"github.com/blindfit/blindfit/protocol/wire"
)

// late declares what should have been declared before it was sent.
func (w *world) late(a *actor, c *course) {
	if a.ledger.find(c.id()) != nil {
		return
	}
	k, err := a.ledger.Look(a.loaded[c.number], c.training(), nil)
	if err != nil {
		w.t.Fatal(err)
	}
	if _, err := a.ledger.Declare(context.Background(), k, Declaration{Members: w.keys(c)}); err != nil {
		w.t.Fatal(err)
	}
	if err := a.ledger.Pass(context.Background(), c.id(), Verdict{Holdout: c.part[a.number]}, time.Time{}); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) mayUpload(a *actor, c *course) bool {
	switch {
	case w.off.declare:
		return true
	case w.off.early:
		w.late(a, c)
	}
	_, err := a.ledger.Stated(context.Background(), c.training(), a.loaded[c.number])
	return err == nil
}

func (w *world) doRound(c *course, g *rand.Rand) {
	if !c.passed && w.off.struck && len(c.statements) == len(c.honest) {
		c.passed, c.asked = true, false // uploads leave although the lobby failed
	}
	if !c.passed {
		return
	}
	last := 3
	if c.exact {
		last = max(1, c.folds-1) // the sums of folds travel together: each counts as a round here
	}
	if c.round < last && c.attempt > 0 && g.Float64() < .5 { // the model owner accepts when it likes
		c.round, c.attempt = c.round+1, 0
	}
	c.attempt++
	side := 0
	switch {
	case c.folds > 0:
		side = c.round
	case c.share > 0 && c.round == last:
		side = 1
	}
	need := max(3, (2*c.size()+2)/3)
	whole := c.members()
	some := func() []int {
		return slices.DeleteFunc(slices.Clone(whole), func(int) bool { return g.Float64() >= .8 })
	}
	lists := [][]int{whole}
	if !c.exact || w.off.whole {
		if g.Float64() >= .5 {
			lists[0] = some()
		}
		if g.IntN(3) == 0 {
			lists = append(lists, some())
		}
	}
	if c.out >= 0 && (c.round > 0 || c.attempt > 1) {
		lists = [][]int{slices.DeleteFunc(slices.Clone(whole), func(m int) bool { return m == c.out })}
	}
	for _, i := range c.honest {
		a, list := w.owners[i], lists[g.IntN(len(lists))]
		if g.Float64() < c.cut || !slices.Contains(list, i) || w.wire == nil && len(list) < need || !w.mayUpload(a, c) {
			continue
		}
		u := &upload{owner: i, course: c, list: list, round: c.round, when: w.clock}
		for k, p := range c.used[i] {
			if !c.part[i] || c.side[i][k] == side {
				u.rows = append(u.rows, p)
			}
		}
		u.digest = fmt.Sprint(c.number, " ", c.round, " ", c.attempt, " ", list, " ", c.view[i])
		// The noise follows from the values, as far as the training uses them.
		values := [][4]int{}
		for _, p := range u.rows {
			values = append(values, p.of(c.cols))
		}
		if !c.exact {
			w.addNoise(u, values)
		}
		if w.wire != nil {
			if taken := w.wire.upload(u, values); taken != (len(list) >= need && w.oneView(c, list)) {
				w.t.Fatalf("an owner takes a list of %d of %d members: %v", len(list), c.size(), taken)
			} else if !taken {
				continue
			}
		}
		w.uploads = append(w.uploads, u)
		w.note("  round %d attempt %d: owner %d uploads %d rows over %v", c.round, c.attempt, i, len(u.rows), list)
	}
	if !c.exact {
		w.reveal(c, g)
	}
}

// addNoise names the noise in an upload.
func (w *world) addNoise(u *upload, values [][4]int) {
	c := u.course
	u.noise = fmt.Sprint(u.owner, " ", c.number, " ", c.round, " ", values)
	if !w.off.other {
		u.noise += fmt.Sprint(u.list)
	}
	if w.off.repeat {
		u.noise += fmt.Sprint(" ", c.attempt)
	}
	members := c.size()
	if w.off.roster {
		members = len(u.list)
	}
	u.variance = 1 / float64(len(u.list)-(members-1)/3)
}

// oneView reports whether all honest owners of a list were shown the same lobby, so that they answer the same open message.
func (w *world) oneView(c *course, list []int) bool {
	views := map[string]bool{}
	for _, i := range list {
		if i >= 0 {
			views[c.view[i]] = true
		}
	}
	return len(views) == 1
}

// reveal: the heads of all of a list are there, also later and to whom the facilitator likes.
func (w *world) reveal(c *course, g *rand.Rand) {
	byDigest := map[string][]*upload{}
	for _, u := range w.uploads {
		if u.course == c {
			byDigest[u.digest] = append(byDigest[u.digest], u)
		}
	}
	for _, digest := range slices.Sorted(maps.Keys(byDigest)) {
		us := byDigest[digest]
		honest := 0
		for _, m := range us[0].list {
			if m >= 0 {
				honest++
			}
		}
		if len(us) < honest {
			for _, u := range us {
				if w.wire != nil && w.wire.reveal(u, us) {
					w.t.Fatalf("an owner reveals its seed although uploads are missing")
				}
			}
			continue
		}
		for _, u := range us {
			w.revealOne(u, us, g)
		}
	}
}

func (w *world) revealOne(u *upload, all []*upload, g *rand.Rand) {
	a, c := w.owners[u.owner], u.course
	at := fmt.Sprint(u.owner, " ", u.digest)
	if _, done := w.revealed[at]; done || g.Float64() < .15 {
		return
	}
	name := fmt.Sprint(c.number, " ", u.round, " ", u.list)
	if _, had := a.charges[name]; !had && (!w.off.charge || g.Float64() < .7) { // off: a crash comes after the seed
		err := a.ledger.Charge(context.Background(), Charge{Training: c.id(), Round: u.round + 1, List: wire.DigestOf([]byte(name)), Entry: dp.Entry{
			Kind: "gradient", Unit: dp.RecordUnit, Multiplier: 1, Parties: 1, Values: 1, Delta: 1e-6}})
		if err != nil && !(w.off.declare && errors.Is(err, ErrNoPart)) {
			return
		}
		a.charges[name], a.ever[name] = numbers(u.rows), numbers(u.rows)
	}
	if w.wire != nil && !w.wire.reveal(u, all) {
		w.t.Fatalf("an owner does not reveal its seed although all uploads are in")
	}
	w.revealed[at] = w.clock
	w.note("  owner %d reveals round %d of %s", u.owner, u.round, u.digest)
}
