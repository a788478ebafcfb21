package modelowner

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/big"
	"slices"

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
	members  []wire.Identity // of the roster, in identity order
	point    []*big.Int
	packing  pack.Parameters
	budget   training.Budget
	key      *privkey.Key
}

// outcome is an attempt that passed every check.
type outcome struct {
	sums      sums
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
	cohort, err := a.checkKeys(keys)
	if err != nil {
		return nil, err
	}
	heads, err := client.Uploads(ctx, a.training, a.ref)
	if err != nil {
		return nil, fetched("uploads", err)
	}
	sorted, digests, err := a.checkUploads(heads, cohort)
	if err != nil {
		return nil, err
	}
	product, size, err := a.multiply(ctx, client, sorted, digests)
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
	s, err := a.decrypt(product)
	if err != nil {
		return nil, err
	}
	return &outcome{sums: *s, aggregate: wire.DigestOf(own), uploads: wire.MerkleRoot(sorted), bytes: size}, nil
}

// checkKeys verifies that there is one keys message of every member and of nobody else, each bound to this
// attempt's open message, and returns the cohort digest.
func (a *attempt) checkKeys(list []wire.Signed) (wire.Digest, error) {
	signed, err := a.exactly("keys", list)
	if err != nil {
		return wire.Digest{}, err
	}
	seen := map[wire.Digest]bool{}
	for _, s := range signed {
		k, err := wire.Unseal[wire.Keys](s, wire.KindKeys)
		if err != nil {
			return wire.Digest{}, refusal{err}
		}
		switch {
		case k.Training != a.training || k.Ref != a.ref:
			return wire.Digest{}, refuse("invalid keys: are for another attempt")
		case k.Open != a.open:
			return wire.Digest{}, refuse("invalid keys: answer another open message")
		case seen[k.MaskKey]:
			return wire.Digest{}, refuse("invalid keys: two members have the same mask key")
		}
		seen[k.MaskKey] = true
	}
	return wire.CohortDigest(a.training, a.ref, signed), nil
}

// checkUploads verifies the upload heads likewise and returns them in identity order with the digests of their
// ciphertexts.
func (a *attempt) checkUploads(list []wire.Signed, cohort wire.Digest) ([]*wire.Signed, []wire.Digest, error) {
	signed, err := a.exactly("upload", list)
	if err != nil {
		return nil, nil, err
	}
	digests := make([]wire.Digest, len(signed))
	for i, s := range signed {
		u, err := wire.Unseal[wire.Upload](s, wire.KindUpload)
		if err != nil {
			return nil, nil, refusal{err}
		}
		switch {
		case u.Training != a.training || u.Ref != a.ref:
			return nil, nil, refuse("invalid upload: is for another attempt")
		case u.Cohort != cohort:
			return nil, nil, refuse("invalid upload: its cohort digest is not that of the keys")
		case u.Key != wire.Digest(a.key.Public().Fingerprint()):
			return nil, nil, refuse("invalid upload: is encrypted under another key")
		case u.Count != a.packing.Ciphertexts():
			return nil, nil, refuse("invalid upload: count must be %d", a.packing.Ciphertexts())
		}
		digests[i] = u.Ciphertexts
	}
	return signed, digests, nil
}

// exactly sorts messages by identity and checks that their signers are the members, each once.
func (a *attempt) exactly(what string, list []wire.Signed) ([]*wire.Signed, error) {
	sorted := make([]*wire.Signed, len(list))
	for i := range list {
		sorted[i] = &list[i]
	}
	slices.SortFunc(sorted, func(x, y *wire.Signed) int { return x.Signer.Compare(y.Signer) })
	if len(sorted) != len(a.members) {
		return nil, refuse("invalid %s list: has %d messages for %d members", what, len(sorted), len(a.members))
	}
	for i, s := range sorted {
		if s.Signer != a.members[i] {
			return nil, refuse("invalid %s list: its signers are not exactly the roster's members", what)
		}
	}
	return sorted, nil
}

// multiply fetches every upload, checks its bytes against what its owner signed and multiplies.
func (a *attempt) multiply(ctx context.Context, client *dial.Client, heads []*wire.Signed, digests []wire.Digest) ([]*phe.Ciphertext, int64, error) {
	public := a.key.Public()
	var product []*phe.Ciphertext
	var size int64
	for i, s := range heads {
		blob, err := client.Upload(ctx, a.training, a.ref, s.Signer)
		if err != nil {
			return nil, 0, fetched("an upload", err)
		}
		if wire.DigestOf(blob) != digests[i] {
			return nil, 0, refuse("invalid upload of member %d: its bytes are not those its owner signed", i)
		}
		v, err := public.ParseVector(blob, a.packing.Ciphertexts())
		if err != nil {
			return nil, 0, refuse("failed to read upload of member %d: %w", i, err)
		}
		size += int64(len(blob))
		if product == nil {
			product = v
		} else if err := public.SumVectors(product, v); err != nil {
			return nil, 0, refuse("failed to add upload of member %d: %w", i, err)
		}
	}
	return product, size, nil
}

// decrypt decrypts the product and checks what the sums must satisfy whatever the rows are: lanes and ranges of the
// packing, a possible number of rows, and a sum of squares that is not negative.
func (a *attempt) decrypt(product []*phe.Ciphertext) (*sums, error) {
	texts, err := a.key.DecryptVector(product)
	if err != nil {
		return nil, refuse("failed to decrypt aggregate: %w", err)
	}
	values, err := a.packing.Unpack(texts, len(a.members))
	if err != nil {
		return nil, refuse("failed to unpack aggregate: %w", err)
	}
	d := a.budget.Columns
	s := &sums{G: values[:d], L: values[d]}
	n := values[d+1]
	if n.Sign() <= 0 || n.Cmp(new(big.Int).Mul(big.NewInt(a.budget.Rows), big.NewInt(int64(len(a.members))))) > 0 {
		return nil, refusal{errors.New("invalid aggregate: the number of rows is out of range")}
	}
	s.N = n.Int64()
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
