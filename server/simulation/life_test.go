package simulation_test

import (
	"context"
	"slices"
	"sync"

	"github.com/blindfit/blindfit/internal/testing/parties"
	verified "github.com/blindfit/blindfit/protocol/attempt"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/round"
	"github.com/blindfit/blindfit/server/store"
)

// minCohort is the fewest owners of a sum in every life.
const minCohort = 3

// steps are the phases of an attempt that collect messages, in order.
var steps = func() (out []wire.Phase) {
	for _, r := range wire.Phases {
		if r.Attempt && r.Collects != "" {
			out = append(out, r.Phase)
		}
	}
	return out
}()

// life is one training with all its parties.
type life struct {
	*world
	mo       *parties.ModelOwner
	noise    bool
	owners   []*parties.Owner // members, in identity order
	outside  []*parties.Owner // enrolled and not admitted
	members  []wire.Member
	pending  *entry // of the model owner's log, signed and not confirmed
	ref      wire.Ref
	open     wire.Digest
	accepted int
	attempt
	past     []*letter
	ended    []wire.Ref // attempts that came to no sum
	revision int64
}

// attempt is what is known of the present attempt.
type attempt struct {
	mail    map[place][]*letter // by place; a second one is another message for it
	rivals  map[int]*parties.Owner
	keys    []wire.Signed // the list, once it was read, and what follows from it
	list    *verified.List
	silent  []wire.Identity // owners that sit it out if enough others are there, as stored when it began
	out     []wire.Identity // owners that are out of the training
	sum     wire.Digest     // of the aggregate, once it was read
	left    bool            // an owner left during it
	over    bool            // it came to no sum, and that was checked
	settled bool            // its sum was accepted, or it was never opened
}

// place is where an owner's message of a phase goes.
type place struct {
	phase wire.Phase
	owner int
}

// letter is a message of an owner. What was acknowledged once is safe for ever.
type letter struct {
	place
	ref    wire.Ref
	signed *wire.Signed
	blob   []byte
	tried  bool // a facilitator may have got it
	acked  bool
}

func newAttempt() attempt {
	return attempt{mail: map[place][]*letter{}, rivals: map[int]*parties.Owner{}}
}

// birth begins another training, of three to nine owners, and one or two who enrol and are not admitted.
func (w *world) birth(n int) {
	if len(w.lives) == maxLives {
		return
	}
	count := []int{3, 4, 4, 5, 6, 7, 9, 9}[n%8]
	noise := n%3 == 1
	l := &life{world: w, noise: noise, attempt: newAttempt(),
		mo: parties.NewModelOwner(w, minCohort, 12, func(m *wire.Manifest) { m.Noise = noise })}
	w.insist(func(p *process) error {
		_, _, err := p.machine.CreateTraining(w.ctx, l.mo.Manifest, round.Creator{})
		return err
	})
	all := parties.NewOwners(w, l.mo.ID, count+1+n%2)
	for _, o := range all {
		e := o.Enrolment()
		w.insist(func(p *process) error { return p.machine.Enrol(w.ctx, l.mo.ID, o.ID(), e) })
	}
	var list *wire.List
	w.insist(func(p *process) (err error) {
		list, err = p.machine.Enrolments(w.ctx, l.mo.ID, l.mo.Key.Identity(), wire.Identity{})
		return err
	})
	if len(list.Messages) != len(all) {
		w.Fatalf("%d enrolments of %d are listed", len(list.Messages), len(all))
	}
	// Who is not admitted is in the middle, so that the order of the others does not hide a mistake.
	l.outside = append(l.outside, all[1:len(all)-count+1]...)
	l.owners = append([]*parties.Owner{all[0]}, all[len(all)-count+1:]...)
	for i, o := range l.owners {
		o.Index = i
	}
	admitted := slices.DeleteFunc(list.Messages, func(s wire.Signed) bool {
		return slices.ContainsFunc(l.outside, func(o *parties.Owner) bool { return o.ID() == s.Signer })
	})
	roster := l.mo.Roster(admitted)
	body, err := wire.Unseal[wire.Roster](roster, wire.KindRoster)
	if err != nil {
		w.Fatal(err)
	}
	l.members = body.Members
	w.insist(func(p *process) error { return p.machine.Append(w.ctx, l.mo.ID, roster, nil) })
	statements := l.mo.Statements(l.owners)
	for i := range statements {
		s := &statements[i]
		w.insist(func(p *process) error { return p.machine.PutStatement(w.ctx, l.mo.ID, s.Signer, s) })
	}
	start := l.mo.Start(statements)
	w.insist(func(p *process) error { return p.machine.Append(w.ctx, l.mo.ID, start, nil) })
	w.lives = append(w.lives, l)
	w.tally.trainings++
}

// insist asks until it is answered, through facilitators that fail, die and are started again.
func (w *world) insist(f func(*process) error) {
	for i := 0; ; i++ {
		w.bury()
		p := w.via(i)
		if p == nil {
			w.boot(i%len(w.processes), 0)
			continue
		}
		err := f(p)
		if err == nil {
			return
		}
		if i > 40 {
			w.Fatalf("never answered: %v", err)
		}
		if i > 10 && !w.alone() { // it may not know what another one did that has died since
			w.halt(slices.Index(w.processes, p), false)
		}
		w.excuse(p, err, w.behind(wire.CodePhase, wire.CodeStale, wire.CodeInvalid, wire.CodeNotFound)...)
	}
}

// behind are the codes that only a facilitator may answer which does not know yet what another one on the same store did.
// Where facilitators hear of each other each reads what is new before it answers: what remains is that a phase ends
// between two requests.
func (w *world) behind(codes ...wire.Code) []wire.Code {
	if w.alone() {
		return nil
	}
	if _, shared := w.store.(store.Shared); shared {
		codes = slices.DeleteFunc(codes, func(c wire.Code) bool { return c != wire.CodePhase && c != wire.CodeLate })
	}
	return append(codes, wire.CodeUnavailable)
}

// put gives a letter to a facilitator.
func (l *life) put(ctx context.Context, p *process, m *letter) error {
	id, who := l.mo.ID, l.owners[m.owner].ID()
	switch m.phase {
	case wire.PhaseKeys:
		return p.machine.PutKeys(ctx, id, m.ref, who, m.signed, m.blob)
	case wire.PhaseUpload:
		return p.machine.PutUpload(ctx, id, m.ref, who, m.signed, m.blob)
	}
	return p.machine.PutReveal(ctx, id, m.ref, who, m.signed)
}

// deliver sends a letter with what befalls the request. It fails unless the answer is a yes or one of the codes; a no to
// a message that was acknowledged before is never right.
func (l *life) deliver(p *process, m *letter, how fault, codes ...wire.Code) {
	if how == dropped {
		return
	}
	if m.acked {
		l.tally.repeats++
		codes = l.behind(wire.CodeStale, wire.CodeForbidden)
	}
	ctx := l.ctx
	if how == hangup {
		gone, cancel := context.WithCancel(l.ctx)
		cancel()
		ctx, codes = gone, append(codes, wire.CodeUnavailable)
	}
	m.tried = true
	if how != twice {
		l.answered(p, m, l.put(ctx, p, m), how, codes)
		return
	}
	other := l.via(slices.Index(l.processes, p) + 1)
	l.race([2]*process{p, other}, [2]*letter{m, m}, codes)
}

// race sends two letters at once.
func (l *life) race(to [2]*process, m [2]*letter, codes []wire.Code) {
	var errs [2]error
	var wg sync.WaitGroup
	for i := range to {
		m[i].tried = true
		wg.Go(func() { errs[i] = l.put(l.ctx, to[i], m[i]) })
	}
	wg.Wait()
	for i := range to {
		l.answered(to[i], m[i], errs[i], fine, codes)
	}
}

// answered takes note of an answer.
func (l *life) answered(p *process, m *letter, err error, how fault, codes []wire.Code) {
	l.excuse(p, err, codes...)
	if err != nil || how == unheard {
		return
	}
	if !m.acked {
		l.tally.acked++
	}
	m.acked = true
	if m.ref != l.ref {
		return
	}
	for _, other := range l.mail[m.place] {
		if other != m && other.acked {
			l.Fatalf("two different messages of owner %d were acknowledged in %s", m.owner, m.phase)
		}
	}
}
