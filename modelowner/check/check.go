package check

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"slices"

	"github.com/blindfit/blindfit/crypto/mask"
	"github.com/blindfit/blindfit/crypto/privkey"
	"github.com/blindfit/blindfit/ml/plan"
	"github.com/blindfit/blindfit/ml/rounds"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/protocol/attempt"
	"github.com/blindfit/blindfit/protocol/client"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Source serves the messages of attempts; *client.Client is one.
type Source interface {
	Keys(ctx context.Context, t wire.TrainingID, ref wire.Ref) ([]wire.Signed, error)
	Uploads(ctx context.Context, t wire.TrainingID, ref wire.Ref) ([]wire.Signed, error)
	Reveals(ctx context.Context, t wire.TrainingID, ref wire.Ref) ([]wire.Signed, error)
	Upload(ctx context.Context, t wire.TrainingID, ref wire.Ref, owner wire.Identity) ([]byte, error)
	Aggregate(ctx context.Context, t wire.TrainingID, ref wire.Ref) ([]byte, error)
}

// Attempt is a finished attempt and the facts that it is held against, all of them the model owner's own.
type Attempt struct {
	Terms   *attempt.Terms
	File    *spec.File
	Round   *rounds.Round // of the attempt's kind
	Key     *privkey.Key
	Revoked []wire.Identity // members that must not be in the list
	Source  Source
}

// Sums are the result of an attempt.
type Sums struct {
	Values    []*big.Int // in the order of the round's kind
	Aggregate wire.Digest
	Uploads   wire.Digest // Merkle root over the heads
	Bytes     int64       // of all uploads
}

// Refusal is a failed check.
type Refusal struct{ error }

func (r *Refusal) Unwrap() error { return r.error }

// Refuse returns a Refusal with a formatted reason.
func Refuse(format string, args ...any) error { return &Refusal{fmt.Errorf(format, args...)} }

// fetched sorts the facilitator's errors: a message that it does not have or cannot read back will not come, so the
// attempt is refused. Everything else may be tried again.
func fetched(what string, err error) error {
	if r := wire.RejectionOf(err); r != nil && (r.Code == wire.CodeNotFound || r.Code == wire.CodeInternal) {
		return Refuse("failed to fetch %s: %w", what, err)
	}
	return fmt.Errorf("failed to fetch %s: %w", what, err)
}

// List fetches and verifies the keys messages of the attempt.
func (a *Attempt) List(ctx context.Context) (*attempt.List, error) {
	keys, err := a.Source.Keys(ctx, a.Terms.Training, a.Terms.Ref)
	if err != nil {
		return nil, fetched("keys", err)
	}
	l, err := a.Terms.NewList(keys)
	if err != nil {
		return nil, &Refusal{err}
	}
	for i, id := range l.Owners {
		if slices.Contains(a.Revoked, id) {
			return nil, Refuse("invalid list: owner %d is revoked", i)
		}
	}
	return l, nil
}

// Open fetches and verifies everything else of the attempt, given its list, and decrypts its sums. It asks for all of it at
// a time: on a slow line a round then waits once.
func (a *Attempt) Open(ctx context.Context, l *attempt.List) (*Sums, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	heads := client.Begin(func() ([]wire.Signed, error) { return a.Source.Uploads(ctx, a.Terms.Training, a.Terms.Ref) })
	reveals := client.Begin(func() ([]wire.Signed, error) {
		if !a.Terms.Noise {
			return nil, nil
		}
		return a.Source.Reveals(ctx, a.Terms.Training, a.Terms.Ref)
	})
	product := client.Begin(func() ([]byte, error) { return a.Source.Aggregate(ctx, a.Terms.Training, a.Terms.Ref) })
	uploads := a.ahead(ctx, l.Owners)
	signed, err := heads()
	if err != nil {
		return nil, fetched("uploads", err)
	}
	u, err := l.NewUploads(signed)
	if err != nil {
		return nil, &Refusal{err}
	}
	seeds, err := a.seeds(u, reveals)
	if err != nil {
		return nil, err
	}
	own, err := a.multiply(u, uploads)
	if err != nil {
		return nil, err
	}
	aggregate, err := product()
	if err != nil {
		return nil, fetched("aggregate", err)
	}
	if err := own.Check(aggregate); err != nil {
		return nil, &Refusal{err}
	}
	values, err := a.decrypt(l, aggregate, seeds)
	if err != nil {
		return nil, err
	}
	return &Sums{Values: values, Aggregate: wire.DigestOf(aggregate), Uploads: u.Root, Bytes: own.Size()}, nil
}

// seeds verifies the revealed seeds. If the training has no noise, there are none.
func (a *Attempt) seeds(u *attempt.Uploads, reveals func() ([]wire.Signed, error)) ([]mask.Seed, error) {
	if !a.Terms.Noise {
		return nil, nil
	}
	signed, err := reveals()
	if err != nil {
		return nil, fetched("reveals", err)
	}
	seeds, err := u.Seeds(signed)
	if err != nil {
		return nil, &Refusal{err}
	}
	return seeds, nil
}

// aheadBytes is the memory for uploads that are on their way, in bytes; aheadMost how many that are at the most.
const (
	aheadBytes = 32 << 20
	aheadMost  = 16
)

// ahead returns a function that returns the uploads of the list's owners in their order, and requests the next ones
// meanwhile.
func (a *Attempt) ahead(ctx context.Context, owners []wire.Identity) func() ([]byte, error) {
	window := max(1, min(aheadMost, aheadBytes/(a.Round.Ciphertexts*a.Key.Public().CiphertextSize())))
	var pending []func() ([]byte, error)
	fill := func() {
		for len(owners) > 0 && len(pending) < window {
			owner := owners[0]
			owners = owners[1:]
			pending = append(pending, client.Begin(func() ([]byte, error) { return a.Source.Upload(ctx, a.Terms.Training, a.Terms.Ref, owner) }))
		}
	}
	fill()
	return func() ([]byte, error) {
		blob, err := pending[0]()
		pending = pending[1:]
		fill()
		return blob, err
	}
}

// multiply multiplies all uploads.
func (a *Attempt) multiply(u *attempt.Uploads, next func() ([]byte, error)) (*attempt.Product, error) {
	p := u.NewProduct()
	for i, id := range u.Owners {
		blob, err := next()
		if err != nil {
			return nil, fetched("an upload", err)
		}
		if err := p.Add(id, blob); err != nil {
			return nil, Refuse("failed to multiply upload of owner %d: %w", i, err)
		}
	}
	return p, nil
}

// decrypt decrypts the aggregate of a list, removes the streams of the revealed seeds, and checks the properties that
// sums of any rows have: lanes and ranges of the packing, and a possible number of rows. The plan checks the rest.
func (a *Attempt) decrypt(l *attempt.List, aggregate []byte, seeds []mask.Seed) ([]*big.Int, error) {
	cs, err := attempt.ParseVector(a.Key.Public(), aggregate, a.Round.Ciphertexts)
	if err != nil {
		return nil, Refuse("failed to read aggregate: %w", err)
	}
	texts, err := a.Key.DecryptVector(cs)
	if err != nil {
		return nil, Refuse("failed to decrypt aggregate: %w", err)
	}
	n := a.Key.Public().N()
	for i, seed := range seeds {
		if err := seed.Remove(texts, l.Digest, l.Owners[i], n); err != nil {
			return nil, fmt.Errorf("failed to remove the mask of owner %d: %w", i, err)
		}
	}
	values, err := a.Round.Packing.Unpack(texts, len(l.Owners))
	if err != nil {
		return nil, Refuse("failed to unpack aggregate: %w", err)
	}
	return values, a.checkRows(values, len(l.Owners))
}

// checkRows refuses sums over more rows than the owners may have, and over none if each must have one to learn from. With
// noise the number of rows is not a count.
func (a *Attempt) checkRows(values []*big.Int, owners int) error {
	rows := plan.RowCount(a.File, a.Round.Kind, values)
	if rows == nil {
		return nil
	}
	least := int64(1)
	if a.Round.Kind == wire.RoundEvaluation && a.File.Holdout > 0 {
		least = 0 // all owners may have too few rows to keep any back
	}
	most := new(big.Int).Mul(big.NewInt(a.File.Bounds.Rows), big.NewInt(int64(owners)))
	if rows.Cmp(big.NewInt(least)) < 0 || rows.Cmp(most) > 0 {
		return &Refusal{errors.New("invalid aggregate: the number of rows is out of range")}
	}
	return nil
}
