package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
)

// The function table of Go 1.20 and later: runtime/symtab.go (pcHeader, _func) and cmd/link/internal/ld/pcln.go. Offsets
// are in bytes.
const (
	magic = "\xf1\xff\xff\xff\x00\x00\x01\x08" // version, padding, instructions of one byte, pointers of eight

	headerFuncs = 8
	headerNames = 32
	headerUnits = 40
	headerFiles = 48
	headerPairs = 56
	headerTable = 64
	headerSize  = 72

	funcName  = 4
	funcSP    = 16
	funcFile  = 20
	funcLine  = 24
	funcPairs = 28 // how many of the tables of pairs follow
	funcUnit  = 32
	funcStart = 36
	funcSize  = 44
)

// table is a function table in memory. Each function refers to tables of pairs of a program counter and a value: where its
// stack pointer is, its file, its line, and the data of the garbage collector.
type table struct {
	image                            []byte
	funcs                            int
	names, units, files, pairs, list int // where the parts begin
}

// findTable finds the function table in memory.
func findTable(image []byte) (*table, error) {
	at := bytes.Index(image, []byte(magic))
	if at < 0 || len(image)-at < headerSize {
		return nil, fmt.Errorf("no function table: %w", errFormat)
	}
	if bytes.Contains(image[at+1:], []byte(magic)) {
		return nil, fmt.Errorf("two function tables: %w", errFormat)
	}
	word := func(offset int) int {
		return int(min(binary.LittleEndian.Uint64(image[at+offset:]), maxImage))
	}
	t := &table{
		image: image, funcs: word(headerFuncs),
		names: at + word(headerNames), units: at + word(headerUnits), files: at + word(headerFiles),
		pairs: at + word(headerPairs), list: at + word(headerTable),
	}
	ordered := at < t.names && t.names < t.units && t.units <= t.files && t.files <= t.pairs && t.pairs < t.list
	if !ordered || t.list+8*t.funcs > len(image) || t.funcs < 1 {
		return nil, fmt.Errorf("the function table's parts: %w", errFormat)
	}
	return t, nil
}

func (t *table) number(at int) int { return int(binary.LittleEndian.Uint32(t.image[at:])) }

// clear sets to zero the parts that only stack traces read, but for the names with one of the prefixes. The runtime compares names of
// its own functions.
func (t *table) clear(keep []string) error {
	needed := make([]bool, t.list-t.pairs)
	needed[0] = true
	kept := map[int]bool{}
	nameless := uint32(t.units - t.names - 1) // #nosec G115 -- below maxImage; the zero that ends the last name
	if t.image[t.units-1] != 0 {
		return fmt.Errorf("the names of functions: %w", errFormat)
	}
	for i := range t.funcs {
		f := t.list + t.number(t.list+8*i+4)
		if f < t.list || f+funcSize > len(t.image) {
			return fmt.Errorf("function %d: %w", i, errFormat)
		}
		name := t.number(f + funcName)
		if name >= t.units-t.names {
			return fmt.Errorf("the name of function %d: %w", i, errFormat)
		}
		if t.keeps(name, keep) {
			kept[name] = true
		} else {
			binary.LittleEndian.PutUint32(t.image[f+funcName:], nameless)
		}
		for _, at := range []int{funcFile, funcLine, funcUnit, funcStart} {
			t.zero(f + at)
		}
		used := []int{t.number(f + funcSP)}
		for j := range t.number(f + funcPairs) {
			if f+funcSize+4*j+4 > len(t.image) {
				return fmt.Errorf("function %d: %w", i, errFormat)
			}
			used = append(used, t.number(f+funcSize+4*j))
		}
		for _, at := range used {
			if err := t.mark(needed, at); err != nil {
				return fmt.Errorf("function %d: %w", i, err)
			}
		}
	}
	for at := t.names; at < t.units; {
		end := bytes.IndexByte(t.image[at:t.units], 0)
		if end < 0 {
			break
		}
		if !kept[at-t.names] && !t.keeps(at-t.names, keep) { // functions that were inlined have names too
			clear(t.image[at : at+end])
		}
		at += end + 1
	}
	clear(t.image[t.units:t.pairs])
	for i, n := range needed {
		if !n {
			t.image[t.pairs+i] = 0
		}
	}
	return nil
}

func (t *table) zero(at int) { clear(t.image[at : at+4]) }

// keeps reports whether the name at an offset has one of the prefixes.
func (t *table) keeps(offset int, prefixes []string) bool {
	name := t.image[t.names+offset : t.units]
	for _, p := range prefixes {
		if len(name) >= len(p) && string(name[:len(p)]) == p {
			return true
		}
	}
	return false
}

// mark notes the bytes of the table of pairs at an offset. Pairs are differences: of the value, of which 0 ends the table
// except in the first pair, and of the program counter.
func (t *table) mark(needed []bool, offset int) error {
	if offset == 0 {
		return nil
	}
	for first := true; ; first = false {
		for pair := range 2 {
			if offset >= len(needed) {
				return fmt.Errorf("a table of pairs: %w", errFormat)
			}
			v, n := unsigned(t.image[t.pairs+offset : t.list])
			if n == 0 {
				return fmt.Errorf("a table of pairs: %w", errFormat)
			}
			for range n {
				needed[offset] = true
				offset++
			}
			if pair == 0 && v == 0 && !first {
				return nil
			}
		}
	}
}
