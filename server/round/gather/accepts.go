package gather

import (
	"context"
	"sync"

	"github.com/blindfit/blindfit/protocol/wire"
)

// accepts are the digests of all accepts of trainings that take contributions. A trustee accepts a training once, so a digest that
// was read is not read for every contribution; it is read again before anyone is refused.
type accepts struct {
	mu    sync.Mutex // guards known
	known map[wire.TrainingID]wire.Digest
}

// check refuses a contribution that was made for other accepts than those that list reads.
func (a *accepts) check(ctx context.Context, v *View, digest wire.Digest, list func(context.Context, wire.TrainingID, wire.Kind, int) (*wire.List, error)) error {
	a.mu.Lock()
	known, ok := a.known[v.Training]
	a.mu.Unlock()
	if ok && digest == known {
		return nil
	}
	all, err := list(ctx, v.Training, wire.KindTrusteeAccept, 0)
	if err != nil {
		return err
	}
	if len(all.Messages) < len(v.Trustees.Keys) {
		return wire.Rejectf(wire.CodePhase, "%d of %d trustees have accepted the training; contributions are taken when all have", len(all.Messages), len(v.Trustees.Keys))
	}
	ordered := make([]wire.Signed, len(v.Trustees.Keys))
	for _, m := range all.Messages {
		ordered[v.Trustees.Place(m.Signer)] = m
	}
	if known = wire.AcceptsDigest(ordered); digest != known {
		return wire.Rejectf(wire.CodeInvalid, "contribution: accepts is not the digest of the trustees' accepts")
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.known[v.Training] = known
	return nil
}

// forget drops the digest of a training that takes no contributions any more.
func (a *accepts) forget(id wire.TrainingID) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.known, id)
}
