package server

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/round"
)

// spooling is a server with nothing behind it but a folder for bodies.
func spooling(t *testing.T) (*Server, string) {
	t.Helper()
	dir := t.TempDir()
	s, err := New(Options{Machine: new(round.Machine), Release: "test", SpoolDir: dir})
	if err != nil {
		t.Fatal(err)
	}
	return s, dir
}

func frameOf(t *testing.T, size int) (frame, blob []byte) {
	t.Helper()
	key, err := identity.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	m, err := wire.Seal(wire.KindUpload, wire.Upload{}, key)
	if err != nil {
		t.Fatal(err)
	}
	blob = make([]byte, size)
	rand.Read(blob)
	if frame, err = wire.AppendFrame(nil, m, blob); err != nil {
		t.Fatal(err)
	}
	return frame, blob
}

// framed is a request with a body; one of unknown length where length is negative.
func framed(body io.Reader, length int) *http.Request {
	r := httptest.NewRequest("PUT", "/", body)
	r.Header.Set("Content-Type", wire.FrameType)
	r.ContentLength = int64(length)
	return r
}

func anyone(*wire.Signed) error { return nil }

// TestReceive: a frame of any size, of known length or not, arrives as it was sent, and leaves nothing behind.
func TestReceive(t *testing.T) {
	const limit = 3 * spoolFrom
	for name, row := range map[string]struct {
		size, limit int
		chunked     bool
	}{
		"empty":            {0, limit, false},
		"small":            {spoolFrom, limit, false},
		"large":            {spoolFrom + 1, limit, false},
		"largest":          {limit, limit, false},
		"small in chunks":  {100, limit, true},
		"large in chunks":  {limit, limit, true},
		"of a small limit": {100, 200, true},
	} {
		s, dir := spooling(t)
		frame, blob := frameOf(t, row.size)
		length := len(frame)
		if row.chunked {
			length = -1
		}
		f, err := s.receive(httptest.NewRecorder(), framed(bytes.NewReader(frame), length), row.limit, anyone)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if f.file != nil && s.memory.held.Load() != 0 {
			t.Errorf("%s: a body on the disk holds %d bytes of memory", name, s.memory.held.Load())
		}
		got, err := f.load(t.Context())
		if err != nil || !bytes.Equal(got, blob) {
			t.Errorf("%s: got %d bytes of %d, %v", name, len(got), len(blob), err)
		}
		f.close()
		left, err := filepath.Glob(filepath.Join(dir, "*"))
		if err != nil || len(left) > 0 || s.memory.held.Load() != 0 || s.spool.held.Load() != 0 {
			t.Errorf("%s: left behind %d files, %d bytes of memory, %d of the disk, %v", name, len(left), s.memory.held.Load(), s.spool.held.Load(), err)
		}
	}
}

// TestReceiveRefuses: what is not taken says why, and holds nothing.
func TestReceiveRefuses(t *testing.T) {
	const limit = 3 * spoolFrom
	frame, _ := frameOf(t, limit)
	long, _ := frameOf(t, limit+wire.MaxFrameHeader)
	closed := wire.Rejectf(wire.CodeForbidden, "nobody may send this")
	for name, row := range map[string]struct {
		body   []byte
		length int
		may    func(*wire.Signed) error
		code   wire.Code
	}{
		"longer than said":   {long, -1, anyone, wire.CodeTooLarge},
		"too long":           {long, len(long), anyone, wire.CodeTooLarge},
		"cut in its head":    {frame[:20], -1, anyone, wire.CodeMalformed},
		"no frame":           {bytes.Repeat([]byte{255}, 100), 100, anyone, wire.CodeMalformed},
		"of somebody else's": {frame, len(frame), func(*wire.Signed) error { return closed }, wire.CodeForbidden},
	} {
		s, _ := spooling(t)
		body := bytes.NewReader(row.body)
		_, err := s.receive(httptest.NewRecorder(), framed(body, row.length), limit, row.may)
		if r := wire.RejectionOf(err); r == nil || r.Code != row.code {
			t.Errorf("%s: error is %v, want %s", name, err, row.code)
		}
		if s.memory.held.Load() != 0 || s.spool.held.Load() != 0 {
			t.Errorf("%s: %d bytes of memory and %d of the disk are still held", name, s.memory.held.Load(), s.spool.held.Load())
		}
		if row.code == wire.CodeForbidden && body.Len() != 0 {
			t.Errorf("%s: %d bytes were left unread, so the sender may not hear the answer", name, body.Len())
		}
	}
}

// TestReceiveCut: a body that ends early is refused at whatever byte it ends.
func TestReceiveCut(t *testing.T) {
	s, dir := spooling(t)
	frame, _ := frameOf(t, 2*spoolFrom)
	for _, n := range []int{0, 3, 50, len(frame) - 2*spoolFrom, len(frame) - spoolFrom, len(frame) - 1} {
		body := io.MultiReader(bytes.NewReader(frame[:n]), failingReader{})
		_, err := s.receive(httptest.NewRecorder(), framed(body, len(frame)), 2*spoolFrom, anyone)
		if r := wire.RejectionOf(err); r == nil || r.Code != wire.CodeMalformed {
			t.Errorf("cut at %d: error is %v, want malformed", n, err)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "*")); len(left) > 0 || s.spool.held.Load() != 0 {
		t.Errorf("left behind %d files and %d bytes of room", len(left), s.spool.held.Load())
	}
}

type failingReader struct{}

func (failingReader) Read([]byte) (int, error) { return 0, errors.New("the line is dead") }

// TestReceiveWithoutDisk: where nothing can be written the sender is asked to come again, and the error tells no path.
func TestReceiveWithoutDisk(t *testing.T) {
	s, dir := spooling(t)
	if err := os.Remove(dir); err != nil {
		t.Fatal(err)
	}
	frame, _ := frameOf(t, 2*spoolFrom)
	_, err := s.receive(httptest.NewRecorder(), framed(bytes.NewReader(frame), len(frame)), 2*spoolFrom, anyone)
	if r := wire.RejectionOf(err); r == nil || r.Code != wire.CodeUnavailable || bytes.Contains([]byte(r.Detail), []byte(dir)) {
		t.Errorf("error is %v, want unavailable", err)
	}
}

// TestSlowBodiesHoldNoMemory: senders who stop in the middle of their bodies hold neither memory nor a turn.
func TestSlowBodiesHoldNoMemory(t *testing.T) {
	s, _ := spooling(t)
	c := patient()
	frame, _ := frameOf(t, 2*spoolFrom)
	var lines []*io.PipeWriter
	ended := make(chan error)
	for range 50 {
		in, out := io.Pipe()
		lines = append(lines, out)
		r := framed(in, len(frame))
		r = r.WithContext(context.WithValue(r.Context(), visitKey{}, &visit{job: newJob(contextWith(r.Context(), c))}))
		go func() {
			f, err := s.receive(httptest.NewRecorder(), r, 2*spoolFrom, anyone)
			if err == nil {
				f.close()
			}
			ended <- err
		}()
		if _, err := out.Write(frame[:len(frame)-10]); err != nil {
			t.Fatal(err)
		}
	}
	for deadline := time.Now().Add(10 * time.Second); c.busy() != 0; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%d senders who have stopped keep others waiting", c.busy())
		}
	}
	if n := s.memory.held.Load(); n != 0 {
		t.Errorf("senders who have stopped hold %d bytes of memory", n)
	}
	for _, line := range lines {
		line.CloseWithError(errors.New("gone"))
		if err := <-ended; wire.RejectionOf(err) == nil {
			t.Errorf("a body that was cut short: error is %v", err)
		}
	}
}
