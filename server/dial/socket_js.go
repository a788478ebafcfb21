package dial

import "github.com/coder/websocket"

// dialOptions: a browser decides everything about a socket but its address.
func (c *Client) dialOptions() *websocket.DialOptions { return nil }
