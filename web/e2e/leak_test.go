//go:build e2e

package e2e

import (
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"

	"github.com/blindfit/blindfit/examples/demo/scan"
	"github.com/blindfit/blindfit/server/page"
)

// leaky is the page built with the tag plantedleak: it sends row values on in several forms.
const leaky = built + "/web-leak"

// TestPlantedLeak shows that the scan of TestTraining can fail: a page that leaks is found out, in every form in
// which it leaks.
func TestPlantedLeak(t *testing.T) {
	s := newStage(t)
	facilitator := s.facilitator("127.0.0.1:0")
	_, links := s.invited(s.write("model.json", []byte(modelJSON)), facilitator.URL, 3)

	// The page comes from an origin of its own, as from an owner's own machine, and may talk to the facilitator.
	handler, err := page.Handler(os.DirFS(leaky), page.Options{ConnectSrc: []string{facilitator.URL}})
	s.must("serve leaky page", err)
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost { // where the leak goes
			w.WriteHeader(http.StatusNoContent)
			return
		}
		handler.ServeHTTP(w, r)
	}))
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	s.must("listen", err)
	server.Listener = listener
	server.Start()
	t.Cleanup(server.Close)

	rows := table(0, 40)
	rowsSet := &scan.Set{}
	rowValues(s, rowsSet, "owner-1", rows)
	v := s.paste(s.browser(), "owner-1", server.URL, links[0])
	v.bring(s.write("owner-1.csv", rows))

	out, _, _, _ := v.traffic()
	found := map[string]bool{}
	for _, f := range rowsSet.Search(out) {
		found[f.Form] = true
	}
	for _, form := range []string{"decimal text", "decimal text in base64", "float32, little endian", "float32, big endian in hex",
		"float64, big endian", "float64, little endian in base64"} {
		if !found[form] {
			t.Errorf("planted leak as %s was not found", form)
		}
	}
	if len(found) > 6 {
		t.Errorf("found %d forms, six are planted", len(found))
	}
}
