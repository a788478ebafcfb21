//go:build testkeys

package modelowner_test

import (
	"context"
	"errors"
	"math/big"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/blindfit/blindfit/dataowner"
	"github.com/blindfit/blindfit/dataowner/problem"
	"github.com/blindfit/blindfit/modelowner"
	"github.com/blindfit/blindfit/protocol/client"
	"github.com/blindfit/blindfit/protocol/wire"
)

// network is an owner's connection, which a dishonest facilitator can cut whenever it likes.
type network struct {
	cutAfter string // the connection ends after a message below this path is acknowledged; empty for never
	lose     string // messages below this path do not arrive; empty for none
	cuts     atomic.Int32
	down     atomic.Bool
}

func (n *network) RoundTrip(r *http.Request) (*http.Response, error) {
	if n.down.Load() || n.lose != "" && r.Method == http.MethodPut && strings.Contains(r.URL.Path, n.lose) {
		return nil, errors.New("the network is down")
	}
	a, err := http.DefaultTransport.RoundTrip(r)
	if err == nil && n.cutAfter != "" && r.Method == http.MethodPut && strings.Contains(r.URL.Path, n.cutAfter) && a.StatusCode < 300 {
		n.cuts.Add(1)
		n.down.Store(true)
	}
	return a, err
}

// joinThrough lets owner i take part over a network.
func (w *world) joinThrough(i int, n *network) {
	w.t.Helper()
	w.owners = append(w.owners, joinWith(w.t, w.links[i], w.csvs[i], dataowner.Config{
		Vault: w.vaults[i], Dial: []client.Option{client.PollOnly(), client.HTTPClient(&http.Client{Transport: n})},
	}))
}

// same lets some owners of w, with their rows and vaults, take part in a second training. without vaults they have lost
// their ledgers.
func (w *world) same(t testing.TB, text string, which []int, vaults bool) *world {
	t.Helper()
	again := newCrowd(t, text, "", w.f, len(which), short)
	for k, i := range which {
		again.csvs[k] = w.csvs[i]
		if vaults {
			again.vaults[k] = w.vaults[i]
		}
	}
	return again.join()
}

// refused counts the owners that refused the training because of their ledger of exact sums.
func (w *world) refused() int {
	n := 0
	for _, o := range w.owners {
		var p *problem.Problem
		if errors.As(o.outcome(), &p) && p.Code == problem.Agree {
			n++
		}
	}
	return n
}

// subtract wants the first sums of two trainings to differ by those of some owners of the first.
func subtract(t testing.TB, first, second *world, victims ...int) {
	t.Helper()
	a, b, want := first.finishedRounds()[0].Sums, second.finishedRounds()[0].Sums, first.stats(victims...)
	bits := first.training.File.Budget().FractionBits
	for k := range want.B { // at the weights 0 a sum of gradients is −2^f·Xᵀy
		difference := new(big.Int).Sub(b[k], a[k])
		if difference.Cmp(new(big.Int).Lsh(want.B[k], bits)) != 0 {
			t.Errorf("without ledgers the attack must succeed: entry %d differs", k)
		}
	}
}

// Two trainings over the same rows, the second without one owner: the difference of their sums is that owner's. The owners'
// ledgers of exact sums refuse the second; with ledgers lost the attack reads the victim's sums exactly.
func TestAttackSubtractionAcrossTwoTrainings(t *testing.T) {
	t.Parallel()
	first := newCrowd(t, crowdJSON(`"rounds": 2`, 4), "", startFacilitator(t), 4, short).join()
	first.mustTrain()
	for _, o := range first.owners {
		o.finished()
	}
	second := first.same(t, crowdJSON(`"rounds": 2`, 3), []int{0, 1, 2}, true)
	second.options.MaxWait = 4 * time.Second
	if _, err := second.train(t.Context(), nil); err == nil || len(second.rounds()) != 0 {
		t.Errorf("the second training ran: %v", err)
	}
	if second.refused() == 0 {
		t.Error("no owner refused by its ledger")
	}
	unprotected := first.same(t, crowdJSON(`"rounds": 2`, 3), []int{0, 1, 2}, false)
	unprotected.mustTrain()
	subtract(t, first, unprotected, 3)
}

// The lines of three owners are cut as soon as their uploads are acknowledged, so that they do not see the sum they are in.
// Their ledgers have it nevertheless, because an owner settles an exact sum before its upload leaves: a second training over
// the others, or over the three alone, is refused. With ledgers lost the difference is the sum of the three.
func TestAttackSubtractionAfterCutLines(t *testing.T) {
	t.Parallel()
	text := func(owners int) string {
		return strings.Replace(crowdJSON("", owners), `"bounds"`, `"model": {"method": "one_round"}, "bounds"`, 1)
	}
	first := newCrowd(t, text(6), "", startFacilitator(t), 6, short)
	var lines []*network
	for i := range first.links {
		n := &network{}
		if i >= 3 {
			n.cutAfter = "/uploads/"
			lines = append(lines, n)
		}
		first.joinThrough(i, n)
	}
	first.mustTrain()
	for _, n := range lines {
		if n.cuts.Load() != 1 {
			t.Fatalf("a line was cut %d times", n.cuts.Load())
		}
	}
	if got := first.finishedRounds(); len(got) != 1 || len(got[0].Owners) != 6 {
		t.Fatalf("the first training opened %+v", got)
	}
	for _, o := range first.owners {
		o.stop()
	}
	for _, which := range [][]int{{0, 1, 2}, {3, 4, 5}} {
		second := first.same(t, text(3), which, true)
		second.options.MaxWait = 4 * time.Second
		if _, err := second.train(t.Context(), nil); err == nil || len(second.rounds()) != 0 {
			t.Errorf("owners %v: the second training ran: %v", which, err)
		}
		if second.refused() == 0 {
			t.Errorf("owners %v: no owner refused by its ledger", which)
		}
	}
	unprotected := first.same(t, text(3), []int{0, 1, 2}, false)
	unprotected.mustTrain()
	a, b, want := first.finishedRounds()[0].Sums, unprotected.finishedRounds()[0].Sums, first.stats(3, 4, 5).Vector()
	for k := range want {
		if new(big.Int).Sub(a[k], b[k]).Cmp(want[k]) != 0 {
			t.Errorf("without ledgers the attack must succeed: value %d differs", k)
		}
	}
}

// In a training with noise the line of one owner is cut as soon as its upload is acknowledged, in each round. Its sum does
// not open without its seed, and it charges its budget before the seed leaves: the victim is in no opened sum that it has
// not charged.
func TestAttackSumsOfACutOwnerAreCharged(t *testing.T) {
	t.Parallel()
	opt := short
	opt.Force = true
	w := newCrowd(t, noisyJSON(3, 5), "", startFacilitator(t), 5, opt)
	w.options.ProceedAfter = time.Nanosecond
	line := &network{cutAfter: "/uploads/"}
	w.joinThrough(0, line)
	for i := 1; i < 5; i++ {
		w.joinThrough(i, &network{})
	}
	victim := w.owners[0].Identity()
	_, err := w.train(context.Background(), func(e modelowner.Event) {
		if e.Event == modelowner.EventAborted || e.Event == modelowner.EventRound {
			line.down.Store(false) // until its next upload
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	opened := 0
	for _, r := range w.finishedRounds() {
		if slices.Contains(r.Owners, victim) {
			opened++
		}
	}
	if line.cuts.Load() == 0 || len(w.finishedRounds()) < 3 {
		t.Errorf("the line was cut %d times, %d rounds", line.cuts.Load(), len(w.finishedRounds()))
	}
	s, err := w.owners[0].Spending(context.Background())
	if err != nil || s.Sums < opened {
		t.Errorf("the victim is in %d opened sums and charged %d: %v", opened, s.Sums, err)
	}
	p, err := w.training.Privacy()
	if err != nil || p.Sums < len(w.finishedRounds()) {
		t.Errorf("the model owner charged %+v, %v", p, err)
	}
}

// Of twelve owners the facilitator loses the keys of all but three, a victim among two puppets. Nothing opens: an exact list
// is the whole roster, and the training ends by naming the owners that it waited for.
func TestAttackLostKeysOpenNoSmallerSum(t *testing.T) {
	t.Parallel()
	w := newCrowd(t, crowdJSON("", 12), "", startFacilitator(t), 12, short)
	for i := range w.links {
		n := &network{lose: "/keys/"}
		if i < 3 {
			n.lose = ""
		}
		w.joinThrough(i, n)
	}
	w.options.MaxWait, w.options.ProceedAfter = time.Second, time.Nanosecond
	aborted := map[wire.Code]int{}
	_, err := w.train(t.Context(), func(e modelowner.Event) {
		if e.Event == modelowner.EventAborted {
			aborted[e.Code]++
			if len(e.Awaited) != 9 {
				t.Errorf("%d owners are missing, want 9", len(e.Awaited))
			}
		}
	})
	if !errors.Is(err, modelowner.ErrWaited) || !strings.Contains(err.Error(), "did not deliver") || aborted[wire.CodeMissing] == 0 {
		t.Errorf("got %v after aborts %v", err, aborted)
	}
	if len(w.finishedRounds()) != 0 {
		t.Error("a sum was opened")
	}
}

// An owner that never reveals its seed stops no training: after one attempt it is out, and two thirds of the others are
// enough. Both lists are charged.
func TestAnOwnerThatDoesNotRevealIsLeftOut(t *testing.T) {
	t.Parallel()
	opt := short
	opt.Force = true
	w := newCrowd(t, noisyJSON(2, 5), "", startFacilitator(t), 5, opt)
	w.options.ProceedAfter = time.Nanosecond
	for i := range w.links {
		n := &network{}
		if i == 2 {
			n.lose = "/reveals/"
		}
		w.joinThrough(i, n)
	}
	var phases []wire.Phase
	_, err := w.train(t.Context(), func(e modelowner.Event) {
		if e.Event == modelowner.EventAborted {
			phases = append(phases, e.Phase)
			if len(e.Awaited) != 1 || e.Awaited[0].Identity != w.owners[2].Identity() {
				t.Errorf("missing are %+v", e.Awaited)
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(phases, []wire.Phase{wire.PhaseReveal}) {
		t.Errorf("attempts were aborted in %v", phases)
	}
	for _, r := range w.finishedRounds() {
		if !slices.Equal(r.Owners, w.without(2)) {
			t.Errorf("round %d is over %d owners", r.Round, len(r.Owners))
		}
	}
	if p, err := w.training.Privacy(); err != nil || p.Sums != len(w.finishedRounds())+1 {
		t.Errorf("charged %+v, %v", p, err)
	}
}
