//go:build testkeys

package modelowner_test

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/blindfit/blindfit/crypto/mask"
	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/dataowner"
	"github.com/blindfit/blindfit/dataowner/consent"
	"github.com/blindfit/blindfit/dataowner/store"
	"github.com/blindfit/blindfit/dataowner/vault"
	"github.com/blindfit/blindfit/internal/testing/deadline"
	"github.com/blindfit/blindfit/ml/dp"
	"github.com/blindfit/blindfit/ml/plan"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/modelowner"
	"github.com/blindfit/blindfit/protocol/attempt"
	"github.com/blindfit/blindfit/protocol/client"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/trustee"
	"github.com/blindfit/blindfit/trustee/answer"
)

// gathering is a training with trustees, each in its own folder.
type gathering struct {
	*world
	dirs   []string
	copies []string
	keys   []*trustee.Keys
}

// newGathering creates a training with trustees that have accepted it, and so many invites. change replaces texts of its file.
func newGathering(t *testing.T, f *facilitator, trustees, invites int, change ...string) *gathering {
	t.Helper()
	g := &gathering{world: &world{t: t, f: f, dir: t.TempDir()}}
	var named []string
	for i := range trustees {
		dir, copyDir := filepath.Join(t.TempDir(), "trustee"), filepath.Join(t.TempDir(), "copy")
		k, err := trustee.Generate(dir, copyDir, nil)
		if err != nil {
			t.Fatal(err)
		}
		g.dirs, g.copies, g.keys = append(g.dirs, dir), append(g.copies, copyDir), append(g.keys, k)
		named = append(named, fmt.Sprintf(`{"name": "Trustee %d", "key": %q}`, i+1, k.Public().String()))
	}
	text := privateJSON(`"method": "one_round"`, ``, `"epsilon": 8`, 5)
	text = strings.Replace(text, `"cohort": {"min": 3, "max": 5, "start": 5}`,
		`"masking": "trustees", "trustees": [`+strings.Join(named, ", ")+`], "cohort": {"batch": 3}`, 1)
	text = strings.NewReplacer(change...).Replace(text)
	var err error
	if g.training, err = modelowner.Create(t.Context(), g.dir, testKeys(t), parseFile(t, text), f.url(), modelowner.CreateOptions{Force: true}); err != nil {
		t.Fatal(err)
	}
	if g.links, err = g.training.Invite(invites); err != nil {
		t.Fatal(err)
	}
	for i := range g.links {
		g.csvs = append(g.csvs, rows(i, 20+30*i))
		g.vaults = append(g.vaults, store.NewMemory())
	}
	return g
}

// serve lets a trustee answer until stop is called or the test ends.
func (g *gathering) serve(i int) (stop func()) {
	g.t.Helper()
	s, err := trustee.Open(g.dirs[i], g.keys[i])
	if err != nil {
		g.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(g.t.Context())
	ended := make(chan error, 1)
	rules := &trustee.Rules{ModelOwners: []string{g.training.ModelOwnerWords()}}
	go func() {
		ended <- s.Serve(ctx, trustee.Options{Facilitator: g.f.url(), Rules: rules, Every: 50 * time.Millisecond})
	}()
	stopped := false
	stop = func() {
		if stopped {
			return
		}
		stopped = true
		cancel()
		if err := <-ended; err != nil {
			g.t.Errorf("trustee %d ended with %v", i+1, err)
		}
		s.Close()
	}
	g.t.Cleanup(stop)
	return stop
}

// accepted lets all trustees serve and waits for their accepts.
func (g *gathering) accepted() *gathering {
	g.t.Helper()
	for i := range g.keys {
		g.serve(i)
	}
	if err := g.training.Accepted(deadline.Bound(context.Background(), g.t), testKeys(g.t)); err != nil {
		g.t.Fatal(err)
	}
	return g
}

// owner opens the vault of an owner with one of the links.
func (g *gathering) owner(i int, vault store.Store, csv string) *dataowner.Owner {
	g.t.Helper()
	ctx := deadline.Bound(context.Background(), g.t)
	agree := []string{consent.Rows, consent.Alone, consent.Constant, consent.Shared, consent.Again}
	o, err := dataowner.Open(ctx, g.links[i], dataowner.Config{Vault: vault, Agree: agree})
	if err != nil {
		g.t.Fatal(err)
	}
	check, err := o.Load(ctx, "rows.csv", strings.NewReader(csv))
	if err != nil || !check.OK {
		g.t.Fatalf("rows are refused: %+v, %v", check, err)
	}
	return o
}

// give lets an owner contribute.
func (g *gathering) give(i int, vault store.Store, csv string) (*dataowner.Owner, *dataowner.Receipt) {
	g.t.Helper()
	o := g.owner(i, vault, csv)
	r, err := o.Contribute(deadline.Bound(context.Background(), g.t))
	if err != nil {
		g.t.Fatalf("owner %d: %v", i, err)
	}
	return o, r
}

// close closes the training now, in so many cells.
func (g *gathering) close(cells int, observe func(modelowner.Event)) (*modelowner.Result, error) {
	opt := modelowner.CloseOptions{Now: true, Cells: cells, Every: 20 * time.Millisecond, Observe: observe}
	return g.training.Close(deadline.Bound(context.Background(), g.t), testKeys(g.t), opt)
}

// inTheClear is the cost of the model of tables, learned from sums in the clear that are believed to hold noise of a variance.
func (g *gathering) inTheClear(noise float64, csvs ...string) float64 {
	g.t.Helper()
	f := g.training.File
	p, err := plan.New(f)
	if err != nil {
		g.t.Fatal(err)
	}
	for {
		point, done, err := p.Next()
		if err != nil {
			g.t.Fatal(err)
		}
		if done {
			return p.Model().Summary.Cost
		}
		s := plan.Sums{Owners: len(csvs), Noise: noise}
		for _, csv := range csvs {
			table, _, err := f.Schema().ReadCSV(strings.NewReader(csv), schema.ReadOptions{NeedTarget: true})
			if err != nil {
				g.t.Fatal(err)
			}
			r, err := plan.NewRows(f, table, [32]byte{})
			if err != nil {
				g.t.Fatal(err)
			}
			values, err := r.Upload(&plan.Point{Kind: point.Kind})
			if err != nil {
				g.t.Fatal(err)
			}
			for k, x := range values {
				if len(s.Values) <= k {
					s.Values = append(s.Values, new(big.Int))
				}
				s.Values[k].Add(s.Values[k], x)
			}
		}
		if err := p.Observe(point, s); err != nil {
			g.t.Fatal(err)
		}
	}
}

// TestTrusteesTraining runs a training with two trustees from the links to the model. Of eleven contributions one is
// withdrawn, one replaced, and one comes from a person that has contributed before: the others are summed in three cells.
func TestTrusteesTraining(t *testing.T) {
	answer.WithoutNoise(t)
	g := newGathering(t, startFacilitator(t), 2, 12).accepted()
	var third wire.Identity
	for i := range 12 {
		vault := g.vaults[i]
		switch i {
		case 4: // replaced below
			g.give(i, vault, rows(4, 50))
		case 11: // another identity of owner 3
			g.vaults[i] = g.vaults[3]
			g.garbage(i, third)
			continue
		}
		o, r := g.give(i, vault, g.csvs[i])
		if spent, err := o.Spending(context.Background()); err != nil || spent.Sums != 1 {
			t.Errorf("owner %d is charged %+v: %v", i, spent, err)
		}
		if r.Reason != "contributed" || len(r.Uploads) == 0 {
			t.Errorf("receipt of owner %d: %+v", i, r)
		} else if i == 3 {
			third = o.Identity()
		} else if i == 5 {
			if err := dataowner.Withdraw(context.Background(), o); err != nil {
				t.Fatal(err)
			}
		}
	}
	var events []modelowner.Event
	res, err := g.close(3, func(e modelowner.Event) { events = append(events, e) })
	if err != nil {
		t.Fatal(err)
	}
	counted := append(append([]string{}, g.csvs[:5]...), g.csvs[6:11]...)
	if want := g.inTheClear(2*dp.CellVariance([]bool{true, true, true}), counted...); res.Owners != 10 || !near(res.Model.Summary.Cost, want, 1e-9) {
		t.Errorf("the sums of %d owners cost %v, want %v of 10: %+v", res.Owners, res.Model.Summary.Cost, want, events)
	}
	s, err := g.training.Status()
	if err != nil || s.State != modelowner.StateFinished || s.Contributed != 11 || len(s.Cells) != 3 {
		t.Fatalf("status %+v: %v", s, err)
	}
	if p := s.Privacy; p.Sums != 1 || p.Spent > p.Epsilon*(1+1e-9) || p.Spent < 0.97*p.Epsilon {
		t.Errorf("privacy account %+v", p)
	}
	// A training is closed once, and again gives the same.
	again, err := g.close(0, nil)
	if err != nil || again.Model.Summary.Cost != res.Model.Summary.Cost {
		t.Errorf("closed again: %v", err)
	}
	if _, err := g.owner(0, g.vaults[0], g.csvs[0]).Contribute(context.Background()); err == nil {
		t.Error("a contribution was taken after the close")
	}
}

// TestGarbageCostsItsCell lets one contribution carry other values than its masks say: its cell is dropped, and the others are
// opened. The model owner is told how much that is before anything is fixed, and again when the cells are.
func TestGarbageCostsItsCell(t *testing.T) {
	answer.WithoutNoise(t)
	g := newGathering(t, startFacilitator(t), 2, 7).accepted()
	for i := range 6 {
		g.give(i, g.vaults[i], g.csvs[i])
	}
	g.garbage(6, wire.Identity{})
	const loss = "one bad contribution loses its whole cell, 3 or 4 of the 7; 2 of them, one in each cell, lose all, and there is no second close"
	dropped, told := 0, []string{}
	res, err := g.close(2, func(e modelowner.Event) {
		if e.Event == modelowner.EventRejected {
			dropped = e.Members
		}
		if l, err := g.training.OpenLog(false); strings.Contains(e.Message, loss) && err == nil {
			told = append(told, fmt.Sprint(e.Event, l.Freezes))
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if dropped < 3 || dropped > 4 || res.Owners != 7-dropped {
		t.Errorf("%d owners count, %d contributions are dropped", res.Owners, dropped)
	}
	if want := []string{modelowner.EventOutlook + "0", modelowner.EventClose + "1"}; !slices.Equal(told, want) {
		t.Errorf("told what can be lost at %v, want %v", told, want)
	}
}

// TestGarbageInEveryCellLosesAll lets bad contributions be in all cells, as the model owner was told they could: nothing is opened.
func TestGarbageInEveryCellLosesAll(t *testing.T) {
	answer.WithoutNoise(t)
	g := newGathering(t, startFacilitator(t), 2, 6).accepted()
	for i := range 2 {
		g.give(i, g.vaults[i], g.csvs[i])
	}
	for i := 2; i < 6; i++ { // four, of which no cell of three holds all
		g.garbage(i, wire.Identity{})
	}
	dropped := 0
	_, err := g.close(2, func(e modelowner.Event) {
		if e.Event == modelowner.EventRejected {
			dropped += e.Members
		}
	})
	if !errors.Is(err, modelowner.ErrRejected) || dropped != 6 {
		t.Errorf("%d contributions are dropped: %v", dropped, err)
	}
}

// garbage contributes numbers that its masks do not cover, with encapsulations and tags as they should be, under an identity
// that comes after another.
func (g *gathering) garbage(i int, after wire.Identity) {
	g.t.Helper()
	self := g.stranger(after)
	head, blob := g.forge(i, self, nil)
	if err := g.as(self).PutContribution(deadline.Bound(context.Background(), g.t), g.training.ID, head, blob); err != nil {
		g.t.Fatal(err)
	}
}

// stranger is a new identity that comes after another.
func (g *gathering) stranger(after wire.Identity) *identity.Key {
	g.t.Helper()
	for {
		self, err := identity.NewKey()
		if err != nil {
			g.t.Fatal(err)
		}
		if self.Identity().Compare(after) >= 0 {
			return self
		}
	}
}

// as is a client of the facilitator under an identity.
func (g *gathering) as(self *identity.Key) *client.Client {
	g.t.Helper()
	c, err := client.New(g.f.url(), self)
	if err != nil {
		g.t.Fatal(err)
	}
	return c
}

// forge makes a contribution of numbers that its masks do not cover, with the invite and the person of owner i. bend, if
// not nil, changes its head before it is signed.
func (g *gathering) forge(i int, self *identity.Key, bend func(*wire.Contribution)) (*wire.Signed, []byte) {
	g.t.Helper()
	must := func(err error) {
		if err != nil {
			g.t.Helper()
			g.t.Fatal(err)
		}
	}
	ctx := deadline.Bound(context.Background(), g.t)
	v, err := vault.Open(ctx, g.vaults[i])
	must(err)
	messages, err := g.as(self).Accepts(ctx, g.training.ID)
	must(err)
	key, err := g.training.PublicKey()
	must(err)
	a, err := attempt.NewGathering(g.training.ID, g.training.Manifest, key).NewAccepts(messages, wire.DigestOf(g.training.File.Canonical()))
	must(err)
	var encapsulations, tags []byte
	var secrets []mask.Shared
	for _, accept := range a.List {
		shared, encapsulation, err := mask.EncapsulateToTrustee(accept.KEMKey, g.training.ID)
		must(err)
		secrets, encapsulations = append(secrets, shared), append(encapsulations, encapsulation...)
	}
	root := wire.BlobRoot(encapsulations, wire.TrusteeEncapsulationSize)
	for place, shared := range secrets {
		under, err := a.Mask(self.Identity(), root, place).TagKey(shared)
		must(err)
		tag, err := v.Master.SealTrusteeTag(under, a.Trustees.Keys[place].Identity, g.training.ID, self.Identity())
		must(err)
		tags = append(tags, tag...)
	}
	enc, err := phe.NewEncryptor(key, phe.GoKernel(key), phe.EncryptorOptions{})
	must(err)
	texts := make([]*big.Int, a.Count())
	for k := range texts {
		texts[k] = big.NewInt(int64(k))
	}
	cs, err := enc.EncryptVector(texts)
	must(err)
	ciphertexts := key.AppendVector(nil, cs)
	secret := g.links[i].Secret
	body := wire.Contribution{
		Training: g.training.ID, Sequence: 1, Accepts: a.Digest, Key: wire.Digest(key.Fingerprint()), Count: a.Count(),
		Encapsulations: root, Tags: wire.BlobRoot(tags, wire.TrusteeTagSize), Ciphertexts: wire.BlobRoot(ciphertexts, key.CiphertextSize()),
		Invite: secret.InviteID(), MAC: identity.ContributionMAC(secret, g.training.ID, self.Identity()),
	}
	if bend != nil {
		bend(&body)
	}
	head, err := wire.Seal(wire.KindContribution, body, self)
	must(err)
	return head, slices.Concat(encapsulations, tags, ciphertexts)
}
