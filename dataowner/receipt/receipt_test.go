//go:build testkeys

package receipt_test

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/blindfit/blindfit/dataowner/receipt"
	"github.com/blindfit/blindfit/internal/testing/inmemory"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

const file = `{"name":"Test","features":[{"name":"a","type":"continuous","min":0,"max":10}],
 "target":{"name":"t","type":"continuous","min":-1,"max":1},"key_bits":512}`

var first, second = wire.Ref{Round: 1, Attempt: 1}, wire.Ref{Round: 2, Attempt: 1}

// receiptOf makes a receipt with one accepted upload among five and one that is open.
func receiptOf(t *testing.T) *receipt.Receipt {
	t.Helper()
	m := inmemory.NewModelOwner(t, file)
	signed, link := m.Sign()
	seal := func(by wire.Signer, kind wire.Kind, body any) *wire.Signed {
		s, err := wire.Seal(kind, body, by)
		inmemory.Must(t, err)
		return s
	}
	upload := func(by wire.Signer, ref wire.Ref) *wire.Signed {
		return seal(by, wire.KindUpload, wire.Upload{Training: link.Training, Ref: ref, Count: 1})
	}
	self, err := identity.NewKey()
	inmemory.Must(t, err)
	own := upload(self, first)
	heads := []wire.Signed{*own}
	for range 4 {
		other, err := identity.NewKey()
		inmemory.Must(t, err)
		heads = append(heads, *upload(other, first))
	}
	slices.SortFunc(heads, func(a, b wire.Signed) int { return a.Signer.Compare(b.Signer) })
	accept := seal(m.Identity, wire.KindAccept, wire.Accept{
		LogEntry: wire.LogEntry{Training: link.Training}, Ref: first, Uploads: wire.MerkleRoot(wire.UploadLeaves(heads))})
	proof := receipt.Prove(heads, own.Digest(), accept)
	if proof == nil {
		t.Fatal("no proof")
	}
	at := slices.IndexFunc(heads, func(s wire.Signed) bool { return s.Signer == self.Identity() })
	if receipt.Prove(slices.Delete(slices.Clone(heads), at, at+1), own.Digest(), accept) != nil {
		t.Error("a proof from heads without the upload")
	}
	if receipt.Prove(append(slices.Clone(heads), *upload(self, second)), own.Digest(), accept) != nil {
		t.Error("a proof from heads that the root does not cover")
	}
	open := upload(self, second)
	r := &receipt.Receipt{Version: receipt.Version, Training: link.Training, Manifest: signed, ModelOwner: m.Identity.Identity(), Identity: self.Identity()}
	r.Add([]receipt.Entry{
		{Round: 1, Attempt: 1, Upload: own.Digest(), Head: own, Accepted: true, Proof: proof, BytesUp: 5, BytesDown: 2},
		{Round: 2, Attempt: 1, Upload: open.Digest(), Head: open, BytesUp: 6, BytesDown: 1},
	})
	// A receipt is read from a file.
	b, err := json.Marshal(r)
	inmemory.Must(t, err)
	var read receipt.Receipt
	inmemory.Must(t, json.Unmarshal(b, &read))
	return &read
}

func TestReceiptProvesInclusion(t *testing.T) {
	r := receiptOf(t)
	v, err := receipt.Verify(r)
	inmemory.Must(t, err)
	if v.Uploads != 2 || v.Proven != 1 || v.Open != 1 || r.TotalUp != 11 || r.TotalDown != 3 {
		t.Errorf("verdict is %+v, %d bytes up and %d down", v, r.TotalUp, r.TotalDown)
	}
}

func TestReceiptsThatAreRefused(t *testing.T) {
	stranger, _ := identity.NewKey()
	for name, change := range map[string]func(*receipt.Receipt){
		"another version":          func(r *receipt.Receipt) { r.Version-- },
		"another training":         func(r *receipt.Receipt) { r.Training[0] ^= 1 },
		"another model owner":      func(r *receipt.Receipt) { r.ModelOwner[0] ^= 1 },
		"another identity":         func(r *receipt.Receipt) { r.Identity[0] ^= 1 },
		"altered manifest":         func(r *receipt.Receipt) { r.Manifest.Body[10] ^= 1 },
		"no manifest":              func(r *receipt.Receipt) { r.Manifest = nil },
		"accepted without a proof": func(r *receipt.Receipt) { r.Uploads[0].Proof = nil },
		"open called accepted": func(r *receipt.Receipt) {
			r.Uploads[1].Accepted, r.Uploads[1].Proof = true, r.Uploads[0].Proof
		},
		"upload of another round":   func(r *receipt.Receipt) { r.Uploads[0].Round = 2 },
		"upload of another attempt": func(r *receipt.Receipt) { r.Uploads[0].Attempt = 2 },
		"upload under another name": func(r *receipt.Receipt) { r.Uploads[0].Upload[0] ^= 1 },
		"no upload":                 func(r *receipt.Receipt) { r.Uploads[1].Head = nil },
		"altered path":              func(r *receipt.Receipt) { r.Uploads[0].Proof.Path[0].Sibling[0] ^= 1 },
		"path turned round":         func(r *receipt.Receipt) { r.Uploads[0].Proof.Path[0].Left = !r.Uploads[0].Proof.Path[0].Left },
		"forged acceptance":         func(r *receipt.Receipt) { r.Uploads[0].Proof.Accept.Signature[3] ^= 1 },
		"no acceptance":             func(r *receipt.Receipt) { r.Uploads[0].Proof.Accept = nil },
		"acceptance of a stranger": func(r *receipt.Receipt) {
			a, _ := wire.Parse[wire.Accept](r.Uploads[0].Proof.Accept.Body)
			r.Uploads[0].Proof.Accept, _ = wire.Seal(wire.KindAccept, a, stranger)
		},
	} {
		r := receiptOf(t)
		change(r)
		if _, err := receipt.Verify(r); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}
