package gather

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/store"
)

// Invites are the invites of all trainings of a Gather, as received from their model owners.
type Invites struct {
	gather *Gather

	mu    sync.Mutex // guards the field below and the values in it
	known map[wire.TrainingID]*invites
}

// invites are the rules of a training's invites, as far as they were read.
type invites struct {
	read    int    // messages of the model owner
	address string // the newest one
	rules   []wire.InviteRule
	borne   map[wire.InviteID]int // contributions that bear an invite that is good for several, as last counted
}

func (v *invites) find(id wire.InviteID) (wire.InviteRule, bool) {
	i, ok := slices.BinarySearchFunc(v.rules, id, func(r wire.InviteRule, id wire.InviteID) int { return slices.Compare(r.Invite[:], id[:]) })
	if !ok {
		return wire.InviteRule{}, false
	}
	return v.rules[i], true
}

// add reads a message; an invite that is there already keeps its rule.
func (v *invites) add(m *wire.Invites, rules []wire.InviteRule) {
	v.read = m.Number
	if m.Address != "" {
		v.address = m.Address
	}
	v.rules = append(v.rules, rules...)
	slices.SortStableFunc(v.rules, func(a, b wire.InviteRule) int { return slices.Compare(a.Invite[:], b.Invite[:]) })
	v.rules = slices.CompactFunc(v.rules, func(a, b wire.InviteRule) bool { return a.Invite == b.Invite })
}

func invitesKey(id wire.TrainingID, number int, modelOwner wire.Identity) store.Key {
	return store.Key{Slot: store.Slot{Training: id, Ref: wire.Ref{Round: number}, Kind: wire.KindInvites}, Identity: modelOwner}
}

// Put takes the model owner's rules of further invites. They are durable when Put returns nil.
func (n *Invites) Put(ctx context.Context, id wire.TrainingID, from wire.Identity, s *wire.Signed, blob []byte) error {
	return n.gather.decide(ctx, id, func(v *View) error {
		if err := signedBy(s, wire.KindInvites, from); err != nil {
			return err
		}
		if from != v.ModelOwner {
			return wire.Rejectf(wire.CodeForbidden, "only the model owner may do this")
		}
		m, err := wire.OpenMessage[wire.Invites](s, wire.KindInvites)
		if err != nil {
			return err
		}
		if m.Training != id {
			return wire.Rejectf(wire.CodeStale, "invites: are for a different training")
		}
		if err := m.CheckRules(blob); err != nil {
			return wire.Rejectf(wire.CodeInvalid, "%v", err)
		}
		if m.Number > 1 {
			_, err := n.gather.Store.Get(ctx, invitesKey(id, m.Number-1, from))
			if errors.Is(err, store.ErrNotFound) {
				return wire.Rejectf(wire.CodeStale, "invites: number %d comes before this one", m.Number-1)
			}
			if err != nil {
				return err
			}
		}
		return n.gather.put(ctx, v, wire.KindInvites, m.Number, s, blob)
	})
}

// of returns the rules of a training, and reads those that came since the last time if fresh is set. The result is
// not changed any more.
func (n *Invites) of(ctx context.Context, v *View, fresh bool) (*invites, error) {
	n.mu.Lock()
	known := n.known[v.Training]
	n.mu.Unlock()
	if known != nil && !fresh {
		return known, nil
	}
	next := &invites{}
	if known != nil {
		*next = *known
		next.rules = slices.Clone(known.rules)
	}
	for {
		m, err := n.gather.Store.Get(ctx, invitesKey(v.Training, next.read+1, v.ModelOwner))
		if errors.Is(err, store.ErrNotFound) {
			break
		}
		if err != nil {
			return nil, err
		}
		s, err := wire.Parse[wire.Signed](m.Body)
		if err != nil {
			return nil, err
		}
		body, err := wire.OpenMessage[wire.Invites](&s, wire.KindInvites)
		if err != nil {
			return nil, err
		}
		rules, err := wire.ParseInviteRules(m.Blob)
		if err != nil {
			return nil, err
		}
		next.add(body, rules)
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if kept := n.known[v.Training]; kept != nil && kept.read >= next.read {
		return kept, nil
	}
	next.borne = map[wire.InviteID]int{}
	n.known[v.Training] = next
	return next, nil
}

// allows returns the rule of a contribution's invite, and refuses a contribution that would not count: it bears no invite of
// the training, or one that is over or full. A replacement was counted before, so it is taken.
func (n *Invites) allows(ctx context.Context, v *View, who wire.Identity, invite wire.InviteID) (rule wire.InviteRule, err error) {
	known, err := n.of(ctx, v, false)
	if err != nil {
		return rule, err
	}
	rule, ok := known.find(invite)
	if !ok {
		if known, err = n.of(ctx, v, true); err != nil {
			return rule, err
		}
		if rule, ok = known.find(invite); !ok && known.read > 0 {
			return rule, wire.Rejectf(wire.CodeForbidden, "contribution: its link or code is none of this training; compare it with the one that was sent to you")
		}
	}
	refusal := n.limit(ctx, v, known, rule)
	if wire.RejectionOf(refusal) == nil || rule.Most == 1 && rule.Until == 0 {
		return rule, refusal
	}
	if old, err := n.gather.Store.Contribution(ctx, v.Training, who); err == nil && !old.Withdrawn {
		return rule, nil
	}
	return rule, refusal
}

// limit refuses a first contribution under an invite that is over or full.
func (n *Invites) limit(ctx context.Context, v *View, known *invites, rule wire.InviteRule) error {
	if until := time.Unix(rule.Until, 0).UTC(); rule.Until != 0 && time.Now().After(until) {
		return wire.Rejectf(wire.CodeLate, "contribution: the link is over; it was good until %s", until.Format("2006-01-02 15:04 UTC"))
	}
	if rule.Most < 2 {
		return nil // the store knows whether a single one is used
	}
	n.mu.Lock()
	count, ok := known.borne[rule.Invite]
	n.mu.Unlock()
	if !ok || count >= rule.Most { // count again before anyone is refused
		var err error
		if count, err = n.gather.Store.CountInvite(ctx, v.Training, rule.Invite); err != nil {
			return err
		}
		n.mu.Lock()
		known.borne[rule.Invite] = count
		n.mu.Unlock()
	}
	if count >= rule.Most {
		return wire.Rejectf(wire.CodeFull, "contribution: the link is full; it is good for %d contributions", rule.Most)
	}
	return nil
}

// Standing returns whether an owner's invite is good for a contribution: its standing, empty if nothing speaks against it, and
// whether it is full. An owner that has contributed with it already may replace that.
func (n *Invites) Standing(ctx context.Context, id wire.TrainingID, who wire.Identity, invite wire.InviteID) (standing wire.Standing, full bool, err error) {
	v, err := n.gather.view(ctx, id)
	if err != nil {
		return "", false, err
	}
	if old, err := n.gather.Store.Contribution(ctx, id, who); err == nil && !old.Withdrawn {
		return wire.StandingAdmitted, false, nil
	}
	rule, err := n.allows(ctx, v, who, invite)
	if r := wire.RejectionOf(err); r != nil {
		switch r.Code {
		case wire.CodeForbidden:
			return wire.StandingUnknown, false, nil
		case wire.CodeLate:
			return wire.StandingLate, false, nil
		case wire.CodeFull:
			return "", true, nil
		}
	}
	if err != nil {
		return "", false, n.gather.Reject(err)
	}
	if rule.Most == 1 {
		used, err := n.gather.Store.CountInvite(ctx, id, invite)
		if err != nil {
			return "", false, n.gather.Reject(err)
		}
		if used > 0 {
			return wire.StandingUsed, false, nil
		}
	}
	return "", false, nil
}

// borne counts a contribution that was stored.
func (n *Invites) borne(t wire.TrainingID, rule wire.InviteRule) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if known := n.known[t]; known != nil && rule.Most > 1 {
		known.borne[rule.Invite]++
	}
}

// Address returns the part after # of a training's open invite, for the trainings whose short
// address begins with these digits; a rejection if there is none.
func (n *Invites) Address(ctx context.Context, path string) (string, error) {
	none := wire.Rejectf(wire.CodeNotFound, "no training has this address; compare it with the one that you were given")
	ids, err := n.gather.Store.Trainings(ctx)
	if err != nil {
		return "", n.gather.Reject(err)
	}
	for _, id := range ids {
		if wire.PathShort(id) != path {
			continue
		}
		v, err := n.gather.view(ctx, id)
		if err != nil {
			return "", err
		}
		known, err := n.of(ctx, v, true)
		if err != nil {
			return "", n.gather.Reject(err)
		}
		if known.address != "" {
			return known.address, nil
		}
	}
	return "", none
}

// forget drops the invites of a training that takes no contributions any more.
func (n *Invites) forget(t wire.TrainingID) {
	n.mu.Lock()
	defer n.mu.Unlock()
	delete(n.known, t)
}
