package parties

import (
	"crypto/rand"
	"math/big"
	"testing"

	"github.com/blindfit/blindfit/crypto/mask"
	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/protocol/attempt"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/log"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Ciphertexts is how many ciphertexts an upload carries; slotBits the width of one owner's place in a plaintext.
const (
	Ciphertexts = 2
	slotBits    = 16
)

// ModelOwner is a model owner with one training.
type ModelOwner struct {
	tb       testing.TB
	Key      *identity.Key
	Manifest *wire.Signed
	ID       wire.TrainingID
	Log      log.Position

	round   int    // of weights
	weights []byte // sent again with every attempt at the round
}

// NewModelOwner makes a model owner and its manifest for cohorts of fewest to most owners. change, if not nil,
// alters the manifest before it is signed.
func NewModelOwner(tb testing.TB, fewest, most int, change func(*wire.Manifest)) *ModelOwner {
	tb.Helper()
	o := &ModelOwner{tb: tb, Key: newKey(tb)}
	k := thePair()
	m := wire.Manifest{
		Version: wire.Version, ModelOwner: o.Key.Identity(), Key: wire.KeyInfo{Modulus: k.public.Bytes(), NonceProof: k.proof},
		Rounds:  []wire.RoundShape{{Kind: wire.RoundGradient, Most: 100, Weights: 1, Values: 4, SlotBits: slotBits, Ciphertexts: Ciphertexts}},
		Cohort:  wire.Cohort{Min: fewest, Max: most, Start: fewest, JoinSeconds: 3600},
		Limits:  wire.Limits{Rounds: 100, KeysSeconds: 60, UploadSeconds: 120},
		Weights: wire.WeightsEncrypted, Training: []byte("sealed training file"),
	}
	rand.Read(m.Nonce[:])
	if change != nil {
		change(&m)
	}
	o.Manifest = o.seal(wire.KindManifest, m)
	o.ID = wire.TrainingID(wire.DigestOf(o.Manifest.Body))
	o.Log = log.Start(&m, o.Manifest)
	return o
}

func newKey(tb testing.TB) *identity.Key {
	tb.Helper()
	k, err := identity.NewKey()
	if err != nil {
		tb.Fatal(err)
	}
	return k
}

func (o *ModelOwner) seal(kind wire.Kind, body any) *wire.Signed {
	o.tb.Helper()
	s, err := wire.Seal(kind, body, o.Key)
	if err != nil {
		o.tb.Fatal(err)
	}
	return s
}

// Next is the head of the log entry that comes next.
func (o *ModelOwner) Next() wire.LogEntry { return o.Log.Next() }

// Append signs a log entry and moves the model owner's own log on, whether the entry is a good one or not.
func (o *ModelOwner) Append(kind wire.Kind, body any) *wire.Signed {
	o.tb.Helper()
	s := o.seal(kind, body)
	if e, err := log.Parse(s); err == nil {
		if next, err := o.Log.Follow(e); err == nil {
			o.Log = next
			return s
		}
	}
	o.Log.Head = wire.Head{Length: o.Log.Head.Length + 1, Digest: s.Digest()}
	return s
}

// Roster admits owners on their enrolments, which must be in identity order.
func (o *ModelOwner) Roster(enrolments []wire.Signed) *wire.Signed {
	o.tb.Helper()
	r := wire.Roster{LogEntry: o.Next()}
	for _, e := range enrolments {
		r.Members = append(r.Members, wire.Member{Identity: e.Signer, Enrolment: e.Digest()})
	}
	return o.Append(wire.KindRoster, r)
}

// Start starts the training on the members' statements, in identity order.
func (o *ModelOwner) Start(statements []wire.Signed) *wire.Signed {
	o.tb.Helper()
	b := wire.Start{LogEntry: o.Next(), Roster: o.Log.RosterDigest}
	for _, s := range statements {
		b.Statements = append(b.Statements, s.Digest())
	}
	return o.Append(wire.KindStart, b)
}

// Begin admits owners, who are in identity order, and starts the training, all without a facilitator.
func (o *ModelOwner) Begin(owners []*Owner) {
	o.tb.Helper()
	var enrolments []wire.Signed
	for _, p := range owners {
		enrolments = append(enrolments, *p.Enrolment())
	}
	o.Roster(enrolments)
	o.Start(o.Statements(owners))
}

// Statements are statements of owners about rows that were in no sum before.
func (o *ModelOwner) Statements(owners []*Owner) (all []wire.Signed) {
	o.tb.Helper()
	for _, p := range owners {
		all = append(all, *p.Statement(o.Log.RosterDigest))
	}
	return all
}

// Terms are the terms of the attempt that was opened last.
func (o *ModelOwner) Terms() *attempt.Terms { return attempt.TermsOf(o.Log, Public()) }

// List verifies the keys messages of the attempt that was opened last.
func (o *ModelOwner) List(keys []wire.Signed) *attempt.List {
	o.tb.Helper()
	l, err := o.Terms().NewList(keys)
	if err != nil {
		o.tb.Fatal(err)
	}
	return l
}

// Open opens an attempt; it returns the message and its weights, the same for all attempts at a round.
func (o *ModelOwner) Open(ref wire.Ref) (*wire.Signed, []byte) {
	o.tb.Helper()
	if o.round != ref.Round {
		o.round, o.weights = ref.Round, encrypt(o.tb, big.NewInt(int64(ref.Round)))
	}
	weights := o.weights
	return o.Append(wire.KindOpen, wire.Open{LogEntry: o.Next(), Ref: ref, Kind: wire.RoundGradient,
		Roster: o.Log.RosterDigest, Weights: wire.DigestOf(weights), Blob: wire.DigestOf(weights)}), weights
}

// Accept accepts an aggregate.
func (o *ModelOwner) Accept(ref wire.Ref, aggregate []byte, uploads []wire.Signed) *wire.Signed {
	o.tb.Helper()
	return o.Append(wire.KindAccept, wire.Accept{LogEntry: o.Next(), Ref: ref, Aggregate: wire.DigestOf(aggregate),
		Uploads: wire.MerkleRoot(wire.UploadLeaves(uploads))})
}

// Reject refuses an attempt.
func (o *ModelOwner) Reject(ref wire.Ref) *wire.Signed {
	o.tb.Helper()
	return o.Append(wire.KindReject, wire.Reject{LogEntry: o.Next(), Ref: ref, Code: wire.CodeRoundRejected})
}

// Done ends the training.
func (o *ModelOwner) Done(rounds int) *wire.Signed {
	o.tb.Helper()
	return o.Append(wire.KindDone, wire.Done{LogEntry: o.Next(), Rounds: rounds, Reason: wire.ReasonFinished})
}

// Seeds verifies the reveals of a list and returns the seeds; in a training without noise there are none.
func (o *ModelOwner) Seeds(l *attempt.List, uploads, reveals []wire.Signed) []mask.Seed {
	o.tb.Helper()
	if !l.Noise {
		return nil
	}
	u, err := l.NewUploads(uploads)
	if err != nil {
		o.tb.Fatal(err)
	}
	seeds, err := u.Seeds(reveals)
	if err != nil {
		o.tb.Fatal(err)
	}
	return seeds
}

// Counts decrypts an aggregate over a list, takes the streams of seeds off it and returns how often each of the owners
// 0 to owners−1 was counted, the same in every ciphertext. It fails the test if the plaintext holds other values.
func (o *ModelOwner) Counts(l *attempt.List, aggregate []byte, seeds []mask.Seed, owners int) []int {
	o.tb.Helper()
	k := thePair()
	cs, err := k.public.ParseVector(aggregate, Ciphertexts)
	if err != nil {
		o.tb.Fatalf("aggregate: %v", err)
	}
	texts := make([]*big.Int, len(cs))
	for i, c := range cs {
		texts[i] = k.decrypt(c)
	}
	for i, s := range seeds {
		if err := s.Remove(texts, l.Digest, l.Owners[i], k.public.N()); err != nil {
			o.tb.Fatal(err)
		}
	}
	var counts []int
	for i, m := range texts {
		got := make([]int, owners)
		slot := big.NewInt(1<<slotBits - 1)
		for j := range got {
			got[j] = int(new(big.Int).And(m, slot).Int64())
			m.Rsh(m, slotBits)
		}
		if m.Sign() != 0 {
			o.tb.Fatalf("ciphertext %d of the aggregate is no sum of basis vectors", i)
		}
		if i > 0 {
			for j := range got {
				if got[j] != counts[j] {
					o.tb.Fatalf("ciphertext %d counts owner %d %d times, the first %d times", i, j, got[j], counts[j])
				}
			}
		}
		counts = got
	}
	return counts
}

func encrypt(tb testing.TB, ms ...*big.Int) []byte {
	tb.Helper()
	k := thePair()
	cs := make([]*phe.Ciphertext, len(ms))
	for i, m := range ms {
		c, err := k.encryptor.Encrypt(m)
		if err != nil {
			tb.Fatal(err)
		}
		cs[i] = c
	}
	return k.public.AppendVector(nil, cs)
}
