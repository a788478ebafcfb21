package dataowner

import (
	"errors"
	"fmt"
	"slices"

	"github.com/blindfit/blindfit/protocol/wire"
)

// logbook is the model owner's log as this owner has verified it. Every entry is signed by the model owner and
// names the digest of the one before, so whoever has seen entry k notices a log that was cut below k or
// rewritten anywhere up to it.
type logbook struct {
	training   wire.TrainingID
	modelOwner wire.Identity
	seen       wire.Head // as stored in the vault: the log must still pass through this point
	head       wire.Head
	roster     *wire.Roster
	rosterHash wire.Digest
	open       *wire.Open // the latest open message, nil before the first
	openHash   wire.Digest
	rounds     []wire.RoundShape         // of the manifest
	opened     map[wire.RoundKind]int    // rounds of each kind, each counted once however many attempts it has
	accepted   int                       // rounds accepted
	accepts    map[wire.Ref]*wire.Signed // accept messages
	rejected   map[wire.Ref]bool
	done       *wire.Done
}

func newLogbook(t *terms, seen wire.Head) *logbook {
	return &logbook{
		training: t.id, modelOwner: t.manifest.ModelOwner, seen: seen,
		head:   wire.Head{Digest: t.digest},
		rounds: t.manifest.Rounds, opened: map[wire.RoundKind]int{},
		accepts: map[wire.Ref]*wire.Signed{}, rejected: map[wire.Ref]bool{},
	}
}

var (
	errRolledBack = errors.New("invalid log: it is shorter than this owner has already seen, or differs from it")
	errOrder      = errors.New("invalid log: an entry out of order")
	// errPlan is what the model owner signed and no manifest allows.
	errPlan = errors.New("invalid log: a round that does not belong to this training")
)

// append verifies entries that follow the head and applies them. After an error the logbook must not be used.
func (b *logbook) append(entries []wire.Signed) error {
	for i := range entries {
		if err := b.one(&entries[i]); err != nil {
			return fmt.Errorf("failed to read log entry %d: %w", b.head.Length+1, err)
		}
	}
	return nil
}

// caughtUp fails if the log, as far as the facilitator has given it, does not reach what was seen before.
func (b *logbook) caughtUp() error {
	if b.head.Length < b.seen.Length {
		return errRolledBack
	}
	return nil
}

func (b *logbook) one(s *wire.Signed) error {
	if s.Signer != b.modelOwner {
		return fmt.Errorf("%w: not signed by the model owner", wire.ErrSignature)
	}
	entry, err := b.apply(s)
	if err != nil {
		return err
	}
	if entry.Training != b.training || entry.Sequence != b.head.Length+1 || entry.Previous != b.head.Digest {
		return errors.New("invalid log: the entry does not follow the one before")
	}
	b.head = wire.Head{Length: entry.Sequence, Digest: s.Digest()}
	if b.head.Length == b.seen.Length && b.head.Digest != b.seen.Digest {
		return errRolledBack
	}
	return nil
}

// apply verifies s and moves the state it stands for.
func (b *logbook) apply(s *wire.Signed) (wire.LogEntry, error) {
	switch s.Kind {
	case wire.KindRoster:
		m, err := wire.Unseal[wire.Roster](s, wire.KindRoster)
		if err != nil {
			return wire.LogEntry{}, err
		}
		if b.open != nil {
			return wire.LogEntry{}, errOrder // the owners of a training are fixed when its first round opens
		}
		b.roster, b.rosterHash = &m, s.Digest()
		return m.LogEntry, nil
	case wire.KindOpen:
		m, err := wire.Unseal[wire.Open](s, wire.KindOpen)
		if err != nil {
			return wire.LogEntry{}, err
		}
		return m.LogEntry, b.applyOpen(&m, s.Digest())
	case wire.KindAccept:
		m, err := wire.Unseal[wire.Accept](s, wire.KindAccept)
		if err != nil {
			return wire.LogEntry{}, err
		}
		if b.open == nil || m.Ref != b.open.Ref {
			return wire.LogEntry{}, errOrder
		}
		b.accepts[m.Ref], b.accepted = s, m.Round
		return m.LogEntry, nil
	case wire.KindReject:
		m, err := wire.Unseal[wire.Reject](s, wire.KindReject)
		if err != nil {
			return wire.LogEntry{}, err
		}
		if b.open == nil || m.Ref != b.open.Ref {
			return wire.LogEntry{}, errOrder
		}
		b.rejected[m.Ref] = true
		return m.LogEntry, nil
	case wire.KindDone:
		m, err := wire.Unseal[wire.Done](s, wire.KindDone)
		if err != nil {
			return wire.LogEntry{}, err
		}
		b.done = &m
		return m.LogEntry, nil
	}
	return wire.LogEntry{}, errors.New("invalid log: unknown kind of entry")
}

// applyOpen checks that rounds follow one another, that an attempt is newer than the last, and that another
// attempt at a round sends the same weights: a second set would be a second question under one round number.
func (b *logbook) applyOpen(m *wire.Open, digest wire.Digest) error {
	if b.done != nil || b.roster == nil || m.Roster != b.rosterHash {
		return errOrder
	}
	last := b.open
	switch {
	case m.Attempt < 1 || m.Round != b.accepted+1:
		return errOrder
	case last != nil && last.Round == m.Round:
		if m.Attempt <= last.Attempt {
			return errOrder
		}
		if m.Weights != last.Weights || m.Blob != last.Blob || m.Kind != last.Kind {
			return errors.New("invalid log: another attempt at a round must send the same weights")
		}
	default:
		if err := b.plan(m); err != nil {
			return err
		}
		b.opened[m.Kind]++
	}
	b.open, b.openHash = m, digest
	return nil
}

// plan holds a new round against the manifest: the kinds follow one another in its order, none is left out, none goes on
// for longer than it says, and an open message comes with what its kind comes with.
func (b *logbook) plan(m *wire.Open) error {
	place := func(kind wire.RoundKind) int {
		return slices.IndexFunc(b.rounds, func(r wire.RoundShape) bool { return r.Kind == kind })
	}
	at, before := place(m.Kind), -1
	if b.open != nil {
		before = place(b.open.Kind)
	}
	nothing := wire.DigestOf(nil)
	switch {
	case at < 0:
		return fmt.Errorf("%w: round %d is of a kind that it does not have", errPlan, m.Round)
	case at < before || at > before+1:
		return fmt.Errorf("%w: round %d, of kind %s, is out of order", errPlan, m.Round, m.Kind)
	case b.opened[m.Kind] >= b.rounds[at].Most:
		return fmt.Errorf("%w: round %d is past the most of kind %s (%d)", errPlan, m.Round, m.Kind, b.rounds[at].Most)
	case b.rounds[at].Sealed > 0: // weights is a commitment
	case b.rounds[at].Weights > 0 && m.Weights != m.Blob:
		return fmt.Errorf("%w: round %d comes with other bytes than its weights", errPlan, m.Round)
	case b.rounds[at].Weights == 0 && (m.Weights != nothing || m.Blob != nothing):
		return fmt.Errorf("%w: round %d comes with weights, which kind %s has not", errPlan, m.Round, m.Kind)
	}
	return nil
}
