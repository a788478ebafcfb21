package folder

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/blindfit/blindfit/internal/durable"
	"github.com/blindfit/blindfit/ml/dp"
	"github.com/blindfit/blindfit/modelowner/problem"
	"github.com/blindfit/blindfit/protocol/log"
	"github.com/blindfit/blindfit/protocol/wire"
)

// roundsFile is the name of the file with the records of a training's rounds.
const roundsFile = "rounds.jsonl"

// Round is everything that is recorded of one round.
type Round struct {
	Record          // of its opening
	Failed []Record // attempts that were aborted or refused, in order
	Result *Record  // nil while the round is open
}

// LastFailed returns the newest attempt that was aborted or refused, the zero Record if there is none.
func (r *Round) LastFailed() Record {
	if len(r.Failed) == 0 {
		return Record{}
	}
	return r.Failed[len(r.Failed)-1]
}

// Rounds are the rounds of a training in their file.
type Rounds struct {
	path    string
	list    []*Round    // round i+1 at index i
	anchors []dp.Anchor // of the privacy ledger, as records have them
}

// OpenRounds reads the records. If repair is set a last line that was cut short is removed from the file; only the process
// that holds the training's lock may do that.
func (t *Training) OpenRounds(repair bool) (*Rounds, error) {
	h := &Rounds{path: t.path(roundsFile)}
	lines, err := durable.ReadLines(h.path, repair)
	if err != nil {
		return nil, err
	}
	for i, line := range lines {
		var r Record
		if err := strict(line, &r); err != nil {
			return nil, problem.WithHint(fmt.Errorf("malformed %s line %d: not the JSON this file needs", roundsFile, i+1),
				"a training that another release began is finished with that release")
		}
		if err := h.apply(r); err != nil {
			return nil, fmt.Errorf("invalid %s line %d: %w", roundsFile, i+1, err)
		}
	}
	return h, nil
}

// apply adds a record to the rounds in memory.
func (h *Rounds) apply(r Record) error {
	if r.Privacy != nil {
		h.anchors = append(h.anchors, *r.Privacy)
	}
	if r.Event == RecordOpen {
		if r.Round != len(h.list)+1 || h.Current() != nil || r.Weights == nil || r.Blob == nil || r.Kind == "" {
			return errors.New("an open record must begin the round after the last finished one")
		}
		if r.Point != nil && r.Parameters != nil {
			return errors.New("an open record must hold weights in one form")
		}
		h.list = append(h.list, &Round{Record: r})
		return nil
	}
	last := h.Current()
	if last == nil || r.Round != last.Round {
		return errors.New("a record must belong to the round that is open")
	}
	switch r.Event {
	case RecordAborted, RecordRefused:
		last.Failed = append(last.Failed, r)
	case RecordResult:
		if len(r.Sums) == 0 || r.Aggregate == nil || r.Uploads == nil {
			return errors.New("a result record must hold its sums")
		}
		if last.Point != nil && len(r.Sums) != len(last.Point)+2 {
			return errors.New("a result record must have sums of the width of the weights")
		}
		last.Result = &r
	default:
		return errors.New("its event is unknown")
	}
	return nil
}

// Add makes a record durable and applies it.
func (h *Rounds) Add(r Record) error {
	line, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("failed to marshal record: %w", err)
	}
	if err := durable.AppendLine(h.path, line); err != nil {
		return err
	}
	return h.apply(r)
}

// All returns the rounds in order.
func (h *Rounds) All() []*Round { return h.list }

// Last returns the newest round, or nil if there is none yet.
func (h *Rounds) Last() *Round {
	if len(h.list) == 0 {
		return nil
	}
	return h.list[len(h.list)-1]
}

// Current returns the round that is open, or nil if there is none.
func (h *Rounds) Current() *Round {
	if r := h.Last(); r != nil && r.Result == nil {
		return r
	}
	return nil
}

// Finished returns how many rounds have a result.
func (h *Rounds) Finished() int {
	n := len(h.list)
	if h.Current() != nil {
		n--
	}
	return n
}

// Out returns the members that are out of the training: they uploaded in an attempt that was aborted in its reveal phase,
// and had not revealed their seeds. The facilitator leaves them out of every further list.
func (h *Rounds) Out() []wire.Identity {
	var out []wire.Identity
	for _, r := range h.list {
		for _, f := range r.Failed {
			if f.Phase == wire.PhaseReveal {
				out = append(out, f.Missing...)
			}
		}
	}
	return out
}

// OtherOwners reports whether the round before number was over owners that differ from these.
func (h *Rounds) OtherOwners(owners []wire.Identity, number int) bool {
	if number < 2 {
		return false
	}
	before := h.list[number-2].Result
	return before != nil && !slices.Equal(before.Owners, owners)
}

// Matches refuses rounds that are not those of the log: each result that the log accepted must be there and be the same,
// and every round but the newest must have been opened and accepted with the weights recorded. A record may be one step
// ahead of the log, because it is written first.
func (h *Rounds) Matches(l *Log) error {
	accepted, opened := 0, 0
	for i := range l.entries {
		e, err := log.Parse(&l.entries[i])
		if err != nil {
			return err
		}
		switch b := e.Body.(type) {
		case *wire.Open:
			if b.Round > len(h.list) || !h.list[b.Round-1].opens(b) {
				return fmt.Errorf("invalid %s: lacks round %d, or has other weights than %s opened it with", roundsFile, b.Round, logFile)
			}
			opened = b.Round
		case *wire.Accept:
			r := h.list[b.Round-1].Result
			if r == nil || r.Ref != b.Ref || *r.Aggregate != b.Aggregate {
				return fmt.Errorf("invalid %s: lacks the result of round %d that %s accepted", roundsFile, b.Round, logFile)
			}
			accepted = b.Round
		}
	}
	if h.Finished() > accepted+1 || len(h.list) > opened+1 || h.Finished() > opened {
		return fmt.Errorf("invalid %s: has %d accepted rounds while %s has %d results", logFile, accepted, roundsFile, h.Finished())
	}
	return nil
}
