package wire

import (
	"bytes"
	"encoding/base64"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestMalformed: every second spelling of a message is refused, and no error repeats what was sent.
func TestMalformed(t *testing.T) {
	id := strings.Repeat("ab", 32)
	good := `{"kind":"done","body":"c2VjcmV0","signer":"` + id + `","signature":"c2VjcmV0"}`
	if _, err := Parse[Signed]([]byte(good)); err != nil {
		t.Fatal(err)
	}
	swap := func(old, new string) string {
		if !strings.Contains(good, old) {
			t.Fatalf("%q is not in the message", old)
		}
		return strings.Replace(good, old, new, 1)
	}
	for name, bad := range map[string]string{
		"empty":              "",
		"null":               "null",
		"array":              "[]",
		"number":             "1",
		"space before":       " " + good,
		"space after":        good + " ",
		"newline":            good + "\n",
		"space inside":       swap(`"kind":`, `"kind": `),
		"second value":       good + good,
		"cut":                good[:len(good)-1],
		"unknown field":      swap(`{`, `{"secret":"secret",`),
		"repeated field":     swap(`{`, `{"kind":"secret",`),
		"missing field":      swap(`"kind":"done",`, ``),
		"other order":        `{"body":"c2VjcmV0","kind":"done","signer":"` + id + `","signature":"c2VjcmV0"}`,
		"other case":         swap(`"kind"`, `"Kind"`),
		"escaped letter":     swap(`"done"`, `"d\u006fne"`),
		"escaped slash":      swap(`"done"`, `"do\/ne"`),
		"NUL":                swap(`"done"`, "\"do\x00ne\""),
		"invalid UTF-8":      swap(`"done"`, "\"do\xffne\""),
		"lone surrogate":     swap(`"done"`, `"\ud800"`),
		"byte order mark":    "\xef\xbb\xbf" + good,
		"upper-case hex":     swap(id, strings.ToUpper(id)),
		"short hex":          swap(id, id[2:]),
		"long hex":           swap(id, id+"ab"),
		"no hex":             swap(id, "secret"+id[6:]),
		"unpadded base64":    swap(`"c2VjcmV0"}`, `"c2VjcmV0Cg"}`),
		"base64 with spaces": swap(`"c2VjcmV0"}`, `"c2Vj\ncmV0"}`),
		"base64url":          swap(`"c2VjcmV0"}`, `"_-A="}`),
		"loose base64 bits":  swap(`"c2VjcmV0"}`, `"YR=="}`),
		"wrong type":         swap(`"done"`, `7`),
		"null field":         swap(`"done"`, `null`),
		"deep":               strings.Repeat("[", 1<<17),
		"deep field":         swap(`"done"`, strings.Repeat("[", 1<<17)),
		"too long":           `{"kind":"` + strings.Repeat("x", MaxMessage) + `"`,
	} {
		_, err := Parse[Signed]([]byte(bad))
		if err == nil {
			t.Errorf("%s was accepted", name)
		} else if !strings.HasPrefix(err.Error(), "malformed ") || strings.Contains(err.Error(), "secret") || len(err.Error()) > 200 {
			t.Errorf("%s: error is %.300q", name, err)
		}
	}
}

// TestNumbers: an integer has one spelling.
func TestNumbers(t *testing.T) {
	for text, ok := range map[string]bool{
		"0": true, "7": true, "-7": true, "9223372036854775807": true,
		"9223372036854775808": false, "1e3": false, "7.0": false, "07": false, "+7": false, "-0": false, `"7"`: false, "7.": false,
		"NaN": false, "null": false, "1e400": false,
	} {
		_, err := Parse[Head]([]byte(`{"length":` + text + `,"digest":"` + strings.Repeat("0", 64) + `"}`))
		if (err == nil) != ok {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// TestOptional: an optional field is there or not; its empty form is no third spelling.
func TestOptional(t *testing.T) {
	if _, err := Parse[Rejection]([]byte(`{"code":"late","detail":"x","index":null}`)); err == nil {
		t.Error("a null index was accepted")
	}
	r, err := Parse[Rejection]([]byte(`{"code":"late","detail":"x","index":0}`))
	if err != nil || r.Index == nil || *r.Index != 0 {
		t.Errorf("index 0: %+v, %v", r, err)
	}
}

func TestVerify(t *testing.T) {
	for _, s := range samples(t) {
		for name, bend := range map[string]func(*Signed){
			"kind":            func(s *Signed) { s.Kind += "x" },
			"body":            func(s *Signed) { s.Body = append(bytes.Clone(s.Body), ' ') },
			"signer":          func(s *Signed) { s.Signer = newSigner("other").Identity() },
			"zero signer":     func(s *Signed) { s.Signer = Identity{} },
			"signature bit":   func(s *Signed) { s.Signature = bytes.Clone(s.Signature); s.Signature[40] ^= 1 },
			"short signature": func(s *Signed) { s.Signature = s.Signature[:63] },
			"long signature":  func(s *Signed) { s.Signature = append(bytes.Clone(s.Signature), 0) },
			"no signature":    func(s *Signed) { s.Signature = nil },
		} {
			bent := *s
			bend(&bent)
			if err := bent.Verify(); !errors.Is(err, ErrSignature) {
				t.Errorf("%s with another %s: error is %v", s.Kind, name, err)
			}
			if bent.Digest() == s.Digest() {
				t.Errorf("%s with another %s has the same digest", s.Kind, name)
			}
		}
	}
	s := sample(t, KindKeys)
	if _, err := Unseal[Keys](s, KindUpload); err == nil {
		t.Error("keys were taken for an upload")
	}
	if _, err := UnsealFrom[Keys](s, KindKeys, newSigner("other").Identity()); !errors.Is(err, ErrSignature) {
		t.Errorf("keys of another signer: error is %v", err)
	}
	if _, err := Unseal[Keys](nil, KindKeys); err == nil {
		t.Error("no message was taken for keys")
	}
}

func TestOpenManifest(t *testing.T) {
	mo := newSigner("model owner")
	good, err := Unseal[Manifest](sample(t, KindManifest), KindManifest)
	if err != nil {
		t.Fatal(err)
	}
	seal := func(change func(*Manifest)) *Signed {
		m := good
		m.Rounds = slices.Clone(good.Rounds)
		change(&m)
		s, err := Seal(KindManifest, m, mo)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	s := seal(func(*Manifest) {})
	if m, id, err := OpenManifest(s); err != nil || id != TrainingID(DigestOf(s.Body)) || m.Cohort.Max != 64 {
		t.Errorf("a good manifest: %v", err)
	}
	for field, change := range map[string]func(*Manifest){
		"version":               func(m *Manifest) { m.Version = 0 },
		"weights":               func(m *Manifest) { m.Weights = "plain" },
		"training":              func(m *Manifest) { m.Training = nil },
		"rounds":                func(m *Manifest) { m.Rounds = nil },
		"rounds[1].kind":        func(m *Manifest) { m.Rounds[1].Kind = RoundStatistics },
		"rounds[0].kind":        func(m *Manifest) { m.Rounds[0].Kind = "forest" },
		"rounds[0].most":        func(m *Manifest) { m.Rounds[0].Most = 0 },
		"rounds[0].weights":     func(m *Manifest) { m.Rounds[0].Weights = 1 },
		"rounds[0].sealed":      func(m *Manifest) { m.Rounds[0].Sealed = 1 },
		"rounds[1].weights":     func(m *Manifest) { m.Rounds[1].Weights = 0 },
		"rounds[1].sealed":      func(m *Manifest) { m.Weights = "shared"; m.Rounds[1].Weights = 0 },
		"rounds[1].values":      func(m *Manifest) { m.Rounds[1].Values = -1 },
		"rounds[1].slot_bits":   func(m *Manifest) { m.Rounds[1].SlotBits = 9000 },
		"rounds[1].ciphertexts": func(m *Manifest) { m.Rounds[1].Ciphertexts = MaxCiphertexts + 1 },
		"cohort.min":            func(m *Manifest) { m.Cohort.Min = 2 },
		"cohort.start":          func(m *Manifest) { m.Cohort.Start = 2 },
		"cohort.max":            func(m *Manifest) { m.Cohort.Max = MaxOwners + 1 },
		"cohort.join_seconds":   func(m *Manifest) { m.Cohort.JoinSeconds = 0 },
		"limits.rounds":         func(m *Manifest) { m.Limits.Rounds = 0 },
		"limits.keys_seconds":   func(m *Manifest) { m.Limits.KeysSeconds = 1 << 40 },
		"limits.upload_seconds": func(m *Manifest) { m.Limits.UploadSeconds = -1 },
	} {
		if _, _, err := OpenManifest(seal(change)); err == nil || !strings.HasPrefix(err.Error(), "invalid manifest: "+field+" ") {
			t.Errorf("%s: error is %v", field, err)
		}
	}
	if _, _, err := OpenManifest(seal(func(m *Manifest) { m.ModelOwner = Identity{1} })); !errors.Is(err, ErrSignature) {
		t.Errorf("a manifest that names another model owner: error is %v", err)
	}
}

func TestFrames(t *testing.T) {
	s := sample(t, KindUpload)
	for _, blob := range [][]byte{nil, {0}, make([]byte, 5000)} {
		b, err := AppendFrame([]byte("before"), s, blob)
		if err != nil {
			t.Fatal(err)
		}
		back, rest, err := ParseFrame(b[6:])
		if err != nil || back.Digest() != s.Digest() || !bytes.Equal(rest, blob) {
			t.Errorf("a frame of %d bytes came back changed: %v", len(blob), err)
		}
	}
	b, err := AppendFrame(nil, s, nil)
	if err != nil {
		t.Fatal(err)
	}
	for n := range b { // a frame cut inside its message
		if _, _, err := ParseFrame(b[:n]); err == nil {
			t.Fatalf("the first %d of %d bytes were accepted", n, len(b))
		}
	}
	for name, head := range map[string][]byte{"huge": {255, 255, 255, 255}, "long": {0, 1, 0, 0}, "zero": {0, 0, 0, 0}, "one more": {0, 0, b[2], b[3] + 1}} {
		if _, _, err := ParseFrame(append(bytes.Clone(head), b[4:]...)); err == nil {
			t.Errorf("a %s length was accepted", name)
		}
	}
	big := &Signed{Kind: KindUpload, Body: make([]byte, MaxFrameHeader)}
	if _, err := AppendFrame(nil, big, nil); err == nil {
		t.Error("a message over the limit was framed")
	}
}

func TestAuth(t *testing.T) {
	who := newSigner("owner")
	now := time.UnixMilli(1234567890123)
	header := func(kind Kind, at time.Time, bend ...func(*Signed)) string {
		s, err := Seal(kind, Request{Method: "GET", Target: "/v1/x?a=1", TimeMS: at.UnixMilli()}, who)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range bend {
			f(s)
		}
		v, err := EncodeAuth(s)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	good := header(KindRequest, now)
	if id, err := ParseAuth(good, "GET", "/v1/x?a=1", now); err != nil || id != who.Identity() {
		t.Fatalf("a good header: %v", err)
	}
	for name, c := range map[string]struct {
		value, method, target string
		now                   time.Time
		code                  Code
	}{
		"missing":        {"", "GET", "/v1/x?a=1", now, CodeSignature},
		"no base64":      {"§", "GET", "/v1/x?a=1", now, CodeMalformed},
		"padded":         {base64.URLEncoding.EncodeToString([]byte("x")), "GET", "/v1/x?a=1", now, CodeMalformed},
		"no message":     {base64.RawURLEncoding.EncodeToString([]byte("{}")), "GET", "/v1/x?a=1", now, CodeMalformed},
		"other method":   {good, "PUT", "/v1/x?a=1", now, CodeSignature},
		"other target":   {good, "GET", "/v1/x?a=2", now, CodeSignature},
		"other kind":     {header(KindHello, now), "GET", "/v1/x?a=1", now, CodeMalformed},
		"too old":        {good, "GET", "/v1/x?a=1", now.Add(ClockSkew + time.Second), CodeClock},
		"too new":        {good, "GET", "/v1/x?a=1", now.Add(-ClockSkew - time.Second), CodeClock},
		"bent":           {header(KindRequest, now, func(s *Signed) { s.Signature[9] ^= 1 }), "GET", "/v1/x?a=1", now, CodeSignature},
		"just in time":   {good, "GET", "/v1/x?a=1", now.Add(ClockSkew), ""},
		"just not early": {good, "GET", "/v1/x?a=1", now.Add(-ClockSkew), ""},
	} {
		_, err := ParseAuth(c.value, c.method, c.target, c.now)
		if r := RejectionOf(err); (c.code == "") != (err == nil) || err != nil && (r == nil || r.Code != c.code) {
			t.Errorf("%s: error is %v, want code %q", name, err, c.code)
		}
	}
}

// TestMerkleRoot: every upload and its place in the list matter.
func TestMerkleRoot(t *testing.T) {
	var all []Digest
	for _, s := range samples(t) {
		all = append(all, UploadLeaf(s))
	}
	seen := map[Digest]int{}
	for n := range len(all) + 1 {
		root := MerkleRoot(all[:n])
		if m, ok := seen[root]; ok {
			t.Errorf("%d and %d uploads have the same root", m, n)
		}
		seen[root] = n
	}
	for i := 1; i < len(all); i++ {
		swapped := append([]Digest{}, all...)
		swapped[i-1], swapped[i] = swapped[i], swapped[i-1]
		if MerkleRoot(swapped) == MerkleRoot(all) {
			t.Errorf("uploads %d and %d can change places", i-1, i)
		}
	}
}

// TestCodes: every code has a status, and codes that answer requests are 4xx or 5xx.
func TestCodes(t *testing.T) {
	for code, s := range status {
		if code.Status() != s || s < 400 || s > 599 {
			t.Errorf("%s has status %d", code, s)
		}
	}
	if Code("invented").Status() != 400 || CodeRoundRejected.Status() != 400 {
		t.Error("a code without a status must be 400")
	}
	err := error(Rejectf(CodeLate, "over"))
	if !errors.Is(err, &Rejection{Code: CodeLate}) || errors.Is(err, &Rejection{Code: CodePhase}) {
		t.Error("errors.Is must match on the code")
	}
}
