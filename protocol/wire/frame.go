package wire

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
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
	return appendFrame(dst, head, blob)
}

func appendFrame(dst, head []byte, blobs ...[]byte) ([]byte, error) {
	if len(head) > MaxFrameHeader-4 {
		return nil, fmt.Errorf("invalid frame: message must be at most %d bytes", MaxFrameHeader-4)
	}
	dst = binary.BigEndian.AppendUint32(dst, uint32(len(head)))
	dst = append(dst, head...)
	for _, b := range blobs {
		dst = append(dst, b...)
	}
	return dst, nil
}

// ErrFrame is wrapped by the error if a frame breaks a rule. An error of its reader is returned unchanged.
var ErrFrame = errors.New("malformed frame")

// ReadHead reads the signed message at the beginning of a frame, and returns its length in bytes. An error of the
// reader is returned unchanged; it is io.ErrUnexpectedEOF if the frame ends before its message.
func ReadHead(r io.Reader) (*Signed, int, error) {
	var length [4]byte
	if n, err := io.ReadFull(r, length[:]); err != nil {
		return nil, n, shorter(err, "shorter than its length field")
	}
	n := binary.BigEndian.Uint32(length[:])
	if n > MaxFrameHeader-4 {
		return nil, 4, fmt.Errorf("%w: message length is out of range", ErrFrame)
	}
	head := make([]byte, n)
	if n, err := io.ReadFull(r, head); err != nil {
		return nil, 4 + n, shorter(err, "message length is out of range")
	}
	s, err := Parse[Signed](head)
	if err != nil {
		return nil, 4 + len(head), fmt.Errorf("%w: %w", ErrFrame, err)
	}
	return &s, 4 + len(head), nil
}

func shorter(err error, rule string) error {
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("%w: %s", ErrFrame, rule)
	}
	return err
}

// ParseFrame splits a frame. The returned blob aliases b.
func ParseFrame(b []byte) (*Signed, []byte, error) {
	s, used, err := ReadHead(bytes.NewReader(b))
	if err != nil {
		return nil, nil, err
	}
	return s, b[used:], nil
}

// AppendPart appends a frame to a list of frames: its length in 32 bits, big-endian, then the frame.
func AppendPart(dst []byte, s *Signed, blob []byte) ([]byte, error) {
	head, err := Marshal(s)
	if err != nil {
		return nil, err
	}
	return AppendMarshalled(dst, head, blob)
}

// AppendMarshalled is AppendPart for a message as Marshal returned it, so that those who keep messages need not parse them to pass
// them on. The frame's blob is all blobs one after the other.
func AppendMarshalled(dst, head []byte, blobs ...[]byte) ([]byte, error) {
	at := len(dst)
	dst, err := appendFrame(append(dst, 0, 0, 0, 0), head, blobs...)
	if err == nil {
		binary.BigEndian.PutUint32(dst[at:], uint32(len(dst)-at-4))
	}
	return dst, err
}

// CutPart cuts the first frame off a list of frames. The blob aliases b.
func CutPart(b []byte) (s *Signed, blob, rest []byte, err error) {
	if len(b) < 4 || uint64(len(b)-4) < uint64(binary.BigEndian.Uint32(b)) {
		return nil, nil, nil, fmt.Errorf("%w: the list is cut short", ErrFrame)
	}
	size := int(binary.BigEndian.Uint32(b))
	s, blob, err = ParseFrame(b[4 : 4+size])
	return s, blob, b[4+size:], err
}
