//go:build testkeys

package dataowner_test

import (
	"context"
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/blindfit/blindfit/dataowner"
	"github.com/blindfit/blindfit/dataowner/consent"
	"github.com/blindfit/blindfit/dataowner/ledger"
	"github.com/blindfit/blindfit/dataowner/people"
	"github.com/blindfit/blindfit/dataowner/problem"
	"github.com/blindfit/blindfit/dataowner/rows"
	"github.com/blindfit/blindfit/dataowner/store"
	"github.com/blindfit/blindfit/dataowner/vault"
	"github.com/blindfit/blindfit/internal/testing/inmemory"
	"github.com/blindfit/blindfit/ml/plan"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

// kindFile is a training of any kind over a feature of each type.
func kindFile(target, fields string) string {
	return fmt.Sprintf(`{"name":"Kinds","features":[
 {"name":"a","type":"continuous","min":-5,"max":5},
 {"name":"k","type":"discrete","min":0,"max":9},
 {"name":"rank","type":"ordinal","levels":["low","mid","high"]},
 {"name":"place","type":"nominal","levels":["n","e","s"],"other":"s"}],
 "target":%s,"bounds":{"rows":256},"cohort":{"min":5,"max":8,"start":5},"key_bits":512,%s}`, target, fields)
}

const (
	number = `{"name":"y","type":"continuous","min":-40,"max":40}`
	two    = `{"name":"two","type":"nominal","levels":["no","yes"]}`
	three  = `{"name":"three","type":"ordinal","levels":["red","green","blue"]}`
	count  = `{"name":"count","type":"discrete","min":0,"max":40}`
)

// kindRows makes one owner's messy file: its own separator, order of columns, extra columns, an unknown level, gaps.
func kindRows(owner int, gaps bool) string { return kindTable(owner, gaps, 12+5*owner) }

// kindTable is kindRows with so many rows.
func kindTable(owner int, gaps bool, rows int) string {
	r := rand.New(rand.NewPCG(uint64(owner), 11))
	names := []string{"a", "k", "rank", "place", "y", "two", "three", "count", fmt.Sprintf("note %d", owner)}
	order := r.Perm(len(names))
	separator, eol := []string{",", ";", "\t"}[owner%3], []string{"\n", "\r\n"}[owner%2]
	var b strings.Builder
	if owner%2 == 0 {
		b.WriteString("\ufeff")
	}
	line := func(cells []string) {
		moved := make([]string, len(cells))
		for i, at := range order {
			moved[i] = cells[at]
		}
		b.WriteString(strings.Join(moved, separator) + eol)
	}
	line(names)
	for row := range rows {
		a, k, rank, place := 9*r.Float64()-4.5, r.IntN(10), r.IntN(3), r.IntN(3)
		z := 0.8*a - 0.3*float64(k-4) + float64(rank-1)
		cells := []string{
			fmt.Sprintf("%.3f", a), fmt.Sprint(k), []string{"low", "mid", "high"}[rank], []string{"n", "e", "elsewhere"}[place],
			fmt.Sprintf("%.3f", 4*z+r.NormFloat64()), []string{"no", "yes"}[min(1, max(0, int(z+1)))], []string{"red", "green", "blue"}[r.IntN(3)], fmt.Sprint(max(0, min(40, int(5+z)))), `"x, y"`,
		}
		if separator == ";" {
			cells[0], cells[4] = strings.Replace(cells[0], ".", ",", 1), strings.Replace(cells[4], ".", ",", 1)
		}
		if gaps && row%4 == 1 {
			cells[row%4+owner%3] = []string{"", "NA", "?"}[row%3]
		}
		line(cells)
	}
	return b.String()
}

// member is a data owner that takes part.
type member struct {
	*dataowner.Owner
	vault store.Store
	rows  string
	rules people.Rules
	agree []string
	// anchor and ask are those of Config.
	anchor store.Store
	ask    bool
	// sums is Config.Sums; bare means that no rows are loaded.
	sums store.Store
	bare bool
	// endLobby is Config.EndLobby.
	endLobby bool
	ended    chan error
	events   chan dataowner.Event
	cancel   context.CancelFunc
}

// kill ends the owner's process.
func (m *member) kill() {
	m.cancel()
	<-m.ended
}

// party is a training with its data owners.
type party struct {
	*inmemory.Training
	owners    []*member // in identity order once they have begun
	strangers bool      // in a circle, owners do not vouch for all
}

// newParty makes a training with an owner for each table.
func newParty(t *testing.T, file string, rows ...string) *party {
	t.Helper()
	p := &party{Training: inmemory.NewModelOwner(t, file).Serve()}
	for _, r := range rows {
		p.add(store.NewMemory(), r)
	}
	return p
}

// fiveOwners makes a training with five owners.
func fiveOwners(t *testing.T, file string, gaps bool) *party {
	t.Helper()
	rows := make([]string, 5)
	for i := range rows {
		rows[i] = kindRows(i, gaps)
		if strings.Contains(file, `"holdout"`) { // as many as both sides of a split need
			rows[i] = kindTable(i, gaps, 230+5*i)
		}
	}
	return newParty(t, file, rows...)
}

// everything is a yes to all questions but those about other owners.
var everything = []string{consent.Rows, consent.Alone, consent.Constant, consent.Shared}

// add brings an owner with a vault and rows to the training.
func (p *party) add(v store.Store, rows string) *member {
	p.T.Helper()
	m := &member{vault: v, rows: rows, agree: everything}
	p.reopen(m, p.Link(p.ID()))
	p.owners = append(p.owners, m)
	return m
}

// reopen opens the training in an owner's vault, as after a restart, and loads its rows.
func (p *party) reopen(m *member, link identity.Link) {
	p.T.Helper()
	m.events, m.ended = make(chan dataowner.Event, 4096), make(chan error, 1)
	events := m.events
	var err error
	m.Owner, err = dataowner.Open(p.T.Context(), link, dataowner.Config{
		Vault: m.vault, Anchor: m.anchor, Sums: m.sums, Ask: m.ask, Rules: m.rules, Agree: m.agree, EndLobby: m.endLobby, Dial: p.Dial(), KeepSent: 1 << 20,
		Emit: func(e dataowner.Event) {
			select {
			case events <- e:
			default:
			}
		},
	})
	inmemory.Must(p.T, err)
	if m.bare {
		return
	}
	check, err := m.Load(p.T.Context(), "rows.csv", strings.NewReader(m.rows))
	inmemory.Must(p.T, err)
	if !check.OK {
		p.T.Fatalf("rows are refused: %v", check.Problems)
	}
}

// begin has all owners take part, admits them, and starts the training.
func (p *party) begin() {
	p.T.Helper()
	p.admit()
	p.Start()
}

// admit has all owners take part and admits them.
func (p *party) admit() {
	p.T.Helper()
	if p.File.Circle && !p.strangers {
		p.vouchForAll()
	}
	for _, m := range p.owners {
		p.start(m)
	}
	slices.SortFunc(p.owners, func(a, b *member) int { return a.Identity().Compare(b.Identity()) })
	p.Roster(len(p.owners))
}

// vouchForAll has every owner vouch for all.
func (p *party) vouchForAll() {
	p.T.Helper()
	for _, m := range p.owners {
		for _, other := range p.owners {
			k, err := other.Key()
			inmemory.Must(p.T, err)
			inmemory.Must(p.T, people.Vouch(p.T.Context(), m.vault, k, true))
		}
	}
}

// start has one owner take part.
func (p *party) start(m *member) {
	owner, ended := m.Owner, m.ended
	ctx, cancel := context.WithCancel(context.WithoutCancel(p.T.Context()))
	m.cancel = cancel
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		_, err := owner.Contribute(ctx)
		ended <- err
	}()
	p.T.Cleanup(func() { cancel(); <-stopped })
}

// restart ends an owner's process and begins a new one with the same vault.
func (p *party) restart(m *member) {
	p.T.Helper()
	p.reopen(m, p.Link(p.ID()))
	p.start(m)
}

// ids names owners.
func ids(owners ...*member) []wire.Identity {
	var out []wire.Identity
	for _, m := range owners {
		out = append(out, m.Identity())
	}
	slices.SortFunc(out, wire.Identity.Compare)
	return out
}

// told waits for an event.
func (m *member) told(t testing.TB, is func(dataowner.Event) bool) dataowner.Event {
	t.Helper()
	for {
		select {
		case e := <-m.events:
			if is(e) {
				return e
			}
		case <-t.Context().Done():
			t.Fatal("the event did not come")
		}
	}
}

// mustEnd waits for an owner's end and wants a problem with this code.
func (m *member) mustEnd(t testing.TB, what, code string) {
	t.Helper()
	_ = m.ending(t, what, code)
}

// ending is mustEnd, and returns the error.
func (m *member) ending(t testing.TB, what, code string) error {
	t.Helper()
	err := <-m.ended
	if !problem.Has(err, code) {
		t.Errorf("%s: ended with %v, want a problem %q", what, err, code)
	}
	return err
}

// table is an owner's rows as the training sees them.
func (p *party) table(rows string) *schema.Table {
	p.T.Helper()
	table, _, err := p.File.Schema().ReadCSV(strings.NewReader(rows), schema.ReadOptions{NeedTarget: true})
	inmemory.Must(p.T, err)
	return table
}

// clear returns an owner's rows as the plan of the training computes on them, split as this owner does if no side of
// anybody's holdout fails its checks.
func (p *party) clear(m *member) *plan.Rows {
	p.T.Helper()
	return p.split(m, p.Verdict().Holdout)
}

// split is clear for rows that are held back whatever the checks say, or not.
func (p *party) split(m *member, holdout bool) *plan.Rows {
	p.T.Helper()
	_, file, err := rows.Read(p.File, "rows.csv", strings.NewReader(m.rows), rows.Reading{}, func(string, int, int) {})
	inmemory.Must(p.T, err)
	defer file.Close()
	loaded, err := file.Sum(slices.Repeat([]bool{true}, file.Rows()), m.ledger(p.T).Read(file).Split(p.File.Holdout, p.File.Folds))
	inmemory.Must(p.T, err)
	return loaded.Rows(holdout)
}

// ledger opens an owner's ledger, as another program with its vault does.
func (m *member) ledger(t testing.TB) *ledger.Ledger {
	t.Helper()
	v, err := vault.Open(t.Context(), m.vault)
	inmemory.Must(t, err)
	l, err := v.OpenLedger(t.Context(), m.anchor, time.Now())
	inmemory.Must(t, err)
	return l
}

// want adds up the owners' exact values at a point.
func (p *party) want(owners []*member, point *plan.Point) (sum []*big.Int) {
	p.T.Helper()
	for _, m := range owners {
		values, err := p.clear(m).Upload(point)
		inmemory.Must(p.T, err)
		sum = plus(sum, values)
	}
	return sum
}

// plus adds values to a sum, of which nil is the first.
func plus(sum, values []*big.Int) []*big.Int {
	if sum == nil {
		sum = make([]*big.Int, len(values))
		for i := range sum {
			sum[i] = new(big.Int)
		}
	}
	for i, v := range values {
		sum[i].Add(sum[i], v)
	}
	return sum
}

func same(a, b []*big.Int) bool {
	return slices.EqualFunc(a, b, func(x, y *big.Int) bool { return x.Cmp(y) == 0 })
}

func mustFail(t *testing.T, name string, err error, code string) {
	t.Helper()
	if err == nil || problem.Of(err).Code != code {
		t.Errorf("%s: %v, want a problem %q", name, err, code)
	}
}
