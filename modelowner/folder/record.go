package folder

import (
	"fmt"
	"math/big"
	"time"

	"github.com/blindfit/blindfit/ml/dp"
	"github.com/blindfit/blindfit/ml/plan"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/protocol/wire"
)

// The events of records, in the order in which they happen to a round.
const (
	RecordOpen    = "open"    // the point of a round is fixed and everything that its open message comes with is on disk
	RecordAborted = "aborted" // an attempt ended without an aggregate
	RecordRefused = "refused" // an attempt's aggregate did not pass the checks
	RecordResult  = "result"  // the sums are decrypted and checked
)

// Record is one line of the file of rounds.
type Record struct {
	Event string `json:"event"`
	wire.Ref
	Time time.Time `json:"time"`
	// Privacy is the last point of the privacy ledger, in trainings with noise: a ledger that was cut or edited is noticed.
	Privacy *dp.Anchor `json:"privacy,omitempty"`

	// Of an open record. At most one of Point and Parameters is there: weights that travel encrypted, in steps of
	// 2^-spec.WeightBits, or those that owners read, as plan.Parameters.Marshal writes them.
	Kind       wire.RoundKind `json:"kind,omitempty"`
	Point      []*big.Int     `json:"point,omitempty"`
	Parameters []byte         `json:"parameters,omitempty"`
	Weights    *wire.Digest   `json:"weights,omitempty"` // as the open message names them
	Blob       *wire.Digest   `json:"blob,omitempty"`    // of the bytes that come with the open message

	// Of an aborted or refused record.
	Phase   wire.Phase      `json:"phase,omitempty"` // where it was aborted
	Code    wire.Code       `json:"code,omitempty"`
	Missing []wire.Identity `json:"missing,omitempty"` // members that had not sent the phase's message
	Reason  string          `json:"reason,omitempty"`

	// Owners are those of the attempt's list: of every result, and of other attempts that came as far as the reveal phase.
	Owners []wire.Identity `json:"owners,omitempty"`

	// Of a result record.
	Sums      []*big.Int   `json:"sums,omitempty"` // the values of the round's kind, summed over the owners
	Rows      int64        `json:"rows,omitempty"` // that the sums are over
	Cost      *float64     `json:"cost,omitempty"` // as far as it was known then, in the training's metric
	Aggregate *wire.Digest `json:"aggregate,omitempty"`
	Uploads   *wire.Digest `json:"uploads,omitempty"` // Merkle root
	Bytes     int64        `json:"bytes,omitempty"`   // of all uploads
	Seconds   float64      `json:"seconds,omitempty"` // from open to result
}

// PlanPoint returns the point at which an open record opened its round.
func (r *Record) PlanPoint(f *spec.File) (*plan.Point, error) {
	p := &plan.Point{Kind: r.Kind, Encrypted: r.Point}
	if r.Parameters == nil {
		return p, nil
	}
	var err error
	if p.Shared, err = plan.ParseParameters(f, r.Parameters); err != nil {
		return nil, fmt.Errorf("failed to read round %d of %s: %w", r.Round, roundsFile, err)
	}
	return p, nil
}

// opens reports whether an open message is of this round as recorded.
func (r *Record) opens(o *wire.Open) bool {
	return *r.Weights == o.Weights && *r.Blob == o.Blob && r.Kind == o.Kind
}
