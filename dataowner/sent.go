package dataowner

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/blindfit/blindfit/protocol/wire"
)

// Sent is one upload as it left, for the person to look at: the bytes of the request's body, which the browser's own
// network panel shows alike.
type Sent struct {
	Entry
	// Text is the body up to its ciphertexts, the length field left out: the JSON of the signed message.
	Text string `json:"text"`
	// HeadBytes counts the body up to its ciphertexts, the length field included.
	HeadBytes int `json:"headBytes"`
	// Body is the body in hex, at most shownBytes of it unless the whole was asked for; empty where it was not kept.
	Body string `json:"body"`
	// Root over the ciphertexts as the signed message names it, and whether the kept ciphertexts still have it.
	Ciphertext wire.Digest `json:"ciphertext"`
	Kept       bool        `json:"kept"`
}

// shownBytes bounds what is turned into hex for a person to scroll through.
const shownBytes = 64 << 10

// sentPrefix is where the vault keeps ciphertexts that left.
const sentPrefix = "sent/"

func sentKey(t wire.TrainingID, ref wire.Ref) string {
	return fmt.Sprintf("%s%s/%d-%d", sentPrefix, t, ref.Round, ref.Attempt)
}

// keepSent keeps an upload's ciphertexts to be looked at, as long as all of a training stay within Config.KeepSent.
// They are for show: failing to keep them stops nothing.
func (o *Owner) keepSent(ctx context.Context, ref wire.Ref, blob []byte) {
	o.mu.Lock()
	total := 0
	for _, e := range o.rec.Sent {
		total += e.BytesUp
	}
	o.mu.Unlock()
	if total <= o.cfg.KeepSent {
		_ = o.cfg.Vault.Put(ctx, sentKey(o.terms.id, ref), blob)
	}
}

// Sent returns what one of this owner's uploads consisted of, with the whole body or its start; ProblemBadCommand where
// there was none.
func (o *Owner) Sent(ctx context.Context, ref wire.Ref, whole bool) (*Sent, error) {
	o.mu.Lock()
	at := slices.IndexFunc(o.rec.Sent, func(e Entry) bool { return e.Round == ref.Round && e.Attempt == ref.Attempt })
	if at < 0 {
		o.mu.Unlock()
		return nil, problemf(ProblemBadCommand, "", "nothing was sent in attempt %d of round %d", ref.Attempt, ref.Round)
	}
	s := &Sent{Entry: o.rec.Sent[at]}
	o.mu.Unlock()
	text, err := wire.Marshal(s.Head)
	if err != nil {
		return nil, fmt.Errorf("failed to marshal upload: %w", err)
	}
	u, err := wire.UnsealFrom[wire.Upload](s.Head, wire.KindUpload, o.key.Identity())
	if err != nil {
		return nil, fmt.Errorf("failed to read upload: %w", err)
	}
	s.Text, s.HeadBytes, s.Ciphertext = string(text), len(text)+4, u.Ciphertexts
	blob, err := o.cfg.Vault.Get(ctx, sentKey(o.terms.id, ref))
	if errors.Is(err, ErrNoEntry) {
		return s, nil
	}
	if err != nil {
		return nil, fmt.Errorf("failed to read vault: %w", err)
	}
	body, err := wire.AppendFrame(nil, s.Head, blob)
	if err != nil {
		return nil, fmt.Errorf("failed to frame upload: %w", err)
	}
	s.Kept = wire.BlobRoot(blob, o.terms.key.CiphertextSize()) == u.Ciphertexts
	if !whole {
		body = body[:min(len(body), shownBytes)]
	}
	s.Body = hex.EncodeToString(body)
	return s, nil
}

// forgetSent deletes what is kept of a training's uploads.
func forgetSent(ctx context.Context, v Vault, t wire.TrainingID) error {
	keys, err := v.Keys(ctx)
	if err != nil {
		return fmt.Errorf("failed to list vault: %w", err)
	}
	for _, key := range keys {
		if strings.HasPrefix(key, sentPrefix+t.String()+"/") {
			if err := v.Delete(ctx, key); err != nil && !errors.Is(err, ErrNoEntry) {
				return fmt.Errorf("failed to write vault: %w", err)
			}
		}
	}
	return nil
}
