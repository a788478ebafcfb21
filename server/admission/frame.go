package admission

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"os"
	"slices"

	"github.com/blindfit/blindfit/protocol/wire"
)

const (
	// spoolSize is the size from which ciphertexts are received on the disk, in bytes: a slow line then holds no memory,
	// however many of them there are.
	spoolSize = 32 << 10
	// spoolBuffer is the memory that such a body holds meanwhile, in bytes.
	spoolBuffer = 8 << 10
)

// Frame is a signed message with its received ciphertexts, in memory or on the disk. It must be closed. Its methods are
// for one goroutine.
type Frame struct {
	*wire.Signed
	c       *Control
	size    int // of the ciphertexts, in bytes
	blob    []byte
	file    *os.File // nil if the ciphertexts are in blob
	release []func()
}

// ReceiveFrame receives a frame with at most limit bytes of ciphertexts. check gets the signed message, which comes
// first; if it returns an error, the ciphertexts are read and dropped. Errors are wire.Rejections, or those of check.
func (c *Control) ReceiveFrame(w http.ResponseWriter, r *http.Request, limit int, check func(*wire.Signed) error) (*Frame, error) {
	body, err := c.openBody(w, r, wire.MaxFrameHeader+limit, wire.FrameType)
	if err != nil {
		return nil, err
	}
	m, used, err := c.readHead(r.Context(), body)
	if err == nil {
		err = check(m)
	}
	if err != nil {
		// Few clients read an answer that comes in the middle of their body. And a body that is too large is rejected as
		// such.
		return nil, readError(c.discard(r.Context(), body), err)
	}
	f := &Frame{Signed: m, c: c, size: limit}
	if r.ContentLength >= 0 {
		f.size = int(r.ContentLength) - used
	}
	if err := f.receive(r.Context(), w, body); err != nil {
		f.Close()
		return nil, err
	}
	c.EndBody(w)
	return f, nil
}

// readHead reads the signed message of a frame. It returns the number of bytes read.
func (c *Control) readHead(ctx context.Context, body io.Reader) (*wire.Signed, int, error) {
	defer c.Pause(ctx)()
	m, used, err := wire.ReadHead(body)
	if err != nil {
		err = readError(err, wire.Rejectf(wire.CodeMalformed, "%v", err))
	}
	return m, used, err
}

// discard reads the rest of a body.
func (c *Control) discard(ctx context.Context, body io.Reader) error {
	defer c.Pause(ctx)()
	_, err := io.Copy(io.Discard, body)
	return err
}

// receive reads the ciphertexts into memory or onto the disk, once there is room.
func (f *Frame) receive(ctx context.Context, w http.ResponseWriter, body io.Reader) (err error) {
	defer f.c.Pause(ctx)()
	room := f.c.disk
	if f.size <= spoolSize {
		room = f.c.memory
	}
	if err := f.hold(ctx, room, int64(f.size)); err != nil {
		return err
	}
	f.c.limitBody(w, f.size) // the sender has the whole time: it did not cause the wait
	if f.size <= spoolSize {
		out := bytes.NewBuffer(make([]byte, 0, f.size+bytes.MinRead))
		_, err := out.ReadFrom(body)
		f.blob = out.Bytes()
		return readError(err, nil)
	}
	if f.file, err = os.CreateTemp(f.c.dir, "upload-*"); err != nil {
		return f.diskError(err)
	}
	// If the system allows to remove an open file, nothing is left behind however the process ends.
	_ = os.Remove(f.file.Name())
	out := &writer{Writer: f.file}
	n, err := io.CopyBuffer(out, body, make([]byte, spoolBuffer))
	if f.size = int(n); out.err != nil {
		return f.diskError(out.err)
	}
	return readError(err, nil)
}

// Ciphertexts returns the ciphertexts, once there is memory for them and a processor to check them. They are valid until the
// frame is closed. It is called once. Errors are wire.Rejections.
func (f *Frame) Ciphertexts(ctx context.Context) ([]byte, error) {
	if f.file == nil {
		return f.blob, nil
	}
	defer f.c.Pause(ctx)()
	// The memory is reserved last: a frame that waits for a buffer must not keep small bodies from theirs.
	var err error
	if f.blob, err = f.c.buffers.take(ctx); err != nil {
		return nil, err
	}
	f.release = append(f.release, func() { f.c.buffers.put(f.blob) })
	if err := f.hold(ctx, f.c.memory, int64(f.size)); err != nil {
		return nil, err
	}
	f.blob = slices.Grow(f.blob[:0], f.size)[:f.size]
	if _, err := f.file.ReadAt(f.blob, 0); err != nil {
		return nil, f.diskError(err)
	}
	return f.blob, nil
}

// hold reserves n bytes of a budget until the frame is closed.
func (f *Frame) hold(ctx context.Context, b *budget, n int64) error {
	release, err := b.take(ctx, n)
	if err == nil {
		f.release = append(f.release, release)
	}
	return err
}

// diskError logs an error of the disk and returns the rejection of the frame. The sender may try again: nothing was accepted.
func (f *Frame) diskError(err error) error {
	f.c.log.Error("upload not received", "error", err)
	return wire.Rejectf(wire.CodeUnavailable, "there is no room for uploads now; try again")
}

// Close frees the memory and disk of the frame.
func (f *Frame) Close() {
	if f.file != nil {
		f.file.Close()
		_ = os.Remove(f.file.Name())
	}
	for _, release := range f.release {
		release()
	}
}

// writer keeps its error: that of io.Copy may be the reader's as well.
type writer struct {
	io.Writer
	err error
}

// Write implements io.Writer.
func (w *writer) Write(b []byte) (n int, err error) {
	n, w.err = w.Writer.Write(b)
	return n, w.err
}
