package dataowner

import (
	"encoding/hex"

	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Entry is one upload in a receipt.
type Entry struct {
	Round       int            `json:"round"`
	Attempt     int            `json:"attempt"`
	Kind        wire.RoundKind `json:"kind"`
	Upload      wire.Digest    `json:"upload"` // digest of the signed upload
	Head        *wire.Signed   `json:"head"`   // the signed upload without its ciphertexts
	Ciphertexts int            `json:"ciphertexts"`
	Values      int            `json:"values"`
	BytesUp     int            `json:"bytesUp"`   // ciphertext bytes sent
	BytesDown   int            `json:"bytesDown"` // weight bytes received
	Owners      int            `json:"owners"`    // in the list
	Accepted    bool           `json:"accepted"`  // the model owner signed that it used the sum, and Proof shows that this upload is in it
	Proof       *Proof         `json:"proof,omitempty"`
}

// Proof shows that an upload was counted: the model owner's signed acceptance, and the path that leads from the upload
// to the root in it.
type Proof struct {
	Accept *wire.Signed    `json:"accept"`
	Path   []wire.PathNode `json:"path"`
}

// Receipt says what left this owner in one training. It holds no secret and no value of a row.
type Receipt struct {
	Version     int             `json:"version"`
	Training    wire.TrainingID `json:"training"`
	Manifest    *wire.Signed    `json:"manifest"` // what the training id is the fingerprint of
	Name        string          `json:"name"`
	ModelOwner  wire.Identity   `json:"modelOwner"`
	Key         string          `json:"keyFingerprint"`
	Facilitator string          `json:"facilitator"`
	Identity    wire.Identity   `json:"identity"`
	Words       string          `json:"words"`
	Enrolment   wire.Digest     `json:"enrolment"`
	Uploads     []Entry         `json:"uploads"`
	TotalUp     int             `json:"totalUp"`           // bytes in uploads
	TotalDown   int             `json:"totalDown"`         // bytes of weights
	Log         wire.Head       `json:"log"`               // how far the model owner's log was verified
	Reason      string          `json:"reason"`            // why it ended; "" while it goes on
	Privacy     *PrivacyInfo    `json:"privacy,omitempty"` // what was asked for and spent; nil without differential privacy
}

// Receipt returns the receipt so far.
func (o *Owner) Receipt() *Receipt {
	o.mu.Lock()
	defer o.mu.Unlock()
	fp := o.terms.key.Fingerprint()
	r := &Receipt{
		Version: 2, Training: o.terms.id, Manifest: o.terms.signed, Name: o.terms.file.Name, ModelOwner: o.terms.manifest.ModelOwner,
		Key: hex.EncodeToString(fp[:]), Facilitator: o.link.Facilitator,
		Identity: o.key.Identity(), Words: identity.Words(o.key.Identity()),
		Uploads: append([]Entry{}, o.rec.Sent...), Log: o.rec.Log, Reason: o.rec.Ended,
	}
	if s, err := wire.Parse[wire.Signed](o.rec.Enrolled); err == nil {
		r.Enrolment = s.Digest()
	}
	if r.Privacy = o.terms.privacyInfo(); r.Privacy != nil {
		r.Privacy.Spending = o.spending
	}
	for _, e := range r.Uploads {
		r.TotalUp += e.BytesUp
		r.TotalDown += e.BytesDown
	}
	return r
}
