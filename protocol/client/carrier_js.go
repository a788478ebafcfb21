package client

import (
	"context"
	"errors"
	"fmt"
	"syscall/js"

	"github.com/blindfit/blindfit/protocol/wire"
)

func (c *Client) useDefault() { c.carrier = fetchCarrier{} }

// fetchCarrier carries with the fetch of the browser's worker. net/http would end there as well, and bring a
// whole TLS stack along that nothing in a page can use.
type fetchCarrier struct{}

func (fetchCarrier) send(ctx context.Context, r request, limit int) (int, []byte, error) {
	abort := js.Global().Get("AbortController").New()
	defer context.AfterFunc(ctx, func() { abort.Call("abort") })()
	headers := map[string]any{}
	if r.media != "" {
		headers["Content-Type"] = r.media
	}
	if r.auth != "" {
		headers[wire.AuthHeader] = r.auth
	}
	if r.operator != "" {
		headers["Authorization"] = r.operator
	}
	options := map[string]any{
		"method": r.method, "headers": headers, "signal": abort.Get("signal"),
		// A facilitator never redirects; a signed request must not be carried elsewhere.
		"redirect": "manual", "credentials": "omit", "cache": "no-store", "referrerPolicy": "no-referrer",
	}
	if r.body != nil {
		body := js.Global().Get("Uint8Array").New(len(r.body))
		js.CopyBytesToJS(body, r.body)
		options["body"] = body
	}
	answer, err := await(ctx, func() js.Value { return js.Global().Call("fetch", r.url, options) })
	if err != nil {
		return 0, nil, err
	}
	status := answer.Get("status").Int()
	if answer.Get("type").String() == "opaqueredirect" {
		// The browser hides where to, and that is as well.
		return statusFound, nil, nil
	}
	body, err := readBody(ctx, answer.Get("body"), limitOf(status, limit))
	if err != nil {
		return status, body, fmt.Errorf("failed to read answer: %w", err)
	}
	return status, body, nil
}

// readBody reads a stream to its end, or to one byte past limit.
func readBody(ctx context.Context, stream js.Value, limit int) ([]byte, error) {
	if !stream.Truthy() {
		return nil, nil
	}
	reader := stream.Call("getReader")
	var out []byte
	for len(out) <= limit {
		piece, err := await(ctx, func() js.Value { return reader.Call("read") })
		if err != nil {
			return out, err
		}
		if piece.Get("done").Bool() {
			return out, nil
		}
		bytes := make([]byte, piece.Get("value").Length())
		js.CopyBytesToGo(bytes, piece.Get("value"))
		out = append(out, bytes...)
	}
	// Nobody waits for the end of the rest.
	_, _ = await(ctx, func() js.Value { return reader.Call("cancel") })
	return out[:limit+1], nil
}

// await starts work in JavaScript and waits for its promise, or for the end of ctx: then the promise goes on by
// itself and its result is dropped.
func await(ctx context.Context, start func() js.Value) (value js.Value, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = errors.New("the browser refused the request")
		}
	}()
	type outcome struct {
		value js.Value
		err   error
	}
	done := make(chan outcome, 1)
	var fulfilled, rejected js.Func
	settle := func(o outcome) any {
		fulfilled.Release()
		rejected.Release()
		done <- o
		return nil
	}
	fulfilled = js.FuncOf(func(_ js.Value, args []js.Value) any { return settle(outcome{value: args[0]}) })
	rejected = js.FuncOf(func(_ js.Value, args []js.Value) any { return settle(outcome{err: reason(args)}) })
	start().Call("then", fulfilled, rejected)
	select {
	case o := <-done:
		return o.value, o.err
	case <-ctx.Done():
		return js.Value{}, ctx.Err()
	}
}

// reason is what a promise was rejected with, as an error.
func reason(args []js.Value) error {
	if len(args) > 0 && args[0].Type() == js.TypeObject {
		if message := args[0].Get("message"); message.Type() == js.TypeString {
			return errors.New(message.String())
		}
	}
	return errors.New("the request failed")
}
