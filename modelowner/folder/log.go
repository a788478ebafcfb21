package folder

import (
	"fmt"

	"github.com/blindfit/blindfit/internal/durable"
	"github.com/blindfit/blindfit/modelowner/problem"
	"github.com/blindfit/blindfit/protocol/log"
	"github.com/blindfit/blindfit/protocol/wire"
)

// logFile is the name of the file with a training's log.
const logFile = "log.jsonl"

// Log is the model owner's log of one training in its file. Each entry is durable before Sign returns. protocol/log
// verifies it: an entry that the other parties would refuse is neither read nor written.
type Log struct {
	log.Chain
	path    string
	base    wire.Digest // of the signed manifest
	entries []wire.Signed
}

// OpenLog reads and verifies the log. If repair is set a last line that was cut short is removed from the file; only the
// process that holds the training's lock may do that.
func (t *Training) OpenLog(repair bool) (*Log, error) {
	l := &Log{Chain: *log.NewChain(log.Start(t.Manifest, t.Signed), wire.Head{}), path: t.path(logFile), base: t.Signed.Digest()}
	lines, err := durable.ReadLines(l.path, repair)
	if err != nil {
		return nil, err
	}
	for i, line := range lines {
		s, err := wire.Parse[wire.Signed](line)
		if err != nil {
			return nil, fmt.Errorf("failed to read %s line %d: %w", logFile, i+1, err)
		}
		l.entries = append(l.entries, s)
	}
	if err := l.Append(l.entries); err != nil {
		return nil, fmt.Errorf("invalid %s: %w", logFile, err)
	}
	return l, nil
}

// Entry returns entry number i, from 0.
func (l *Log) Entry(i int) *wire.Signed { return &l.entries[i] }

// Running reports whether the attempt that was opened last has no accept or reject, in a training that has not ended.
func (l *Log) Running() bool { return l.Open != nil && !l.Ended && l.Done == nil }

// DigestAt returns the digest of the log after so many entries, at most Head.Length.
func (l *Log) DigestAt(length int) wire.Digest {
	if length == 0 {
		return l.base
	}
	return l.entries[length-1].Digest()
}

// Behind reports whether a facilitator with a log of the given head lacks entries of this one. This log is the authority: it
// is an error if the facilitator's is longer or differs, because then this folder is not the newest copy.
func (l *Log) Behind(theirs wire.Head) (bool, error) {
	const hint = "the folder may be an old copy: go on from the newest one; owners refuse a model owner that signs two different logs"
	if theirs.Length > l.Head.Length {
		return false, problem.WithHint(fmt.Errorf("invalid log: the facilitator holds %d entries of this model owner, the folder only %d", theirs.Length, l.Head.Length), hint)
	}
	if theirs.Digest != l.DigestAt(theirs.Length) {
		return false, problem.WithHint(fmt.Errorf("invalid log: entry %d of the facilitator is not that of the folder", theirs.Length), hint)
	}
	return theirs.Length < l.Head.Length, nil
}

// Sign signs the next entry and makes it durable. The LogEntry in body must be Next().
func (l *Log) Sign(kind wire.Kind, body any, by wire.Signer) error {
	s, err := wire.Seal(kind, body, by)
	if err != nil {
		return err
	}
	e, err := log.Parse(s)
	if err == nil {
		_, err = l.Follow(e)
	}
	if err != nil {
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
	return l.Append([]wire.Signed{*s})
}
