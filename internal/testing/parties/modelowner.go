package parties

import (
	"crypto/rand"
	"math/big"
	"testing"

	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/protocol/identity"
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
	Head     wire.Head
	Least    int // fewest survivors that its open messages ask for
	min      int
	roster   wire.Digest
}

// NewModelOwner makes a model owner and its manifest for cohorts of fewest to most owners. change, if not nil,
// alters the manifest before it is signed.
func NewModelOwner(tb testing.TB, fewest, most int, change func(*wire.Manifest)) *ModelOwner {
	tb.Helper()
	o := &ModelOwner{tb: tb, Key: newKey(tb), Least: fewest, min: fewest}
	k := thePair()
	m := wire.Manifest{
		Version: wire.Version, ModelOwner: o.Key.Identity(), Key: wire.KeyInfo{Modulus: k.public.Bytes(), NonceProof: k.proof},
		Rounds:  []wire.RoundShape{{Kind: wire.RoundGradient, Most: 100, Weights: 1, Values: 4, SlotBits: slotBits, Ciphertexts: Ciphertexts}},
		Cohort:  wire.Cohort{Min: fewest, Max: most, Start: fewest, JoinSeconds: 3600},
		Limits:  wire.Limits{Rounds: 100, KeysSeconds: 60, UploadSeconds: 120},
		Weights: "encrypted", Training: []byte("sealed training file"),
	}
	rand.Read(m.Nonce[:])
	if change != nil {
		change(&m)
	}
	o.Manifest = o.seal(wire.KindManifest, m)
	o.ID = wire.TrainingID(wire.DigestOf(o.Manifest.Body))
	o.Head = wire.Head{Digest: o.Manifest.Digest()}
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
func (o *ModelOwner) Next() wire.LogEntry {
	return wire.LogEntry{Training: o.ID, Sequence: o.Head.Length + 1, Previous: o.Head.Digest}
}

// Append signs a log entry and moves the model owner's own log on.
func (o *ModelOwner) Append(kind wire.Kind, body any) *wire.Signed {
	o.tb.Helper()
	s := o.seal(kind, body)
	o.Head = wire.Head{Length: o.Head.Length + 1, Digest: s.Digest()}
	return s
}

// Roster admits owners on their enrolments, which must be in identity order, and gives out blocks in that order.
func (o *ModelOwner) Roster(enrolments []wire.Signed) *wire.Signed {
	o.tb.Helper()
	r := wire.Roster{LogEntry: o.Next()}
	blocks := wire.AssignBlocks(len(enrolments), o.min)
	for i, e := range enrolments {
		r.Members = append(r.Members, wire.Member{Identity: e.Signer, Enrolment: e.Digest(), Block: blocks[i]})
	}
	s := o.Append(wire.KindRoster, r)
	o.roster = s.Digest()
	return s
}

// Open opens an attempt; it returns the message and its weights.
func (o *ModelOwner) Open(ref wire.Ref) (*wire.Signed, []byte) {
	o.tb.Helper()
	weights := encrypt(o.tb, big.NewInt(int64(ref.Round)))
	return o.Append(wire.KindOpen, wire.Open{LogEntry: o.Next(), Ref: ref, Kind: wire.RoundGradient,
		Roster: o.roster, Weights: wire.DigestOf(weights), Blob: wire.DigestOf(weights), Least: o.Least}), weights
}

// Accept accepts an aggregate.
func (o *ModelOwner) Accept(ref wire.Ref, aggregate []byte, uploads []wire.Signed) *wire.Signed {
	o.tb.Helper()
	list := make([]*wire.Signed, len(uploads))
	for i := range uploads {
		list[i] = &uploads[i]
	}
	return o.Append(wire.KindAccept, wire.Accept{LogEntry: o.Next(), Ref: ref, Aggregate: wire.DigestOf(aggregate), Uploads: wire.MerkleRoot(list)})
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

// Counts decrypts an aggregate, takes residue (see Residue; nil for none) off it and returns how often each of the owners
// 0 to owners−1 was counted, the same in every ciphertext. It fails the test when the plaintext holds anything else.
func (o *ModelOwner) Counts(aggregate []byte, residue []*big.Int, owners int) []int {
	o.tb.Helper()
	k := thePair()
	cs, err := k.public.ParseVector(aggregate, Ciphertexts)
	if err != nil {
		o.tb.Fatalf("aggregate: %v", err)
	}
	var counts []int
	for i, c := range cs {
		m := k.decrypt(c)
		if residue != nil {
			m.Sub(m, residue[i]).Mod(m, k.public.N())
		}
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
