package modelowner

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/blindfit/blindfit/protocol/wire"
)

// behind compares the facilitator's log with ours, the authority: true if it lacks entries. A log that is longer
// or another one is an error: then this folder is not the newest copy of the training's.
func (tr *trainer) behind() (bool, error) {
	theirs, ours := tr.state.Log, tr.log.Head
	const hint = "the folder may be an old copy: go on from the newest one; signing two different logs is refused by every owner"
	if theirs.Length > ours.Length {
		return false, WithHint(fmt.Errorf("invalid log: the facilitator holds %d entries of this model owner, the folder only %d", theirs.Length, ours.Length), hint)
	}
	if theirs.Digest != tr.log.digestAt(theirs.Length) {
		return false, WithHint(fmt.Errorf("invalid log: entry %d of the facilitator is not that of the folder", theirs.Length), hint)
	}
	return theirs.Length < ours.Length, nil
}

// send posts the first entry that the facilitator lacks. A round is opened only while those it needs are present;
// until then this waits.
func (tr *trainer) send(ctx context.Context) error {
	entry := &tr.log.entries[tr.state.Log.Length]
	var blob []byte
	if entry.Kind == wire.KindOpen {
		ready, err := tr.ready(ctx)
		if err != nil && !errors.Is(err, errRevoked) && !errors.Is(err, errOut) || err == nil && !ready {
			return err
		}
		if blob, err = tr.weights(entry); err != nil {
			return err
		}
	}
	err := tr.client.Append(ctx, tr.ID, entry, blob)
	if r := wire.RejectionOf(err); r != nil && r.Code == wire.CodePhase && entry.Kind == wire.KindOpen {
		return tr.poll(ctx) // somebody left between the state and the post
	}
	if err != nil {
		return tr.explain(fmt.Sprintf("failed to post %s", entry.Kind), err)
	}
	return tr.poll(ctx)
}

// weightsPath is where the bytes that come with a round's open message are kept while it is open.
func (tr *trainer) weightsPath(round int) string {
	return tr.path(fmt.Sprintf("weights-%d.bin", round))
}

// weights reads the bytes that come with an open message. Every attempt at a round has the same.
func (tr *trainer) weights(entry *wire.Signed) ([]byte, error) {
	open, err := wire.Unseal[wire.Open](entry, wire.KindOpen)
	if err != nil {
		return nil, err
	}
	blob, err := os.ReadFile(tr.weightsPath(open.Round))
	if errors.Is(err, os.ErrNotExist) && tr.state.Log.Length < tr.log.Head.Length-1 {
		return nil, WithHint(fmt.Errorf("failed to open round %d again: its weights are gone because it is finished", open.Round),
			"the facilitator lost a part of the log, as after restoring an old backup; create a new training")
	} else if err != nil {
		return nil, fmt.Errorf("failed to read weights: %w", err)
	}
	if wire.DigestOf(blob) != open.Blob {
		return nil, fmt.Errorf("invalid weights of round %d: are not those the open message names", open.Round)
	}
	return blob, nil
}
