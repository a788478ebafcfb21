// Package scan owns the search for leaks: row values and secrets, in every form in which a program might have
// written them, among bytes that left a machine or that a facilitator holds.
//
// # Meaning of a finding
//
// Ciphertexts look like random bytes, and a short enough pattern turns up in enough random bytes: any four bytes of
// a float32 about once in four billion. So for every form the scan computes how many chance hits to expect, and
// reports the form only if it finds more distinct patterns than chance produces once in 10^9 scans. For long
// patterns (a float64, a secret, a long decimal) one hit is enough.
package scan

import (
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"strings"
)

// chance is the accepted probability that a scan of random bytes reports one form.
const chance = 1e-9

// distinctive is the least surprise, in bits, that a pattern must carry to be searched for: "12.5" turns up
// anywhere. Every such pattern is at least four bytes long, by which the search looks it up.
const distinctive = 20

// needle is one byte string that betrays one value.
type needle struct {
	label string  // which value, never the value itself
	bits  float64 // surprise of finding it among random bytes (or digits, for decimal text)
	bytes string
}

// Set holds the values to search for. The zero value is empty and ready for use; a Set must not change while it
// searches.
type Set struct {
	forms map[string][]needle // by the name of the form
}

// Finding is one form where values were found.
type Finding struct {
	Form   string   // such as "float64, little endian"
	Labels []string // the values' labels, each once, in the order of the data
	Offset int      // of the first hit
}

func (f Finding) String() string {
	return fmt.Sprintf("%s: %s (first at byte %d)", f.Form, strings.Join(f.Labels, ", "), f.Offset)
}

// Number adds a numeric value: its decimal text as written and as float32 and float64 in both byte orders, each of
// them raw, in hex and in base64. The label names the value (file, row and column), never repeats it. Forms in which
// the value is not distinctive are left out; it reports whether any is left.
func (s *Set) Number(label, text string, value float64) bool {
	before := s.Len()
	s.decimal(label, strings.TrimSpace(text))
	var b [8]byte
	binary.LittleEndian.PutUint64(b[:], math.Float64bits(value))
	s.binary("float64, little endian", label, b[:])
	binary.BigEndian.PutUint64(b[:], math.Float64bits(value))
	s.binary("float64, big endian", label, b[:])
	binary.LittleEndian.PutUint32(b[:4], math.Float32bits(float32(value)))
	s.binary("float32, little endian", label, b[:4])
	binary.BigEndian.PutUint32(b[:4], math.Float32bits(float32(value)))
	s.binary("float32, big endian", label, b[:4])
	return s.Len() > before
}

// Text adds a word, a name or a secret: as it is, in hex and in base64. Fewer than 4 bytes are left out.
func (s *Set) Text(label, text string) { s.binary("text", label, []byte(text)) }

// Bytes adds a binary secret: raw, in hex and in base64. Fewer than 4 bytes are left out.
func (s *Set) Bytes(label string, secret []byte) { s.binary("bytes", label, secret) }

// decimal adds decimal text. Digits surround it in honest data too, so a digit counts log2(10) bits only.
func (s *Set) decimal(label, text string) {
	s.add("decimal text", needle{label, float64(len(text)) * math.Log2(10), text})
	s.encoded("decimal text", label, []byte(text), math.Log2(10)/8)
}

func (s *Set) binary(form, label string, b []byte) {
	// Zero bytes are common everywhere, so they are no evidence.
	solid := len(b) - strings.Count(string(b), "\x00")
	s.add(form, needle{label, float64(8 * solid), string(b)})
	s.encoded(form, label, b, float64(solid)/float64(len(b)))
}

// Len returns how many patterns are searched for.
func (s *Set) Len() int {
	n := 0
	for _, list := range s.forms {
		n += len(list)
	}
	return n
}

func (s *Set) add(form string, n needle) {
	if n.bits < distinctive {
		return
	}
	if s.forms == nil {
		s.forms = map[string][]needle{}
	}
	s.forms[form] = append(s.forms[form], n)
}

// Search returns the findings in data, form by form in the order of their names. It returns nil if there are none.
func (s *Set) Search(data []byte) []Finding {
	var found []Finding
	for _, form := range s.Forms() {
		list := s.forms[form]
		hits, labels, first := search(list, data)
		if hits < enough(list, len(data)) {
			continue
		}
		found = append(found, Finding{Form: form, Labels: labels, Offset: first})
	}
	return found
}

// Forms returns the names of the forms that are searched for, sorted.
func (s *Set) Forms() []string {
	var names []string
	for name := range s.forms {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// search counts the distinct patterns of list that occur in data.
func search(list []needle, data []byte) (hits int, labels []string, first int) {
	byStart := map[uint32][]int{}
	// One bit for each start's low 16 bits: most positions end here.
	var filter [1 << 16]bool
	for i, n := range list {
		start := binary.LittleEndian.Uint32([]byte(n.bytes[:4]))
		byStart[start] = append(byStart[start], i)
		filter[uint16(start)] = true
	}
	seen := map[string]bool{}
	for at := 0; at+4 <= len(data); at++ {
		if !filter[uint16(data[at])|uint16(data[at+1])<<8] {
			continue
		}
		for _, i := range byStart[binary.LittleEndian.Uint32(data[at:])] {
			n := list[i]
			if seen[n.bytes] || !strings.HasPrefix(string(data[at:min(len(data), at+len(n.bytes))]), n.bytes) {
				continue
			}
			seen[n.bytes] = true
			if hits == 0 {
				first = at
			}
			hits++
			if !slices.Contains(labels, n.label) {
				labels = append(labels, n.label)
			}
		}
	}
	return hits, labels, first
}

// enough returns how many distinct hits among size random bytes are more than chance: the least k for which a
// Poisson count with the expected number of chance hits reaches k with probability below the accepted one.
func enough(list []needle, size int) int {
	expected := 0.0
	for _, n := range list {
		expected += float64(size) * math.Exp2(-n.bits)
	}
	k := max(1, int(expected))
	for tail(expected, k) > chance {
		k++
	}
	return k
}

// tail returns the probability that a Poisson count with this expectation is k or more, for k of at least the
// expectation, where the terms fall. They are summed from the first, in logarithms, as one minus the sum of the
// others would lose every digit that matters.
func tail(expected float64, k int) float64 {
	if expected == 0 {
		return 0
	}
	factorial, _ := math.Lgamma(float64(k + 1))
	term := math.Exp(float64(k)*math.Log(expected) - expected - factorial)
	sum := 0.0
	for j := k; term > sum*1e-12; j++ {
		sum += term
		term *= expected / float64(j+1)
	}
	return sum
}
