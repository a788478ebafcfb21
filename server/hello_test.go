package server_test

import (
	"bufio"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/blindfit/blindfit/protocol/wire"
)

// TestHelloAhead: a client may send its hello in one packet with the request for a socket, before it has the answer.
func TestHelloAhead(t *testing.T) {
	r := start(t, t.TempDir(), "127.0.0.1:0")
	mo, owners := r.lobby(1)
	hello, err := wire.Seal(wire.KindHello, wire.Hello{Training: mo.ID, TimeMS: time.Now().UnixMilli()}, owners[0].Key)
	check(t, err)
	text, err := wire.Marshal(hello)
	check(t, err)
	// A masked text frame with a mask of zeros and a length of 16 bits.
	frame := append([]byte{0x81, 0x80 | 126, byte(len(text) >> 8), byte(len(text)), 0, 0, 0, 0}, text...)
	conn, err := net.Dial("tcp", r.addr)
	check(t, err)
	defer conn.Close()
	_, err = fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n%s",
		wire.PathTraining(mo.ID, "events"), frame)
	check(t, err)
	in := bufio.NewReader(conn)
	for line := "-"; line != "\r\n"; {
		line, err = in.ReadString('\n')
		check(t, err)
	}
	state, err := in.ReadString('}')
	check(t, err)
	if !strings.Contains(state, `"training":"`+mo.ID.String()) {
		t.Errorf("a hello in the packet of its request was answered %q", state)
	}
}
