package modelowner

import (
	"slices"

	"github.com/blindfit/blindfit/protocol/wire"
)

// list is the verified list of keys messages of an attempt: who took part in it.
type list struct {
	ids       []wire.Identity // in identity order
	keys      map[wire.Identity]wire.Keys
	cohort    wire.Digest
	threshold int
}

// recovers reports whether the attempt had recovery phases: without them every owner of the list must have uploaded.
func (l *list) recovers() bool { return l.threshold < len(l.ids) }

// uploads are the verified heads of the survivors' uploads, in identity order.
type uploads struct {
	survivors []wire.Identity
	dropped   []wire.Identity // sharers that did not survive
	heads     []*wire.Signed
	digests   []wire.Digest // of each survivor's ciphertexts
}

// enough is the fewest owners that a set of this attempt must have where threshold many are needed to open it.
func (a *attempt) enough(threshold int) int { return max(threshold, a.min, a.least) }

// checkKeys verifies that the keys messages are of whole blocks of the roster, one of each owner and enough of them,
// each bound to this attempt's open message, with no key twice.
func (a *attempt) checkKeys(messages []wire.Signed) (*list, error) {
	l := &list{keys: make(map[wire.Identity]wire.Keys, len(messages))}
	used := map[wire.Digest]bool{}
	all := make([]*wire.Signed, len(messages))
	for i := range messages {
		s := &messages[i]
		all[i] = s
		k, err := wire.Unseal[wire.Keys](s, wire.KindKeys)
		switch {
		case err != nil:
			return nil, refusal{err}
		case !a.isMember(s.Signer):
			return nil, refuse("invalid keys list: message %d is not from a member of the roster", i)
		case k.Training != a.training || k.Ref != a.ref:
			return nil, refuse("invalid keys: are for another attempt")
		case k.Open != a.open:
			return nil, refuse("invalid keys: answer another open message")
		case used[k.MaskKey] || used[k.ShareKey] || k.MaskKey == k.ShareKey:
			return nil, refuse("invalid keys: message %d repeats a key", i)
		}
		used[k.MaskKey], used[k.ShareKey] = true, true
		l.ids = append(l.ids, s.Signer)
		l.keys[s.Signer] = k
	}
	if err := a.checkSet("keys list", l.ids, a.enough(0)); err != nil {
		return nil, err
	}
	l.cohort = wire.CohortDigest(a.training, a.ref, all)
	l.threshold = wire.Threshold(len(l.ids), a.min)
	return l, nil
}

// checkSharers verifies the claim of who shared: the uploads' signatures will bind it. Sharers may be a part of a
// block; the whole blocks among them must suffice.
func (a *attempt) checkSharers(l *list, sharers []wire.Identity) error {
	switch {
	case !wire.InOrder(sharers):
		return refuse("invalid sharers: identities must be in order and not repeat")
	case !within(l.ids, sharers):
		return refuse("invalid sharers: one of them is not in the list of keys")
	case len(wire.WholeBlocks(a.members, sharers)) < a.enough(l.threshold):
		return refuse("invalid sharers: too few whole blocks among %d owners", len(sharers))
	}
	return nil
}

// checkUploads verifies the upload heads: each signed over masks between exactly these sharers, of survivors that
// make up whole blocks and are enough.
func (a *attempt) checkUploads(messages []wire.Signed, l *list, sharers []wire.Identity) (*uploads, error) {
	u := &uploads{}
	masked := wire.MaskedOver(l.cohort, sharers, l.recovers())
	for i := range messages {
		s := &messages[i]
		m, err := wire.Unseal[wire.Upload](s, wire.KindUpload)
		switch {
		case err != nil:
			return nil, refusal{err}
		case m.Training != a.training || m.Ref != a.ref:
			return nil, refuse("invalid upload: is for another attempt")
		case m.Cohort != masked:
			return nil, refuse("invalid upload: is masked over another cohort than that of the keys and sharers")
		case m.Key != wire.Digest(a.key.Public().Fingerprint()):
			return nil, refuse("invalid upload: is encrypted under another key")
		case m.Count != a.shape.Ciphertexts:
			return nil, refuse("invalid upload: count must be %d", a.shape.Ciphertexts)
		}
		u.survivors = append(u.survivors, s.Signer)
		u.heads = append(u.heads, s)
		u.digests = append(u.digests, m.Ciphertexts)
	}
	if err := a.checkSet("survivors", u.survivors, a.enough(l.threshold)); err != nil {
		return nil, err
	}
	switch {
	case !within(sharers, u.survivors):
		return nil, refuse("invalid survivors: one of them did not share its secrets")
	case !l.recovers() && len(u.survivors) != len(l.ids):
		return nil, refuse("invalid survivors: without recovery every owner of the list must be among them")
	case a.same != nil && !slices.Equal(a.same, u.survivors):
		return nil, refuse("invalid survivors: are not those of the rounds before, whose sums this one adds to")
	}
	for _, id := range a.revoked {
		if slices.Contains(u.survivors, id) {
			return nil, refuse("invalid survivors: a revoked owner is among them")
		}
	}
	for _, id := range sharers {
		if !slices.Contains(u.survivors, id) {
			u.dropped = append(u.dropped, id)
		}
	}
	return u, nil
}

// checkSet verifies a set of owners whose sum might be opened: in order without repetition, whole blocks of the
// roster, at least least of them.
func (a *attempt) checkSet(what string, set []wire.Identity, least int) error {
	switch {
	case !wire.InOrder(set):
		return refuse("invalid %s: identities must be in order and not repeat", what)
	case len(set) < least:
		return refuse("invalid %s: %d owners; at least %d are needed", what, len(set), least)
	case !slices.Equal(set, wire.WholeBlocks(a.members, set)):
		return refuse("invalid %s: must make up whole blocks of the roster", what)
	}
	return nil
}

func (a *attempt) isMember(id wire.Identity) bool {
	return slices.ContainsFunc(a.members, func(m wire.Member) bool { return m.Identity == id })
}

// within reports whether every owner of small is in large.
func within(large, small []wire.Identity) bool {
	return !slices.ContainsFunc(small, func(id wire.Identity) bool { return !slices.Contains(large, id) })
}
