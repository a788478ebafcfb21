package log

import "github.com/blindfit/blindfit/protocol/wire"

// Closed is how far a training with trustees has come.
type Closed struct {
	Freezes       int
	Closing       *wire.Closing // the latest, nil before the first
	ClosingDigest wire.Digest
	Close         *wire.Close // nil until the cells are fixed
	CloseDigest   wire.Digest
}

// Frozen reports whether contributions are frozen for a closing that is not named yet.
func (c Closed) Frozen() bool {
	return c.Closing == nil && c.Freezes > 0 || c.Closing != nil && c.Closing.Number < c.Freezes
}

// applyTrustees moves a copy of the position on by an entry of a training with trustees.
func (p Position) applyTrustees(e *Entry) (Position, error) {
	switch b := e.Body.(type) {
	case *wire.Freeze:
		switch {
		case p.Close != nil:
			return p, wire.Rejectf(wire.CodePhase, "freeze: the training is closed")
		case b.Number != p.Freezes+1:
			return p, wire.Rejectf(wire.CodeInvalid, "freeze: number must be %d", p.Freezes+1)
		}
		p.Freezes++
	case *wire.Closing:
		if err := p.checkClosing(b); err != nil {
			return p, err
		}
		p.Closing, p.ClosingDigest = b, e.Signed.Digest()
	case *wire.Close:
		if err := p.checkClose(b); err != nil {
			return p, err
		}
		p.Close, p.CloseDigest, p.Accepted = b, e.Signed.Digest(), 1
	case *wire.Done:
		return p.end(b)
	default:
		return p, wire.Rejectf(wire.CodePhase, "log entry: a training with trustees has no roster and no rounds")
	}
	return p, nil
}

func (p Position) checkClosing(b *wire.Closing) error {
	switch {
	case !p.Frozen():
		return wire.Rejectf(wire.CodePhase, "closing: there is no new freeze")
	case b.Number != p.Freezes:
		return wire.Rejectf(wire.CodeInvalid, "closing: number must be that of the freeze, %d", p.Freezes)
	case b.Count < p.Manifest.Trustees.Batch || b.Count > wire.MaxContributions:
		return wire.Rejectf(wire.CodeInvalid, "closing: count must be between %d, one cell, and %d", p.Manifest.Trustees.Batch, wire.MaxContributions)
	case p.Closing != nil && b.Count < p.Closing.Count:
		return wire.Rejectf(wire.CodeInvalid, "closing: must hold the %d contributions of the one before", p.Closing.Count)
	}
	return nil
}

// checkClose checks the numbers of a close. Whether its cells are those of the closing is for attempt.NewCells.
func (p Position) checkClose(b *wire.Close) error {
	t := p.Manifest.Trustees
	switch {
	case p.Close != nil:
		return wire.Rejectf(wire.CodePhase, "close: the training is closed; there is no second close")
	case p.Closing == nil || p.Frozen():
		return wire.Rejectf(wire.CodePhase, "close: there is no closing that the trustees have answered")
	case b.Closing != p.ClosingDigest:
		return wire.Rejectf(wire.CodeStale, "close: closing is not the digest of the last closing")
	case len(b.Strikes) != len(t.Keys):
		return wire.Rejectf(wire.CodeInvalid, "close: strikes must be one for each of the %d trustees", len(t.Keys))
	case len(b.Cells) == 0 || len(b.Cells) > wire.MaxCells:
		return wire.Rejectf(wire.CodeInvalid, "close: cells must be between 1 and %d", wire.MaxCells)
	}
	total := 0
	for i, c := range b.Cells {
		if total += c.Count; c.Count < t.Batch || total > p.Closing.Count {
			return wire.Rejectf(wire.CodeInvalid, "close: cells[%d] must have at least %d contributions, and all together at most the %d of the closing", i, t.Batch, p.Closing.Count)
		}
	}
	return nil
}
