//go:build !js

package client

import (
	"context"
	"net/http"

	"github.com/coder/websocket"
)

func (c *Client) useDefault() { HTTPClient(&http.Client{})(c) }

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
