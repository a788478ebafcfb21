package server_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/blindfit/blindfit/internal/testing/deadline"
	"github.com/blindfit/blindfit/internal/testing/parties"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server"
	"github.com/blindfit/blindfit/server/round"
	"github.com/blindfit/blindfit/server/store/sqlite"
)

// bodyPaths returns the paths that take a body, with its media type and its largest size in bytes.
func bodyPaths(mo *parties.ModelOwner, o *parties.Owner) map[string]struct {
	media string
	limit int
} {
	type entry = struct {
		media string
		limit int
	}
	attempt := func(kind string) string {
		return "PUT " + wire.PathTraining(mo.ID, "rounds", "1", "1", kind, o.ID().String())
	}
	return map[string]entry{
		"POST " + wire.PathTrainings:                                     {"application/json", wire.MaxMessage},
		"PUT " + wire.PathTraining(mo.ID, "enrolments", o.ID().String()): {"application/json", wire.MaxMessage},
		"POST " + wire.PathTraining(mo.ID, "leave"):                      {"application/json", wire.MaxMessage},
		"POST " + wire.PathTraining(mo.ID, "log"):                        {"application/json", wire.MaxMessage},
		attempt("reveals"):                                               {"application/json", wire.MaxMessage},
		attempt("keys"):                                                  {wire.FrameType, 1 << 20},
		attempt("uploads"):                                               {wire.FrameType, 1 << 20},
	}
}

// TestBodiesTooLarge: a body above its limit is rejected, before it is read if its size is announced, and while it is read if
// it comes in chunks without end. Row 1 of the fault table.
func TestBodiesTooLarge(t *testing.T) {
	r := start(t, t.TempDir(), "127.0.0.1:0")
	mo, owners := r.lobby(3)
	for target, c := range bodyPaths(mo, owners[0]) {
		method, path, _ := strings.Cut(target, " ")
		head := fmt.Sprintf("%s %s HTTP/1.1\r\nHost: x\r\nContent-Type: %s\r\n", method, path, c.media)
		conn, err := net.Dial("tcp", r.addr)
		check(t, err)
		check(t, conn.SetDeadline(deadline.End(t)))
		_, err = conn.Write([]byte(head + "Content-Length: 1000000000000\r\n\r\n"))
		check(t, err)
		a, err := http.ReadResponse(bufio.NewReader(conn), nil)
		check(t, err)
		if a.StatusCode != http.StatusRequestEntityTooLarge || !a.Close {
			t.Errorf("%s: an announced terabyte is answered with %d", target, a.StatusCode)
		}
		conn.Close()

		conn, err = net.Dial("tcp", r.addr)
		check(t, err)
		check(t, conn.SetDeadline(deadline.End(t)))
		_, err = conn.Write([]byte(head + "Transfer-Encoding: chunked\r\n\r\n"))
		check(t, err)
		answered := make(chan int, 1)
		go func() {
			a, err := http.ReadResponse(bufio.NewReader(conn), nil)
			if err != nil {
				answered <- 0
				return
			}
			answered <- a.StatusCode
		}()
		piece, sent := append([]byte("10000\r\n"), append(make([]byte, 0x10000), '\r', '\n')...), 0
		for err == nil { // without end: the facilitator must close the connection
			_, err = conn.Write(piece)
			sent += 0x10000
		}
		if status := <-answered; status != http.StatusRequestEntityTooLarge {
			t.Errorf("%s: an endless body is answered with %d", target, status)
		}
		// Some of the bytes are in the buffers of the connection.
		if sent > c.limit+32<<20 {
			t.Errorf("%s: %d bytes were sent, the limit is %d", target, sent, c.limit)
		}
		conn.Close()
	}
}

// TestCompressedBodies: bodies with any content coding are rejected and not decompressed, and event sockets negotiate no
// compression. Row 3 of the fault table.
func TestCompressedBodies(t *testing.T) {
	r := start(t, t.TempDir(), "127.0.0.1:0")
	mo, owners := r.lobby(3)
	var bomb bytes.Buffer
	z := gzip.NewWriter(&bomb)
	_, err := io.CopyN(z, zeros{}, 64<<20)
	check(t, err)
	check(t, z.Close())
	for target, c := range bodyPaths(mo, owners[0]) {
		method, path, _ := strings.Cut(target, " ")
		for _, coding := range []string{"gzip", "deflate", "br", "zstd", "compress", "identity, gzip", "x-none", "GZIP"} {
			q, err := http.NewRequestWithContext(t.Context(), method, r.url+path, bytes.NewReader(bomb.Bytes()))
			check(t, err)
			q.Header.Set("Content-Type", c.media)
			q.Header.Set("Content-Encoding", coding)
			a, err := http.DefaultTransport.RoundTrip(q)
			check(t, err)
			b, err := io.ReadAll(a.Body)
			check(t, err)
			a.Body.Close()
			if a.StatusCode != http.StatusUnsupportedMediaType || !bytes.Contains(b, []byte(`"code":"media_type"`)) {
				t.Errorf("%s with %s: %d %s", target, coding, a.StatusCode, b)
			}
		}
	}
	conn, a, err := websocket.Dial(t.Context(), "ws://"+r.addr+wire.PathTraining(mo.ID, "events"), &websocket.DialOptions{CompressionMode: websocket.CompressionContextTakeover})
	check(t, err)
	defer conn.CloseNow()
	if got := a.Header.Get("Sec-WebSocket-Extensions"); got != "" {
		t.Errorf("the event socket negotiated %q", got)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// TestIdleSockets: event sockets without a hello are closed, and others work meanwhile. Row 2 of the fault table, with
// TestSlowSenders.
func TestIdleSockets(t *testing.T) {
	r := start(t, t.TempDir(), "127.0.0.1:0", func(o *server.Options) { o.SetHelloTime(3 * time.Second) })
	mo, owners := r.lobby(3)
	address := "ws://" + r.addr + wire.PathTraining(mo.ID, "events")
	var idle []*websocket.Conn
	for range 200 {
		conn, _, err := websocket.Dial(r.ctx, address, nil)
		check(t, err)
		defer conn.CloseNow()
		idle = append(idle, conn)
	}
	f := r.follow(r.dial(mo.Key), mo.ID)
	f.until("the lobby", inPhase(wire.PhaseLobby))
	r.follow(r.dial(owners[0].Key), mo.ID).until("the lobby", inPhase(wire.PhaseLobby))
	for i, conn := range idle {
		for {
			_, _, err := conn.Read(r.ctx)
			if r.ctx.Err() != nil {
				t.Fatalf("idle socket %d is still open", i)
			}
			if err != nil {
				break
			}
		}
	}
}

// inProcess returns a facilitator without a port, for many invalid requests, with a training and an owner who may enrol.
func inProcess(tb testing.TB) (http.Handler, *round.Machine, *parties.ModelOwner, *parties.Owner) {
	tb.Helper()
	st, err := sqlite.Open(context.Background(), tb.TempDir())
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { st.Close() })
	machine, err := round.New(context.Background(), round.Options{Store: st})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(machine.Close)
	s, err := server.New(server.Options{Machine: machine, Release: "test"})
	if err != nil {
		tb.Fatal(err)
	}
	mo := parties.NewModelOwner(tb, 3, 3, nil)
	if _, _, err := machine.CreateTraining(context.Background(), mo.Manifest, round.Creator{}); err != nil {
		tb.Fatal(err)
	}
	return s, machine, mo, parties.NewOwners(tb, mo.ID, 1)[0]
}

// send sends one request from this machine to a handler.
func send(h http.Handler, method, path, media string, body []byte) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	r := httptest.NewRequest(method, "http://127.0.0.1/", bytes.NewReader(body))
	r.URL.Path, r.RequestURI, r.RemoteAddr = path, path, "127.0.0.1:1"
	r.Header.Set("Content-Type", media)
	h.ServeHTTP(w, r)
	return w
}

// sendAs requests one of the operator's pages from this machine, under a host name.
func sendAs(h http.Handler, host, path string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	r := httptest.NewRequest("GET", "http://"+host+path, nil)
	r.RemoteAddr = "127.0.0.1:1"
	h.ServeHTTP(w, r)
	return w
}
