//go:build testkeys

package update_test

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha256"
	"encoding/binary"
	"math/big"
	"slices"
	"testing"

	"github.com/blindfit/blindfit/crypto/envelope"
	"github.com/blindfit/blindfit/dataowner/invitation"
	"github.com/blindfit/blindfit/dataowner/problem"
	"github.com/blindfit/blindfit/dataowner/update"
	"github.com/blindfit/blindfit/internal/secret"
	"github.com/blindfit/blindfit/internal/testing/inmemory"
	"github.com/blindfit/blindfit/ml/plan"
	"github.com/blindfit/blindfit/protocol/client"
	"github.com/blindfit/blindfit/protocol/log"
	"github.com/blindfit/blindfit/protocol/wire"
)

const text = `{"name":"T","features":[{"name":"a","type":"continuous","min":0,"max":9},{"name":"b","type":"nominal","levels":["x","y"]}],
 "target":{"name":"t","type":"continuous","min":-1,"max":1},"cohort":{"min":5,"max":8,"start":5},"key_bits":512,`

const sharedFields = `"circle":true,"model":{"weights":"shared"},"training":{"rounds":9}`

// game is a model owner, its terms and two owners that read weights.
type game struct {
	*inmemory.ModelOwner
	terms   *invitation.Terms
	readers []*update.Reader
	envs    []*wire.Enrolment
	start   log.Position
}

func newGame(t *testing.T, fields string) *game {
	t.Helper()
	g := &game{ModelOwner: inmemory.NewModelOwner(t, text+fields+"}")}
	signed, link := g.Sign()
	c, err := client.New(link.Facilitator, nil, inmemory.Serving(signed)...)
	inmemory.Must(t, err)
	g.terms, err = invitation.Verify(context.Background(), c, link, nil)
	inmemory.Must(t, err)
	g.start = g.terms.Start()
	g.start.Roster = &wire.Roster{}
	for i := range 2 {
		key, err := envelope.NewKey()
		inmemory.Must(t, err)
		private, err := key.Secret()
		inmemory.Must(t, err)
		id := wire.Identity{byte(i + 1)}
		g.readers = append(g.readers, &update.Reader{Terms: g.terms, Self: id, Envelope: secret.New(private)})
		g.envs = append(g.envs, &wire.Enrolment{EnvelopeKey: key.Public()})
		g.start.Roster.Members = append(g.start.Roster.Members, wire.Member{Identity: id})
	}
	return g
}

// sealed prepares a round of shared weights; the first value is moved by so much.
func (g *game) sealed(round int, by float64) *inmemory.Opening {
	w := slices.Clone(plan.Initial(g.File))
	w[0] += by
	return g.Prepare(g.start, g.envs, wire.Ref{Round: round, Attempt: 1}, &plan.Point{Kind: wire.RoundGradient, Shared: &plan.Parameters{Weights: w}})
}

func refused(t *testing.T, name string, err error) {
	t.Helper()
	if !problem.Has(err, problem.Protocol) {
		t.Errorf("%s: %v", name, err)
	}
}

func flipped(b []byte, at int) []byte {
	out := slices.Clone(b)
	if at < 0 {
		at += len(out)
	}
	out[at] ^= 1
	return out
}

// Facilitator and model owner give one owner other weights than the rest: with the sum at equal weights known, the
// difference of the two sums is that owner's alone. The bytes it is served do not open to what the open message commits
// to, and every owner's keys message names that.
func TestAttackAnotherModelForOneOwnerInSharedMode(t *testing.T) {
	g := newGame(t, sharedFields)
	honest, other := g.sealed(2, 0.5), g.sealed(2, 1)
	victim, me, neighbour := g.readers[0], g.readers[0].Self, g.readers[1].Self
	good := honest.Reads[me]
	for name, b := range map[string][]byte{
		"other weights":               other.Reads[me],
		"the box, and other weights":  slices.Concat(good[:wire.BoxSize], other.Reads[me][wire.BoxSize:]),
		"another box, and weights":    slices.Concat(other.Reads[me][:wire.BoxSize], good[wire.BoxSize:]),
		"a byte more":                 append(slices.Clone(good), 0),
		"nothing":                     nil,
		"one bit of the weights":      flipped(good, -1),
		"one bit of the box":          flipped(good, 3),
		"meant for another owner":     honest.Reads[neighbour],
		"the same weights, again":     g.sealed(2, 0.5).Reads[me],
		"the weights of another time": g.sealed(1, 0.5).Reads[me],
	} {
		_, err := victim.Open(&honest.Open, false, b)
		refused(t, name, err)
	}
	p, err := victim.Open(&honest.Open, false, good)
	inmemory.Must(t, err)
	// Without the commitment in the open message the other weights are read.
	q, err := victim.Open(&other.Open, false, other.Reads[me])
	inmemory.Must(t, err)
	if p.Plain.Shared.Weights[0] != 0.5 || q.Plain.Shared.Weights[0] != 1 {
		t.Errorf("read %v and %v", p.Plain.Shared.Weights, q.Plain.Shared.Weights)
	}
}

// The facilitator swaps boxes, or replays those of another round, so that an owner learns what was not meant for it or
// computes at old weights. A box is bound to owner and round, and to the key to which it is sealed.
func TestAttackABoxForAnotherOwner(t *testing.T) {
	g := newGame(t, sharedFields)
	x, old := g.sealed(2, 0.5), g.sealed(1, 0)
	thief, meant := *g.readers[0], g.readers[1]
	thief.Envelope = meant.Envelope // even if both have one key
	_, err := thief.Open(&x.Open, false, x.Reads[meant.Self])
	refused(t, "for another owner", err)
	_, err = thief.Open(&x.Open, false, old.Reads[meant.Self])
	refused(t, "of another round", err)
	thief.Self = meant.Self // as the owner it is meant for, it opens
	_, err = thief.Open(&x.Open, false, x.Reads[meant.Self])
	inmemory.Must(t, err)
}

// The weights of the first round follow from the training file: a model owner cannot start a training from a model of
// its choice. In a later round it can.
func TestAttackFirstWeightsOfTheModelOwnersChoice(t *testing.T) {
	g := newGame(t, sharedFields)
	x, honest := g.sealed(1, 0.5), g.sealed(1, 0)
	_, err := g.readers[0].Open(&x.Open, true, x.Reads[g.readers[0].Self])
	refused(t, "other first weights", err)
	_, err = g.readers[0].Open(&x.Open, false, x.Reads[g.readers[0].Self])
	inmemory.Must(t, err)
	_, err = g.readers[0].Open(&honest.Open, true, honest.Reads[g.readers[0].Self])
	inmemory.Must(t, err)
}

// Weight ciphertexts are those that the model owner signed for everybody.
func TestAttackAnotherModelForOneOwner(t *testing.T) {
	g := newGame(t, `"model":{}`)
	d := g.terms.Budget.Columns
	point := make([]*big.Int, d)
	for i := range point {
		point[i] = big.NewInt(int64(i))
	}
	x := g.Prepare(g.start, g.envs, wire.Ref{Round: 1, Attempt: 1}, &plan.Point{Kind: wire.RoundGradient, Encrypted: point})
	me := g.readers[0]
	for name, b := range map[string][]byte{
		"other weights": g.Encrypt(point), "one less": x.Reads[me.Self][:(d-1)*g.terms.Key.CiphertextSize()], "one bit": flipped(x.Reads[me.Self], 9), "nothing": nil,
	} {
		_, err := me.Open(&x.Open, true, b)
		refused(t, name, err)
	}
	bad := make([]byte, d*g.terms.Key.CiphertextSize()) // zeros are no ciphertexts
	signed := x.Open
	signed.Weights = wire.DigestOf(bad)
	_, err := me.Open(&signed, true, bad)
	refused(t, "no ciphertexts", err)
	p, err := me.Open(&x.Open, true, x.Reads[me.Self])
	inmemory.Must(t, err)
	if len(p.Encrypted) != d || p.Bytes != len(x.Reads[me.Self]) || !me.Needs(&x.Open) {
		t.Errorf("read %d weights of %d bytes", len(p.Encrypted), p.Bytes)
	}
}

// Obfuscators are made ahead for the rounds that are still to come, and of the kind that they take.
func TestObfuscatorsAreMadeForRoundsToCome(t *testing.T) {
	g := newGame(t, `"scaling":"federated","holdout":0.25`)
	p := g.terms.Start()
	if got, want := update.Ahead(p), (update.Need{Fresh: g.terms.Rounds.Of(wire.RoundStatistics).Ciphertexts, Full: max(g.terms.Rounds.Of(wire.RoundGradient).Ciphertexts, g.terms.Rounds.Of(wire.RoundEvaluation).Ciphertexts)}); got != want {
		t.Errorf("before the first round: %+v, want %+v", got, want)
	}
	m := update.NewMaker(g.terms, func(string) {})
	inmemory.Must(t, m.Precompute(t.Context(), update.Need{Fresh: 1, Full: 1}))
}

// The facilitator, or anybody who reads the log, tests guesses of the weights against the commitment in the open
// message: those of the first round follow from the training file, later ones may be few. The salt travels sealed; with
// a salt that is known a guess is confirmed.
func TestAttackGuessingWeightsFromTheCommitment(t *testing.T) {
	g := newGame(t, sharedFields)
	x := g.sealed(2, 0.5)
	w := slices.Clone(plan.Initial(g.File))
	w[0] += 0.5
	guess := (&plan.Parameters{Weights: w}).Marshal() // the right one
	commit := func(salt []byte) wire.Digest {
		b := append([]byte(wire.Domain("weights commitment")), g.terms.ID[:]...)
		b = binary.BigEndian.AppendUint32(b, 2)
		return sha256.Sum256(slices.Concat(b, salt, guess))
	}
	owner := g.readers[0]
	sealed := x.Reads[owner.Self][wire.BoxSize:]
	for name, salt := range map[string][]byte{"none": nil, "zeros": make([]byte, 32), "from the sealed bytes": sealed[:32]} {
		if commit(salt) == x.Open.Weights {
			t.Errorf("salt %s: a guess is confirmed", name)
		}
	}
	// An owner, who may read the weights, has the salt.
	key, err := envelope.ParseKey(owner.Envelope.Reveal())
	inmemory.Must(t, err)
	c := envelope.Context{Training: g.terms.ID, Round: 2}
	roundKey, err := key.OpenKey(c, owner.Self, x.Reads[owner.Self][:wire.BoxSize])
	inmemory.Must(t, err)
	raw := roundKey.Reveal()
	block, err := aes.NewCipher(raw[:])
	inmemory.Must(t, err)
	aead, err := cipher.NewGCM(block)
	inmemory.Must(t, err)
	data := append([]byte(wire.Domain("weights")), c.Training[:]...)
	plain, err := aead.Open(nil, make([]byte, aead.NonceSize()), sealed, binary.BigEndian.AppendUint32(data, uint32(c.Round)))
	inmemory.Must(t, err)
	if commit(plain[:32]) != x.Open.Weights {
		t.Error("with the salt known the guess must be confirmed")
	}
}
