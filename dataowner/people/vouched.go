package people

import (
	"context"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/blindfit/blindfit/dataowner/problem"
	"github.com/blindfit/blindfit/dataowner/store"
	"github.com/blindfit/blindfit/protocol/identity"
)

const vouchedPrefix = "vouched/"

// Vouched is the owner keys for which an owner vouches.
type Vouched map[identity.OwnerKey]bool

// ReadVouched reads them from a store; another training may have changed them.
func ReadVouched(ctx context.Context, s store.Store) (Vouched, error) {
	keys, err := s.Keys(ctx)
	if err != nil {
		return nil, fmt.Errorf("failed to read for whom this owner vouches: %w", err)
	}
	v := Vouched{}
	for _, key := range keys {
		text, ours := strings.CutPrefix(key, vouchedPrefix)
		b, err := hex.DecodeString(text)
		if ours && err == nil && len(b) == len(identity.OwnerKey{}) {
			v[identity.OwnerKey(b)] = true
		}
	}
	return v, nil
}

// Vouch marks an owner key durably, or takes the mark back. Each has an entry of its own, so that two trainings at once
// do not overwrite each other's marks.
func Vouch(ctx context.Context, s store.Store, k identity.OwnerKey, vouched bool) error {
	key := vouchedPrefix + hex.EncodeToString(k[:])
	var err error
	if vouched {
		err = s.Put(ctx, key, []byte{1})
	} else {
		err = s.Delete(ctx, key)
	}
	if err != nil {
		return problem.Errorf(problem.Internal, problem.NoSpace, "failed to keep for whom this owner vouches: %w", err)
	}
	return nil
}
