//go:build testkeys && !js

package invitation_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/crypto/envelope"
	"github.com/blindfit/blindfit/crypto/privkey"
	"github.com/blindfit/blindfit/dataowner/problem"
	"github.com/blindfit/blindfit/internal/testing/inmemory"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/trustee"
)

// withTrustees is a training whose file names two trustees, and its manifest too.
func withTrustees(t *testing.T) (w *inmemory.ModelOwner, other wire.Trustee) {
	t.Helper()
	var keys []identity.TrusteeKey
	for range 3 {
		k, err := trustee.Generate(filepath.Join(t.TempDir(), "trustee"), filepath.Join(t.TempDir(), "copy"), nil)
		inmemory.Must(t, err)
		keys = append(keys, k.Public())
	}
	file := with(fmt.Sprintf(`"model":{"method":"one_round"},"privacy":{"epsilon":8},"masking":"trustees","trustees":[{"name":"A","key":%q},{"name":"B","key":%q}]`, keys[0], keys[1]))
	w = inmemory.NewModelOwner(t, strings.Replace(file, `"cohort":{"min":3,"max":8,"start":3}`, `"cohort":{"batch":5}`, 1))
	w.Manifest.Trustees = &wire.Trustees{Batch: 5}
	for i, k := range keys {
		box, err := envelope.SealTrainingKey(k.Envelope, w.Manifest.Nonce, w.Training.Reveal())
		inmemory.Must(t, err)
		named := wire.Trustee{Identity: k.Identity, Envelope: k.Envelope, Box: box}
		if i == 2 {
			return w, named
		}
		w.Manifest.Trustees.Keys = append(w.Manifest.Trustees.Keys, named)
	}
	return w, other
}

// The trustees that a manifest names, and the least size of cells, are those of the training file, which the facilitator does
// not read and owners do.
func TestInvitationsWithOtherTrusteesAreRefused(t *testing.T) {
	for name, c := range map[string]struct {
		change func(m *wire.Manifest, other wire.Trustee)
		text   string
	}{
		"no trustees":        {func(m *wire.Manifest, _ wire.Trustee) { m.Trustees = nil }, "invalid manifest"},
		"smaller cells":      {func(m *wire.Manifest, _ wire.Trustee) { m.Trustees.Batch-- }, "trustees.batch differs"},
		"another trustee":    {func(m *wire.Manifest, other wire.Trustee) { m.Trustees.Keys[1] = other }, "trustee 2 is not that of the training file"},
		"another order":      {func(m *wire.Manifest, _ wire.Trustee) { k := m.Trustees.Keys; k[0], k[1] = k[1], k[0] }, "trustee 1 is not that of the training file"},
		"one of them alone":  {func(m *wire.Manifest, _ wire.Trustee) { m.Trustees.Keys = m.Trustees.Keys[:1] }, "trustees are not those"},
		"another one's seal": {func(m *wire.Manifest, other wire.Trustee) { m.Trustees.Keys[0].Envelope = other.Envelope }, "trustee 1 is not that of the training file"},
	} {
		w, other := withTrustees(t)
		c.change(&w.Manifest, other)
		signed, link := w.Sign()
		if _, err := verify(t, signed, link); !problem.Has(err, problem.Manifest) || !strings.Contains(err.Error(), c.text) {
			t.Errorf("%s: %v, want %q", name, err, c.text)
		}
	}
	w, other := withTrustees(t)
	signed, link := w.Sign()
	if _, err := verify(t, signed, link); err != nil {
		t.Errorf("the honest manifest: %v", err)
	}
	plain := inmemory.NewModelOwner(t, with(`"model":{"method":"one_round"},"privacy":{"epsilon":8}`))
	plain.Manifest.Trustees = &wire.Trustees{Batch: 3, Keys: []wire.Trustee{other}}
	signed, link = plain.Sign()
	if _, err := verify(t, signed, link); !problem.Has(err, problem.Manifest) {
		t.Errorf("trustees that the training file does not name: %v", err)
	}
}

// A key that is longer than the training file says, but not so much that the rounds would differ, is refused by that rule.
func TestInvitationsWithALongerKey(t *testing.T) {
	w := inmemory.NewModelOwner(t, `{"name":"Small","features":[{"name":"a","type":"discrete","min":0,"max":1}],"target":{"name":"y","type":"discrete","min":0,"max":1},
 "model":{"method":"one_round"},"bounds":{"rows":16},"cohort":{"min":3,"max":8,"start":3},"key_bits":512}`)
	key, err := privkey.Generate(inmemory.KeyBits + 64)
	inmemory.Must(t, err)
	proof, err := key.NonceProof()
	inmemory.Must(t, err)
	w.Manifest.Key = wire.KeyInfo{Modulus: key.Public().Bytes(), NonceProof: proof.Bytes(key.Public())}
	signed, link := w.Sign()
	if _, err := verify(t, signed, link); !problem.Has(err, problem.Key) || !strings.Contains(err.Error(), "the key must have 512 bits") {
		t.Errorf("a longer key: %v", err)
	}
}

// A single round has no weights, so that nothing but the field itself says how they would travel.
func TestInvitationsWithOtherWeights(t *testing.T) {
	w := inmemory.NewModelOwner(t, with(`"model":{"method":"one_round"}`))
	w.Manifest.Weights = wire.WeightsShared
	signed, link := w.Sign()
	if _, err := verify(t, signed, link); !problem.Has(err, problem.Manifest) || !strings.Contains(err.Error(), "weights differ from the training file") {
		t.Errorf("other weights: %v", err)
	}
}
