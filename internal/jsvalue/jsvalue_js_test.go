package jsvalue

import (
	"bytes"
	"context"
	"errors"
	"io"
	"syscall/js"
	"testing"
)

func eval(code string) func() js.Value {
	return func() js.Value { return js.Global().Call("eval", "("+code+")") }
}

func TestAwait(t *testing.T) {
	for name, c := range map[string]struct{ code, want, fails string }{
		"fulfilled":           {"Promise.resolve('yes')", "yes", ""},
		"later":               {"new Promise((r) => setTimeout(() => r('yes'), 0))", "yes", ""},
		"error":               {"Promise.reject(new TypeError('torn'))", "", "torn"},
		"error without text":  {"Promise.reject(new DOMException('', 'QuotaExceededError'))", "", "QuotaExceededError"},
		"no error object":     {"Promise.reject(7)", "", "the request failed"},
		"no reason":           {"Promise.reject()", "", "the request failed"},
		"throws":              {"(() => { throw new Error('secret') })()", "", ErrThrown.Error()},
		"not a promise":       {"7", "", ErrThrown.Error()},
		"no object":           {"undefined", "", ErrThrown.Error()},
		"settled, then throw": {"({then: (yes) => { yes('yes'); throw new Error('late') }})", "yes", ""},
	} {
		t.Run(name, func(t *testing.T) {
			v, err := Await(t.Context(), eval(c.code))
			switch {
			case c.fails != "":
				if err == nil || err.Error() != c.fails {
					t.Errorf("error is %v, want %q", err, c.fails)
				}
			case err != nil || v.String() != c.want:
				t.Errorf("got %v, %v, want %q", v, err, c.want)
			}
		})
	}
}

func TestAwaitEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Await(ctx, eval("new Promise(() => {})")); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestBytes(t *testing.T) {
	want := []byte{0, 1, 255}
	if got, err := Bytes(Array(want)); err != nil || !bytes.Equal(got, want) {
		t.Errorf("got %v, %v", got, err)
	}
	for _, code := range []string{"7", "'text'", "undefined", "null", "({length: 3})", "new Uint16Array(2)"} {
		if _, err := Bytes(eval(code)()); err == nil {
			t.Errorf("%s is taken for bytes", code)
		}
	}
}

// TestFile: a file is read where it lies, in parts and again, and sees what JavaScript overwrites.
func TestFile(t *testing.T) {
	array := Array([]byte("0123456789"))
	f, err := NewFile(array)
	if err != nil || f.Len() != 10 {
		t.Fatal(f, err)
	}
	part := make([]byte, 4)
	if n, err := f.Read(part); n != 4 || err != nil || string(part) != "0123" || f.Len() != 6 {
		t.Errorf("got %q, %v", part[:n], err)
	}
	if rest, err := io.ReadAll(f); err != nil || string(rest) != "456789" {
		t.Errorf("got %q, %v", rest, err)
	}
	for _, to := range []struct {
		offset int64
		whence int
		want   string
	}{{0, io.SeekStart, "0123456789"}, {-3, io.SeekEnd, "789"}, {-1, io.SeekCurrent, "9"}} {
		_, err := f.Seek(to.offset, to.whence)
		rest, _ := io.ReadAll(f)
		if err != nil || string(rest) != to.want {
			t.Errorf("from %v: got %q, %v", to, rest, err)
		}
	}
	for _, offset := range []int64{-1, 11} {
		if _, err := f.Seek(offset, io.SeekStart); err == nil {
			t.Errorf("a place at %d", offset)
		}
	}
	array.Call("fill", 0)
	_, _ = f.Seek(0, io.SeekStart)
	if rest, _ := io.ReadAll(f); !bytes.Equal(rest, make([]byte, 10)) {
		t.Errorf("an overwritten file is %q", rest)
	}
	if _, err := NewFile(eval("'text'")()); err == nil {
		t.Error("a text is taken for a file")
	}
}
