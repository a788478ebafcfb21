package round

import (
	"context"

	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/store"
)

// role is what an identity may read of a training.
type role int

const (
	roleNone role = iota
	roleEnrolled
	roleMember
	roleModelOwner
)

func (t *training) role(who wire.Identity) role {
	if who == t.manifest.ModelOwner {
		return roleModelOwner
	}
	if t.isMember(who) {
		return roleMember
	}
	if _, ok := t.enrolment(who); ok {
		return roleEnrolled
	}
	return roleNone
}

// require reports a rejection unless who has at least the role.
func (t *training) require(who wire.Identity, least role) error {
	if t.role(who) < least {
		what := map[role]string{roleEnrolled: "enrolled owners and the model owner", roleMember: "members of the roster and the model owner", roleModelOwner: "the model owner"}
		return wire.Rejectf(wire.CodeForbidden, "only %s may read this", what[least])
	}
	return nil
}

// public returns what anyone who knows the training's id may read.
func (m *Machine) public(ctx context.Context, id wire.TrainingID) (*wire.Signed, *wire.Manifest, *phe.PublicKey, error) {
	if t := m.known(id); t != nil {
		defer t.mu.Unlock()
		return t.signed, t.manifest, t.key, nil
	}
	t, err := m.acquire(ctx, id)
	if err != nil {
		return nil, nil, nil, err
	}
	defer t.mu.Unlock()
	return t.signed, t.manifest, t.key, nil
}

// Manifest returns the signed manifest.
func (m *Machine) Manifest(ctx context.Context, id wire.TrainingID) (*wire.Signed, error) {
	s, _, _, err := m.public(ctx, id)
	return s, err
}

// Sizes are the most bytes that may follow signed messages of a training.
type Sizes struct{ Open, Keys, Upload int }

// Sizes returns how many bytes the largest open message, keys message and upload of a training come with.
func (m *Machine) Sizes(ctx context.Context, id wire.TrainingID) (Sizes, error) {
	_, manifest, key, err := m.public(ctx, id)
	if err != nil {
		return Sizes{}, err
	}
	z := Sizes{Keys: wire.EncapsulationBytes(0, manifest.Cohort.Max)}
	for _, r := range manifest.Rounds {
		z.Open = max(z.Open, r.OpenSize(key.CiphertextSize(), manifest.Cohort.Max))
		z.Upload = max(z.Upload, r.Ciphertexts*key.CiphertextSize())
	}
	return z, nil
}

// MaySend reports why nothing large is taken of who signed: only members of the roster and the model owner send such.
func (m *Machine) MaySend(ctx context.Context, id wire.TrainingID, signer wire.Identity) error {
	t, err := m.acquire(ctx, id)
	if err != nil {
		return err
	}
	defer t.mu.Unlock()
	if t.role(signer) < roleMember {
		return wire.Rejectf(wire.CodeForbidden, "only members of the roster and the model owner may send this")
	}
	return nil
}

// Enrolments lists the signed enrolments after an identity (zero: from the first), a page at a time, for the model owner
// and for members of the roster, who check each other's owner keys.
func (m *Machine) Enrolments(ctx context.Context, id wire.TrainingID, reader, after wire.Identity) (*wire.List, error) {
	t, err := m.acquire(ctx, id)
	if err != nil {
		return nil, err
	}
	err = t.require(reader, roleMember)
	t.mu.Unlock()
	if err != nil {
		return nil, err
	}
	items, err := m.store.List(ctx, store.Slot{Training: id, Kind: wire.KindEnrolment})
	if err != nil {
		return nil, m.rejection(err)
	}
	return page(items, after)
}

// Log returns log entries from a sequence number on, a page at a time, for enrolled owners and the model owner.
func (m *Machine) Log(ctx context.Context, id wire.TrainingID, reader wire.Identity, from int) (*wire.Log, error) {
	t, err := m.acquire(ctx, id)
	if err != nil {
		return nil, err
	}
	err = t.require(reader, roleEnrolled)
	t.mu.Unlock()
	if err != nil {
		return nil, err
	}
	raw, err := m.store.Log(ctx, id, from, pageBytes)
	if err != nil {
		return nil, m.rejection(err)
	}
	log := &wire.Log{Entries: make([]wire.Signed, len(raw))}
	for i, b := range raw {
		if log.Entries[i], err = wire.Parse[wire.Signed](b); err != nil {
			return nil, m.rejection(err)
		}
	}
	return log, nil
}

// messages reads every signed message of a slot, in identity order.
func (m *Machine) messages(ctx context.Context, slot store.Slot) ([]wire.Signed, error) {
	items, err := m.store.List(ctx, slot)
	if err != nil {
		return nil, err
	}
	out := make([]wire.Signed, len(items))
	for i, it := range items {
		s, err := wire.Parse[wire.Signed](it.Body)
		if err != nil {
			return nil, err
		}
		out[i] = s
	}
	return out, nil
}

// senders returns who sent the messages of a slot, in identity order.
func (m *Machine) senders(ctx context.Context, slot store.Slot) ([]wire.Identity, error) {
	items, err := m.store.List(ctx, slot)
	if err != nil {
		return nil, err
	}
	ids := make([]wire.Identity, len(items))
	for i, it := range items {
		ids[i] = it.Identity
	}
	return ids, nil
}

// page cuts the next page out of a list: items after an identity.
func page(items []store.Item, after wire.Identity) (*wire.List, error) {
	p := pager{after: after}
	for _, it := range items {
		if !p.wants(it.Identity) {
			continue
		}
		if err := p.add(it.Body); err != nil {
			return nil, err
		}
	}
	return p.list(), nil
}

// pager collects one page of signed messages: never none while one is left.
type pager struct {
	after    wire.Identity // zero: from the first
	messages []wire.Signed
	bytes    int
	full     bool
}

func (p *pager) wants(who wire.Identity) bool {
	return !p.full && (p.after == wire.Identity{} || who.Compare(p.after) > 0)
}

// add takes the canonical JSON of the next message, unless the page is full.
func (p *pager) add(body []byte) error {
	if p.bytes += len(body); p.bytes > pageBytes && len(p.messages) > 0 {
		p.full = true
		return nil
	}
	s, err := wire.Parse[wire.Signed](body)
	if err != nil {
		return wire.Rejectf(wire.CodeInternal, "a stored message cannot be read")
	}
	p.messages = append(p.messages, s)
	return nil
}

func (p *pager) list() *wire.List {
	return &wire.List{Messages: append([]wire.Signed{}, p.messages...)}
}
