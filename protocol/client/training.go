package client

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strconv"
	"time"

	"github.com/blindfit/blindfit/protocol/wire"
)

// entryWait is how long the facilitator holds an entry of a log back for the one before it, in whole seconds.
const entryWait = 5 * time.Second

// Server returns the description of the facilitator, and sets the clock of the client by it.
func (c *Client) Server(ctx context.Context) (wire.Server, error) {
	start := time.Now()
	s, err := get[wire.Server](ctx, c, wire.PathServer, false)
	if err == nil {
		middle := start.Add(time.Since(start) / 2)
		c.offset.Store(s.TimeMS - middle.UnixMilli())
	}
	return s, err
}

// CreateTraining registers a signed manifest. It is not an error to register the same manifest again.
func (c *Client) CreateTraining(ctx context.Context, m *wire.Signed) (wire.TrainingID, error) {
	body, err := wire.Marshal(m)
	if err != nil {
		return wire.TrainingID{}, err
	}
	operator, err := c.operatorToken()
	if err != nil {
		return wire.TrainingID{}, err
	}
	b, err := c.do(ctx, call{method: methodPost, target: wire.PathTrainings, media: "application/json", body: body, operator: operator, limit: maxAnswer})
	if err != nil {
		return wire.TrainingID{}, err
	}
	created, err := wire.ParseAnswer[wire.Created](b)
	if err != nil {
		return wire.TrainingID{}, fmt.Errorf("failed to parse answer: %w", err)
	}
	return created.Training, nil
}

// Manifest reads a training's signed manifest. It is as the facilitator gave it: the caller verifies it against the
// fingerprint it trusts.
func (c *Client) Manifest(ctx context.Context, t wire.TrainingID) (*wire.Signed, error) {
	s, err := get[wire.Signed](ctx, c, wire.PathTraining(t, "manifest"), false)
	if err != nil {
		return nil, err
	}
	return &s, nil
}

// Enrol hands in the signer's enrolment.
func (c *Client) Enrol(ctx context.Context, t wire.TrainingID, s *wire.Signed) error {
	return c.send(ctx, methodPut, wire.PathTraining(t, "enrolments", s.Signer.String()), s)
}

// Entry reads the facilitator's facts about an asker and its invite before it enrols.
func (c *Client) Entry(ctx context.Context, t wire.TrainingID, who wire.Identity, invite wire.InviteID) (wire.Entry, error) {
	return get[wire.Entry](ctx, c, wire.PathTraining(t, "entries", who.String())+"?invite="+invite.String(), false)
}

// PutLobby hands in the model owner's message about the lobby.
func (c *Client) PutLobby(ctx context.Context, t wire.TrainingID, s *wire.Signed) error {
	return c.send(ctx, methodPut, wire.PathTraining(t, "lobby", s.Signer.String()), s)
}

// Enrolments lists every signed enrolment, in identity order; for the model owner.
func (c *Client) Enrolments(ctx context.Context, t wire.TrainingID) ([]wire.Signed, error) {
	return c.list(ctx, wire.PathTraining(t, "enrolments"), 0, wire.LobbyFactor*wire.MaxOwners)
}

// Strike removes an enrolment from the lobby; for the model owner, which alone knows that it comes from no invited owner.
func (c *Client) Strike(ctx context.Context, t wire.TrainingID, who wire.Identity) error {
	_, err := c.do(ctx, call{method: methodDelete, target: wire.PathTraining(t, "enrolments", who.String()), signed: true, limit: maxAnswer})
	return err
}

// PutStatement hands in the signer's statement about its rows.
func (c *Client) PutStatement(ctx context.Context, t wire.TrainingID, s *wire.Signed) error {
	return c.send(ctx, methodPut, wire.PathTraining(t, "statements", s.Signer.String()), s)
}

// Statements lists the signed statements of the members that have handed one in, in identity order.
func (c *Client) Statements(ctx context.Context, t wire.TrainingID) ([]wire.Signed, error) {
	return c.list(ctx, wire.PathTraining(t, "statements"), 0, wire.MaxOwners)
}

// Append hands in the next entry of the model owner's log, with the weight ciphertexts of an open message.
func (c *Client) Append(ctx context.Context, t wire.TrainingID, s *wire.Signed, blob []byte) error {
	return c.appendTo(ctx, wire.PathTraining(t, "log"), s, blob)
}

func (c *Client) appendTo(ctx context.Context, target string, s *wire.Signed, blob []byte) error {
	if blob == nil {
		return c.send(ctx, methodPost, target, s)
	}
	return c.sendFrame(ctx, methodPost, target, s, blob)
}

// AppendBoth is Append of an entry and the one that follows it, with the bytes that come with the second. Both are on their
// way at a time. If it returns an error, one or both of them may be in the log.
func (c *Client) AppendBoth(ctx context.Context, t wire.TrainingID, first, second *wire.Signed, blob []byte) error {
	failed := make(chan error, 1)
	go func() { failed <- c.Append(ctx, t, first, nil) }()
	err := c.appendTo(ctx, waiting(wire.PathTraining(t, "log"), entryWait), second, blob)
	return errors.Join(<-failed, err)
}

// Log reads the log page by page, from a sequence number (at least 1) to another, or to its end if it is shorter. A reader
// that verifies each page before it asks for the next cannot be fed without end: the facilitator has no more entries than
// the model owner signed.
func (c *Client) Log(ctx context.Context, t wire.TrainingID, from, to int) iter.Seq2[[]wire.Signed, error] {
	return func(yield func([]wire.Signed, error) bool) {
		for from <= to {
			l, err := get[wire.Log](ctx, c, wire.PathTraining(t, "log")+"?from="+strconv.Itoa(from), true)
			if err == nil && len(l.Entries) == 0 || !yield(l.Entries, err) || err != nil {
				return
			}
			from += len(l.Entries)
		}
	}
}

// State reads the state. If the version is after, it returns when the state changes or the wait (at most 30 s, whole
// seconds) is over; if it is not, it returns immediately. A negative after always answers at once.
func (c *Client) State(ctx context.Context, t wire.TrainingID, after int64, wait time.Duration) (*wire.State, error) {
	seconds := min(max(int(wait/time.Second), 0), 30)
	target := wire.PathTraining(t, "state") + "?after=" + strconv.FormatInt(after, 10) + "&wait=" + strconv.Itoa(seconds)
	s, err := get[wire.State](ctx, c, target, true)
	if err != nil {
		return nil, err
	}
	return &s, nil
}

// Present lists the enrolled owners that are connected, in identity order. Only the model owner may call it.
func (c *Client) Present(ctx context.Context, t wire.TrainingID) ([]wire.Identity, error) {
	l, err := get[wire.Owners](ctx, c, wire.PathTraining(t, "present"), true)
	return l.Owners, err
}

// Leave reports to the facilitator that the signer is no longer present.
func (c *Client) Leave(ctx context.Context, t wire.TrainingID) error {
	s, err := c.helloFor(t)
	if err != nil {
		return err
	}
	err = c.send(ctx, methodPost, wire.PathTraining(t, "leave"), s)
	if r := wire.RejectionOf(err); r != nil && r.Code == wire.CodeClock {
		if _, err := c.Server(ctx); err != nil {
			return err
		}
		if s, err = c.helloFor(t); err != nil {
			return err
		}
		return c.send(ctx, methodPost, wire.PathTraining(t, "leave"), s)
	}
	return err
}

// get reads a T.
func get[T any](ctx context.Context, c *Client, target string, signed bool) (T, error) {
	return read[T](ctx, c, call{method: methodGet, target: target, signed: signed, limit: maxAnswer})
}

// read sends a call and reads the answer.
func read[T any](ctx context.Context, c *Client, q call) (T, error) {
	var zero T
	b, err := c.do(ctx, q)
	if err != nil {
		return zero, err
	}
	v, err := wire.ParseAnswer[T](b)
	if err != nil {
		return zero, fmt.Errorf("failed to parse answer: %w", err)
	}
	return v, nil
}

// list reads every page of a list of at most most messages, the first after at most a wait. A facilitator that goes on with signers
// of its own would else fill the memory of a reader.
func (c *Client) list(ctx context.Context, path string, wait time.Duration, most int) ([]wire.Signed, error) {
	return c.listAgain(ctx, path, wait, most, nil)
}

// listAgain is list for a reader that may have the messages, which are then not sent.
func (c *Client) listAgain(ctx context.Context, path string, wait time.Duration, most int, known []wire.Signed) (_ []wire.Signed, err error) {
	all := []wire.Signed{}
	q := call{method: methodGet, target: waiting(path, wait), signed: true, limit: maxAnswer}
	if known != nil {
		if q.accept, err = wire.AcceptHaving(known); err != nil {
			return nil, err
		}
	}
	for {
		l, err := read[wire.List](ctx, c, q)
		if err != nil {
			return nil, err
		}
		if l.Same {
			if q.accept == "" || len(l.Messages) > 0 {
				return nil, fmt.Errorf("invalid answer: a list is the same as one that was not named")
			}
			return known, nil
		}
		if len(l.Messages) == 0 && l.More {
			return nil, fmt.Errorf("invalid answer: an empty page is not the last")
		}
		if len(l.Messages) > 0 && len(all) > 0 && all[len(all)-1].Signer.Compare(l.Messages[len(l.Messages)-1].Signer) >= 0 {
			return nil, fmt.Errorf("invalid answer: list is not in identity order")
		}
		if all = append(all, l.Messages...); len(all) > most {
			return nil, fmt.Errorf("invalid answer: list of more than %d messages", most)
		}
		if !l.More {
			return all, nil
		}
		q.target, q.accept = path+"?after="+all[len(all)-1].Signer.String(), ""
	}
}

// send hands in a signed message.
func (c *Client) send(ctx context.Context, method, target string, s *wire.Signed) error {
	body, err := wire.Marshal(s)
	if err != nil {
		return err
	}
	_, err = c.do(ctx, call{method: method, target: target, media: "application/json", body: body, limit: maxAnswer})
	return err
}

// sendFrame hands in a signed message followed by ciphertexts.
func (c *Client) sendFrame(ctx context.Context, method, target string, s *wire.Signed, blob []byte) error {
	body, err := wire.AppendFrame(nil, s, blob)
	if err != nil {
		return err
	}
	_, err = c.do(ctx, call{method: method, target: target, media: wire.FrameType, body: body, limit: maxAnswer})
	return err
}
