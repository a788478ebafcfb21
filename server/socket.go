package server

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"net/http"
)

// socketBuffer is the size of a socket's read and write buffers, in bytes. A hello or a state takes a few of them; after
// the hello little is read. The buffers of a request, which a socket would else keep, are sixteen times as large.
const socketBuffer = 256

// slimWriter gives up its connection with small buffers.
type slimWriter struct{ http.ResponseWriter }

// Unwrap lets deadlines through.
func (w slimWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// Hijack implements http.Hijacker. What was read ahead stays in the reader's buffer.
func (w slimWriter) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, old, err := http.NewResponseController(w.ResponseWriter).Hijack()
	if err != nil {
		return nil, nil, err
	}
	ahead, err := old.Peek(old.Reader.Buffered())
	if err != nil {
		conn.Close()
		return nil, nil, err
	}
	ahead = bytes.Clone(ahead)
	r := bufio.NewReaderSize(io.MultiReader(bytes.NewReader(ahead), conn), max(socketBuffer, len(ahead)))
	if _, err := r.Peek(len(ahead)); err != nil {
		conn.Close()
		return nil, nil, err
	}
	return conn, bufio.NewReadWriter(r, bufio.NewWriterSize(conn, socketBuffer)), nil
}
