//go:build testkeys

package modelowner_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/big"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/blindfit/blindfit/crypto/mask"
	"github.com/blindfit/blindfit/internal/testing/deadline"
	"github.com/blindfit/blindfit/internal/testing/hostile"
	"github.com/blindfit/blindfit/modelowner"
	"github.com/blindfit/blindfit/protocol/attempt"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/trustee"
	"github.com/blindfit/blindfit/trustee/ledger"
)

// TestFacilitatorRefusesBadContributions sends a facilitator what owners, trustees and strangers must not send in a training
// with trustees, before it is accepted, while it gathers, and after its close. Each is refused by the rule that it breaks, and
// nothing that was acknowledged is lost.
func TestFacilitatorRefusesBadContributions(t *testing.T) {
	g := newGathering(t, startFacilitator(t), 1, 5)
	ctx := deadline.Bound(context.Background(), t)
	id := g.training.ID
	key, err := g.training.PublicKey()
	if err != nil {
		t.Fatal(err)
	}
	self, holder := g.stranger(wire.Identity{}), g.keys[0].Identity
	seal := func(kind wire.Kind, body any, by *identity.Key) *wire.Signed {
		s, err := wire.Seal(kind, body, by)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	put := func(by *identity.Key, bend func(*wire.Contribution), change func([]byte) []byte) error {
		head, blob := g.forge(0, by, bend)
		if change != nil {
			blob = change(blob)
		}
		return g.as(by).PutContribution(ctx, id, head, blob)
	}

	early := seal(wire.KindContribution, wire.Contribution{Training: id, Sequence: 1, Key: wire.Digest(key.Fingerprint()), Count: 1, MAC: make([]byte, 32)}, self)
	r := wire.RejectionOf(g.as(self).PutContribution(ctx, id, early, make([]byte, 10)))
	if r == nil || r.Code != wire.CodeInvalid && r.Code != wire.CodePhase {
		t.Errorf("before the accepts: %v", r)
	}
	opt := modelowner.CloseOptions{Now: true, Every: time.Millisecond, MaxWait: 50 * time.Millisecond}
	if _, err := g.training.Close(ctx, testKeys(t), opt); !errors.Is(err, modelowner.ErrWaited) || !strings.Contains(err.Error(), "has not accepted") {
		t.Errorf("closed before the accepts: %v", err)
	}
	kem, err := mask.NewTrusteeKey()
	if err != nil {
		t.Fatal(err)
	}
	accept := seal(wire.KindTrusteeAccept, wire.TrusteeAccept{Training: id, KEMKey: kem.Public(), Min: 3, Ledger: wire.Head{Length: 1}}, holder)
	for _, c := range hostile.TrusteeAccepts {
		hostile.Refused(t, "an accept: "+c.Name, g.as(holder).PutAccept(ctx, id, c.Seal(t, accept, holder)), c.Code, c.Rule)
	}
	hostile.Refused(t, "an accept that was altered", g.as(holder).PutAccept(ctx, id, turned(accept)), wire.CodeSignature, "verify")
	g.accepted()
	for name, c := range map[string]struct {
		by     *identity.Key
		bend   func(*wire.Contribution)
		change func([]byte) []byte
		code   wire.Code
		rule   string
	}{
		"for other accepts":         {self, func(c *wire.Contribution) { c.Accepts[0]++ }, nil, wire.CodeInvalid, "accepts is not the digest"},
		"of another training":       {self, func(c *wire.Contribution) { c.Training[0]++ }, nil, wire.CodeStale, "different training"},
		"under another key":         {self, func(c *wire.Contribution) { c.Key[0]++ }, nil, wire.CodeKey, "key is not the fingerprint"},
		"a ciphertext too many":     {self, func(c *wire.Contribution) { c.Count++ }, nil, wire.CodeInvalid, "count must be"},
		"a ciphertext that follows": {self, nil, func(b []byte) []byte { return append(b, b[len(b)-key.CiphertextSize():]...) }, wire.CodeInvalid, "must be followed by"},
		"a ciphertext too few":      {self, nil, func(b []byte) []byte { return b[:len(b)-key.CiphertextSize()] }, wire.CodeInvalid, "must be followed by"},
		"without a number":          {self, func(c *wire.Contribution) { c.Sequence = 0 }, nil, wire.CodeInvalid, "sequence must be"},
		"with a short MAC":          {self, func(c *wire.Contribution) { c.MAC = c.MAC[1:] }, nil, wire.CodeInvalid, "mac must be"},
		"a damaged encapsulation":   {self, nil, func(b []byte) []byte { b[9] ^= 1; return b }, wire.CodeInvalid, "encapsulations is not the root"},
		"a damaged tag":             {self, nil, func(b []byte) []byte { b[wire.TrusteeEncapsulationSize] ^= 1; return b }, wire.CodeInvalid, "tags is not the root"},
		"a damaged ciphertext":      {self, nil, func(b []byte) []byte { b[len(b)-1] ^= 1; return b }, wire.CodeInvalid, "ciphertexts is not the root"},
		"of a trustee":              {holder, nil, nil, wire.CodeForbidden, "contribute under another identity"},
		"of the model owner":        {testKeys(t).Identity, nil, nil, wire.CodeForbidden, "contribute under another identity"},
		"ciphertexts that are 0": {self, func(c *wire.Contribution) {
			c.Ciphertexts = wire.BlobRoot(bytes.Repeat([]byte{0}, c.Count*key.CiphertextSize()), key.CiphertextSize())
		}, func(b []byte) []byte {
			clear(b[wire.TrusteeEncapsulationSize+wire.TrusteeTagSize:])
			return b
		}, wire.CodeCiphertext, "must not be 0"},
	} {
		hostile.Refused(t, name, put(c.by, c.bend, c.change), c.code, c.rule)
	}

	head, blob := g.forge(0, self, func(c *wire.Contribution) { c.Sequence = 3 })
	for range 2 { // the very same message is confirmed
		if err := g.as(self).PutContribution(ctx, id, head, blob); err != nil {
			t.Fatal(err)
		}
	}
	hostile.Refused(t, "for other accepts, after one that was taken", put(self, func(c *wire.Contribution) { c.Sequence, c.Accepts[0] = 9, c.Accepts[0]+1 }, nil), wire.CodeInvalid, "accepts is not the digest")
	hostile.Refused(t, "another one under the same number", put(self, func(c *wire.Contribution) { c.Sequence = 3 }, nil), wire.CodeConflict, "the first is kept")
	hostile.Refused(t, "an earlier number", put(self, nil, nil), wire.CodeConflict, "the first is kept")
	damaged, tail := g.forge(0, self, func(c *wire.Contribution) { c.Sequence = 9 })
	hostile.Refused(t, "one that was altered", g.as(self).PutContribution(ctx, id, turned(damaged), tail), wire.CodeSignature, "verify")
	withdraw := func(by *identity.Key, number int) error {
		return g.as(by).PutWithdrawal(ctx, id, seal(wire.KindWithdrawal, wire.Withdrawal{Training: id, Sequence: number}, by))
	}
	other := id
	other[0]++
	wrong := seal(wire.KindWithdrawal, wire.Withdrawal{Training: other, Sequence: 5}, self)
	hostile.Refused(t, "a withdrawal of another training", g.as(self).PutWithdrawal(ctx, id, wrong), wire.CodeStale, "different training")
	hostile.Refused(t, "a withdrawal without a number", withdraw(self, 0), wire.CodeInvalid, "sequence must be")
	hostile.Refused(t, "a withdrawal that was altered", g.as(self).PutWithdrawal(ctx, id, turned(seal(wire.KindWithdrawal, wire.Withdrawal{Training: id, Sequence: 5}, self))), wire.CodeSignature, "verify")
	hostile.Refused(t, "one that replaces somebody else's", g.replace(self.Identity(), g.stranger(wire.Identity{})), wire.CodeSignature, "signer does not match the identity in the path")
	hostile.Refused(t, "a withdrawal of nothing", withdraw(g.stranger(wire.Identity{}), 1), wire.CodeNotFound, "contributed nothing")
	hostile.Refused(t, "a withdrawal under an earlier number", withdraw(self, 2), wire.CodeConflict, "the first is kept")
	if err := withdraw(self, 4); err != nil {
		t.Fatal(err)
	}

	strikes := func(by *identity.Key, closing wire.Digest, n int) error {
		none := wire.NewSubset(n, func(int) bool { return false })
		return g.as(by).PutStrikes(ctx, id, seal(wire.KindStrikes, wire.Strikes{Training: id, Closing: closing, Struck: none}, by))
	}
	release := func(by *identity.Key) error {
		return g.as(by).PutRelease(ctx, id, seal(wire.KindRelease, wire.Release{Training: id, Ledger: wire.Head{Length: 3}}, by), []byte{1})
	}
	hostile.Refused(t, "strikes before a closing", strikes(holder, wire.Digest{}, 3), wire.CodePhase, "there is no closing")
	hostile.Refused(t, "a release before the close", release(holder), wire.CodePhase, "not closed")
	for name, by := range map[string]*identity.Key{"a trustee": holder, "an owner": self} {
		for _, err := range g.as(by).Ciphertexts(ctx, id) {
			hostile.Refused(t, name+" reads ciphertexts", err, wire.CodeForbidden, "only the model owner")
		}
		_, err := g.as(by).ReleaseBytes(ctx, id, holder.Identity())
		hostile.Refused(t, name+" reads a release", err, wire.CodeForbidden, "only the model owner")
	}
	_, err = g.as(self).Releases(ctx, id)
	hostile.Refused(t, "an owner reads the heads of releases", err, wire.CodeForbidden, "only the model owner and the trustees")
	for _, err := range g.as(self).Masks(ctx, id) {
		hostile.Refused(t, "an owner reads encapsulations", err, wire.CodeForbidden, "only the model owner and the trustees")
	}

	for name, by := range map[string]*identity.Key{"an owner": self, "the model owner": testKeys(t).Identity} {
		_, _, err := g.as(by).Arrivals(ctx, id, 0)
		hostile.Refused(t, name+" reads what comes", err, wire.CodeForbidden, "only the trustees")
	}
	if page, next, err := g.as(holder).Arrivals(ctx, id, 0); err != nil || len(page) != 0 || next != 0 {
		t.Errorf("a trustee is served %d contributions that were withdrawn, to place %d: %v", len(page), next, err)
	}

	for i := 1; i < 4; i++ {
		g.give(i, g.vaults[i], g.csvs[i])
	}
	res, err := g.close(1, nil)
	if err != nil || res.Owners != 3 {
		t.Fatalf("%+v: %v", res, err)
	}
	// A trustee finds its own release, so that one with an older ledger does not give another.
	heads, err := g.as(holder).Releases(ctx, id)
	if err != nil || !slices.ContainsFunc(heads, func(m wire.Signed) bool { return m.Signer == holder.Identity() }) {
		t.Errorf("a trustee does not find its release among %d: %v", len(heads), err)
	}
	hostile.Refused(t, "a contribution after the close", put(g.stranger(wire.Identity{}), nil, nil), wire.CodeLate, "what comes now does not count")
	hostile.Refused(t, "one that replaces another after the close", put(self, func(c *wire.Contribution) { c.Sequence = 9 }, nil), wire.CodeLate, "what comes now does not count")
	hostile.Refused(t, "a withdrawal after the close", withdraw(self, 9), wire.CodeLate, "what comes now does not count")
	l, err := g.training.OpenLog(false)
	if err != nil {
		t.Fatal(err)
	}
	answer := seal(wire.KindStrikes, wire.Strikes{Training: id, Closing: l.ClosingDigest, Struck: wire.NewSubset(3, func(int) bool { return false })}, holder)
	for _, c := range hostile.Strikes {
		hostile.Refused(t, "strikes: "+c.Name, g.as(holder).PutStrikes(ctx, id, c.Seal(t, answer, holder)), c.Code, c.Rule)
	}
	hostile.Refused(t, "strikes that were altered", g.as(holder).PutStrikes(ctx, id, turned(answer)), wire.CodeSignature, "verify")
	hostile.Refused(t, "strikes of a stranger", strikes(self, wire.Digest{1}, 3), wire.CodeForbidden, "not a trustee")
	hostile.Refused(t, "a release of a stranger", release(self), wire.CodeForbidden, "only members of the roster")
	hostile.Refused(t, "a release for another close", release(holder), wire.CodeStale, "another close")
	if err := g.as(self).PutContribution(ctx, id, head, blob); wire.RejectionOf(err) == nil { // it was withdrawn
		t.Error("a contribution that was withdrawn is confirmed")
	}
}

// turned is a message with one bit of its signature turned.
func turned(s *wire.Signed) *wire.Signed {
	out := *s
	out.Signature = slices.Clone(s.Signature)
	out.Signature[3] ^= 1
	return &out
}

// replace puts a contribution of one identity into the place of another, as it is written on the wire, and returns the rejection.
func (g *gathering) replace(of wire.Identity, by *identity.Key) error {
	g.t.Helper()
	head, blob := g.forge(0, by, func(c *wire.Contribution) { c.Sequence = 9 })
	frame, err := wire.AppendFrame(nil, head, blob)
	if err != nil {
		g.t.Fatal(err)
	}
	target := g.f.url() + wire.PathTraining(g.training.ID, "contributions", of.String())
	r, err := http.NewRequestWithContext(deadline.Bound(context.Background(), g.t), http.MethodPut, target, bytes.NewReader(frame))
	if err != nil {
		g.t.Fatal(err)
	}
	r.Header.Set("Content-Type", wire.FrameType)
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		g.t.Fatal(err)
	}
	defer a.Body.Close()
	b, err := io.ReadAll(a.Body)
	if err != nil {
		g.t.Fatal(err)
	}
	if a.StatusCode == http.StatusNoContent {
		return nil
	}
	rejection, err := wire.Parse[wire.Rejection](b)
	if err != nil {
		g.t.Fatalf("answered with %s", b)
	}
	return &rejection
}

// TestReleaseOfOtherCells lets a trustee release numbers that are not its masks of the cells: the model owner drops every cell, says so,
// and opens nothing.
func TestReleaseOfOtherCells(t *testing.T) {
	g := newGathering(t, startFacilitator(t), 1, 6)
	ctx, cancel := context.WithCancel(deadline.Bound(context.Background(), t))
	defer cancel()
	s, err := trustee.Open(g.dirs[0], g.keys[0])
	if err != nil {
		t.Fatal(err)
	}
	asked, ended := make(chan struct{}, 100), make(chan error, 1)
	rules := &trustee.Rules{ModelOwners: []string{g.training.ModelOwnerWords()}}
	go func() {
		ended <- s.Serve(ctx, trustee.Options{Facilitator: g.f.url(), Rules: rules, Ask: true, Every: 20 * time.Millisecond, Observe: func(e trustee.Event) {
			if e.Event == trustee.EventWaiting {
				asked <- struct{}{}
			}
		}})
	}()
	if err := g.training.Accepted(ctx, testKeys(t)); err != nil {
		t.Fatal(err)
	}
	for i := range 6 {
		g.give(i, g.vaults[i], g.csvs[i])
	}
	var dropped []string
	closed := make(chan error, 1)
	go func() {
		_, err := g.close(2, func(e modelowner.Event) {
			if e.Event == modelowner.EventRejected {
				dropped = append(dropped, e.Message)
			}
		})
		closed <- err
	}()
	<-asked // for its yes to the release: what is released now is another's
	l, err := g.training.OpenLog(false)
	if err != nil {
		t.Fatal(err)
	}
	key, err := g.training.PublicKey()
	if err != nil {
		t.Fatal(err)
	}
	gathered := attempt.NewGathering(g.training.ID, g.training.Manifest, key)
	var blob []byte
	for c := range l.Close.Cells {
		numbers := make([]*big.Int, gathered.Count())
		for k := range numbers {
			numbers[k] = big.NewInt(int64(1 + c + k))
		}
		blob = gathered.AppendVector(blob, numbers)
	}
	head, err := wire.Seal(wire.KindRelease, wire.Release{Training: g.training.ID, Close: l.CloseDigest, Vectors: gathered.VectorRoot(blob), Ledger: wire.Head{Length: 3}}, g.keys[0].Identity)
	if err != nil {
		t.Fatal(err)
	}
	if err := g.as(g.keys[0].Identity).PutRelease(ctx, g.training.ID, head, blob); err != nil {
		t.Fatal(err)
	}
	if err := <-closed; !errors.Is(err, modelowner.ErrRejected) || !strings.Contains(err.Error(), "no cell of the training could be used") {
		t.Errorf("closed with %v", err)
	}
	if len(dropped) != 2 || !strings.Contains(dropped[0], "is dropped") {
		t.Errorf("dropped: %q", dropped)
	}
	cancel()
	// The trustee itself may have met an answer under its key that it did not give.
	if err := <-ended; err != nil && !errors.Is(err, ledger.ErrDead) {
		t.Error(err)
	}
	s.Close()
}
