package wire

import "crypto/sha256"

// MerkleRoot is the root over the uploads of a round's survivors: leaves are SHA-256(0 ‖ identity ‖ upload
// digest) in identity order, inner nodes SHA-256(1 ‖ left ‖ right), an odd node moves up unchanged
// (RFC 6962, section 2.1, has the same shape). Uploads must be in identity order; none gives the zero digest.
func MerkleRoot(uploads []*Signed) Digest {
	level := make([]Digest, len(uploads))
	for i, u := range uploads {
		d := u.Digest()
		level[i] = sha256.Sum256(append(append([]byte{0}, u.Signer[:]...), d[:]...))
	}
	if len(level) == 0 {
		return Digest{}
	}
	for len(level) > 1 {
		next := level[:0:0]
		for i := 0; i < len(level); i += 2 {
			if i+1 == len(level) {
				next = append(next, level[i])
				continue
			}
			next = append(next, sha256.Sum256(append(append([]byte{1}, level[i][:]...), level[i+1][:]...)))
		}
		level = next
	}
	return level[0]
}
