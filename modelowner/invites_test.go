//go:build testkeys

package modelowner_test

import (
	"context"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/blindfit/blindfit/dataowner"
	"github.com/blindfit/blindfit/dataowner/store"
	"github.com/blindfit/blindfit/internal/swarm/campaign"
	"github.com/blindfit/blindfit/internal/testing/deadline"
	"github.com/blindfit/blindfit/ml/published"
	"github.com/blindfit/blindfit/modelowner"
	"github.com/blindfit/blindfit/modelowner/publish"
	"github.com/blindfit/blindfit/protocol/client"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/trustee/answer"
)

// with adds an owner that comes with a link, and returns its number.
func (g *gathering) with(l identity.Link) int {
	g.links, g.vaults, g.csvs = append(g.links, l), append(g.vaults, store.NewMemory()), append(g.csvs, rows(len(g.csvs), 40))
	return len(g.links) - 1
}

// share makes the facilitator know all invites.
func (g *gathering) share() {
	g.t.Helper()
	if err := g.training.ShareInvites(deadline.Bound(context.Background(), g.t), testKeys(g.t)); err != nil {
		g.t.Fatal(err)
	}
}

// refused lets an owner contribute, which must be refused in these words.
func (g *gathering) refused(i int, words string) {
	g.t.Helper()
	o := g.owner(i, g.vaults[i], g.csvs[i])
	if _, err := o.Contribute(deadline.Bound(context.Background(), g.t)); err == nil || !strings.Contains(err.Error(), words) {
		g.t.Errorf("owner %d: %v, want %q", i, err, words)
	}
}

// TestInvitesForMany: an open link takes as many contributions as it is good for and none after its end, a code takes one, and
// what comes with neither is refused, each in words of its own. Somebody who has contributed may replace, and somebody who
// withdraws leaves room. What is taken counts.
func TestInvitesForMany(t *testing.T) {
	answer.WithoutNoise(t)
	g := newGathering(t, startFacilitator(t), 1, 1).accepted()
	single := 0
	open, err := g.training.InviteAll(modelowner.InviteLimits{Most: 3})
	if err != nil {
		t.Fatal(err)
	}
	codeLink, codes, err := g.training.InviteByCode(2, 0)
	if err != nil {
		t.Fatal(err)
	}
	g.share()
	parsed, err := identity.ParseLink(codeLink.URL())
	if err != nil || !parsed.NeedsCode() {
		t.Fatalf("the link for codes needs none: %v", err)
	}
	if _, err := dataowner.WithCode(parsed, ""); err == nil {
		t.Error("a link for codes was whole without one")
	}
	typed, err := dataowner.WithCode(parsed, " "+strings.ToLower(strings.ReplaceAll(codes[0].Text(), "-", " "))+"\n")
	if err != nil {
		t.Fatal(err)
	}

	var taken []int
	give := func(i int) { g.give(i, g.vaults[i], g.csvs[i]); taken = append(taken, i) }
	give(single)
	first, second := g.with(open), g.with(open)
	give(first)
	give(second)
	third := g.with(open)
	o, _ := g.give(third, g.vaults[third], g.csvs[third])
	fourth := g.with(open)
	g.refused(fourth, "the link is full")
	g.give(first, g.vaults[first], g.csvs[first]) // replaced
	if err := dataowner.Withdraw(context.Background(), o); err != nil {
		t.Fatal(err)
	}
	give(fourth)
	g.refused(g.with(open), "the link is full")

	give(g.with(typed))
	g.refused(g.with(codeLink.WithCode(codes[0])), "is used")
	g.refused(g.with(g.links[single]), "is used")
	g.refused(g.with(codeLink.WithCode(identity.NewCode())), "none of this training")
	give(g.with(codeLink.WithCode(codes[1])))

	over, err := g.training.InviteAll(modelowner.InviteLimits{Most: 9, Until: time.Now().Add(-time.Hour).Unix()})
	if err != nil {
		t.Fatal(err)
	}
	g.share()
	g.refused(g.with(over), "the link is over")

	res, err := g.close(1, nil)
	if err != nil {
		t.Fatal(err)
	}
	var counted []string
	for _, i := range taken {
		counted = append(counted, g.csvs[i])
	}
	if want := g.inTheClear(1, counted...); res.Owners != len(taken) || !near(res.Model.Summary.Cost, want, 1e-9) {
		t.Errorf("%d owners cost %v, want %d and %v", res.Owners, res.Model.Summary.Cost, len(taken), want)
	}
}

// TestShortAddress: a training's short address leads to its newest invite for everybody and no other, and only the model owner
// says which that is.
func TestShortAddress(t *testing.T) {
	g := newGathering(t, startFacilitator(t), 1, 1).accepted()
	follow := func() (int, string) {
		c := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		r, err := c.Get(g.training.ShortAddress())
		if err != nil {
			t.Fatal(err)
		}
		r.Body.Close()
		to, err := r.Location()
		if err != nil {
			return r.StatusCode, ""
		}
		return r.StatusCode, to.String()
	}
	g.share()
	if status, to := follow(); status != http.StatusNotFound {
		t.Errorf("without an open link the address leads to %q (%d)", to, status)
	}
	open, err := g.training.InviteAll(modelowner.InviteLimits{Most: 3})
	if err != nil {
		t.Fatal(err)
	}
	g.share()
	if status, to := follow(); to != open.URL() {
		t.Errorf("the address leads to %q (%d)", to, status)
	}
	byCode, _, err := g.training.InviteByCode(70_000, 0)
	if err != nil {
		t.Fatal(err)
	}
	g.share() // in two messages
	if status, to := follow(); to != byCode.URL() {
		t.Errorf("the address leads to %q (%d)", to, status)
	}

	stranger, err := identity.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	c, err := client.New(g.f.url(), stranger)
	if err != nil {
		t.Fatal(err)
	}
	rules := wire.AppendInviteRule(nil, wire.InviteRule{Invite: wire.InviteID{1}, Most: 1})
	s, err := wire.Seal(wire.KindInvites, wire.Invites{Training: g.training.ID, Number: 4, Count: 1, Rules: wire.DigestOf(rules), Address: "2.x"}, stranger)
	if err != nil {
		t.Fatal(err)
	}
	if r := wire.RejectionOf(c.PutInvites(t.Context(), g.training.ID, s, rules)); r == nil || r.Code != wire.CodeForbidden {
		t.Errorf("a stranger's invites: %v", r)
	}
}

// TestPublication: results are published once, after the end, by the model owner alone; who opens the link sees what was
// signed, and a stranger's page or altered bytes are not shown.
func TestPublication(t *testing.T) {
	answer.WithoutNoise(t)
	g := newGathering(t, startFacilitator(t), 1, 4).accepted()
	if _, err := g.training.Publication(publish.Rule{Below: 5}, nil); err == nil {
		t.Error("results were made before the end")
	}
	for i := range 3 {
		g.give(i, g.vaults[i], g.csvs[i])
	}
	if _, err := g.close(1, nil); err != nil {
		t.Fatal(err)
	}
	shown := func() *published.Page {
		i, err := g.owner(3, g.vaults[3], g.csvs[3]).Invitation(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return i.Published
	}
	if p := shown(); p != nil {
		t.Errorf("results before they are published: %+v", p)
	}
	p, err := g.training.Publication(publish.Rule{Below: 5}, nil)
	if err != nil || p.Owners != 3 || len(p.Tables) == 0 || p.Tables[0].Name != "coefficients" || !p.Noise {
		t.Fatalf("%+v: %v", p, err)
	}
	if _, err := g.training.Publication(publish.Rule{}, []string{"survival"}); err == nil {
		t.Error("a table was published that the result does not have")
	}

	// Another's page, and one that is not sealed for this training.
	stranger, err := identity.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	c, err := client.New(g.f.url(), stranger)
	if err != nil {
		t.Fatal(err)
	}
	s, err := wire.Seal(wire.KindPublication, wire.Publication{Training: g.training.ID, Content: wire.DigestOf([]byte("x"))}, stranger)
	if err != nil {
		t.Fatal(err)
	}
	if r := wire.RejectionOf(c.PutPublication(t.Context(), g.training.ID, s, []byte("x"))); r == nil || r.Code != wire.CodeForbidden {
		t.Errorf("a stranger's results: %v", r)
	}

	for range 2 { // the second time is refused
		err = g.training.PutPublication(deadline.Bound(context.Background(), t), testKeys(t), p)
	}
	if err == nil || !strings.Contains(err.Error(), "published already") {
		t.Errorf("published twice: %v", err)
	}
	if diff := cmp.Diff(p, shown()); diff != "" {
		t.Error(diff)
	}
}

// TestManyContributions: more contributions than a page of heads holds all count.
func TestManyContributions(t *testing.T) {
	answer.WithoutNoise(t)
	const many = 600
	g := newGathering(t, startFacilitator(t), 1, 1).accepted()
	open, err := g.training.InviteAll(modelowner.InviteLimits{Most: many})
	if err != nil {
		t.Fatal(err)
	}
	g.share()
	ctx := deadline.Bound(context.Background(), t)
	m, err := campaign.NewMaker(ctx, open, g.csvs[0])
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "contributions")
	if err := m.Prepare(ctx, path, many, func() {}); err != nil {
		t.Fatal(err)
	}
	s, err := campaign.NewSender(g.f.url(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := s.Send(ctx, many); err != nil {
		t.Fatal(err)
	}
	res, err := g.close(2, nil)
	if err != nil || res.Owners != many {
		t.Errorf("%d of %d contributions count: %v", res.Owners, many, err)
	}
}
