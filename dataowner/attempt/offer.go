package attempt

import (
	"errors"
	"fmt"

	"github.com/blindfit/blindfit/crypto/mask"
	protocol "github.com/blindfit/blindfit/protocol/attempt"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Self holds the keys of an owner in one training.
type Self struct {
	Key    *identity.Key
	KEM    *mask.KEMKey
	Master identity.Master // seeds and noise derive from it
}

// Format redacts under every verb of fmt.
func (s Self) Format(f fmt.State, _ rune) { fmt.Fprint(f, "[redacted]") }

// Offer is an owner's fresh half of the key agreements of an attempt.
type Offer struct {
	Keys           *wire.Signed // the keys message
	Encapsulations []byte       // follow it: one for each member after this owner

	terms  *protocol.Terms
	self   *Self
	pair   *mask.KeyPair
	shared map[wire.Identity]mask.Shared // with each member after this owner
}

// Begin draws the secrets of an attempt and signs their public halves. enrolments are the members', in the roster's order.
func Begin(t *protocol.Terms, enrolments []*wire.Enrolment, self *Self) (*Offer, error) {
	pair, err := mask.NewKeyPair()
	if err != nil {
		return nil, err
	}
	o := &Offer{terms: t, self: self, pair: pair, shared: map[wire.Identity]mask.Shared{}}
	after := false
	for i, m := range t.Members {
		if m.Identity == self.Key.Identity() {
			after = true
			continue
		}
		if !after {
			continue
		}
		secret, encapsulation, err := mask.Encapsulate(enrolments[i].KEMKey)
		if err != nil {
			return nil, fmt.Errorf("failed to encapsulate to members[%d]: %w", i, err)
		}
		o.shared[m.Identity] = secret
		o.Encapsulations = append(o.Encapsulations, encapsulation...)
	}
	if !after {
		return nil, errors.New("invalid roster: this owner is not a member")
	}
	o.Keys, err = wire.Seal(wire.KindKeys, wire.Keys{
		Training: t.Training, Ref: t.Ref, Open: t.Open, MaskKey: pair.Public(),
		Encapsulations: wire.BlobRoot(o.Encapsulations, wire.EncapsulationSize),
	}, self.Key)
	return o, err
}

// ErrNotListed is the error of a list without this owner: it has no part in the attempt.
var ErrNotListed = errors.New("this owner is not in the list of the attempt")

// ErrOwnKeys is returned if this owner's own message in a list differs from the one that it sent.
var ErrOwnKeys = errors.New("invalid list: this owner's own keys message is changed")

// Fix verifies the list of an attempt before any mask is derived from it. The caller decides by Part.List.Owners whether
// it takes part with these owners.
func (o *Offer) Fix(messages []wire.Signed) (*Part, error) {
	list, err := o.terms.NewList(messages)
	if err != nil {
		return nil, err
	}
	me := o.self.Key.Identity()
	if !list.Has(me) {
		return nil, ErrNotListed
	}
	for i := range messages {
		if messages[i].Signer == me && messages[i].Digest() != o.Keys.Digest() {
			return nil, ErrOwnKeys
		}
	}
	return &Part{List: list, offer: o}, nil
}
