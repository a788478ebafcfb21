package attempt

import (
	"errors"

	"github.com/blindfit/blindfit/crypto/mask"
	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/protocol/wire"
)

// OpenUpload verifies the head of one upload: signed by an owner of the list, for this attempt and this list, of the right
// length and under the right key.
func (l *List) OpenUpload(s *wire.Signed) (*wire.Upload, error) {
	u, err := wire.OpenMessage[wire.Upload](s, wire.KindUpload)
	if err != nil {
		return nil, err
	}
	if !l.Has(s.Signer) {
		return nil, wire.Rejectf(wire.CodeForbidden, "upload: signer is not in the list of this attempt")
	}
	if err := l.bound(wire.KindUpload, u.Training, u.Ref); err != nil {
		return nil, err
	}
	switch {
	case u.List != l.Digest:
		return nil, wire.Rejectf(wire.CodeStale, "upload: list is not the digest of this attempt's list")
	case u.Key != wire.Digest(l.Key.Fingerprint()):
		return nil, wire.Rejectf(wire.CodeKey, "upload: key is not the fingerprint of the manifest's key")
	case u.Count != l.Shape.Ciphertexts:
		return nil, wire.Rejectf(wire.CodeInvalid, "upload: count must be %d", l.Shape.Ciphertexts)
	case l.Noise && u.Seed == nil:
		return nil, wire.Rejectf(wire.CodeInvalid, "upload: seed is missing; a training with noise needs it")
	case !l.Noise && u.Seed != nil:
		return nil, wire.Rejectf(wire.CodeInvalid, "upload: seed must be left out; the training has no noise")
	}
	return u, nil
}

// ParseUpload checks the bytes that follow an upload's head and returns its ciphertexts. An error has the index of the
// first bad ciphertext.
func (l *List) ParseUpload(u *wire.Upload, blob []byte) ([]*phe.Ciphertext, error) {
	size := l.Key.CiphertextSize()
	if len(blob) != u.Count*size {
		return nil, wire.Rejectf(wire.CodeInvalid, "upload: ciphertexts must be %d times %d bytes", u.Count, size)
	}
	if u.Ciphertexts != wire.BlobRoot(blob, size) {
		return nil, wire.Rejectf(wire.CodeInvalid, "upload: ciphertexts is not the root over the bytes that follow")
	}
	return ParseVector(l.Key, blob, u.Count)
}

// ParseVector parses count ciphertexts. An error has the index of the first bad one.
func ParseVector(key *phe.PublicKey, blob []byte, count int) ([]*phe.Ciphertext, error) {
	cs, err := key.ParseVector(blob, count)
	if err == nil {
		return cs, nil
	}
	r := wire.Rejectf(wire.CodeCiphertext, "%v", err)
	var bad *phe.CiphertextError
	if errors.As(err, &bad) {
		r.Index = &bad.Index
	}
	return nil, r
}

// Uploads are the verified heads of all uploads of a list.
type Uploads struct {
	*List
	Root wire.Digest // Merkle root over the heads

	heads  []wire.Signed // in identity order, one for each owner of the list
	bodies []*wire.Upload
}

// NewUploads verifies heads, which must be one of each owner of the list, in identity order: a sum over fewer cannot be
// opened, and one over others is not the list's.
func (l *List) NewUploads(heads []wire.Signed) (*Uploads, error) {
	if len(heads) != len(l.Owners) {
		return nil, wire.Rejectf(wire.CodeInvalid, "uploads: there are %d; all %d owners of the list are needed", len(heads), len(l.Owners))
	}
	u := &Uploads{List: l, heads: heads}
	for i := range heads {
		b, err := l.OpenUpload(&heads[i])
		if err != nil {
			return nil, at(i, err)
		}
		if heads[i].Signer != l.Owners[i] {
			return nil, at(i, wire.Rejectf(wire.CodeInvalid, "uploads: must be one of each owner of the list, in identity order"))
		}
		u.bodies = append(u.bodies, b)
	}
	u.Root = wire.MerkleRoot(wire.UploadLeaves(heads))
	return u, nil
}

// Head returns the signed head of an owner's upload, or nil if the owner is not in the list.
func (u *Uploads) Head(id wire.Identity) *wire.Signed {
	for i, o := range u.Owners {
		if o == id {
			return &u.heads[i]
		}
	}
	return nil
}

// Proof returns the path from an owner's head to Root.
func (u *Uploads) Proof(id wire.Identity) ([]wire.PathNode, error) {
	index := -1
	for i, o := range u.Owners {
		if o == id {
			index = i
		}
	}
	return wire.MerklePath(wire.UploadLeaves(u.heads), index)
}

// OpenReveal verifies one reveal: signed by an owner of the list, for this list, and with the seed to which the owner's
// upload commits.
func (u *Uploads) OpenReveal(s *wire.Signed) (mask.Seed, error) {
	r, err := wire.OpenMessage[wire.Reveal](s, wire.KindReveal)
	if err != nil {
		return mask.Seed{}, err
	}
	head := u.Head(s.Signer)
	if head == nil {
		return mask.Seed{}, wire.Rejectf(wire.CodeForbidden, "reveal: signer is not in the list of this attempt")
	}
	if err := u.bound(wire.KindReveal, r.Training, r.Ref); err != nil {
		return mask.Seed{}, err
	}
	if r.List != u.Digest {
		return mask.Seed{}, wire.Rejectf(wire.CodeStale, "reveal: list is not the digest of this attempt's list")
	}
	seed := mask.NewSeed(r.Seed)
	for i, b := range u.bodies {
		if u.Owners[i] == s.Signer && (b.Seed == nil || !seed.Matches(*b.Seed, u.Digest, s.Signer)) {
			return mask.Seed{}, wire.Rejectf(wire.CodeInvalid, "reveal: seed is not the one to which the upload commits")
		}
	}
	return seed, nil
}

// Seeds verifies the reveals of a list, one of each owner in identity order, and returns the seeds in that order.
func (u *Uploads) Seeds(messages []wire.Signed) ([]mask.Seed, error) {
	if len(messages) != len(u.Owners) {
		return nil, wire.Rejectf(wire.CodeInvalid, "reveals: there are %d; all %d owners of the list are needed", len(messages), len(u.Owners))
	}
	seeds := make([]mask.Seed, len(messages))
	for i := range messages {
		seed, err := u.OpenReveal(&messages[i])
		if err != nil {
			return nil, at(i, err)
		}
		if messages[i].Signer != u.Owners[i] {
			return nil, at(i, wire.Rejectf(wire.CodeInvalid, "reveals: must be one of each owner of the list, in identity order"))
		}
		seeds[i] = seed
	}
	return seeds, nil
}
