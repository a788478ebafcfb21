package attempt

import (
	"slices"

	"github.com/blindfit/blindfit/crypto/mask"
	"github.com/blindfit/blindfit/protocol/wire"
)

// wire knows no cryptography: this does not compile if the two differ in the size of an encapsulation.
const _ = uint(mask.EncapsulationSize-wire.EncapsulationSize) + uint(wire.EncapsulationSize-mask.EncapsulationSize)

// OpenKeys verifies one keys message: signed by a member, for this attempt and this open message, with a point on which a
// key agreement is possible.
func (t *Terms) OpenKeys(s *wire.Signed) (*wire.Keys, error) {
	k, err := wire.OpenMessage[wire.Keys](s, wire.KindKeys)
	if err != nil {
		return nil, err
	}
	place := t.place(s.Signer)
	if place < 0 {
		return nil, wire.Rejectf(wire.CodeForbidden, "keys: signer is not a member of the roster")
	}
	if slices.Contains(t.Excluded, s.Signer) {
		return nil, wire.Rejectf(wire.CodeForbidden, "keys: signer did not state its rows, or is revoked, and takes no part")
	}
	if err := t.bound(wire.KindKeys, k.Training, k.Ref); err != nil {
		return nil, err
	}
	last := place == len(t.Members)-1
	switch {
	case k.Open != t.Open:
		return nil, wire.Rejectf(wire.CodeStale, "keys: open is not the digest of this attempt's open message")
	case mask.CheckPoint(k.MaskKey) != nil:
		return nil, wire.Rejectf(wire.CodeInvalid, "keys: mask_key must not be a point of low order")
	case last != (k.Encapsulations == wire.Digest{}):
		return nil, wire.Rejectf(wire.CodeInvalid, "keys: encapsulations must be zero for the last member and for no other")
	}
	return k, nil
}

// CheckEncapsulations checks the bytes that follow the keys message of sender.
func (t *Terms) CheckEncapsulations(sender wire.Identity, k *wire.Keys, blob []byte) error {
	want := wire.EncapsulationBytes(t.place(sender), len(t.Members))
	if len(blob) != want {
		return wire.Rejectf(wire.CodeInvalid, "keys: encapsulations must be %d bytes, %d for each member after the sender", want, wire.EncapsulationSize)
	}
	if k.Encapsulations != wire.BlobRoot(blob, wire.EncapsulationSize) {
		return wire.Rejectf(wire.CodeInvalid, "keys: encapsulations is not the root over the bytes that follow")
	}
	return nil
}

// Encapsulation returns the part of blob, the bytes after a sender's keys message, that a facilitator serves to a
// recipient. It returns nil if the sender has none for it.
func (t *Terms) Encapsulation(sender, recipient wire.Identity, blob []byte) []byte {
	return wire.CutEncapsulation(blob, t.place(sender), t.place(recipient), len(t.Members))
}

// List is the verified list of an attempt: the owners of the uploads that are summed.
type List struct {
	*Terms
	Owners []wire.Identity // in identity order
	Digest wire.Digest     // binds all masks, uploads and reveals

	keys map[wire.Identity]*wire.Keys
}

// NewList verifies the keys messages that make a list: each as OpenKeys does, in identity order without repetition, no
// mask key twice, and at least Least owners. An error has the index of the message if one is to blame.
func (t *Terms) NewList(messages []wire.Signed) (*List, error) {
	l := &List{Terms: t, keys: make(map[wire.Identity]*wire.Keys, len(messages))}
	used := map[wire.Digest]bool{}
	entries := make([]wire.ListEntry, len(messages))
	for i := range messages {
		s := &messages[i]
		k, err := t.OpenKeys(s)
		if err != nil {
			return nil, at(i, err)
		}
		if i > 0 && l.Owners[i-1].Compare(s.Signer) >= 0 {
			return nil, at(i, wire.Rejectf(wire.CodeInvalid, "list: owners must be in identity order and not repeat"))
		}
		if used[k.MaskKey] {
			return nil, at(i, wire.Rejectf(wire.CodeInvalid, "list: mask_key repeats that of an earlier message"))
		}
		used[k.MaskKey] = true
		l.Owners = append(l.Owners, s.Signer)
		l.keys[s.Signer] = k
		entries[i] = wire.ListEntry{Identity: s.Signer, MaskKey: k.MaskKey, Encapsulations: k.Encapsulations}
	}
	if len(l.Owners) < t.Least() {
		return nil, wire.Rejectf(wire.CodeInvalid, "list: has %d owners; at least %d of the %d members are needed", len(l.Owners), t.Least(), len(t.Members))
	}
	l.Digest = wire.ListDigest(t.Training, t.Ref, t.Open, entries)
	return l, nil
}

// Has reports whether an owner is in the list.
func (l *List) Has(id wire.Identity) bool { return l.keys[id] != nil }

// Keys returns the keys message of an owner, or nil if the owner is not in the list.
func (l *List) Keys(id wire.Identity) *wire.Keys { return l.keys[id] }

// Honest returns how many owners of the list are honest at the least.
func (l *List) Honest() int { return Honest(len(l.Owners), len(l.Members)) }

// Senders returns the owners of the list that encapsulate to recipient: those before it in the roster's order.
func (l *List) Senders(recipient wire.Identity) []wire.Identity {
	at, _ := slices.BinarySearchFunc(l.Owners, recipient, wire.Identity.Compare)
	return l.Owners[:at]
}

// OpenEncapsulations reads the answer to a recipient's request for the encapsulations to it, holds each against the root
// that its sender signed, and returns them by sender.
func (l *List) OpenEncapsulations(recipient wire.Identity, b []byte) (map[wire.Identity][]byte, error) {
	senders := l.Senders(recipient)
	places := make([]int, len(senders))
	for i, id := range senders {
		places[i] = l.place(id)
	}
	got, err := wire.OpenEncapsulations(b, places, l.place(recipient), len(l.Members))
	if err != nil {
		return nil, wire.Rejectf(wire.CodeMalformed, "%v", err)
	}
	out := make(map[wire.Identity][]byte, len(senders))
	for i, e := range got {
		if e.Root != l.keys[senders[i]].Encapsulations {
			return nil, at(i, wire.Rejectf(wire.CodeInvalid, "encapsulations: not the one that its sender signed"))
		}
		out[senders[i]] = e.Bytes
	}
	return out, nil
}
