// Package release owns the memory of exact sums. Two exact sums of the same rows over different owners can be subtracted
// from one another, whichever trainings or model owners they are from. So an owner remembers with which owners its
// rows were summed, and contributes them to an exact sum again only with the same owners.
package release

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/blindfit/blindfit/dataowner/problem"
	"github.com/blindfit/blindfit/dataowner/store"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

const prefix = "releases/"

// Sum is an exact sum that was opened, or may have been.
type Sum struct {
	Data   []wire.Digest       `json:"data"`   // by which the rows are recognised
	Owners []identity.OwnerKey `json:"owners"` // sorted
}

// Of returns the sum of rows over owners.
func Of(data []wire.Digest, owners []identity.OwnerKey) Sum {
	owners = slices.Clone(owners)
	slices.SortFunc(owners, func(a, b identity.OwnerKey) int { return slices.Compare(a[:], b[:]) })
	return Sum{data, owners}
}

func (s Sum) equal(o Sum) bool {
	return slices.Equal(s.Data, o.Data) && slices.Equal(s.Owners, o.Owners)
}

// Contradicts reports whether two sums are over the same rows and different owners.
func (s Sum) Contradicts(o Sum) bool {
	same := slices.ContainsFunc(s.Data, func(d wire.Digest) bool { return slices.Contains(o.Data, d) })
	return same && !slices.Equal(s.Owners, o.Owners)
}

// Settle records durably that a sum of a training may be opened, or refuses it. Every training has an entry of its own,
// written before the others are read: of two that run at once in two processes and must not both go on, at least one sees
// the other.
func Settle(ctx context.Context, s store.Store, t wire.TrainingID, sum Sum) error {
	own := prefix + t.String()
	past, err := load(ctx, s, own)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(past, sum.equal) {
		if err := save(ctx, s, own, append(slices.Clone(past), sum)); err != nil {
			return err
		}
	}
	keys, err := s.Keys(ctx)
	if err != nil {
		return fmt.Errorf("failed to read the ledger of exact sums: %w", err)
	}
	for _, key := range keys {
		if !strings.HasPrefix(key, prefix) {
			continue
		}
		others, err := load(ctx, s, key)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(others, sum.Contradicts) {
			if err := save(ctx, s, own, past); err != nil { // nothing was opened
				return err
			}
			return problem.Errorf(problem.Cohort, "Take part with the same data owners as before, or tell the model owner that these rows were used.",
				"these rows were summed before, together with other data owners: the two sums could be subtracted")
		}
	}
	return nil
}

func load(ctx context.Context, s store.Store, key string) ([]Sum, error) {
	b, err := s.Get(ctx, key)
	if errors.Is(err, store.ErrNoEntry) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("failed to read the ledger of exact sums: %w", err)
	}
	var past []Sum
	if err := json.Unmarshal(b, &past); err != nil {
		return nil, problem.Errorf(problem.Vault, "Restore the vault; without its ledger this owner takes no part.", "malformed ledger of exact sums")
	}
	return past, nil
}

func save(ctx context.Context, s store.Store, key string, list []Sum) error {
	b, err := json.Marshal(list)
	if err != nil {
		return fmt.Errorf("failed to marshal the ledger of exact sums: %w", err)
	}
	if err := s.Put(ctx, key, b); err != nil {
		return problem.Errorf(problem.Internal, problem.NoSpace, "failed to write the ledger of exact sums: %w", err)
	}
	return nil
}
