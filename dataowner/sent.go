package dataowner

import (
	"context"
	"encoding/hex"
	"fmt"

	"github.com/blindfit/blindfit/dataowner/problem"
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
	// Body is the body in hex, at most shownBytes of it unless the whole was asked for; empty if it was not kept.
	Body string `json:"body"`
	// Ciphertext is the root over the ciphertexts in the signed message; Kept reports whether the kept ciphertexts have it.
	Ciphertext wire.Digest `json:"ciphertext"`
	Kept       bool        `json:"kept"`
}

// shownBytes bounds the bytes that are shown to a person in hex.
const shownBytes = 64 << 10

// Sent returns one of this owner's uploads, with the whole body or its start. It returns a problem.BadCommand if there
// was none.
func (o *Owner) Sent(ctx context.Context, ref wire.Ref, whole bool) (*Sent, error) {
	data := o.record.Data()
	e := data.Uploaded(ref)
	if e == nil {
		return nil, problem.Errorf(problem.BadCommand, "", "nothing was sent in attempt %d of round %d", ref.Attempt, ref.Round)
	}
	s := &Sent{Entry: *e}
	text, err := wire.Marshal(s.Head)
	if err != nil {
		return nil, fmt.Errorf("failed to marshal upload: %w", err)
	}
	_, root, err := e.Open(o.Identity())
	if err != nil {
		return nil, fmt.Errorf("failed to read upload: %w", err)
	}
	s.Text, s.HeadBytes, s.Ciphertext = string(text), len(text)+4, root
	blob, err := o.record.Sent(ctx, ref)
	if err != nil || blob == nil {
		return s, err
	}
	body, err := wire.AppendFrame(nil, s.Head, blob)
	if err != nil {
		return nil, fmt.Errorf("failed to frame upload: %w", err)
	}
	size := o.terms.Key.CiphertextSize()
	masks := max(0, len(blob)-e.Ciphertexts*size) // encapsulations and tags come first
	s.Kept = wire.BlobRoot(blob[masks:], size) == root
	if !whole {
		body = body[:min(len(body), shownBytes)]
	}
	s.Body = hex.EncodeToString(body)
	return s, nil
}
