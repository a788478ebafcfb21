package modelowner

import (
	"fmt"

	"github.com/blindfit/blindfit/internal/durable"
	"github.com/blindfit/blindfit/protocol/log"
	"github.com/blindfit/blindfit/protocol/wire"
)

// signedLog is the model owner's log of one training in its file. Each entry is on disk before it is sent. protocol/log
// verifies it: an entry that other parties would refuse is neither read nor written.
type signedLog struct {
	log.Chain
	path    string
	base    wire.Digest // of the signed manifest
	entries []wire.Signed
}

// openLog reads and verifies the log. If repair is set a last line that was cut short is removed from the file.
func openLog(t *Training, repair bool) (*signedLog, error) {
	l := &signedLog{Chain: *log.NewChain(log.Start(t.Manifest, t.signed), wire.Head{}), path: t.path(logName), base: t.signed.Digest()}
	lines, err := durable.ReadLines(l.path, repair)
	if err != nil {
		return nil, err
	}
	for i, line := range lines {
		s, err := wire.Parse[wire.Signed](line)
		if err != nil {
			return nil, fmt.Errorf("failed to read %s line %d: %w", logName, i+1, err)
		}
		l.entries = append(l.entries, s)
	}
	if err := l.Chain.Append(l.entries); err != nil {
		return nil, fmt.Errorf("invalid %s: %w", logName, err)
	}
	return l, nil
}

// last returns the last entry, nil for an empty log.
func (l *signedLog) last() *wire.Signed {
	if len(l.entries) == 0 {
		return nil
	}
	return &l.entries[len(l.entries)-1]
}

// digestAt returns the digest of the log after so many entries.
func (l *signedLog) digestAt(length int) wire.Digest {
	if length == 0 {
		return l.base
	}
	return l.entries[length-1].Digest()
}

// append signs body, whose LogEntry must be Next(), and makes it durable.
func (l *signedLog) append(kind wire.Kind, body any, by wire.Signer) error {
	s, err := wire.Seal(kind, body, by)
	if err != nil {
		return err
	}
	e, err := log.Parse(s)
	if err != nil {
		return fmt.Errorf("internal error: %w", err)
	}
	if _, err := l.Follow(e); err != nil {
		return fmt.Errorf("internal error: %w", err)
	}
	line, err := wire.Marshal(s)
	if err != nil {
		return err
	}
	if err := durable.AppendLine(l.path, line); err != nil {
		return err
	}
	l.entries = append(l.entries, *s)
	return l.Chain.Append([]wire.Signed{*s})
}
