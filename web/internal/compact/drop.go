package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
)

const (
	sectionCode   = 10
	opUnreachable = 0x00
)

// multiples is the table of multiples of the generator of P-256 in package crypto/internal/fips140/nistec: 88 kB that do not
// compress.
var multiples = struct {
	first  string // bytes, in hexadecimal
	size   int
	sha256 string
}{
	first: "3c14a918d430e77901b6ed5ffc95ba7510256277", size: 43 * 32 * 64,
	sha256: "a3a5d08c40939adb7c0e9e4f5b689721296130750ab4e38fe4543294c8dbbfe3",
}

// dropped returns the places among a module's functions of those with one of the prefixes. Functions that initialise a package
// stay: they are called at the start.
func (t *table) dropped(prefixes []string) map[int]bool {
	out := map[int]bool{}
	for i := range t.funcs {
		entry := t.number(t.list + 8*i)
		f := t.list + t.number(t.list+8*i+4)
		if f < t.list || f+funcSize > len(t.image) {
			continue // clear refuses it
		}
		name := t.number(f + funcName)
		if name >= t.units-t.names || !t.keeps(name, prefixes) {
			continue
		}
		text, _, _ := bytes.Cut(t.image[t.names+name:t.units], []byte{0})
		if last := text[bytes.LastIndexByte(text, '/')+1:]; !strings.Contains(string(last)+".", ".init.") {
			out[entry-t.number(t.list)] = true // the linker counts functions in their order
		}
	}
	return out
}

// drop returns the content of a code section in which a trap stands for the bodies of some functions.
func drop(body []byte, dropped map[int]bool) ([]byte, error) {
	count, n := unsigned(body)
	if n == 0 {
		return nil, errFormat
	}
	out := appendUnsigned(nil, count)
	body = body[n:]
	for i := range int(min(count, maxImage)) {
		size, n := unsigned(body)
		if n == 0 || size > uint64(len(body)-n) {
			return nil, fmt.Errorf("function %d is cut off", i)
		}
		code := body[n : n+int(size)]
		if dropped[i] {
			code = []byte{0, opUnreachable, opEnd} // without local variables
		}
		out = append(appendUnsigned(out, uint64(len(code))), code...)
		body = body[n+int(size):]
	}
	return out, nil
}

// clearMultiples sets the table of multiples to zero. It does nothing if there is none.
func clearMultiples(image []byte) {
	first, err := hex.DecodeString(multiples.first)
	if err != nil {
		panic("internal error: " + err.Error())
	}
	at := bytes.Index(image, first)
	if at < 0 || len(image)-at < multiples.size {
		return
	}
	whole := image[at : at+multiples.size]
	if sum := sha256.Sum256(whole); hex.EncodeToString(sum[:]) == multiples.sha256 {
		clear(whole)
	}
}
