package ledger

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/blindfit/blindfit/protocol/wire"
)

var (
	// ErrStated means that the owner takes part in this training already, or has left it for good.
	ErrStated = errors.New("this training was stated before")
	// ErrNoPart means that this owner may not upload in a training.
	ErrNoPart = errors.New("this owner does not upload in this training")
	// ErrOtherRows means that the file is not the one which was stated.
	ErrOtherRows = errors.New("the rows are not those that were stated for this training")
)

// Declaration holds an owner's decisions about a training, made before it states its rows.
type Declaration struct {
	Members []wire.Identity // owner keys of the whole roster, this owner's included; none with trustees
	Answers Answers
	Sides   bool     // both sides of the holdout, or all folds, pass the checks
	Agreed  []Agreed // the findings that the owner said yes to
	Limit   bool     // the owner said yes to passing its limit
	When    time.Time
}

// Declare writes down that the rows of a look are in the sums of its training, and returns the statement to sign. When it
// returns, the statement is durable and counts as a given sum; only then may it be sent. Until the lobby passes, another
// statement about the same training, over other rows, replaces it. With trustees a contribution may be replaced until the
// training is closed: then both statements count as given.
//
// It returns ErrChanged if the ledger has grown since the look.
func (l *Ledger) Declare(ctx context.Context, k *Look, d Declaration) (Statement, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, err := l.refresh(ctx); err != nil {
		return Statement{}, err
	}
	if l.length != k.length {
		return Statement{}, ErrChanged
	}
	t := k.training
	if old := l.find(t.ID); old != nil && (old.Passed && !old.replaceable() || old.Struck || l.gapSince(old)) {
		return Statement{}, ErrStated
	}
	if k.count == 0 {
		return Statement{}, errors.New("invalid statement: the training uses no row of the file")
	}
	e, err := k.rows.encode(t.Encoding)
	if err != nil {
		return Statement{}, err
	}
	s := Sum{Training: t.ID, Name: t.Name, ModelOwner: t.ModelOwner, Key: t.Key, Masking: t.Masking, Exact: t.Exact,
		Members: sorted(d.Members), Reach: t.Reach, Share: t.Share, Folds: t.Folds, File: k.rows.id, Others: k.others(d.Answers),
		Statement: k.Statement(d.Members, d.Answers, d.Sides), Agreed: d.Agreed, Limit: d.Limit}
	s.Rows = e.of(func(i int) bool { return k.used[i] })
	for side := 1; side < t.sides(); side++ {
		on := e.of(func(i int) bool { return k.used[i] && k.side[i] == side })
		if t.Folds > 0 {
			s.InFolds = append(s.InFolds, on)
		} else {
			s.Held = on
		}
	}
	next := stated{Sum: s, RowsOf: l.rowsOf(t.Encoding, s.Rows)}
	if next.RowsOf != 0 {
		next.Rows = nil
	} else {
		next.Encoding = t.Encoding
	}
	return s.Statement, l.append(ctx, d.When, line{Stated: &next})
}

// others returns the lines of sums and gaps that are about other people, as the owner said now or of this file before.
func (k *Look) others(a Answers) []int {
	out := slices.Clone(k.carried)
	for line, others := range a {
		if others {
			out = append(out, line)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// rowsOf returns the line of an earlier statement with the same encoding and rows, or 0.
func (l *state) rowsOf(encoding []byte, rows Hashes) int {
	for _, s := range l.sums {
		if slices.Equal(s.Encoding, encoding) && slices.Equal(s.Rows, rows) {
			return s.Line
		}
	}
	return 0
}

// gapSince reports whether lines after a statement may be lost.
func (l *state) gapSince(s *Sum) bool {
	return slices.ContainsFunc(l.gaps, func(g Gap) bool { return g.Line > s.Line })
}

// Pass writes down that the lobby of a training passed: with a holdout or without, and whether every member was asked and
// said yes. From then on this owner may upload, and later statements may name the training.
func (l *Ledger) Pass(ctx context.Context, t wire.TrainingID, v Verdict, when time.Time) error {
	return l.settle(ctx, t, when, line{Passed: &passed{Training: t, Holdout: v.Holdout, Asked: !v.Silent}})
}

// Strike takes a statement back because the lobby did not pass. This owner never uploads in that training.
func (l *Ledger) Strike(ctx context.Context, t wire.TrainingID, when time.Time) error {
	return l.settle(ctx, t, when, line{Struck: &struck{Training: t}})
}

// settle ends a lobby. A statement from before a gap stays as it is: its end may be among the lost lines.
func (l *Ledger) settle(ctx context.Context, t wire.TrainingID, when time.Time, end line) error {
	return l.update(ctx, when, func() (*line, error) {
		s := l.find(t)
		switch {
		case s == nil || l.gapSince(s):
			return nil, ErrNoPart
		case end.Passed != nil && s.Passed && s.Holdout == end.Passed.Holdout, end.Struck != nil && s.Struck:
			return nil, nil // it is written already
		case s.Passed || s.Struck:
			return nil, ErrStated
		}
		return &end, nil
	})
}

// part returns the statement of a training in which this owner may upload.
func (l *Ledger) part(t wire.TrainingID) (*Sum, error) {
	s := l.find(t)
	switch {
	case l.moved:
		return nil, ErrMoved
	case s == nil || !s.Passed && !l.off.struck || s.Struck && !l.off.struck:
		return nil, ErrNoPart
	case l.gapSince(s):
		return nil, errLost
	}
	return s, nil
}

// Stage is how far an owner's part in a training has come.
type Stage string

// The stages. Without a statement it is empty.
const (
	StageOpen   Stage = "open"   // stated, and the lobby goes on
	StagePassed Stage = "passed" // the lobby passed: the owner uploads
	StageStruck Stage = "struck" // the owner never uploads
)

// Stage returns how far the owner's part in a training has come; none for one with trustees, whose contribution may be
// replaced. It fails with ErrNoPart if the ledger lost lines since.
func (l *Ledger) Stage(ctx context.Context, t wire.TrainingID) (Stage, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, err := l.refresh(ctx); err != nil {
		return "", err
	}
	s := l.find(t)
	switch {
	case s == nil:
		return "", nil
	case s.Struck:
		return StageStruck, nil
	case l.gapSince(s):
		return "", errLost
	case s.Passed && s.replaceable():
		return "", nil // other rows may take the place of these
	case s.Passed:
		return StagePassed, nil
	}
	return StageOpen, nil
}

var errLost = fmt.Errorf("%w: the ledger lost lines while it was running", ErrNoPart)

// Chosen are the rows that an owner's sums in a training are over, by row of the file.
type Chosen struct {
	Keep    []bool // the row is in the sums
	Side    []int  // and on which side: 1 if it is held back, or the number of its fold
	Holdout bool   // rows are held back, or divided into folds
}

// Stated returns the rows of a file that this owner stated for a training, and thereby that it may upload: the lobby
// passed, and the ledger has lost nothing since. Rows that were not stated are left out, so that a file may grow in the
// meantime. It returns an error that is ErrOtherRows if a row that was stated is gone, or changed, or moved to the other
// side of the holdout, or to another fold.
func (l *Ledger) Stated(ctx context.Context, t Training, r *Rows) (Chosen, error) {
	return l.chosen(ctx, t, r, l.part)
}

// Declared is Stated for a training with a lobby that may go on.
func (l *Ledger) Declared(ctx context.Context, t Training, r *Rows) (Chosen, error) {
	return l.chosen(ctx, t, r, func(id wire.TrainingID) (*Sum, error) {
		s := l.find(id)
		switch {
		case s == nil || s.Struck:
			return nil, ErrNoPart
		case l.gapSince(s):
			return nil, errLost
		}
		return s, nil
	})
}

// chosen returns the rows of a statement that find allows.
func (l *Ledger) chosen(ctx context.Context, t Training, r *Rows, find func(wire.TrainingID) (*Sum, error)) (Chosen, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, err := l.refresh(ctx); err != nil {
		return Chosen{}, err
	}
	s, err := find(t.ID)
	if err != nil {
		return Chosen{}, err
	}
	e, err := r.encode(t.Encoding)
	if err != nil {
		return Chosen{}, err
	}
	if e.missing {
		return Chosen{}, ErrColumns
	}
	sides := r.split(s.Share, s.Folds, l.label(t))
	c := Chosen{make([]bool, len(e.in)), make([]int, len(e.in)), s.Holdout}
	left := []map[Hash]int{{}} // by side
	for _, h := range s.Rows {
		left[0][h]++
	}
	for side := 1; side < s.sides(); side++ {
		left = append(left, map[Hash]int{})
		for _, h := range s.side(side) {
			left[0][h]--
			left[side][h]++
		}
	}
	missing := len(s.Rows)
	for i, h := range e.hashes {
		if e.in[i] && (left[sides[i]][h] > 0 || l.off.rows) {
			left[sides[i]][h]--
			missing--
			if c.Keep[i] = true; s.Holdout {
				c.Side[i] = sides[i]
			}
		}
	}
	if missing > 0 && !l.off.rows {
		return Chosen{}, fmt.Errorf("%w: %d rows are gone, changed, or on the other side of the holdout", ErrOtherRows, missing)
	}
	return c, nil
}

// May returns an error unless this owner may upload in a training: the lobby passed, and the ledger has lost nothing since.
func (l *Ledger) May(ctx context.Context, t wire.TrainingID) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, err := l.refresh(ctx); err != nil {
		return err
	}
	_, err := l.part(t)
	return err
}

// label returns the part of a training that its split depends on: none, unless a test breaks that rule.
func (l *Ledger) label(t Training) []byte {
	if l.off.split {
		return t.ID[:]
	}
	return nil
}
