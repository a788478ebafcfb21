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
	"github.com/blindfit/blindfit/ml/training"
	"github.com/blindfit/blindfit/server/dial"
	"github.com/blindfit/blindfit/server/wire"
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
	point    []*big.Int
	packing  pack.Parameters
	budget   training.Budget
	key      *privkey.Key
}

// outcome is an attempt that passed every check.
type outcome struct {
	sums      sums
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
func (a *attempt) check(ctx context.Context, client *dial.Client) (*outcome, error) {
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
	product, size, err := a.multiply(ctx, client, u)
	if err != nil {
		return nil, err
	}
	public := a.key.Public()
	own := public.AppendVector(nil, product)
	theirs, err := client.Aggregate(ctx, a.training, a.ref)
	if err != nil {
		return nil, fetched("aggregate", err)
	}
	if !bytes.Equal(own, theirs) {
		return nil, refuse("invalid aggregate: is not the product of the uploads")
	}
	s, err := a.decrypt(product, residue, len(u.survivors))
	if err != nil {
		return nil, err
	}
	return &outcome{
		sums: *s, survivors: u.survivors, helpers: helpers,
		aggregate: wire.DigestOf(own), uploads: wire.MerkleRoot(u.heads), bytes: size,
	}, nil
}

// multiply fetches every upload, checks its bytes against what its owner signed and multiplies.
func (a *attempt) multiply(ctx context.Context, client *dial.Client, u *uploads) ([]*phe.Ciphertext, int64, error) {
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
		v, err := public.ParseVector(blob, a.packing.Ciphertexts())
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
// satisfy whatever the rows are: lanes and ranges of the packing, a possible number of rows, and a sum of squares
// that is not negative.
func (a *attempt) decrypt(product []*phe.Ciphertext, residue []*big.Int, owners int) (*sums, error) {
	texts, err := a.key.DecryptVector(product)
	if err != nil {
		return nil, refuse("failed to decrypt aggregate: %w", err)
	}
	n := a.key.Public().N()
	for i := range residue {
		texts[i] = new(big.Int).Sub(texts[i], residue[i])
		texts[i].Mod(texts[i], n)
	}
	values, err := a.packing.Unpack(texts, owners)
	if err != nil {
		return nil, refuse("failed to unpack aggregate: %w", err)
	}
	d := a.budget.Columns
	s := &sums{G: values[:d], L: values[d]}
	rows := values[d+1]
	if rows.Sign() <= 0 || rows.Cmp(new(big.Int).Mul(big.NewInt(a.budget.Rows), big.NewInt(int64(owners)))) > 0 {
		return nil, refusal{errors.New("invalid aggregate: the number of rows is out of range")}
	}
	s.N = rows.Int64()
	if squares(a.point, s, a.budget.FractionBits).Sign() < 0 {
		return nil, refusal{errors.New("invalid aggregate: the sum of squares is negative")}
	}
	return s, nil
}

// squares is Σ(x·w − y)² over all rows at the point w, in units of 2^-(2·QuantBits + 2·fractionBits): wᵀg + 2^f·ℓ.
func squares(point []*big.Int, s *sums, fractionBits uint) *big.Int {
	total := new(big.Int).Lsh(s.L, fractionBits)
	term := new(big.Int)
	for i, w := range point {
		total.Add(total, term.Mul(w, s.G[i]))
	}
	return total
}
