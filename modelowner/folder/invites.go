package folder

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/blindfit/blindfit/internal/secret"
	"github.com/blindfit/blindfit/modelowner/problem"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

// MaxInvites is the largest number of invites of one training without trustees.
const MaxInvites = 4 * wire.MaxOwners

// mostInvites returns the largest number of invites of a training: with trustees every owner's message counts.
func mostInvites(m *wire.Manifest) int {
	if m.Trustees != nil {
		return wire.MaxContributions
	}
	return MaxInvites
}

// invitesFile is the name of the file with a training's invites.
const invitesFile = "invites.json"

// Limits are the number of uses and the last day of an invite. The zero value is a link that is good once.
type Limits struct {
	// Most is how many may contribute with it; 0 stands for one, wire.MaxContributions for as many as the training takes.
	Most  int   `json:"most,omitempty"`
	Until int64 `json:"until,omitempty"` // Unix seconds after which no new contribution is taken; 0 for never
}

func (l Limits) most() int { return max(1, l.Most) }

// invite is one secret, how far it goes and, once a roster names a bearer of a single one, that owner's identity.
type invite struct {
	secret identity.Secret
	usedBy *wire.Identity
	name   string // of the person that it was made for; empty if none was given
	Limits
}

// invitesJSON is the content of invites.json, with its secrets.
type invitesJSON struct {
	Version   int          `json:"version"`
	Told      int          `json:"told,omitempty"`      // the first so many are known to the facilitator
	Published int          `json:"published,omitempty"` // messages to the facilitator
	Address   string       `json:"address,omitempty"`   // the part after # of the open invite
	Invites   []inviteJSON `json:"invites"`
}

type inviteJSON struct {
	Secret []byte         `json:"secret"`
	UsedBy *wire.Identity `json:"used_by,omitempty"`
	For    string         `json:"for,omitempty"`
	Limits
}

// Invites are the invites of a training in their file.
type Invites struct {
	path            string
	list            []invite
	byID            map[wire.InviteID]int
	told, published int
	address         string
}

// OpenInvites reads the invites.
func (t *Training) OpenInvites() (*Invites, error) {
	v := &Invites{path: t.path(invitesFile), byID: map[wire.InviteID]int{}}
	var j invitesJSON
	err := readJSON(v.path, &j)
	if errors.Is(err, os.ErrNotExist) {
		return v, nil
	} else if err != nil {
		return nil, err
	}
	for _, in := range j.Invites {
		if j.Version != 1 || len(in.Secret) != 32 {
			return nil, fmt.Errorf("invalid %s: version must be 1 and every secret 32 bytes", invitesFile)
		}
		v.add(invite{identity.Secret{Value: secret.New([32]byte(in.Secret))}, in.UsedBy, in.For, in.Limits})
	}
	v.told, v.published, v.address = j.Told, j.Published, j.Address
	return v, nil
}

func (v *Invites) add(in invite) {
	v.byID[in.secret.InviteID()] = len(v.list)
	v.list = append(v.list, in)
}

// Secret returns the secret of an invite, and false if the training has no such invite.
func (v *Invites) Secret(id wire.InviteID) (identity.Secret, bool) {
	i, ok := v.byID[id]
	if !ok {
		return identity.Secret{}, false
	}
	return v.list[i].secret, true
}

// Most returns how many may contribute with an invite.
func (v *Invites) Most(id wire.InviteID) int {
	i, ok := v.byID[id]
	if !ok {
		return 0
	}
	return v.list[i].most()
}

// Count returns how many invites were made and how many of them the roster used.
func (v *Invites) Count() (made, used int) {
	for _, in := range v.list {
		if in.usedBy != nil {
			used++
		}
	}
	return len(v.list), used
}

// Made is an invite as its maker knows it.
type Made struct {
	Invite wire.InviteID
	For    string         // name of the person that it was made for; may be empty
	UsedBy *wire.Identity // its bearer, once there is a roster
}

// All lists the invites in the order in which they were made.
func (v *Invites) All() []Made {
	out := make([]Made, len(v.list))
	for i, in := range v.list {
		out[i] = Made{in.secret.InviteID(), in.name, in.usedBy}
	}
	return out
}

// Named returns the invite that was made for a name and was not taken back.
func (v *Invites) Named(name string, taken *Revocations) (wire.InviteID, bool) {
	for _, in := range v.All() {
		if in.For != "" && in.For == strings.TrimSpace(name) && !slices.Contains(taken.Invites, in.Invite) {
			return in.Invite, true
		}
	}
	return wire.InviteID{}, false
}

func (v *Invites) save() error {
	j := invitesJSON{Version: 1, Told: v.told, Published: v.published, Address: v.address, Invites: make([]inviteJSON, len(v.list))}
	for i, in := range v.list {
		b := in.secret.Reveal()
		j.Invites[i] = inviteJSON{b[:], in.usedBy, in.name, in.Limits}
	}
	return writeJSON(v.path, j)
}

// change makes a change to the invites durable. Other processes may make invites at the same time.
func (t *Training) change(hint string, do func(*Invites) error) error {
	release, err := t.lock("invites.lock", hint)
	if err != nil {
		return err
	}
	defer release()
	v, err := t.OpenInvites()
	if err != nil {
		return err
	}
	if err := do(v); err != nil {
		return err
	}
	return v.save()
}

// Invite makes new invites to the training and returns their links. The invites are durable before the links are
// returned. Links are secrets: a bearer can read the training file and enrol once.
func (t *Training) Invite(count int) ([]identity.Link, error) {
	links := make([]identity.Link, atMost(count))
	in := Inviter{t}
	err := in.invite(count, func(i int) (invite, string) {
		links[i] = in.link()
		links[i].Secret = identity.NewSecret()
		return invite{secret: links[i].Secret}, ""
	})
	if err != nil {
		return nil, err
	}
	return links, nil
}

// UseInvites records the bearers of invites, for the roster that is about to be signed.
func (t *Training) UseInvites(bearers map[wire.InviteID]wire.Identity) error {
	return t.change("another process makes invites at this moment; train again", func(v *Invites) error {
		for invite, id := range bearers {
			if i, ok := v.byID[invite]; ok && v.list[i].most() == 1 {
				v.list[i].usedBy = &id
			}
		}
		return nil
	})
}

// For makes one new invite for each name, as Invite does. A name is written down with its invite, so that people can be
// reminded; it must be new in the training, at most 100 characters and without line breaks.
func (n Inviter) For(names []string) ([]identity.Link, error) {
	revoked, err := n.training.Revocations()
	if err != nil {
		return nil, err
	}
	known, err := n.training.OpenInvites()
	if err != nil {
		return nil, err
	}
	for i, name := range names {
		_, there := known.Named(name, revoked)
		switch {
		case name == "" || name != strings.TrimSpace(name) || utf8.RuneCountInString(name) > 100 || strings.ContainsFunc(name, unicode.IsControl):
			return nil, problem.As(problem.ErrInput, fmt.Errorf("invalid name %d: must have 1 to 100 characters, no line break and no space at its ends", i+1))
		case there || slices.Contains(names[:i], name):
			return nil, problem.WithHint(problem.As(problem.ErrInput, fmt.Errorf("invalid name %d: there is an invite for %q already", i+1, name)),
				"--replace takes that one back and makes another")
		}
	}
	links := make([]identity.Link, len(names))
	return links, n.invite(len(names), func(i int) (invite, string) {
		links[i] = n.link()
		links[i].Secret = identity.NewSecret()
		return invite{secret: links[i].Secret, name: names[i]}, ""
	})
}

// Again makes an invite in the place of one that was taken back, for the same name.
func (n Inviter) Again(old wire.InviteID) (identity.Link, error) {
	known, err := n.training.OpenInvites()
	if err != nil {
		return identity.Link{}, err
	}
	i, ok := known.byID[old]
	if !ok {
		return identity.Link{}, problem.As(problem.ErrInput, errors.New("invalid invite: is none of this training"))
	}
	link := n.link()
	link.Secret = identity.NewSecret()
	return link, n.invite(1, func(int) (invite, string) {
		return invite{secret: link.Secret, name: known.list[i].name, Limits: known.list[i].Limits}, ""
	})
}

// Inviter makes the invites of a training that many may use.
type Inviter struct{ training *Training }

// NewInviter returns one.
func NewInviter(t *Training) Inviter { return Inviter{t} }

// link returns a link to the training without a secret.
func (n Inviter) link() identity.Link {
	return identity.Link{Facilitator: n.training.Facilitator, Training: n.training.ID, Key: n.training.Key}
}

// Open makes one link that many may contribute with; it is the one that the training's short address leads to from
// now on. It needs a training with trustees, in which data owners do not meet.
func (n Inviter) Open(l Limits) (identity.Link, error) {
	if l.Most < 2 || l.Most > wire.MaxContributions {
		return identity.Link{}, problem.As(problem.ErrInput, fmt.Errorf("invalid number of contributions: must be from 2 to %d", wire.MaxContributions))
	}
	if err := n.many(); err != nil {
		return identity.Link{}, err
	}
	link := n.link()
	link.Secret = identity.NewSecret()
	return link, n.invite(1, func(int) (invite, string) { return invite{secret: link.Secret, Limits: l}, link.Fragment() })
}

// Codes makes codes, each good for one contribution, and returns them with the link with which all of them are used;
// it is the one that the training's short address leads to from now on. until is as in Limits. It needs a training with
// trustees.
func (n Inviter) Codes(count int, until int64) (identity.Link, []identity.Code, error) {
	if err := n.many(); err != nil {
		return identity.Link{}, nil, err
	}
	link, codes := n.link(), make([]identity.Code, atMost(count))
	err := n.invite(count, func(i int) (invite, string) {
		codes[i] = identity.NewCode()
		return invite{secret: codes[i].Secret(n.training.ID), Limits: Limits{Until: until}}, link.Fragment()
	})
	return link, codes, err
}

// many refuses invites for many in a training with pairwise masks.
func (n Inviter) many() error {
	if n.training.Manifest.Trustees == nil {
		return problem.WithHint(problem.As(problem.ErrInput, errors.New("an open link and codes need a training with trustees: without them each data owner has a link of its own")),
			"use --count, or name trustees in the training file")
	}
	return nil
}

// atMost is a count for which memory may be taken before it is checked.
func atMost(n int) int { return min(max(n, 0), wire.MaxContributions) }

// invite makes invites durable. next returns each and, if not empty, the part after # of the open invite.
func (n Inviter) invite(count int, next func(i int) (invite, string)) error {
	most := mostInvites(n.training.Manifest)
	if count < 1 || count > most {
		return problem.As(problem.ErrInput, fmt.Errorf("invalid count: must be from 1 to %d", most))
	}
	return n.training.change("another process makes invites at this moment; try again", func(v *Invites) error {
		l, err := n.training.OpenLog(false)
		if err != nil {
			return err
		}
		if l.Roster != nil || l.Close != nil || l.Done != nil {
			return problem.As(problem.ErrInput, errors.New("invalid invite: the training has started and its owners are fixed"))
		}
		if len(v.list)+count > most {
			return problem.As(problem.ErrInput, fmt.Errorf("invalid count: a training has at most %d invites", most))
		}
		for i := range count {
			in, address := next(i)
			v.add(in)
			if address != "" {
				v.address = address
			}
		}
		return nil
	})
}

// Sign signs the rules of the invites that the facilitator does not know yet, at most a message of them, and hands them
// to share; shared invites are remembered. It reports whether there was anything to share.
func (n Inviter) Sign(signer wire.Signer, tell func(s *wire.Signed, rules []byte) error) (told bool, err error) {
	err = n.training.change("another process makes invites at this moment; try again", func(v *Invites) error {
		fresh := v.list[v.told:]
		fresh = fresh[:min(len(fresh), wire.MaxInviteRules)]
		if told = len(fresh) > 0; !told {
			return nil
		}
		rules := make([]wire.InviteRule, len(fresh))
		for i, in := range fresh {
			rules[i] = wire.InviteRule{Invite: in.secret.InviteID(), Most: in.most(), Until: in.Until}
			if in.most() == wire.MaxContributions {
				rules[i].Most = 0
			}
		}
		slices.SortFunc(rules, func(a, b wire.InviteRule) int { return slices.Compare(a.Invite[:], b.Invite[:]) })
		var blob []byte
		for _, r := range rules {
			blob = wire.AppendInviteRule(blob, r)
		}
		m := wire.Invites{Training: n.training.ID, Number: v.published + 1, Count: len(rules), Rules: wire.DigestOf(blob), Address: v.address}
		s, err := wire.Seal(wire.KindInvites, m, signer)
		if err != nil {
			return err
		}
		err = tell(s, blob)
		if r := wire.RejectionOf(err); r != nil && r.Code == wire.CodeConflict {
			v.published++ // an earlier message with this number arrived, without word of it
			return nil
		}
		if err != nil {
			return err
		}
		v.told, v.published = v.told+len(fresh), v.published+1
		return nil
	})
	return told, err
}
