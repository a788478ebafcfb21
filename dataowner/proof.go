package dataowner

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/protocol/client"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

// proofs collects the proofs of uploads that were accepted and are not proven yet, by upload digest. An upload that
// is not under the root was not counted: it has none. What cannot be fetched now is
// tried again when the log grows.
func (o *Owner) proofs(ctx context.Context) map[wire.Digest]*Proof {
	o.mu.Lock()
	sent := slices.Clone(o.rec.Sent)
	o.mu.Unlock()
	found := map[wire.Digest]*Proof{}
	for _, e := range sent {
		ref := wire.Ref{Round: e.Round, Attempt: e.Attempt}
		accept := o.log.Accept(ref)
		if accept == nil || e.Accepted {
			continue
		}
		list, err := o.client.Uploads(ctx, o.terms.id, ref)
		if err != nil {
			continue
		}
		if p := proofFrom(list, e.Upload, accept); p != nil {
			found[e.Upload] = p
		}
	}
	return found
}

// proofFrom makes the proof that an upload is in the sum that accept names, if the list of uploads gives one.
func proofFrom(list []wire.Signed, upload wire.Digest, accept *wire.Signed) *Proof {
	at := slices.IndexFunc(list, func(s wire.Signed) bool { return s.Digest() == upload })
	path, err := wire.MerklePath(wire.UploadLeaves(list), at)
	if err != nil {
		return nil
	}
	m, err := wire.Parse[wire.Accept](accept.Body)
	if err != nil || wire.FollowPath(wire.UploadLeaf(&list[at]), path) != m.Uploads {
		return nil
	}
	return &Proof{Accept: accept, Path: path}
}

// Verdict is what verifying a receipt found.
type Verdict struct {
	Uploads  int   `json:"uploads"`  // sent
	Proven   int   `json:"proven"`   // in a sum that the model owner signed it used
	Open     int   `json:"open"`     // without acceptance: aborted, rejected, or not finished
	Products []int `json:"products"` // rounds whose aggregate was multiplied out again and found right
	Gone     []int `json:"gone"`     // rounds whose uploads the facilitator no longer keeps: not multiplied out
}

// VerifyReceipt checks a receipt by itself: the manifest's fingerprint, every upload's signature by the receipt's
// identity, every acceptance's signature by the model owner, and that its Merkle root counts the upload. It trusts
// neither the facilitator nor who wrote the file. An error means that the receipt claims what it does not show.
func VerifyReceipt(r *Receipt) (*Verdict, error) {
	m, id, err := wire.OpenManifest(r.Manifest)
	if err != nil {
		return nil, fmt.Errorf("failed to verify manifest: %w", err)
	}
	if r.Version != 2 || id != r.Training || m.ModelOwner != r.ModelOwner {
		return nil, errors.New("invalid receipt: the manifest is not the one it names")
	}
	v := &Verdict{Uploads: len(r.Uploads), Products: []int{}, Gone: []int{}}
	for i := range r.Uploads {
		e := &r.Uploads[i]
		u, err := wire.UnsealFrom[wire.Upload](e.Head, wire.KindUpload, r.Identity)
		if err != nil {
			return nil, fmt.Errorf("invalid receipt: upload %d: %w", i, err)
		}
		ref := wire.Ref{Round: e.Round, Attempt: e.Attempt}
		if u.Training != r.Training || u.Ref != ref || e.Head.Digest() != e.Upload {
			return nil, fmt.Errorf("invalid receipt: upload %d is not the one it names", i)
		}
		if !e.Accepted {
			v.Open++
			continue
		}
		if e.Proof == nil {
			return nil, fmt.Errorf("invalid receipt: upload %d is called accepted without a proof", i)
		}
		a, err := wire.UnsealFrom[wire.Accept](e.Proof.Accept, wire.KindAccept, m.ModelOwner)
		if err != nil {
			return nil, fmt.Errorf("invalid receipt: acceptance of upload %d: %w", i, err)
		}
		if a.Training != r.Training || a.Ref != ref || wire.FollowPath(wire.UploadLeaf(e.Head), e.Proof.Path) != a.Uploads {
			return nil, fmt.Errorf("invalid receipt: the acceptance does not count upload %d", i)
		}
		v.Proven++
	}
	return v, nil
}

// MultiplyOut fetches every upload of an accepted round while the facilitator keeps them, multiplies them and compares
// with the aggregate whose digest the model owner signed. A rejection with code late means they are no longer kept.
func MultiplyOut(ctx context.Context, c *client.Client, r *Receipt, round int) error {
	m, _, err := wire.OpenManifest(r.Manifest)
	if err != nil {
		return fmt.Errorf("failed to verify manifest: %w", err)
	}
	at := slices.IndexFunc(r.Uploads, func(e Entry) bool { return e.Round == round && e.Accepted })
	if at < 0 {
		return fmt.Errorf("invalid round: the receipt has no accepted upload for round %d", round)
	}
	e := &r.Uploads[at]
	accept, err := wire.UnsealFrom[wire.Accept](e.Proof.Accept, wire.KindAccept, m.ModelOwner)
	if err != nil {
		return err
	}
	key, err := phe.ParsePublicKey(m.Key.Modulus)
	if err != nil {
		return err
	}
	list, err := c.Uploads(ctx, r.Training, accept.Ref)
	if err != nil {
		return fmt.Errorf("failed to list uploads: %w", err)
	}
	var product []*phe.Ciphertext
	for i := range list {
		u, err := wire.Unseal[wire.Upload](&list[i], wire.KindUpload)
		if err != nil {
			return fmt.Errorf("failed to verify upload %d: %w", i, err)
		}
		if u.Training != r.Training || u.Ref != accept.Ref {
			return fmt.Errorf("invalid upload %d: it is for another attempt", i)
		}
		blob, err := c.Upload(ctx, r.Training, accept.Ref, list[i].Signer)
		if err != nil {
			return fmt.Errorf("failed to get upload %d: %w", i, err)
		}
		if wire.BlobRoot(blob, key.CiphertextSize()) != u.Ciphertexts {
			return fmt.Errorf("invalid upload %d: its bytes are not those that were signed", i)
		}
		vector, err := key.ParseVector(blob, u.Count)
		if err != nil {
			return fmt.Errorf("invalid upload %d: %w", i, err)
		}
		if product == nil {
			product = vector
		} else if err := key.SumVectors(product, vector); err != nil {
			return err
		}
	}
	if wire.MerkleRoot(wire.UploadLeaves(list)) != accept.Uploads {
		return errors.New("invalid uploads: not those whose root the model owner signed")
	}
	if wire.DigestOf(key.AppendVector(nil, product)) != accept.Aggregate {
		return errors.New("invalid aggregate: not the product of the uploads")
	}
	return nil
}

// ClientFor returns a protocol client that signs as this owner did in a training its vault knows.
func ClientFor(ctx context.Context, v Vault, t wire.TrainingID) (*client.Client, error) {
	rec, err := loadRecord(ctx, v, t)
	if err != nil {
		return nil, err
	}
	if rec == nil {
		return nil, errors.New("the vault does not know this training")
	}
	l, err := identity.ParseLink(rec.Link.Reveal())
	if err != nil {
		return nil, fmt.Errorf("failed to read vault: %w", err)
	}
	key, err := identity.KeyFromSeed(rec.Seed.Reveal())
	if err != nil {
		return nil, fmt.Errorf("failed to read vault: %w", err)
	}
	return client.New(l.Facilitator, key)
}
