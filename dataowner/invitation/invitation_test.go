//go:build testkeys

package invitation_test

import (
	"context"
	"math/big"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/crypto/privkey"
	"github.com/blindfit/blindfit/dataowner/invitation"
	"github.com/blindfit/blindfit/dataowner/problem"
	"github.com/blindfit/blindfit/internal/testing/inmemory"
	"github.com/blindfit/blindfit/protocol/client"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

const testFile = `{"name":"Test","features":[
 {"name":"a","type":"continuous","min":0,"max":10},
 {"name":"b","type":"discrete","min":0,"max":4},
 {"name":"c","type":"nominal","levels":["x","y","z"]}],
 "target":{"name":"t","type":"continuous","min":-1,"max":1},
 "bounds":{"rows":1024,"weight":4},"cohort":{"min":3,"max":8,"start":3},"key_bits":512}`

// with adds fields to the training file.
func with(fields string) string {
	return strings.Replace(testFile, `"bounds":{`, fields+`,"bounds":{`, 1)
}

// verify opens an invitation that a facilitator answers with this manifest.
func verify(t *testing.T, served *wire.Signed, link identity.Link) (*invitation.Terms, error) {
	t.Helper()
	c, err := client.New(link.Facilitator, nil, inmemory.Serving(served)...)
	inmemory.Must(t, err)
	return invitation.Verify(context.Background(), c, link, nil)
}

func mustVerify(t *testing.T, file string) *invitation.Terms {
	t.Helper()
	signed, link := inmemory.NewModelOwner(t, file).Sign()
	terms, err := verify(t, signed, link)
	inmemory.Must(t, err)
	return terms
}

func TestDescriptionIsCoveredByTheLink(t *testing.T) {
	terms := mustVerify(t, testFile)
	d := terms.Describe("https://facilitator.example")
	if d.Training != terms.ID || d.Name != "Test" || len(d.Features) != 3 || d.KeyBits != 512 || d.Cohort != (invitation.Cohort{Min: 3, Max: 8, Start: 3}) {
		t.Errorf("description is %+v", d)
	}
	if terms.Start().Head != (wire.Head{Digest: terms.Signed.Digest()}) || terms.Main().Kind != wire.RoundGradient {
		t.Error("the log does not begin at the manifest")
	}
}

// Everything a dishonest facilitator or model owner can change between the link and the page must stop an owner
// before a row is read.
func TestInvitationsThatAreRefused(t *testing.T) {
	small := new(big.Int).Mul(big.NewInt(65537), new(big.Int).SetBit(new(big.Int).SetBit(new(big.Int), 495, 1), 0, 1))
	for name, c := range map[string]struct {
		code   string
		change func(*wire.Manifest, *inmemory.ModelOwner)
	}{
		"key without its proof": {problem.Key, func(m *wire.Manifest, _ *inmemory.ModelOwner) { m.Key.NonceProof = nil }},
		"proof of another key": {problem.Key, func(m *wire.Manifest, _ *inmemory.ModelOwner) {
			m.Key.NonceProof = append([]byte{}, m.Key.NonceProof...)
			m.Key.NonceProof[70] ^= 1
		}},
		"even key": {problem.Key, func(m *wire.Manifest, _ *inmemory.ModelOwner) {
			m.Key.Modulus = small.SetBit(small, 0, 0).FillBytes(make([]byte, 64))
		}},
		"key of another size": {problem.Key, func(m *wire.Manifest, _ *inmemory.ModelOwner) { m.Key.Modulus = m.Key.Modulus[:32] }},
		"fewer weights":       {problem.Manifest, func(m *wire.Manifest, _ *inmemory.ModelOwner) { m.Rounds[0].Weights-- }},
		"narrower slots":      {problem.Manifest, func(m *wire.Manifest, _ *inmemory.ModelOwner) { m.Rounds[0].SlotBits-- }},
		"more values":         {problem.Manifest, func(m *wire.Manifest, _ *inmemory.ModelOwner) { m.Rounds[0].Values++ }},
		"more rounds":         {problem.Manifest, func(m *wire.Manifest, _ *inmemory.ModelOwner) { m.Rounds[0].Most++ }},
		"a kind too few":      {problem.Manifest, func(m *wire.Manifest, _ *inmemory.ModelOwner) { m.Rounds = m.Rounds[:1] }},
		"another limit":       {problem.Manifest, func(m *wire.Manifest, _ *inmemory.ModelOwner) { m.Limits.Rounds++ }},
		"noise":               {problem.Manifest, func(m *wire.Manifest, _ *inmemory.ModelOwner) { m.Noise = true }},
		"other cohort rules":  {problem.Manifest, func(m *wire.Manifest, _ *inmemory.ModelOwner) { m.Cohort.Max++ }},
		"shared weights":      {problem.Manifest, func(m *wire.Manifest, _ *inmemory.ModelOwner) { m.Weights = "shared" }},
		"cohort of two":       {problem.Manifest, func(m *wire.Manifest, _ *inmemory.ModelOwner) { m.Cohort.Min = 2 }},
		"version 1":           {problem.Manifest, func(m *wire.Manifest, _ *inmemory.ModelOwner) { m.Version = 1 }},
		"no training file": {problem.File, func(m *wire.Manifest, w *inmemory.ModelOwner) {
			m.Training, _ = identity.SealTraining(w.Training, m.Nonce, nil)
		}},
		"sealed under another key": {problem.File, func(m *wire.Manifest, w *inmemory.ModelOwner) {
			m.Training, _ = identity.SealTraining(identity.NewTrainingKey(), m.Nonce, w.File.Canonical())
		}},
		"training file of the future": {problem.File, func(m *wire.Manifest, w *inmemory.ModelOwner) {
			m.Training, _ = identity.SealTraining(w.Training, m.Nonce, []byte(`{"name":"x","mode":"new"}`))
		}},
	} {
		w := inmemory.NewModelOwner(t, testFile)
		c.change(&w.Manifest, w)
		signed, link := w.Sign()
		_, err := verify(t, signed, link)
		if !problem.Has(err, c.code) {
			t.Errorf("%s: %v, want a problem %q", name, err, c.code)
		}
		if name == "sealed under another key" && !strings.Contains(problem.Of(err).Hint, "Copy the whole link") {
			t.Errorf("%s: %v is no way out", name, problem.Of(err).Hint)
		}
	}
}

func TestAttackSwappedManifest(t *testing.T) {
	w := inmemory.NewModelOwner(t, testFile)
	signed, link := w.Sign()
	evil := inmemory.NewModelOwner(t, testFile) // another model owner's key, same training file
	evil.Training = w.Training
	evil.Seal(evil.File.Canonical())
	swapped, _ := evil.Sign()
	if _, err := verify(t, swapped, link); !problem.Has(err, problem.Manifest) {
		t.Errorf("a manifest with another fingerprint: %v", err)
	}
	signed.Signature[5] ^= 1
	if _, err := verify(t, signed, link); !problem.Has(err, problem.Manifest) || !strings.Contains(err.Error(), "failed to verify manifest") {
		t.Errorf("a manifest with a bad signature: %v", err)
	}
}

// A facilitator swaps the Paillier key of the manifest for one of its own, so that it can read the sum. The link's
// fingerprint covers the manifest; an owner whose link came from the facilitator encrypts to it.
func TestAttackSwappedKey(t *testing.T) {
	w := inmemory.NewModelOwner(t, testFile)
	_, link := w.Sign()
	key, err := privkey.Generate(512)
	inmemory.Must(t, err)
	proof, err := key.NonceProof()
	inmemory.Must(t, err)
	evil := inmemory.NewModelOwner(t, testFile)
	evil.Training = w.Training
	evil.Manifest.Key = wire.KeyInfo{Modulus: key.Public().Bytes(), NonceProof: proof.Bytes(key.Public())}
	evil.Seal(evil.File.Canonical())
	swapped, evilLink := evil.Sign()
	if _, err := verify(t, swapped, link); !problem.Has(err, problem.Manifest) {
		t.Errorf("a manifest with another key: %v", err)
	}
	terms, err := verify(t, swapped, evilLink)
	inmemory.Must(t, err)
	if !terms.Key.Equal(key.Public()) {
		t.Error("with the fingerprint replaced too the attack must succeed")
	}
}

// A person is shown of a round what the manifest fixes and packing does.
func TestLayoutsAreThoseOfTheManifest(t *testing.T) {
	terms := mustVerify(t, testFile)
	layouts := terms.Layouts()
	if len(layouts) != len(terms.Manifest.Rounds) {
		t.Fatalf("%d layouts for %d kinds of rounds", len(layouts), len(terms.Manifest.Rounds))
	}
	for i, r := range terms.Manifest.Rounds {
		l := layouts[i]
		if l.Kind != r.Kind || l.Values != r.Values || l.Ciphertexts != r.Ciphertexts || l.SlotBits != r.SlotBits || l.Most != r.Most {
			t.Errorf("%s: layout %+v, manifest %+v", r.Kind, l, r)
		}
		if used := l.PerCiphertext*l.SlotBits + l.CanaryBits + l.CountBits; used >= l.ModulusBits {
			t.Errorf("%s: %d bits of %d are used", l.Kind, used, l.ModulusBits)
		}
		if l.Ciphertexts*l.PerCiphertext < l.Values || l.Bytes != l.Ciphertexts*l.ModulusBits/4 {
			t.Errorf("%s: %d values do not fit", l.Kind, l.Values)
		}
		if l.Kind == wire.RoundGradient && len(l.Labels) != l.Values {
			t.Errorf("%d labels for %d values", len(l.Labels), l.Values)
		}
	}
}

// A person is told who sees what as it follows from how weights travel, and from nothing else for which the model owner
// could choose its words.
func TestWhoSeesWhatFollowsFromTheMode(t *testing.T) {
	for fields, want := range map[string]struct{ shared, products, statistics bool }{
		`"model":{}`:                       {products: true},
		`"model":{},"scaling":"federated"`: {products: true, statistics: true},
		`"model":{"weights":"shared"},"privacy":{"epsilon":4,"unit":"owner"},"missing":"drop_row"`: {shared: true},
	} {
		s := mustVerify(t, with(fields)).Sees()
		if told := strings.Contains(s.DataOwners, "see the model while"); told != want.shared {
			t.Errorf("%s: %s", fields, s.DataOwners)
		}
		if told := strings.Contains(s.ModelOwner, "products of every two columns"); told != want.products {
			t.Errorf("%s: %s", fields, s.ModelOwner)
		}
		if told := strings.Contains(s.ModelOwner, "squares of each column"); told != want.statistics {
			t.Errorf("%s: %s", fields, s.ModelOwner)
		}
	}
}
