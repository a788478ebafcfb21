package wire

import (
	"encoding/base64"
	"errors"
	"strings"
	"time"
)

// Request is the statement that a client signs to prove its identity to read: the facilitator hands weights,
// keys and uploads to members and the model owner only. It covers the method and the target, so a signature
// serves one request.
type Request struct {
	Method string `json:"method"`
	Target string `json:"target"` // path and query as sent
	TimeMS int64  `json:"time_ms"`
}

// Hello is the first frame of an event socket, from a member or the model owner.
type Hello struct {
	Training TrainingID `json:"training"`
	TimeMS   int64      `json:"time_ms"`
}

// ClockSkew is how far a signed request's time may be from the facilitator's.
const ClockSkew = 5 * time.Minute

// AuthHeader carries a signed Request: base64url of its canonical Signed JSON.
const AuthHeader = "Blindfit-Request"

// EncodeAuth returns the header value of a signed request.
func EncodeAuth(s *Signed) (string, error) {
	b, err := Marshal(s)
	if err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(b), nil
}

// ParseAuth reads a header value and returns its signer. It returns an error if the signature does not verify,
// or if it is not for this method and target and a time near now.
func ParseAuth(value, method, target string, now time.Time) (Identity, error) {
	who, _, err := ParseRequest(value, method, target, now)
	return who, err
}

// ParseRequest is ParseAuth with the time that was signed.
func ParseRequest(value, method, target string, now time.Time) (who Identity, at time.Time, err error) {
	if value == "" {
		return who, at, Rejectf(CodeSignature, "header %s is missing", AuthHeader)
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(value)
	if err != nil {
		return who, at, Rejectf(CodeMalformed, "header %s must be base64url", AuthHeader)
	}
	s, err := Parse[Signed](b)
	if err != nil {
		return who, at, Rejectf(CodeMalformed, "header %s: %v", AuthHeader, err)
	}
	r, err := Unseal[Request](&s, KindRequest)
	if errors.Is(err, ErrSignature) {
		return who, at, Rejectf(CodeSignature, "header %s: %v", AuthHeader, err)
	} else if err != nil {
		return who, at, Rejectf(CodeMalformed, "header %s: %v", AuthHeader, err)
	}
	if r.Method != method || r.Target != target {
		return who, at, Rejectf(CodeSignature, "header %s is for another request", AuthHeader)
	}
	return s.Signer, time.UnixMilli(r.TimeMS), CheckTime(r.TimeMS, now)
}

// CheckTime rejects a signed time further than ClockSkew from now.
func CheckTime(ms int64, now time.Time) error {
	if d := now.Sub(time.UnixMilli(ms)); d > ClockSkew || d < -ClockSkew {
		return Rejectf(CodeClock, "signed time must be within %v of the facilitator's clock", ClockSkew)
	}
	return nil
}

// Paths of the REST interface, relative to the facilitator's address; docs/protocol.md lists methods and bodies.
const (
	PathServer    = "/v2/server"
	PathTrainings = "/v2/trainings"
)

// PlainPath reports whether a facilitator can be served under a path: no escape, no dot segment, no empty part, no slash at
// the end. The empty path is plain.
func PlainPath(path string) bool {
	const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_~."
	if path == "" {
		return true
	}
	for _, part := range strings.Split(path, "/")[1:] {
		if part == "" || part[0] == '.' || strings.Trim(part, plain) != "" {
			return false
		}
	}
	return path[0] == '/'
}

// PathTraining returns the path below one training, with parts joined by slashes.
func PathTraining(t TrainingID, parts ...string) string {
	return strings.Join(append([]string{PathTrainings, t.String()}, parts...), "/")
}
