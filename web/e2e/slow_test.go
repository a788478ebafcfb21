//go:build e2e

package e2e

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/server/page"
	"github.com/blindfit/blindfit/web/browser"
)

// loaded resolves with what a screen reader hears once the bar of a slow line stands between two percentages.
const loaded = `new Promise((resolve) => {
  const look = () => {
    const bar = document.querySelector('[data-slow] progress');
    if (!bar || bar.value < %d || bar.value > %d) return;
    observer.disconnect();
    resolve(bar.getAttribute('aria-label') + '|' + document.querySelector('main [role=status]').textContent);
  };
  const observer = new MutationObserver(look);
  observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  look();
})`

// TestSlowLine sends two fifths of the page's program and waits: the page shows how much of it is here, and says so, until the
// rest comes. A screen reader hears quarters, and two fifths are far from the next one.
func TestSlowLine(t *testing.T) {
	s := newStage(t)
	files, err := page.Handler(altered(t, "", nil), page.Options{})
	s.must("serve page", err)
	rest := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasSuffix(r.URL.Path, ".wasm") {
			files.ServeHTTP(w, r)
			return
		}
		whole := httptest.NewRecorder()
		files.ServeHTTP(whole, r)
		for name := range whole.Header() {
			w.Header().Set(name, whole.Header().Get(name))
		}
		b := whole.Body.Bytes()
		_, _ = w.Write(b[:2*len(b)/5])
		w.(http.Flusher).Flush()
		<-rest
		_, _ = w.Write(b[2*len(b)/5:])
	}))
	defer server.Close()
	release := func() {
		select {
		case <-rest:
		default:
			close(rest)
		}
	}
	defer release()
	v := s.tab(s.browser(), "slow", server.URL+"/join")
	heard, err := browser.Evaluate[string](s.ctx, v.Page, fmt.Sprintf(loaded, 38, 42))
	s.must("see the program come", err)
	for _, want := range []string{"The page’s program is being loaded", " 25 %"} {
		if !strings.Contains(heard, want) {
			t.Errorf("two fifths of the program are here, and a screen reader hears %q without %q", heard, want)
		}
	}
	v.shot("slow-line")
	release()
	v.wait("link")
	v.clean()
}
