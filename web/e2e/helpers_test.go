//go:build e2e

package e2e

import (
	"encoding/json"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/blindfit/blindfit/server/page"
	"github.com/blindfit/blindfit/web/browser"
)

// watchHelpers keeps what the worker says of its helpers.
const watchHelpers = `(() => {
  const seen = globalThis.seen = [];
  const Plain = globalThis.Worker;
  globalThis.Worker = class extends Plain {
    constructor(...args) {
      super(...args);
      this.addEventListener('message', ({ data }) => { if (data?.event === 'helpers') seen.push(data); });
    }
  };
})()`

// TestHelpers brings rows, which rehearses a round, with helpers as they are, with ones that die and with ones that
// cannot be loaded: the page gets ready all the same, and helpers have no line of their own to anywhere.
func TestHelpers(t *testing.T) {
	s := newStage(t)
	facilitator := s.facilitator("127.0.0.1:0")
	cases := []struct {
		name  string
		alter func([]byte) []byte
		work  bool
	}{
		{name: "help", work: true},
		{name: "die", alter: func([]byte) []byte { return []byte("self.onmessage = () => { throw new Error('dead'); };") }},
		{name: "malformed", alter: func([]byte) []byte { return []byte("}") }},
	}
	_, links := s.invited(s.write("model.json", []byte(modelJSON)), facilitator.URL, len(cases))
	b := s.browser()
	for i, test := range cases {
		t.Run(test.name, func(t *testing.T) {
			files := altered(t, "", nil).(fstest.MapFS)
			for name, file := range files {
				if test.alter != nil && strings.Contains(name, "/helper-") {
					file.Data = test.alter(file.Data)
				}
			}
			handler, err := page.Handler(files, page.Options{ConnectSrc: []string{facilitator.URL}})
			s.must("serve page", err)
			server := httptest.NewServer(handler)
			defer server.Close()
			p, err := b.NewOwner(s.ctx)
			s.must("open tab", err)
			defer p.Close()
			s.must("watch helpers", p.BeforeLoad(s.ctx, watchHelpers))
			s.must("open page", p.Navigate(s.ctx, server.URL+"/join"))
			v := &visitor{p, s, test.name}
			v.wait("link")
			s.must("fill in link", p.Fill(s.ctx, "#link", links[i]))
			s.must("open link", p.Click(s.ctx, "[data-action=open]"))
			v.wait("invitation")
			v.bring(s.write(test.name+".csv", table(i, 12)))

			text, err := browser.Evaluate[string](s.ctx, p, `JSON.stringify(seen)`)
			s.must("read what the worker said", err)
			var seen []struct{ Alive, Made int }
			s.must("read events", json.Unmarshal([]byte(text), &seen))
			if len(seen) == 0 || seen[0].Alive < 1 {
				t.Fatalf("no helper started: %s", text)
			}
			last := seen[len(seen)-1]
			if test.work && (last.Made < 1 || last.Alive < 1) || !test.work && (last.Made != 0 || last.Alive != 0) {
				t.Errorf("in the end helpers are %+v", last)
			}
			for _, c := range p.Captured() {
				if strings.Contains(c.URL, "/helper-") && (c.Method != "GET" || len(c.Body) > 0) {
					t.Errorf("%s %s with %d bytes was sent", c.Method, c.URL, len(c.Body))
				}
			}
		})
	}
}
