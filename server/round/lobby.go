package round

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"strings"

	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/protocol/log"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/round/archive"
	"github.com/blindfit/blindfit/server/store"
)

// Creator is the right by which a training is created.
type Creator struct {
	Name      string // of the operator's token; empty for none
	Trainings int    // that it may have at a time without those that have ended; 0 for no limit
}

// CreateTraining checks and stores a signed manifest. The same manifest again reports false.
func (m *Machine) CreateTraining(ctx context.Context, s *wire.Signed, by Creator) (id wire.TrainingID, created bool, err error) {
	manifest, id, err := openManifest(s)
	if err != nil {
		return id, false, err
	}
	key, err := phe.ParsePublicKey(manifest.Key.Modulus)
	if err != nil {
		return id, false, wire.Rejectf(wire.CodeInvalid, "invalid manifest: key.modulus: %v", err)
	}
	proof, err := phe.ParseNonceProof(key, manifest.Key.NonceProof)
	if err == nil {
		err = key.CheckNonceProof(proof)
	}
	if err != nil {
		return id, false, wire.Rejectf(wire.CodeInvalid, "invalid manifest: key.nonce_proof: %v", err)
	}
	raw, err := wire.Marshal(s)
	if err != nil {
		return id, false, wire.Rejectf(wire.CodeMalformed, "%v", err)
	}
	if old, _, err := m.archive.Training(ctx, id); err == nil && bytes.Equal(old, raw) {
		return id, false, nil
	}
	if err := m.mayCreate(); err != nil {
		return id, false, err
	}
	if err := m.withinQuota(ctx, by); err != nil {
		return id, false, err
	}
	first := store.Record{Phase: wire.PhaseLobby, Log: wire.Head{Digest: s.Digest()}, Creator: by.Name}
	if manifest.Trustees != nil {
		first.Phase = wire.PhaseCollect
	}
	created, err = m.archive.CreateTraining(context.WithoutCancel(ctx), id, raw, first)
	if err != nil {
		return id, false, m.rejection(err)
	}
	if created {
		m.created()
		m.log.Info("training created", "training", id, "key_bits", key.Bits())
	}
	return id, created, nil
}

// openManifest verifies a manifest; its errors are rejections.
func openManifest(s *wire.Signed) (*wire.Manifest, wire.TrainingID, error) {
	if s == nil || s.Kind != wire.KindManifest {
		return nil, wire.TrainingID{}, wire.Rejectf(wire.CodeInvalid, "invalid message: kind must be %q", wire.KindManifest)
	}
	// A different version may have other fields and signs under another domain: check it before anything else fails.
	var peek struct {
		Version *int `json:"version"`
	}
	if json.Unmarshal(s.Body, &peek) == nil && peek.Version != nil && *peek.Version != wire.Version {
		return nil, wire.TrainingID{}, wire.Rejectf(wire.CodeVersion, "invalid manifest: version must be %d", wire.Version)
	}
	manifest, id, err := wire.OpenManifest(s)
	switch {
	case err == nil:
		return manifest, id, nil
	case errors.Is(err, wire.ErrSignature):
		return nil, id, wire.Rejectf(wire.CodeSignature, "%v", err)
	case strings.HasPrefix(err.Error(), "invalid"):
		return nil, id, wire.Rejectf(wire.CodeInvalid, "%v", err)
	}
	return nil, id, wire.Rejectf(wire.CodeMalformed, "%v", err)
}

// Enrol takes an owner's enrolment while the training is in its lobby. Only the model owner can check its MAC: the
// facilitator never sees the invite's secret.
func (m *Machine) Enrol(ctx context.Context, id wire.TrainingID, from wire.Identity, s *wire.Signed) error {
	if err := verify(s, wire.KindEnrolment, from); err != nil {
		return err
	}
	if _, err := log.OpenEnrolment(s, id); err != nil {
		return err
	}
	raw, err := wire.Marshal(s)
	if err != nil {
		return wire.Rejectf(wire.CodeMalformed, "%v", err)
	}
	msg := store.Message{Key: store.Key{Slot: store.Slot{Training: id, Kind: wire.KindEnrolment}, Identity: from}, Body: raw}
	return m.decide(ctx, id, func(t *training) error { return t.enrol(ctx, msg, s) })
}

// enrol stores an enrolment. The caller holds t.mu.
func (t *training) enrol(ctx context.Context, msg store.Message, s *wire.Signed) error {
	from := msg.Identity
	if _, known := t.lobby.find(from); known || t.rec.Phase != wire.PhaseLobby {
		return t.r.again(ctx, msg, wire.Rejectf(wire.CodePhase, "the training no longer takes enrolments"))
	}
	if from == t.manifest.ModelOwner {
		return wire.Rejectf(wire.CodeForbidden, "a model owner cannot enrol in its own training under the same identity")
	}
	if len(t.lobby.entries) >= wire.LobbyFactor*t.manifest.Cohort.Max {
		return wire.Rejectf(wire.CodeFull, "the lobby is full")
	}
	if err := t.enter(ctx, &t.lobby, msg, s); err != nil {
		return err
	}
	t.r.log.Info("owner enrolled", "training", t.id, "enrolled", len(t.lobby.entries))
	return nil
}

// enter stores a message that an owner sends once in a training. The caller holds t.mu.
func (t *training) enter(ctx context.Context, r *roll, msg store.Message, s *wire.Signed) error {
	if _, err := t.r.archive.Put(context.WithoutCancel(ctx), t.rec.Revision, msg); err != nil {
		if !errors.Is(err, store.ErrConflict) {
			t.loaded = false
		}
		return err
	}
	r.add(entrant{msg.Identity, s.Digest(), inviteOf(s)})
	t.news.Stirred()
	return nil
}

// PutStatement takes a member's statement about its rows, between the roster and the start.
func (m *Machine) PutStatement(ctx context.Context, id wire.TrainingID, from wire.Identity, s *wire.Signed) error {
	if err := verify(s, wire.KindStatement, from); err != nil {
		return err
	}
	raw, err := wire.Marshal(s)
	if err != nil {
		return wire.Rejectf(wire.CodeMalformed, "%v", err)
	}
	msg := store.Message{Key: store.Key{Slot: store.Slot{Training: id, Kind: wire.KindStatement}, Identity: from}, Body: raw}
	return m.decide(ctx, id, func(t *training) error {
		if err := t.require(from, roleMember); err != nil {
			return err
		}
		if _, err := t.pos.OpenStatement(s); err != nil {
			return err
		}
		if _, known := t.statements.find(from); known || t.rec.Phase != wire.PhaseStatements {
			return m.again(ctx, msg, wire.Rejectf(wire.CodePhase, "the training no longer takes statements"))
		}
		return t.enter(ctx, &t.statements, msg, s)
	})
}

// Lobby are a machine's answers to owners that wait for a training to begin, and to those that might join.
type Lobby struct{ machine *Machine }

// Put takes the model owner's message about the lobby, in place of the one before.
func (x *Lobby) Put(ctx context.Context, id wire.TrainingID, from wire.Identity, s *wire.Signed) error {
	if err := verify(s, wire.KindLobby, from); err != nil {
		return err
	}
	l, err := wire.OpenMessage[wire.Lobby](s, wire.KindLobby)
	if err != nil {
		return err
	}
	if err := l.Check(); err != nil {
		return wire.Rejectf(wire.CodeInvalid, "%v", err)
	}
	raw, err := wire.Marshal(s)
	if err != nil {
		return wire.Rejectf(wire.CodeMalformed, "%v", err)
	}
	return x.machine.decide(ctx, id, func(t *training) error {
		if err := t.require(from, roleModelOwner); err != nil {
			return err
		}
		switch last := lastView(t); {
		case l.Training != id:
			return wire.Rejectf(wire.CodeStale, "lobby: is for a different training")
		case t.rec.Phase != wire.PhaseLobby:
			return wire.Rejectf(wire.CodePhase, "the training has left its lobby")
		case l.Number != last+1:
			return wire.Rejectf(wire.CodeStale, "lobby: number must be %d", last+1)
		}
		key := archive.LobbyKey(id, from, l.Number)
		change := store.Change{Next: t.next(wire.PhaseLobby), Messages: []store.Message{{Key: key, Body: raw}}, Remove: []store.Key{archive.LobbyKey(id, from, l.Number-1)}}
		before := t.view
		t.view = l // states are rendered while the change is announced
		if err := t.commit(ctx, change); err != nil {
			t.view = before
			return err
		}
		return nil
	})
}

// lastView returns the number of the model owner's newest message about the lobby, 0 before the first.
func lastView(t *training) int {
	if t.view == nil {
		return 0
	}
	return t.view.Number
}

// Entry returns the known facts about an asker and its invite before it enrols, for anyone who knows the training.
func (x *Lobby) Entry(ctx context.Context, id wire.TrainingID, who wire.Identity, invite wire.InviteID) (*wire.Entry, error) {
	t, err := x.machine.acquire(ctx, id)
	if err != nil {
		return nil, err
	}
	e := &wire.Entry{Phase: t.rec.Phase, Enrolled: len(t.lobby.entries), Member: t.isMember(who)}
	if v := t.view; v != nil && e.Phase == wire.PhaseLobby {
		e.Lobby, e.Admitted, e.Standing = v.Number, v.Admitted(), v.Of(who, invite)
	}
	if _, here := t.lobby.find(who); e.Phase == wire.PhaseLobby && !here {
		for _, other := range t.lobby.entries {
			if other.invite == invite && e.Standing == "" {
				e.Standing = wire.StandingUsed
			}
		}
		e.Full = e.Admitted >= t.manifest.Cohort.Max || e.Enrolled >= wire.LobbyFactor*t.manifest.Cohort.Max
	}
	trustees := t.manifest.Trustees != nil
	t.mu.Unlock()
	if trustees && e.Phase == wire.PhaseCollect {
		e.Standing, e.Full, err = x.machine.Gather.Invites.Standing(ctx, id, who, invite)
	}
	return e, err
}
