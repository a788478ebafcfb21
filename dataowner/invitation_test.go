//go:build testkeys

package dataowner

import (
	"context"
	"math/big"
	"net/http"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/protocol/client"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

func TestInvitationShowsWhatTheLinkCovers(t *testing.T) {
	w := newWorld(t)
	signed, link := w.sign()
	o, err := Open(context.Background(), link, Config{Vault: NewMemoryVault(), Dial: []client.Option{serving(signed)}})
	ok(t, err)
	inv := o.Invitation()
	if inv.Training != link.Training || inv.Name != "Test" || len(inv.Features) != 3 || inv.KeyBits != 512 || inv.Known {
		t.Errorf("invitation is %+v", inv)
	}
	if inv.Estimate.BytesUpPerRound < inv.Estimate.Ciphertexts*128 {
		t.Errorf("estimate is %+v", inv.Estimate)
	}
}

// Everything a dishonest facilitator or model owner can change between the link and the page must stop an owner
// before a row is read (fault table rows 64 and 70).
func TestInvitationsThatAreRefused(t *testing.T) {
	small := new(big.Int).Mul(big.NewInt(65537), new(big.Int).SetBit(new(big.Int).SetBit(new(big.Int), 495, 1), 0, 1))
	for name, c := range map[string]struct {
		code   string
		change func(*wire.Manifest, *world)
	}{
		"key without its proof": {ProblemKey, func(m *wire.Manifest, _ *world) { m.Key.NonceProof = nil }},
		"proof of another key": {ProblemKey, func(m *wire.Manifest, _ *world) {
			m.Key.NonceProof = append([]byte{}, m.Key.NonceProof...)
			m.Key.NonceProof[70] ^= 1
		}},
		"even key": {ProblemKey, func(m *wire.Manifest, _ *world) {
			m.Key.Modulus = small.SetBit(small, 0, 0).FillBytes(make([]byte, 64))
		}},
		"key of another size": {ProblemKey, func(m *wire.Manifest, _ *world) { m.Key.Modulus = m.Key.Modulus[:32] }},
		"fewer weights":       {ProblemManifest, func(m *wire.Manifest, _ *world) { m.Rounds[0].Weights-- }},
		"narrower slots":      {ProblemManifest, func(m *wire.Manifest, _ *world) { m.Rounds[0].SlotBits-- }},
		"more values":         {ProblemManifest, func(m *wire.Manifest, _ *world) { m.Rounds[0].Values++ }},
		"more rounds":         {ProblemManifest, func(m *wire.Manifest, _ *world) { m.Rounds[0].Most++ }},
		"a kind too few":      {ProblemManifest, func(m *wire.Manifest, _ *world) { m.Rounds = m.Rounds[:1] }},
		"another limit":       {ProblemManifest, func(m *wire.Manifest, _ *world) { m.Limits.Rounds++ }},
		"noise":               {ProblemManifest, func(m *wire.Manifest, _ *world) { m.Noise = true }},
		"other cohort rules":  {ProblemManifest, func(m *wire.Manifest, _ *world) { m.Cohort.Max++ }},
		"shared weights":      {ProblemManifest, func(m *wire.Manifest, _ *world) { m.Weights = "shared" }},
		"cohort of two":       {ProblemManifest, func(m *wire.Manifest, _ *world) { m.Cohort.Min = 2 }},
		"sealed under another key": {ProblemFile, func(m *wire.Manifest, w *world) {
			m.Training, _ = identity.SealTraining(identity.NewTrainingKey(), m.Nonce, w.file.Canonical())
		}},
		"training file of the future": {ProblemFile, func(m *wire.Manifest, w *world) {
			m.Training, _ = identity.SealTraining(w.secret, m.Nonce, []byte(`{"name":"x","mode":"new"}`))
		}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			c.change(&w.manifest, w)
			signed, link := w.sign()
			_, err := Open(context.Background(), link, Config{Vault: NewMemoryVault(), Dial: []client.Option{serving(signed)}})
			mustFail(t, name, err, c.code)
		})
	}
}

func TestAttackSwappedManifest(t *testing.T) {
	w := newWorld(t)
	_, link := w.sign()
	evil := newWorld(t) // another model owner's key, same training file
	evil.secret = w.secret
	evil.seal(evil.file.Canonical())
	swapped, _ := evil.sign()
	_, err := Open(context.Background(), link, Config{Vault: NewMemoryVault(), Dial: []client.Option{serving(swapped)}})
	mustFail(t, "a manifest with another fingerprint", err, ProblemManifest)

	signed, _ := w.sign()
	signed.Signature[5] ^= 1
	_, err = Open(context.Background(), link, Config{Vault: NewMemoryVault(), Dial: []client.Option{serving(signed)}})
	mustFail(t, "a manifest with a bad signature", err, ProblemManifest)
}

func TestUnknownTraining(t *testing.T) {
	w := newWorld(t)
	_, link := w.sign()
	missing := client.HTTPClient(&http.Client{Transport: transport(func(*http.Request) (int, []byte) {
		b, _ := wire.Marshal(wire.Rejection{Code: wire.CodeNotFound, Detail: "no such training"})
		return http.StatusNotFound, b
	})})
	_, err := Open(context.Background(), link, Config{Vault: NewMemoryVault(), Dial: []client.Option{missing}})
	mustFail(t, "an unknown training", err, ProblemManifest)
}

func TestRowsAreCheckedAndNeverRepeated(t *testing.T) {
	w := newWorld(t)
	o := w.newOwner(testRows)
	loaded := o.rows
	check, err := o.Load(context.Background(), "bad.csv", strings.NewReader("a,b,c,t\n1.5,2,x,0.25\n77.125,2,x,0.5\n1,1.5,q,0\n"))
	ok(t, err)
	if check.OK || check.ProblemCount != 3 {
		t.Fatalf("found %d problems: %v", check.ProblemCount, check.Problems)
	}
	if p := check.Problems[0]; p.Row != 3 || p.Column != "a" {
		t.Errorf("first problem is at %v", p)
	}
	for _, p := range check.Problems {
		if strings.Contains(p.String(), "77.125") {
			t.Errorf("a problem repeats a value: %v", p)
		}
	}
	if o.rows != loaded {
		t.Error("a bad file replaced good rows")
	}
	empty, err := o.Load(context.Background(), "empty.csv", strings.NewReader(""))
	ok(t, err)
	if empty.OK {
		t.Error("an empty file is accepted")
	}
}
