package client

import "context"

// request is one HTTP request.
type request struct {
	method, url string
	media       string // of the body; empty if there is none
	auth        string // value of wire.AuthHeader; empty if there is none
	operator    string // value of the Authorization header; empty if there is none
	accept      string // value of the Accept header
	body        []byte // nil without one
}

// carrier sends requests. It returns the status of the answer and at most limitOf(status, limit) + 1 bytes of its body. An
// error means that no answer came, or only a part of it.
type carrier interface {
	send(ctx context.Context, r request, limit int) (status int, body []byte, err error)
}

// maxRefusal is the size limit of the body of a refusal, in bytes.
const maxRefusal = 64 << 10

// limitOf returns the size limit of the body of an answer, in bytes.
func limitOf(status, limit int) int {
	if status >= 300 {
		return maxRefusal
	}
	return limit
}

// Methods and statuses of HTTP, which package net/http would bring along.
const (
	methodGet    = "GET"
	methodPut    = "PUT"
	methodPost   = "POST"
	methodDelete = "DELETE"

	statusFound           = 302
	statusRequestTimeout  = 408
	statusTooLarge        = 413
	statusTooManyRequests = 429
)
