//go:build !js

package dial

import (
	"net/http"

	"github.com/coder/websocket"
)

func (c *Client) useDefault() { HTTPClient(&http.Client{})(c) }

func (c *Client) dialOptions() *websocket.DialOptions {
	options := &websocket.DialOptions{CompressionMode: websocket.CompressionDisabled}
	if h, ok := c.carrier.(*httpCarrier); ok {
		options.HTTPClient = h.client
	}
	return options
}
