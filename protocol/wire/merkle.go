package wire

import (
	"crypto/sha256"
	"errors"
)

// MerkleRoot is the root over the uploads of a round's survivors: leaves are SHA-256(0 ‖ identity ‖ upload
// digest) in identity order, inner nodes SHA-256(1 ‖ left ‖ right), an odd node moves up unchanged
// (RFC 6962, section 2.1, has the same shape). Uploads must be in identity order; none gives the zero digest.
func MerkleRoot(uploads []*Signed) Digest {
	if len(uploads) == 0 {
		return Digest{}
	}
	level := merkleLeaves(uploads)
	for len(level) > 1 {
		level = merkleLevel(level)
	}
	return level[0]
}

// PathNode is one step from a leaf to the root: the sibling, and on which side it stands.
type PathNode struct {
	Left    bool   `json:"left"` // the sibling is the left child
	Sibling Digest `json:"sibling"`
}

// MerklePath returns the steps that lead from the upload at index to the root over all. Levels where the node has no
// sibling are left out.
func MerklePath(uploads []*Signed, index int) ([]PathNode, error) {
	if index < 0 || index >= len(uploads) {
		return nil, errors.New("invalid index: no such upload")
	}
	path := []PathNode{}
	for level := merkleLeaves(uploads); len(level) > 1; level = merkleLevel(level) {
		if sibling := index ^ 1; sibling < len(level) {
			path = append(path, PathNode{Left: sibling < index, Sibling: level[sibling]})
		}
		index /= 2
	}
	return path, nil
}

// FollowPath returns the root that a path leads to from an upload: the one it is counted under if that is the root
// the model owner signed.
func FollowPath(upload *Signed, path []PathNode) Digest {
	node := merkleLeaf(upload)
	for _, p := range path {
		if p.Left {
			node = merkleNode(p.Sibling, node)
		} else {
			node = merkleNode(node, p.Sibling)
		}
	}
	return node
}

func merkleLeaves(uploads []*Signed) []Digest {
	leaves := make([]Digest, len(uploads))
	for i, u := range uploads {
		leaves[i] = merkleLeaf(u)
	}
	return leaves
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

func merkleLeaf(u *Signed) Digest {
	d := u.Digest()
	return sha256.Sum256(append(append([]byte{0}, u.Signer[:]...), d[:]...))
}

func merkleNode(left, right Digest) Digest {
	return sha256.Sum256(append(append([]byte{1}, left[:]...), right[:]...))
}
