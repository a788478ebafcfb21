package main

import (
	"bytes"
	"fmt"
)

// The parts of a module's binary form that matter here: WebAssembly Core Specification 2.0, sections 5.2 and 5.5.
const (
	header      = "\x00asm\x01\x00\x00\x00"
	sectionData = 11
	opConst     = 0x41 // i32.const
	opEnd       = 0x0b
)

// joined is the length of a run of zeros, in bytes, from which a data segment of its own is shorter than the zeros once
// compressed. The linker's 8 bytes hold for modules that are not compressed.
const joined = 64

// maxImage is the most memory, in bytes, that data segments of a module may span.
const maxImage = 1 << 28

// unsigned reads an unsigned LEB128 number and returns it with its length, or a length of 0 if there is none.
func unsigned(b []byte) (v uint64, n int) {
	for shift := 0; n < len(b) && shift < 64; shift += 7 {
		v |= uint64(b[n]&0x7f) << shift
		n++
		if b[n-1]&0x80 == 0 {
			return v, n
		}
	}
	return 0, 0
}

func appendUnsigned(b []byte, v uint64) []byte {
	for ; v >= 0x80; v >>= 7 {
		b = append(b, byte(v)|0x80)
	}
	return append(b, byte(v))
}

// appendSigned appends a signed LEB128 number that is not negative.
func appendSigned(b []byte, v uint64) []byte {
	for ; v >= 0x40; v >>= 7 {
		b = append(b, byte(v&0x7f)|0x80)
	}
	return append(b, byte(v))
}

// bounds returns where the content of the section at an offset begins and ends.
func bounds(module []byte, at int) (start, end int, err error) {
	size, n := unsigned(module[at+1:])
	start = at + 1 + n
	if n == 0 || size > uint64(len(module)-start) {
		return 0, 0, fmt.Errorf("the section at byte %d is cut off", at)
	}
	return start, start + int(size), nil
}

// section returns the offset of a module's section of a kind, and its content.
func section(module []byte, kind byte) (at int, body []byte, err error) {
	if !bytes.HasPrefix(module, []byte(header)) {
		return 0, nil, fmt.Errorf("no WebAssembly module: %w", errFormat)
	}
	for at = len(header); at < len(module); {
		start, end, err := bounds(module, at)
		if err != nil {
			return 0, nil, err
		}
		if module[at] == kind {
			return at, module[start:end], nil
		}
		at = end
	}
	return 0, nil, fmt.Errorf("no section %d: %w", kind, errFormat)
}

// appendSection appends a section of a kind with its content.
func appendSection(b []byte, kind byte, content []byte) []byte {
	return append(appendUnsigned(append(b, kind), uint64(len(content))), content...)
}

// load lays the segments of a data section out in memory. first is the lowest address.
func load(body []byte) (first int, image []byte, err error) {
	count, n := unsigned(body)
	if n == 0 {
		return 0, nil, errFormat
	}
	body = body[n:]
	first = maxImage
	for i := range count {
		if len(body) < 3 || body[0] != 0 || body[1] != opConst {
			return 0, nil, fmt.Errorf("data segment %d: %w", i, errFormat)
		}
		// A signed number, but addresses below 2^28 have the same form unsigned.
		address, n := unsigned(body[2:])
		body = body[2+n:]
		if n == 0 || address > maxImage || len(body) == 0 || body[0] != opEnd {
			return 0, nil, fmt.Errorf("data segment %d: %w", i, errFormat)
		}
		size, n := unsigned(body[1:])
		body = body[1+n:]
		if n == 0 || size > uint64(len(body)) {
			return 0, nil, fmt.Errorf("data segment %d is cut off", i)
		}
		end := int(address) + int(size)
		if end > len(image) {
			image = append(image, make([]byte, end-len(image))...)
		}
		copy(image[address:], body[:size])
		body = body[size:]
		first = min(first, int(address))
	}
	if first >= len(image) {
		return 0, nil, fmt.Errorf("no data: %w", errFormat)
	}
	return first, image, nil
}

// segments returns the content of a data section that fills memory with an image from its first address on.
func segments(image []byte, first int) []byte {
	var out []byte
	count := uint64(0)
	for at := first; ; {
		for at < len(image) && image[at] == 0 {
			at++
		}
		if at == len(image) {
			break
		}
		end, zeros := at, 0
		for i := at; i < len(image) && zeros < joined; i++ {
			if image[i] == 0 {
				zeros++
			} else {
				zeros, end = 0, i+1
			}
		}
		out = append(out, 0, opConst)
		out = appendSigned(out, uint64(at))
		out = append(out, opEnd)
		out = appendUnsigned(out, uint64(end-at))
		out = append(out, image[at:end]...)
		at = end
		count++
	}
	return append(appendUnsigned(nil, count), out...)
}
