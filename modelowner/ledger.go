package modelowner

import (
	"errors"
	"fmt"

	"github.com/blindfit/blindfit/internal/durable"
	"github.com/blindfit/blindfit/protocol/wire"
)

// ledger is the model owner's log of one training: a hash chain of signed messages, each on disk before anybody
// else sees it.
type ledger struct {
	training wire.TrainingID
	path     string
	base     wire.Digest // of the signed manifest
	entries  []wire.Signed
}

// openLedger reads the log and verifies every entry: signature, training, sequence and chain.
func openLedger(t *Training, repair bool) (*ledger, error) {
	l := &ledger{training: t.ID, path: t.path(logFile), base: t.signed.Digest()}
	lines, err := durable.ReadLines(l.path, repair)
	if err != nil {
		return nil, err
	}
	for i, line := range lines {
		s, err := wire.Parse[wire.Signed](line)
		if err != nil {
			return nil, fmt.Errorf("failed to read %s line %d: %w", logFile, i+1, err)
		}
		if s.Signer != t.Manifest.ModelOwner {
			return nil, fmt.Errorf("invalid %s line %d: is not signed by the model owner of the manifest", logFile, i+1)
		}
		head, err := entryHead(&s)
		if err != nil {
			return nil, fmt.Errorf("failed to read %s line %d: %w", logFile, i+1, err)
		}
		if head != l.next() {
			return nil, fmt.Errorf("invalid %s line %d: does not continue the line before", logFile, i+1)
		}
		l.entries = append(l.entries, s)
	}
	return l, nil
}

// entryHead verifies the signature of a log entry and returns its place in the chain.
func entryHead(s *wire.Signed) (wire.LogEntry, error) {
	switch s.Kind {
	case wire.KindRoster:
		v, err := wire.Unseal[wire.Roster](s, s.Kind)
		return v.LogEntry, err
	case wire.KindOpen:
		v, err := wire.Unseal[wire.Open](s, s.Kind)
		return v.LogEntry, err
	case wire.KindAccept:
		v, err := wire.Unseal[wire.Accept](s, s.Kind)
		return v.LogEntry, err
	case wire.KindReject:
		v, err := wire.Unseal[wire.Reject](s, s.Kind)
		return v.LogEntry, err
	case wire.KindDone:
		v, err := wire.Unseal[wire.Done](s, s.Kind)
		return v.LogEntry, err
	}
	return wire.LogEntry{}, errors.New("invalid log entry: its kind belongs to no log")
}

// head returns the length of the log and the digest of its last entry.
func (l *ledger) head() wire.Head {
	if len(l.entries) == 0 {
		return wire.Head{Digest: l.base}
	}
	return wire.Head{Length: len(l.entries), Digest: l.entries[len(l.entries)-1].Digest()}
}

// next returns the head of the entry that would follow.
func (l *ledger) next() wire.LogEntry {
	h := l.head()
	return wire.LogEntry{Training: l.training, Sequence: h.Length + 1, Previous: h.Digest}
}

// last returns the last entry, nil for an empty log.
func (l *ledger) last() *wire.Signed {
	if len(l.entries) == 0 {
		return nil
	}
	return &l.entries[len(l.entries)-1]
}

// append signs body, whose LogEntry must be l.next(), and makes it durable.
func (l *ledger) append(kind wire.Kind, body any, by wire.Signer) error {
	s, err := wire.Seal(kind, body, by)
	if err != nil {
		return err
	}
	line, err := wire.Marshal(s)
	if err != nil {
		return err
	}
	if err := durable.AppendLine(l.path, line); err != nil {
		return err
	}
	l.entries = append(l.entries, *s)
	return nil
}

// roster returns the signed roster and its content, nil before there is one.
func (l *ledger) roster() (*wire.Signed, *wire.Roster, error) {
	for i := range l.entries {
		if s := &l.entries[i]; s.Kind == wire.KindRoster {
			r, err := wire.Unseal[wire.Roster](s, s.Kind)
			return s, &r, err
		}
	}
	return nil, nil, nil
}

// members returns the roster's members, none before there is one.
func (l *ledger) members() ([]wire.Member, error) {
	_, roster, err := l.roster()
	if err != nil || roster == nil {
		return nil, err
	}
	return roster.Members, nil
}
