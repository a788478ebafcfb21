package jsvalue

import (
	"bytes"
	"context"
	"errors"
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
