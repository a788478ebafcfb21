package server

import (
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

	"github.com/blindfit/blindfit/protocol/wire"
)

const (
	// baseTime is what any body or answer may take; bytesPerSecond the slowest line that is still served.
	baseTime       = 20 * time.Second
	bytesPerSecond = 16 << 10
	// pageRoom is more than the largest file of the page, in bytes.
	pageRoom = 8 << 20
	// roomWait is how long a sender waits for others' bodies to be worked off.
	roomWait = 20 * time.Second
	jsonType = "application/json"
)

func transferTime(size int) time.Duration {
	return baseTime + time.Duration(size/bytesPerSecond)*time.Second
}

// limitWrite sets the time within which an answer of size bytes must be taken. A writer without deadlines (in a test)
// has none.
func limitWrite(w http.ResponseWriter, size int) {
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(transferTime(size)))
}

// limitRead sets the time within which a body of size bytes must come.
func limitRead(w http.ResponseWriter, size int) {
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(transferTime(size)))
}

// endRead lifts the read deadline once a request is read: else it would end the request while it is worked on.
func endRead(w http.ResponseWriter) {
	_ = http.NewResponseController(w).SetReadDeadline(time.Time{})
}

// openBody checks what is said of a body of at most limit bytes and of one of the media types, and returns it. It
// refuses a longer one before it is read, or while it streams, and every content coding: nothing is ever
// inflated.
func openBody(w http.ResponseWriter, r *http.Request, limit int, mediaTypes ...string) (io.Reader, error) {
	if c := r.Header.Get("Content-Encoding"); c != "" && !strings.EqualFold(c, "identity") {
		return nil, wire.Rejectf(wire.CodeMediaType, "bodies must come without content encoding")
	}
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || !contains(mediaTypes, media) {
		return nil, wire.Rejectf(wire.CodeMediaType, "content type must be %s", strings.Join(mediaTypes, " or "))
	}
	if media == jsonType {
		limit = min(limit, wire.MaxMessage)
	}
	if r.ContentLength > int64(limit) {
		w.Header().Set("Connection", "close")
		return nil, tooLarge(limit)
	}
	limitRead(w, limit)
	return http.MaxBytesReader(w, r.Body, int64(limit)), nil
}

func isFrame(r *http.Request) bool {
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return err == nil && media == wire.FrameType
}

func tooLarge(limit int) error {
	return wire.Rejectf(wire.CodeTooLarge, "the body must be at most %d bytes", limit)
}

// cutOr is the rejection of a body that ended early or went on for too long, and otherwise the error of one that came
// as a whole.
func cutOr(err, whole error) error {
	var over *http.MaxBytesError
	switch {
	case errors.As(err, &over):
		return tooLarge(int(over.Limit))
	case err == nil, errors.Is(err, wire.ErrFrame):
		return whole
	}
	return wire.Rejectf(wire.CodeMalformed, "the body was cut short")
}

func contains(list []string, s string) bool {
	for _, v := range list {
		if v == s {
			return true
		}
	}
	return false
}

// readSigned reads a signed message and takes it off what its signer may send.
func (s *Server) readSigned(w http.ResponseWriter, r *http.Request, mediaTypes ...string) (*wire.Signed, error) {
	body, err := openBody(w, r, wire.MaxMessage, append([]string{jsonType}, mediaTypes...)...)
	if err != nil {
		return nil, err
	}
	rested := resting(r.Context())
	b, err := io.ReadAll(body)
	rested()
	if err := cutOr(err, nil); err != nil {
		return nil, err
	}
	endRead(w)
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
