package ledger

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// scene is a life that is directed at one rule. Events are L lobby, G sign, A sign again, R round, D change of a file, X
// restart, B backup, S restore, each with the number of a training or owner.
type scene struct {
	name   string
	plans  []plan
	events string
}

var (
	three = []int{0, 1, 2}
	four  = []int{0, 1, 2, 3}
)

func exactly(honest []int, cols string, more ...func(*plan)) plan {
	p := plan{honest: honest, cols: cols, form: Products, exact: true, out: -1}
	for _, f := range more {
		f(&p)
	}
	return p
}

func noisy(p *plan)              { p.exact = false }
func forOther(p *plan)           { p.owner = 1 }
func moments(p *plan)            { p.form = Moments }
func weighted(p *plan)           { p.form = Weighted }
func without(i int) func(*plan)  { return func(p *plan) { p.out = i } }
func puppets(n int) func(*plan)  { return func(p *plan) { p.puppets = n } }
func cut(x float64) func(*plan)  { return func(p *plan) { p.cut = x } }
func hold(x float64) func(*plan) { return func(p *plan) { p.share = x } }
func folds(n int) func(*plan)    { return func(p *plan) { p.folds = n } }

var scenes = []scene{
	{"circle grows, other model owner", []plan{exactly(three, "ab"), exactly(four, "ab", forOther)}, "L0 R0 L1 R1"},
	{"one owner adds rows", []plan{exactly(three, "ab"), exactly(three, "ab")}, "L0 R0 D0:add L1 R1"},
	{"every row recoded, no other sum", []plan{exactly(three, "a"), exactly(three, "a")}, "L0 R0 D0:recode:a L1 R1"},
	{"rows blank in a column", []plan{exactly(three, "a"), exactly(three, "ab")}, "L0 R0 D0:blank:b L1 R1"},
	{"copies of a row added", []plan{exactly(three, "ab"), exactly(three, "ab")}, "L0 R0 D0:copy L1 R1"},
	{"exact, then noise without one", []plan{exactly(four, "ab"), exactly(three, "ab", noisy)}, "L0 R0 L1 R1 R1"},
	{"one more column, circle grows", []plan{exactly(three, "a"), exactly(four, "ab")}, "L0 R0 L1 R1"},
	{"six trainings with a holdout", slices.Repeat([]plan{exactly(three, "ab", hold(.5))}, 6), "L0 R0 R0 R0 L1 R1 R1 R1 L2 R2 R2 R2 L3 R3 R3 R3 L4 R4 R4 R4 L5 R5 R5 R5"},
	{"many lists of one round", []plan{exactly([]int{0, 1, 2, 3, 4, 5}, "ab", noisy, puppets(2))}, "L0" + strings.Repeat(" R0", 14)},
	{"cell corrected in a newer column", []plan{exactly(three, "a"), exactly(three, "ab"), exactly(three, "ab")}, "L0 R0 L1 R1 D0:correct:b L2 R2"},
	{"column recoded, rows found by another", []plan{exactly(three, "c"), exactly(three, "a"), exactly(three, "ac")}, "L0 R0 L1 R1 D0:recode:a L2 R2"},
	{"noise, then exact over its list", []plan{exactly(four, "ab", noisy, without(3)), exactly(four, "ab")}, "L0" + strings.Repeat(" R0", 8) + " L1 R1"},
	{"two lobbies at once", []plan{exactly(three, "ab"), exactly(four, "ab")}, "L0 L1 R0 R1"},
	{"two lobbies crossed", []plan{exactly(three, "ab"), exactly(four, "ab")}, "G0:0 G1:1 G1:0 G0:1 L0 L1 R0 R1"},
	{"holdout 0.3, then 0.5", []plan{exactly(three, "ab", hold(.3)), exactly(three, "ab", hold(.5))}, "L0 R0 R0 L1 R1 R1"},
	{"holdout, an unused column is edited", []plan{exactly(three, "ab", hold(.5)), exactly(three, "ab", hold(.5))}, "L0 R0 R0 D0:unused L1 R1 R1"},
	{"a puppet states two things of its sides", []plan{exactly(three, "ab", hold(.5), puppets(1))}, "L0 R0 R0 R0"},
	{"other file after a restart, exact", []plan{exactly(three, "ab")}, "L0 R0 D0:add X0 R0 R0"},
	{"other file after a restart, noise", []plan{exactly(four, "ab", noisy)}, "L0 R0 D0:add X0 R0 R0"},
	{"restored, a lobby, silence", []plan{exactly(three, "ab"), exactly([]int{0, 3, 4}, "ab"), exactly([]int{0, 5, 6}, "ab")}, "B0 L0 R0 S0 D0:second L1 R1 D0:first L2 R2"},
	{"circle grows with a yes, then its old columns", []plan{exactly(three, "ab"), exactly(four, "a"), exactly(four, "ab")}, "L0 R0 L1 R1 L2 R2"},
	{"one leaves, the others say yes", []plan{exactly(four, "ab"), exactly(three, "ab")}, "L0 R0 L1 R1"},
	{"a training ends half way, the same again", []plan{exactly(three, "ab", cut(.5)), exactly(three, "ab")}, "L0 R0 L1 R1"},
	// Beyond the first model.
	{"moments, circle grows with a yes, products", []plan{exactly(three, "ab", moments), exactly(four, "ab"), exactly(three, "ab")}, "L0 R0 L1 R1 L2 R2"},
	{"products, circle grows under chosen weights, other weights", []plan{exactly(three, "ab"), exactly(four, "ab", weighted), exactly(three, "ab", weighted)}, "L0 R0 L1 R1 L2 R2"},
	{"a lobby fails, its uploads leave", []plan{exactly(three, "ab"), exactly(four, "ab")}, "L0 R0 L1 R1"},
	{"a lobby that never ends is named", []plan{exactly(three, "ab"), exactly(four, "ab"), exactly(three, "ab")}, "G0:0 G0:1 G0:2 L1 R1 L2 R2"},
	{"signed again over other rows", []plan{exactly(three, "ab"), exactly(three, "ab")}, "L0 R0 G1:0 D0:add A1:0 L1 R1"},
	{"six trainings with folds", slices.Repeat([]plan{exactly(three, "ab", folds(2))}, 6), "L0 R0 R0 R0 L1 R1 R1 R1 L2 R2 R2 R2 L3 R3 R3 R3 L4 R4 R4 R4 L5 R5 R5 R5"},
	{"two folds, then three", []plan{exactly(three, "ab", folds(2)), exactly(three, "ab", folds(3))}, "L0 R0 R0 R0 L1 R1 R1 R1 R1 R1 R1"},
	{"two folds, then a holdout", []plan{exactly(three, "ab", folds(2)), exactly(three, "ab", hold(.3))}, "L0 R0 R0 R0 L1 R1 R1 R1"},
	{"a holdout, then two folds", []plan{exactly(three, "ab", hold(.3)), exactly(three, "ab", folds(2))}, "L0 R0 R0 R0 L1 R1 R1 R1"},
	{"another export is split otherwise", []plan{exactly(three, "ab", hold(.5)), exactly(three, "ab", hold(.5))}, "L0 R0 R0 D0:without:c L1 R1 R1"},
}

func (s scene) script(t testing.TB, seed uint64) script {
	g := rand.New(rand.NewPCG(seed, 3))
	out := script{seed: seed, owners: 7, plans: slices.Clone(s.plans)}
	for word := range strings.FieldsSeq(s.events) {
		n, err := strconv.Atoi(word[1:2])
		if err != nil {
			t.Fatal(err)
		}
		rest := strings.TrimPrefix(word[2:], ":")
		e := event{seed: g.Uint64(), course: n, owner: n, what: rest}
		switch word[0] {
		case 'L':
			e.kind = "lobby"
		case 'G', 'A':
			e.kind = map[byte]string{'G': "sign", 'A': "sign again"}[word[0]]
			if e.owner, err = strconv.Atoi(rest); err != nil {
				t.Fatal(err)
			}
		case 'R':
			e.kind = "round"
		case 'D':
			e.kind = "data"
		case 'X':
			e.kind = "restart"
		case 'B':
			e.kind = "back"
		case 'S':
			e.kind = "restore"
		}
		out.events = append(out.events, e)
	}
	return out
}

// TestScenes plays every scene with all rules in force.
func TestScenes(t *testing.T) {
	for _, s := range scenes {
		for _, yes := range []bool{false, true} {
			asked := 0
			for seed := range uint64(20) {
				w, found := judge(t, s.script(t, seed), switches{}, yes)
				if len(found) > 0 {
					t.Fatalf("%s, seed %d, answers yes: %v: %s\n%s", s.name, seed, yes, found[0].what, strings.Join(w.log, "\n"))
				}
				if w.courses[len(w.courses)-1].asked {
					asked++
				}
			}
			t.Logf("%-62s answers yes: %-5v the last training asks in %d of 20", s.name, yes, asked)
		}
	}
}
