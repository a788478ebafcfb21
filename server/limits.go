package server

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/blindfit/blindfit/server/wire"
)

const (
	// baseTime is what any body or answer may take; bytesPerSecond the slowest line that is still served.
	baseTime       = 20 * time.Second
	bytesPerSecond = 16 << 10
	// pageRoom is more than the largest file of the page, in bytes.
	pageRoom = 8 << 20
	// memoryWait is how long a sender waits for others' bodies to be worked off.
	memoryWait = 20 * time.Second
)

func transferTime(size int) time.Duration {
	return baseTime + time.Duration(size/bytesPerSecond)*time.Second
}

// limitWrite sets the time within which an answer of size bytes must be taken. A writer without deadlines (in a test)
// has none.
func limitWrite(w http.ResponseWriter, size int) {
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(transferTime(size)))
}

// endRead lifts the read deadline once a request is read: else it would end the request while it is worked on.
func endRead(w http.ResponseWriter) {
	_ = http.NewResponseController(w).SetReadDeadline(time.Time{})
}

// readBody reads a body of at most limit bytes and of one of the media types. It refuses a longer one before it
// reads, or while it streams, and every content coding: nothing is ever inflated.
func readBody(w http.ResponseWriter, r *http.Request, limit int, mediaTypes ...string) ([]byte, string, error) {
	if c := r.Header.Get("Content-Encoding"); c != "" && !strings.EqualFold(c, "identity") {
		return nil, "", wire.Rejectf(wire.CodeMediaType, "bodies must come without content encoding")
	}
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || !contains(mediaTypes, media) {
		return nil, "", wire.Rejectf(wire.CodeMediaType, "content type must be %s", strings.Join(mediaTypes, " or "))
	}
	if media == "application/json" {
		limit = min(limit, wire.MaxMessage)
	}
	tooLarge := wire.Rejectf(wire.CodeTooLarge, "the body must be at most %d bytes", limit)
	if r.ContentLength > int64(limit) {
		w.Header().Set("Connection", "close")
		return nil, "", tooLarge
	}
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(transferTime(limit)))
	body := http.MaxBytesReader(w, r.Body, int64(limit))
	var b []byte
	if n := r.ContentLength; n >= 0 && media == wire.FrameType {
		// Room for a frame of this length is reserved: a buffer that grows would leave twice as much behind.
		b = make([]byte, n)
		_, err = io.ReadFull(body, b)
	} else {
		b, err = io.ReadAll(body)
	}
	var over *http.MaxBytesError
	switch {
	case errors.As(err, &over):
		return nil, "", tooLarge
	case err != nil:
		return nil, "", wire.Rejectf(wire.CodeMalformed, "the body was cut short")
	}
	endRead(w)
	return b, media, nil
}

func contains(list []string, s string) bool {
	for _, v := range list {
		if v == s {
			return true
		}
	}
	return false
}

// reserve waits for room for a body of size bytes; release gives it back.
func (s *Server) reserve(ctx context.Context, size int) (release func(), err error) {
	n := min(int64(size), uploadMemory)
	ctx, cancel := context.WithTimeout(ctx, memoryWait)
	defer cancel()
	if err := s.memory.Acquire(ctx, n); err != nil {
		return nil, wire.Rejectf(wire.CodeUnavailable, "too many uploads at once; try again")
	}
	s.reserved.Add(n)
	return func() {
		s.reserved.Add(-n)
		s.memory.Release(n)
	}, nil
}

// readSigned reads a signed message and takes it off what its signer may send.
func (s *Server) readSigned(w http.ResponseWriter, r *http.Request) (*wire.Signed, error) {
	b, _, err := readBody(w, r, wire.MaxMessage, "application/json")
	if err != nil {
		return nil, err
	}
	m, err := parseSigned(b)
	if err != nil {
		return nil, err
	}
	return m, s.access.signer(r, m)
}

func parseSigned(b []byte) (*wire.Signed, error) {
	m, err := wire.Parse[wire.Signed](b)
	if err != nil {
		return nil, wire.Rejectf(wire.CodeMalformed, "%v", err)
	}
	return &m, nil
}

// readFrame reads a frame whose ciphertexts are at most blob bytes, and takes it off what its signer may send.
func (s *Server) readFrame(w http.ResponseWriter, r *http.Request, blob int) (*wire.Signed, []byte, error) {
	b, _, err := readBody(w, r, wire.MaxFrameHeader+blob, wire.FrameType)
	if err != nil {
		return nil, nil, err
	}
	m, ciphertexts, err := parseFrame(b)
	if err != nil {
		return nil, nil, err
	}
	return m, ciphertexts, s.access.signer(r, m)
}

func parseFrame(b []byte) (*wire.Signed, []byte, error) {
	m, blob, err := wire.ParseFrame(b)
	if err != nil {
		return nil, nil, wire.Rejectf(wire.CodeMalformed, "%v", err)
	}
	return m, blob, nil
}

// pathTraining reads the training in the path.
func pathTraining(r *http.Request) (wire.TrainingID, error) {
	id, err := wire.ParseTrainingID(r.PathValue("training"))
	if err != nil {
		return id, wire.Rejectf(wire.CodeMalformed, "%v", err)
	}
	return id, nil
}

// pathIdentity reads the identity in the path.
func pathIdentity(r *http.Request) (wire.Identity, error) {
	id, err := wire.ParseIdentity(r.PathValue("identity"))
	if err != nil {
		return id, wire.Rejectf(wire.CodeMalformed, "%v", err)
	}
	return id, nil
}

// pathRef reads training, round and attempt in the path.
func pathRef(r *http.Request) (id wire.TrainingID, ref wire.Ref, err error) {
	if id, err = pathTraining(r); err != nil {
		return id, ref, err
	}
	if ref.Round, err = number(r.PathValue("round"), "round", 1, wire.MaxRounds); err != nil {
		return id, ref, err
	}
	ref.Attempt, err = number(r.PathValue("attempt"), "attempt", 1, 1<<31-1)
	return id, ref, err
}

// number reads a canonical decimal.
func number(s, what string, low, high int64) (int, error) {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || strconv.FormatInt(n, 10) != s || n < low || n > high {
		return 0, wire.Rejectf(wire.CodeMalformed, "malformed %s: must be a number between %d and %d", what, low, high)
	}
	return int(n), nil
}

// query reads the query, whose every parameter must be named in allowed and come once.
func query(r *http.Request, allowed ...string) (url.Values, error) {
	q, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, wire.Rejectf(wire.CodeMalformed, "malformed query")
	}
	for name, values := range q {
		if !contains(allowed, name) || len(values) != 1 {
			return nil, wire.Rejectf(wire.CodeMalformed, "malformed query: it may name %s, once each", strings.Join(allowed, ", "))
		}
	}
	return q, nil
}

// panicSite names where a panic came from, function and line.
func panicSite() string {
	pcs := make([]uintptr, 16)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(4, pcs)])
	var site []string
	for {
		f, more := frames.Next()
		if strings.Contains(f.Function, "blindfit") {
			site = append(site, fmt.Sprintf("%s:%d", f.Function, f.Line))
		}
		if !more || len(site) == 6 {
			return strings.Join(site, " < ")
		}
	}
}
