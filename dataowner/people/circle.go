// Package people owns an owner's knowledge of the other data owners of a training. No cryptography proves to an owner
// that they are different people, not identities that the model owner and the facilitator made up: only people can, by
// comparing words. An owner remembers the owner keys that it vouched for, so that it holds in every training, and has
// rules about the others that it takes part with.
package people

import (
	"slices"

	"github.com/blindfit/blindfit/dataowner/problem"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/log"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Circle is the members of a roster, with the owner key of each.
type Circle struct {
	Members    []wire.Member       // in identity order
	Enrolments []*wire.Enrolment   // theirs, in the same order
	Keys       []identity.OwnerKey // theirs, in the same order
}

// Open verifies the enrolments of a roster's members among messages and opens their tags. An owner key that is there
// twice is refused: one owner could be its own minimum.
func Open(key identity.TrainingKey, t wire.TrainingID, members []wire.Member, messages []wire.Signed) (*Circle, error) {
	enrolments, err := log.Enrolments(t, members, messages)
	if err != nil {
		return nil, problem.Protocolf("%w", err)
	}
	c := &Circle{Members: members, Enrolments: enrolments}
	for i, m := range members {
		k, err := identity.OpenTag(key, t, m.Identity, enrolments[i].Tag)
		if err != nil {
			return nil, problem.Protocolf("invalid roster: members[%d]: %w", i, err)
		}
		if slices.Contains(c.Keys, k) {
			return nil, problem.Errorf(problem.Cohort, "Tell the model owner that a data owner was admitted twice.",
				"members[%d] of the roster is a data owner already in it", i)
		}
		c.Keys = append(c.Keys, k)
	}
	return c, nil
}

// Has reports whether an identity is a member.
func (c *Circle) Has(id wire.Identity) bool { return c.place(id) >= 0 }

func (c *Circle) place(id wire.Identity) int {
	return slices.IndexFunc(c.Members, func(m wire.Member) bool { return m.Identity == id })
}

// Key returns the owner key of a member; false if the identity is not one.
func (c *Circle) Key(id wire.Identity) (k identity.OwnerKey, member bool) {
	i := c.place(id)
	if i < 0 {
		return k, false
	}
	return c.Keys[i], true
}

// KeysOf returns the owner keys of members, in the order of ids.
func (c *Circle) KeysOf(ids []wire.Identity) []identity.OwnerKey {
	var out []identity.OwnerKey
	for _, id := range ids {
		if k, member := c.Key(id); member {
			out = append(out, k)
		}
	}
	return out
}

// Member is a data owner of the training, for people to compare.
type Member struct {
	Identity wire.Identity `json:"identity"` // in this training
	Key      string        `json:"key"`      // its owner key as one line: the same in all trainings
	Words    string        `json:"words"`    // of its owner key
	Name     string        `json:"name"`     // words of its identity, by which this training calls it
	You      bool          `json:"you"`
	Vouched  bool          `json:"vouched"`
}

// List describes the members to the one of them that is self, in the roster's order.
func (c *Circle) List(self wire.Identity, vouched Vouched) []Member {
	list := make([]Member, len(c.Members))
	for i, m := range c.Members {
		list[i] = member(m.Identity, c.Keys[i])
		list[i].You = m.Identity == self
		list[i].Vouched = m.Identity != self && vouched[c.Keys[i]]
	}
	return list
}

// Alone describes an owner before there is a roster: until then it may not read the others' enrolments.
func Alone(self wire.Identity, key identity.OwnerKey) []Member {
	m := member(self, key)
	m.You = true
	return []Member{m}
}

func member(id wire.Identity, key identity.OwnerKey) Member {
	return Member{Identity: id, Key: key.String(), Words: key.Words(), Name: identity.Words(id)}
}
