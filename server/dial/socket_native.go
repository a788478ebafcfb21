//go:build !js

package dial

import "github.com/coder/websocket"

func (c *Client) dialOptions() *websocket.DialOptions {
	return &websocket.DialOptions{HTTPClient: c.http, CompressionMode: websocket.CompressionDisabled}
}
