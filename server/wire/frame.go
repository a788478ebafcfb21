package wire

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// FrameType is the media type of a frame, BlobType that of bare ciphertext bytes.
const (
	FrameType = "application/vnd.blindfit.frame"
	BlobType  = "application/octet-stream"
)

// MaxFrameHeader is the room a body limit must leave for the signed message before the ciphertexts, in bytes.
const MaxFrameHeader = 64 << 10

// AppendFrame appends a frame: the big-endian 32-bit length of the signed message's JSON, that JSON, then the
// ciphertext bytes up to the end of the body.
func AppendFrame(dst []byte, s *Signed, blob []byte) ([]byte, error) {
	head, err := Marshal(s)
	if err != nil {
		return nil, err
	}
	if len(head) > MaxFrameHeader-4 {
		return nil, fmt.Errorf("invalid frame: message must be at most %d bytes", MaxFrameHeader-4)
	}
	dst = binary.BigEndian.AppendUint32(dst, uint32(len(head)))
	dst = append(dst, head...)
	return append(dst, blob...), nil
}

// ParseFrame splits a frame. The returned blob aliases b.
func ParseFrame(b []byte) (*Signed, []byte, error) {
	if len(b) < 4 {
		return nil, nil, errors.New("malformed frame: shorter than its length field")
	}
	n := binary.BigEndian.Uint32(b)
	if n > MaxFrameHeader-4 || uint64(n) > uint64(len(b)-4) {
		return nil, nil, errors.New("malformed frame: message length is out of range")
	}
	s, err := Parse[Signed](b[4 : 4+n])
	if err != nil {
		return nil, nil, err
	}
	return &s, b[4+n:], nil
}
