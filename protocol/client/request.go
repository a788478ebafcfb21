package client

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/blindfit/blindfit/protocol/wire"
)

const (
	firstPause = 200 * time.Millisecond
	lastPause  = 10 * time.Second
	// maxWait is the longest time for which a client waits before it asks again at a facilitator's request, in seconds.
	maxWait = 600
	// maxAnswer bounds a JSON answer; a page of a list and the present owners of the largest lobby stay below it.
	maxAnswer = wire.MaxMessage
	// maxBlob bounds ciphertext bytes: the most ciphertexts a manifest allows under the largest key.
	maxBlob = wire.MaxCiphertexts * 2 * 8192 / 8
)

// call is one request.
type call struct {
	method, target string // target: path and query
	media          string
	body           []byte
	signed         bool
	operator       string // value of the Authorization header; empty if there is none
	accept         string // value of the Accept header; empty for that of a client that has nothing
	limit          int    // of the answer's body, in bytes
}

// transportError is a failure below HTTP, or an answer that did not come from a facilitator.
type transportError struct{ err error }

func (e *transportError) Error() string { return e.err.Error() }
func (e *transportError) Unwrap() error { return e.err }

// unreachedError is the error of a call that was given up. It wraps the cause and the last failure. Its text is that of
// the last failure, because an expired deadline does not explain the failure.
type unreachedError struct{ cause, last error }

func (e *unreachedError) Error() string   { return "failed to reach facilitator: " + e.last.Error() }
func (e *unreachedError) Unwrap() []error { return []error{e.cause, e.last} }

// do sends a call until it is answered. It repeats a call that failed on the network or that an overloaded facilitator
// refused, with growing pauses. If the context is done, the error wraps the error of the context and the last failure.
func (c *Client) do(ctx context.Context, q call) ([]byte, error) {
	var last error
	mended := false
	for pause := firstPause; ; pause = min(2*pause, lastPause) {
		b, err := c.once(ctx, q)
		if err == nil {
			return b, nil
		}
		if ctx.Err() != nil {
			if last == nil {
				last = err
			}
			return nil, &unreachedError{context.Cause(ctx), last}
		}
		if r := wire.RejectionOf(err); r != nil && r.Code == wire.CodeClock && q.signed && !mended {
			mended = true
			if _, err := c.Server(ctx); err == nil {
				continue
			}
		}
		if !again(err) {
			return nil, err
		}
		last = err
		if wait := c.heldBack(err); !sleep(ctx, max(wait, jitter(pause))) {
			return nil, &unreachedError{context.Cause(ctx), last}
		}
	}
}

// again reports whether the same request may succeed later.
func again(err error) bool {
	var t *transportError
	if errors.As(err, &t) {
		return true
	}
	r := wire.RejectionOf(err)
	return r != nil && (r.Code == wire.CodeUnavailable || r.Code == wire.CodeRate)
}

// heldBack returns the time that the facilitator asks a limited client to wait, zero if it asks for none, and reports it.
func (c *Client) heldBack(err error) time.Duration {
	r := wire.RejectionOf(err)
	if r == nil || r.WaitSeconds <= 0 {
		return 0
	}
	wait := time.Duration(min(r.WaitSeconds, maxWait)) * time.Second
	if c.limited != nil {
		c.limited(wait)
	}
	return wait
}

// once sends a call once.
func (c *Client) once(ctx context.Context, q call) (_ []byte, err error) {
	path, _, _ := strings.Cut(q.target, "?")
	done := Transfer{Method: q.method, Path: path, Up: len(q.body)}
	defer func() {
		if c.observe != nil {
			c.observe(done)
		}
	}()
	r := request{method: q.method, url: c.base.String() + q.target, media: q.media, body: q.body, operator: q.operator, accept: cmp.Or(q.accept, wire.AcceptAdditions)}
	if q.signed {
		if r.auth, err = c.auth(q.method, q.target); err != nil {
			return nil, err
		}
	}
	status, b, err := c.carrier.send(ctx, r, q.limit)
	done.Status, done.Down = status, len(b)
	switch {
	case err != nil:
		return nil, &transportError{err}
	case len(b) > limitOf(status, q.limit):
		return nil, fmt.Errorf("invalid answer: longer than %d bytes", limitOf(status, q.limit))
	case status < 300:
		return b, nil
	}
	return nil, refusal(status, b, len(q.body))
}

// refusal reads a rejection. Something between us and the facilitator may have answered instead: then a status that
// speaks of the line is a transport failure.
func refusal(status int, b []byte, sent int) error {
	if r := rejection(b); r != nil {
		return r
	}
	err := fmt.Errorf("unexpected answer: HTTP status %d", status)
	switch status {
	case statusTooLarge:
		err = fmt.Errorf("a proxy before the facilitator refuses bodies of %d bytes (HTTP status 413): its operator must permit larger ones", sent)
	case statusTooManyRequests:
		err = errors.New("a proxy before the facilitator permits no more requests now (HTTP status 429)")
	}
	if status >= 500 || status == statusTooManyRequests || status == statusRequestTimeout {
		return &transportError{err}
	}
	return err
}

// rejection reads a rejection; nil if an answer is none.
func rejection(b []byte) error {
	if r, err := wire.ParseAnswer[wire.Rejection](b); err == nil && r.Code != "" && r.Detail != "" {
		return &r
	}
	return nil
}

// jitter spreads pauses so that clients that lost the same facilitator do not come back in step.
func jitter(d time.Duration) time.Duration {
	var b [8]byte
	rand.Read(b[:])
	return d/2 + time.Duration(binary.BigEndian.Uint64(b[:])%uint64(d/2+1))
}

// sleep waits and reports whether the context is still open.
func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
