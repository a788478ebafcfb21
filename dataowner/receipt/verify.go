package receipt

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/protocol/client"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Verdict is the result of verifying a receipt.
type Verdict struct {
	Uploads  int   `json:"uploads"`  // sent
	Proven   int   `json:"proven"`   // in a sum that the model owner signed it used
	Open     int   `json:"open"`     // without acceptance: aborted, rejected, or not finished
	Products []int `json:"products"` // rounds in which the aggregate was multiplied out again and is right
	Gone     []int `json:"gone"`     // rounds of which the facilitator no longer keeps the uploads: not multiplied out
}

// Verify checks a receipt without asking anyone: the manifest's fingerprint, every upload's signature by the receipt's
// identity, every acceptance's signature by the model owner, and that its Merkle root counts the upload. An error means
// that the receipt claims more than it shows.
func Verify(r *Receipt) (*Verdict, error) {
	m, id, err := wire.OpenManifest(r.Manifest)
	if err != nil {
		return nil, fmt.Errorf("failed to verify manifest: %w", err)
	}
	if r.Version != Version {
		return nil, fmt.Errorf("invalid receipt: version must be %d", Version)
	}
	if id != r.Training || m.ModelOwner != r.ModelOwner {
		return nil, errors.New("invalid receipt: the manifest is not the one it names")
	}
	if c := r.Consent; c != nil {
		if own := spec.ConsentDigest(m.Nonce, c.Sentences); m.Consent == nil || own == nil || *own != c.Digest || *m.Consent != c.Digest {
			return nil, errors.New("invalid receipt: consent is not to the sentences that the manifest has")
		}
	}
	v := &Verdict{Uploads: len(r.Uploads), Products: []int{}, Gone: []int{}}
	for i := range r.Uploads {
		proven, err := r.verifyUpload(&r.Uploads[i], m.ModelOwner)
		switch {
		case err != nil:
			return nil, fmt.Errorf("invalid receipt: upload %d: %w", i, err)
		case proven:
			v.Proven++
		default:
			v.Open++
		}
	}
	return v, nil
}

func (r *Receipt) verifyUpload(e *Entry, modelOwner wire.Identity) (proven bool, err error) {
	of, _, err := e.Open(r.Identity)
	if err != nil {
		return false, err
	}
	if of != r.Training || e.Head.Digest() != e.Upload {
		return false, errors.New("its signed head differs from the upload")
	}
	if !e.Accepted {
		return false, nil
	}
	if e.Proof == nil || e.Head.Kind == wire.KindContribution {
		return false, errors.New("is called accepted without a proof")
	}
	a, err := wire.UnsealFrom[wire.Accept](e.Proof.Accept, wire.KindAccept, modelOwner)
	if err != nil {
		return false, err
	}
	if a.Training != r.Training || a.Ref != e.Ref() || wire.FollowPath(wire.UploadLeaf(e.Head), e.Proof.Path) != a.Uploads {
		return false, errors.New("the acceptance does not count it")
	}
	return true, nil
}

// MultiplyOut fetches every upload of an accepted round while the facilitator keeps them, multiplies them and compares
// the product with the aggregate that the model owner signed. If they are no longer kept, it returns a rejection with
// code late.
func MultiplyOut(ctx context.Context, c *client.Client, r *Receipt, round int) error {
	m, _, err := wire.OpenManifest(r.Manifest)
	if err != nil {
		return fmt.Errorf("failed to verify manifest: %w", err)
	}
	at := slices.IndexFunc(r.Uploads, func(e Entry) bool { return e.Round == round && e.Accepted })
	if at < 0 {
		return fmt.Errorf("invalid round: the receipt has no accepted upload for round %d", round)
	}
	accept, err := wire.UnsealFrom[wire.Accept](r.Uploads[at].Proof.Accept, wire.KindAccept, m.ModelOwner)
	if err != nil {
		return err
	}
	key, err := phe.ParsePublicKey(m.Key.Modulus)
	if err != nil {
		return err
	}
	heads, err := c.Uploads(ctx, r.Training, accept.Ref)
	if err != nil {
		return fmt.Errorf("failed to list uploads: %w", err)
	}
	if wire.MerkleRoot(wire.UploadLeaves(heads)) != accept.Uploads {
		return errors.New("invalid uploads: not those whose root the model owner signed")
	}
	var sum *phe.Sum
	for i := range heads {
		cs, err := fetch(ctx, c, key, r.Training, accept.Ref, &heads[i])
		if err != nil {
			return fmt.Errorf("upload %d: %w", i, err)
		}
		if sum == nil {
			sum, err = key.NewSum(cs)
		} else {
			err = sum.Add(cs)
		}
		if err != nil {
			return err
		}
	}
	if wire.DigestOf(sum.AppendTo(nil)) != accept.Aggregate {
		return errors.New("invalid aggregate: not the product of the uploads")
	}
	return nil
}

// fetch reads the ciphertexts of one upload and holds them against its signed head.
func fetch(ctx context.Context, c *client.Client, key *phe.PublicKey, t wire.TrainingID, ref wire.Ref, head *wire.Signed) ([]*phe.Ciphertext, error) {
	u, err := wire.Unseal[wire.Upload](head, wire.KindUpload)
	if err != nil {
		return nil, err
	}
	if u.Training != t || u.Ref != ref {
		return nil, errors.New("invalid upload: it is for another attempt")
	}
	blob, err := c.Upload(ctx, t, ref, head.Signer)
	if err != nil {
		return nil, fmt.Errorf("failed to get its bytes: %w", err)
	}
	if wire.BlobRoot(blob, key.CiphertextSize()) != u.Ciphertexts {
		return nil, errors.New("invalid upload: its bytes are not those that were signed")
	}
	return key.ParseVector(blob, u.Count)
}
