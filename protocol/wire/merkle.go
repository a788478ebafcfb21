package wire

import (
	"crypto/sha256"
	"errors"
)

// A Merkle tree over leaves in a fixed order: leaves are SHA-256(0 ‖ content), inner nodes SHA-256(1 ‖ left ‖ right), and
// an odd node moves up unchanged (RFC 6962, section 2.1, describes the same tree).

// MerkleRoot returns the root over leaves; the zero digest if there are none.
func MerkleRoot(leaves []Digest) Digest {
	if len(leaves) == 0 {
		return Digest{}
	}
	level := leaves
	for len(level) > 1 {
		level = merkleLevel(level)
	}
	return level[0]
}

// UploadLeaf is the leaf of an upload's head: its content is the identity and the digest of the signed message.
func UploadLeaf(s *Signed) Digest {
	d := s.Digest()
	return sha256.Sum256(append(append([]byte{0}, s.Signer[:]...), d[:]...))
}

// UploadLeaves returns the leaves of upload heads, in their order.
func UploadLeaves(heads []Signed) []Digest {
	leaves := make([]Digest, len(heads))
	for i := range heads {
		leaves[i] = UploadLeaf(&heads[i])
	}
	return leaves
}

// BlobLeaf is the leaf of bytes: a ciphertext or an encapsulation.
func BlobLeaf(b []byte) Digest {
	h := sha256.New()
	h.Write([]byte{0})
	h.Write(b)
	return Digest(h.Sum(nil))
}

// BlobRoot returns the root over the parts of a blob, each size bytes long. A last part may be shorter.
func BlobRoot(blob []byte, size int) Digest {
	var leaves []Digest
	for len(blob) > 0 {
		n := min(size, len(blob))
		leaves = append(leaves, BlobLeaf(blob[:n]))
		blob = blob[n:]
	}
	return MerkleRoot(leaves)
}

// PathNode is one step from a leaf to the root: the sibling, and on which side it stands.
type PathNode struct {
	Left    bool   `json:"left"` // the sibling is the left child
	Sibling Digest `json:"sibling"`
}

// MerklePath returns the steps that lead from the leaf at index to the root over all leaves. Levels on which the node has
// no sibling are left out.
func MerklePath(leaves []Digest, index int) ([]PathNode, error) {
	if index < 0 || index >= len(leaves) {
		return nil, errors.New("invalid index: no such leaf")
	}
	path := []PathNode{}
	for level := leaves; len(level) > 1; level = merkleLevel(level) {
		if sibling := index ^ 1; sibling < len(level) {
			path = append(path, PathNode{Left: sibling < index, Sibling: level[sibling]})
		}
		index /= 2
	}
	return path, nil
}

// FollowPath returns the root to which a path leads from a leaf.
func FollowPath(leaf Digest, path []PathNode) Digest {
	node := leaf
	for _, p := range path {
		if p.Left {
			node = merkleNode(p.Sibling, node)
		} else {
			node = merkleNode(node, p.Sibling)
		}
	}
	return node
}

// pathSides returns on which side the sibling stands at every step from the leaf at index among count leaves.
func pathSides(index, count int) []bool {
	var left []bool
	for ; count > 1; index, count = index/2, (count+1)/2 {
		if sibling := index ^ 1; sibling < count {
			left = append(left, sibling < index)
		}
	}
	return left
}

func merkleLevel(level []Digest) []Digest {
	var next []Digest
	for i := 0; i < len(level); i += 2 {
		if i+1 == len(level) {
			return append(next, level[i])
		}
		next = append(next, merkleNode(level[i], level[i+1]))
	}
	return next
}

func merkleNode(left, right Digest) Digest {
	return sha256.Sum256(append(append([]byte{1}, left[:]...), right[:]...))
}
