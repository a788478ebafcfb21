package modelowner

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"time"

	"github.com/blindfit/blindfit/internal/durable"
	"github.com/blindfit/blindfit/ml/dp"
	"github.com/blindfit/blindfit/ml/plan"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/protocol/log"
	"github.com/blindfit/blindfit/protocol/wire"
)

// The events of rounds.jsonl, in the order in which they happen to a round.
const (
	recordOpen    = "open"    // the point of a round is fixed and what its open message comes with is on disk
	recordAborted = "aborted" // an attempt ended without an aggregate
	recordRefused = "refused" // an attempt's aggregate did not pass the checks
	recordResult  = "result"  // the sums are decrypted and checked
)

// record is one line of rounds.jsonl.
type record struct {
	Event string `json:"event"`
	wire.Ref
	Time time.Time `json:"time"`
	// Privacy is how far the privacy ledger had come, where sums have noise: one that was cut or edited is noticed.
	Privacy *dp.Anchor `json:"privacy,omitempty"`

	// Of an open record. At most one of Point and Parameters is there: weights that travel encrypted, in steps of
	// 2^-training.WeightBits, or what owners read, as plan.Parameters.Marshal writes it.
	Kind       wire.RoundKind `json:"kind,omitempty"`
	Point      []*big.Int     `json:"point,omitempty"`
	Parameters []byte         `json:"parameters,omitempty"`
	Weights    *wire.Digest   `json:"weights,omitempty"` // as the open message names them
	Blob       *wire.Digest   `json:"blob,omitempty"`    // of the bytes that come with the open message

	// Of an aborted or refused record.
	Phase   wire.Phase      `json:"phase,omitempty"` // in which it was aborted
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

// point gives what the round was opened with.
func (r *record) point(f *spec.File) (*plan.Point, error) {
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

// round is everything recorded of one round.
type round struct {
	record          // the open record
	failed []record // attempts that were aborted or refused, in order
	result *record
}

// ended returns the last attempt that was aborted or refused; zero if there is none.
func (r *round) ended() wire.Ref {
	if len(r.failed) == 0 {
		return wire.Ref{}
	}
	return r.failed[len(r.failed)-1].Ref
}

// refused reports whether the last attempt recorded was refused.
func (r *round) refused() bool {
	return len(r.failed) > 0 && r.failed[len(r.failed)-1].Event == recordRefused
}

// first returns the first attempt of the round over a list of owners, which is where the list is charged: attempts over
// the same list disclose the same noised values. It is ref if no attempt over this list was recorded before.
func (r *round) first(list []wire.Identity, ref wire.Ref) wire.Ref {
	for _, f := range r.failed {
		if slices.Equal(f.Owners, list) {
			return f.Ref
		}
	}
	return ref
}

// history is rounds.jsonl read back.
type history struct {
	path    string
	rounds  []*round    // round i+1 at index i
	anchors []dp.Anchor // of the privacy ledger
}

func openHistory(t *Training, repair bool) (*history, error) {
	h := &history{path: t.path(roundsFile)}
	lines, err := durable.ReadLines(h.path, repair)
	if err != nil {
		return nil, err
	}
	for i, line := range lines {
		var r record
		if err := strict(line, &r); err != nil {
			return nil, WithHint(fmt.Errorf("malformed %s line %d: not the JSON this file needs", roundsFile, i+1),
				"a folder that another release began is finished with that release")
		}
		if err := h.apply(r); err != nil {
			return nil, fmt.Errorf("invalid %s line %d: %w", roundsFile, i+1, err)
		}
	}
	return h, nil
}

// apply adds a record to what is known.
func (h *history) apply(r record) error {
	if r.Privacy != nil {
		h.anchors = append(h.anchors, *r.Privacy)
	}
	if r.Event == recordOpen {
		if r.Round != len(h.rounds)+1 || (len(h.rounds) > 0 && h.last().result == nil) || r.Weights == nil || r.Blob == nil || r.Kind == "" {
			return errors.New("an open record must begin the round after the last finished one")
		}
		if r.Point != nil && r.Parameters != nil {
			return errors.New("an open record holds weights in two forms")
		}
		h.rounds = append(h.rounds, &round{record: r})
		return nil
	}
	last := h.last()
	if last == nil || r.Round != last.Round || last.result != nil {
		return errors.New("a record must belong to the round that is open")
	}
	switch r.Event {
	case recordAborted, recordRefused:
		last.failed = append(last.failed, r)
	case recordResult:
		if len(r.Sums) == 0 || r.Aggregate == nil || r.Uploads == nil {
			return errors.New("a result record lacks its sums")
		}
		if last.Point != nil && len(r.Sums) != len(last.Point)+2 {
			return errors.New("a result record has sums of another width than the weights")
		}
		last.result = &r
	default:
		return errors.New("its event is unknown")
	}
	return nil
}

// matches refuses a history that is not that of the log: a result that the log accepted must be there and be the
// same, every round but the newest must have been opened and accepted with the weights recorded. A record may be
// one step ahead of the log, because it is written first.
func (h *history) matches(l *signedLog) error {
	accepted, opened := 0, 0
	for i := range l.entries {
		e, err := log.Parse(&l.entries[i])
		if err != nil {
			return err
		}
		switch b := e.Body.(type) {
		case *wire.Open:
			if b.Round > len(h.rounds) || !h.rounds[b.Round-1].opens(b) {
				return fmt.Errorf("invalid %s: lacks round %d, or has other weights than %s opened it with", roundsFile, b.Round, logName)
			}
			opened = b.Round
		case *wire.Accept:
			r := h.rounds[b.Round-1].result
			if r == nil || r.Ref != b.Ref || *r.Aggregate != b.Aggregate {
				return fmt.Errorf("invalid %s: lacks the result of round %d that %s accepted", roundsFile, b.Round, logName)
			}
			accepted = b.Round
		}
	}
	if h.finished() > accepted+1 || len(h.rounds) > opened+1 || h.finished() > opened {
		return fmt.Errorf("invalid %s: has %d accepted rounds where %s has %d results", logName, accepted, roundsFile, h.finished())
	}
	return nil
}

// opens reports whether an open message is of this round as recorded.
func (r *record) opens(o *wire.Open) bool {
	return *r.Weights == o.Weights && *r.Blob == o.Blob && r.Kind == o.Kind
}

// add makes a record durable and applies it.
func (h *history) add(r record) error {
	line, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("failed to marshal record: %w", err)
	}
	if err := durable.AppendLine(h.path, line); err != nil {
		return err
	}
	return h.apply(r)
}

// last returns the newest round, nil before the first.
func (h *history) last() *round {
	if len(h.rounds) == 0 {
		return nil
	}
	return h.rounds[len(h.rounds)-1]
}

// current returns the round that is open and has no result yet, nil if there is none.
func (h *history) current() *round {
	if r := h.last(); r != nil && r.result == nil {
		return r
	}
	return nil
}

// finished returns how many rounds have a result.
func (h *history) finished() int {
	n := len(h.rounds)
	if h.current() != nil {
		n--
	}
	return n
}

// out returns the members that may be out of the training: they uploaded in some attempt and had not revealed their seeds
// when it was aborted. The facilitator decides, and may leave them out of every further list.
func (h *history) out() []wire.Identity {
	var out []wire.Identity
	for _, r := range h.rounds {
		for _, f := range r.failed {
			if f.Phase == wire.PhaseReveal {
				out = append(out, f.Missing...)
			}
		}
	}
	return out
}

// othersThan reports whether an earlier round than number was over other owners, the newest of them deciding.
func (h *history) othersThan(owners []wire.Identity, number int) bool {
	if number < 2 {
		return false
	}
	before := h.rounds[number-2].result
	return before != nil && !slices.Equal(before.Owners, owners)
}
