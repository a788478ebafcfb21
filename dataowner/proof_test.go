//go:build testkeys

package dataowner

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

// receiptOf makes a receipt with one accepted upload among five and one that is open.
func receiptOf(t *testing.T, w *world) *Receipt {
	t.Helper()
	o := w.newOwner(testRows)
	upload := func(by wire.Signer, ref wire.Ref) *wire.Signed {
		return entry(t, by, wire.KindUpload, wire.Upload{Training: o.terms.id, Ref: ref, Count: 1})
	}
	var list, agrees []wire.Signed
	own := upload(o.key, testRef)
	list = append(list, *own)
	survivors := []wire.Signer{o.key}
	for range 4 {
		other, err := identity.NewKey()
		ok(t, err)
		survivors = append(survivors, other)
		list = append(list, *upload(other, testRef))
	}
	agree := wire.Agree{Training: o.terms.id, Ref: testRef}
	for _, by := range survivors {
		agree.Survivors = append(agree.Survivors, by.Identity())
	}
	slices.SortFunc(agree.Survivors, wire.Identity.Compare)
	for _, by := range survivors[:4] {
		agrees = append(agrees, *entry(t, by, wire.KindAgree, agree))
	}
	var heads []*wire.Signed
	for i := range list {
		heads = append(heads, &list[i])
	}
	accept := entry(t, w.owner, wire.KindAccept, wire.Accept{
		LogEntry: wire.LogEntry{Training: o.terms.id}, Ref: testRef, Uploads: wire.MerkleRoot(heads)})
	proof := proofFrom(list, own.Digest(), accept)
	if proof == nil {
		t.Fatal("no proof")
	}
	if proofFrom(list[1:], own.Digest(), accept) != nil {
		t.Error("a proof from a list without the upload")
	}
	if proofFrom(list[:4], own.Digest(), accept) != nil {
		t.Error("a proof from a list that the root does not cover")
	}
	pending := wire.Ref{Round: 2, Attempt: 1}
	head := upload(o.key, pending)
	o.rec.Sent = []Entry{
		{Round: 1, Attempt: 1, Upload: own.Digest(), Head: own, Accepted: true, Proof: proof,
			Owners: len(survivors), Agreement: agreementOf(agrees)},
		{Round: 2, Attempt: 1, Upload: head.Digest(), Head: head},
	}
	// A receipt is read from a file.
	b, err := json.Marshal(o.Receipt())
	ok(t, err)
	var r Receipt
	ok(t, json.Unmarshal(b, &r))
	return &r
}

func TestReceiptProvesInclusion(t *testing.T) {
	v, err := VerifyReceipt(receiptOf(t, newWorld(t)))
	ok(t, err)
	if v.Uploads != 2 || v.Proven != 1 || v.Agreed != 1 || v.Open != 1 {
		t.Errorf("verdict is %+v", v)
	}
}

func TestReceiptsThatAreRefused(t *testing.T) {
	stranger, _ := identity.NewKey()
	for name, change := range map[string]func(*Receipt){
		"another training":                        func(r *Receipt) { r.Training[0] ^= 1 },
		"another model owner":                     func(r *Receipt) { r.ModelOwner[0] ^= 1 },
		"another identity":                        func(r *Receipt) { r.Identity[0] ^= 1 },
		"altered manifest":                        func(r *Receipt) { r.Manifest.Body[10] ^= 1 },
		"no manifest":                             func(r *Receipt) { r.Manifest = nil },
		"accepted without a proof":                func(r *Receipt) { r.Uploads[0].Proof = nil },
		"pending called accepted":                 func(r *Receipt) { r.Uploads[1].Accepted, r.Uploads[1].Proof = true, r.Uploads[0].Proof },
		"upload of another round":                 func(r *Receipt) { r.Uploads[0].Round = 2 },
		"upload under another name":               func(r *Receipt) { r.Uploads[0].Upload[0] ^= 1 },
		"no upload":                               func(r *Receipt) { r.Uploads[1].Head = nil },
		"altered path":                            func(r *Receipt) { r.Uploads[0].Proof.Path[0].Sibling[0] ^= 1 },
		"path turned round":                       func(r *Receipt) { r.Uploads[0].Proof.Path[0].Left = !r.Uploads[0].Proof.Path[0].Left },
		"forged acceptance":                       func(r *Receipt) { r.Uploads[0].Proof.Accept.Signature[3] ^= 1 },
		"fewer owners in the sum than signed for": func(r *Receipt) { r.Uploads[0].Owners-- },
		"altered agreement":                       func(r *Receipt) { r.Uploads[0].Agreement.Body[20] ^= 1 },
		"forged signature of a survivor":          func(r *Receipt) { r.Uploads[0].Agreement.Signatures[1].Signature[3] ^= 1 },
		"a signature twice": func(r *Receipt) {
			s := r.Uploads[0].Agreement.Signatures
			s[1] = s[0]
		},
		"agreement without signatures": func(r *Receipt) { r.Uploads[0].Agreement.Signatures = nil },
		"agreement on another attempt": func(r *Receipt) { r.Uploads[1].Agreement = r.Uploads[0].Agreement },
		"agreement of strangers": func(r *Receipt) {
			m := wire.Agree{Training: r.Training, Ref: testRef, Survivors: []wire.Identity{stranger.Identity()}}
			r.Uploads[0].Owners, r.Uploads[0].Agreement = 1, agreementOf([]wire.Signed{*entry(t, stranger, wire.KindAgree, m)})
		},
		"acceptance of a stranger": func(r *Receipt) {
			a, _ := wire.Parse[wire.Accept](r.Uploads[0].Proof.Accept.Body)
			r.Uploads[0].Proof.Accept = entry(t, stranger, wire.KindAccept, a)
		},
	} {
		r := receiptOf(t, newWorld(t))
		change(r)
		if _, err := VerifyReceipt(r); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}
