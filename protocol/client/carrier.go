package client

import "context"

// request is one HTTP request.
type request struct {
	method, url string
	media       string // of the body, empty for none
	auth        string // value of wire.AuthHeader, empty for none
	operator    string // value of the Authorization header, empty for none
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

// Methods and statuses of HTTP, which package net/http would bring along.
const (
	methodGet  = "GET"
	methodPut  = "PUT"
	methodPost = "POST"

	statusFound           = 302
	statusRequestTimeout  = 408
	statusTooManyRequests = 429
)
