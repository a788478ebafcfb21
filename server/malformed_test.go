package server_test

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/internal/testing/parties"
	"github.com/blindfit/blindfit/protocol/wire"
)

// TestMalformedBodies: a body that is not exactly the canonical form of a message is rejected with a stable code and changes
// nothing; the message itself is accepted afterwards. Row 4 of the fault table, with FuzzBodies.
func TestMalformedBodies(t *testing.T) {
	h, machine, mo, o := inProcess(t)
	path := wire.PathTraining(mo.ID, "enrolments", o.ID().String())
	good, err := wire.Marshal(o.Enrolment())
	check(t, err)
	replace := func(old, new string) []byte { return bytes.Replace(good, []byte(old), []byte(new), 1) }
	bad := map[string][]byte{
		"empty": {}, "null": []byte("null"), "a number": []byte("1"), "a list": []byte("[]"), "no fields": []byte("{}"),
		"truncated": good[:len(good)-1], "trailing line": append(bytes.Clone(good), '\n'), "trailing value": append(bytes.Clone(good), good...),
		"leading space": append([]byte(" "), good...), "byte order mark": append([]byte("\xef\xbb\xbf"), good...),
		"repeated field":  replace("{", `{"kind":"enrolment",`),
		"unknown field":   replace("{", `{"extra":1,`),
		"wrong case":      replace(`"kind"`, `"Kind"`),
		"escaped letter":  replace(`"kind":"e`, `"kind":"\u0065`),
		"NUL":             replace(`"kind":"e`, "\"kind\":\"\x00"),
		"NUL, escaped":    replace(`"kind":"e`, `"kind":"\u0000`),
		"invalid UTF-8":   replace(`"kind":"e`, "\"kind\":\"\xff"),
		"lone surrogate":  replace(`"kind":"e`, `"kind":"\ud800`),
		"number for text": replace(`"kind":"enrolment"`, `"kind":1`),
		"upper-case hex":  bytes.Replace(good, []byte(o.ID().String()), []byte(strings.ToUpper(o.ID().String())), 1),
		"short hex":       bytes.Replace(good, []byte(o.ID().String()), []byte(o.ID().String()[2:]), 1),
		"deep nesting":    bytes.Repeat([]byte("["), 500_000),
		"deep objects":    bytes.Repeat([]byte(`{"a":`), 100_000),
		"long number":     replace(`"kind":"enrolment"`, `"kind":`+strings.Repeat("9", 100_000)),
		"odd base64":      replace(`"body":"`, `"body":"=`),
		"another kind":    replace(`"kind":"enrolment"`, `"kind":"keys"`),
	}
	for name, b := range bad {
		w := send(h, "PUT", path, "application/json", b)
		if w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), `"code":"malformed"`) && !strings.Contains(w.Body.String(), `"code":"invalid"`) {
			t.Errorf("%s: %d %s", name, w.Code, w.Body)
		}
	}
	for name, path := range map[string]string{
		"a number with a zero before it": wire.PathTraining(mo.ID, "rounds", "01", "1", "keys", o.ID().String()),
		"a number with a sign":           wire.PathTraining(mo.ID, "rounds", "+1", "1", "keys", o.ID().String()),
		"a number with a point":          wire.PathTraining(mo.ID, "rounds", "1.0", "1", "keys", o.ID().String()),
		"a number past its range":        wire.PathTraining(mo.ID, "rounds", "1", "99999999999999999999", "keys", o.ID().String()),
	} {
		if w := send(h, "PUT", path, "application/json", good); w.Code != http.StatusBadRequest {
			t.Errorf("%s: %d %s", name, w.Code, w.Body)
		}
	}
	list, err := machine.Enrolments(t.Context(), mo.ID, mo.Key.Identity(), wire.Identity{})
	check(t, err)
	if len(list.Messages) != 0 {
		t.Errorf("there are %d enrolments", len(list.Messages))
	}
	if w := send(h, "PUT", path, "application/json", good); w.Code != http.StatusNoContent {
		t.Errorf("the message itself: %d %s", w.Code, w.Body)
	}
}

// FuzzBodies sends any bytes to any path as any media type: the answer is a success or a code of the protocol, never an
// internal failure.
func FuzzBodies(f *testing.F) {
	h, _, mo, o := inProcess(f)
	paths := bodyPaths(mo, o)
	var targets []string
	for target := range paths {
		targets = append(targets, target)
	}
	enrolment, err := wire.Marshal(o.Enrolment())
	if err != nil {
		f.Fatal(err)
	}
	for i := range targets {
		f.Add(i, false, enrolment)
		f.Add(i, true, append([]byte{0, 0, 0, 5}, "{}xyz"...))
	}
	f.Fuzz(func(t *testing.T, which int, frame bool, body []byte) {
		target := targets[int(uint(which)%uint(len(targets)))]
		method, path, _ := strings.Cut(target, " ")
		media := "application/json"
		if frame {
			media = wire.FrameType
		}
		w := send(h, method, path, media, body)
		if w.Code >= 500 && w.Code != http.StatusServiceUnavailable {
			t.Fatalf("%s: status %d", target, w.Code)
		}
		if w.Code >= 300 {
			r, err := wire.Parse[wire.Rejection](w.Body.Bytes())
			if err != nil || r.Code.Status() != w.Code {
				t.Fatalf("%s: status %d with %s: %v", target, w.Code, w.Body, err)
			}
		}
	})
}

// TestVersions: other versions in a path or a manifest are rejected with the code for them, and not stored. Row 5 of the fault
// table.
func TestVersions(t *testing.T) {
	h, machine, mo, _ := inProcess(t)
	for _, version := range []int{0, 1, 3, 1 << 30, -1} {
		m := parties.NewModelOwner(t, 3, 3, func(m *wire.Manifest) { m.Version = version })
		b, err := wire.Marshal(m.Manifest)
		check(t, err)
		w := send(h, "POST", wire.PathTrainings, "application/json", b)
		if w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), `"code":"version"`) {
			t.Errorf("a manifest of version %d: %d %s", version, w.Code, w.Body)
		}
		if _, err := machine.Manifest(t.Context(), m.ID); wire.RejectionOf(err) == nil {
			t.Errorf("a manifest of version %d is kept: %v", version, err)
		}
	}
	for _, path := range []string{"/v0/server", "/v1/server", "/v1", "/v20/trainings/" + mo.ID.String() + "/manifest", "/v1.1/server"} {
		w := send(h, "GET", path, "", nil)
		if w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), `"code":"version"`) || !strings.Contains(w.Body.String(), "version 2") {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
	bit := bytes.Replace(must(wire.Marshal(mo.Manifest)), []byte(`"kind":"manifest"`), []byte(`"kind":"manifest","features":1`), 1)
	if w := send(h, "POST", wire.PathTrainings, "application/json", bit); w.Code != http.StatusBadRequest {
		t.Errorf("an unknown feature: %d %s", w.Code, w.Body)
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// TestPathTricks: ids are hexadecimal of fixed length; no other path reaches a training, a file or another path. Row 28 of the
// fault table.
func TestPathTricks(t *testing.T) {
	h, _, mo, o := inProcess(t)
	id := mo.ID.String()
	for _, path := range []string{
		"/v2/trainings/../server", "/v2/trainings/" + id + "/../../server", "/v2/./server", "/v2//server", "/v2/server/", "/v2/trainings/..%2fserver",
		"/v2/trainings/%2e%2e/manifest", "/v2/trainings/" + id + "%00/manifest", "/v2/trainings/" + id + "\x00/manifest",
		"/v2/trainings/" + strings.ToUpper(id) + "x/manifest", "/v2/trainings/" + id[:63] + "/manifest", "/v2/trainings/" + id + "0/manifest",
		"/v2/trainings/" + strings.Repeat("a", 4096) + "/manifest", "/v2/trainings/" + strings.Repeat("é", 32) + "/manifest",
		"/v2/trainings/" + strings.Repeat("ａ", 64) + "/manifest", "/v2/trainings/ " + id[1:] + "/manifest", "/v2/trainings/" + strings.Repeat("A", 64) + "/manifest",
		"/v2/trainings/" + id + ";x=1/manifest", "/v2/trainings/" + id + "\\/manifest",
	} {
		if w := send(h, "GET", path, "", nil); w.Code != http.StatusBadRequest && w.Code != http.StatusNotFound || strings.Contains(w.Body.String(), id) {
			t.Errorf("%q: %d %s", path, w.Code, w.Body)
		}
	}
	if id != strings.ToUpper(id) {
		if w := send(h, "GET", "/v2/trainings/"+strings.ToUpper(id)+"/manifest", "", nil); w.Code != http.StatusBadRequest {
			t.Errorf("letters of the other case: %d", w.Code)
		}
	}
	b := must(wire.Marshal(o.Enrolment()))
	for _, who := range []string{"..", "%2e%2e", strings.ToUpper(o.ID().String()), o.ID().String() + "00", "", strings.Repeat("0", 4096)} {
		path := wire.PathTraining(mo.ID, "enrolments", who)
		if w := send(h, "PUT", path, "application/json", b); w.Code != http.StatusBadRequest {
			t.Errorf("enrolling as %.70q: %d %s", who, w.Code, w.Body)
		}
	}
	for _, path := range []string{"/docs/../v2/server", "/docs/..%2f..%2fgo.mod", "/docs/../../go.mod", "/docs/decisions/../../../go.mod", "/docs/protocol.md", "/operator/../metrics", "/docs/docs.go"} {
		if w := send(h, "GET", path, "", nil); w.Code < 400 || w.Code >= 500 {
			t.Errorf("%q: %d", path, w.Code)
		}
	}
	if w := send(h, "GET", fmt.Sprintf("/v2/trainings/%s/manifest", id), "", nil); w.Code != http.StatusOK {
		t.Errorf("the plain path: %d", w.Code)
	}
}
