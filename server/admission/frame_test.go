package admission_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/admission"
	"github.com/blindfit/blindfit/server/guard"
)

// control returns a control and its folder for bodies.
func control(t *testing.T) (*admission.Control, string) {
	t.Helper()
	dir := t.TempDir()
	return admission.New(admission.Options{Connections: guard.NewConns(0, 0, guard.Proxies{}), SpoolDir: dir}), dir
}

// frameOf returns a frame with size bytes of ciphertexts.
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

// request returns a request with a frame. Its length is unknown if length is negative.
func request(body io.Reader, length int) *http.Request {
	r := httptest.NewRequest("PUT", "/", body)
	r.Header.Set("Content-Type", wire.FrameType)
	r.ContentLength = int64(length)
	return r
}

func accept(*wire.Signed) error { return nil }

// held fails the test if a control holds anything, or its folder has a file.
func held(t *testing.T, name string, c *admission.Control, dir string) {
	t.Helper()
	left, err := filepath.Glob(filepath.Join(dir, "*"))
	if f := c.Figures(); err != nil || len(left) > 0 || f.Memory != 0 || f.Disk != 0 {
		t.Errorf("%s: left behind %d files, %d bytes of memory, %d of the disk, %v", name, len(left), f.Memory, f.Disk, err)
	}
}

// TestReceive: a frame of any size, of known length or not, arrives as it was sent, and leaves nothing behind. A large one
// holds no memory until it is processed.
func TestReceive(t *testing.T) {
	const limit = 3 * admission.SpoolSize
	for name, row := range map[string]struct {
		size, limit int
		chunked     bool
		onDisk      bool
	}{
		"empty":           {size: 0, limit: limit},
		"small":           {size: admission.SpoolSize, limit: limit},
		"large":           {size: admission.SpoolSize + 1, limit: limit, onDisk: true},
		"largest":         {size: limit, limit: limit, onDisk: true},
		"small in chunks": {size: 100, limit: limit, chunked: true, onDisk: true},
		"large in chunks": {size: limit, limit: limit, chunked: true, onDisk: true},
		"small limit":     {size: 100, limit: 200, chunked: true},
	} {
		c, dir := control(t)
		frame, blob := frameOf(t, row.size)
		length := len(frame)
		if row.chunked {
			length = -1
		}
		f, err := c.ReceiveFrame(httptest.NewRecorder(), request(bytes.NewReader(frame), length), row.limit, accept)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if h := c.Figures(); row.onDisk && h.Memory != 0 || row.onDisk != (h.Disk != 0) {
			t.Errorf("%s: holds %d bytes of memory and %d of the disk", name, h.Memory, h.Disk)
		}
		got, err := f.Ciphertexts(t.Context())
		if err != nil || !bytes.Equal(got, blob) {
			t.Errorf("%s: got %d bytes of %d, %v", name, len(got), len(blob), err)
		}
		f.Close()
		held(t, name, c, dir)
	}
}

// TestReceiveRefuses: a rejected frame has the code of its reason, and holds nothing.
func TestReceiveRefuses(t *testing.T) {
	const limit = 3 * admission.SpoolSize
	frame, _ := frameOf(t, limit)
	long, _ := frameOf(t, limit+wire.MaxFrameHeader)
	forbidden := wire.Rejectf(wire.CodeForbidden, "nobody may send this")
	for name, row := range map[string]struct {
		body   []byte
		length int
		check  func(*wire.Signed) error
		code   wire.Code
	}{
		"longer than announced": {long, -1, accept, wire.CodeTooLarge},
		"too long":              {long, len(long), accept, wire.CodeTooLarge},
		"cut in its head":       {frame[:20], -1, accept, wire.CodeMalformed},
		"no frame":              {bytes.Repeat([]byte{255}, 100), 100, accept, wire.CodeMalformed},
		"forbidden":             {frame, len(frame), func(*wire.Signed) error { return forbidden }, wire.CodeForbidden},
	} {
		c, dir := control(t)
		body := bytes.NewReader(row.body)
		_, err := c.ReceiveFrame(httptest.NewRecorder(), request(body, row.length), limit, row.check)
		if r := wire.RejectionOf(err); r == nil || r.Code != row.code {
			t.Errorf("%s: error is %v, want %s", name, err, row.code)
		}
		held(t, name, c, dir)
		if row.code == wire.CodeForbidden && body.Len() != 0 {
			t.Errorf("%s: %d bytes were left unread, so the sender may not get the answer", name, body.Len())
		}
	}
}

// TestReceiveCut: a body that ends early is rejected at whatever byte it ends.
func TestReceiveCut(t *testing.T) {
	c, dir := control(t)
	frame, _ := frameOf(t, 2*admission.SpoolSize)
	for _, n := range []int{0, 3, 50, len(frame) - 2*admission.SpoolSize, len(frame) - admission.SpoolSize, len(frame) - 1} {
		body := io.MultiReader(bytes.NewReader(frame[:n]), failingReader{})
		_, err := c.ReceiveFrame(httptest.NewRecorder(), request(body, len(frame)), 2*admission.SpoolSize, accept)
		if r := wire.RejectionOf(err); r == nil || r.Code != wire.CodeMalformed {
			t.Errorf("cut at %d: error is %v, want malformed", n, err)
		}
	}
	held(t, "cut", c, dir)
}

type failingReader struct{}

func (failingReader) Read([]byte) (int, error) { return 0, errors.New("the line is dead") }

// TestReceiveWithoutDisk: if nothing can be written the sender is asked to try again, and the rejection names no path.
func TestReceiveWithoutDisk(t *testing.T) {
	c, dir := control(t)
	if err := os.Remove(dir); err != nil {
		t.Fatal(err)
	}
	frame, _ := frameOf(t, 2*admission.SpoolSize)
	_, err := c.ReceiveFrame(httptest.NewRecorder(), request(bytes.NewReader(frame), len(frame)), 2*admission.SpoolSize, accept)
	if r := wire.RejectionOf(err); r == nil || r.Code != wire.CodeUnavailable || strings.Contains(r.Detail, dir) {
		t.Errorf("error is %v, want unavailable", err)
	}
}

// TestSlowBodiesHoldNoMemory: senders that stop in the middle of their bodies hold no memory and block no other request.
func TestSlowBodiesHoldNoMemory(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, dir := control(t)
		l := admission.NewListener()
		frame, _ := frameOf(t, 2*admission.SpoolSize)
		var lines []*io.PipeWriter
		ended := make(chan error)
		for range 50 {
			in, out := io.Pipe()
			lines = append(lines, out)
			ctx, end := c.Begin(l.Context(t.Context()))
			r := request(in, len(frame)).WithContext(ctx)
			go func() {
				defer end()
				f, err := c.ReceiveFrame(httptest.NewRecorder(), r, 2*admission.SpoolSize, accept)
				if err == nil {
					f.Close()
				}
				ended <- err
			}()
			if _, err := out.Write(frame[:len(frame)-10]); err != nil {
				t.Fatal(err)
			}
		}
		synctest.Wait()
		if n := l.InFlight(); n != 0 {
			t.Errorf("%d senders that have stopped are in flight", n)
		}
		if n := c.Figures().Memory; n != 0 {
			t.Errorf("senders that have stopped hold %d bytes of memory", n)
		}
		for _, line := range lines {
			line.CloseWithError(errors.New("gone"))
			if err := <-ended; wire.RejectionOf(err) == nil {
				t.Errorf("error of a body that ended early is %v", err)
			}
		}
		held(t, "at the end", c, dir)
	})
}

// TestLargeBodiesLeaveRoomForSmall: however many bodies wait to be processed, they hold no memory.
func TestLargeBodiesLeaveRoomForSmall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const size = 2 * admission.SpoolSize
		c, dir := control(t)
		frame, blob := frameOf(t, size)
		receive := func() *admission.Frame {
			f, err := c.ReceiveFrame(httptest.NewRecorder(), request(bytes.NewReader(frame), len(frame)), size, accept)
			if err != nil {
				t.Fatal(err)
			}
			return f
		}
		var processed []*admission.Frame
		for range runtime.GOMAXPROCS(0) + 1 { // as many as may be processed at a time
			f := receive()
			if _, err := f.Ciphertexts(t.Context()); err != nil {
				t.Fatal(err)
			}
			processed = append(processed, f)
		}
		loaded := make(chan []byte, 10)
		for range cap(loaded) {
			f := receive()
			go func() {
				defer f.Close()
				b, _ := f.Ciphertexts(t.Context())
				loaded <- bytes.Clone(b)
			}()
		}
		synctest.Wait()
		if n, want := c.Figures().Memory, int64(size*len(processed)); n != want || len(loaded) > 0 {
			t.Errorf("%d bytes of memory are held, want %d; %d bodies did not wait", n, want, len(loaded))
		}
		for _, f := range processed {
			f.Close()
		}
		for range cap(loaded) {
			if !bytes.Equal(<-loaded, blob) {
				t.Fatal("a body that waited is not as it was sent")
			}
		}
		synctest.Wait()
		held(t, "at the end", c, dir)
	})
}
