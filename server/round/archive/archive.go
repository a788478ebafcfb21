// Package archive owns reading a training from its store: signed messages, the log, the list of an attempt, and the
// messages of a running attempt.
package archive

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/blindfit/blindfit/protocol/attempt"
	"github.com/blindfit/blindfit/protocol/log"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/round/collect"
	"github.com/blindfit/blindfit/server/store"
)

// PageBytes bounds one page of log entries or listed messages.
const PageBytes = 256 << 10

// Archive is a store with the reads that rounds need. An error is the store's, or store.ErrCorrupt if stored bytes break a
// rule that was checked before they were stored.
type Archive struct{ store.Store }

// Messages reads every signed message of a slot, in identity order.
func (a Archive) Messages(ctx context.Context, slot store.Slot) ([]wire.Signed, error) {
	items, err := a.List(ctx, slot)
	if err != nil {
		return nil, err
	}
	out := make([]wire.Signed, len(items))
	for i, it := range items {
		if out[i], err = wire.Parse[wire.Signed](it.Body); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// LobbyKey is the place of the model owner's message about the lobby with a number. A message and the one before it have
// different places, so that one can take the place of the other in one change.
func LobbyKey(id wire.TrainingID, modelOwner wire.Identity, number int) store.Key {
	return store.Key{Slot: store.Slot{Training: id, Ref: wire.Ref{Round: 1 + number&1}, Kind: wire.KindLobby}, Identity: modelOwner}
}

// Lobby reads the model owner's newest message about the lobby; nil if there is none.
func (a Archive) Lobby(ctx context.Context, id wire.TrainingID, modelOwner wire.Identity) (*wire.Lobby, error) {
	for number := range 2 {
		m, err := a.Get(ctx, LobbyKey(id, modelOwner, number))
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		s, err := wire.Parse[wire.Signed](m.Body)
		if err != nil {
			return nil, err
		}
		return wire.OpenMessage[wire.Lobby](&s, wire.KindLobby)
	}
	return nil, nil
}

// Senders returns the owners with a message in a slot.
func (a Archive) Senders(ctx context.Context, slot store.Slot) (collect.Set, error) {
	items, err := a.List(ctx, slot)
	if err != nil {
		return nil, err
	}
	s := make(collect.Set, len(items))
	for i, it := range items {
		s[i] = it.Identity
	}
	return s, nil
}

// Follow returns the position of a training's log at head, given an earlier position.
func (a Archive) Follow(ctx context.Context, pos log.Position, head wire.Head) (log.Position, error) {
	for pos.Head.Length < head.Length {
		raw, err := a.Log(ctx, pos.Training, pos.Head.Length+1, PageBytes)
		if err != nil {
			return pos, err
		}
		if len(raw) == 0 {
			return pos, store.ErrCorrupt
		}
		for _, b := range raw[:min(len(raw), head.Length-pos.Head.Length)] {
			s, err := wire.Parse[wire.Signed](b)
			if err != nil {
				return pos, err
			}
			e, err := log.Parse(&s)
			if err != nil {
				return pos, err
			}
			if pos, err = pos.Follow(e); err != nil {
				return pos, err
			}
		}
	}
	if pos.Head != head {
		return pos, store.ErrCorrupt
	}
	return pos, nil
}

// Owners reads the owners in the list of an attempt. Its keys phase must be over.
func (a Archive) Owners(ctx context.Context, id wire.TrainingID, ref wire.Ref) (collect.Set, error) {
	msg, err := a.Get(ctx, store.Key{Slot: store.Slot{Training: id, Ref: ref, Kind: store.KindList}})
	if err != nil {
		return nil, err
	}
	var owners collect.Set
	if err := json.Unmarshal(msg.Body, &owners); err != nil {
		return nil, store.ErrCorrupt
	}
	return owners, nil
}

// OwnersMessage is the message that Owners reads.
func OwnersMessage(l *attempt.List) (store.Message, error) {
	body, err := json.Marshal(l.Owners)
	return store.Message{Key: store.Key{Slot: store.Slot{Training: l.Training, Ref: l.Ref, Kind: store.KindList}}, Body: body}, err
}

// Attempt rebuilds a running attempt from the messages of its phases.
func (a Archive) Attempt(ctx context.Context, terms *attempt.Terms, rec store.Record) (*collect.Attempt, error) {
	if terms == nil || terms.Ref != rec.Ref {
		return nil, store.ErrCorrupt
	}
	c := collect.New(terms, collect.Aside{Silent: rec.Silent, Out: rec.Out})
	c.Enter(rec.Phase)
	slot := func(kind wire.Kind) store.Slot {
		return store.Slot{Training: terms.Training, Ref: terms.Ref, Kind: kind}
	}
	if rec.Phase.After(wire.PhaseKeys) {
		owners, err := a.Owners(ctx, terms.Training, terms.Ref)
		if err != nil {
			return nil, err
		}
		keys, err := a.Messages(ctx, slot(wire.KindKeys))
		if err != nil {
			return nil, err
		}
		if c.List, err = terms.NewList(owners.SignedBy(keys)); err != nil {
			return nil, errors.Join(store.ErrCorrupt, err)
		}
	}
	if rec.Phase.After(wire.PhaseUpload) {
		var err error
		if c.Uploads, err = a.Uploads(ctx, c.List); err != nil {
			return nil, err
		}
	}
	if c.Collects() {
		sent, err := a.Senders(ctx, slot(rec.Phase.Rule().Collects))
		if err != nil {
			return nil, err
		}
		c.Note(sent...)
	}
	return c, nil
}

// Uploads reads the heads of the uploads of a list that is complete.
func (a Archive) Uploads(ctx context.Context, l *attempt.List) (*attempt.Uploads, error) {
	heads, err := a.Messages(ctx, store.Slot{Training: l.Training, Ref: l.Ref, Kind: wire.KindUpload})
	if err != nil {
		return nil, err
	}
	u, err := l.NewUploads(heads)
	if err != nil {
		return nil, errors.Join(store.ErrCorrupt, err)
	}
	return u, nil
}

// Encapsulations reads the encapsulations that every owner of a list sent with its keys, and returns them by recipient.
// If the bytes of an owner are damaged it returns store.ErrCorrupt and that owner.
func (a Archive) Encapsulations(ctx context.Context, l *attempt.List) (to map[wire.Identity][]byte, damaged wire.Identity, err error) {
	to = make(map[wire.Identity][]byte, len(l.Owners))
	for i, sender := range l.Owners {
		msg, err := a.Get(ctx, store.Key{Slot: store.Slot{Training: l.Training, Ref: l.Ref, Kind: wire.KindKeys}, Identity: sender})
		if err != nil {
			return nil, sender, err
		}
		for _, recipient := range l.Owners[i+1:] {
			to[recipient] = append(to[recipient], l.Encapsulation(sender, recipient, msg.Blob)...)
		}
	}
	return to, wire.Identity{}, nil
}

// Over returns an error if one of the phases of an attempt is not over, or if the attempt was aborted in that phase or
// before. If it returns nil, the messages of the phase cannot change any more.
func (a Archive) Over(ctx context.Context, id wire.TrainingID, rec store.Record, ref wire.Ref, p wire.Phase) error {
	now, abort := rec.Ref, rec.LastAbort
	switch {
	case ref.Round > now.Round || ref.Round == now.Round && ref.Attempt > now.Attempt:
		return wire.Rejectf(wire.CodeNotFound, "this attempt has not been opened")
	case ref != now:
		// Whether an earlier attempt came to its end shows in its aggregate.
		_, err := a.Get(ctx, store.Key{Slot: store.Slot{Training: id, Ref: ref, Kind: store.KindAggregate}})
		switch {
		case errors.Is(err, store.ErrNotFound):
			return wire.Rejectf(wire.CodeLate, "this attempt was aborted")
		case err != nil && !errors.Is(err, store.ErrDropped) && !errors.Is(err, store.ErrCorrupt):
			return err
		}
	case rec.Phase.Running():
		if !rec.Phase.After(p) {
			return wire.Rejectf(wire.CodePhase, "the %s phase of this attempt is not over", p)
		}
	case abort != nil && abort.Ref == ref && !abort.Phase.After(p):
		return wire.Rejectf(wire.CodeLate, "this attempt was aborted in its %s phase", abort.Phase)
	}
	return nil
}
