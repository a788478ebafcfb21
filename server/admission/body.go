package admission

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/blindfit/blindfit/protocol/wire"
)

const (
	// JSONType is the media type of messages.
	JSONType = "application/json"
	// baseTime is the time that any body or answer may take, and bytesPerSecond the slowest line that is still served.
	baseTime       = 20 * time.Second
	bytesPerSecond = 16 << 10
)

// transferTime returns the time within which size bytes must be transferred.
func transferTime(size int) time.Duration {
	return baseTime + time.Duration(size/bytesPerSecond)*time.Second
}

// Deadlines are set without regard to errors: the only response writers without deadlines are those of tests.

// LimitAnswer sets the time within which the client must take an answer of size bytes.
func (c *Control) LimitAnswer(w http.ResponseWriter, size int) {
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(transferTime(size)))
}

// LimitBody sets the time within which a body of size bytes must arrive.
func (c *Control) limitBody(w http.ResponseWriter, size int) {
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(transferTime(size)))
}

// EndBody removes the read deadline of a request that has arrived. If it stayed, it could end the request before it is
// answered.
func (c *Control) EndBody(w http.ResponseWriter) {
	_ = http.NewResponseController(w).SetReadDeadline(time.Time{})
}

// ReadBody returns a body of at most wire.MaxMessage bytes that has one of the media types. It returns a wire.Rejection for
// any other, or one that ended early.
func (c *Control) ReadBody(w http.ResponseWriter, r *http.Request, mediaTypes ...string) ([]byte, error) {
	body, err := c.openBody(w, r, wire.MaxMessage, mediaTypes...)
	if err != nil {
		return nil, err
	}
	b, err := c.readMessage(w, r, body)
	if err != nil {
		return nil, err
	}
	c.EndBody(w)
	return b, nil
}

// readMessage reads a body of at most wire.MaxMessage bytes. What is longer than spoolSize is received on the disk, as ciphertexts are: a
// thousand slow senders would hold a gigabyte. Once it is whole it holds memory until the request has ended.
func (c *Control) readMessage(w http.ResponseWriter, r *http.Request, body io.Reader) ([]byte, error) {
	var head bytes.Buffer
	resume := c.Pause(r.Context())
	_, err := head.ReadFrom(io.LimitReader(body, spoolSize+1))
	resume()
	if err := readError(err, nil); err != nil || head.Len() <= spoolSize {
		return head.Bytes(), err
	}
	f := &Frame{c: c, size: wire.MaxMessage}
	defer f.Close()
	if r.ContentLength >= 0 {
		f.size = int(r.ContentLength)
	}
	if err := f.receive(r.Context(), w, io.MultiReader(&head, body)); err != nil {
		return nil, err
	}
	resume = c.Pause(r.Context())
	release, err := c.memory.take(r.Context(), int64(f.size))
	resume()
	if err != nil {
		return nil, err
	}
	atEnd(r.Context(), release)
	b := make([]byte, f.size)
	if _, err := f.file.ReadAt(b, 0); err != nil {
		return nil, f.diskError(err)
	}
	return b, nil
}

// openBody checks the header of a body of at most limit bytes that has one of the media types, and returns a reader of it. A
// longer body is rejected before it is read, or while it is. Every content coding is rejected, so nothing is decompressed.
func (c *Control) openBody(w http.ResponseWriter, r *http.Request, limit int, mediaTypes ...string) (io.Reader, error) {
	if coding := r.Header.Get("Content-Encoding"); coding != "" && !strings.EqualFold(coding, "identity") {
		return nil, wire.Rejectf(wire.CodeMediaType, "bodies must have no content encoding")
	}
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || !slices.Contains(mediaTypes, media) {
		return nil, wire.Rejectf(wire.CodeMediaType, "content type must be %s", strings.Join(mediaTypes, " or "))
	}
	if r.ContentLength > int64(limit) {
		w.Header().Set("Connection", "close")
		return nil, tooLarge(limit)
	}
	c.limitBody(w, limit)
	return http.MaxBytesReader(w, r.Body, int64(limit)), nil
}

func tooLarge(limit int) error {
	return wire.Rejectf(wire.CodeTooLarge, "the body must be at most %d bytes", limit)
}

// readError returns the rejection of a body if err means that it ended early or was too long, and whole otherwise.
func readError(err, whole error) error {
	var over *http.MaxBytesError
	switch {
	case errors.As(err, &over):
		return tooLarge(int(over.Limit))
	case err == nil, errors.Is(err, wire.ErrFrame):
		return whole
	}
	return wire.Rejectf(wire.CodeMalformed, "the body ended early")
}
