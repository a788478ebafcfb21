package client

import (
	"context"
	"fmt"
	"syscall/js"

	"github.com/blindfit/blindfit/internal/jsvalue"
	"github.com/blindfit/blindfit/protocol/wire"
)

func (c *Client) useDefault() { c.carrier = fetchCarrier{} }

// fetchCarrier sends requests with fetch. net/http would call fetch as well, and link a TLS stack that a page cannot use.
type fetchCarrier struct{}

func (fetchCarrier) send(ctx context.Context, r request, limit int) (int, []byte, error) {
	abort := js.Global().Get("AbortController").New()
	defer context.AfterFunc(ctx, func() { abort.Call("abort") })()
	headers := map[string]any{"Accept": r.accept}
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
		options["body"] = jsvalue.Array(r.body)
	}
	answer, err := jsvalue.Await(ctx, func() js.Value { return js.Global().Call("fetch", r.url, options) })
	if err != nil {
		return 0, nil, err
	}
	status := answer.Get("status").Int()
	if answer.Get("type").String() == "opaqueredirect" {
		// The browser does not reveal the target, and the client does not need it.
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
		piece, err := jsvalue.Await(ctx, func() js.Value { return reader.Call("read") })
		if err != nil {
			return out, err
		}
		if piece.Get("done").Bool() {
			return out, nil
		}
		bytes, err := jsvalue.Bytes(piece.Get("value"))
		if err != nil {
			return out, err
		}
		out = append(out, bytes...)
	}
	// The rest of the body is not needed.
	_, _ = jsvalue.Await(ctx, func() js.Value { return reader.Call("cancel") })
	return out[:limit+1], nil
}
