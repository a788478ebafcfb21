package simulation_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/store"
)

const minute = time.Minute

// play plays a life and returns the rule that it broke, with the operation that showed it; "" where it broke none. bend,
// where not nil, stands between the facilitators and the store: tests of the rules lie in it. What a life came to is added to total.
func play(t *testing.T, on form, bend func(store.Store) store.Store, replicas int, ops []op, total *tally) (broken string) {
	at := -1
	t.Run("life", func(t *testing.T) {
		w := &world{}
		defer func() {
			switch v := recover().(type) {
			case nil:
			case verdict:
				broken = string(v)
				if at >= 0 && at < len(ops) {
					broken = fmt.Sprintf("%s (operation %d: %v)", broken, at, ops[at])
				}
			default:
				panic(v)
			}
			for i := range w.processes {
				w.halt(i, true)
			}
		}()
		*w = *newWorld(t, on, bend, replicas)
		for i, o := range ops {
			at = i
			w.apply(o)
			w.bury()
			for _, l := range w.lives {
				l.observe()
			}
		}
		at = len(ops)
		w.finale()
		w.close()
		if total != nil {
			total.add(w.tally)
		}
	})
	return broken
}

// apply does one operation. One that makes no sense now does nothing.
func (w *world) apply(o op) {
	for _, p := range w.processes {
		if p != nil {
			p.begin()
		}
	}
	switch o.verb {
	case opBirth:
		w.birth(o.n)
		return
	case opWait:
		w.clock.Advance(time.Duration(o.n) * time.Second)
		return
	case opBoot:
		for i := range w.processes {
			w.boot(i, time.Duration(o.n)*time.Second)
		}
		return
	}
	i := o.via % len(w.processes)
	p := w.via(i)
	switch {
	case p == nil:
		return
	case o.verb == opKill:
		w.halt(i, true)
		return
	case o.verb == opRestart:
		w.halt(i, false)
		w.boot(i, time.Duration(o.n)*time.Second)
		return
	case o.verb == opStore:
		p.arm(o.how, o.n)
		return
	case o.verb == opRead:
		p.reads = o.n
		return
	case len(w.lives) == 0:
		return
	}
	l := w.lives[o.t%len(w.lives)]
	l.apply(p, o)
}

// apply does one operation of a training.
func (l *life) apply(p *process, o op) {
	who := o.who % len(l.owners)
	switch o.verb {
	case opSend:
		l.send(p, who, o.how)
	case opWave:
		count := len(l.owners) // most waves take everybody along, or few attempts would come to a sum
		if o.n < 20 {
			count = 1 + o.n%count
		}
		for k := range count {
			if p = l.via(o.via); p == nil || !p.alive() {
				return
			}
			how := fine
			if k == 0 {
				how = o.how
			}
			l.send(p, (who+k)%len(l.owners), how)
		}
	case opDrop:
		l.drop(p, who, o.how, o.n)
	case opAct:
		l.act(p, o.how, o.n)
	case opFork:
		l.fork(p)
	case opRepeat:
		l.repeat(p, o.n, o.how)
	case opRival:
		l.rival(p, who)
	case opThief, opStray, opOutsider:
		l.misplaced(p, o.verb, who, o.n)
	case opLeave:
		l.left = true
		l.excuse(p, p.machine.Leave(l.ctx, l.mo.ID, l.owners[who].ID(), l.signing()), l.behind(wire.CodeForbidden)...)
	case opCome:
		watcher, err := p.machine.Watch(l.ctx, l.mo.ID, l.owners[who].ID(), l.signing())
		if l.excuse(p, err, l.behind(wire.CodeForbidden)...); err == nil {
			watcher.Close(o.n%2 == 0)
		}
	}
}
