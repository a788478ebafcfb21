package ledger

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/blindfit/blindfit/internal/durable"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Place is one of the two homes that a ledger may have. It goes on in one of them alone: the line that names another is its last there.
type Place string

// The places.
const (
	InFolder  Place = "folder"   // of a program, with its copy on a second medium
	InKeyFile Place = "key_file" // of a page, in the file that a person holds
)

// Moved is the entry that ends a ledger in one place, so that it goes on in the other.
type Moved struct {
	To Place `json:"to"`
}

// MovedError means that a ledger goes on in another place.
type MovedError struct {
	To   Place
	When time.Time
}

func (e *MovedError) Error() string {
	if e.To == InKeyFile {
		return fmt.Sprintf("this key was moved into a key file of the page on %s and this folder signs nothing more: go on with the newest key file at /trustee, or move it back", e.When.Format(time.DateOnly))
	}
	return fmt.Sprintf("this key was moved into a program's folder on %s and its key files sign nothing more: go on with 'trustee serve' there", e.When.Format(time.DateOnly))
}

// Away returns a *MovedError if the ledger was moved away from the place where it was opened: nothing may be signed here then.
func (l *Ledger) Away() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.away()
}

func (l *Ledger) away() error {
	if l.place == "" || l.place == l.here {
		return nil
	}
	e := &MovedError{To: l.place}
	for _, entry := range l.entries {
		if entry.Moved != nil {
			e.When = entry.When
		}
	}
	return e
}

// Move writes down that the ledger goes on in the other place: nothing more is written here. If it was moved away before, nothing
// changes.
func (l *Ledger) Move(now time.Time) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.away() != nil {
		return nil
	}
	to := InKeyFile
	if l.here == InKeyFile {
		to = InFolder
	}
	_, err := l.write(&line{When: now, Moved: &Moved{to}})
	return err
}

// Lines returns the lines of the ledger in a folder as they are.
func Lines(dir string) ([][]byte, error) { return durable.ReadLines(Path(dir), false) }

// Receive brings a ledger that was moved back from a key file, with all its lines, into a folder and its copy. A folder that has a
// ledger must have the beginning of this one, and so must the copy; the copy is brought up first, so that a crash leaves a folder that
// its copy is ahead of, which signs nothing, and Receive can be repeated.
func Receive(dir, copyDir string, lines [][]byte, trustee wire.Identity) error {
	moved, err := Of(lines, trustee, nil)
	if err != nil {
		return err
	}
	var away *MovedError
	if !errors.As(moved.Away(), &away) || away.To != InFolder {
		return errors.New("invalid key file: its ledger was not moved to a program; open it on the page and move it there")
	}
	for _, d := range []string{copyDir, dir} {
		if err := os.MkdirAll(d, 0o700); err != nil {
			return fmt.Errorf("failed to make folder: %w", err)
		}
		var have [][]byte
		if _, err := os.Stat(Path(d)); err == nil {
			if have, err = durable.ReadLines(Path(d), true); err != nil {
				return err
			}
		}
		if len(have) > len(lines) || !slices.EqualFunc(have, lines[:len(have)], bytes.Equal) {
			return fmt.Errorf("the ledger in %s has %d lines and is not the beginning of the one in the key file, which has %d: this is an older key file, or one of another key", d, len(have), len(lines))
		}
		for n, text := range lines[len(have):] {
			if n == 0 && len(have) == 0 {
				if err := durable.CreateFile(Path(d), append(slices.Clone(text), '\n')); err != nil {
					return fmt.Errorf("failed to begin ledger: %w", err)
				}
				continue
			}
			if err := durable.AppendLine(Path(d), text); err != nil {
				return err
			}
		}
	}
	return nil
}
