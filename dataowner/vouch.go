package dataowner

import (
	"context"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

// No cryptography tells an owner whether the others of a cohort are people of their own or names that the model owner and
// the facilitator made up. Only people can: they compare words by voice. An owner keeps whom it vouched for by owner key,
// so that it holds in every training, and can have its minimum count these owners alone.

const vouchedPrefix = "vouched/"

// Member is a data owner of the training, for people to compare.
type Member struct {
	Identity wire.Identity `json:"identity"` // in this training
	Key      string        `json:"key"`      // its owner key as one line: the same in all trainings
	Words    string        `json:"words"`    // of its owner key
	Name     string        `json:"name"`     // words of its identity: what this training calls it
	You      bool          `json:"you"`
	Vouched  bool          `json:"vouched"`
}

// Members lists the owners of the roster, in its order; before there is one, this owner alone: until then nobody
// may read the others' owner keys.
func (o *Owner) Members(ctx context.Context) ([]Member, error) {
	o.mu.Lock()
	group, people := o.group, o.people
	o.mu.Unlock()
	self := o.key.Identity()
	if group == nil {
		own, err := o.master.OwnerKey()
		if err != nil {
			return nil, err
		}
		return []Member{{Identity: self, Key: own.String(), Words: own.Words(), Name: identity.Words(self), You: true}}, nil
	}
	if !coversAll(people, group) {
		var err error
		if _, people, err = o.readTags(ctx, group); err != nil {
			return nil, err
		}
	}
	if err := o.readVouched(ctx); err != nil {
		return nil, err
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.people = people
	list := make([]Member, 0, len(group))
	for _, m := range group {
		p := people[m.Identity]
		list = append(list, Member{
			Identity: m.Identity, Key: p.String(), Words: p.Words(), Name: identity.Words(m.Identity),
			You: m.Identity == self, Vouched: m.Identity != self && o.vouched[p],
		})
	}
	return list, nil
}

// Vouch marks a member that Members listed, or takes the mark back. It returns when that is durable.
func (o *Owner) Vouch(ctx context.Context, id wire.Identity, vouched bool) error {
	o.mu.Lock()
	p, known := o.people[id]
	o.mu.Unlock()
	if !known || id == o.key.Identity() {
		return problemf(ProblemBadCommand, "", "only another data owner of this training can be vouched for")
	}
	return o.keepVouched(ctx, p, vouched)
}

// keepVouched has an entry for each owner key, so that two trainings at once do not overwrite each other's marks.
func (o *Owner) keepVouched(ctx context.Context, p identity.OwnerKey, vouched bool) error {
	key := vouchedPrefix + hex.EncodeToString(p[:])
	var err error
	if vouched {
		err = o.cfg.Vault.Put(ctx, key, []byte{1})
	} else {
		err = o.cfg.Vault.Delete(ctx, key)
	}
	if err != nil {
		return problemf(ProblemInternalFail, "Free some storage and try again.", "failed to keep who was vouched for: %w", err)
	}
	return o.readVouched(ctx)
}

// readVouched reads the marks again: another training may have changed them.
func (o *Owner) readVouched(ctx context.Context) error {
	keys, err := o.cfg.Vault.Keys(ctx)
	if err != nil {
		return fmt.Errorf("failed to read whom this owner vouches for: %w", err)
	}
	vouched := map[identity.OwnerKey]bool{}
	for _, key := range keys {
		text, ours := strings.CutPrefix(key, vouchedPrefix)
		b, err := hex.DecodeString(text)
		if ours && err == nil && len(b) == len(identity.OwnerKey{}) {
			vouched[identity.OwnerKey(b)] = true
		}
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.vouched = vouched
	return nil
}

// vouchForRoster marks the members whose words the owner gave beforehand, and refuses a roster with too few it vouched
// for, if it counts these alone.
func (o *Owner) vouchForRoster(ctx context.Context) error {
	o.mu.Lock()
	only := o.cfg.OnlyVouched
	o.mu.Unlock()
	if o.log.Roster == nil || (!only && len(o.cfg.Vouch) == 0) {
		return nil
	}
	if err := o.openTags(ctx); err != nil {
		return err
	}
	if err := o.readVouched(ctx); err != nil {
		return err
	}
	all := make([]wire.Identity, 0, len(o.log.Members()))
	for _, m := range o.log.Members() {
		all = append(all, m.Identity)
		p := o.people[m.Identity]
		if m.Identity != o.key.Identity() && !o.isVouched(m.Identity) && slices.Contains(o.cfg.Vouch, p.Words()) {
			if err := o.keepVouched(ctx, p, true); err != nil {
				return err
			}
		}
	}
	return o.checkVouched(all)
}

// checkVouched refuses a set of owners to be summed together if too few of them are vouched for, this owner included.
func (o *Owner) checkVouched(set []wire.Identity) error {
	o.mu.Lock()
	only := o.cfg.OnlyVouched
	o.mu.Unlock()
	if n, least := o.countVouched(set), o.leastOwners(); only && n < least {
		return problemf(ProblemCohort, "Compare words with more of the data owners, mark them, and try again.",
			"%d of %d data owners are vouched for, this one included; at least %d are asked for", n, len(set), least)
	}
	return nil
}

// countVouched counts the owners of set whom this owner vouched for, and itself.
func (o *Owner) countVouched(set []wire.Identity) (n int) {
	for _, id := range set {
		if id == o.key.Identity() || o.isVouched(id) {
			n++
		}
	}
	return n
}

// isVouched reports whether this owner vouched for a member whose owner key is known.
func (o *Owner) isVouched(id wire.Identity) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	p, known := o.people[id]
	return known && o.vouched[p]
}

// Words are this owner's own words to compare: the same in all trainings of its vault.
func (o *Owner) Words() (string, error) {
	own, err := o.master.OwnerKey()
	return own.Words(), err
}

// coversAll reports whether the owner key of every member is known. One identity has one owner key.
func coversAll(people map[wire.Identity]identity.OwnerKey, members []wire.Member) bool {
	return !slices.ContainsFunc(members, func(m wire.Member) bool { _, ok := people[m.Identity]; return !ok })
}
