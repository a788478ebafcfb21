package ledger

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/blindfit/blindfit/internal/secret"
	"github.com/blindfit/blindfit/protocol/wire"
)

// A world is a few owners with real ledgers, files that change, and trainings of two model owners. The adversary is the
// facilitator, both model owners and some puppets in every training: it orders events, shows lists and lobbies as it
// likes, and opens what masks allow. The files are small: five to nine rows, and leastRows stands for min_rows.

const leastRows = 2

// plan is a training as a life draws it.
type plan struct {
	honest  []int
	puppets int
	cols    string
	form    Form
	exact   bool
	share   float64
	folds   int
	owner   int     // which model owner
	cut     float64 // how often a line is cut
	out     int     // directed: an honest owner that lists leave out after the first; -1
}

// course is a training as it goes.
type course struct {
	plan
	number                 int
	dead, passed, asked    bool
	statements             map[int]Statement
	signed                 map[int]int // when
	used                   map[int][]person
	side                   map[int][]int // by used person
	sides                  map[int]bool
	part                   map[int]bool // whether the owner divides its rows
	view                   map[int]string
	round, attempt, before int
}

func (c *course) id() wire.TrainingID {
	return wire.TrainingID(sha256.Sum256(fmt.Append(nil, "training ", c.number)))
}

func (c *course) training() Training {
	var columns []string
	for _, x := range c.cols {
		columns = append(columns, string(x))
	}
	return Training{ID: c.id(), ModelOwner: wire.Identity{byte(c.owner + 1)}, Masking: Pairwise, Exact: c.exact,
		Reach: Reach{c.form, columns}, Encoding: []byte(c.cols), Share: c.share, Folds: c.folds, Secret: secret.New(fmt.Append(nil, "secret ", c.number))}
}

// size is the number of owners in the roster.
func (c *course) size() int { return len(c.honest) + c.puppets }

// members returns the names of all members: honest owners by number, puppets from -1 down.
func (c *course) members() []int {
	out := slices.Clone(c.honest)
	for j := range c.puppets {
		out = append(out, -1-j)
	}
	slices.Sort(out)
	return out
}

// upload is an upload of an honest owner.
type upload struct {
	owner    int
	course   *course
	rows     []person
	list     []int
	digest   string
	noise    string // names the noise in it; empty if there is none
	variance float64
	round    int
	when     int
}

// world is a life.
type world struct {
	t        testing.TB
	off      switches
	yes      bool
	seed     uint64
	log      []string
	uploads  []*upload
	revealed map[string]int // when, by owner and digest
	clock    int
	owners   []*actor
	courses  []*course
	told     string // a yes that told of an owner which was not asked
	wire     talk   // nil if masks are names
}

// talk are the messages of a life, if it is played with real ones.
type talk interface {
	// upload has an owner answer the list that it is shown, and reports whether it takes it. It names mask and noise.
	upload(u *upload, cells [][4]int) bool
	// reveal has an owner answer the heads of some honest owners, and reports whether it reveals its seed.
	reveal(u *upload, shown []*upload) bool
	// check compares what opens with the masks themselves.
	check(all []*opening, uploads []*upload)
}

// switches are rules that can be off: those of this package, and those of its callers.
type switches struct {
	rules
	callers
}

// callers are rules that whoever uses the ledger keeps.
type callers struct {
	declare bool // statements are declared at all
	early   bool // ... before they are sent
	charge  bool // charged before the seed leaves
	whole   bool // exact lists are the whole roster
	bind    bool // the statements are in the digest
	seal    bool // uploads with noise carry the stream of a seed
	signed  bool // mask keys are signed by their owners
	roster  bool // owners that may collude are counted in the roster
	other   bool // another list has noise of its own
	repeat  bool // the same list has the same noise in every attempt
}

func (w *world) note(format string, args ...any) { w.log = append(w.log, fmt.Sprintf(format, args...)) }

// event is something that happens in a life.
type event struct {
	kind   string // lobby sign round data restart back restore strike
	course int
	owner  int
	what   string
	seed   uint64
}

func play(t testing.TB, s script, off switches, yes bool, wire talk) *world {
	w := &world{t: t, off: off, yes: yes, seed: s.seed, revealed: map[string]int{}, wire: wire}
	for i := range s.owners {
		w.owners = append(w.owners, newActor(i, s.seed, off.rules))
	}
	for k, p := range s.plans {
		w.courses = append(w.courses, &course{plan: p, number: k, statements: map[int]Statement{}, signed: map[int]int{},
			used: map[int][]person{}, side: map[int][]int{}, sides: map[int]bool{}, part: map[int]bool{}, view: map[int]string{}})
	}
	for _, e := range s.events {
		w.clock++
		g := rand.New(rand.NewPCG(e.seed, 7))
		switch e.kind {
		case "lobby":
			w.lobby(w.courses[e.course], g)
		case "sign":
			w.sign(w.courses[e.course], e.owner, g)
		case "sign again":
			if c := w.courses[e.course]; !c.dead && !c.passed {
				if _, done := c.statements[e.owner]; done {
					old := c.statements[e.owner]
					delete(c.statements, e.owner)
					w.sign(c, e.owner, g)
					if _, done := c.statements[e.owner]; !done && !c.dead {
						c.statements[e.owner] = old
					}
				}
			}
		case "round":
			w.doRound(w.courses[e.course], g)
		case "data":
			w.owners[e.owner].change(e.what, g)
			w.note("owner %d: %s", e.owner, e.what)
		case "restart":
			w.restart(w.owners[e.owner])
		case "back":
			w.owners[e.owner].backup = append([][]byte{}, w.owners[e.owner].disk.Content...)
		case "restore":
			w.restore(w.owners[e.owner])
		}
	}
	return w
}

func (w *world) restart(a *actor) {
	w.note("owner %d: restarted", a.number)
	a.open(w.seed)
	for _, c := range w.courses {
		old, running := a.loaded[c.number]
		if !running || c.dead || !c.passed {
			continue
		}
		// The person loads the present file first; if the ledger refuses it, the one from before.
		present := a.ledger.Read(a.files[a.current])
		if chosen, err := a.ledger.Stated(context.Background(), c.training(), present); err == nil {
			a.loaded[c.number] = present
			w.use(a, c, chosen)
		} else if !errors.Is(err, ErrOtherRows) && !errors.Is(err, ErrNoPart) && !errors.Is(err, ErrColumns) {
			w.t.Fatal(err)
		} else {
			a.loaded[c.number] = a.ledger.Read(old.file)
		}
	}
}

func (w *world) restore(a *actor) {
	if a.backup == nil {
		return
	}
	w.note("owner %d: vault restored from its backup", a.number)
	a.disk.Content = slices.Clone(a.backup)
	a.open(w.seed)
	for name := range a.charges {
		if !slices.ContainsFunc(a.ledger.lists, func(c charged) bool { return c.List == wire.DigestOf([]byte(name)) }) {
			delete(a.charges, name)
		}
	}
}

// use takes the chosen rows of an owner's loaded file for a training.
func (w *world) use(a *actor, c *course, chosen Chosen) {
	c.used[a.number], c.side[a.number] = nil, nil
	for i, p := range a.loaded[c.number].file.(*table).rows {
		if chosen.Keep[i] {
			c.used[a.number], c.side[a.number] = append(c.used[a.number], p), append(c.side[a.number], chosen.Side[i])
		}
	}
}

// answers are what the owner says, who knows its people: a question is about others if nobody of the rows was in it.
func (w *world) answers(a *actor, k *Look) Answers {
	out := Answers{}
	in := map[int]bool{}
	for i, used := range k.used {
		if used {
			in[k.rows.file.(*table).rows[i].number] = true
		}
	}
	overlap := func(persons map[int]bool) bool {
		for p := range persons {
			if in[p] {
				return true
			}
		}
		return false
	}
	for _, q := range k.Questions() {
		out[q.Line] = true
		for _, c := range w.courses {
			lost := q.Gap != "" && a.ledger.find(c.id()) == nil
			if lost && overlap(a.stated[c.number]) || q.Gap == "" && q.Training == c.id() && overlap(a.stated[c.number]) {
				out[q.Line] = false
			}
		}
	}
	return out
}

func (w *world) sign(c *course, owner int, g *rand.Rand) {
	_, done := c.statements[owner]
	if c.dead || c.passed || done || !slices.Contains(c.honest, owner) {
		return
	}
	a := w.owners[owner]
	rows := a.ledger.Read(a.files[a.current])
	k, err := a.ledger.Look(rows, c.training(), nil)
	if err != nil && !errors.Is(err, ErrColumns) {
		w.t.Fatal(err)
	}
	if err != nil || k.count < leastRows {
		c.dead = true
		w.note("training %d: owner %d cannot", c.number, owner)
		w.strike(c)
		return
	}
	members := w.keys(c)
	answers := w.answers(a, k)
	if s := a.ledger.find(c.id()); s != nil && !w.off.declare && !w.off.early && a.ledger.gapSince(s) {
		return // signed before a gap: it cannot be replaced
	}
	a.loaded[c.number] = rows
	if k.Statement(members, answers, false).Word == Changed && g.Float64() < .3 {
		offers, err := a.ledger.Offers(k, members, answers)
		if err != nil {
			w.t.Fatal(err)
		}
		if len(offers) > 0 && offers[0].Rows >= leastRows {
			keep := offers[0].Keep
			w.note("owner %d leaves %d rows out of training %d", owner, offers[0].Left, c.number)
			if k, err = a.ledger.Look(rows, c.training(), func(i int) bool { return keep[i] }); err != nil {
				w.t.Fatal(err)
			}
		}
	}
	w.use(a, c, Chosen{Keep: k.used, Side: k.side})
	on := make([]int, c.training().sides())
	for _, side := range c.side[owner] {
		on[side]++
	}
	least := leastRows
	if !c.exact {
		least = 1
	}
	c.sides[owner] = c.training().divides() && slices.Min(on) >= least
	d := Declaration{Members: members, Answers: answers, Sides: c.sides[owner]}
	if w.off.declare || w.off.early {
		c.statements[owner] = k.Statement(members, answers, d.Sides)
	} else {
		s, err := a.ledger.Declare(context.Background(), k, d)
		if err != nil {
			w.t.Fatal(err)
		}
		c.statements[owner] = s
	}
	a.stated[c.number] = numbers(c.used[owner])
	w.clock++
	c.signed[owner] = w.clock
	w.note("owner %d signs %s in training %d", owner, c.statements[owner].Word, c.number)
}

func numbers(rows []person) map[int]bool {
	out := map[int]bool{}
	for _, p := range rows {
		out[p.number] = true
	}
	return out
}

func (w *world) keys(c *course) []wire.Identity {
	var out []wire.Identity
	for _, m := range c.members() {
		if m < 0 {
			out = append(out, puppet(-1-m))
		} else {
			out = append(out, w.owners[m].key())
		}
	}
	return out
}

func (w *world) strike(c *course) {
	for i := range c.statements {
		if err := w.owners[i].ledger.Strike(context.Background(), c.id(), time.Time{}); err != nil && !errors.Is(err, ErrNoPart) {
			w.t.Fatal(err)
		}
	}
}

// verdict is what one honest owner makes of the lobby; puppets state what passes, and of their sides what they like.
func (w *world) verdict(c *course, sides bool) Verdict {
	var members []Member
	first := c.statements[c.honest[0]]
	for _, i := range c.honest {
		members = append(members, Member{w.owners[i].key(), c.statements[i]})
	}
	first.Sides = sides && c.training().divides()
	for j := range c.puppets {
		members = append(members, Member{puppet(j), first})
	}
	v, err := Combine(c.exact, c.training().divides(), members)
	if err != nil {
		w.t.Fatal(err)
	}
	v.Silent = v.Silent || w.off.silence
	return v
}

func (w *world) lobby(c *course, g *rand.Rand) {
	for _, i := range c.honest {
		w.sign(c, i, g)
	}
	if c.dead || c.passed {
		return
	}
	v := w.verdict(c, true)
	c.asked = !v.Silent
	mode, quiet := "exact", "silent"
	if !c.exact {
		mode = "noise"
	}
	if c.asked {
		quiet = "asked again"
	}
	w.note("training %d of M%d, %s, %s of columns %s, owners %v and %d puppets, holdout %v, folds %d: %s", c.number, c.owner, mode, c.form, c.cols, c.honest, c.puppets, c.share, c.folds, quiet)
	if c.asked && (!w.yes || g.Float64() < .1) {
		c.dead = true
		w.note("  a member says no")
		w.strike(c)
		return
	}
	c.passed = true
	for _, i := range c.honest {
		says := c.puppets == 0 || g.Float64() < .7 // what a puppet states of its sides may be shown to each owner differently
		v := w.verdict(c, says)
		c.part[i] = v.Holdout
		if w.off.joint {
			c.part[i] = c.sides[i]
		}
		if c.training().divides() && !w.off.bind {
			c.view[i] = fmt.Sprint(says)
		}
		if w.off.declare || w.off.early {
			continue
		}
		v.Holdout = c.part[i]
		if err := w.owners[i].ledger.Pass(context.Background(), c.id(), v, time.Time{}); err != nil && !errors.Is(err, ErrNoPart) {
			w.t.Fatal(err)
		}
	}
}
