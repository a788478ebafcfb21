//go:build testkeys && !js

package gather_test

import (
	"bytes"
	"context"
	"errors"
	"math/big"
	"testing"

	"github.com/blindfit/blindfit/crypto/mask"
	"github.com/blindfit/blindfit/internal/testing/parties"
	"github.com/blindfit/blindfit/protocol/attempt"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/round/gather"
	"github.com/blindfit/blindfit/server/store"
	"github.com/blindfit/blindfit/server/store/sqlite"
)

// rig is a training with two trustees at a facilitator that has a store alone: the test moves the training itself.
type rig struct {
	*testing.T
	*gather.Gather
	ctx      context.Context
	store    *failing
	mo       *parties.ModelOwner
	terms    *attempt.Gathering
	trustees []*identity.Key
	accepts  []wire.Signed
	phase    wire.Phase
	most     int
	broken   error // of view
}

const batch = 3

// newRig makes a training that no trustee has accepted.
func newRig(t *testing.T) *rig {
	t.Helper()
	r := &rig{T: t, ctx: t.Context(), phase: wire.PhaseCollect, most: 100}
	s, err := sqlite.Open(r.ctx, t.TempDir())
	r.must(err)
	t.Cleanup(func() { s.Close() })
	r.store = &failing{Store: s}
	named := &wire.Trustees{Batch: batch}
	for i := range 2 {
		k, err := identity.NewKey()
		r.must(err)
		r.trustees = append(r.trustees, k)
		named.Keys = append(named.Keys, wire.Trustee{Identity: k.Identity(), Envelope: wire.Digest{byte(i)}, Box: make([]byte, wire.TrusteeBoxSize)})
	}
	var manifest *wire.Manifest
	r.mo = parties.NewModelOwner(t, batch, 100, func(m *wire.Manifest) {
		m.Trustees, m.Noise = named, true
		m.Rounds = []wire.RoundShape{{Kind: wire.RoundOneRound, Most: 1, Values: 4, SlotBits: 16, Ciphertexts: 2}}
		manifest = m
	})
	r.terms = attempt.NewGathering(r.mo.ID, manifest, parties.Public())
	text, err := wire.Marshal(r.mo.Manifest)
	r.must(err)
	_, err = s.CreateTraining(r.ctx, r.mo.ID, text, store.Record{Phase: r.phase})
	r.must(err)
	for _, k := range r.trustees {
		kem, err := mask.NewTrusteeKey()
		r.must(err)
		r.accepts = append(r.accepts, *r.seal(wire.KindTrusteeAccept, wire.TrusteeAccept{Training: r.mo.ID, KEMKey: kem.Public(), Min: batch, Ledger: wire.Head{Length: 2}}, k))
	}
	r.restart()
	return r
}

// restart begins a facilitator on the store: nothing is in its memory.
func (r *rig) restart() {
	r.Gather = gather.New(gather.Options{Store: r.store, View: r.view, Reject: func(err error) error { return err }})
}

func (r *rig) view(ctx context.Context, id wire.TrainingID) (*gather.View, error) {
	if r.broken != nil {
		return nil, r.broken
	}
	_, rec, err := r.store.Store.Training(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return nil, wire.Rejectf(wire.CodeNotFound, "no training")
	}
	if err != nil {
		return nil, err
	}
	return &gather.View{Gathering: r.terms, Most: r.most, Position: r.mo.Log, Phase: r.phase, Revision: rec.Revision}, nil
}

// accepted is a rig with the accepts of both trustees.
func accepted(t *testing.T) *rig {
	t.Helper()
	r := newRig(t)
	for i, k := range r.trustees {
		r.must(r.PutAccept(r.ctx, r.mo.ID, k.Identity(), &r.accepts[i]))
	}
	return r
}

func (r *rig) must(err error) {
	r.Helper()
	if err != nil {
		r.Fatal(err)
	}
}

func (r *rig) seal(kind wire.Kind, body any, by wire.Signer) *wire.Signed {
	r.Helper()
	s, err := wire.Seal(kind, body, by)
	r.must(err)
	return s
}

func (r *rig) newKey() *identity.Key {
	r.Helper()
	k, err := identity.NewKey()
	r.must(err)
	return k
}

// contribution is a good one of an owner, with an invite.
func (r *rig) contribution(by *identity.Key, sequence int, invite wire.InviteID) (*wire.Signed, []byte) {
	r.Helper()
	enc := bytes.Repeat([]byte{1}, 2*wire.TrusteeEncapsulationSize)
	tags := bytes.Repeat([]byte{2}, 2*wire.TrusteeTagSize)
	texts := parties.Encrypt(r.T, []*big.Int{big.NewInt(3), big.NewInt(4)})
	head := r.seal(wire.KindContribution, wire.Contribution{
		Training: r.mo.ID, Sequence: sequence, Accepts: wire.AcceptsDigest(r.accepts), Key: wire.Digest(r.terms.Key.Fingerprint()), Count: 2,
		Encapsulations: wire.BlobRoot(enc, wire.TrusteeEncapsulationSize), Tags: wire.BlobRoot(tags, wire.TrusteeTagSize),
		Ciphertexts: wire.BlobRoot(texts, r.terms.Key.CiphertextSize()), Invite: invite, MAC: make([]byte, 32),
	}, by)
	return head, append(append(enc, tags...), texts...)
}

// give puts a contribution of an owner.
func (r *rig) give(by *identity.Key, sequence int, invite wire.InviteID) error {
	r.Helper()
	head, blob := r.contribution(by, sequence, invite)
	return r.PutContribution(r.ctx, r.mo.ID, by.Identity(), head, blob)
}

// freeze freezes what is there, in the store and in the log.
func (r *rig) freeze(number int) {
	r.Helper()
	_, rec, err := r.store.Store.Training(r.ctx, r.mo.ID)
	r.must(err)
	rec.Log.Length++
	r.mo.Append(wire.KindFreeze, wire.Freeze{LogEntry: r.mo.Next(), Number: number})
	r.must(r.store.Store.Commit(r.ctx, r.mo.ID, store.Change{Next: rec, Freeze: number, Entry: []byte("{}")}))
}

// closing names the first owners of the frozen contributions and keeps the bytes, and returns them.
func (r *rig) closing(number, count int) []byte {
	r.Helper()
	heads, err := r.Heads(r.ctx, r.mo.ID, r.mo.Key.Identity(), wire.Identity{})
	r.must(err)
	var blob []byte
	for _, m := range heads.Messages[:count] {
		blob = wire.AppendContributed(blob, wire.Contributed{Identity: m.Signer, Head: m.Digest()})
	}
	r.mo.Append(wire.KindClosing, wire.Closing{LogEntry: r.mo.Next(), Number: number, Count: count, Contributions: wire.DigestOf(blob)})
	r.keep(number, blob)
	return blob
}

func (r *rig) keep(number int, blob []byte) {
	r.Helper()
	_, rec, err := r.store.Store.Training(r.ctx, r.mo.ID)
	r.must(err)
	_, err = r.store.Store.Put(r.ctx, rec.Revision, store.Message{Key: gather.EntryKey(r.mo.ID, number, r.mo.Key.Identity()), Body: []byte("{}"), Blob: blob})
	r.must(err)
}

// strikes are a trustee's of the last closing, of nobody.
func (r *rig) strikes(i int) *wire.Signed {
	c := r.mo.Log.Closing
	return r.seal(wire.KindStrikes, wire.Strikes{Training: r.mo.ID, Closing: r.mo.Log.ClosingDigest, Struck: wire.NewSubset(c.Count, func(int) bool { return false })}, r.trustees[i])
}

// close divides the last closing into one cell.
func (r *rig) close(blob []byte) {
	r.Helper()
	set, err := r.terms.NewClosing(r.mo.Log, blob, nil)
	r.must(err)
	struck, err := set.NewStruck([]wire.Signed{*r.strikes(0), *r.strikes(1)})
	r.must(err)
	cellOf := make([]int, len(set.All))
	for i := range cellOf {
		cellOf[i] = 1
	}
	list, cells, err := struck.Divide(cellOf, 1)
	r.must(err)
	r.mo.Append(wire.KindClose, wire.Close{LogEntry: r.mo.Next(), Closing: set.Digest, Strikes: struck.Digests, Cells: list, Blob: wire.DigestOf(cells)})
	if r.mo.Log.Close == nil {
		r.Fatal("the close does not follow")
	}
	r.keep(0, cells)
}

// release is a trustee's for the close.
func (r *rig) release(i int) (*wire.Signed, []byte) {
	r.Helper()
	numbers := make([]byte, r.terms.VectorBytes(1))
	return r.seal(wire.KindRelease, wire.Release{Training: r.mo.ID, Close: r.mo.Log.CloseDigest, Vectors: r.terms.VectorRoot(numbers), Ledger: wire.Head{Length: 3}}, r.trustees[i]), numbers
}

// invites is the model owner's message with rules.
func (r *rig) invites(number int, rules ...wire.InviteRule) (*wire.Signed, []byte) {
	r.Helper()
	var blob []byte
	for _, x := range rules {
		blob = wire.AppendInviteRule(blob, x)
	}
	return r.seal(wire.KindInvites, wire.Invites{Training: r.mo.ID, Number: number, Count: len(rules), Rules: wire.DigestOf(blob), Address: "abc"}, r.mo.Key), blob
}

func (r *rig) day(number int, day string) *wire.Signed {
	return r.seal(wire.KindDay, wire.Day{Training: r.mo.ID, Number: number, Close: day}, r.mo.Key)
}

var errFails = errors.New("the store fails")

// failing is a store of which a call fails.
type failing struct {
	store.Store
	calls, at int // the call that fails, from 1
	asked     string
}

func (f *failing) next(what string) error {
	if f.calls++; f.calls == f.at {
		f.asked = what
		return errFails
	}
	return nil
}

func (f *failing) Put(ctx context.Context, revision int64, m store.Message) (bool, error) {
	if err := f.next("Put"); err != nil {
		return false, err
	}
	return f.Store.Put(ctx, revision, m)
}

func (f *failing) Get(ctx context.Context, key store.Key) (store.Message, error) {
	if err := f.next("Get"); err != nil {
		return store.Message{}, err
	}
	return f.Store.Get(ctx, key)
}

func (f *failing) List(ctx context.Context, slot store.Slot) ([]store.Item, error) {
	if err := f.next("List"); err != nil {
		return nil, err
	}
	return f.Store.List(ctx, slot)
}

func (f *failing) Trainings(ctx context.Context) ([]wire.TrainingID, error) {
	if err := f.next("Trainings"); err != nil {
		return nil, err
	}
	return f.Store.Trainings(ctx)
}

func (f *failing) PutContribution(ctx context.Context, revision int64, c store.Contribution) (bool, error) {
	if err := f.next("PutContribution"); err != nil {
		return false, err
	}
	return f.Store.PutContribution(ctx, revision, c)
}

func (f *failing) Contribution(ctx context.Context, id wire.TrainingID, who wire.Identity) (store.Contribution, error) {
	if err := f.next("Contribution"); err != nil {
		return store.Contribution{}, err
	}
	return f.Store.Contribution(ctx, id, who)
}

func (f *failing) Frozen(ctx context.Context, id wire.TrainingID, after wire.Identity, part store.Part, most int) ([]store.Contribution, error) {
	if err := f.next("Frozen"); err != nil {
		return nil, err
	}
	return f.Store.Frozen(ctx, id, after, part, most)
}

func (f *failing) Arrived(ctx context.Context, id wire.TrainingID, after int64, most int) ([]store.Contribution, int64, error) {
	if err := f.next("Arrived"); err != nil {
		return nil, 0, err
	}
	return f.Store.Arrived(ctx, id, after, most)
}

func (f *failing) CountContributions(ctx context.Context, id wire.TrainingID) (int, int, error) {
	if err := f.next("CountContributions"); err != nil {
		return 0, 0, err
	}
	return f.Store.CountContributions(ctx, id)
}

func (f *failing) CountInvite(ctx context.Context, id wire.TrainingID, invite wire.InviteID) (int, error) {
	if err := f.next("CountInvite"); err != nil {
		return 0, err
	}
	return f.Store.CountInvite(ctx, id, invite)
}
