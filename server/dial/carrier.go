package dial

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"

	"github.com/blindfit/blindfit/server/wire"
)

// request is one HTTP request.
type request struct {
	method, url string
	media       string // of the body, empty for none
	auth        string // value of wire.AuthHeader, empty for none
	body        []byte // nil for none
}

// carrier sends requests. Where an answer came, its status and its body up to one byte past limitOf(status, limit)
// come back; an error means that none came, or only a part of it.
type carrier interface {
	send(ctx context.Context, r request, limit int) (status int, body []byte, err error)
}

// maxRefusal bounds the body of an answer that is no success.
const maxRefusal = 64 << 10

// limitOf is how many bytes the body of an answer may have.
func limitOf(status, limit int) int {
	if status >= 300 {
		return maxRefusal
	}
	return limit
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
	if q.media != "" {
		r.Header.Set("Content-Type", q.media)
	}
	if q.auth != "" {
		r.Header.Set(wire.AuthHeader, q.auth)
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
