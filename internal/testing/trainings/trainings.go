// Package trainings owns training folders without a facilitator, for tests of the model owner's packages. Programs never
// import it.
package trainings

import (
	"crypto/rand"
	"sync"
	"testing"
	"time"

	"github.com/blindfit/blindfit/crypto/mask"
	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/crypto/privkey"
	"github.com/blindfit/blindfit/ml/rounds"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/modelowner/folder"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

// File is a training file on encrypted weights.
const File = `{"name": "Test", "features": [{"name": "a", "type": "continuous", "min": 0, "max": 1}],
	"target": {"name": "y", "type": "continuous", "min": 0, "max": 1}, "training": {"optimizer": "sgd", "rounds": 5}, "cohort": {"min": 3, "max": 8}}`

// NoisyFile is a training file of three gradient rounds and an evaluation with noise.
const NoisyFile = `{"name": "Test", "features": [{"name": "a", "type": "continuous", "min": 0, "max": 1}],
	"target": {"name": "y", "type": "continuous", "min": 0, "max": 1}, "model": {"weights": "shared"}, "cohort": {"min": 3, "max": 8},
	"training": {"rounds": 3}, "privacy": {"epsilon": 2}}`

// Key is the Paillier key of all trainings of a process: making one takes the most time.
var key = sync.OnceValues(func() (*privkey.Key, error) { return privkey.Generate(max(512, phe.MinBits)) })

// New creates the folder of a training of a file, with keys of its own and no facilitator.
func New(tb testing.TB, file string) (*folder.Training, *folder.Keys) {
	tb.Helper()
	return NewIn(tb, tb.TempDir(), nil, file)
}

// NewIn is New below a given folder, under a passphrase if it is not nil.
func NewIn(tb testing.TB, dir string, passphrase []byte, file string) (*folder.Training, *folder.Keys) {
	tb.Helper()
	keys, err := folder.GenerateKeys(dir, passphrase)
	must(tb, err)
	paillier, err := key()
	must(tb, err)
	f, err := spec.Parse([]byte(file))
	must(tb, err)
	kinds, err := rounds.For(f, paillier.Bits())
	must(tb, err)
	m := &wire.Manifest{
		Version: wire.Version, ModelOwner: keys.Identity.Identity(), Key: wire.KeyInfo{Modulus: paillier.Public().Bytes()},
		Rounds:  kinds.Shapes(),
		Cohort:  wire.Cohort{Min: f.Cohort.Min, Max: f.Cohort.Max, Start: f.Cohort.Start, JoinSeconds: 3600},
		Limits:  wire.Limits{Rounds: kinds.Total(), KeysSeconds: 60, UploadSeconds: 60},
		Weights: f.Model.Weights, Noise: f.Private(), Training: []byte("sealed"),
	}
	_, _ = rand.Read(m.Nonce[:])
	t := &folder.Training{Facilitator: "http://127.0.0.1:1", Manifest: m, File: f, Key: identity.NewTrainingKey(), Created: time.Now().UTC()}
	t.Signed, err = wire.Seal(wire.KindManifest, m, keys.Identity)
	must(tb, err)
	_, t.ID, err = wire.OpenManifest(t.Signed)
	must(tb, err)
	must(tb, t.Create(dir, keys, paillier))
	return t, keys
}

// Paillier returns the key of all trainings of a process.
func Paillier(tb testing.TB) *privkey.Key {
	tb.Helper()
	k, err := key()
	must(tb, err)
	return k
}

// Owner is a data owner that can enrol.
type Owner struct {
	Key    *identity.Key
	Master identity.Master
}

// NewOwner returns an owner with a fresh identity and vault.
func NewOwner(tb testing.TB) Owner {
	tb.Helper()
	k, err := identity.NewKey()
	must(tb, err)
	return Owner{k, identity.NewMaster()}
}

// Enrol returns the owner's enrolment under a link. envelopeKey may be anything.
func (o Owner) Enrol(tb testing.TB, l identity.Link, envelopeKey []byte) wire.Signed {
	tb.Helper()
	tag, err := o.Master.SealTag(l.Key, l.Training, o.Key.Identity())
	must(tb, err)
	kem, err := mask.NewKEMKey()
	must(tb, err)
	s, err := identity.Enrol(l, o.Key, envelopeKey, kem.Public(), tag)
	must(tb, err)
	return *s
}

// Start signs a roster of that many members, without enrolments, and a start, without statements, into the log of a
// training.
func Start(tb testing.TB, t *folder.Training, keys *folder.Keys, members int) {
	tb.Helper()
	l, err := t.OpenLog(true)
	must(tb, err)
	r := wire.Roster{LogEntry: l.Next()}
	for i := range members {
		r.Members = append(r.Members, wire.Member{Identity: wire.Identity{byte(i + 1)}})
	}
	must(tb, l.Sign(wire.KindRoster, r, keys.Identity))
	s := wire.Start{LogEntry: l.Next(), Roster: l.RosterDigest}
	for i := range members {
		s.Statements = append(s.Statements, wire.Digest{byte(i + 1)})
	}
	must(tb, l.Sign(wire.KindStart, s, keys.Identity))
}

func must(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}
