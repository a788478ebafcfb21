package scan_test

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/examples/demo/scan"
)

// values are distinctive: no shorter decimal gives the same float64.
var values = []float64{3504.2718281828459, 17.320508075688773, 0.91596559417721901, -129.6060663849, 8041.1330352747, 61.803398874989}

func set() *scan.Set {
	s := &scan.Set{}
	for i, v := range values {
		s.Number(fmt.Sprintf("row %d", i+1), fmt.Sprint(v), v)
	}
	s.Text("column name", "haemoglobin_level")
	s.Bytes("invite secret", bytes.Repeat([]byte{0xa7, 0x1c, 0x5e, 0x90}, 8))
	return s
}

// noise is what ciphertexts look like.
func noise(t *testing.T, n int) []byte {
	t.Helper()
	b := make([]byte, n)
	if _, err := rand.Read(b); err != nil {
		t.Fatal(err)
	}
	return b
}

func float64s(order binary.AppendByteOrder) []byte {
	var b []byte
	for _, v := range values {
		b = order.AppendUint64(b, math.Float64bits(v))
	}
	return b
}

func float32s(order binary.AppendByteOrder) []byte {
	var b []byte
	for _, v := range values {
		b = order.AppendUint32(b, math.Float32bits(float32(v)))
	}
	return b
}

func TestSearchFindsEveryForm(t *testing.T) {
	plain := map[string][]byte{
		"float64, little endian": float64s(binary.LittleEndian),
		"float64, big endian":    float64s(binary.BigEndian),
		"float32, little endian": float32s(binary.LittleEndian),
		"float32, big endian":    float32s(binary.BigEndian),
		"decimal text":           []byte(strings.Trim(fmt.Sprint(values), "[]")),
		"text":                   []byte("name=haemoglobin_level;"),
		"bytes":                  bytes.Repeat([]byte{0xa7, 0x1c, 0x5e, 0x90}, 8),
	}
	encodings := map[string]func([]byte) []byte{
		"":           func(b []byte) []byte { return b },
		" in hex":    func(b []byte) []byte { return []byte(strings.ToUpper(hex.EncodeToString(b))) },
		" in base64": func(b []byte) []byte { return []byte(base64.URLEncoding.EncodeToString(b)) },
	}
	for form, b := range plain {
		for encoding, encode := range encodings {
			for lead := range 3 { // every alignment of base64
				t.Run(fmt.Sprint(form, encoding, lead), func(t *testing.T) {
					leaked := encode(append(bytes.Repeat([]byte{0x55}, lead), b...))
					data := append(append(noise(t, 100_000), leaked...), noise(t, 100_000)...)
					found := set().Search(data)
					if len(found) != 1 || found[0].Form != form+encoding {
						t.Fatalf("found %v, want %q", found, form+encoding)
					}
					if at := found[0].Offset; at < 100_000 || at > 100_000+32 {
						t.Errorf("first hit at %d, want near 100000", at)
					}
				})
			}
		}
	}
}

// TestSearchFindsOne shows that one long value alone is enough.
func TestSearchFindsOne(t *testing.T) {
	one := binary.LittleEndian.AppendUint64(nil, math.Float64bits(values[3]))
	found := set().Search(append(noise(t, 1<<20), one...))
	if len(found) != 1 || len(found[0].Labels) != 1 || found[0].Labels[0] != "row 4" {
		t.Errorf("found %v, want row 4", found)
	}
}

func TestSearchIgnoresNoise(t *testing.T) {
	s := set()
	for range 8 {
		data := noise(t, 2<<20)
		for name, b := range map[string][]byte{"raw": data, "hex": []byte(hex.EncodeToString(data)), "base64": []byte(base64.StdEncoding.EncodeToString(data))} {
			if found := s.Search(b); found != nil {
				t.Errorf("%s noise: %v", name, found)
			}
		}
	}
}

// TestSearchWeighsChance: one short pattern of a large set among many bytes proves nothing, many of them do.
func TestSearchWeighsChance(t *testing.T) {
	s := &scan.Set{}
	var all []byte
	for i := range 2000 {
		v := 1000 + float64(i)*math.Pi
		s.Number(fmt.Sprintf("row %d", i), fmt.Sprint(v), v)
		all = binary.LittleEndian.AppendUint32(all, math.Float32bits(float32(v)))
	}
	quiet := noise(t, 4<<20)
	if found := s.Search(append(quiet, all[40:44]...)); found != nil {
		t.Errorf("one float32 among %d bytes is chance, but found %v", len(quiet), found)
	}
	found := s.Search(append(quiet, all...))
	if len(found) != 1 || found[0].Form != "float32, little endian" || len(found[0].Labels) < 1900 {
		t.Errorf("a whole column went unnoticed: found %d forms", len(found))
	}
}

func TestNumberSaysWhatIsDistinctive(t *testing.T) {
	s := &scan.Set{}
	for text, v := range map[string]float64{"4": 4, "0": 0, "0.5": 0.5} {
		if s.Number("row 1", text, v) || s.Len() > 0 {
			t.Errorf("%s is searched for, which turns up anywhere", text)
		}
	}
	if !s.Number("row 1", "1242.40", 1242.40) || s.Len() == 0 {
		t.Error("1242.40 is not searched for")
	}
}

func TestSearchNothing(t *testing.T) {
	if found := new(scan.Set).Search(noise(t, 1000)); found != nil {
		t.Errorf("an empty set found %v", found)
	}
	if found := set().Search(nil); found != nil {
		t.Errorf("found %v in nothing", found)
	}
}
