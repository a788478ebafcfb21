package client

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"iter"
	"strconv"

	"github.com/blindfit/blindfit/protocol/wire"
)

// Tasks lists the trainings that name the signer, a trustee, and have not ended.
func (c *Client) Tasks(ctx context.Context) ([]wire.TrusteeTask, error) {
	t, err := get[wire.TrusteeTasks](ctx, c, wire.PathTrustee(c.signer.Identity()), true)
	return t.Trainings, err
}

// Accepts lists the trustees' accepts of a training so far.
func (c *Client) Accepts(ctx context.Context, t wire.TrainingID) ([]wire.Signed, error) {
	l, err := get[wire.List](ctx, c, wire.PathTraining(t, "accepts"), false)
	return l.Messages, err
}

// PutAccept hands in the signer's accept, as a trustee.
func (c *Client) PutAccept(ctx context.Context, t wire.TrainingID, s *wire.Signed) error {
	return c.send(ctx, methodPut, wire.PathTraining(t, "accepts", s.Signer.String()), s)
}

// PutContribution hands in the signer's contribution. It is durable at the facilitator if PutContribution returns nil.
func (c *Client) PutContribution(ctx context.Context, t wire.TrainingID, s *wire.Signed, blob []byte) error {
	return c.sendFrame(ctx, methodPut, wire.PathTraining(t, "contributions", s.Signer.String()), s, blob)
}

// PutInvites hands in the rules of further invites, as the model owner.
func (c *Client) PutInvites(ctx context.Context, t wire.TrainingID, s *wire.Signed, rules []byte) error {
	return c.sendFrame(ctx, methodPut, wire.PathTraining(t, "invites", s.Signer.String()), s, rules)
}

// PutDay puts off the day of the close, as the model owner.
func (c *Client) PutDay(ctx context.Context, t wire.TrainingID, s *wire.Signed) error {
	return c.send(ctx, methodPut, wire.PathTraining(t, "days", s.Signer.String()), s)
}

// Day reads the day to which a training's model owner put off the close last. A rejection with CodeNotFound means that it did not.
func (c *Client) Day(ctx context.Context, t wire.TrainingID, modelOwner wire.Identity) (wire.Signed, error) {
	return get[wire.Signed](ctx, c, wire.PathTraining(t, "days", modelOwner.String()), false)
}

// PutPublication hands in results for all with the link, as the model owner.
func (c *Client) PutPublication(ctx context.Context, t wire.TrainingID, s *wire.Signed, sealed []byte) error {
	return c.sendFrame(ctx, methodPut, wire.PathTraining(t, "publications", s.Signer.String()), s, sealed)
}

// Publication reads the results of a training that its model owner published.
func (c *Client) Publication(ctx context.Context, t wire.TrainingID, modelOwner wire.Identity) (*wire.Signed, []byte, error) {
	b, err := c.do(ctx, call{method: methodGet, target: wire.PathTraining(t, "publications", modelOwner.String()), limit: wire.MaxPublication + wire.MaxFrameHeader})
	if err != nil {
		return nil, nil, err
	}
	return wire.ParseFrame(b)
}

// PutWithdrawal asks that the signer's contribution is not counted.
func (c *Client) PutWithdrawal(ctx context.Context, t wire.TrainingID, s *wire.Signed) error {
	return c.send(ctx, methodPut, wire.PathTraining(t, "withdrawals", s.Signer.String()), s)
}

// Counts returns how many contributions there are; for the model owner and trustees.
func (c *Client) Counts(ctx context.Context, t wire.TrainingID) (wire.Counts, error) {
	return get[wire.Counts](ctx, c, wire.PathTraining(t, "counts"), true)
}

// Contributions lists the heads of frozen contributions, in identity order; for the model owner and trustees.
func (c *Client) Contributions(ctx context.Context, t wire.TrainingID) ([]wire.Signed, error) {
	return c.list(ctx, wire.PathTraining(t, "contributions"), 0, wire.MaxContributions)
}

// ClosingBytes reads the bytes that came with a closing, by number, or with the close, number 0; for the model owner and
// trustees.
func (c *Client) ClosingBytes(ctx context.Context, t wire.TrainingID, number int) ([]byte, error) {
	return c.blob(ctx, wire.PathTraining(t, "closings", strconv.Itoa(number)), 0)
}

// PutStrikes hands in the signer's strikes, as a trustee.
func (c *Client) PutStrikes(ctx context.Context, t wire.TrainingID, s *wire.Signed) error {
	return c.send(ctx, methodPut, wire.PathTraining(t, "strikes", s.Signer.String()), s)
}

// Strikes lists the trustees' strikes of the last closing so far; for the model owner and trustees.
func (c *Client) Strikes(ctx context.Context, t wire.TrainingID) ([]wire.Signed, error) {
	l, err := get[wire.List](ctx, c, wire.PathTraining(t, "strikes"), true)
	return l.Messages, err
}

// PutRelease hands in the signer's release, as a trustee.
func (c *Client) PutRelease(ctx context.Context, t wire.TrainingID, s *wire.Signed, blob []byte) error {
	return c.sendFrame(ctx, methodPut, wire.PathTraining(t, "releases", s.Signer.String()), s, blob)
}

// Releases lists the heads of the trustees' releases so far; for the model owner and trustees.
func (c *Client) Releases(ctx context.Context, t wire.TrainingID) ([]wire.Signed, error) {
	l, err := get[wire.List](ctx, c, wire.PathTraining(t, "releases"), true)
	return l.Messages, err
}

// ReleaseBytes reads the numbers of one release; for the model owner.
func (c *Client) ReleaseBytes(ctx context.Context, t wire.TrainingID, trustee wire.Identity) ([]byte, error) {
	return c.blob(ctx, wire.PathTraining(t, "releases", trustee.String()), 0)
}

// Given is a frozen contribution with a part of its bytes.
type Given struct {
	Head  *wire.Signed
	Bytes []byte
}

// Masks reads the frozen contributions with their encapsulations and tags, in identity order, a page at a time; for the model
// owner and trustees. The sequence ends after an error.
func (c *Client) Masks(ctx context.Context, t wire.TrainingID) iter.Seq2[Given, error] {
	return c.frames(ctx, wire.PathTraining(t, "masks"))
}

// Ciphertexts is Masks with the ciphertexts; for the model owner.
func (c *Client) Ciphertexts(ctx context.Context, t wire.TrainingID) iter.Seq2[Given, error] {
	return c.frames(ctx, wire.PathTraining(t, "ciphertexts"))
}

// Arrivals reads a page of the contributions with their encapsulations and tags, frozen or not, that came after a place in the order
// in which they came, 0 for the first. next is the place after which the next page goes on. For trustees.
func (c *Client) Arrivals(ctx context.Context, t wire.TrainingID, after int64) (page []Given, next int64, err error) {
	b, err := c.blob(ctx, wire.PathTraining(t, "arrivals")+"?after="+strconv.FormatInt(after, 10), 0)
	if err != nil {
		return nil, after, err
	}
	if len(b) < 8 {
		return nil, after, errors.New("failed to parse answer: the page has no place")
	}
	if next, b = int64(binary.BigEndian.Uint64(b)), b[8:]; next < after || next == after && len(b) > 0 {
		return nil, after, errors.New("invalid answer: the page does not go on")
	}
	for len(b) > 0 {
		var g Given
		if g.Head, g.Bytes, b, err = wire.CutPart(b); err != nil {
			return nil, after, fmt.Errorf("failed to parse answer: %w", err)
		}
		page = append(page, g)
	}
	return page, next, nil
}

func (c *Client) frames(ctx context.Context, path string) iter.Seq2[Given, error] {
	return func(yield func(Given, error) bool) {
		var last wire.Identity
		target := path
		for {
			b, err := c.blob(ctx, target, 0)
			if err != nil {
				yield(Given{}, err)
				return
			}
			if len(b) == 0 {
				return
			}
			for len(b) > 0 {
				var g Given
				if g.Head, g.Bytes, b, err = wire.CutPart(b); err != nil {
					yield(Given{}, fmt.Errorf("failed to parse answer: %w", err))
					return
				}
				if g.Head.Signer.Compare(last) <= 0 {
					yield(Given{}, fmt.Errorf("invalid answer: list is not in identity order"))
					return
				}
				last = g.Head.Signer
				if !yield(g, nil) {
					return
				}
			}
			target = path + "?after=" + last.String()
		}
	}
}
