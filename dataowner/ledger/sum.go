package ledger

import (
	"encoding/base64"
	"fmt"
	"slices"
	"time"

	"github.com/blindfit/blindfit/internal/secret"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Form is the kind of functions of a row that the sums of a training add up.
type Form string

// The forms.
const (
	Moments  Form = "moments"  // for each column by itself: sums of it and of its square
	Products Form = "products" // moments, and sums of the products of any two columns
	// Counts are those of a description: by groups, and of numbers and times in bins. Reach.Columns has these too.
	Counts Form = "counts"
	// Weighted sums depend on weights that are chosen while the training runs: another training over the same columns can
	// open others.
	Weighted Form = "weighted"
	// Estimates are sums over owners of what each estimates from its own rows. They add up over the same circle again and again without a
	// difference that speaks of fewer owners, and yet several of them are equations for the same few estimates.
	Estimates Form = "estimates"
)

// Reach is the set of functions of a row that the sums of a training can open.
type Reach struct {
	Form Form `json:"form"`
	// Columns are the encodings of all columns, target and weights included, sorted. Equal texts stand for equal values.
	Columns []string `json:"columns"`
}

// covers reports whether sums of reach o over some rows follow from sums of reach r over the same rows.
func (r Reach) covers(o Reach) bool {
	if r.Form == Weighted || r.Form == Estimates || r.Form != o.Form && (r.Form != Products || o.Form != Moments) {
		return false
	}
	return !slices.ContainsFunc(o.Columns, func(c string) bool { return !slices.Contains(r.Columns, c) })
}

// Masking is the form in which uploads are masked.
type Masking string

// The forms of masking.
const (
	Pairwise Masking = "pairwise"
	Trustees Masking = "trustees"
)

// Training describes a training to the ledger.
type Training struct {
	ID         wire.TrainingID
	Name       string // for people
	ModelOwner wire.Identity
	Masking    Masking
	Exact      bool // sums are opened without noise
	Reach      Reach
	// Encoding holds everything that File needs to encode the same rows in the same way again, years later.
	Encoding []byte
	Share    float64 // of the rows that are held back, from 0 to below 1
	Folds    int     // into which the rows are divided, 0 for none; not with a Share
	// Key is the fingerprint of the key that uploads are encrypted under; zero if it is not known yet.
	Key wire.Digest
	// Secret is shared by the members and the model owner, not with the facilitator. References are made under it.
	Secret secret.Value[[]byte]
}

// Sum is the ledger's record of a training in which this owner takes part: all sums of the training are over the same rows. It counts as given once it was stated. Callers must not change it.
type Sum struct {
	Training   wire.TrainingID `json:"training"`
	Name       string          `json:"name"`
	ModelOwner wire.Identity   `json:"model_owner"`
	Key        wire.Digest     `json:"key"`
	Masking    Masking         `json:"masking"`
	Exact      bool            `json:"exact"`
	// Members are the owner keys of the circle, or with noise of the roster, sorted. With trustees there are none.
	Members  []wire.Identity `json:"members"`
	Reach    Reach           `json:"reach"`
	Encoding []byte          `json:"encoding,omitempty"`
	Rows     Hashes          `json:"rows,omitempty"`
	Share    float64         `json:"share"`
	Held     Hashes          `json:"held,omitempty"` // those of Rows that are held back
	// Folds is the number of folds, and InFolds has those of Rows that are in each fold but the first.
	Folds   int      `json:"folds,omitempty"`
	InFolds []Hashes `json:"in_folds,omitempty"`
	File    Hash     `json:"file"` // recognises the whole file
	// Others are the lines of earlier sums and gaps of which the owner said that they are about other people.
	Others    []int     `json:"others"`
	Statement Statement `json:"statement"`
	Agreed    []Agreed  `json:"agreed"`
	Limit     bool      `json:"limit"` // the owner agreed to pass its limit in this training

	Line int       `json:"-"` // its number in the ledger
	When time.Time `json:"-"`
	// Passed is set once the lobby has passed, Asked if that took the yes of all members, Holdout if rows are held back or divided.
	// Struck is set if the lobby did not pass.
	Passed, Asked, Holdout, Struck bool `json:"-"`
}

// divides reports whether a training asks for rows to be summed on several sides: those of a holdout, or folds.
func (t Training) divides() bool { return t.Share > 0 || t.Folds > 0 }

// sides returns the number of sides.
func (t Training) sides() int {
	if t.Share > 0 {
		return 2
	}
	return max(1, t.Folds)
}

// hasSides reports whether this sum may have been given as several, one for each side.
func (s *Sum) hasSides() bool { return s.Holdout || !s.Passed && (s.Share > 0 || s.Folds > 0) }

// side returns those of Rows that are on a side but the first.
func (s *Sum) side(n int) Hashes {
	switch {
	case n == 1 && s.Folds == 0:
		return s.Held
	case n <= len(s.InFolds):
		return s.InFolds[n-1]
	}
	return nil
}

// sides returns the number of sides.
func (s *Sum) sides() int { return Training{Share: s.Share, Folds: s.Folds}.sides() }

// replaceable reports whether another statement may follow after this one passed.
func (s *Sum) replaceable() bool { return s.Masking == Trustees }

// Hash recognises a row under the vault's key.
type Hash [16]byte

// MarshalText implements encoding.TextMarshaler.
func (h Hash) MarshalText() ([]byte, error) {
	return base64.RawStdEncoding.AppendEncode(nil, h[:]), nil
}

// UnmarshalText implements encoding.TextUnmarshaler.
func (h *Hash) UnmarshalText(b []byte) error { return decode(h[:], b) }

// Hashes recognise rows: sorted, equal rows as often as they occur.
type Hashes []Hash

// distinct returns how many different rows there are.
func (s Hashes) distinct() (n int) {
	for i, h := range s {
		if i == 0 || h != s[i-1] {
			n++
		}
	}
	return n
}

// MarshalText implements encoding.TextMarshaler.
func (s Hashes) MarshalText() ([]byte, error) {
	b := make([]byte, 0, len(s)*len(Hash{}))
	for _, h := range s {
		b = append(b, h[:]...)
	}
	return base64.RawStdEncoding.AppendEncode(nil, b), nil
}

// UnmarshalText implements encoding.TextUnmarshaler.
func (s *Hashes) UnmarshalText(text []byte) error {
	size := base64.RawStdEncoding.DecodedLen(len(text))
	if size%len(Hash{}) != 0 {
		return fmt.Errorf("malformed hashes: %d bytes", size)
	}
	b := make([]byte, size)
	if err := decode(b, text); err != nil {
		return err
	}
	*s = nil
	for h := range slices.Chunk(b, len(Hash{})) {
		*s = append(*s, Hash(h))
	}
	return nil
}

func decode(dst, text []byte) error {
	if base64.RawStdEncoding.DecodedLen(len(text)) != len(dst) {
		return fmt.Errorf("malformed hash: must have %d bytes", len(dst))
	}
	_, err := base64.RawStdEncoding.Strict().Decode(dst, text)
	return err
}
