package simulation_test

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
)

// op is one operation of a life. Its numbers are read modulo what there is when it is played, so that every part of a
// list of operations is a list of operations too.
type op struct {
	verb verb
	t    int   // which training
	who  int   // which of its owners
	via  int   // which facilitator
	how  fault // what befalls the request
	n    int   // seconds, writes, or a choice, by the verb
}

type verb string

const (
	opSend     verb = "send"     // the next message of an owner whose turn it is
	opWave     verb = "wave"     // that of n owners, from 20 on of all, one after the other
	opDrop     verb = "drop"     // everybody's but that of an owner, for whom the deadline comes
	opAct      verb = "act"      // what the model owner does next: open, accept or, where n is 0, reject
	opFork     verb = "fork"     // another entry in the place of one in the model owner's log
	opRepeat   verb = "repeat"   // an older message, as it was
	opRival    verb = "rival"    // two different messages for one place
	opThief    verb = "thief"    // the bytes of another owner under the own name
	opStray    verb = "stray"    // a message of another training, attempt or key
	opOutsider verb = "outsider" // an enrolled owner that was not admitted
	opLeave    verb = "leave"
	opCome     verb = "come"
	opWait     verb = "wait"    // n seconds pass
	opStore    verb = "store"   // the n-th write from now has a fault
	opRead     verb = "read"    // the next n reads fail
	opRestart  verb = "restart" // in order; how gives the new clock
	opKill     verb = "kill"    // without warning
	opBoot     verb = "boot"    // starts what was killed, its clock n seconds off
	opBirth    verb = "birth"   // another training
)

// fault is what befalls a request, a write of the store, or a clock.
type fault string

const (
	fine     fault = "-"
	dropped  fault = "request-lost"
	unheard  fault = "answer-lost"
	twice    fault = "twice"    // on two connections at once
	hangup   fault = "hangup"   // the client is gone before it is served
	before   fault = "before"   // the write fails and leaves nothing
	after    fault = "after"    // the write is done, its answer an error
	overtook fault = "overtook" // somebody else wrote first
	dies     fault = "dies"     // the process ends before the write
	diesLate fault = "dies-late"
)

var (
	requestFaults = []fault{fine, fine, fine, fine, dropped, unheard, twice, hangup}
	storeFaults   = []fault{before, after, overtook, dies, diesLate}
	skews         = []int{-3600, 0, 0, 3600, 17}
)

func (o op) String() string {
	return fmt.Sprintf("%s %d %d %d %s %d", o.verb, o.t, o.who, o.via, o.how, o.n)
}

// parseOps reads what String wrote, one operation a line; lines that begin with # are comments.
func parseOps(text string) (replicas int, ops []op, err error) {
	for number, line := range strings.Split(text, "\n") {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		if rest, ok := strings.CutPrefix(line, "replicas "); ok {
			if replicas, err = strconv.Atoi(rest); err != nil {
				return 0, nil, fmt.Errorf("malformed line %d: %w", number+1, err)
			}
			continue
		}
		var o op
		if _, err := fmt.Sscanf(line, "%s %d %d %d %s %d", &o.verb, &o.t, &o.who, &o.via, &o.how, &o.n); err != nil {
			return 0, nil, fmt.Errorf("malformed line %d: %w", number+1, err)
		}
		ops = append(ops, o)
	}
	return replicas, ops, nil
}

// formatOps is the text that parseOps reads.
func formatOps(replicas int, ops []op) string {
	var b strings.Builder
	fmt.Fprintf(&b, "replicas %d\n", replicas)
	for _, o := range ops {
		fmt.Fprintln(&b, o)
	}
	return b.String()
}

// generate draws a life from a seed.
func generate(seed uint64) (replicas int, ops []op) {
	r := rand.New(rand.NewPCG(seed, 78))
	replicas = 1 + r.IntN(2)
	pick := func(of []fault) fault { return of[r.IntN(len(of))] }
	// How much goes wrong differs from life to life: with every fault at once few rounds would come to their end.
	calm, quiet := r.IntN(3) == 0, r.IntN(3) == 0
	ops = []op{{verb: opBirth, how: fine, n: r.IntN(100)}}
	for range 40 + r.IntN(120) {
		o := op{t: r.IntN(3), who: r.IntN(12), via: r.IntN(2), how: fine, n: r.IntN(100)}
		if !calm && r.IntN(3) == 0 {
			o.how = pick(requestFaults)
		}
		switch k := r.IntN(100); {
		case k < 22:
			o.verb = opSend
		case k < 53:
			o.verb = opWave
		case k < 58:
			o.verb = opDrop
		case k < 71:
			o.verb = opAct
		case k < 75:
			o.verb = opRepeat
		case k < 79:
			o.verb = opRival
		case k < 80:
			o.verb = []verb{opFork, opThief, opStray, opOutsider}[r.IntN(4)]
		case k < 82:
			o.verb = []verb{opLeave, opCome, opCome}[r.IntN(3)]
		case k < 86:
			o.verb, o.n = opWait, []int{1, 1, 1, 5, 5, 5, 20, 20, 61, 121, 3600, 259_200}[r.IntN(12)]
		case k < 92 && !quiet:
			o.verb, o.how, o.n = opStore, pick(storeFaults), r.IntN(5)
		case k < 94 && !quiet:
			o.verb, o.n = opRead, 1+r.IntN(4)
		case k < 95:
			o.verb, o.n = opRestart, skews[r.IntN(len(skews))]
		case k < 96:
			o.verb = opKill
		case k < 99:
			o.verb, o.n = opBoot, skews[r.IntN(len(skews))]
		default:
			o.verb = opBirth
		}
		ops = append(ops, o)
	}
	return replicas, ops
}
