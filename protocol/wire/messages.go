package wire

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
)

// Enrolment asks for a place in a training. Signed by the identity that will sign every later message of this owner.
// The MAC is under the invite's secret, which the facilitator never sees: only the model owner can check if an owner
// was invited.
type Enrolment struct {
	Training    TrainingID `json:"training"`
	EnvelopeKey []byte     `json:"envelope_key"` // HPKE public key for sealed weights
	KEMKey      []byte     `json:"kem_key"`      // ML-KEM-768 encapsulation key for pairwise masks
	Tag         []byte     `json:"tag"`          // sealed owner key, for members of this training and other trainings
	Invite      InviteID   `json:"invite"`
	MAC         []byte     `json:"mac"` // HMAC-SHA256 over training, identity, both keys and the tag
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

// Member is an admitted identity with the digest of the signed enrolment it was admitted on.
type Member struct {
	Identity  Identity `json:"identity"`
	Enrolment Digest   `json:"enrolment"`
}

// RoundKind is the kind of computation of a round.
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

// Open starts an attempt at a round. Sequence and Previous are the length and head of the model owner's log: an owner
// refuses an open message that does not extend the log it has seen. Weights commits to the round's weights: it is the
// digest of their ciphertexts, or a salted commitment to weights that travel sealed. Every owner repeats the digest of
// this message in its keys message, so no two owners can be given different weights.
type Open struct {
	LogEntry
	Ref
	Kind    RoundKind `json:"kind"`
	Roster  Digest    `json:"roster"`  // digest of the signed roster in force
	Weights Digest    `json:"weights"` // SHA-256 of the weight ciphertexts (of no bytes if there are none), or the commitment to sealed weights
	Blob    Digest    `json:"blob"`    // SHA-256 of the bytes that come with this message
}

// Keys is an owner's fresh half of the key agreements of one attempt. Its encapsulations follow in the frame: one of
// ML-KEM-768 for each member after the sender in the roster's order.
type Keys struct {
	Training TrainingID `json:"training"`
	Ref
	Open           Digest `json:"open"`           // digest of the signed open message
	MaskKey        Digest `json:"mask_key"`       // X25519 public key
	Encapsulations Digest `json:"encapsulations"` // Merkle root over the encapsulations; zero if there are none
}

// Upload is the signed head of an owner's encrypted update; the ciphertexts follow in the frame.
type Upload struct {
	Training TrainingID `json:"training"`
	Ref
	List        Digest  `json:"list"`           // list digest of the attempt
	Key         Digest  `json:"key"`            // fingerprint of the Paillier key encrypted under
	Count       int     `json:"count"`          // ciphertexts
	Ciphertexts Digest  `json:"ciphertexts"`    // Merkle root over the ciphertexts
	Seed        *Digest `json:"seed,omitempty"` // commitment to the seed that the owner reveals; only in a training with noise
}

// Reveal opens the seed that an upload's head commits to. An owner sends it once it has seen all uploads of the list and
// has charged its privacy budget.
type Reveal struct {
	Training TrainingID `json:"training"`
	Ref
	List Digest `json:"list"`
	Seed Digest `json:"seed"` // 32 bytes
}

// Accept closes a round: the model owner has checked and used its aggregate. Uploads is the Merkle root over the heads of
// the list's uploads, so that each owner can later prove that its upload was counted.
type Accept struct {
	LogEntry
	Ref
	Aggregate Digest `json:"aggregate"` // SHA-256 of the aggregate's bytes
	Uploads   Digest `json:"uploads"`   // Merkle root
}

// Reject closes an attempt if its aggregate did not pass the model owner's checks. The code is the same for every
// check: an answer per check would be an oracle.
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

// Why a training ended.
const (
	ReasonFinished = "finished" // all its rounds are accepted
	ReasonStopped  = "stopped"  // the model owner ended it before
)

// ListEntry is the part of one owner's keys message that the list digest covers.
type ListEntry struct {
	Identity       Identity
	MaskKey        Digest
	Encapsulations Digest
}

// ListDigest is the digest to which all masks, uploads and reveals of an attempt are bound: over the version, the
// training, the attempt, the digest of the signed open message and, in identity order, the key and the root over the
// encapsulations of every owner of the list. Owners that were shown different lists get different digests, hence
// unrelated masks.
func ListDigest(t TrainingID, ref Ref, open Digest, list []ListEntry) Digest {
	h := sha256.New()
	h.Write([]byte(Domain("list")))
	h.Write(t[:])
	var n [12]byte
	binary.BigEndian.PutUint32(n[0:], uint32(ref.Round))
	binary.BigEndian.PutUint32(n[4:], uint32(ref.Attempt))
	binary.BigEndian.PutUint32(n[8:], uint32(len(list)))
	h.Write(n[:])
	h.Write(open[:])
	for _, e := range list {
		h.Write(e.Identity[:])
		h.Write(e.MaskKey[:])
		h.Write(e.Encapsulations[:])
	}
	return Digest(h.Sum(nil))
}

// InOrder reports whether owners are in identity order without repetition.
func InOrder(owners []Identity) bool {
	for i := 1; i < len(owners); i++ {
		if owners[i-1].Compare(owners[i]) >= 0 {
			return false
		}
	}
	return true
}

// Standing is how a model owner sees an owner before the roster.
type Standing string

// The standings.
const (
	StandingAdmitted Standing = "admitted" // it would be in the roster
	StandingUsed     Standing = "used"     // another owner holds the place of its invite
	StandingTwice    Standing = "twice"    // the same owner is there under another invite
	StandingRevoked  Standing = "revoked"  // it, or its invite, was revoked
	StandingUnknown  Standing = "unknown"  // it bears no invite of the training
	StandingLate     Standing = "late"     // its invite is over
)

// Lobby is the model owner's view of the lobby. Signed by the model owner; the newest message is the one that counts. It is
// for people in the lobby: admitted owners are in the roster alone.
type Lobby struct {
	Training TrainingID `json:"training"`
	Number   int        `json:"number"`  // 1 for the first, one more for each that follows
	Seats    []Seat     `json:"seats"`   // the enrolments that it has looked at, in identity order
	Revoked  []InviteID `json:"revoked"` // invites that were taken back, in order
}

// Seat is an enrolment with the model owner's judgement.
type Seat struct {
	Identity Identity `json:"identity"`
	Invite   InviteID `json:"invite"`
	Standing Standing `json:"standing"`
}

// MaxSeats bounds the seats, and the invites that are taken back, of a Lobby.
const MaxSeats = 4 * MaxOwners

// Check checks the form of the message.
func (l *Lobby) Check() error {
	if len(l.Seats) > MaxSeats || len(l.Revoked) > MaxSeats {
		return fmt.Errorf("invalid lobby: seats and revoked must be at most %d each", MaxSeats)
	}
	for i, s := range l.Seats {
		switch s.Standing {
		case StandingAdmitted, StandingUsed, StandingTwice, StandingRevoked, StandingUnknown:
		default:
			return fmt.Errorf("invalid lobby: standing of seats[%d] must be admitted, used, twice, revoked or unknown", i)
		}
		if i > 0 && l.Seats[i-1].Identity.Compare(s.Identity) >= 0 {
			return fmt.Errorf("invalid lobby: seats[%d] must come after the one before it, in identity order", i)
		}
	}
	return nil
}

// Admitted counts the owners that are admitted.
func (l *Lobby) Admitted() (n int) {
	for _, s := range l.Seats {
		if s.Standing == StandingAdmitted {
			n++
		}
	}
	return n
}

// Of returns the standing of an owner with an invite; it need not have enrolled. It is empty if the message does not name it.
func (l *Lobby) Of(who Identity, invite InviteID) Standing {
	standing := Standing("")
	for _, s := range l.Seats {
		switch {
		case s.Identity == who:
			return s.Standing
		case s.Invite == invite && s.Standing == StandingAdmitted:
			standing = StandingUsed
		}
	}
	if slices.Contains(l.Revoked, invite) {
		return StandingRevoked
	}
	return standing
}
