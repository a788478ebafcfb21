//go:build testkeys

// Package inmemory owns a model owner and a facilitator in memory, for tests of data owners: they carry a training through
// over the same interface as the real ones, are honest until a test bends them, and show the test everything that they
// see. It works with small keys only.
package inmemory

import (
	"crypto/rand"
	"math/big"
	"net/http"
	"slices"
	"testing"

	"github.com/blindfit/blindfit/crypto/envelope"
	"github.com/blindfit/blindfit/crypto/mask"
	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/crypto/privkey"
	"github.com/blindfit/blindfit/ml/plan"
	"github.com/blindfit/blindfit/ml/rounds"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/protocol/attempt"
	"github.com/blindfit/blindfit/protocol/client"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/log"
	"github.com/blindfit/blindfit/protocol/wire"
)

// KeyBits is the length of keys: their size matters to no test.
const KeyBits = 512

// ModelOwner is a model owner with one training.
type ModelOwner struct {
	T        testing.TB
	Identity *identity.Key
	Key      *privkey.Key
	File     *spec.File
	Rounds   rounds.List
	Training identity.TrainingKey
	Manifest wire.Manifest // may be bent before it is signed
}

// NewModelOwner makes a model owner with the training of a file (JSON).
func NewModelOwner(tb testing.TB, file string) *ModelOwner {
	tb.Helper()
	key, err := identity.NewKey()
	Must(tb, err)
	return NewTraining(tb, key, file)
}

// NewTraining makes a training of a model owner that may have others.
func NewTraining(tb testing.TB, by *identity.Key, file string) *ModelOwner {
	tb.Helper()
	key, err := privkey.Generate(KeyBits) // owners refuse one that they met in another training
	Must(tb, err)
	m := &ModelOwner{T: tb, Identity: by, Key: key, Training: identity.NewTrainingKey()}
	m.File, err = spec.Parse([]byte(file))
	Must(tb, err)
	proof, err := m.Key.NonceProof()
	Must(tb, err)
	public := m.Key.Public()
	m.Rounds, err = rounds.For(m.File, public.Bits())
	Must(tb, err)
	var nonce wire.Digest
	_, _ = rand.Read(nonce[:])
	m.Manifest = wire.Manifest{
		Version: wire.Version, ModelOwner: m.Identity.Identity(), Nonce: nonce,
		Key:     wire.KeyInfo{Modulus: public.Bytes(), NonceProof: proof.Bytes(public)},
		Rounds:  m.Rounds.Shapes(),
		Cohort:  wire.Cohort{Min: m.File.Cohort.Min, Max: m.File.Cohort.Max, Start: m.File.Cohort.Start, JoinSeconds: 60},
		Limits:  wire.Limits{Rounds: m.Rounds.Total(), KeysSeconds: 10, UploadSeconds: 10},
		Weights: m.File.Model.Weights, Noise: m.File.Private(), Consent: spec.ConsentDigest(nonce, m.File.Consent()),
	}
	m.Seal(m.File.Canonical())
	return m
}

// Must ends the test at an error.
func Must(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

// Seal seals a training file into the manifest.
func (m *ModelOwner) Seal(file []byte) {
	m.T.Helper()
	var err error
	m.Manifest.Training, err = identity.SealTraining(m.Training, m.Manifest.Nonce, file)
	Must(m.T, err)
}

// Sign returns the signed manifest and a link to it.
func (m *ModelOwner) Sign() (*wire.Signed, identity.Link) {
	m.T.Helper()
	signed, err := wire.Seal(wire.KindManifest, m.Manifest, m.Identity)
	Must(m.T, err)
	return signed, m.Link(wire.TrainingID(wire.DigestOf(signed.Body)))
}

// Link returns a fresh link to a training.
func (m *ModelOwner) Link(t wire.TrainingID) identity.Link {
	return identity.Link{Facilitator: "http://127.0.0.1:1", Training: t, Key: m.Training, Secret: identity.NewSecret()}
}

// Encrypt encrypts weights.
func (m *ModelOwner) Encrypt(point []*big.Int) []byte {
	m.T.Helper()
	enc, err := phe.NewEncryptor(m.Key.Public(), nil, phe.EncryptorOptions{})
	Must(m.T, err)
	texts := make([]*big.Int, len(point))
	for i, x := range point {
		texts[i] = new(big.Int).Mod(x, m.Key.Public().N())
	}
	c, err := enc.EncryptVector(texts)
	Must(m.T, err)
	return m.Key.Public().AppendVector(nil, c)
}

// Opening holds the open message of a round, without its place in the log, and the weights as each owner reads them.
type Opening struct {
	Open  wire.Open
	Reads map[wire.Identity][]byte
}

// Prepare returns the form in which a point is sent to the members of a roster.
func (m *ModelOwner) Prepare(p log.Position, enrolments []*wire.Enrolment, ref wire.Ref, point *plan.Point) *Opening {
	m.T.Helper()
	nothing := wire.DigestOf(nil)
	out := &Opening{
		Open:  wire.Open{Ref: ref, Kind: point.Kind, Roster: p.RosterDigest, Weights: nothing, Blob: nothing},
		Reads: map[wire.Identity][]byte{},
	}
	switch {
	case point.Encrypted != nil:
		blob := m.Encrypt(point.Encrypted)
		out.Open.Weights, out.Open.Blob = wire.DigestOf(blob), wire.DigestOf(blob)
		for _, o := range p.Members() {
			out.Reads[o.Identity] = blob
		}
	case point.Shared != nil:
		c := envelope.Context{Training: p.Training, Round: ref.Round}
		sealed, key, commitment, err := envelope.SealWeights(c, point.Shared.Marshal())
		Must(m.T, err)
		out.Open.Weights = wire.Digest(commitment)
		for i, o := range p.Members() {
			box, err := envelope.SealKey(c, enrolments[i].EnvelopeKey, o.Identity, key)
			Must(m.T, err)
			out.Reads[o.Identity] = slices.Concat(box, sealed)
		}
	}
	return out
}

// Decrypt opens the sum of some owners' uploads of a list, with the seeds that some revealed; both by owner.
func (m *ModelOwner) Decrypt(l *attempt.List, blobs map[wire.Identity][]byte, seeds map[wire.Identity]mask.Seed) ([]*big.Int, error) {
	m.T.Helper()
	var product []*phe.Ciphertext
	for _, blob := range blobs {
		cs, err := m.Key.Public().ParseVector(blob, l.Shape.Ciphertexts)
		Must(m.T, err)
		if product == nil {
			product = cs
		} else {
			Must(m.T, m.Key.Public().SumVectors(product, cs))
		}
	}
	plain, err := m.Key.DecryptVector(product)
	Must(m.T, err)
	for id, seed := range seeds {
		Must(m.T, seed.Remove(plain, l.Digest, id, m.Key.Public().N()))
	}
	return m.Rounds.Of(l.Shape.Kind).Packing.Unpack(plain, len(blobs))
}

// Serving returns options for an owner that asks for nothing but the manifest.
func Serving(signed *wire.Signed) []client.Option {
	return []client.Option{client.HTTPClient(&http.Client{Transport: transport(func(*http.Request) (int, []byte) {
		b, err := wire.Marshal(signed)
		if err != nil {
			return http.StatusInternalServerError, nil
		}
		return http.StatusOK, b
	})})}
}
