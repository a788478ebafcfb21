//go:build !js

package client

import (
	"context"
	"net/http"

	"github.com/coder/websocket"
)

// idleLines is how many connections to the facilitator are kept: as many as a party has requests on the way at a time. To
// open one again costs a round trip, or three with TLS.
const idleLines = 16

// transport is shared by all clients of a process.
var transport = func() *http.Transport {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.MaxIdleConnsPerHost = idleLines
	return t
}()

func (c *Client) useDefault() { HTTPClient(&http.Client{Transport: transport})(c) }

// socketLine is a WebSocket of Go's own.
type socketLine struct{ conn *websocket.Conn }

func (c *Client) openLine(ctx context.Context, address string) (line, error) {
	options := &websocket.DialOptions{CompressionMode: websocket.CompressionDisabled}
	if h, ok := c.carrier.(*httpCarrier); ok {
		options.HTTPClient = h.client
	}
	conn, _, err := websocket.Dial(ctx, address, options)
	if err != nil {
		return nil, err
	}
	conn.SetReadLimit(maxAnswer)
	return socketLine{conn}, nil
}

func (s socketLine) read(ctx context.Context) ([]byte, error) {
	kind, b, err := s.conn.Read(ctx)
	if err == nil && kind != websocket.MessageText {
		err = errNotText
	}
	return b, err
}

func (s socketLine) write(ctx context.Context, text []byte) error {
	return s.conn.Write(ctx, websocket.MessageText, text)
}

func (s socketLine) close() { _ = s.conn.CloseNow() }
