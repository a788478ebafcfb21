//go:build testkeys && !js

package gather_test

import (
	"bytes"
	"context"
	"errors"
	"math/big"
	"testing"
	"time"

	"github.com/blindfit/blindfit/crypto/mask"
	"github.com/blindfit/blindfit/internal/testing/hostile"
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
	r.Gather = gather.New(gather.Options{Store: r.store, View: r.view, Reject: func(err error) error { return err }})
	return r
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

// each lets every call of an operation on the store fail, one after the other, and then none. The operation says so each time.
func (r *rig) each(name string, do func() error) {
	r.Helper()
	for at := 1; ; at++ {
		r.store.calls, r.store.at, r.store.asked = 0, at, ""
		err := do()
		r.store.at = 0
		switch {
		case r.store.asked == "":
			if err != nil {
				r.Errorf("%s: without a fault: %v", name, err)
			}
			return
		case r.store.asked == "Contribution" && err == nil: // which asks if somebody may replace what it sent
		case !errors.Is(err, errFails):
			r.Errorf("%s: %s, call %d, fails: %v", name, r.store.asked, at, err)
		}
	}
}

// A store that fails is said, whichever call it is: nothing is acknowledged that is not durable, and no list is short or empty for it.
func TestBrokenStore(t *testing.T) {
	r := newRig(t)
	ctx, id, mo := r.ctx, r.mo.ID, r.mo.Key.Identity()
	for i, k := range r.trustees {
		r.each("PutAccept", func() error { return r.PutAccept(ctx, id, k.Identity(), &r.accepts[i]) })
	}
	r.each("Accepts", func() error { l, err := r.Accepts(ctx, id); return r.has(len(messages(l)), 2, err) })
	single, many := wire.InviteID{1}, wire.InviteID{2}
	rules, blob := r.invites(1, wire.InviteRule{Invite: single, Most: 1}, wire.InviteRule{Invite: many, Most: 3, Until: time.Now().Add(time.Hour).Unix()})
	r.each("Invites.Put", func() error { return r.Invites.Put(ctx, id, mo, rules, blob) })
	more, blob := r.invites(2, wire.InviteRule{Invite: wire.InviteID{3}, Most: 1})
	r.each("Invites.Put", func() error { return r.Invites.Put(ctx, id, mo, more, blob) })
	r.each("Address", func() error { _, err := r.Invites.Address(ctx, wire.PathShort(id)); return err })
	owners := []*identity.Key{r.newKey(), r.newKey(), r.newKey(), r.newKey()}
	for i, o := range owners {
		invite := many
		if i == 0 {
			invite = single
		}
		r.each("Standing", func() error { _, _, err := r.Invites.Standing(ctx, id, o.Identity(), invite); return err })
		head, blob := r.contribution(o, 1, invite)
		r.each("PutContribution", func() error { return r.PutContribution(ctx, id, o.Identity(), head, blob) })
	}
	withdrawal := r.seal(wire.KindWithdrawal, wire.Withdrawal{Training: id, Sequence: 2}, owners[3])
	r.each("PutWithdrawal", func() error { return r.PutWithdrawal(ctx, id, owners[3].Identity(), withdrawal) })
	r.each("Days.Put", func() error { return r.Days.Put(ctx, id, mo, r.day(1, "2027-01-02")) })
	r.each("Days.Last", func() error { _, err := r.Days.Last(ctx, id, mo); return err })
	r.each("Arrivals", func() error {
		b, err := r.Arrivals(ctx, id, r.trustees[0].Identity(), 0)
		return r.has(len(b), -1, err)
	})
	r.freeze(1)
	r.each("Counts", func() error { _, err := r.Counts(ctx, id, mo); return err })
	r.each("Heads", func() error { l, err := r.Heads(ctx, id, mo, wire.Identity{}); return r.has(len(messages(l)), 3, err) })
	r.each("Masks", func() error { b, err := r.Masks(ctx, id, mo, wire.Identity{}); return r.has(len(b), -1, err) })
	r.each("Ciphertexts", func() error { b, err := r.Ciphertexts(ctx, id, mo, wire.Identity{}); return r.has(len(b), -1, err) })
	r.each("Tasks", func() error { _, err := r.Tasks(ctx, r.trustees[0].Identity()); return err })
	named := r.closing(1, 3)
	for i, k := range r.trustees {
		r.each("PutStrikes", func() error { return r.PutStrikes(ctx, id, k.Identity(), r.strikes(i)) })
	}
	r.each("Strikes", func() error { l, err := r.Strikes(ctx, id, mo); return r.has(len(messages(l)), 2, err) })
	r.each("EntryBytes", func() error { b, err := r.EntryBytes(ctx, id, 1, mo); return r.has(len(b), len(named), err) })
	r.close(named)
	for i, k := range r.trustees {
		head, numbers := r.release(i)
		r.each("PutRelease", func() error { return r.PutRelease(ctx, id, k.Identity(), head, numbers) })
	}
	r.each("Releases", func() error { l, err := r.Releases(ctx, id, mo); return r.has(len(messages(l)), 2, err) })
	r.each("ReleaseBytes", func() error {
		b, err := r.ReleaseBytes(ctx, id, r.trustees[0].Identity(), mo)
		return r.has(len(b), r.terms.VectorBytes(1), err)
	})
	results := r.seal(wire.KindPublication, wire.Publication{Training: id, Content: wire.DigestOf([]byte("x"))}, r.mo.Key)
	r.each("PutPublication", func() error { return r.PutPublication(ctx, id, mo, results, []byte("x")) })
	r.each("Publication", func() error { _, err := r.Publication(ctx, id, mo); return err })
}

// has fails if an answer has not as many of something as it should; any number but none if want is -1.
func (r *rig) has(got, want int, err error) error {
	if err == nil && (got == 0 || want >= 0 && got != want) {
		return errors.New("an answer is cut short")
	}
	return err
}

// Every message is of the party that sends it, every list for those that may read it.
func TestStrangersAreRefused(t *testing.T) {
	r := accepted(t)
	ctx, id := r.ctx, r.mo.ID
	owners := []*identity.Key{r.newKey(), r.newKey(), r.newKey()}
	for _, o := range owners {
		r.must(r.give(o, 1, wire.InviteID{}))
	}
	r.freeze(1)
	named := r.closing(1, 3)
	strikes := r.strikes(0)
	r.close(named)
	release, numbers := r.release(0)
	head, blob := r.contribution(owners[0], 2, wire.InviteID{})
	rules, ruleBytes := r.invites(1, wire.InviteRule{Invite: wire.InviteID{1}})
	results := r.seal(wire.KindPublication, wire.Publication{Training: id, Content: wire.DigestOf(nil)}, r.mo.Key)
	stranger := r.newKey().Identity()
	for name, put := range map[string]func(s *wire.Signed) error{
		"accept":       func(s *wire.Signed) error { return r.PutAccept(ctx, id, stranger, or(s, &r.accepts[0])) },
		"contribution": func(s *wire.Signed) error { return r.PutContribution(ctx, id, stranger, or(s, head), blob) },
		"withdrawal": func(s *wire.Signed) error {
			return r.PutWithdrawal(ctx, id, stranger, or(s, r.seal(wire.KindWithdrawal, wire.Withdrawal{Training: id, Sequence: 2}, owners[0])))
		},
		"strikes":     func(s *wire.Signed) error { return r.PutStrikes(ctx, id, stranger, or(s, strikes)) },
		"release":     func(s *wire.Signed) error { return r.PutRelease(ctx, id, stranger, or(s, release), numbers) },
		"invites":     func(s *wire.Signed) error { return r.Invites.Put(ctx, id, stranger, or(s, rules), ruleBytes) },
		"day":         func(s *wire.Signed) error { return r.Days.Put(ctx, id, stranger, or(s, r.day(1, "2027-01-02"))) },
		"publication": func(s *wire.Signed) error { return r.PutPublication(ctx, id, stranger, or(s, results), nil) },
	} {
		hostile.Refused(t, name+" of another", put(&wire.Signed{}), wire.CodeSignature, "signer does not match")
		hostile.Refused(t, name+" that is missing", put(nil), wire.CodeMalformed, "message is missing")
	}
	for name, read := range map[string]func(who wire.Identity) error{
		"heads":      func(who wire.Identity) error { _, err := r.Heads(ctx, id, who, wire.Identity{}); return err },
		"masks":      func(who wire.Identity) error { _, err := r.Masks(ctx, id, who, wire.Identity{}); return err },
		"counts":     func(who wire.Identity) error { _, err := r.Counts(ctx, id, who); return err },
		"strikes":    func(who wire.Identity) error { _, err := r.Strikes(ctx, id, who); return err },
		"releases":   func(who wire.Identity) error { _, err := r.Releases(ctx, id, who); return err },
		"closings":   func(who wire.Identity) error { _, err := r.EntryBytes(ctx, id, 1, who); return err },
		"the close":  func(who wire.Identity) error { _, err := r.EntryBytes(ctx, id, 0, who); return err },
		"an owner's": func(who wire.Identity) error { _, err := r.Heads(ctx, id, who, wire.Identity{}); return err },
	} {
		hostile.Refused(t, "a stranger reads "+name, read(stranger), wire.CodeForbidden, "only the model owner and the trustees")
		hostile.Refused(t, "an owner reads "+name, read(owners[0].Identity()), wire.CodeForbidden, "only the model owner and the trustees")
		r.must(read(r.mo.Key.Identity()))
		r.must(read(r.trustees[1].Identity()))
	}
	for _, who := range []wire.Identity{stranger, r.trustees[0].Identity()} {
		_, err := r.Ciphertexts(ctx, id, who, wire.Identity{})
		hostile.Refused(t, "ciphertexts", err, wire.CodeForbidden, "only the model owner")
		_, err = r.ReleaseBytes(ctx, id, r.trustees[0].Identity(), who)
		hostile.Refused(t, "a release's numbers", err, wire.CodeForbidden, "only the model owner")
	}
	for _, who := range []wire.Identity{stranger, r.mo.Key.Identity()} {
		_, err := r.Arrivals(ctx, id, who, 0)
		hostile.Refused(t, "arrivals", err, wire.CodeForbidden, "only the trustees")
	}
	for name, put := range map[string]func(by *identity.Key) error{
		"invites": func(by *identity.Key) error {
			return r.Invites.Put(ctx, id, by.Identity(), hostile.Reseal(t, rules, by, func(*wire.Invites) {}), ruleBytes)
		},
		"day": func(by *identity.Key) error {
			return r.Days.Put(ctx, id, by.Identity(), hostile.Reseal(t, r.day(1, "2027-01-02"), by, func(*wire.Day) {}))
		},
		"publication": func(by *identity.Key) error {
			return r.PutPublication(ctx, id, by.Identity(), hostile.Reseal(t, results, by, func(*wire.Publication) {}), nil)
		},
	} {
		hostile.Refused(t, name+" of a trustee", put(r.trustees[0]), wire.CodeForbidden, "only the model owner")
		hostile.Refused(t, name+" of an owner", put(owners[0]), wire.CodeForbidden, "only the model owner")
	}
}

// or is the good message in the place of an empty one, and nil for nil.
func or(s, good *wire.Signed) *wire.Signed {
	if s == nil {
		return nil
	}
	return good
}

// What comes too early or too late, or without its bytes, is refused.
func TestOutOfTurn(t *testing.T) {
	r := newRig(t)
	ctx, id, mo := r.ctx, r.mo.ID, r.mo.Key.Identity()
	o := r.newKey()
	hostile.Refused(t, "a contribution before the accepts", r.give(o, 1, wire.InviteID{}), wire.CodePhase, "0 of 2 trustees have accepted")
	r.must(r.PutAccept(ctx, id, r.trustees[0].Identity(), &r.accepts[0]))
	hostile.Refused(t, "a contribution before one accept", r.give(o, 1, wire.InviteID{}), wire.CodePhase, "1 of 2 trustees have accepted")
	r.must(r.PutAccept(ctx, id, r.trustees[1].Identity(), &r.accepts[1]))
	head, tail := r.contribution(o, 1, wire.InviteID{})
	other := hostile.Reseal(t, head, o, func(c *wire.Contribution) { c.Accepts[0]++ })
	hostile.Refused(t, "a contribution for other accepts", r.PutContribution(ctx, id, o.Identity(), other, tail), wire.CodeInvalid, "accepts is not the digest")
	_, err := r.Strikes(ctx, id, mo)
	hostile.Refused(t, "strikes before a closing", err, wire.CodePhase, "there is no closing")
	_, err = r.Days.Last(ctx, id, mo)
	hostile.Refused(t, "no day", err, wire.CodeNotFound, "was not put off")

	for name, c := range map[string]struct {
		day  *wire.Signed
		code wire.Code
		rule string
	}{
		"day 2 first":         {r.day(2, "2027-01-02"), wire.CodeInvalid, "number must be 1"},
		"day 0":               {r.day(0, "2027-01-02"), wire.CodeInvalid, "day.number"},
		"no day":              {r.day(1, "soon"), wire.CodeInvalid, "close must be a day"},
		"another training":    {hostile.Reseal(t, r.day(1, "2027-01-02"), r.mo.Key, func(d *wire.Day) { d.Training[0]++ }), wire.CodeStale, "different training"},
		"a day of other form": {hostile.Malformed(t, wire.KindDay, r.mo.Key), wire.CodeMalformed, ""},
	} {
		hostile.Refused(t, name, r.Days.Put(ctx, id, mo, c.day), c.code, c.rule)
	}
	r.must(r.Days.Put(ctx, id, mo, r.day(1, "2027-01-02")))
	hostile.Refused(t, "an earlier day", r.Days.Put(ctx, id, mo, r.day(2, "2027-01-01")), wire.CodeInvalid, "must be later")
	hostile.Refused(t, "the same day", r.Days.Put(ctx, id, mo, r.day(2, "2027-01-02")), wire.CodeInvalid, "must be later")
	if err := r.Days.Put(ctx, id, mo, r.day(1, "2027-02-02")); !errors.Is(err, store.ErrConflict) {
		t.Errorf("another day under the same number: %v", err)
	}
	rules, blob := r.invites(1, wire.InviteRule{Invite: wire.InviteID{1}, Most: 1})
	second, more := r.invites(2, wire.InviteRule{Invite: wire.InviteID{2}, Most: 1})
	hostile.Refused(t, "invites 2 first", r.Invites.Put(ctx, id, mo, second, more), wire.CodeStale, "number 1 comes before")
	hostile.Refused(t, "other rules", r.Invites.Put(ctx, id, mo, rules, more), wire.CodeInvalid, "digest of the bytes")
	hostile.Refused(t, "invites of another training", r.Invites.Put(ctx, id, mo, hostile.Reseal(t, rules, r.mo.Key, func(m *wire.Invites) { m.Training[0]++ }), blob), wire.CodeStale, "different training")
	hostile.Refused(t, "invites of another form", r.Invites.Put(ctx, id, mo, hostile.Malformed(t, wire.KindInvites, r.mo.Key), blob), wire.CodeMalformed, "")
	results := r.seal(wire.KindPublication, wire.Publication{Training: id, Content: wire.DigestOf([]byte("x"))}, r.mo.Key)
	hostile.Refused(t, "other results", r.PutPublication(ctx, id, mo, results, []byte("y")), wire.CodeInvalid, "digest of the bytes")
	hostile.Refused(t, "results of another training", r.PutPublication(ctx, id, mo, hostile.Reseal(t, results, r.mo.Key, func(m *wire.Publication) { m.Training[0]++ }), []byte("x")), wire.CodeStale, "different training")
	hostile.Refused(t, "results of another form", r.PutPublication(ctx, id, mo, hostile.Malformed(t, wire.KindPublication, r.mo.Key), []byte("x")), wire.CodeMalformed, "")

	owners := []*identity.Key{o, r.newKey(), r.newKey()}
	for _, o := range owners {
		r.must(r.give(o, 1, wire.InviteID{}))
	}
	hostile.Refused(t, "another one under the same number", r.give(o, 1, wire.InviteID{}), wire.CodeConflict, "the first is kept")
	hostile.Refused(t, "a withdrawal of nothing", r.PutWithdrawal(ctx, id, r.trustees[0].Identity(), r.seal(wire.KindWithdrawal, wire.Withdrawal{Training: id, Sequence: 2}, r.trustees[0])), wire.CodeNotFound, "contributed nothing")
	r.freeze(1)
	hostile.Refused(t, "a day after the freeze", r.Days.Put(ctx, id, mo, r.day(2, "2027-03-01")), wire.CodeLate, "is being closed")
	r.must(r.Days.Put(ctx, id, mo, r.day(1, "2027-01-02")))
	hostile.Refused(t, "one that replaces a frozen one", r.give(o, 2, wire.InviteID{}), wire.CodeLate, "is frozen for a closing")
	named := r.closing(1, 3)
	release := r.seal(wire.KindRelease, wire.Release{Training: id, Ledger: wire.Head{Length: 3}}, r.trustees[0])
	hostile.Refused(t, "a release before the close", r.PutRelease(ctx, id, r.trustees[0].Identity(), release, nil), wire.CodePhase, "is not closed")
	r.close(named)
	late := r.newKey()
	hostile.Refused(t, "a contribution after the close", r.give(late, 1, wire.InviteID{}), wire.CodeLate, "what comes now does not count")
	hostile.Refused(t, "one is announced after the close", r.MayContribute(ctx, id), wire.CodeLate, "what comes now does not count")
	r.phase = wire.PhaseDone
	if b, err := r.Arrivals(ctx, id, r.trustees[0].Identity(), 0); err != nil || len(b) != 8 {
		t.Errorf("at the end a page of %d bytes comes: %v", len(b), err)
	}
	if l, err := r.Tasks(ctx, r.trustees[0].Identity()); err != nil || len(l.Trainings) != 0 {
		t.Errorf("at the end it is a task: %v", err)
	}
	if _, err := r.Accepts(ctx, wire.TrainingID{1}); wire.RejectionOf(err) == nil {
		t.Errorf("accepts of no training: %v", err)
	}
}

// An invite counts as often as its rule says, a training takes as many as it may.
func TestLimits(t *testing.T) {
	r := accepted(t)
	ctx, id, mo := r.ctx, r.mo.ID, r.mo.Key.Identity()
	r.most = 4
	past := time.Now().Add(-time.Hour).Unix()
	single, two, over := wire.InviteID{1}, wire.InviteID{2}, wire.InviteID{3}
	rules, blob := r.invites(1, wire.InviteRule{Invite: single, Most: 1}, wire.InviteRule{Invite: two, Most: 2}, wire.InviteRule{Invite: over, Until: past})
	r.must(r.Invites.Put(ctx, id, mo, rules, blob))
	a, b, c, d, e := r.newKey(), r.newKey(), r.newKey(), r.newKey(), r.newKey()
	hostile.Refused(t, "an unknown invite", r.give(a, 1, wire.InviteID{9}), wire.CodeForbidden, "none of this training")
	hostile.Refused(t, "one that is over", r.give(a, 1, over), wire.CodeLate, "the link is over")
	r.must(r.give(a, 1, single))
	hostile.Refused(t, "one that is used", r.give(b, 1, single), wire.CodeFull, "is used")
	r.must(r.give(a, 2, single))
	r.must(r.give(b, 1, two))
	r.must(r.give(c, 1, two))
	hostile.Refused(t, "one that is full", r.give(d, 1, two), wire.CodeFull, "the link is full")
	r.must(r.give(c, 2, two))
	standing := func(who *identity.Key, invite wire.InviteID) (wire.Standing, bool) {
		s, full, err := r.Invites.Standing(ctx, id, who.Identity(), invite)
		r.must(err)
		return s, full
	}
	for _, x := range []struct {
		who    *identity.Key
		invite wire.InviteID
		want   wire.Standing
		full   bool
	}{
		{a, single, wire.StandingAdmitted, false}, {d, single, wire.StandingUsed, false}, {d, two, "", true}, {b, two, wire.StandingAdmitted, false},
		{d, over, wire.StandingLate, false}, {d, wire.InviteID{9}, wire.StandingUnknown, false},
	} {
		if got, full := standing(x.who, x.invite); got != x.want || full != x.full {
			t.Errorf("invite %d: %q, full %v, want %q, %v", x.invite[0], got, full, x.want, x.full)
		}
	}
	again, blob := r.invites(2, wire.InviteRule{Invite: wire.InviteID{4}})
	r.must(r.Invites.Put(ctx, id, mo, again, blob))
	r.must(r.give(d, 1, wire.InviteID{4}))
	hostile.Refused(t, "more than the training takes", r.give(e, 1, wire.InviteID{4}), wire.CodeFull, "as many contributions as it takes")
	r.must(r.PutWithdrawal(ctx, id, d.Identity(), r.seal(wire.KindWithdrawal, wire.Withdrawal{Training: id, Sequence: 2}, d)))
	r.must(r.give(e, 1, wire.InviteID{4}))
	if _, err := r.Invites.Address(ctx, wire.PathShort(id)); err != nil {
		t.Error(err)
	}
	_, err := r.Invites.Address(ctx, wire.PathShort(wire.TrainingID{1}))
	hostile.Refused(t, "an address of none", err, wire.CodeNotFound, "no training has this address")
}

// messages are those of a list, none of nil.
func messages(l *wire.List) []wire.Signed {
	if l == nil {
		return nil
	}
	return l.Messages
}

// A training that is not there, or cannot be read, has no answer but that; it is a trustee's task again once it can be read.
func TestTrainingsThatCannotBeRead(t *testing.T) {
	r := accepted(t)
	ctx, id, trustee := r.ctx, r.mo.ID, r.trustees[0].Identity()
	head, blob := r.contribution(r.newKey(), 1, wire.InviteID{})
	for name, do := range map[string]func(id wire.TrainingID) error{
		"sizes":    func(id wire.TrainingID) error { _, _, err := r.Sizes(ctx, id); return err },
		"a signer": func(id wire.TrainingID) error { return r.MayContribute(ctx, id) },
		"arrivals": func(id wire.TrainingID) error { _, err := r.Arrivals(ctx, id, trustee, 0); return err },
		"accepts":  func(id wire.TrainingID) error { _, err := r.Accepts(ctx, id); return err },
		"heads":    func(id wire.TrainingID) error { _, err := r.Heads(ctx, id, trustee, wire.Identity{}); return err },
		"ciphertexts": func(id wire.TrainingID) error {
			_, err := r.Ciphertexts(ctx, id, r.mo.Key.Identity(), wire.Identity{})
			return err
		},
		"an accept":    func(id wire.TrainingID) error { return r.PutAccept(ctx, id, trustee, &r.accepts[0]) },
		"contribution": func(id wire.TrainingID) error { return r.PutContribution(ctx, id, head.Signer, head, blob) },
		"standing": func(id wire.TrainingID) error {
			_, _, err := r.Invites.Standing(ctx, id, head.Signer, wire.InviteID{})
			return err
		},
	} {
		hostile.Refused(t, name+" of no training", do(wire.TrainingID{1}), wire.CodeNotFound, "no training")
		r.broken = errFails
		if err := do(id); !errors.Is(err, errFails) {
			t.Errorf("%s of one that cannot be read: %v", name, err)
		}
		r.broken = nil
	}
	r.broken = errFails
	if _, err := r.Tasks(ctx, trustee); !errors.Is(err, errFails) {
		t.Errorf("tasks: %v", err)
	}
	r.broken = nil
	if l, err := r.Tasks(ctx, trustee); err != nil || len(l.Trainings) != 1 {
		t.Errorf("tasks later: %+v, %v", l, err)
	}
}

// What the store holds and is no message is said, and not served as an empty list or passed over.
func TestDamagedMessages(t *testing.T) {
	r := accepted(t)
	ctx, id, mo := r.ctx, r.mo.ID, r.mo.Key.Identity()
	_, rec, err := r.store.Store.Training(ctx, id)
	r.must(err)
	_, err = r.store.Store.PutContribution(ctx, rec.Revision, store.Contribution{Training: id, Identity: wire.Identity{7}, Sequence: 1, Body: []byte("{"), Masks: []byte{1}, Blob: []byte{2}})
	r.must(err)
	r.freeze(1)
	if _, err := r.Heads(ctx, id, mo, wire.Identity{}); !errors.Is(err, wire.ErrMalformed) {
		t.Errorf("heads: %v", err)
	}
	for number, body := range [][]byte{[]byte("{"), []byte(`{"kind":"day","body":"e30=","signer":"` + mo.String() + `","signature":""}`)} {
		other := accepted(t)
		_, rec, err := other.store.Store.Training(ctx, other.mo.ID)
		r.must(err)
		at := store.Key{Slot: store.Slot{Training: other.mo.ID, Ref: wire.Ref{Round: 1}, Kind: wire.KindDay}, Identity: other.mo.Key.Identity()}
		_, err = other.store.Store.Put(ctx, rec.Revision, store.Message{Key: at, Body: body})
		r.must(err)
		if _, err := other.Days.Last(ctx, other.mo.ID, other.mo.Key.Identity()); err == nil || wire.RejectionOf(err) != nil && wire.RejectionOf(err).Code == wire.CodeNotFound {
			t.Errorf("day %d: %v", number, err)
		}
	}
}
