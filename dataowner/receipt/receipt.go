// Package receipt owns the evidence that an upload left an owner and was counted: the entry of each upload, the proof
// that the model owner's acceptance counts it, and the receipt of a training. It checks receipts that it did not write,
// trusting neither the facilitator nor the writer.
package receipt

import (
	"errors"
	"slices"
	"time"

	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Version is the version of a receipt's form.
const Version = 2

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

// Ref is the attempt that the upload was for.
func (e *Entry) Ref() wire.Ref { return wire.Ref{Round: e.Round, Attempt: e.Attempt} }

// Open verifies the signed head by the identity that sent it, and returns its training and the root over its ciphertexts. A
// contribution to a training with trustees is entered under round 1 and its sequence number.
func (e *Entry) Open(by wire.Identity) (of wire.TrainingID, ciphertexts wire.Digest, err error) {
	var ref wire.Ref
	if e.Head != nil && e.Head.Kind == wire.KindContribution {
		c, err := wire.UnsealFrom[wire.Contribution](e.Head, wire.KindContribution, by)
		if err != nil {
			return of, ciphertexts, err
		}
		of, ciphertexts, ref = c.Training, c.Ciphertexts, wire.Ref{Round: 1, Attempt: c.Sequence}
	} else {
		u, err := wire.UnsealFrom[wire.Upload](e.Head, wire.KindUpload, by)
		if err != nil {
			return of, ciphertexts, err
		}
		of, ciphertexts, ref = u.Training, u.Ciphertexts, u.Ref
	}
	if ref != e.Ref() {
		return of, ciphertexts, errors.New("its signed head differs from the upload")
	}
	return of, ciphertexts, nil
}

// Proof shows that an upload was counted: the model owner's signed acceptance, and the path that leads from the upload
// to the root in it.
type Proof struct {
	Accept *wire.Signed    `json:"accept"`
	Path   []wire.PathNode `json:"path"`
}

// Receipt lists the uploads of one owner in one training. It holds no secret and no value of a row.
type Receipt struct {
	Version     int             `json:"version"`
	Training    wire.TrainingID `json:"training"`
	Manifest    *wire.Signed    `json:"manifest"` // the training id is its fingerprint
	Name        string          `json:"name"`
	About       *spec.About     `json:"about,omitempty"`   // the model owner's description of itself and of the training
	JoinedAt    time.Time       `json:"joinedAt,omitzero"` // when the owner first asked to take part, by its own clock
	EndedAt     time.Time       `json:"endedAt,omitzero"`  // when it ended for this owner
	Consent     *Consent        `json:"consent,omitempty"` // nil if no sentence is asked for, or none was agreed to
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
	Reason      string          `json:"reason"`            // why it ended; empty while it goes on
	Privacy     *Privacy        `json:"privacy,omitempty"` // asked for and spent; nil without differential privacy
}

// Consent is an owner's yes to the sentences of a training.
type Consent struct {
	Digest    wire.Digest `json:"digest"` // as in the manifest
	Sentences []string    `json:"sentences"`
	When      time.Time   `json:"when"`
}

// Add appends uploads and counts their bytes.
func (r *Receipt) Add(uploads []Entry) {
	r.Uploads = append(r.Uploads, uploads...)
	for _, e := range uploads {
		r.TotalUp += e.BytesUp
		r.TotalDown += e.BytesDown
	}
}

// Prove returns the proof that an upload is in the sum that accept names, or nil if heads, those of all uploads of the
// attempt, are not the ones under its root or this upload is not among them.
func Prove(heads []wire.Signed, upload wire.Digest, accept *wire.Signed) *Proof {
	at := slices.IndexFunc(heads, func(s wire.Signed) bool { return s.Digest() == upload })
	path, err := wire.MerklePath(wire.UploadLeaves(heads), at)
	if err != nil {
		return nil
	}
	m, err := wire.Parse[wire.Accept](accept.Body)
	if err != nil || wire.FollowPath(wire.UploadLeaf(&heads[at]), path) != m.Uploads {
		return nil
	}
	return &Proof{Accept: accept, Path: path}
}
