package server_test

import (
	"bytes"
	"fmt"
	"net/http"
	"testing"

	"github.com/blindfit/blindfit/server"
	"github.com/blindfit/blindfit/server/round"
	"github.com/blindfit/blindfit/server/store/sqlite"
)

// TestFixedTextsAreMadeOnce: documents and the description of the interface, which anybody may ask for and which take tens of milliseconds
// of a processor, are made once; names that do not exist hold nothing.
func TestFixedTextsAreMadeOnce(t *testing.T) {
	st := must(sqlite.Open(t.Context(), t.TempDir()))
	defer st.Close()
	machine := must(round.New(t.Context(), round.Options{Store: st}))
	defer machine.Close()
	s := must(server.New(server.Options{Machine: machine, Ready: st.Ping}))
	for _, path := range []string{"/docs/", "/docs/protocol", "/docs/api", "/v2/openapi.json"} {
		first := send(s, http.MethodGet, path, "", nil)
		before := len(s.Fixed())
		again := send(s, http.MethodGet, path, "", nil)
		if first.Code != http.StatusOK || !bytes.Equal(first.Body.Bytes(), again.Body.Bytes()) || before != len(s.Fixed()) {
			t.Errorf("%s: %d, then %d", path, first.Code, again.Code)
		}
	}
	before := s.Fixed()
	if len(before) < 4 {
		t.Errorf("only %q are kept", before)
	}
	for i := range 50 {
		if w := send(s, http.MethodGet, fmt.Sprintf("/docs/none-%d", i), "", nil); w.Code != http.StatusNotFound {
			t.Errorf("a document that does not exist: %d", w.Code)
		}
	}
	if after := s.Fixed(); len(after) != len(before) {
		t.Errorf("names that do not exist are kept: %q", after)
	}
}
