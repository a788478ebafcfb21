package simulation_test

import (
	"maps"
	"slices"
	"time"

	"github.com/blindfit/blindfit/internal/testing/parties"
	"github.com/blindfit/blindfit/protocol/wire"
)

// turn is what a facilitator waits for from an owner, as far as the owner can tell: the phase, or false.
func (l *life) turn(p *process, i int) (wire.Phase, bool) {
	phase, ref, ok := l.tell(p, l)
	if !ok || ref != l.ref || !slices.Contains(steps, phase) || !l.read(p, phase) {
		return "", false
	}
	if phase == wire.PhaseKeys {
		return phase, !slices.Contains(l.out, l.owners[i].ID())
	}
	return phase, l.list.Has(l.owners[i].ID())
}

// heard reports whether a message in a place was acknowledged.
func (l *life) heard(at place) bool {
	return slices.ContainsFunc(l.mail[at], func(m *letter) bool { return m.acked })
}

// read reads the list if it is fixed before a phase, and holds it to the one that was read before.
func (l *life) read(p *process, phase wire.Phase) bool {
	if phase == wire.PhaseKeys {
		return true
	}
	list, err := p.machine.Keys(l.ctx, l.mo.ID, l.ref, l.mo.Key.Identity(), wire.Identity{})
	if l.excuse(p, err, l.behind(wire.CodePhase, wire.CodeLate, wire.CodeNotFound, wire.CodeForbidden)...); err != nil {
		return false
	}
	l.fixList(list.Messages)
	return true
}

// letterFor makes the honest message of an owner, once; false where what it needs cannot be read now.
func (l *life) letterFor(p *process, phase wire.Phase, i int) (*letter, bool) {
	at := place{phase, i}
	for _, m := range l.mail[at] {
		if m.acked || len(l.mail[at]) == 1 {
			return m, true
		}
	}
	if len(l.mail[at]) > 0 {
		return l.mail[at][0], true
	}
	s, blob, ok := l.write(p, l.owners[i], phase)
	if !ok {
		return nil, false
	}
	m := &letter{place: at, ref: l.ref, signed: s, blob: blob}
	l.mail[at] = []*letter{m}
	return m, true
}

// write makes a message of an owner for a phase.
func (l *life) write(p *process, o *parties.Owner, phase wire.Phase) (*wire.Signed, []byte, bool) {
	switch phase {
	case wire.PhaseKeys:
		s, blob := o.Keys(l.ref, l.open, l.owners)
		return s, blob, true
	case wire.PhaseUpload:
		served, err := p.machine.Encapsulations(l.ctx, l.mo.ID, l.ref, o.ID())
		if l.excuse(p, err, l.behind(wire.CodePhase, wire.CodeLate)...); err != nil {
			return nil, nil, false
		}
		s, blob := o.Upload(l.list, served)
		return s, blob, true
	}
	return o.Reveal(l.list), nil, true
}

// send lets an owner send what it is its turn to send.
func (l *life) send(p *process, i int, how fault) {
	phase, ok := l.turn(p, i)
	if !ok {
		return
	}
	m, ok := l.letterFor(p, phase, i)
	if !ok {
		return
	}
	codes := l.behind(wire.CodePhase, wire.CodeLate, wire.CodeStale, wire.CodeForbidden)
	if len(l.mail[m.place]) > 1 {
		codes = append(codes, wire.CodeConflict) // the other one may have been stored without an answer
	}
	l.deliver(p, m, how, codes...)
}

// drop lets all owners send whose turn it is but one, whose request meets a fault, and the deadline pass. Mostly that is
// done to uploads and reveals: they are lost after the masks are agreed on.
func (l *life) drop(p *process, missing int, how fault, n int) {
	phase, ok := l.turn(p, missing)
	if !ok {
		return
	}
	drops := phase != wire.PhaseKeys || n%4 == 0
	for i := range l.owners {
		if now, ok := l.turn(p, i); ok && now == phase && p.alive() && (i != missing || !drops) {
			l.send(p, i, how)
			how = fine
		}
	}
	if drops {
		l.clock.Advance(121 * time.Second)
	}
}

// rival sends two different messages of an owner for one place: at once where either may come first without harm to the
// sum, one after the other elsewhere. At most one is taken.
func (l *life) rival(p *process, i int) {
	phase, ok := l.turn(p, i)
	if !ok {
		return
	}
	m, ok := l.letterFor(p, phase, i)
	if !ok || len(l.mail[m.place]) > 1 {
		return
	}
	o := l.owners[i].Clone()
	other := &letter{place: m.place, ref: l.ref}
	if phase == wire.PhaseReveal {
		other.signed = o.Seal(wire.KindReveal, wire.Reveal{Training: l.mo.ID, Ref: l.ref, List: l.list.Digest, Seed: wire.Digest{1}})
	} else if other.signed, other.blob, ok = l.write(p, o, phase); !ok {
		return
	}
	codes := append(l.behind(wire.CodeStale, wire.CodeForbidden), wire.CodeConflict, wire.CodePhase, wire.CodeLate)
	if phase == wire.PhaseKeys || phase == wire.PhaseUpload {
		l.mail[m.place] = append(l.mail[m.place], other)
		if phase == wire.PhaseKeys {
			l.rivals[i] = o
		}
		l.race([2]*process{p, l.via(slices.Index(l.processes, p) + 1)}, [2]*letter{m, other}, codes)
		return
	}
	if !m.acked {
		l.deliver(p, m, fine, codes...)
	}
	if !m.acked {
		return
	}
	if err := l.put(l.ctx, p, other); err == nil {
		l.Fatalf("a second, different message of owner %d was acknowledged in %s", i, phase)
	} else {
		l.excuse(p, err, append(codes, wire.CodeInvalid)...)
	}
}

// repeat sends an older letter again, as it was.
func (l *life) repeat(p *process, n int, how fault) {
	letters := slices.Clone(l.past)
	for _, at := range slices.SortedFunc(maps.Keys(l.mail), func(a, b place) int {
		if d := slices.Index(steps, a.phase) - slices.Index(steps, b.phase); d != 0 {
			return d
		}
		return a.owner - b.owner
	}) {
		letters = append(letters, l.mail[at]...)
	}
	if len(letters) == 0 {
		return
	}
	m := letters[len(letters)-1-n%len(letters)]
	l.deliver(p, m, how, append(l.behind(wire.CodeStale), wire.CodeLate, wire.CodePhase, wire.CodeConflict, wire.CodeForbidden)...)
}

// misplaced sends what no facilitator may ever take: by an owner what another one signed, in this attempt what was signed
// for an earlier one, in this training what belongs to another, and anything by an owner that was not admitted.
func (l *life) misplaced(p *process, verb verb, i, n int) {
	never := func(err error, codes ...wire.Code) {
		if err == nil {
			l.Fatalf("%s was acknowledged", verb)
		}
		l.excuse(p, err, append(l.behind(), codes...)...)
	}
	if verb == opOutsider {
		o := l.outside[n%len(l.outside)]
		keys, blob := o.Keys(l.ref, l.open, append(slices.Clone(l.owners), o))
		never(p.machine.PutKeys(l.ctx, l.mo.ID, l.ref, o.ID(), keys, blob), wire.CodeForbidden)
		_, err := p.machine.Keys(l.ctx, l.mo.ID, l.ref, o.ID(), wire.Identity{})
		never(err, wire.CodeForbidden)
		return
	}
	letters := l.past
	if verb == opThief {
		letters = append(slices.Clone(letters), l.mail[place{wire.PhaseUpload, i}]...)
	}
	if len(letters) == 0 {
		return
	}
	m := *letters[len(letters)-1-n%len(letters)]
	if verb == opThief {
		if m.owner = (m.owner + 1) % len(l.owners); m.signed.Signer != l.owners[m.owner].ID() {
			never(l.put(l.ctx, p, &m), wire.CodeSignature)
		}
		return
	}
	if other := l.lives[n%len(l.lives)]; other != l {
		m.owner %= len(other.owners)
		never(other.put(l.ctx, p, &m), wire.CodeSignature)
		return
	}
	if m.ref != l.ref {
		m.ref = l.ref
		never(l.put(l.ctx, p, &m), wire.CodeStale, wire.CodePhase, wire.CodeLate, wire.CodeConflict, wire.CodeForbidden)
	}
}
