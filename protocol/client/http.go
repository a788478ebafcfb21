//go:build !js || testkeys

package client

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"

	"github.com/blindfit/blindfit/protocol/wire"
)

// HTTPClient sets the HTTP client, for other transports and for tests. Its Timeout must be zero: contexts limit the time of
// requests.
//
// The module of the page has no such option. It uses the fetch of the browser: net/http would make it 0.6 MB larger, and
// its TLS another 5 MB.
func HTTPClient(h *http.Client) Option {
	// A facilitator never redirects; a signed request must not be carried elsewhere.
	own := *h
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return func(c *Client) { c.carrier = &httpCarrier{&own} }
}

// httpCarrier carries with Go's own client.
type httpCarrier struct{ client *http.Client }

func (h *httpCarrier) send(ctx context.Context, q request, limit int) (int, []byte, error) {
	var body io.Reader
	if q.body != nil {
		body = bytes.NewReader(q.body)
	}
	r, err := http.NewRequestWithContext(ctx, q.method, q.url, body)
	if err != nil {
		return 0, nil, fmt.Errorf("failed to make request: %w", err)
	}
	r.Header.Set("Accept", q.accept)
	if q.media != "" {
		r.Header.Set("Content-Type", q.media)
	}
	if q.auth != "" {
		r.Header.Set(wire.AuthHeader, q.auth)
	}
	if q.operator != "" {
		r.Header.Set("Authorization", q.operator)
	}
	a, err := h.client.Do(r)
	if err != nil {
		return 0, nil, err
	}
	defer a.Body.Close()
	b, err := io.ReadAll(io.LimitReader(a.Body, int64(limitOf(a.StatusCode, limit))+1))
	if err != nil {
		return a.StatusCode, b, fmt.Errorf("failed to read answer: %w", err)
	}
	return a.StatusCode, b, nil
}
