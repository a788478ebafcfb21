package wire

import (
	"bytes"
	"testing"
)

// Every leaf's path leads to the root, for every number of leaves; the path of a different leaf does not.
func TestMerklePaths(t *testing.T) {
	for n := 1; n <= 17; n++ {
		var leaves []Digest
		for i := range n {
			leaves = append(leaves, UploadLeaf(&Signed{Kind: KindUpload, Signer: Identity{byte(i)}, Signature: []byte{byte(i)}}))
		}
		root := MerkleRoot(leaves)
		for i, leaf := range leaves {
			path, err := MerklePath(leaves, i)
			if err != nil {
				t.Fatal(err)
			}
			if FollowPath(leaf, path) != root {
				t.Errorf("%d leaves: the path of leaf %d does not lead to the root", n, i)
			}
			sides := pathSides(i, n)
			if len(sides) != len(path) {
				t.Fatalf("%d leaves: the path of leaf %d has %d steps, pathSides says %d", n, i, len(path), len(sides))
			}
			for k, p := range path {
				if p.Left != sides[k] {
					t.Errorf("%d leaves: step %d of leaf %d is on the wrong side", n, k, i)
				}
			}
			if FollowPath(Digest{99}, path) == root {
				t.Errorf("%d leaves: a different leaf %d leads to the root", n, i)
			}
			if n > 1 && FollowPath(leaves[(i+1)%n], path) == root {
				t.Errorf("%d leaves: a neighbour leads to the root", n)
			}
		}
	}
	if _, err := MerklePath(nil, 0); err == nil {
		t.Error("no leaves have a path")
	}
	if MerkleRoot(nil) != (Digest{}) {
		t.Error("no leaves have a root")
	}
}

// The root over a blob covers every part and its place.
func TestBlobRoot(t *testing.T) {
	root := BlobRoot([]byte("abcdef"), 2)
	for name, other := range map[string]Digest{
		"changed": BlobRoot([]byte("abcdeg"), 2), "swapped": BlobRoot([]byte("cdabef"), 2), "shorter": BlobRoot([]byte("abcd"), 2),
		"longer": BlobRoot([]byte("abcdefg"), 2), "cut in other parts": BlobRoot([]byte("abcdef"), 3),
	} {
		if other == root {
			t.Errorf("a %s blob has the same root", name)
		}
	}
	if BlobRoot(nil, 2) != (Digest{}) {
		t.Error("an empty blob has a root")
	}
}

// Every recipient finds in what is cut for it the encapsulation to itself and the sender's root.
func TestEncapsulations(t *testing.T) {
	for _, members := range []int{2, 3, 4, 7, 12} {
		blobs := make([][]byte, members)
		for sender := range blobs {
			for recipient := sender + 1; recipient < members; recipient++ {
				blobs[sender] = append(blobs[sender], bytes.Repeat([]byte{byte(16*sender + recipient)}, EncapsulationSize)...)
			}
			if len(blobs[sender]) != EncapsulationBytes(sender, members) {
				t.Fatalf("%d bytes, want %d", len(blobs[sender]), EncapsulationBytes(sender, members))
			}
		}
		for recipient := 1; recipient < members; recipient++ {
			var b []byte
			var senders []int
			for sender := range recipient {
				b = append(b, CutEncapsulation(blobs[sender], sender, recipient, members)...)
				senders = append(senders, sender)
			}
			got, err := OpenEncapsulations(b, senders, recipient, members)
			if err != nil {
				t.Fatal(err)
			}
			for i, e := range got {
				if e.Root != BlobRoot(blobs[i], EncapsulationSize) || e.Bytes[0] != byte(16*i+recipient) {
					t.Errorf("%d members: recipient %d got something else from sender %d", members, recipient, i)
				}
			}
			bent := bytes.Clone(b)
			bent[len(bent)-1] ^= 1
			if got, err := OpenEncapsulations(bent, senders, recipient, members); err == nil && got[recipient-1].Root == BlobRoot(blobs[recipient-1], EncapsulationSize) {
				t.Error("an altered path leads to the sender's root")
			}
			for name, b := range map[string][]byte{"short": b[:len(b)-1], "long": append(bytes.Clone(b), 0)} {
				if _, err := OpenEncapsulations(b, senders, recipient, members); err == nil {
					t.Errorf("%s encapsulations are accepted", name)
				}
			}
		}
		if CutEncapsulation(blobs[0], 0, 0, members) != nil || CutEncapsulation(blobs[0], 0, members, members) != nil || CutEncapsulation(blobs[0][1:], 0, 1, members) != nil {
			t.Error("something was cut for a recipient that does not exist, or from a blob of the wrong length")
		}
		if _, err := OpenEncapsulations(nil, []int{1}, 1, members); err == nil {
			t.Error("an owner has an encapsulation to itself")
		}
	}
}
