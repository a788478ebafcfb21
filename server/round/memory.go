package round

import (
	"context"
	"slices"
	"time"

	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/protocol/log"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/round/archive"
	"github.com/blindfit/blindfit/server/round/collect"
	"github.com/blindfit/blindfit/server/store"
)

// memory is a copy of the stored state of a training, without its attempts.
type memory struct {
	id wire.TrainingID
	public
	rec   store.Record
	pos   log.Position // of the log that is stored
	lobby roll         // the owners' enrolments
	// statements are the members', from the roster on.
	statements roll
	// view is the model owner's last message about the lobby; nil before that, and once there is a roster.
	view *wire.Lobby
}

// public is the part of a training that any client with its id may read. It never changes.
type public struct {
	signed   *wire.Signed
	manifest *wire.Manifest // nil before it was read
	key      *phe.PublicKey
}

// read fills memory from a record and the rest of the store.
func (m *memory) read(ctx context.Context, a archive.Archive, raw []byte, rec store.Record) (err error) {
	if m.manifest == nil {
		if m.public, err = readPublic(raw); err != nil {
			return err
		}
		m.pos = log.Start(m.manifest, m.signed)
	}
	if m.pos, err = m.follow(ctx, a, rec.Log); err != nil {
		return err
	}
	if err := m.readRoll(ctx, a, &m.lobby, wire.KindEnrolment, m.pos.Roster != nil); err != nil {
		return err
	}
	m.view = nil
	if m.pos.Roster == nil {
		if m.view, err = a.Lobby(ctx, m.id, m.manifest.ModelOwner); err != nil {
			return err
		}
	} else {
		if err := m.readRoll(ctx, a, &m.statements, wire.KindStatement, m.pos.Start != nil); err != nil {
			return err
		}
	}
	m.rec = rec
	return nil
}

// follow returns the position of the log at head. If the log does not go on from where it was known to stand, the store has gone
// back to an older point, as after a failover of its database that lost its last writes: then nothing that is known of the
// training holds, and the log is read from its start.
func (m *memory) follow(ctx context.Context, a archive.Archive, head wire.Head) (log.Position, error) {
	pos, err := a.Follow(ctx, m.pos, head)
	if err == nil || m.pos.Head.Length == 0 || ctx.Err() != nil {
		return pos, err
	}
	m.lobby, m.statements = roll{}, roll{}
	return a.Follow(ctx, log.Start(m.manifest, m.signed), head)
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

// readRoll reads the messages of a kind that owners send once in a training, unless they were read after the last of them
// could come. last reports whether none can come any more.
func (m *memory) readRoll(ctx context.Context, a archive.Archive, r *roll, kind wire.Kind, last bool) error {
	if r.settled {
		return nil
	}
	messages, err := a.Messages(ctx, store.Slot{Training: m.id, Kind: kind})
	if err != nil {
		return err
	}
	r.entries = r.entries[:0]
	for i := range messages {
		r.entries = append(r.entries, entrant{messages[i].Signer, messages[i].Digest(), inviteOf(&messages[i])})
	}
	r.settled = last
	return nil
}

// collecting returns the roll that fills in the present phase, nil if none does.
func (m *memory) collecting() *roll {
	switch m.rec.Phase {
	case wire.PhaseLobby:
		return &m.lobby
	case wire.PhaseStatements:
		return &m.statements
	}
	return nil
}

// slot is the slot of a kind in the present attempt; before the first attempt that of the training itself.
func (m *memory) slot(kind wire.Kind) store.Slot {
	return store.Slot{Training: m.id, Ref: m.rec.Ref, Kind: kind}
}

// erased returns the slots in which bytes are erased when the attempt ends, in addition to its uploads.
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

// roll holds the owners that have sent a message of a kind which each sends once in a training, in identity order.
type roll struct {
	entries []entrant
	settled bool // it was read when nothing could be added any more
}

// entrant is an owner with the digest of its signed message.
type entrant struct {
	identity wire.Identity
	digest   wire.Digest
	invite   wire.InviteID // that an enrolment names; zero for other messages
}

// inviteOf returns the invite that an enrolment names.
func inviteOf(s *wire.Signed) wire.InviteID {
	if s.Kind != wire.KindEnrolment {
		return wire.InviteID{}
	}
	e, err := wire.Parse[wire.Enrolment](s.Body)
	if err != nil { // it was checked before it was stored
		return wire.InviteID{}
	}
	return e.Invite
}

func (r *roll) search(who wire.Identity) (int, bool) {
	return slices.BinarySearchFunc(r.entries, who, func(e entrant, i wire.Identity) int { return e.identity.Compare(i) })
}

// find returns the digest of an owner's message.
func (r *roll) find(who wire.Identity) (wire.Digest, bool) {
	k, ok := r.search(who)
	if !ok {
		return wire.Digest{}, false
	}
	return r.entries[k].digest, true
}

func (r *roll) add(e entrant) {
	k, _ := r.search(e.identity)
	r.entries = slices.Insert(r.entries, k, e)
}

// owners returns the owners of the roll.
func (r *roll) owners() collect.Set {
	out := make(collect.Set, len(r.entries))
	for i, e := range r.entries {
		out[i] = e.identity
	}
	return out
}

// role is the permission of an identity to read a training.
type role int

const (
	roleNone role = iota
	roleEnrolled
	roleMember // and trustees
	roleModelOwner
)

func (r role) String() string {
	return [...]string{"anyone", "enrolled owners and the model owner", "members of the roster and the model owner", "the model owner"}[r]
}

func (m *memory) role(who wire.Identity) role {
	if who == m.manifest.ModelOwner {
		return roleModelOwner
	}
	if m.isMember(who) || m.manifest.Trustees.Place(who) >= 0 {
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
