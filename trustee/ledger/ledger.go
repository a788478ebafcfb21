// Package ledger owns a trustee's record of trainings it accepted and closed, in two copies on different media. A key without
// both, or with a ledger that does not continue its copy by at most the line that was being written, signs nothing more: an
// older ledger could be made to close a training a second time, and two closes disclose single contributions.
//
// The copy is brought up before anything is answered. Both hold one line of JSON an entry, each with the digest of the line
// before.
package ledger

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/blindfit/blindfit/internal/durable"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Accepted is the entry about a training that the trustee accepted.
type Accepted struct {
	Training wire.TrainingID `json:"training"`
	File     wire.Digest     `json:"file"` // of the training file
	Name     string          `json:"name"` // of the training, for people
	Min      int             `json:"min"`
	KEMKey   wire.Digest     `json:"kem_key"` // digest of the public key
	Sealed   []byte          `json:"sealed"`  // the private key, sealed by the trustee's key
}

// Closed is the entry about the one close of a training.
type Closed struct {
	Training wire.TrainingID `json:"training"`
	Close    wire.Digest     `json:"close"` // of the signed close
	Cells    []wire.Cell     `json:"cells"`
}

// line is one line: the digest of the line before and one event.
type line struct {
	Previous wire.Digest `json:"previous"`
	When     time.Time   `json:"when"`
	Begun    *begun      `json:"begun,omitempty"`
	Accepted *Accepted   `json:"accepted,omitempty"`
	Reserved *Reserved   `json:"reserved,omitempty"`
	Closed   *Closed     `json:"closed,omitempty"`
	Moved    *Moved      `json:"moved,omitempty"`
}

// begun is the first line.
type begun struct {
	Trustee wire.Identity `json:"trustee"`
}

// Entry is an event with the head of the ledger after it.
type Entry struct {
	Accepted *Accepted
	Reserved *Reserved
	Closed   *Closed
	Moved    *Moved
	When     time.Time
	Head     wire.Head
}

const fileName = "ledger.jsonl"

// Path returns the path of the ledger in a folder.
func Path(dir string) string { return filepath.Join(dir, fileName) }

// ErrDead is in the error of a ledger that must not go on.
var ErrDead = errors.New("this key signs nothing more: make a new one with 'trustee keygen' and publish its words")

// Ledger is an open ledger with its copy. Its methods may be called from several goroutines.
type Ledger struct {
	here Place
	keep func(text []byte) error // makes a line durable in both copies

	mu      sync.Mutex // protects all below
	entries []Entry
	head    wire.Head
	place   Place // where the ledger was moved to last; empty if it never was
	broken  error // a write failed: the content of the media is not known
}

// Create begins a ledger and its copy for a trustee. Neither folder may hold one.
func Create(dir, copyDir string, trustee wire.Identity, now time.Time) error {
	text, err := Begin(trustee, now)
	if err != nil {
		return err
	}
	for _, d := range []string{dir, copyDir} {
		if err := os.MkdirAll(d, 0o700); err != nil {
			return fmt.Errorf("failed to make folder: %w", err)
		}
		if err := durable.CreateFile(Path(d), append(text, '\n')); err != nil {
			return fmt.Errorf("failed to begin ledger: %w", err)
		}
	}
	return nil
}

// Open reads both copies and holds them against each other. If the ledger has one line more, the copy is brought up first.
func Open(dir, copyDir string, trustee wire.Identity) (*Ledger, error) {
	var lines [2][][]byte
	paths := [2]string{Path(dir), Path(copyDir)}
	l := &Ledger{here: InFolder, keep: func(text []byte) error {
		if err := durable.AppendLine(paths[0], text); err != nil {
			return err
		}
		return durable.AppendLine(paths[1], text)
	}}
	for i, path := range paths {
		if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
			return nil, fmt.Errorf("%s is missing: bring its medium back; if it is lost, %w", path, ErrDead)
		}
		var err error
		if lines[i], err = durable.ReadLines(path, true); err != nil {
			return nil, err
		}
	}
	own, other := lines[0], lines[1]
	if len(other) == 0 || len(own) < len(other) || len(own) > len(other)+1 || !slices.EqualFunc(own[:len(other)], other, bytes.Equal) {
		return nil, fmt.Errorf("the ledger has %d lines and does not continue its copy of %d: %w", len(own), len(other), ErrDead)
	}
	for n, text := range own {
		if err := l.read(text, n, trustee); err != nil {
			return nil, err
		}
	}
	if len(own) > len(other) {
		if err := durable.AppendLine(paths[1], own[len(own)-1]); err != nil {
			return nil, fmt.Errorf("failed to bring the copy of the ledger up: %w", err)
		}
	}
	return l, nil
}

// Read reads the ledger of a folder without its copy, to look at it. Nothing may be signed by it.
func Read(dir string, trustee wire.Identity) (*Ledger, error) {
	l := &Ledger{here: InFolder, broken: errors.New("it was opened to be looked at")}
	lines, err := durable.ReadLines(Path(dir), false)
	for n := 0; err == nil && n < len(lines); n++ {
		err = l.read(lines[n], n, trustee)
	}
	return l, err
}

// Begin returns the first line of a trustee's ledger.
func Begin(trustee wire.Identity, now time.Time) ([]byte, error) {
	return marshal(&line{When: now, Begun: &begun{trustee}})
}

// Of returns the ledger of a trustee with these lines, at least one, for a platform without files: keep makes a further line durable in two
// copies, and returns only then. The caller holds the lines against the other copy.
func Of(lines [][]byte, trustee wire.Identity, keep func(text []byte) error) (*Ledger, error) {
	l := &Ledger{here: InKeyFile, keep: keep}
	if len(lines) == 0 {
		return nil, fmt.Errorf("malformed ledger: it has no lines: %w", ErrDead)
	}
	for n, text := range lines {
		if err := l.read(text, n, trustee); err != nil {
			return nil, err
		}
	}
	return l, nil
}

// Head returns the head of the ledger, which has at least one line.
func (l *Ledger) Head() wire.Head {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.head
}

// Has reports whether a ledger had this head once: it is of this ledger, and not later than it.
func (l *Ledger) Has(h wire.Head) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return h.Length >= 1 && h.Length <= len(l.entries) && l.entries[h.Length-1].Head == h
}

// read applies line number n.
func (l *Ledger) read(text []byte, n int, trustee wire.Identity) error {
	var v line
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&v); err != nil {
		return fmt.Errorf("malformed ledger: line %d cannot be read: %w", n+1, ErrDead)
	}
	switch {
	case v.Previous != l.head.Digest, (n == 0) != (v.Begun != nil):
		return fmt.Errorf("malformed ledger: line %d does not follow from the ones before: %w", n+1, ErrDead)
	case v.Reserved != nil && len(v.Reserved.Persons)%len(Person{}) != 0:
		return fmt.Errorf("malformed ledger: line %d names a part of a person: %w", n+1, ErrDead)
	case v.Begun != nil && v.Begun.Trustee != trustee:
		return errors.New("invalid ledger: it belongs to another key")
	}
	l.apply(&v, text)
	return nil
}

func (l *Ledger) apply(v *line, text []byte) {
	l.head = wire.Head{Length: l.head.Length + 1, Digest: digest(text)}
	l.entries = append(l.entries, Entry{v.Accepted, v.Reserved, v.Closed, v.Moved, v.When, l.head})
	if v.Moved != nil {
		l.place = v.Moved.To
	}
}

func digest(text []byte) wire.Digest {
	return sha256.Sum256(append([]byte("blindfit/2/trustee ledger\x00"), text...))
}

func marshal(v *line) ([]byte, error) {
	v.When = v.When.UTC().Truncate(time.Second)
	b, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("failed to marshal line of the ledger: %w", err)
	}
	return b, nil
}

// write makes a line durable in the ledger and then in its copy. After a failure nothing more is written.
func (l *Ledger) write(v *line) (Entry, error) {
	if err := l.away(); err != nil {
		return Entry{}, err
	}
	if l.broken != nil {
		return Entry{}, fmt.Errorf("the ledger could not be written before: start again: %w", l.broken)
	}
	v.Previous = l.head.Digest
	text, err := marshal(v)
	if err != nil {
		return Entry{}, err
	}
	if err := l.keep(text); err != nil {
		l.broken = err
		return Entry{}, fmt.Errorf("failed to write ledger: %w", err)
	}
	l.apply(v, text)
	return l.entries[len(l.entries)-1], nil
}

// Accept writes down that the trustee accepts a training. If it did before, the earlier entry is returned.
func (l *Ledger) Accept(a Accepted, now time.Time) (Entry, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if old, _ := l.find(a.Training); old != nil {
		return *old, nil
	}
	return l.write(&line{When: now, Accepted: &a})
}

// ErrClosed is in the error of a second, different close of a training.
var ErrClosed = errors.New("the training was closed before, with other cells: a trustee releases one close")

// Close writes down the one close of an accepted training. The same close again returns the entry of the first time.
func (l *Ledger) Close(c Closed, now time.Time) (Entry, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	accepted, closed := l.find(c.Training)
	switch {
	case accepted == nil:
		return Entry{}, errors.New("invalid close: the training was not accepted")
	case closed != nil && closed.Closed.Close == c.Close:
		return *closed, nil
	case closed != nil:
		return Entry{}, ErrClosed
	}
	return l.write(&line{When: now, Closed: &c})
}

// Find returns the entries about a training, nil for none.
func (l *Ledger) Find(t wire.TrainingID) (accepted, closed *Entry) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.find(t)
}

func (l *Ledger) find(t wire.TrainingID) (accepted, closed *Entry) {
	for i := range l.entries {
		switch e := &l.entries[i]; {
		case e.Accepted != nil && e.Accepted.Training == t:
			accepted = e
		case e.Closed != nil && e.Closed.Training == t:
			closed = e
		}
	}
	return accepted, closed
}

// Entries returns all entries in order.
func (l *Ledger) Entries() []Entry {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.entries)
}
