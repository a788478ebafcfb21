package jsvalue

import (
	"context"
	"errors"
	"fmt"
	"syscall/js"
)

// ErrThrown is returned by Await if JavaScript throws instead of returning a promise.
var ErrThrown = errors.New("the browser refused the request")

// Error is the reason of a rejected promise: the name and the message of a JavaScript error, or neither if the reason
// was something else.
type Error struct{ Name, Message string }

func (e *Error) Error() string {
	switch {
	case e.Message == "" && e.Name == "":
		return "the request failed"
	case e.Message == "":
		return e.Name
	}
	return e.Message
}

// Await calls start, which returns a promise, and waits until the promise is settled or ctx is done. After ctx is done
// the result of the promise is dropped. The error of a rejected promise is an *Error.
func Await(ctx context.Context, start func() js.Value) (js.Value, error) {
	type outcome struct {
		value js.Value
		err   error
	}
	done := make(chan outcome, 1)
	var fulfilled, rejected js.Func
	settle := func(o outcome) any {
		fulfilled.Release()
		rejected.Release()
		select {
		case done <- o:
		default: // settled before
		}
		return nil
	}
	fulfilled = js.FuncOf(func(_ js.Value, args []js.Value) any { return settle(outcome{value: first(args)}) })
	rejected = js.FuncOf(func(_ js.Value, args []js.Value) any { return settle(outcome{err: reason(first(args))}) })
	func() {
		defer func() {
			if recover() != nil {
				settle(outcome{err: ErrThrown})
			}
		}()
		start().Call("then", fulfilled, rejected)
	}()
	select {
	case o := <-done:
		return o.value, o.err
	case <-ctx.Done():
		return js.Undefined(), ctx.Err()
	}
}

func first(args []js.Value) js.Value {
	if len(args) == 0 {
		return js.Undefined()
	}
	return args[0]
}

func reason(v js.Value) error {
	e := &Error{}
	if v.Type() == js.TypeObject {
		e.Name, e.Message = text(v.Get("name")), text(v.Get("message"))
	}
	return e
}

func text(v js.Value) string {
	if v.Type() != js.TypeString {
		return ""
	}
	return v.String()
}

// Array returns a Uint8Array with a copy of b.
func Array(b []byte) js.Value {
	array := js.Global().Get("Uint8Array").New(len(b))
	js.CopyBytesToJS(array, b)
	return array
}

// Bytes returns a copy of a Uint8Array. It fails if v is neither.
func Bytes(v js.Value) ([]byte, error) {
	if !v.InstanceOf(js.Global().Get("Uint8Array")) {
		return nil, fmt.Errorf("malformed value: %s in place of a Uint8Array", v.Type())
	}
	b := make([]byte, v.Length())
	js.CopyBytesToGo(b, v)
	return b, nil
}
