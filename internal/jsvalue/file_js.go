package jsvalue

import (
	"errors"
	"fmt"
	"io"
	"syscall/js"
)

// File reads a Uint8Array where it lies, in the memory of JavaScript. The memory of a WebAssembly module never shrinks, so that a large
// file must not be copied there as a whole.
type File struct {
	array    js.Value
	size, at int
}

// NewFile returns a file with the bytes of a Uint8Array, which must stay as they are while it is read. It fails if v is neither.
func NewFile(v js.Value) (*File, error) {
	if !v.InstanceOf(js.Global().Get("Uint8Array")) {
		return nil, fmt.Errorf("malformed value: %s in place of a Uint8Array", v.Type())
	}
	return &File{array: v, size: v.Length()}, nil
}

// Len returns how many bytes are not read yet.
func (f *File) Len() int { return f.size - f.at }

// Read implements io.Reader.
func (f *File) Read(p []byte) (int, error) {
	if f.at >= f.size {
		return 0, io.EOF
	}
	n := js.CopyBytesToGo(p, f.array.Call("subarray", f.at, min(f.at+len(p), f.size)))
	f.at += n
	return n, nil
}

// Seek implements io.Seeker.
func (f *File) Seek(offset int64, whence int) (int64, error) {
	to := offset
	switch whence {
	case io.SeekCurrent:
		to += int64(f.at)
	case io.SeekEnd:
		to += int64(f.size)
	}
	if to < 0 || to > int64(f.size) {
		return 0, errors.New("invalid place in a file")
	}
	f.at = int(to)
	return to, nil
}
