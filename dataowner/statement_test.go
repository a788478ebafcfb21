//go:build testkeys

package dataowner_test

import (
	"math"
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/blindfit/blindfit/crypto/mask"
	"github.com/blindfit/blindfit/dataowner"
	"github.com/blindfit/blindfit/dataowner/consent"
	"github.com/blindfit/blindfit/dataowner/ledger"
	"github.com/blindfit/blindfit/dataowner/problem"
	"github.com/blindfit/blindfit/dataowner/store"
	"github.com/blindfit/blindfit/internal/testing/inmemory"
	"github.com/blindfit/blindfit/ml/dp"
	"github.com/blindfit/blindfit/ml/plan"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/protocol/attempt"
	"github.com/blindfit/blindfit/protocol/wire"
)

// exactThree is exactOneRound for three owners.
var exactThree = strings.Replace(exactOneRound, `"start":5`, `"start":3`, 1)

// finish carries a training of one round to its end.
func (p *party) finish() []*big.Int {
	p.T.Helper()
	a := p.Open(wire.Ref{Round: 1, Attempt: 1}, p.first())
	p.FixList(a, nil)
	p.Uploads(a)
	var seeds map[wire.Identity]mask.Seed
	if p.File.Private() {
		seeds = p.Reveals(a)
	}
	sum := p.Sum(a, seeds)
	p.Accept(a)
	p.Done()
	for _, m := range p.owners {
		if err := <-m.ended; err != nil {
			p.T.Errorf("an owner ended with %v", err)
		}
	}
	return sum
}

// later is another training of the same owners, with their vaults and rows.
func (p *party) later(file string) *party {
	p.T.Helper()
	q := &party{Training: inmemory.NewModelOwner(p.T, file).Serve()}
	for _, m := range p.owners {
		q.add(m.vault, m.rows)
	}
	return q
}

// statements are the words that owners of a training stated, and how many owners stated each.
func (p *party) statements() map[wire.Word]int {
	out := map[wire.Word]int{}
	seen := map[wire.Identity]bool{}
	for _, r := range p.Seen() {
		if r.What != "PUT statements" {
			continue
		}
		s, err := wire.Parse[wire.Signed](r.Body)
		inmemory.Must(p.T, err)
		b, err := wire.Unseal[wire.Statement](&s, wire.KindStatement)
		inmemory.Must(p.T, err)
		if !seen[s.Signer] {
			out[b.Word]++
		}
		seen[s.Signer] = true
	}
	return out
}

// eventually waits until a condition holds.
func eventually(t testing.TB, what string, holds func() bool) {
	t.Helper()
	for !holds() {
		select {
		case <-time.After(5 * time.Millisecond):
		case <-t.Context().Done():
			t.Fatalf("waited in vain: %s", what)
		}
	}
}

// mustAsk waits for an owner's end, which must be because it was asked whether its rows may be given again. An owner that
// passes the lobby silently would wait for a round instead.
func (p *party) mustAsk(m *member, what string) {
	p.T.Helper()
	var err error
	eventually(p.T, what+": the lobby ends", func() bool {
		select {
		case err = <-m.ended:
			return true
		default:
		}
		stage, failed := m.ledger(p.T).Stage(p.T.Context(), p.ID())
		inmemory.Must(p.T, failed)
		if stage == ledger.StagePassed {
			p.T.Fatalf("%s: the lobby passed without a question", what)
		}
		return false
	})
	if !problem.Has(err, problem.Agree) {
		p.T.Errorf("%s: ended with %v, want a problem %q", what, err, problem.Agree)
	}
}

// The same owners with the same rows give the same sums again without a question, to whoever asks; with other rows they
// are asked, and with noise after exact sums too.
func TestRowsGivenAgain(t *testing.T) {
	p := threeOwners(t, exactThree)
	p.begin()
	one := p.finish()
	again := p.later(exactThree)
	again.begin()
	if two := again.finish(); !same(one, two) || again.statements()[wire.Same] != 3 {
		t.Errorf("stated %v", again.statements())
	}
	noisy := p.later(privateFile(privateOneRound))
	noisy.begin()
	for _, m := range noisy.owners {
		noisy.mustAsk(m, "noise after exact sums")
	}
	grown := p.later(exactThree)
	grown.owners[1].rows = kindTable(1, false, 40)
	grown.reopen(grown.owners[1], grown.Link(grown.ID()))
	grown.begin()
	for _, m := range grown.owners {
		grown.mustAsk(m, "rows added")
	}
	for _, m := range grown.owners { // nothing was given
		sums := m.ledger(t).Sums()
		if !sums[len(sums)-1].Struck {
			t.Error("the statement of a training that did not pass is not struck out")
		}
	}
}

// A person who is asked whether rows are summed again is shown the facts, and the owner waits for the yes; a no takes the
// statement back.
func TestAskedAgain(t *testing.T) {
	p := threeOwners(t, exactThree)
	p.begin()
	p.finish()
	q := p.later(exactThree)
	for _, m := range q.owners {
		m.rows, m.ask = kindTable(4, false, 30), true
	}
	q.owners[0].rows = withoutLast(p.owners[0].rows) // one person asked to be left out
	for _, m := range q.owners {
		q.reopen(m, q.Link(q.ID()))
	}
	q.begin()
	for _, m := range q.owners {
		e := m.told(t, func(e dataowner.Event) bool { return e.Again != nil })
		if len(e.Again.Members) != 3 || e.Again.Text == "" {
			t.Errorf("asked %+v", e.Again)
		}
		sums := m.ledger(t).Sums()
		if s := sums[len(sums)-1]; s.Passed || s.Struck {
			t.Error("the lobby ended before the answer")
		}
	}
	no := q.owners[2]
	no.Leave()
	if err := <-no.ended; err != nil {
		t.Errorf("leaving: %v", err)
	}
	if sums := no.ledger(t).Sums(); !sums[len(sums)-1].Struck {
		t.Error("a no does not take the statement back")
	}
	for _, m := range q.owners[:2] {
		m.Agree([]string{"again"})
	}
	a := q.Open(wire.Ref{Round: 1, Attempt: 1}, q.first())
	q.Await("keys of those who said yes", func() bool { return len(a.Keys) == 2 })
}

// withoutLast is a file without its last row.
func withoutLast(text string) string {
	return text[:strings.LastIndex(strings.TrimRight(text, "\r\n"), "\n")+1]
}

// An owner that is restarted in the lobby sends the same statement in the same bytes; with another file it stops, and rows
// that were added meanwhile are not summed.
func TestStatementsFixTheRows(t *testing.T) {
	p := threeOwners(t, exactThree)
	p.admit()
	eventually(t, "statements", func() bool { return p.statements()[wire.First] == 3 })
	m := p.owners[0]
	sent := func() (digests []wire.Digest) {
		for _, r := range p.Seen() {
			if s, err := wire.Parse[wire.Signed](r.Body); r.What == "PUT statements" && err == nil && s.Signer == m.Identity() {
				digests = append(digests, s.Digest())
			}
		}
		return digests
	}
	m.kill()
	before := len(sent())
	p.restart(m)
	eventually(t, "the statement again", func() bool { return len(sent()) > before })
	p.Start()
	m.kill()
	if d := slices.Compact(sent()); len(d) != 1 || before < 1 {
		t.Errorf("%d different statements in one lobby", len(d))
	}

	stated := m.rows
	m.rows = kindTable(9, false, 20)
	events := m.events
	_, err := m.Load(t.Context(), "rows.csv", strings.NewReader(m.rows))
	mustFail(t, "another file", err, problem.Rows)
	m.events, m.rows = events, stated
	p.restart(m)
	a := p.once()
	want := p.want(p.owners, p.first())
	if !same(p.Sum(a, nil), want) {
		t.Error("the sum is not over the rows that were stated")
	}
}

// A model owner uses the Paillier key of one training in another, so that whoever recorded uploads can add them.
func TestAttackKeyOfAnotherTraining(t *testing.T) {
	p := threeOwners(t, exactThree)
	p.begin()
	p.finish()
	w := inmemory.NewModelOwner(t, exactThree)
	w.Key, w.Manifest.Key = p.ModelOwner.Key, p.Manifest.Key
	q := w.Serve()
	o, err := dataowner.Open(t.Context(), q.Link(q.ID()), dataowner.Config{Vault: p.owners[0].vault, Agree: everything, Dial: q.Dial()})
	inmemory.Must(t, err)
	_, err = o.Load(t.Context(), "rows.csv", strings.NewReader(p.owners[0].rows))
	mustFail(t, "a key that was met", err, problem.Key)
	if _, err := o.Load(t.Context(), "rows.csv", strings.NewReader("a\n")); err != nil {
		t.Errorf("a file that breaks the schema: %v", err)
	}
}

// Somebody puts a vault back to the state before a training, so that it does not know what it gave. The anchor, which is
// kept apart, knows: the owner vouches for nothing any more, and everybody is asked. Without an anchor apart the attack
// succeeds.
func TestAttackVaultPutBack(t *testing.T) {
	for _, apart := range []bool{true, false} {
		p := threeOwners(t, exactThree)
		var copies []*store.Memory
		for _, m := range p.owners {
			if m.anchor = nil; apart {
				m.anchor = store.NewMemory()
			}
			p.reopen(m, p.Link(p.ID()))
			inmemory.Must(t, m.SetLimit(t.Context(), 0)) // a first line
			copies = append(copies, copyOf(t, m.vault))
		}
		slices.SortFunc(p.owners, func(a, b *member) int { return a.Identity().Compare(b.Identity()) })
		p.begin()
		p.finish()
		q := &party{Training: inmemory.NewModelOwner(t, exactThree).Serve()}
		for _, m := range p.owners {
			back := m.vault
			for _, c := range copies {
				if master(t, c) == master(t, m.vault) {
					back = c
				}
			}
			n := q.add(back, m.rows)
			if apart {
				n.anchor = m.anchor
				q.reopen(n, q.Link(q.ID()))
			}
		}
		q.begin()
		if !apart {
			if q.statements()[wire.First] != 3 {
				t.Errorf("without the anchor the attack must succeed: %v", q.statements())
			}
			continue
		}
		for _, m := range q.owners {
			m.mustEnd(t, "a vault that was put back", problem.Agree)
		}
		if q.statements()[wire.Changed] != 3 {
			t.Errorf("stated %v", q.statements())
		}
	}
}

func copyOf(t testing.TB, s store.Store) *store.Memory {
	t.Helper()
	out := store.NewMemory()
	names, err := s.Keys(t.Context())
	inmemory.Must(t, err)
	for _, name := range names {
		b, err := s.Get(t.Context(), name)
		inmemory.Must(t, err)
		inmemory.Must(t, out.Put(t.Context(), name, b))
	}
	return out
}

func master(t testing.TB, s store.Store) string {
	t.Helper()
	b, err := s.Get(t.Context(), "master")
	inmemory.Must(t, err)
	return string(b)
}

// A model owner asks for so small a holdout that one row of one owner stays back: the closing evaluation would be that row.
// Nobody holds rows back unless both sides of everybody pass the checks, so the evaluation is of all rows.
func TestAttackHoldoutOfOneRow(t *testing.T) {
	file := strings.Replace(kindFile(number, `"training":{"rounds":2},"holdout":0.004`), `"min":5`, `"min":3`, 1)
	p := newParty(t, file, kindTable(0, false, 240), kindTable(1, false, 100), kindTable(2, false, 100), kindTable(3, false, 100), kindTable(4, false, 100))
	p.begin()
	zero := make([]*big.Int, p.File.Budget().Columns)
	for i := range zero {
		zero[i] = new(big.Int)
	}
	point := &plan.Point{Kind: wire.RoundEvaluation, Encrypted: zero}
	p.Run(wire.Ref{Round: 1, Attempt: 1}, &plan.Point{Kind: wire.RoundGradient, Encrypted: zero})
	sum := p.Run(wire.Ref{Round: 2, Attempt: 1}, point)
	if n := sum[len(sum)-1].Int64(); n != 640 {
		t.Errorf("the evaluation is over %d of 640 rows", n)
	}
	// With the defence off: what the owners would hold back.
	rows := int64(0)
	for _, m := range p.owners {
		values, err := p.split(m, true).Upload(point)
		inmemory.Must(t, err)
		rows += values[len(values)-1].Int64()
	}
	if rows > 12 {
		t.Errorf("without the defence the evaluation must be of few rows: %d", rows)
	}
}

// The noise of a list is that of its honest owners: as many of the roster may collude as the roster allows, however short
// the list is that the facilitator makes. So the ε that an owner is charged is that of the noise that is there for sure.
func TestAttackNoiseOfAShrunkList(t *testing.T) {
	f, err := spec.Parse([]byte(privateFile(`"model":{"method":"one_round"},"privacy":{"epsilon":1}`)))
	inmemory.Must(t, err)
	noise := f.Noise(wire.RoundOneRound)
	epsilon := func(r dp.Release) float64 {
		a := dp.NewAccountant(dp.FineOrders())
		a.Add(r, 1)
		e, _ := a.Epsilon(f.Privacy.Delta)
		return e
	}
	bound, _ := noise.Bound.Float64()
	for _, roster := range []int{4, 7, 10, 31, 64} {
		colluding := attempt.Colluding(roster)
		terms := attempt.Terms{Members: make([]wire.Member, roster), Noise: true}
		for list := terms.Least(); list <= roster; list++ {
			honest := attempt.Honest(list, roster)
			charged := epsilon(noise.Release(honest))
			local, _ := noise.Local(honest).Float64()
			// All colluders are in the list and add nothing.
			there := epsilon(dp.Release{Multiplier: local * math.Sqrt(float64(list-colluding)) / bound})
			if there > charged*1.001 {
				t.Errorf("roster %d, list %d: charged ε = %.3f, the noise is worth %.3f", roster, list, charged, there)
			}
			if list < roster { // colluders counted of the list, as if the facilitator had not left honest owners out
				local, _ = noise.Local(attempt.Honest(list, list)).Float64()
				wrong := epsilon(dp.Release{Multiplier: local * math.Sqrt(float64(list-colluding)) / bound})
				if attempt.Colluding(list) < colluding && wrong <= charged {
					t.Errorf("roster %d, list %d: without the roster the attack must succeed", roster, list)
				}
			}
		}
	}
}

// A model owner that makes itself a second key, or a third, is another one to every program. The limit is over all
// trainings of the vault, whoever made them.
func TestAttackLimitAcrossModelOwners(t *testing.T) {
	private := strings.Replace(privateFile(privateOneRound), `"start":5`, `"start":3`, 1)
	p := threeOwners(t, private)
	p.begin()
	p.finish()
	q := p.later(private) // another model owner's key
	for _, m := range q.owners {
		inmemory.Must(t, m.SetLimit(t.Context(), 4.5))
		q.start(m)
		m.mustEnd(t, "a second training past the limit", problem.Agree)
		if s, err := m.Spending(t.Context()); err != nil || !(s.All > 3.9 && s.All <= 4) || s.Training != 0 || s.Sums != 1 {
			t.Errorf("spent %+v, %v", s, err)
		}
	}
	r := p.later(private) // without the limit the attack succeeds
	for _, m := range r.owners {
		inmemory.Must(t, m.SetLimit(t.Context(), 0))
	}
	r.begin()
	r.finish()
	if n := r.owners[0].spent(t); n != 2 {
		t.Errorf("%d sums are charged", n)
	}
}

// Two trainings that run at once both pass the check before they begin; the one that is charged later notices.
func TestAttackLimitByTwoTrainingsAtOnce(t *testing.T) {
	private := strings.Replace(privateFile(privateOneRound), `"start":5`, `"start":3`, 1)
	p := threeOwners(t, private)
	for _, m := range p.owners {
		inmemory.Must(t, m.SetLimit(t.Context(), 4.5))
	}
	p.begin()
	q := p.later(private) // nothing is charged yet
	q.begin()
	p.finish()
	q.Open(wire.Ref{Round: 1, Attempt: 1}, q.first())
	for _, m := range q.owners {
		m.mustEnd(t, "the second of two at once", problem.Privacy)
	}
}

// An owner with a few new rows is offered to leave them out, and then nobody is asked: the sums are those of the earlier
// training. Rows with a blank are offered to be left out before they were in any sum, not after.
func TestFewerRowsAreOffered(t *testing.T) {
	p := threeOwners(t, exactThree)
	load := func(m *member, rows string, leave ...string) *dataowner.Check {
		t.Helper()
		check, err := m.LoadAs(t.Context(), "rows.csv", strings.NewReader(rows), dataowner.Reading{LeaveOut: leave})
		inmemory.Must(t, err)
		return check
	}
	before := p.owners[1]
	blank := strings.Replace(before.rows, `"x, y"`, "", 2)
	want := consent.Offer{Word: consent.Blank, Rows: 2}
	all := load(before, blank, consent.New)
	if len(all.Offers) != 1 || all.Offers[0] != want {
		t.Fatalf("offers %+v, want %+v", all.Offers, want)
	}
	want.Taken = true
	if check := load(before, blank, consent.Blank); len(check.Offers) != 1 || check.Offers[0] != want || check.Used != all.Used-2 {
		t.Errorf("taken: offers %+v, %d of %d rows", check.Offers, check.Used, all.Used)
	}
	load(before, before.rows)
	p.begin()
	one := p.finish()

	later := p.later(exactThree)
	m := later.owners[slices.IndexFunc(later.owners, func(o *member) bool { return o.vault == before.vault })]
	if check := load(m, blank); slices.ContainsFunc(check.Offers, func(o consent.Offer) bool { return o.Word == consent.Blank }) {
		t.Errorf("rows that were in a sum are offered to be left out: %+v", check.Offers)
	}
	grown := kindTable(1, false, 20)
	want = consent.Offer{Word: consent.New, Rows: 3, Past: p.File.Name, Until: 10}
	all = load(m, grown)
	if len(all.Offers) != 1 || all.Offers[0] != want {
		t.Fatalf("offers %+v, want %+v", all.Offers, want)
	}
	few := func(c *dataowner.Check) bool {
		return slices.ContainsFunc(c.Questions, func(q consent.Question) bool { return q.Rule == consent.Rows })
	}
	if !few(all) {
		t.Error("the new rows are few, and no question is asked about them")
	}
	if many := load(m, kindTable(1, false, 40)); len(many.Offers) != 0 {
		t.Errorf("many new rows: offers %+v", many.Offers)
	}
	want.Taken = true
	if check := load(m, grown, consent.New); len(check.Offers) != 1 || check.Offers[0] != want || check.Used != 17 || few(check) {
		t.Errorf("taken: offers %+v, %d rows, questions %+v", check.Offers, check.Used, check.Questions)
	}
	later.begin()
	if two := later.finish(); !same(one, two) || later.statements()[wire.Same] != 3 {
		t.Errorf("stated %v", later.statements())
	}
}
