package wire_test

import (
	"crypto/ed25519"
	"encoding/hex"
	"testing"

	"github.com/blindfit/blindfit/internal/testing/vectors"
	"github.com/blindfit/blindfit/protocol/wire"
)

type seedSigner struct{ key ed25519.PrivateKey }

func (s seedSigner) Identity() wire.Identity {
	return wire.Identity(s.key.Public().(ed25519.PublicKey))
}
func (s seedSigner) Sign(msg []byte) []byte { return ed25519.Sign(s.key, msg) }

func TestVectors(t *testing.T) {
	seed := wire.DigestOf([]byte("seed of a test key"))
	by := seedSigner{ed25519.NewKeyFromSeed(seed[:])}
	training, ref := wire.TrainingID(wire.DigestOf([]byte("training"))), wire.Ref{Round: 3, Attempt: 70000}
	s, err := wire.Seal(wire.KindHello, wire.Hello{Training: training, TimeMS: 1234567890123}, by)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := wire.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	frame, err := wire.AppendFrame(nil, s, []byte("ciphertexts"))
	if err != nil {
		t.Fatal(err)
	}
	digest := s.Digest()
	vectors.Check(t, "signed", struct{ Seed, Kind, Body, JSON, Digest, Frame string }{
		hex.EncodeToString(seed[:]), string(s.Kind), string(s.Body), string(raw), hex.EncodeToString(digest[:]), hex.EncodeToString(frame)})

	open := wire.DigestOf([]byte("open"))
	var entries []wire.ListEntry
	var uploads []string
	var leaves []wire.Digest
	for i := range 5 {
		owner := wire.Identity{byte(i + 1)}
		entries = append(entries, wire.ListEntry{Identity: owner, MaskKey: wire.DigestOf([]byte{byte(i)}), Encapsulations: wire.DigestOf([]byte{byte(i), 1})})
		u := *s
		u.Signer = owner
		leaves = append(leaves, wire.UploadLeaf(&u))
		d := u.Digest()
		uploads = append(uploads, hex.EncodeToString(d[:]))
	}
	list, root := wire.ListDigest(training, ref, open, entries), wire.MerkleRoot(leaves)
	path, err := wire.MerklePath(leaves, 4)
	if err != nil {
		t.Fatal(err)
	}
	vectors.Check(t, "list", struct {
		Training, Open, List, Root string
		Round, Attempt             int
		Owners, Keys, Roots        []string
		Uploads                    []string
		PathOfLast                 []wire.PathNode
		EmptyRoot, BlobRoot        string
	}{
		training.String(), open.String(), list.String(), root.String(), ref.Round, ref.Attempt,
		each(entries, func(e wire.ListEntry) string { return e.Identity.String() }),
		each(entries, func(e wire.ListEntry) string { return e.MaskKey.String() }),
		each(entries, func(e wire.ListEntry) string { return e.Encapsulations.String() }),
		uploads, path, wire.MerkleRoot(nil).String(), wire.BlobRoot([]byte("abcdefgh"), 3).String(),
	})
	vectors.Check(t, "malformed", struct{ Hellos []string }{malformed(string(s.Body))})
	for _, text := range malformed(string(s.Body)) {
		if _, err := wire.Parse[wire.Hello]([]byte(text)); err == nil {
			t.Errorf("%q is accepted", text)
		}
	}
}

// malformed spells a good hello in ways that canonical JSON forbids.
func malformed(good string) []string {
	inner := good[1 : len(good)-1]
	return []string{
		"", "{}", "[]", "null", good + " ", " " + good, good + good, "{" + inner + ",}", "{" + inner + `,"more":1}`,
		"{" + inner + `,"time_ms":1234567890123}`, good[:len(good)-2] + "3.0}", good[:len(good)-2] + "3e0}",
		"\ufeff" + good, good[:20] + `\u0061` + good[21:],
	}
}

func each[T any](list []T, f func(T) string) []string {
	var out []string
	for _, v := range list {
		out = append(out, f(v))
	}
	return out
}
