package modelowner

import (
	"context"
	"math/big"
	"slices"

	"github.com/blindfit/blindfit/crypto/mask"
	"github.com/blindfit/blindfit/internal/secret"
	"github.com/blindfit/blindfit/protocol/client"
	"github.com/blindfit/blindfit/protocol/wire"
)

// opened are the shares that helpers opened, by the owner whose secret they are of.
type opened struct {
	seeds map[wire.Identity][]mask.Share // of survivors' self mask seeds
	keys  map[wire.Identity][]mask.Share // of dropped owners' mask keys
}

// unmask returns what the survivors' masks add up to, and the owners that opened false shares. A round without
// recovery phases has no residue: its pairwise masks cancel.
func (a *attempt) unmask(ctx context.Context, client *client.Client, l *list, u *uploads) ([]*big.Int, []wire.Identity, error) {
	if !l.recovers() {
		return nil, nil, nil
	}
	agrees, err := client.Agrees(ctx, a.training, a.ref)
	if err != nil {
		return nil, nil, fetched("agreements", err)
	}
	agreed, err := a.checkAgrees(agrees, l, u)
	if err != nil {
		return nil, nil, err
	}
	unmasks, err := client.Unmasks(ctx, a.training, a.ref)
	if err != nil {
		return nil, nil, fetched("opened shares", err)
	}
	o, bad, err := a.checkUnmasks(unmasks, l, u, agreed)
	if err != nil {
		return nil, nil, err
	}
	return a.residue(o, l, u, bad)
}

// checkAgrees wants a threshold of signatures by different survivors, all on exactly the survivor set.
func (a *attempt) checkAgrees(messages []wire.Signed, l *list, u *uploads) ([]wire.Identity, error) {
	var agreed []wire.Identity
	for i := range messages {
		s := &messages[i]
		m, err := wire.Unseal[wire.Agree](s, wire.KindAgree)
		switch {
		case err != nil:
			return nil, refusal{err}
		case m.Training != a.training || m.Ref != a.ref || m.Cohort != l.cohort:
			return nil, refuse("invalid agreements: message %d is for another attempt", i)
		case !slices.Equal(m.Survivors, u.survivors):
			return nil, refuse("invalid agreements: message %d is on another survivor set", i)
		case !slices.Contains(u.survivors, s.Signer) || slices.Contains(agreed, s.Signer):
			return nil, refuse("invalid agreements: message %d must come from another survivor, once", i)
		}
		agreed = append(agreed, s.Signer)
	}
	if len(agreed) < l.threshold {
		return nil, refuse("invalid agreements: %d signatures; the threshold is %d", len(agreed), l.threshold)
	}
	return agreed, nil
}

// checkUnmasks collects the opened shares. Whose message breaks a rule helps nobody and is named; that is no reason
// to lose the round while enough others helped.
func (a *attempt) checkUnmasks(messages []wire.Signed, l *list, u *uploads, agreed []wire.Identity) (*opened, []wire.Identity, error) {
	o := &opened{seeds: map[wire.Identity][]mask.Share{}, keys: map[wire.Identity][]mask.Share{}}
	var bad, helped []wire.Identity
	set := wire.SetDigest(l.cohort, u.survivors)
	for i := range messages {
		s := &messages[i]
		m, err := wire.Unseal[wire.Unmask](s, wire.KindUnmask)
		switch {
		case err != nil:
			return nil, nil, refusal{err}
		case !slices.Contains(agreed, s.Signer) || slices.Contains(helped, s.Signer):
			return nil, nil, refuse("invalid opened shares: message %d must come from another owner that agreed, once", i)
		case m.Training != a.training || m.Ref != a.ref || m.Cohort != l.cohort || m.Survivors != set:
			return nil, nil, refuse("invalid opened shares: message %d is for another attempt or survivor set", i)
		}
		helped = append(helped, s.Signer)
		if !within(u.survivors, ownersOf(m.Seeds)) || !wire.InOrder(ownersOf(m.Seeds)) ||
			!within(u.dropped, ownersOf(m.Keys)) || !wire.InOrder(ownersOf(m.Keys)) {
			bad = append(bad, s.Signer)
			continue
		}
		x := byte(slices.Index(l.ids, s.Signer) + 1)
		for _, share := range m.Seeds {
			o.seeds[share.Owner] = append(o.seeds[share.Owner], mask.Share{X: x, Y: share.Share})
		}
		for _, share := range m.Keys {
			o.keys[share.Owner] = append(o.keys[share.Owner], mask.Share{X: x, Y: share.Share})
		}
	}
	return o, bad, nil
}

func ownersOf(list []wire.Opened) []wire.Identity {
	ids := make([]wire.Identity, len(list))
	for i, o := range list {
		ids[i] = o.Owner
	}
	return ids
}

// residue recovers every survivor's seed and every dropped sharer's mask key, each checked against what its owner
// announced in its keys message, and returns what the survivors' masks add up to. bad grows by the owners that
// opened false shares.
func (a *attempt) residue(o *opened, l *list, u *uploads, bad []wire.Identity) ([]*big.Int, []wire.Identity, error) {
	blame := func(coordinates []byte) {
		for _, x := range coordinates {
			if id := l.ids[x-1]; !slices.Contains(bad, id) {
				bad = append(bad, id)
			}
		}
	}
	var survivors []mask.Survivor
	for i, id := range u.survivors {
		seed, wrong, err := mask.Recover(o.seeds[id], l.threshold, func(b [32]byte) bool {
			return mask.Seed{Value: secret.New(b)}.Matches(l.keys[id].SelfMask)
		})
		if err != nil {
			return nil, nil, refuse("failed to recover the self mask of survivor %d from %d shares: %w", i, len(o.seeds[id]), err)
		}
		blame(wrong)
		survivors = append(survivors, mask.Survivor{ID: id, Key: l.keys[id].MaskKey, Seed: mask.Seed{Value: secret.New(seed)}})
	}
	var dropped []mask.Dropped
	for i, id := range u.dropped {
		secret, wrong, err := mask.Recover(o.keys[id], l.threshold, func(b [32]byte) bool {
			pair, err := mask.KeyPairFromSecret(b)
			return err == nil && pair.Public() == l.keys[id].MaskKey
		})
		if err != nil {
			return nil, nil, refuse("failed to recover the mask key of dropped owner %d from %d shares: %w", i, len(o.keys[id]), err)
		}
		blame(wrong)
		pair, err := mask.KeyPairFromSecret(secret)
		if err != nil {
			return nil, nil, refusal{err}
		}
		dropped = append(dropped, mask.Dropped{ID: id, Pair: pair})
	}
	c := mask.Context{Training: a.training, Round: a.ref.Round, Attempt: a.ref.Attempt, Cohort: l.cohort}
	sum, err := mask.Residue(c, survivors, dropped, a.key.Public().N(), a.shape.Ciphertexts)
	if err != nil {
		return nil, nil, refuse("failed to add up masks: %w", err)
	}
	slices.SortFunc(bad, wire.Identity.Compare)
	return sum, bad, nil
}
