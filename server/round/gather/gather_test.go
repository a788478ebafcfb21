//go:build testkeys && !js

package gather_test

import (
	"errors"
	"testing"
	"time"

	"github.com/blindfit/blindfit/internal/testing/hostile"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/store"
)

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
		r.each("PutContribution", func() error { r.restart(); return r.PutContribution(ctx, id, o.Identity(), head, blob) })
	}
	r.each("Standing of an unknown invite", func() error { _, _, err := r.Invites.Standing(ctx, id, wire.Identity{9}, wire.InviteID{9}); return err })
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
		"sizes":      func(id wire.TrainingID) error { _, _, err := r.Sizes(ctx, id); return err },
		"a signer":   func(id wire.TrainingID) error { return r.MayContribute(ctx, id) },
		"an address": func(id wire.TrainingID) error { _, err := r.Invites.Address(ctx, wire.PathShort(id)); return err },
		"arrivals":   func(id wire.TrainingID) error { _, err := r.Arrivals(ctx, id, trustee, 0); return err },
		"accepts":    func(id wire.TrainingID) error { _, err := r.Accepts(ctx, id); return err },
		"heads":      func(id wire.TrainingID) error { _, err := r.Heads(ctx, id, trustee, wire.Identity{}); return err },
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
	invites, rules := r.invites(1, wire.InviteRule{Invite: wire.InviteID{1}, Most: 2})
	for name, c := range map[string]struct {
		kind wire.Kind
		ref  wire.Ref
		read func(r *rig) error
	}{
		"a day":   {wire.KindDay, wire.Ref{Round: 1}, func(r *rig) error { _, err := r.Days.Last(ctx, r.mo.ID, r.mo.Key.Identity()); return err }},
		"results": {wire.KindPublication, wire.Ref{}, func(r *rig) error { _, err := r.Publication(ctx, r.mo.ID, r.mo.Key.Identity()); return err }},
		"invites": {wire.KindInvites, wire.Ref{Round: 1}, func(r *rig) error {
			_, _, err := r.Invites.Standing(ctx, r.mo.ID, wire.Identity{9}, wire.InviteID{1})
			return err
		}},
		"an address":  {wire.KindInvites, wire.Ref{Round: 1}, func(r *rig) error { _, err := r.Invites.Address(ctx, wire.PathShort(r.mo.ID)); return err }},
		"strikes":     {wire.KindStrikes, wire.Ref{Round: 1}, func(r *rig) error { _, err := r.Strikes(ctx, r.mo.ID, r.mo.Key.Identity()); return err }},
		"its invites": {wire.KindInvites, wire.Ref{Round: 1}, func(r *rig) error { return r.give(r.newKey(), 1, wire.InviteID{1}) }},
	} {
		signed, err := wire.Marshal(invites) // of another model owner
		r.must(err)
		for how, m := range map[string]store.Message{
			"no JSON":          {Body: []byte("{")},
			"of no kind":       {Body: []byte(`{"kind":"hello","body":"e30=","signer":"` + mo.String() + `","signature":""}`)},
			"with other bytes": {Body: signed, Blob: rules[1:]},
		} {
			if name == "results" && how != "no JSON" || name == "strikes" && how != "no JSON" {
				continue // they are passed on as they are
			}
			r := accepted(t)
			if name == "strikes" {
				for range 3 {
					r.must(r.give(r.newKey(), 1, wire.InviteID{}))
				}
				r.freeze(1)
				r.closing(1, 3)
			}
			_, rec, err := r.store.Store.Training(ctx, r.mo.ID)
			r.must(err)
			m.Key = store.Key{Slot: store.Slot{Training: r.mo.ID, Ref: c.ref, Kind: c.kind}, Identity: r.mo.Key.Identity()}
			_, err = r.store.Store.Put(ctx, rec.Revision, m)
			r.must(err)
			err = c.read(r)
			if rejected := wire.RejectionOf(err); err == nil || rejected != nil && rejected.Code == wire.CodeNotFound {
				t.Errorf("%s, %s: %v", name, how, err)
			}
		}
	}
}
