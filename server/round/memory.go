package round

import (
	"context"
	"slices"
	"time"

	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/protocol/log"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/round/archive"
	"github.com/blindfit/blindfit/server/store"
)

// memory is the copy of what the store holds of a training, without its attempts.
type memory struct {
	id wire.TrainingID
	public
	rec   store.Record
	pos   log.Position // of the log that is stored
	lobby lobby
}

// public is the part of a training that anyone who knows its id may read. It never changes.
type public struct {
	signed   *wire.Signed
	manifest *wire.Manifest // nil before it was read
	key      *phe.PublicKey
}

// read makes memory of a record and what else the store holds.
func (m *memory) read(ctx context.Context, a archive.Archive, raw []byte, rec store.Record) (err error) {
	if m.manifest == nil {
		if m.public, err = readPublic(raw); err != nil {
			return err
		}
		m.pos = log.Start(m.manifest, m.signed)
	}
	if m.pos, err = a.Follow(ctx, m.pos, rec.Log); err != nil {
		return err
	}
	if !m.lobby.settled {
		if err := m.readLobby(ctx, a); err != nil {
			return err
		}
		m.lobby.settled = rec.Log.Length > 0
	}
	m.rec = rec
	return nil
}

func readPublic(raw []byte) (p public, err error) {
	signed, err := wire.Parse[wire.Signed](raw)
	if err != nil {
		return p, err
	}
	if p.manifest, _, err = wire.OpenManifest(&signed); err != nil {
		return public{}, err
	}
	if p.key, err = phe.ParsePublicKey(p.manifest.Key.Modulus); err != nil {
		return public{}, err
	}
	p.signed = &signed
	return p, nil
}

// readLobby reads who is enrolled.
func (m *memory) readLobby(ctx context.Context, a archive.Archive) error {
	messages, err := a.Messages(ctx, store.Slot{Training: m.id, Kind: wire.KindEnrolment})
	if err != nil {
		return err
	}
	m.lobby.enrolled = m.lobby.enrolled[:0]
	for i := range messages {
		m.lobby.enrolled = append(m.lobby.enrolled, enrolled{messages[i].Signer, messages[i].Digest()})
	}
	return nil
}

// slot is the slot of a kind in the present attempt.
func (m *memory) slot(kind wire.Kind) store.Slot {
	return store.Slot{Training: m.id, Ref: m.rec.Ref, Kind: kind}
}

// erased are the slots whose bytes are erased when the attempt ends, besides its uploads.
func (m *memory) erased() []store.Slot {
	return []store.Slot{m.slot(wire.KindOpen), m.slot(wire.KindKeys), m.slot(store.KindPartial)}
}

// allowed returns how long a phase may take, 0 if it has no deadline.
func (m *memory) allowed(p wire.Phase) time.Duration {
	if seconds := p.Rule().Seconds; seconds != nil {
		return time.Duration(seconds(m.manifest.Limits)) * time.Second
	}
	return 0
}

// lobby holds the enrolled owners in identity order.
type lobby struct {
	enrolled []enrolled
	settled  bool // it was read after the roster: nothing can be added any more
}

// enrolled is an owner in the lobby, with the digest of its signed enrolment.
type enrolled struct {
	identity wire.Identity
	digest   wire.Digest
}

func (l *lobby) search(who wire.Identity) (int, bool) {
	return slices.BinarySearchFunc(l.enrolled, who, func(e enrolled, i wire.Identity) int { return e.identity.Compare(i) })
}

// find returns the digest of an owner's enrolment.
func (l *lobby) find(who wire.Identity) (wire.Digest, bool) {
	k, ok := l.search(who)
	if !ok {
		return wire.Digest{}, false
	}
	return l.enrolled[k].digest, true
}

func (l *lobby) add(e enrolled) {
	k, _ := l.search(e.identity)
	l.enrolled = slices.Insert(l.enrolled, k, e)
}

// role is what an identity may read of a training.
type role int

const (
	roleNone role = iota
	roleEnrolled
	roleMember
	roleModelOwner
)

func (r role) String() string {
	return [...]string{"anyone", "enrolled owners and the model owner", "members of the roster and the model owner", "the model owner"}[r]
}

func (m *memory) role(who wire.Identity) role {
	if who == m.manifest.ModelOwner {
		return roleModelOwner
	}
	if m.isMember(who) {
		return roleMember
	}
	if _, ok := m.lobby.find(who); ok {
		return roleEnrolled
	}
	return roleNone
}

func (m *memory) isMember(who wire.Identity) bool { return m.place(who) >= 0 }

// place returns an identity's number in the roster, from 0, or −1.
func (m *memory) place(who wire.Identity) int {
	i, ok := slices.BinarySearchFunc(m.pos.Members(), who, func(o wire.Member, i wire.Identity) int { return o.Identity.Compare(i) })
	if !ok {
		return -1
	}
	return i
}

// require refuses an identity without a role.
func (m *memory) require(who wire.Identity, least role) error {
	if m.role(who) < least {
		return wire.Rejectf(wire.CodeForbidden, "only %s may do this", least)
	}
	return nil
}
