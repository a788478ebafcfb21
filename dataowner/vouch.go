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
// the facilitator made up. Only people can: they compare words by voice. An owner keeps whom it vouched for by pseudonym,
// so that it holds in every training of one model owner, and can have its minimum count these owners alone.

const vouchedPrefix = "vouched/"

// Member is a data owner of the training, for people to compare.
type Member struct {
	Identity wire.Identity `json:"identity"` // in this training
	Words    string        `json:"words"`    // of its pseudonym: the same in all trainings of this model owner
	Name     string        `json:"name"`     // words of its identity: what this training calls it
	You      bool          `json:"you"`
	Vouched  bool          `json:"vouched"`
	Together bool          `json:"together"` // in this owner's block: always summed together with it
}

// Members lists the owners of the roster, in its order; before there is one, this owner alone: until then nobody
// may read the others' pseudonyms.
func (o *Owner) Members(ctx context.Context) ([]Member, error) {
	o.mu.Lock()
	group, people := o.group, o.people
	o.mu.Unlock()
	self := o.key.Identity()
	if group == nil {
		own, err := o.pseudonym()
		if err != nil {
			return nil, err
		}
		return []Member{{Identity: self, Words: identity.Words(own), Name: identity.Words(self), You: true, Together: true}}, nil
	}
	if !coversAll(people, group) {
		var err error
		if people, err = o.readTags(ctx, group); err != nil {
			return nil, err
		}
	}
	if err := o.readVouched(ctx); err != nil {
		return nil, err
	}
	own := blockOf(group, self)
	o.mu.Lock()
	defer o.mu.Unlock()
	o.people = people
	list := make([]Member, 0, len(group))
	for _, m := range group {
		p := people[m.Identity]
		list = append(list, Member{
			Identity: m.Identity, Words: identity.Words(p), Name: identity.Words(m.Identity),
			You: m.Identity == self, Vouched: m.Identity != self && o.vouched[p], Together: m.Block == own,
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

// keepVouched has an entry for each pseudonym, so that two trainings at once do not overwrite each other's marks.
func (o *Owner) keepVouched(ctx context.Context, p identity.Pseudonym, vouched bool) error {
	key := o.vouchedPrefix() + hex.EncodeToString(p[:])
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

func (o *Owner) vouchedPrefix() string {
	return vouchedPrefix + hex.EncodeToString(o.terms.manifest.ModelOwner[:]) + "/"
}

// readVouched reads the marks anew: another training of the same model owner may have changed them.
func (o *Owner) readVouched(ctx context.Context) error {
	keys, err := o.cfg.Vault.Keys(ctx)
	if err != nil {
		return fmt.Errorf("failed to read whom this owner vouches for: %w", err)
	}
	vouched := map[identity.Pseudonym]bool{}
	for _, key := range keys {
		text, ours := strings.CutPrefix(key, o.vouchedPrefix())
		b, err := hex.DecodeString(text)
		if ours && err == nil && len(b) == len(identity.Pseudonym{}) {
			vouched[identity.Pseudonym(b)] = true
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
	if o.book.roster == nil || (!only && len(o.cfg.Vouch) == 0) {
		return nil
	}
	if err := o.openTags(ctx); err != nil {
		return err
	}
	if err := o.readVouched(ctx); err != nil {
		return err
	}
	all := make([]wire.Identity, 0, len(o.book.roster.Members))
	for _, m := range o.book.roster.Members {
		all = append(all, m.Identity)
		p := o.tags[m.Identity]
		if m.Identity != o.key.Identity() && !o.isVouched(m.Identity) && slices.Contains(o.cfg.Vouch, identity.Words(p)) {
			if err := o.keepVouched(ctx, p, true); err != nil {
				return err
			}
		}
	}
	return o.checkVouched(all)
}

// checkVouched refuses a set of owners to be summed together if too few of them are vouched for, this owner included. Sums
// over other sets can take whole blocks away again, so its own block alone must hold the training's minimum of them.
func (o *Owner) checkVouched(set []wire.Identity) error {
	o.mu.Lock()
	only := o.cfg.OnlyVouched
	o.mu.Unlock()
	if !only {
		return nil
	}
	const hint = "Compare words with more of the data owners, mark them, and try again."
	if n, least := o.countVouched(set), o.leastOwners(); n < least {
		return problemf(ProblemCohort, hint, "%d of %d data owners are vouched for, this one included; at least %d are asked for",
			n, len(set), least)
	}
	members := o.book.roster.Members
	var block []wire.Identity
	for own, i := blockOf(members, o.key.Identity()), 0; i < len(members); i++ {
		if members[i].Block == own {
			block = append(block, members[i].Identity)
		}
	}
	if n, least := o.countVouched(block), o.terms.manifest.Cohort.Min; n < least {
		return problemf(ProblemCohort, hint,
			"%d of the %d data owners that are always added up together with this one are vouched for, this one included; at least %d are asked for",
			n, len(block), least)
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

// isVouched reports whether this owner vouched for a member whose tag is open.
func (o *Owner) isVouched(id wire.Identity) bool {
	p, known := o.tags[id]
	o.mu.Lock()
	defer o.mu.Unlock()
	return known && o.vouched[p]
}

// Words are this owner's own words to compare: the same in all trainings of this model owner.
func (o *Owner) Words() (string, error) {
	p, err := o.pseudonym()
	return identity.Words(p), err
}

// pseudonym opens this owner's own tag.
func (o *Owner) pseudonym() (identity.Pseudonym, error) {
	signed, err := wire.Parse[wire.Signed](o.rec.Enrolled)
	if err != nil {
		return identity.Pseudonym{}, fmt.Errorf("failed to read vault: %w", err)
	}
	e, err := wire.UnsealFrom[wire.Enrolment](&signed, wire.KindEnrolment, o.key.Identity())
	if err != nil {
		return identity.Pseudonym{}, fmt.Errorf("failed to read vault: %w", err)
	}
	return identity.OpenTag(o.link.Key, o.terms.id, o.key.Identity(), e.Tag)
}

// blockOf returns the block of a member, or -1.
func blockOf(members []wire.Member, id wire.Identity) int {
	for _, m := range members {
		if m.Identity == id {
			return m.Block
		}
	}
	return -1
}

// coversAll reports whether the pseudonym of every member is known. One identity has one pseudonym in a training.
func coversAll(people map[wire.Identity]identity.Pseudonym, members []wire.Member) bool {
	return !slices.ContainsFunc(members, func(m wire.Member) bool { _, ok := people[m.Identity]; return !ok })
}
