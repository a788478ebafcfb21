package events

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"net/http"
)

// socketBuffer is the size of each buffer of a socket, in bytes. A hello or a state takes several fills; after the
// hello little is read. If the socket kept the buffers of the request, they would be sixteen times as large.
const socketBuffer = 256

// smallBuffers hands over its connection with small buffers.
type smallBuffers struct{ http.ResponseWriter }

// Unwrap makes deadlines available.
func (w smallBuffers) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// Hijack implements http.Hijacker. Bytes that were read ahead stay in the buffer.
func (w smallBuffers) Hijack() (net.Conn, *bufio.ReadWriter, error) {
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
