package client

import (
	"context"
	"strconv"
	"time"

	"github.com/blindfit/blindfit/protocol/wire"
)

// phaseWait is how long a request for the state after a phase waits for its end.
const phaseWait = 25 * time.Second

// waiting adds the time that a request waits to its path.
func waiting(path string, wait time.Duration) string {
	if wait == 0 {
		return path
	}
	return path + "?wait=" + strconv.Itoa(int(wait/time.Second))
}

// attemptPath is the path of something in one attempt.
func attemptPath(t wire.TrainingID, ref wire.Ref, parts ...string) string {
	return wire.PathTraining(t, append([]string{"rounds", strconv.Itoa(ref.Round), strconv.Itoa(ref.Attempt)}, parts...)...)
}

// Weights reads the weight ciphertexts of an attempt; the caller compares their digest with the open message.
func (c *Client) Weights(ctx context.Context, t wire.TrainingID, ref wire.Ref) ([]byte, error) {
	return c.blob(ctx, attemptPath(t, ref, "weights"), 0)
}

// PutKeys hands in the signer's keys message with its encapsulations.
func (c *Client) PutKeys(ctx context.Context, t wire.TrainingID, ref wire.Ref, s *wire.Signed, encapsulations []byte) error {
	return c.sendFrame(ctx, methodPut, attemptPath(t, ref, "keys", s.Signer.String()), s, encapsulations)
}

// Encapsulations reads the encapsulations to the signer from the owners of the list before it, with their paths, once the
// list is fixed. attempt.List.OpenEncapsulations verifies them.
func (c *Client) Encapsulations(ctx context.Context, t wire.TrainingID, ref wire.Ref) ([]byte, error) {
	return c.blob(ctx, attemptPath(t, ref, "encapsulations"), phaseWait)
}

// Keys lists the keys messages of an attempt, in identity order, once the list is fixed.
func (c *Client) Keys(ctx context.Context, t wire.TrainingID, ref wire.Ref) ([]wire.Signed, error) {
	return c.list(ctx, attemptPath(t, ref, "keys"), phaseWait, wire.MaxOwners)
}

// KeysAgain is Keys for an owner that has verified the list before, and still has it unless known is nil.
func (c *Client) KeysAgain(ctx context.Context, t wire.TrainingID, ref wire.Ref, known []wire.Signed) ([]wire.Signed, error) {
	return c.listAgain(ctx, attemptPath(t, ref, "keys"), phaseWait, wire.MaxOwners, known)
}

// PutUpload hands in the signer's upload. It is durable at the facilitator if PutUpload returns nil.
func (c *Client) PutUpload(ctx context.Context, t wire.TrainingID, ref wire.Ref, s *wire.Signed, blob []byte) error {
	return c.sendFrame(ctx, methodPut, attemptPath(t, ref, "uploads", s.Signer.String()), s, blob)
}

// Uploads lists the signed heads of an attempt's uploads, in identity order, once all are in.
func (c *Client) Uploads(ctx context.Context, t wire.TrainingID, ref wire.Ref) ([]wire.Signed, error) {
	return c.list(ctx, attemptPath(t, ref, "uploads"), phaseWait, wire.MaxOwners)
}

// UploadsAgain is Uploads for an owner that has verified the heads before, and still has them unless known is nil.
func (c *Client) UploadsAgain(ctx context.Context, t wire.TrainingID, ref wire.Ref, known []wire.Signed) ([]wire.Signed, error) {
	return c.listAgain(ctx, attemptPath(t, ref, "uploads"), phaseWait, wire.MaxOwners, known)
}

// PutReveal hands in the signer's seed. The facilitator cannot open anything with it.
func (c *Client) PutReveal(ctx context.Context, t wire.TrainingID, ref wire.Ref, s *wire.Signed) error {
	return c.send(ctx, methodPut, attemptPath(t, ref, "reveals", s.Signer.String()), s)
}

// Reveals lists the reveals of an attempt, in identity order, once all are in.
func (c *Client) Reveals(ctx context.Context, t wire.TrainingID, ref wire.Ref) ([]wire.Signed, error) {
	return c.list(ctx, attemptPath(t, ref, "reveals"), phaseWait, wire.MaxOwners)
}

// Upload reads the ciphertexts of one upload; for the model owner until it has accepted the round, and while the
// facilitator keeps them after that for members too.
func (c *Client) Upload(ctx context.Context, t wire.TrainingID, ref wire.Ref, owner wire.Identity) ([]byte, error) {
	return c.blob(ctx, attemptPath(t, ref, "uploads", owner.String()), phaseWait)
}

// Aggregate reads the facilitator's product of all uploads; for the model owner, until it opens the next attempt.
func (c *Client) Aggregate(ctx context.Context, t wire.TrainingID, ref wire.Ref) ([]byte, error) {
	return c.blob(ctx, attemptPath(t, ref, "aggregate"), phaseWait)
}

func (c *Client) blob(ctx context.Context, path string, wait time.Duration) ([]byte, error) {
	return c.do(ctx, call{method: methodGet, target: waiting(path, wait), signed: true, limit: maxBlob})
}
