package client

import (
	"context"

	"github.com/blindfit/blindfit/protocol/wire"
)

// PutShares hands in the signer's sealed shares.
func (c *Client) PutShares(ctx context.Context, t wire.TrainingID, ref wire.Ref, s *wire.Signed) error {
	return c.send(ctx, methodPut, attemptPath(t, ref, "shares", s.Signer.String()), s)
}

// Inbox reads the shares that others sealed for the signer, once the shares phase is over.
func (c *Client) Inbox(ctx context.Context, t wire.TrainingID, ref wire.Ref) (wire.Inbox, error) {
	return get[wire.Inbox](ctx, c, attemptPath(t, ref, "inbox"), true)
}

// Survivors reads the facilitator's claim of whose uploads are complete, once the upload phase is over.
func (c *Client) Survivors(ctx context.Context, t wire.TrainingID, ref wire.Ref) (wire.Owners, error) {
	return get[wire.Owners](ctx, c, attemptPath(t, ref, "survivors"), true)
}

// Sharers reads the facilitator's claim of who shared secrets, once the shares phase is over. Where the recovery
// phases are skipped there are none.
func (c *Client) Sharers(ctx context.Context, t wire.TrainingID, ref wire.Ref) (wire.Owners, error) {
	return get[wire.Owners](ctx, c, attemptPath(t, ref, "sharers"), true)
}

// PutAgree hands in the signer's signature on the survivor set.
func (c *Client) PutAgree(ctx context.Context, t wire.TrainingID, ref wire.Ref, s *wire.Signed) error {
	return c.send(ctx, methodPut, attemptPath(t, ref, "agrees", s.Signer.String()), s)
}

// Agrees lists the signatures on the survivor set, in identity order, once the agree phase is over.
func (c *Client) Agrees(ctx context.Context, t wire.TrainingID, ref wire.Ref) ([]wire.Signed, error) {
	return c.list(ctx, attemptPath(t, ref, "agrees"))
}

// PutUnmask hands in the signer's opened shares.
func (c *Client) PutUnmask(ctx context.Context, t wire.TrainingID, ref wire.Ref, s *wire.Signed) error {
	return c.send(ctx, methodPut, attemptPath(t, ref, "unmasks", s.Signer.String()), s)
}

// Unmasks lists the opened shares of an attempt, in identity order, once the unmask phase is over.
func (c *Client) Unmasks(ctx context.Context, t wire.TrainingID, ref wire.Ref) ([]wire.Signed, error) {
	return c.list(ctx, attemptPath(t, ref, "unmasks"))
}
