package wire

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
)

// Enrolment asks for a place in a training. Signed by the identity that will sign every later message of this
// owner. The MAC is under the invite's secret, which the facilitator never sees: only the model owner can tell
// an invited owner from an invented one.
type Enrolment struct {
	Training    TrainingID `json:"training"`
	EnvelopeKey []byte     `json:"envelope_key"` // HPKE public key for sealed weights
	Tag         []byte     `json:"tag"`          // sealed pseudonym, for members of other trainings of this model owner
	Invite      InviteID   `json:"invite"`
	MAC         []byte     `json:"mac"` // HMAC-SHA256 over training, identity and envelope key
}

// LogEntry is the head of every message in a model owner's log.
type LogEntry struct {
	Training TrainingID `json:"training"`
	Sequence int        `json:"sequence"` // 1 for the first entry
	Previous Digest     `json:"previous"` // digest of the entry before; of the signed manifest for the first
}

// Head is a position in the log: how many entries, and the digest of the last (the signed manifest's for zero).
type Head struct {
	Length int    `json:"length"`
	Digest Digest `json:"digest"`
}

// Roster names the admitted data owners, in identity order.
type Roster struct {
	LogEntry
	Members []Member `json:"members"`
}

// Member is an admitted identity with the digest of the signed enrolment it was admitted on, and the block it
// belongs to: sums are opened over whole blocks only.
type Member struct {
	Identity  Identity `json:"identity"`
	Enrolment Digest   `json:"enrolment"`
	Block     int      `json:"block"` // from 0 without gaps
}

// RoundKind says what a round computes.
type RoundKind string

// The kinds of rounds.
const (
	RoundStatistics RoundKind = "statistics" // sums of the columns, for their scale and for missing values
	RoundOneRound   RoundKind = "one_round"  // the sums of squares and products that a model is solved from
	RoundGradient   RoundKind = "gradient"   // sums of updates
	RoundEvaluation RoundKind = "evaluation" // sums that measure a model
)

// RoundKinds lists the kinds in the order in which manifests do.
var RoundKinds = []RoundKind{RoundStatistics, RoundOneRound, RoundGradient, RoundEvaluation}

// Ref names one attempt at one round. Round and Attempt start at 1.
type Ref struct {
	Round   int `json:"round"`
	Attempt int `json:"attempt"`
}

// Open starts an attempt at a round. Sequence and Previous are the length and head of the model owner's ledger:
// an owner refuses an open message that does not extend what it has seen. Weights commits to the round's weights: it is
// the digest of their ciphertexts, or a salted commitment to weights that travel sealed. Every owner repeats the digest
// of this message in its keys message, so no two owners can be given different weights.
type Open struct {
	LogEntry
	Ref
	Kind    RoundKind `json:"kind"`
	Roster  Digest    `json:"roster"`  // digest of the signed roster in force
	Weights Digest    `json:"weights"` // SHA-256 of the weight ciphertexts (of no bytes where there are none), or the commitment to sealed weights
	Blob    Digest    `json:"blob"`    // SHA-256 of the bytes that come with this message
	Least   int       `json:"least"`   // fewest survivors the model owner will accept; at least cohort.min
}

// Keys advertises an owner's fresh key agreement keys for one attempt.
type Keys struct {
	Training TrainingID `json:"training"`
	Ref
	Open     Digest `json:"open"`      // digest of the signed open message
	MaskKey  Digest `json:"mask_key"`  // X25519 public key, for pairwise masks
	ShareKey Digest `json:"share_key"` // X25519 public key, for sealed shares
	SelfMask Digest `json:"self_mask"` // commitment to the self mask seed
}

// Upload is the signed head of an owner's encrypted update; the ciphertexts follow in the frame.
type Upload struct {
	Training TrainingID `json:"training"`
	Ref
	Cohort      Digest `json:"cohort"`      // MaskedOver: the cohort digest, or with recovery phases that of the sharers within it
	Key         Digest `json:"key"`         // fingerprint of the Paillier key encrypted under
	Count       int    `json:"count"`       // ciphertexts
	Ciphertexts Digest `json:"ciphertexts"` // SHA-256 of the ciphertext bytes
}

// Accept closes a round: the model owner has checked and used its aggregate. Uploads is the Merkle root over
// (identity, upload digest) of the survivors, so that each can later prove it was counted.
type Accept struct {
	LogEntry
	Ref
	Aggregate Digest `json:"aggregate"` // SHA-256 of the aggregate's bytes
	Uploads   Digest `json:"uploads"`   // Merkle root
}

// Reject closes an attempt whose aggregate did not pass the model owner's checks. The one code says nothing
// about which check failed: an answer per check would be an oracle.
type Reject struct {
	LogEntry
	Ref
	Code Code `json:"code"` // always CodeRoundRejected
}

// Done ends a training.
type Done struct {
	LogEntry
	Rounds int    `json:"rounds"` // rounds accepted
	Reason string `json:"reason"` // ReasonFinished or ReasonStopped
}

// Reasons of Done.
const (
	ReasonFinished = "finished" // after the last round
	ReasonStopped  = "stopped"  // before it
)

// CohortDigest is the digest every mask, share and signature of an attempt is bound to: over the training, the
// attempt and the digests of all keys messages in identity order. Owners shown different lists get different
// digests, hence unrelated masks.
func CohortDigest(t TrainingID, ref Ref, keys []*Signed) Digest {
	sorted := slices.Clone(keys)
	slices.SortFunc(sorted, func(a, b *Signed) int { return a.Signer.Compare(b.Signer) })
	h := sha256.New()
	fmt.Fprintf(h, "blindfit/%d/cohort\x00", Version)
	h.Write(t[:])
	var n [12]byte
	binary.BigEndian.PutUint32(n[0:], uint32(ref.Round))
	binary.BigEndian.PutUint32(n[4:], uint32(ref.Attempt))
	binary.BigEndian.PutUint32(n[8:], uint32(len(sorted)))
	h.Write(n[:])
	for _, s := range sorted {
		d := s.Digest()
		h.Write(d[:])
	}
	return Digest(h.Sum(nil))
}
