package wire

import (
	"bytes"
	"testing"
	"time"
)

// FuzzParse: whatever a message is parsed from is the one spelling of what came out.
func FuzzParse(f *testing.F) {
	for _, s := range samples(f) {
		raw, err := Marshal(s)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
		f.Add(s.Body)
	}
	f.Add([]byte(`{"code":"late","detail":"<&>"}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		same[Signed](t, b)
		same[State](t, b)
		same[Rejection](t, b)
		same[List](t, b)
		for _, parse := range bodies {
			_ = parse(b)
		}
		same[Manifest](t, b)
		same[Keys](t, b)
		same[Reveal](t, b)
	})
}

func same[T any](t *testing.T, b []byte) {
	t.Helper()
	v, err := Parse[T](b)
	if err != nil {
		return
	}
	again, err := Marshal(v)
	if err != nil || !bytes.Equal(again, b) {
		t.Fatalf("%T has a second spelling: %q and %q (%v)", v, b, again, err)
	}
}

// FuzzParseFrame: a frame that parses is the frame that its parts make.
func FuzzParseFrame(f *testing.F) {
	b, err := AppendFrame(nil, sample(f, KindUpload), []byte("ciphertexts"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add([]byte{0, 0, 0, 2, '{', '}'})
	f.Fuzz(func(t *testing.T, b []byte) {
		s, blob, err := ParseFrame(b)
		if err != nil {
			return
		}
		again, err := AppendFrame(nil, s, blob)
		if err != nil || !bytes.Equal(again, b) {
			t.Fatalf("a frame has a second spelling (%v)", err)
		}
	})
}

// FuzzParseAuth: a header that is taken is the header that its message makes.
func FuzzParseAuth(f *testing.F) {
	good, err := EncodeAuth(sample(f, KindRequest))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add("e30")
	r, err := Unseal[Request](sample(f, KindRequest), KindRequest)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, value string) {
		if _, err := ParseAuth(value, r.Method, r.Target, time.UnixMilli(r.TimeMS)); err == nil && value != good {
			t.Fatalf("a second header is taken: %q", value)
		}
	})
}
