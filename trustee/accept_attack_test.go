//go:build testkeys && !js

package trustee_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/blindfit/blindfit/internal/testing/deadline"
	"github.com/blindfit/blindfit/internal/testing/hostile"
	"github.com/blindfit/blindfit/protocol/client"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/trustee"
	"github.com/blindfit/blindfit/trustee/ledger"
)

// Accepts that are not what the trustees signed for this training keep a trustee from answering.
func TestBadAcceptsAreRefused(t *testing.T) {
	a := begin(t)
	good := a.whole()
	accepts := slices.Clone(a.accepts)
	resigned := func(change func(*wire.TrusteeAccept)) wire.Signed {
		b, err := wire.Unseal[wire.TrusteeAccept](&accepts[1], wire.KindTrusteeAccept)
		must(t, err)
		change(&b)
		return *a.seal(wire.KindTrusteeAccept, b, a.partner)
	}
	// As it may have signed with a ledger that is gone.
	own, err := wire.Unseal[wire.TrusteeAccept](&accepts[0], wire.KindTrusteeAccept)
	must(t, err)
	own.KEMKey = a.partners.Public()
	stranger, err := identity.NewKey()
	must(t, err)
	forged, err := wire.Unseal[wire.TrusteeAccept](&accepts[1], wire.KindTrusteeAccept)
	must(t, err)
	for name, c := range map[string]struct {
		list []wire.Signed
		text string
	}{
		"the other one has not accepted":      {accepts[:1], "trustee 2 of 2 has not accepted"},
		"its own is not there":                {accepts[1:], "trustee 1 of 2 has not accepted"},
		"another one of its own":              {[]wire.Signed{*a.seal(wire.KindTrusteeAccept, own, a.honest.Identity), accepts[1]}, "own is not the one that it signed"},
		"of a stranger":                       {[]wire.Signed{accepts[0], *a.seal(wire.KindTrusteeAccept, forged, stranger)}, "not a trustee"},
		"for another file":                    {[]wire.Signed{accepts[0], resigned(func(b *wire.TrusteeAccept) { b.File[0]++ })}, "another training file"},
		"with a key that is none":             {[]wire.Signed{accepts[0], resigned(func(b *wire.TrusteeAccept) { b.KEMKey = b.KEMKey[1:] })}, "kem_key"},
		"with a minimum above the training's": {[]wire.Signed{accepts[0], resigned(func(b *wire.TrusteeAccept) { b.Min = batch + 1 })}, "min must be"},
	} {
		a.accepts = c.list
		a.refused(name, good.view, c.text)
	}
	for _, l := range hostile.AcceptLists(t, hostile.Sent{Messages: accepts, By: []wire.Signer{a.honest.Identity, a.partner}}) {
		a.accepts = l.Messages
		a.refused(l.Name, good.view, l.Rule)
	}
	a.accepts = accepts
	a.released(good.view, 2)
}

// A trustee accepts no training with smaller cells than it asks for, and none that does not name it.
func TestTrainingsThatATrusteeDoesNotAccept(t *testing.T) {
	a := prepare(t)
	a.least = batch + 1
	if e, got := a.look(view{}, trustee.EventAccepted); e.Event != trustee.EventRefused || got.accept != nil ||
		!strings.Contains(e.Message, "closes cells of 3; this trustee releases cells of at least 4") {
		t.Errorf("smaller cells: %+v", e)
	}
	a.dir, a.copies, a.honest = made(t, "")
	if e, got := a.look(view{}, trustee.EventAccepted); e.Event != trustee.EventRefused || got.accept != nil || !strings.Contains(e.Message, "does not name this trustee") {
		t.Errorf("a training of others: %+v", e)
	}
}

// through serves the honest trustee an empty view until it has asked five times for its trainings; answer may answer in its place, and is
// told how often the trustee has asked.
func (a *adversary) through(got *sent, answer func(asked int, r *http.Request) (int, []byte)) error {
	a.Helper()
	folder, err := trustee.Open(a.dir, a.honest)
	must(a.T, err)
	defer folder.Close()
	ctx, cancel := context.WithCancel(deadline.Bound(context.Background(), a.T))
	defer cancel()
	served, asked := a.serve(view{}, got), 0
	return folder.Serve(ctx, trustee.Options{
		Facilitator: "http://127.0.0.1:1", Rules: &trustee.Rules{ModelOwners: []string{identity.Words(a.Identity.Identity())}}, Every: time.Millisecond,
		Dial: []client.Option{client.HTTPClient(&http.Client{Transport: transport(func(r *http.Request) (int, []byte) {
			if strings.HasPrefix(r.URL.Path, wire.PathTrustee(a.honest.Public().Identity)) {
				if asked++; asked == 5 {
					cancel()
				}
			}
			if status, b := answer(asked, r); status != 0 {
				return status, b
			}
			return served(r)
		})})},
	})
}

// A facilitator that holds another accept of this trustee has seen a ledger that is gone: the key signs nothing more.
func TestAnotherAcceptEndsTheKey(t *testing.T) {
	a := prepare(t)
	var got sent
	err := a.through(&got, func(_ int, r *http.Request) (int, []byte) {
		if r.Method == http.MethodPut && strings.Contains(r.URL.Path, "/accepts/") {
			return http.StatusConflict, fmt.Appendf(nil, `{"code":%q,"detail":"the first is kept"}`, wire.CodeConflict)
		}
		return 0, nil
	})
	if !errors.Is(err, ledger.ErrDead) {
		t.Errorf("served on: %v", err)
	}
}

// A trustee that is not shown which accepts there are, one of its own perhaps that its ledger does not hold, accepts nothing.
func TestNoAcceptWithoutTheOthers(t *testing.T) {
	a := prepare(t)
	var got sent
	must(t, a.through(&got, func(_ int, r *http.Request) (int, []byte) {
		if r.Method == http.MethodGet && strings.HasSuffix(r.URL.Path, "/accepts") {
			return missing(r.URL.Path)
		}
		return 0, nil
	}))
	if got.accept != nil {
		t.Error("accepted")
	}
}

// A facilitator that does not answer for a moment has a training refused for that moment alone.
func TestAManifestThatComesLater(t *testing.T) {
	a := prepare(t)
	var got sent
	must(t, a.through(&got, func(asked int, r *http.Request) (int, []byte) {
		if asked == 1 && strings.HasSuffix(r.URL.Path, "/manifest") {
			return missing(r.URL.Path)
		}
		return 0, nil
	}))
	if got.accept == nil {
		t.Error("a training is refused for ever because its manifest was not there once")
	}
}

// Manifests that were not signed, that are of another training, or that differ from the training file: a trustee that accepted
// one would hold masks for sums that nobody described.
func TestManifestsThatATrusteeRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		before func(a *adversary) // before the manifest is signed
		after  func(a *adversary)
		text   string
	}{
		"a signature that does not verify": {nil, func(a *adversary) { a.signed.Signature[3] ^= 1 }, "failed to verify manifest"},
		"of another training":              {nil, func(a *adversary) { a.id[5] ^= 1 }, "its fingerprint is not that of the training"},
		"an even key":                      {func(a *adversary) { m := a.Manifest.Key.Modulus; m[len(m)-1] &^= 1 }, nil, "invalid manifest"},
		"a key without its proof":          {func(a *adversary) { a.Manifest.Key.NonceProof = nil }, nil, "invalid manifest"},
		"the proof of another key":         {func(a *adversary) { a.Manifest.Key.NonceProof[70] ^= 1 }, nil, "invalid manifest"},
		"a key that was not sealed to it":  {func(a *adversary) { a.Manifest.Trustees.Keys[0].Box = a.Manifest.Trustees.Keys[1].Box }, nil, "was not sealed to this trustee"},
		"under another address":            {func(a *adversary) { a.Manifest.Trustees.Keys[0].Envelope[0] ^= 1 }, nil, "does not name this trustee"},
		"a file under another key":         {func(a *adversary) { a.Training = identity.NewTrainingKey(); a.Seal(a.File.Canonical()) }, nil, "incorrect training key"},
		"a file that is none":              {func(a *adversary) { a.Seal([]byte(`{"name":"x","mode":"new"}`)) }, nil, "failed to read training file"},
		"smaller cells than the file's":    {func(a *adversary) { a.Manifest.Trustees.Batch = 2 }, nil, "batch"},
		"larger cells than the file's":     {func(a *adversary) { a.Manifest.Trustees.Batch = batch + 1 }, nil, "its batch is not that of the training file"},
		"one trustee alone":                {func(a *adversary) { a.Manifest.Trustees.Keys = a.Manifest.Trustees.Keys[:1] }, nil, "trustees are not those of the training file"},
		"without noise":                    {func(a *adversary) { a.Manifest.Noise = false }, nil, "noise"},
		"narrower slots":                   {func(a *adversary) { a.Manifest.Rounds[0].SlotBits-- }, nil, "rounds do not follow"},
		"a training without trustees": {func(a *adversary) {
			a.Manifest.Trustees = nil
			a.Manifest.Cohort = wire.Cohort{Min: 3, Max: 8, Start: 3, JoinSeconds: 60}
		}, nil, "does not name this trustee"},
	} {
		a := prepare(t)
		if c.before != nil {
			c.before(a)
			a.sign()
		}
		if c.after != nil {
			c.after(a)
		}
		if e, got := a.look(view{}, trustee.EventAccepted); e.Event != trustee.EventRefused || got.accept != nil || !strings.Contains(e.Message, c.text) {
			t.Errorf("%s: %+v, want a refusal with %q", name, e, c.text)
		}
	}
}
