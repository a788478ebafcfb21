package server

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
	// spoolFrom is from how many bytes of ciphertexts on a body is received on the disk: a slow line then holds no
	// memory, however many of them there are.
	spoolFrom = 32 << 10
	// spoolRoom bounds the bodies on the disk at one time, in bytes. Further senders wait.
	spoolRoom = 1 << 30
	// spoolBuffer is what such a body takes of memory meanwhile, in bytes.
	spoolBuffer = 8 << 10
)

// received is a frame whose ciphertexts are here, in memory or on the disk. It must be closed.
type received struct {
	*wire.Signed
	s       *Server
	size    int // of the ciphertexts, in bytes
	blob    []byte
	file    *os.File // nil for what is in blob
	release []func()
}

// receive takes a frame whose ciphertexts are at most limit bytes. The signed message is looked at before anything that
// follows it: may reports why its signer must not send it.
func (s *Server) receive(w http.ResponseWriter, r *http.Request, limit int, may func(*wire.Signed) error) (*received, error) {
	body, err := openBody(w, r, wire.MaxFrameHeader+limit, wire.FrameType)
	if err != nil {
		return nil, err
	}
	m, used, err := s.head(r, body)
	if err == nil {
		err = may(m)
	}
	if err != nil {
		// An answer in the middle of a body reaches few clients; and one that is too large is said to be.
		return nil, cutOr(drain(r.Context(), body), err)
	}
	f := &received{Signed: m, s: s, size: limit}
	if r.ContentLength >= 0 {
		f.size = int(r.ContentLength) - used
	}
	if err := f.take(r.Context(), w, body); err != nil {
		f.close()
		return nil, err
	}
	endRead(w)
	return f, nil
}

// head reads the signed message of a frame, checks its signature and takes it off what its signer may send.
func (s *Server) head(r *http.Request, body io.Reader) (*wire.Signed, int, error) {
	rested := resting(r.Context())
	m, used, err := wire.ReadHead(body)
	rested()
	if err != nil {
		return nil, 0, cutOr(err, wire.Rejectf(wire.CodeMalformed, "%v", err))
	}
	return m, used, s.access.signer(r, m)
}

// take receives the ciphertexts, in memory or on the disk, once there is room.
func (f *received) take(ctx context.Context, w http.ResponseWriter, body io.Reader) (err error) {
	defer resting(ctx)()
	room := f.s.spool
	if f.size <= spoolFrom {
		room = f.s.memory
	}
	if err := f.hold(ctx, room, int64(f.size)); err != nil {
		return err
	}
	limitRead(w, f.size) // the wait was ours
	if f.size <= spoolFrom {
		out := bytes.NewBuffer(make([]byte, 0, f.size+bytes.MinRead))
		_, err := out.ReadFrom(body)
		f.blob = out.Bytes()
		return cutOr(err, nil)
	}
	if f.file, err = os.CreateTemp(f.s.spoolDir, "upload-*"); err != nil {
		return f.noRoom(err)
	}
	// Where the system lets an open file go by name, nothing is left behind however the process ends.
	_ = os.Remove(f.file.Name())
	out := &failing{Writer: f.file}
	n, err := io.CopyBuffer(out, body, make([]byte, spoolBuffer))
	if f.size = int(n); out.err != nil {
		return f.noRoom(out.err)
	}
	return cutOr(err, nil)
}

// load returns the ciphertexts, once there is memory for them and somebody to check them. They are good until the frame
// is closed.
func (f *received) load(ctx context.Context) ([]byte, error) {
	if f.file == nil {
		return f.blob, nil
	}
	defer resting(ctx)()
	// Memory comes last: what waits for a buffer must not keep small bodies from theirs.
	var err error
	if f.blob, err = f.s.buffers.take(ctx); err != nil {
		return nil, err
	}
	f.release = append(f.release, func() { f.s.buffers.put(f.blob) })
	if err := f.hold(ctx, f.s.memory, int64(f.size)); err != nil {
		return nil, err
	}
	f.blob = slices.Grow(f.blob[:0], f.size)[:f.size]
	if _, err := f.file.ReadAt(f.blob, 0); err != nil {
		return nil, f.noRoom(err)
	}
	return f.blob, nil
}

// hold takes n bytes of a budget until the frame is closed.
func (f *received) hold(ctx context.Context, b *budget, n int64) error {
	release, err := b.take(ctx, n)
	if err == nil {
		f.release = append(f.release, release)
	}
	return err
}

// noRoom says that the disk failed us. The sender may try again: nothing was accepted.
func (f *received) noRoom(err error) error {
	f.s.log.Error("upload not kept", "error", err)
	return wire.Rejectf(wire.CodeUnavailable, "there is no room for uploads now; try again")
}

func (f *received) close() {
	if f.file != nil {
		f.file.Close()
		_ = os.Remove(f.file.Name())
	}
	for _, release := range f.release {
		release()
	}
}

// failing remembers that writing failed: io.Copy does not tell it from reading.
type failing struct {
	io.Writer
	err error
}

// Write implements io.Writer.
func (w *failing) Write(b []byte) (n int, err error) {
	n, w.err = w.Writer.Write(b)
	return n, w.err
}

// drain reads the rest of a body that is not wanted.
func drain(ctx context.Context, body io.Reader) error {
	defer resting(ctx)()
	_, err := io.Copy(io.Discard, body)
	return err
}
