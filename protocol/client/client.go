package client

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/blindfit/blindfit/protocol/wire"
)

// Transfer is one request as it went over the line, for receipts and displays.
type Transfer struct {
	Method string
	Path   string // without query
	Status int    // 0 if no answer came
	Up     int    // bytes of body sent
	Down   int    // bytes of body received
}

// Client talks to one facilitator for one signer. It is safe for concurrent use.
type Client struct {
	base      *url.URL
	signer    wire.Signer
	carrier   carrier
	observe   func(Transfer)
	connected func(bool)
	limited   func(wait time.Duration)
	polling   bool
	token     Token        // of the operator; zero without one
	offset    atomic.Int64 // facilitator's clock minus ours, in milliseconds
	signed    atomic.Int64 // time of the last signature, in milliseconds
}

// Option changes a client.
type Option func(*Client)

// Observe calls f after every request, including failed ones; f must return quickly.
func Observe(f func(Transfer)) Option { return func(c *Client) { c.observe = f } }

// OnConnection sets the function that Watch calls if it gains (true) or loses (false) its connection.
func OnConnection(f func(connected bool)) Option { return func(c *Client) { c.connected = f } }

// OnLimited sets the function that is called if a request is above a limit of the facilitator, with the time after which
// the client sends it again; it must be quick.
func OnLimited(f func(wait time.Duration)) Option { return func(c *Client) { c.limited = f } }

// PollOnly keeps Watch from opening a WebSocket.
func PollOnly() Option { return func(c *Client) { c.polling = true } }

// New returns a client of the facilitator at base, such as http://127.0.0.1:8080 or https://example.org/blindfit. signer may be
// nil for a client that only makes unsigned requests. New accepts plain http for every host; the caller should warn about it.
func New(base string, signer wire.Signer, opts ...Option) (*Client, error) {
	u, err := url.Parse(base)
	switch {
	case err != nil:
		return nil, errors.New("invalid facilitator address: cannot be parsed as a URL")
	case u.Scheme != "http" && u.Scheme != "https":
		return nil, errors.New("invalid facilitator address: must begin with http:// or https://")
	case u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return nil, errors.New("invalid facilitator address: must be scheme, host and at most a path, such as http://127.0.0.1:8080")
	}
	path := strings.TrimRight(u.EscapedPath(), "/")
	if !wire.PlainPath(path) {
		return nil, errors.New("invalid facilitator address: its path must be plain, such as https://example.org/blindfit")
	}
	c := &Client{base: &url.URL{Scheme: u.Scheme, Host: u.Host, Path: path}, signer: signer}
	for _, o := range opts {
		o(c)
	}
	if c.carrier == nil {
		c.useDefault()
	}
	return c, nil
}

// Base returns the facilitator's address: scheme, host and the path under which it is served, without a slash at the end.
func (c *Client) Base() string { return c.base.String() }

// now is the present time by the facilitator's clock, as far as it is known.
func (c *Client) now() time.Time {
	return time.Now().Add(time.Duration(c.offset.Load()) * time.Millisecond)
}

// stamp returns the present time for a signature, in milliseconds, later than that of every signature before it: an
// owner that has left can return only with a later signature. A time that was refused because it was too far ahead does
// not count.
func (c *Client) stamp() int64 {
	for {
		last, next := c.signed.Load(), c.now().UnixMilli()
		if last < next+wire.ClockSkew.Milliseconds() {
			next = max(next, last+1)
		}
		if c.signed.CompareAndSwap(last, next) {
			return next
		}
	}
}

// auth signs a request for method and target, the path and query below the facilitator's address: the signed text does not
// depend on where a proxy shows the facilitator.
func (c *Client) auth(method, target string) (string, error) {
	if c.signer == nil {
		return "", errors.New("failed to sign request: this client has no identity")
	}
	s, err := wire.Seal(wire.KindRequest, wire.Request{Method: method, Target: target, TimeMS: c.stamp()}, c.signer)
	if err != nil {
		return "", fmt.Errorf("failed to sign request: %w", err)
	}
	return wire.EncodeAuth(s)
}

// helloFor signs a hello for a training.
func (c *Client) helloFor(t wire.TrainingID) (*wire.Signed, error) {
	if c.signer == nil {
		return nil, errors.New("failed to sign hello: this client has no identity")
	}
	return wire.Seal(wire.KindHello, wire.Hello{Training: t, TimeMS: c.stamp()}, c.signer)
}
