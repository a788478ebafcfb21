package wire

import "testing"

// Every upload's path leads to the root, for every number of uploads; another upload's, or a changed one, does not.
func TestMerklePaths(t *testing.T) {
	for n := 1; n <= 17; n++ {
		var uploads []*Signed
		for i := range n {
			uploads = append(uploads, &Signed{Kind: KindUpload, Signer: Identity{byte(i)}, Signature: []byte{byte(i)}})
		}
		root := MerkleRoot(uploads)
		for i, u := range uploads {
			path, err := MerklePath(uploads, i)
			if err != nil {
				t.Fatal(err)
			}
			if FollowPath(u, path) != root {
				t.Errorf("%d uploads: the path of upload %d does not lead to the root", n, i)
			}
			stranger := *u
			stranger.Signature = []byte{99}
			if FollowPath(&stranger, path) == root {
				t.Errorf("%d uploads: another upload in place %d leads to the root", n, i)
			}
			if n > 1 && FollowPath(uploads[(i+1)%n], path) == root {
				t.Errorf("%d uploads: a neighbour's upload leads to the root", n)
			}
		}
	}
	if _, err := MerklePath(nil, 0); err == nil {
		t.Error("nothing has a path")
	}
	if MerkleRoot(nil) != (Digest{}) {
		t.Error("no uploads have a root")
	}
}
