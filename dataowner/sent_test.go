//go:build testkeys

package dataowner

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"testing"

	"github.com/blindfit/blindfit/protocol/client"
	"github.com/blindfit/blindfit/protocol/wire"
)

// upload puts an upload of n ciphertext bytes on an owner's record, as if it had been sent.
func (o *Owner) uploaded(t *testing.T, ref wire.Ref, n int) (head *wire.Signed, blob []byte) {
	t.Helper()
	blob = bytes.Repeat([]byte{0xab}, n)
	head, err := wire.Seal(wire.KindUpload, wire.Upload{
		Training: o.terms.id, Ref: ref, Key: wire.Digest(o.terms.key.Fingerprint()), Count: 1, Ciphertexts: wire.DigestOf(blob),
	}, o.key)
	ok(t, err)
	ok(t, o.save(t.Context(), func(r *record) {
		r.Sent = append(r.Sent, Entry{Round: ref.Round, Attempt: ref.Attempt, Upload: head.Digest(), Head: head, BytesUp: n})
	}))
	o.keepSent(t.Context(), ref, blob)
	return head, blob
}

// TestSentShowsTheBytesThatLeft: what a person is shown is the request's body, byte for byte, or nothing.
func TestSentShowsTheBytesThatLeft(t *testing.T) {
	o := newWorld(t).newOwner(testRows)
	o.cfg.KeepSent = 1000
	first, second := wire.Ref{Round: 1, Attempt: 1}, wire.Ref{Round: 2, Attempt: 2}
	head, blob := o.uploaded(t, first, 600)
	body, err := wire.AppendFrame(nil, head, blob)
	ok(t, err)
	s, err := o.Sent(t.Context(), first, false)
	ok(t, err)
	if !s.Kept || s.Body != hex.EncodeToString(body) || s.HeadBytes != len(body)-len(blob) || s.Ciphertext != wire.DigestOf(blob) {
		t.Errorf("kept %v, head of %d bytes, body %d digits for %d bytes", s.Kept, s.HeadBytes, len(s.Body), len(body))
	}
	if s.Text != string(body[4:s.HeadBytes]) {
		t.Error("the text is not what the body begins with")
	}

	// A large one is shown in part, and whole when it is asked for.
	o.cfg.KeepSent = 1 << 20
	large := wire.Ref{Round: 1, Attempt: 2}
	_, blob = o.uploaded(t, large, 2*shownBytes)
	for _, whole := range []bool{false, true} {
		want := shownBytes
		if whole {
			want = s.HeadBytes + len(blob)
		}
		s, err = o.Sent(t.Context(), large, whole)
		ok(t, err)
		if len(s.Body) != 2*want {
			t.Errorf("whole %v: %d bytes, want %d", whole, len(s.Body)/2, want)
		}
	}
	o.rec.Sent, o.cfg.KeepSent = o.rec.Sent[:1], 1000

	// Past the limit the fingerprint is left, and a kept copy that was altered does not pass for what was sent.
	o.uploaded(t, second, 600)
	s, err = o.Sent(t.Context(), second, false)
	ok(t, err)
	if s.Kept || s.Body != "" || s.Text == "" {
		t.Errorf("past the limit: kept %v, %d digits", s.Kept, len(s.Body))
	}
	blob = bytes.Repeat([]byte{0xab}, 600)
	blob[0] ^= 1
	ok(t, o.cfg.Vault.Put(t.Context(), sentKey(o.terms.id, first), blob))
	s, err = o.Sent(t.Context(), first, false)
	ok(t, err)
	if s.Kept {
		t.Error("an altered copy passes for what was sent")
	}
	_, err = o.Sent(t.Context(), wire.Ref{Round: 3, Attempt: 1}, false)
	mustFail(t, "a round without an upload", err, ProblemBadCommand)
}

// TestMeasureNeedsNoRows: the time of a round is known before a file is chosen, and the list of uploads is without
// messages.
func TestMeasureNeedsNoRows(t *testing.T) {
	w := newWorld(t)
	signed, link := w.sign()
	o, err := Open(t.Context(), link, Config{Vault: NewMemoryVault(), Dial: []client.Option{serving(signed)}})
	ok(t, err)
	if before := o.Invitation().Estimate; before.SecondsPerRound != 0 {
		t.Errorf("before: %v seconds", before.SecondsPerRound)
	}
	e, err := o.Measure(t.Context())
	ok(t, err)
	if e.SecondsPerRound <= 0 || e != o.Invitation().Estimate {
		t.Errorf("measured %+v, the invitation says %+v", e, o.Invitation().Estimate)
	}
	o.uploaded(t, wire.Ref{Round: 1, Attempt: 1}, 10)
	if list := o.Uploads(); len(list) != 1 || list[0].Head != nil || list[0].BytesUp != 10 || o.rec.Sent[0].Head == nil {
		t.Errorf("uploads: %+v", list)
	}
}

// TestForgettingDropsWhatWasKept: nothing of a forgotten training stays but other trainings' entries.
func TestForgettingDropsWhatWasKept(t *testing.T) {
	o := newWorld(t).newOwner(testRows)
	o.cfg.KeepSent = 1000
	ref := wire.Ref{Round: 1, Attempt: 1}
	o.uploaded(t, ref, 10)
	other := sentKey(wire.TrainingID{9}, ref)
	ok(t, o.cfg.Vault.Put(t.Context(), other, []byte{1}))
	s := NewSession(o.cfg)
	args, err := json.Marshal(map[string]any{"training": o.terms.id})
	ok(t, err)
	_, err = s.Call(t.Context(), "forget", args, nil)
	ok(t, err)
	if _, err := o.cfg.Vault.Get(t.Context(), sentKey(o.terms.id, ref)); err == nil {
		t.Error("what was sent is still kept")
	}
	if _, err := o.cfg.Vault.Get(t.Context(), other); err != nil {
		t.Errorf("another training's: %v", err)
	}
}

// TestFixedFileIsReadAsChosen: a file with other names and decimal commas is described with proposals, and accepted
// once a person takes them.
func TestFixedFileIsReadAsChosen(t *testing.T) {
	o := newWorld(t).newOwner(testRows)
	s := NewSession(o.cfg)
	s.owner = o
	file := []byte("A,b,c,T.\n\"1,5\",2,x,\"0,25\"\n9,4,z,-1\n")
	load := func(args string) Check {
		t.Helper()
		b, err := s.Call(t.Context(), "load", []byte(args), bytes.Clone(file))
		ok(t, err)
		var c Check
		ok(t, json.Unmarshal(b, &c))
		return c
	}
	c := load(`{"name":"f.csv"}`)
	if c.OK || len(c.Summary.Fixes.Headers) != 2 || c.Summary.Fixes.Headers[1].Header != "T." {
		t.Fatalf("as it is: ok %v, fixes %+v", c.OK, c.Summary.Fixes)
	}
	c = load(`{"name":"f.csv","rename":{"A":"a","T.":"t"}}`)
	if c.OK || !c.Summary.Fixes.DecimalComma {
		t.Fatalf("renamed: ok %v, fixes %+v", c.OK, c.Summary.Fixes)
	}
	c = load(`{"name":"f.csv","rename":{"A":"a","T.":"t"},"decimalComma":true}`)
	if !c.OK || c.Used != 2 || *c.Summary.Columns[0].Low != 1.5 || c.Summary.Columns[0].Header != "A" {
		t.Errorf("with both fixes: ok %v, problems %v", c.OK, c.Problems)
	}
}
