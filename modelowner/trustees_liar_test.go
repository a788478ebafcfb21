//go:build testkeys

package modelowner_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/blindfit/blindfit/crypto/mask"
	"github.com/blindfit/blindfit/dataowner"
	"github.com/blindfit/blindfit/dataowner/vault"
	"github.com/blindfit/blindfit/internal/testing/deadline"
	"github.com/blindfit/blindfit/internal/testing/hostile"
	"github.com/blindfit/blindfit/modelowner"
	"github.com/blindfit/blindfit/protocol/attempt"
	"github.com/blindfit/blindfit/protocol/client"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/trustee/answer"
)

// signers are the keys that signed messages of trustees or owners, in the same order.
func (g *gathering) signers(messages []wire.Signed) (out []wire.Signer) {
	g.t.Helper()
	ctx := deadline.Bound(context.Background(), g.t)
	var all []wire.Signer
	for _, k := range g.keys {
		all = append(all, k.Identity)
	}
	for _, s := range g.vaults {
		v, err := vault.Open(ctx, s)
		g.must(err)
		r, err := v.Record(ctx, g.training.ID)
		g.must(err)
		if r != nil {
			k, err := identity.KeyFromSeed(r.Data().Seed.Reveal())
			g.must(err)
			all = append(all, k)
		}
	}
	for _, m := range messages {
		i := slices.IndexFunc(all, func(k wire.Signer) bool { return k.Identity() == m.Signer })
		if i < 0 {
			g.t.Fatal("a message of a stranger")
		}
		out = append(out, all[i])
	}
	return out
}

func (g *gathering) must(err error) {
	g.t.Helper()
	if err != nil {
		g.t.Fatal(err)
	}
}

// sent reads messages until there are enough.
func (g *gathering) sent(enough int, read func() ([]wire.Signed, error)) hostile.Sent {
	g.t.Helper()
	for ctx := deadline.Bound(context.Background(), g.t); ; {
		messages, err := read()
		g.must(err)
		if len(messages) >= enough {
			return hostile.Sent{Messages: messages, By: g.signers(messages)}
		}
		select {
		case <-time.After(20 * time.Millisecond):
		case <-ctx.Done():
			g.t.Fatal("the messages do not come")
		}
	}
}

// instead serves messages in the place of the list at the end of a path.
func instead(end string, messages []wire.Signed) func(path string, body []byte) []byte {
	return func(path string, body []byte) []byte {
		if !strings.HasSuffix(path, end) {
			return body
		}
		b, err := wire.Marshal(wire.List{Messages: append([]wire.Signed{}, messages...)})
		if err != nil {
			return nil
		}
		return b
	}
}

// TestOwnersRefuseAccepts serves a data owner bad accepts of trustees: it contributes nothing, and does once it is served the good ones.
func TestOwnersRefuseAccepts(t *testing.T) {
	f := startFacilitator(t)
	g := newGathering(t, f, 2, 3).accepted()
	l := startLiar(t, f)
	g.links[0].Facilitator = l.URL
	ctx := deadline.Bound(context.Background(), t)
	mo := g.as(testKeys(t).Identity)
	o := g.owner(0, g.vaults[0], g.csvs[0])
	for _, bad := range hostile.AcceptLists(t, g.sent(2, func() ([]wire.Signed, error) { return mo.Accepts(ctx, g.training.ID) })) {
		l.set(instead("/accepts", bad.Messages))
		_, err := o.Contribute(ctx)
		hostile.Refused(t, bad.Name, err, bad.Code, bad.Rule)
		if !l.lied() {
			t.Errorf("%s: no accepts were asked for", bad.Name)
		}
	}
	if n, err := mo.Counts(ctx, g.training.ID); err != nil || n.Waiting != 0 {
		t.Fatalf("%d contributions: %v", n.Waiting, err)
	}
	l.refuse("GET /accepts")
	if _, err := o.Contribute(ctx); err == nil || !strings.Contains(err.Error(), "it is not there") || !l.lied() {
		t.Errorf("accepts that do not come: %v", err)
	}
	if err := dataowner.Withdraw(ctx, o); err == nil || !strings.Contains(err.Error(), "has contributed nothing to the training") {
		t.Errorf("withdrew nothing: %v", err)
	}
	l.set(nil)
	if _, err := o.Contribute(ctx); err != nil {
		t.Error(err)
	}
	// The trustees accept again, under another key: an owner that has contributed under the first does not do so under the second.
	good := g.sent(2, func() ([]wire.Signed, error) { return mo.Accepts(ctx, g.training.ID) })
	kem, err := mask.NewTrusteeKey()
	g.must(err)
	again := hostile.Reseal(t, &good.Messages[0], good.By[0], func(a *wire.TrusteeAccept) { a.KEMKey = kem.Public() })
	l.set(instead("/accepts", []wire.Signed{*again, good.Messages[1]}))
	if _, err := g.owner(0, g.vaults[0], g.csvs[0]).Contribute(ctx); err == nil || !strings.Contains(err.Error(), "not those that this data owner contributed under") {
		t.Errorf("contributed under other accepts: %v", err)
	}
}

// closer is a model owner between which and its facilitator there is a liar.
type closer struct {
	*gathering
	*liar
	mo *client.Client // to the facilitator itself
}

// refuses closes the training and expects that an alteration is refused, or that the run waits for more if code is CodeMissing.
func (c *closer) refuses(name string, code wire.Code, rule string, alter func(path string, body []byte) []byte) {
	c.t.Helper()
	c.set(alter)
	c.ends(name, code, rule)
}

// fails refuses a request, and expects that the run ends with a reason.
func (c *closer) fails(request, reason string) {
	c.t.Helper()
	c.refuse(request)
	c.ends(request, "", reason)
}

// ends closes the training, as refuses says.
func (c *closer) ends(name string, code wire.Code, rule string) {
	c.t.Helper()
	opt := modelowner.CloseOptions{Now: true, Cells: 1, Every: 10 * time.Millisecond, MaxWait: 100 * time.Millisecond}
	_, err := c.training.Close(deadline.Bound(context.Background(), c.t), testKeys(c.t), opt)
	switch {
	case code == wire.CodeMissing:
		if !errors.Is(err, modelowner.ErrWaited) {
			c.t.Errorf("%s: got %v, want to wait", name, err)
		}
	case code == "":
		if err == nil || !strings.Contains(err.Error(), rule) {
			c.t.Errorf("%s: got %v, want an error that contains %q", name, err, rule)
		}
	default:
		hostile.Refused(c.t, name, err, code, rule)
	}
	if !c.lied() {
		c.t.Errorf("%s: it was not asked for", name)
	}
}

// all serves each of some bad lists. A run waits for a trustee that has not answered.
func (c *closer) all(end string, lists []hostile.List) {
	c.t.Helper()
	for _, bad := range lists {
		code := bad.Code
		for _, k := range c.keys {
			from := func(m wire.Signed) bool { return m.Signer == k.Identity.Identity() }
			if (end == "/strikes" || end == "/releases") && !slices.ContainsFunc(bad.Messages, from) {
				code = wire.CodeMissing
			}
		}
		c.refuses(end+": "+bad.Name, code, bad.Rule, instead(end, bad.Messages))
	}
}

// altered alters the bytes at the end of a path.
func altered(end string, change func([]byte) []byte) func(path string, body []byte) []byte {
	return func(path string, body []byte) []byte {
		if !strings.HasSuffix(path, end) || len(body) == 0 {
			return body
		}
		return change(bytes.Clone(body))
	}
}

// TestModelOwnerRefuses serves a model owner that closes a training bad accepts, contributions, strikes, releases and ciphertexts: it signs
// nothing and opens nothing, and does once it is served the good ones.
func TestModelOwnerRefuses(t *testing.T) {
	f := startFacilitator(t)
	g := newGathering(t, f, 2, 4).accepted()
	for i := range 4 {
		g.give(i, g.vaults[i], g.csvs[i])
	}
	c := &closer{g, startLiar(t, f), g.as(testKeys(t).Identity)}
	g.training.Facilitator = c.URL
	ctx, id := deadline.Bound(context.Background(), t), g.training.ID

	for _, cells := range []int{-1, wire.MaxCells + 1} {
		if _, err := g.training.Close(ctx, testKeys(t), modelowner.CloseOptions{Now: true, Cells: cells}); !errors.Is(err, modelowner.ErrInput) {
			t.Errorf("%d cells: %v", cells, err)
		}
	}
	release, err := g.training.Lock()
	g.must(err)
	if _, err := g.training.Close(ctx, testKeys(t), modelowner.CloseOptions{Now: true}); !errors.Is(err, modelowner.ErrBusy) {
		t.Errorf("closed by two at once: %v", err)
	}
	release()
	c.fails("GET /state", "failed to read state")
	c.fails("GET /accepts", "failed to read the trustees' accepts")
	c.fails("GET /counts", "failed to count the contributions")
	c.all("/accepts", hostile.AcceptLists(t, g.sent(2, func() ([]wire.Signed, error) { return c.mo.Accepts(ctx, id) })))
	if l, err := g.training.OpenLog(false); err != nil || l.Freezes > 0 {
		t.Fatalf("contributions are frozen: %v", err)
	}
	c.fails("POST /log", "failed to post freeze")
	c.fails("GET /contributions", "failed to read the contributions")
	c.refuses("no contributions", wire.CodeMissing, "", instead("/contributions", nil)) // freezes them
	heads := g.sent(4, func() ([]wire.Signed, error) { return c.mo.Contributions(ctx, id) })
	c.all("/contributions", hostile.ContributionLists(t, heads, testKeys(t).Identity, g.keys[0].Identity))
	if l, err := g.training.OpenLog(false); err != nil || l.Closing != nil {
		t.Fatalf("a closing is signed: %v", err)
	}
	c.fails("GET /strikes", "failed to read the trustees' answers")
	c.refuses("no strikes", wire.CodeMissing, "", instead("/strikes", nil)) // names them
	c.all("/strikes", hostile.StrikesLists(t, g.sent(2, func() ([]wire.Signed, error) { return c.mo.Strikes(ctx, id) })))
	if l, err := g.training.OpenLog(false); err != nil || l.Close != nil {
		t.Fatalf("a close is signed: %v", err)
	}
	c.lost("closing-1.bin")
	c.fails("GET /releases", "failed to read the releases")
	c.refuses("no releases", wire.CodeMissing, "", instead("/releases", nil)) // closes
	releases := g.sent(2, func() ([]wire.Signed, error) { return c.mo.Releases(ctx, id) })
	c.all("/releases", hostile.ReleaseLists(t, releases))
	c.lost("cells.bin")
	c.fails("GET /releases/"+releases.Messages[1].Signer.String(), "failed to read a release")
	c.numbers(releases)
	c.fails("GET /ciphertexts", "failed to read the contributions")
	c.ciphertexts()
	if l, err := g.training.OpenLog(false); err != nil || l.Done != nil {
		t.Fatalf("the training has ended: %v", err)
	}
	c.set(nil)
	if res, err := g.close(1, nil); err != nil || res.Owners != 4 {
		t.Errorf("%+v: %v", res, err)
	}
}

// numbers serves bad numbers of a release.
func (c *closer) numbers(releases hostile.Sent) {
	c.t.Helper()
	end := "/releases/" + releases.Messages[1].Signer.String()
	c.refuses("a number too few", wire.CodeInvalid, "must be followed by", altered(end, func(b []byte) []byte { return b[:len(b)-1] }))
	c.refuses("another number", wire.CodeInvalid, "vectors is not the root", altered(end, func(b []byte) []byte { b[5] ^= 1; return b }))
	c.refuses("a third release", "", "more releases than there are trustees", instead("/releases", append(slices.Clone(releases.Messages), releases.Messages[1])))
	key, err := c.training.PublicKey()
	c.must(err)
	gathered := attempt.NewGathering(c.training.ID, c.training.Manifest, key)
	large := bytes.Repeat([]byte{255}, gathered.VectorBytes(1))
	own := hostile.Reseal(c.t, &releases.Messages[1], releases.By[1], func(r *wire.Release) { r.Vectors = gathered.VectorRoot(large) })
	heads := instead("/releases", []wire.Signed{releases.Messages[0], *own})
	numbers := altered(end, func([]byte) []byte { return large })
	c.refuses("numbers that are not below the modulus", wire.CodeInvalid, "below the modulus", func(path string, body []byte) []byte { return numbers(path, heads(path, body)) })
}

// ciphertexts serves bad ciphertexts of contributions.
func (c *closer) ciphertexts() {
	c.t.Helper()
	part := func(change func(head *wire.Signed, blob []byte) (*wire.Signed, []byte)) func(string, []byte) []byte {
		return altered("/ciphertexts", func(b []byte) (out []byte) {
			for first := true; len(b) > 0; first = false {
				head, blob, rest, err := wire.CutPart(b)
				if err != nil {
					return nil
				}
				if first {
					head, blob = change(head, bytes.Clone(blob))
				}
				if head != nil {
					if out, err = wire.AppendPart(out, head, blob); err != nil {
						return nil
					}
				}
				b = rest
			}
			return out
		})
	}
	c.refuses("another ciphertext", wire.CodeInvalid, "ciphertexts is not the root", part(func(h *wire.Signed, b []byte) (*wire.Signed, []byte) { b[9] ^= 1; return h, b }))
	c.refuses("a byte too few", wire.CodeInvalid, "ciphertexts must be", part(func(h *wire.Signed, b []byte) (*wire.Signed, []byte) { return h, b[1:] }))
	c.refuses("one missing", "", "does not serve 1 contributions of the close", part(func(*wire.Signed, []byte) (*wire.Signed, []byte) { return nil, nil }))
	c.refuses("another contribution of an owner", "", "serves another contribution", part(func(h *wire.Signed, b []byte) (*wire.Signed, []byte) {
		by := c.signers([]wire.Signed{*h})[0]
		return hostile.Reseal(c.t, h, by, func(c *wire.Contribution) { c.Sequence++ }), b
	}))
}

// lost moves a file of the training away for a run, which says so.
func (c *closer) lost(name string) {
	c.t.Helper()
	var path string
	c.must(filepath.WalkDir(c.dir, func(at string, _ os.DirEntry, err error) error {
		if filepath.Base(at) == name {
			path = at
		}
		return err
	}))
	c.must(os.Rename(path, path+".away"))
	_, err := c.training.Close(deadline.Bound(context.Background(), c.t), testKeys(c.t), modelowner.CloseOptions{Now: true, Cells: 1, MaxWait: 100 * time.Millisecond})
	if err == nil || !strings.Contains(err.Error(), "no "+name+" in the folder") {
		c.t.Errorf("without %s: %v", name, err)
	}
	c.must(os.Rename(path+".away", path))
}

// TestAttackASecondClosingWithoutOne lets the trustees strike so many of a first closing that more are needed. A facilitator hides one of the
// first from the model owner, which must not sign a second closing without it: no trustee would answer that one, and there is no way back.
func TestAttackASecondClosingWithoutOne(t *testing.T) {
	answer.WithoutNoise(t)
	f := startFacilitator(t)
	g := newGathering(t, f, 2, 5).accepted()
	g.give(0, g.vaults[0], g.csvs[0])
	o, _ := g.give(1, g.vaults[1], g.csvs[1])
	g.vaults[2] = g.vaults[1] // another identity of the same person
	g.garbage(2, o.Identity())
	c := &closer{g, startLiar(t, f), g.as(testKeys(t).Identity)}
	g.training.Facilitator = c.URL
	opt := modelowner.CloseOptions{Now: true, Cells: 1, Every: 20 * time.Millisecond, MaxWait: time.Second}
	if _, err := g.training.Close(deadline.Bound(context.Background(), t), testKeys(t), opt); !errors.Is(err, modelowner.ErrWaited) || !strings.Contains(err.Error(), "struck 1 of 3") {
		t.Fatalf("closed with two of three: %v", err)
	}
	g.give(3, g.vaults[3], g.csvs[3])
	hidden := g.owner(0, g.vaults[0], g.csvs[0]).Identity()
	c.refuses("one of the first closing is hidden", "", "does not serve all 3 contributions of the closing before", func(path string, body []byte) []byte {
		l, err := wire.Parse[wire.List](body)
		if !strings.HasSuffix(path, "/contributions") || err != nil {
			return body
		}
		return instead("/contributions", slices.DeleteFunc(l.Messages, func(m wire.Signed) bool { return m.Signer == hidden }))(path, body)
	})
	c.set(nil)
	res, err := g.close(1, nil)
	if err != nil || res.Owners != 3 {
		t.Fatalf("%+v: %v", res, err)
	}
	if want := g.inTheClear(2, g.csvs[0], g.csvs[1], g.csvs[3]); !near(res.Model.Summary.Cost, want, 1e-9) {
		t.Errorf("a cost of %v, want %v", res.Model.Summary.Cost, want)
	}
}
