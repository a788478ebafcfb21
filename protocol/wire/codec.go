package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// MaxMessage is the largest JSON text accepted, in bytes. The largest honest one is a manifest with its
// sealed training file, or a roster of 64 owners.
const MaxMessage = 1 << 20

// ErrMalformed is wrapped by an error if bytes cannot be parsed. If a message breaks a rule, the error is a
// different one.
var ErrMalformed = errors.New("malformed")

type malformedError struct{ text string }

func malformedf(format string, args ...any) error {
	return &malformedError{fmt.Sprintf(format, args...)}
}

func (e *malformedError) Error() string        { return e.text }
func (e *malformedError) Is(target error) bool { return target == ErrMalformed }

// Marshal returns the canonical JSON of v. It fails only for values that no message type of this package holds.
func Marshal(v any) ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, fmt.Errorf("failed to marshal message: %w", err)
	}
	return bytes.TrimSuffix(buf.Bytes(), []byte("\n")), nil
}

// Parse reads canonical JSON into a T. Unknown, repeated or missing fields, white space, trailing bytes,
// non-canonical numbers and invalid UTF-8 are malformed. The error names the field where the decoder knows
// it and never repeats a value.
func Parse[T any](b []byte) (T, error) {
	var v, zero T
	if len(b) > MaxMessage {
		return zero, malformedf("malformed message: must be at most %d bytes", MaxMessage)
	}
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&v); err != nil {
		return zero, describe(err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return zero, malformedf("malformed message: bytes after the end of the JSON value")
	}
	again, err := Marshal(v)
	if err != nil {
		return zero, err
	}
	if !bytes.Equal(again, b) {
		return zero, malformedf("malformed message: JSON is not canonical (field order, repeated or missing fields, white space, number or string spelling)")
	}
	return v, nil
}

// describe turns a decoder error into one that names the field and the rule but repeats no value: the decoder's
// text may quote the input.
func describe(err error) error {
	var typeErr *json.UnmarshalTypeError
	var syntaxErr *json.SyntaxError
	switch {
	case errors.Is(err, ErrMalformed): // of a type of this package
		return err
	case errors.As(err, &typeErr):
		return malformedf("malformed message: field %q must be a %s", typeErr.Field, typeErr.Type)
	case errors.As(err, &syntaxErr):
		return malformedf("malformed message: not JSON at byte %d", syntaxErr.Offset)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return malformedf("malformed message: JSON is cut short")
	}
	return malformedf("malformed message: unknown field, or not the JSON this message needs")
}

// Additions counts the fields that answers have gained since protocol version 2 was first released. They are the facilitator's
// words, unsigned, and a reader that does not know one loses nothing but time. Clients name those they know, because those of
// v0.2.0 refuse an answer with a field that they do not know:
//
//	1  recent, lobby and admitted in a state, more in a list, wait_seconds in a rejection
//
// Clients since then ignore those they do not know, so that a page that is open while its facilitator is upgraded goes on.
const Additions = 1

// AdditionsQuery is the parameter of an event socket's address in which a client names the additions it knows: a browser
// sends no header of its own choice there. In other requests the Accept header names them, which needs no preflight.
const AdditionsQuery = "additions"

// AcceptAdditions is the Accept header of a client that knows all additions.
const AcceptAdditions = "application/json;" + AdditionsQuery + "=1"

// KnowsAdditions reports whether the client of a request knows the additions of this release.
func KnowsAdditions(accept, query string) bool {
	return strings.Contains(accept, AcceptAdditions) || query == "1"
}

// having is the parameter of the Accept header in which a client names a list of messages that it has: facilitators since then
// answer that it is the same, and others serve it again.
const having = ";have="

// AcceptHaving is the Accept header of a client that knows all additions and has a list of messages. It has 98 bytes: up to 128 need no
// preflight.
func AcceptHaving(messages []Signed) (string, error) {
	d, err := digestOfList(messages)
	return AcceptAdditions + having + d.String(), err
}

// HasAlready reports whether the client of a request with this Accept header has a list of messages.
func HasAlready(accept string, messages []Signed) bool {
	_, text, ok := strings.Cut(accept, having)
	if !ok {
		return false
	}
	d, err := digestOfList(messages)
	return err == nil && text == d.String()
}

func digestOfList(messages []Signed) (Digest, error) {
	b, err := Marshal(List{Messages: messages})
	return DigestOf(b), err
}

// Plain returns an answer without additions. Answers without any are returned as they are.
func Plain(answer any) any {
	switch v := answer.(type) {
	case *List:
		p := *v
		p.More = false
		return &p
	case *Rejection:
		p := *v
		p.WaitSeconds = 0
		return &p
	case *State:
		p := *v
		p.Recent, p.Lobby, p.Admitted = nil, 0, 0
		return &p
	}
	return answer
}

// ParseAnswer reads an unsigned answer of a facilitator into a T, as Parse does, but ignores fields of the answer itself that it
// does not know: a newer facilitator may have added them.
func ParseAnswer[T any](b []byte) (T, error) {
	var v, zero T
	var got, known map[string]json.RawMessage
	if len(b) > MaxMessage {
		return zero, malformedf("malformed message: must be at most %d bytes", MaxMessage)
	}
	if err := json.Unmarshal(b, &v); err != nil {
		return zero, describe(err)
	}
	again, err := Marshal(v)
	if err != nil {
		return zero, err
	}
	if bytes.Equal(again, b) {
		return v, nil
	}
	if json.Unmarshal(b, &got) != nil || json.Unmarshal(again, &known) != nil {
		return zero, malformedf("malformed message: must be a JSON object")
	}
	for name, value := range known {
		if !bytes.Equal(got[name], value) {
			return zero, malformedf("malformed message: field %q is missing, or its JSON is not canonical", name)
		}
	}
	return v, nil
}
