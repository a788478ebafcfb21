package ledger

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"time"

	"github.com/blindfit/blindfit/ml/dp"
	"github.com/blindfit/blindfit/protocol/wire"
)

// version is that of the format of lines.
const version = 1

// line is one line of the ledger: the digest of the line before and exactly one event.
type line struct {
	Previous wire.Digest `json:"previous"`
	When     time.Time   `json:"when"`
	Begun    *begun      `json:"begun,omitempty"`
	Stated   *stated     `json:"stated,omitempty"`
	Passed   *passed     `json:"passed,omitempty"`
	Struck   *struck     `json:"struck,omitempty"`
	Charged  *charged    `json:"charged,omitempty"`
	Limited  *limited    `json:"limited,omitempty"`
	Gap      *gap        `json:"gap,omitempty"`
	Moved    *moved      `json:"moved,omitempty"`
	Arrived  *arrived    `json:"arrived,omitempty"`
}

// begun is the first line.
type begun struct {
	Version int         `json:"version"`
	Key     wire.Digest `json:"key"` // recognises the key under which rows are hashed
}

// stated is a sum as it was stated: it counts as given from here on.
type stated struct {
	Sum
	// RowsOf is the number of an earlier line with the same encoding and rows; 0 if Encoding and Rows are in this line.
	RowsOf int `json:"rows_of,omitempty"`
}

// passed ends the lobby of a training: from here on this owner uploads.
type passed struct {
	Training wire.TrainingID `json:"training"`
	Holdout  bool            `json:"holdout"` // rows are held back, or divided into folds
	Asked    bool            `json:"asked"`   // it took the yes of all members
}

// struck takes back a statement if its lobby did not pass: this owner never uploads in that training.
type struck struct {
	Training wire.TrainingID `json:"training"`
}

// charged is a list of owners of which the sum with noise may be opened.
type charged struct {
	Training wire.TrainingID `json:"training"`
	List     wire.Digest     `json:"list"`
	Entry    dp.Entry        `json:"entry"`
}

// limited sets the owner's own limit; 0 removes it.
type limited struct {
	Epsilon float64 `json:"epsilon"`
}

// gap marks a place at which lines may be lost.
type gap struct {
	Reason GapReason `json:"reason"`
	Anchor Anchor    `json:"anchor"` // the newest point that was known of; zero if none was
}

// moved is the last line of a ledger that was handed over, arrived the first on the other machine.
type (
	moved   struct{}
	arrived struct{}
)

const domain = "blindfit/2/owner ledger\x00"

// digest returns the digest of a line, which the next line holds.
func digest(text []byte) wire.Digest { return sha256.Sum256(append([]byte(domain), text...)) }

// events returns the number of events in a line, which must be 1.
func (l *line) events() int {
	n := 0
	for _, set := range []bool{l.Begun != nil, l.Stated != nil, l.Passed != nil, l.Struck != nil, l.Charged != nil, l.Limited != nil,
		l.Gap != nil, l.Moved != nil, l.Arrived != nil} {
		if set {
			n++
		}
	}
	return n
}

func (l *line) marshal() ([]byte, error) {
	l.When = l.When.UTC().Truncate(time.Second)
	b, err := json.Marshal(l)
	if err != nil {
		return nil, fmt.Errorf("failed to marshal line of the ledger: %w", err)
	}
	return b, nil
}

// parseLine reads line number n and checks that it follows previous.
func parseLine(text []byte, n int, previous wire.Digest) (*line, error) {
	var l line
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&l); err != nil {
		return nil, fmt.Errorf("%w: line %d cannot be read", ErrMalformed, n)
	}
	again, err := l.marshal()
	switch {
	case err != nil || !bytes.Equal(again, text) || l.events() != 1:
		return nil, fmt.Errorf("%w: line %d is not in the form in which it was written", ErrMalformed, n)
	case l.Previous != previous:
		return nil, fmt.Errorf("%w: line %d does not follow from the ones before", ErrMalformed, n)
	case (n == 0) != (l.Begun != nil):
		return nil, fmt.Errorf("%w: line %d is out of place", ErrMalformed, n)
	}
	return &l, nil
}
