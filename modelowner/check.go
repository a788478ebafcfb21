package modelowner

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/big"

	"github.com/blindfit/blindfit/crypto/pack"
	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/crypto/privkey"
	"github.com/blindfit/blindfit/ml/plan"
	"github.com/blindfit/blindfit/ml/rounds"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/protocol/client"
	"github.com/blindfit/blindfit/protocol/wire"
)

// attempt is what the checks of one finished attempt start from. Everything in it is the model owner's own.
type attempt struct {
	training wire.TrainingID
	ref      wire.Ref
	open     wire.Digest     // of the signed open message
	members  []wire.Member   // of the roster, in identity order
	min      int             // cohort.min of the manifest
	least    int             // fewest survivors, as the open message says
	same     []wire.Identity // the survivors there must be, where sums of several rounds are put together; else nil
	revoked  []wire.Identity // members that must not be among the survivors
	file     *spec.File
	shape    *rounds.Round
	keyed    *pack.Check // of the sums, where shape.Checked
	key      *privkey.Key
}

// outcome is an attempt that passed every check.
type outcome struct {
	values    []*big.Int // the sums, in the order of the round's kind
	survivors []wire.Identity
	helpers   []wire.Identity // owners who opened false shares, as far as they can be told
	aggregate wire.Digest
	uploads   wire.Digest // Merkle root
	bytes     int64
}

// refusal marks an error as a failed check: the attempt is rejected. Other errors leave it open.
type refusal struct{ error }

func (r refusal) Unwrap() error { return r.error }

func refuse(format string, args ...any) error { return refusal{fmt.Errorf(format, args...)} }

// fetched sorts errors of the facilitator's answers: a message it does not have or cannot read back will not come,
// so the attempt is refused; everything else may be tried again.
func fetched(what string, err error) error {
	if r := wire.RejectionOf(err); r != nil && (r.Code == wire.CodeNotFound || r.Code == wire.CodeInternal) {
		return refuse("failed to fetch %s: %w", what, err)
	}
	return fmt.Errorf("failed to fetch %s: %w", what, err)
}

// check runs every check of a finished attempt in the order of the package comment and decrypts its sums.
func (a *attempt) check(ctx context.Context, client *client.Client) (*outcome, error) {
	keys, err := client.Keys(ctx, a.training, a.ref)
	if err != nil {
		return nil, fetched("keys", err)
	}
	l, err := a.checkKeys(keys)
	if err != nil {
		return nil, err
	}
	sharers := l.ids
	if l.recovers() {
		claim, err := client.Sharers(ctx, a.training, a.ref)
		if err != nil {
			return nil, fetched("sharers", err)
		}
		if err := a.checkSharers(l, claim.Owners); err != nil {
			return nil, err
		}
		sharers = claim.Owners
	}
	heads, err := client.Uploads(ctx, a.training, a.ref)
	if err != nil {
		return nil, fetched("uploads", err)
	}
	u, err := a.checkUploads(heads, l, sharers)
	if err != nil {
		return nil, err
	}
	residue, helpers, err := a.unmask(ctx, client, l, u)
	if err != nil {
		return nil, err
	}
	product, aggregate, size, err := a.product(ctx, client, u)
	if err != nil {
		return nil, err
	}
	values, err := a.decrypt(product, residue, len(u.survivors))
	if err != nil {
		return nil, err
	}
	return &outcome{
		values: values, survivors: u.survivors, helpers: helpers,
		aggregate: aggregate, uploads: wire.MerkleRoot(u.heads), bytes: size,
	}, nil
}

// product returns the product of the uploads, the digest of its bytes and how many bytes the uploads have. It is multiplied
// here and compared with the facilitator's, or, where uploads are too many bytes to fetch, taken from the
// facilitator: its sums are then held against the keyed check.
func (a *attempt) product(ctx context.Context, client *client.Client, u *uploads) ([]*phe.Ciphertext, wire.Digest, int64, error) {
	public := a.key.Public()
	var product []*phe.Ciphertext
	var size int64
	if !a.shape.Checked {
		var err error
		if product, size, err = a.multiply(ctx, client, u); err != nil {
			return nil, wire.Digest{}, 0, err
		}
	}
	theirs, err := client.Aggregate(ctx, a.training, a.ref)
	if err != nil {
		return nil, wire.Digest{}, 0, fetched("aggregate", err)
	}
	if a.shape.Checked {
		if product, err = public.ParseVector(theirs, a.shape.Ciphertexts); err != nil {
			return nil, wire.Digest{}, 0, refuse("failed to read aggregate: %w", err)
		}
		size = int64(len(theirs)) * int64(len(u.heads))
	} else if !bytes.Equal(public.AppendVector(nil, product), theirs) {
		return nil, wire.Digest{}, 0, refuse("invalid aggregate: is not the product of the uploads")
	}
	return product, wire.DigestOf(theirs), size, nil
}

// multiply fetches every upload, checks its bytes against what its owner signed and multiplies.
func (a *attempt) multiply(ctx context.Context, client *client.Client, u *uploads) ([]*phe.Ciphertext, int64, error) {
	public := a.key.Public()
	var product []*phe.Ciphertext
	var size int64
	for i, s := range u.heads {
		blob, err := client.Upload(ctx, a.training, a.ref, s.Signer)
		if err != nil {
			return nil, 0, fetched("an upload", err)
		}
		if wire.DigestOf(blob) != u.digests[i] {
			return nil, 0, refuse("invalid upload of survivor %d: its bytes are not those its owner signed", i)
		}
		v, err := public.ParseVector(blob, a.shape.Ciphertexts)
		if err != nil {
			return nil, 0, refuse("failed to read upload of survivor %d: %w", i, err)
		}
		size += int64(len(blob))
		if product == nil {
			product = v
		} else if err := public.SumVectors(product, v); err != nil {
			return nil, 0, refuse("failed to add upload of survivor %d: %w", i, err)
		}
	}
	return product, size, nil
}

// decrypt decrypts the product, takes off what the masks of that many owners add up to, and checks what the sums must
// satisfy whatever the rows are: lanes and ranges of the packing, the keyed check where there is one, and a possible
// number of rows. What else no rows can give, the plan refuses.
func (a *attempt) decrypt(product []*phe.Ciphertext, residue []*big.Int, owners int) ([]*big.Int, error) {
	texts, err := a.key.DecryptVector(product)
	if err != nil {
		return nil, refuse("failed to decrypt aggregate: %w", err)
	}
	n := a.key.Public().N()
	for i := range residue {
		texts[i] = new(big.Int).Sub(texts[i], residue[i])
		texts[i].Mod(texts[i], n)
	}
	values, err := a.shape.Packing.Unpack(texts, owners)
	if err != nil {
		return nil, refuse("failed to unpack aggregate: %w", err)
	}
	values, checks := values[:a.shape.Learned], values[a.shape.Learned:]
	if a.shape.Checked {
		if err := a.keyed.Verify(values, checks); err != nil {
			return nil, refuse("invalid aggregate: %w", err)
		}
	}
	return values, a.checkRows(values, owners)
}

// checkRows refuses sums over more rows than the owners may have, and over none where each has one to learn from. With
// noise for differential privacy the number is no count, and says nothing.
func (a *attempt) checkRows(values []*big.Int, owners int) error {
	if a.file.Privacy.Epsilon > 0 {
		return nil
	}
	rows, least := plan.RowCount(a.file, string(a.shape.Kind), values), int64(1)
	if a.shape.Kind == wire.RoundEvaluation && a.file.Holdout > 0 {
		least = 0 // nobody may have rows enough to keep any back
	}
	most := new(big.Int).Mul(big.NewInt(a.file.Bounds.Rows), big.NewInt(int64(owners)))
	if rows.Cmp(big.NewInt(least)) < 0 || rows.Cmp(most) > 0 {
		return refusal{errors.New("invalid aggregate: the number of rows is out of range")}
	}
	return nil
}
