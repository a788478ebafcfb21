// Package secret owns values that do not print: keys, seeds, passphrases and tokens. A type that holds a secret keeps
// it in a [Value] and embeds [Redacted] if it should also print as "[redacted]".
//
// Methods alone do not hide a secret: package fmt ignores the methods of unexported fields and of the operand of a bad
// verb, and prints the bytes under them, also behind a pointer. A Value holds a closure instead, of which reflection
// shows the address at most.
//
// # Warning
//
// Secrets live in ordinary memory of the process and are not erased.
package secret

import (
	"crypto/rand"
	"fmt"
	"io"
)

const redacted = "[redacted]"

// Redacted makes a type that embeds it print as "[redacted]" under every verb of fmt, in JSON and in logs. It has no
// size. Log handlers of log/slog respect MarshalText; a LogValue method would add log/slog, 780 kB, to the browser's
// module.
type Redacted struct{}

// Format redacts under every verb of fmt.
func (Redacted) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, redacted) }

// MarshalText redacts in JSON and in structured logs. Files that keep secrets are written from [Value.Reveal].
func (Redacted) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// Value holds a secret T. Values cannot be compared with ==: compare the revealed values in constant time. The zero
// Value holds the zero T.
type Value[T any] struct {
	Redacted
	reveal func() T
}

// New returns a Value that holds v.
func New[T any](v T) Value[T] { return Value[T]{reveal: func() T { return v }} }

// Reveal returns the secret itself.
func (v Value[T]) Reveal() T {
	if v.reveal == nil {
		var zero T
		return zero
	}
	return v.reveal()
}

// IsZero reports whether the Value was never set.
func (v Value[T]) IsZero() bool { return v.reveal == nil }

// Random returns 32 bytes of crypto/rand.
func Random() Value[[32]byte] {
	var b [32]byte
	_, _ = rand.Read(b[:]) // never fails: it ends the program instead
	return New(b)
}
