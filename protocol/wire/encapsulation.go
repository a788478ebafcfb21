package wire

import "errors"

// EncapsulationSize is the length of one encapsulation of ML-KEM-768 in bytes.
const EncapsulationSize = 1088

// Encapsulations travel from every owner to the members after it in the roster's order. A recipient gets the one to itself
// with the path to the root that the sender signed, not those to others.

// EncapsulationBytes returns the length of the bytes after the keys message of member number sender, from 0, of a
// roster of that many members.
func EncapsulationBytes(sender, members int) int { return (members - sender - 1) * EncapsulationSize }

// CutEncapsulation returns, from the blob of member number sender, the encapsulation to member number recipient followed
// by the siblings on its path, in the form that OpenEncapsulations reads. It returns nil unless sender < recipient <
// members and blob has EncapsulationBytes.
func CutEncapsulation(blob []byte, sender, recipient, members int) []byte {
	if sender < 0 || sender >= recipient || recipient >= members || len(blob) != EncapsulationBytes(sender, members) {
		return nil
	}
	var leaves []Digest
	for i := 0; i < len(blob); i += EncapsulationSize {
		leaves = append(leaves, BlobLeaf(blob[i:i+EncapsulationSize]))
	}
	index := recipient - sender - 1
	path, err := MerklePath(leaves, index)
	if err != nil {
		return nil
	}
	out := append([]byte{}, blob[index*EncapsulationSize:(index+1)*EncapsulationSize]...)
	for _, p := range path {
		out = append(out, p.Sibling[:]...)
	}
	return out
}

// Encapsulation is one that was cut for its recipient, with the root to which its path leads.
type Encapsulation struct {
	Bytes []byte // EncapsulationSize
	Root  Digest
}

// OpenEncapsulations reads the results of CutEncapsulation for each of senders, one after the other, all cut for member
// number recipient. The caller compares the roots with those that the senders signed.
func OpenEncapsulations(b []byte, senders []int, recipient, members int) ([]Encapsulation, error) {
	var out []Encapsulation
	for _, sender := range senders {
		if sender < 0 || sender >= recipient || recipient >= members {
			return nil, errors.New("invalid encapsulations: a sender must come before the recipient")
		}
		left := pathSides(recipient-sender-1, members-sender-1)
		size := EncapsulationSize + len(left)*len(Digest{})
		if len(b) < size {
			return nil, errors.New("malformed encapsulations: cut short")
		}
		e, siblings := Encapsulation{Bytes: b[:EncapsulationSize]}, b[EncapsulationSize:size]
		path := make([]PathNode, len(left))
		for i := range path {
			path[i] = PathNode{Left: left[i], Sibling: Digest(siblings[i*32 : (i+1)*32])}
		}
		e.Root = FollowPath(BlobLeaf(e.Bytes), path)
		out = append(out, e)
		b = b[size:]
	}
	if len(b) > 0 {
		return nil, errors.New("malformed encapsulations: bytes after the end")
	}
	return out, nil
}
