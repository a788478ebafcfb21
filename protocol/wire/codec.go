package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
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
