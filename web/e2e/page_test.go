//go:build e2e

package e2e

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/blindfit/blindfit/internal/programs"
	"github.com/blindfit/blindfit/internal/testing/deadline"
	"github.com/blindfit/blindfit/server/page"
	"github.com/blindfit/blindfit/web/browser"
)

// TestInvitation follows a link from the first look to a checked file: where the fragment goes, what a reload, a
// second tab, a cut link and a bad file do.
func TestInvitation(t *testing.T) {
	s := newStage(t)
	facilitator := s.facilitator("127.0.0.1:0")
	_, links := s.invited(s.write("model.json", []byte(modelJSON)), facilitator.URL, 3)
	v := s.visit(s.browser(), "owner-1", links[0])

	address, err := browser.Evaluate[string](s.ctx, v.Page, `location.href + ' ' + JSON.stringify(history.state)`)
	s.must("read address", err)
	_, fragment, _ := strings.Cut(links[0], "#")
	if strings.Contains(address, "#") || strings.Contains(address, fragment[:20]) {
		t.Error("the fragment of the link is still in the address bar or the history")
	}

	second, err := v.NewTab(s.ctx)
	s.must("open second tab", err)
	s.must("open link in second tab", second.Navigate(s.ctx, links[0]))
	_, err = second.WaitState(s.ctx, "refused")
	s.must("see second tab refused", err)
	second.Close()

	s.must("reload", v.Reload(s.ctx))
	v.wait("invitation")

	v.bad("no-header.csv", "1,2,3\n", "")
	rows := string(table(0, 12))
	lines := strings.Split(rows, "\n")
	cells := strings.Split(lines[4], ",")
	cells[0] = "many"
	lines[4] = strings.Join(cells, ",")
	column, _, _ := strings.Cut(lines[0], ",")
	v.bad("bad.csv", strings.Join(lines, "\n"), column+"\tNot a number")
	v.bring(s.write("good.csv", []byte(rows)))

	s.must("open another link in the same tab", v.Navigate(s.ctx, links[1][:len(links[1])-3]))
	_, err = v.WaitState(s.ctx, "refused")
	s.must("see cut link refused", err)
	v.clean()
}

// bad gives the page a file that does not fit and looks for a line of the table of problems.
func (v *visitor) bad(name, content, want string) {
	v.stage.Helper()
	path := v.stage.write(name, []byte(content))
	v.stage.must("choose "+name, v.SetFile(v.stage.ctx, "input[type=file]", path))
	_, err := v.WaitState(v.stage.ctx, "badfile")
	v.stage.must("see "+name+" refused", err)
	// The state can be the one of the file before; the new table is there once the file was checked.
	text, err := browser.Evaluate[string](v.stage.ctx, v.Page, `document.querySelector('main').innerText`)
	v.stage.must("read problems", err)
	if !strings.Contains(text, want) {
		v.stage.Errorf("%s: the page does not say %q; it says:\n%s", name, want, text)
	}
}

// TestLeave leaves a training from its lobby and keeps a receipt that says so.
func TestLeave(t *testing.T) {
	s := newStage(t)
	facilitator := s.facilitator("127.0.0.1:0")
	_, links := s.invited(s.write("model.json", []byte(modelJSON)), facilitator.URL, 3)
	v := s.visit(s.browser(), "leaver", links[0])
	v.bring(s.write("leaver.csv", table(0, 20)))
	v.contribute()
	v.wait("waiting")
	s.must("ask to leave", v.Click(s.ctx, "[data-action=leave]"))
	s.must("leave", v.Click(s.ctx, "[data-action=leave-yes]"))
	v.wait("done")
	if r := v.receipt(); r.Reason != "left" || len(r.Uploads) != 0 {
		t.Errorf("receipt of the one who left: reason %q, %d uploads", r.Reason, len(r.Uploads))
	}
	v.clean()
}

// uploading resolves when the page shows that it computes its upload.
const uploading = `new Promise((resolve) => {
  const there = () => document.querySelector('main[data-state=round] li:nth-child(2)[aria-current=step]');
  if (there()) return resolve(true);
  const observer = new MutationObserver(() => {
    if (!there()) return;
    observer.disconnect();
    resolve(true);
  });
  observer.observe(document, { subtree: true, childList: true, attributes: true });
})`

// looksSealed fails if the sums that the page keeps can be read: they would hold the number of rows as JSON.
func (s *stage) looksSealed(v *visitor) {
	s.Helper()
	found, err := browser.Evaluate[string](s.ctx, v.Page, `new Promise((resolve, reject) => {
	  const open = indexedDB.open('blindfit-sums');
	  open.onerror = () => reject(open.error);
	  open.onsuccess = () => {
	    const all = open.result.transaction('vault').objectStore('vault').getAll();
	    all.onerror = () => reject(all.error);
	    all.onsuccess = () => resolve(all.result.length + ' ' + all.result.map((b) => new TextDecoder('latin1').decode(b)).join());
	    open.result.close();
	  };
	})`)
	s.must("read what is kept", err)
	if !strings.HasPrefix(found, "1 ") || strings.Contains(found, "counts") {
		s.Errorf("what is kept of the sums: %.80q", found)
	}
}

// TestPauseAndReload disturbs a training from the page: a pause in a round, then a reload in another. Both
// times the others wait, the page comes back as the same owner, after the reload without its file, and the training ends with the pooled
// optimum.
func TestPauseAndReload(t *testing.T) {
	s := newStage(t)
	facilitator := s.facilitator("127.0.0.1:0")
	training, links := s.invited(s.write("model.json", []byte(modelJSON)), facilitator.URL, 3)
	var tables [][]byte
	var paths []string
	for i := range 3 {
		tables = append(tables, table(i, 20))
		paths = append(paths, s.write(fmt.Sprintf("owner-%d.csv", i+1), tables[i]))
	}
	v := s.visit(s.browser(), "owner-1", links[0])
	v.bring(paths[0])
	v.contribute()
	other := s.join("owner-2", links[1], paths[1])
	s.join("owner-3", links[2], paths[2])

	paused, reloaded := false, false
	cost := s.trained(training, func(e programs.Event) {
		switch {
		case e.Event == "open" && e.Round == 2 && !paused:
			paused = true
			s.holding(other, func() {
				s.must("pause", v.Click(s.ctx, "[data-action=pause]"))
				v.wait("paused")
			})
			v.shot("page-paused")
			s.must("go on", v.Click(s.ctx, "[data-action=resume]"))
		case e.Event == "open" && e.Round == 5 && !reloaded:
			reloaded = true
			// Between its keys and its upload the page holds secrets that a reload takes with it.
			_, err := browser.Evaluate[bool](s.ctx, v.Page, uploading)
			s.must("wait for upload phase", err)
			s.must("reload", v.Reload(s.ctx))
			// It goes on by itself, from sums that were kept encrypted.
			got, err := v.WaitState(s.ctx, "waiting", "round", "invitation", "refused", "aborted", "failed")
			s.must("see it go on", err)
			if got != "waiting" && got != "round" {
				t.Errorf("after the reload the page is at %q", got)
			}
			s.looksSealed(v)
		}
	})
	v.wait("done")
	if want := optimum(s, []byte(modelJSON), tables...); !near(cost, want) {
		t.Errorf("cost %v, want the pooled optimum %v within 1e-9", cost, want)
	}
	accepted := 0
	r := v.receipt()
	for _, u := range r.Uploads {
		if u.Accepted {
			accepted++
		}
	}
	if r.Reason != "finished" || accepted < 5 {
		t.Errorf("receipt: reason %q, %d accepted uploads", r.Reason, accepted)
	}
	v.clean()
}

// TestDeadFacilitator opens a link to a facilitator that does not answer: the page says so and takes another link.
func TestDeadFacilitator(t *testing.T) {
	s := newStage(t)
	facilitator := s.facilitator("127.0.0.1:0")
	_, links := s.invited(s.write("model.json", []byte(modelJSON)), facilitator.URL, 3)
	s.must("stop facilitator", facilitator.Stop())

	handler, err := page.Handler(altered(t, "", nil), page.Options{ConnectSrc: []string{facilitator.URL}})
	s.must("serve page", err)
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	p, err := s.browser().NewOwner(s.ctx)
	s.must("open tab", err)
	_, fragment, _ := strings.Cut(links[0], "#")
	s.must("open page", p.Navigate(s.ctx, server.URL+"/join"))
	_, err = p.WaitState(s.ctx, "link")
	s.must("see field", err)
	s.must("fill in link", p.Fill(s.ctx, "#link", facilitator.URL+"/join#"+fragment))
	s.must("open link", p.Click(s.ctx, "[data-action=open]"))
	_, err = p.WaitState(s.ctx, "refused")
	s.must("see refusal", err)
	text, err := p.Text(s.ctx, "main")
	s.must("read refusal", err)
	if !strings.Contains(text, "cannot be reached") || strings.Contains(text, fragment[:20]) {
		t.Errorf("the page says:\n%s", text)
	}
	s.must("try another link", p.Click(s.ctx, "[data-action=again]"))
	_, err = p.WaitState(s.ctx, "link")
	s.must("see field again", err)

	// What stood in the way has passed: the link need not be looked for again.
	s.must("fill in link again", p.Fill(s.ctx, "#link", facilitator.URL+"/join#"+fragment))
	s.must("open link again", p.Click(s.ctx, "[data-action=open]"))
	_, err = p.WaitState(s.ctx, "refused")
	s.must("see refusal again", err)
	s.facilitator(strings.TrimPrefix(facilitator.URL, "http://"))
	s.must("try again", p.Click(s.ctx, "[data-action=retry]"))
	_, err = p.WaitState(s.ctx, "invitation")
	s.must("see invitation", err)
}

// receipt is the part of a downloaded receipt that tests read.
type receipt struct {
	Training string
	Reason   string
	Uploads  []struct{ Accepted bool }
}

// receipt saves the receipt as a person does.
func (v *visitor) receipt() receipt {
	v.stage.Helper()
	name, content, err := v.Download(v.stage.ctx, "[data-action=save]")
	v.stage.must("save receipt", err)
	var r receipt
	v.stage.must("read receipt", json.Unmarshal(content, &r))
	if want := "blindfit-receipt-" + r.Training[:12] + ".json"; name != want {
		v.stage.Errorf("receipt is named %q, want %q", name, want)
	}
	return r
}

// TestAlteredPage changes one byte of the module, of the page's script, or takes a feature away: the page says so
// and computes nothing.
func TestAlteredPage(t *testing.T) {
	tests := []struct {
		name, ending, script, want string
		alter                      func([]byte) []byte
		bare                       bool // served without its policy
	}{
		{name: "module", ending: ".wasm", want: "failed", alter: func(b []byte) []byte { b[len(b)/2] ^= 1; return b }},
		{name: "script", ending: ".js", want: "loading", alter: func(b []byte) []byte { return append(b, "/**/"...) }},
		{name: "feature", script: `Object.defineProperty(globalThis, 'WebAssembly', {value: undefined})`, want: "unsupported"},
		{name: "storage", script: `Object.defineProperty(globalThis, 'indexedDB', {value: undefined})`, want: "unsupported"},
		{name: "worker", script: `Object.defineProperty(globalThis, 'Worker', {value: undefined})`, want: "unsupported"},
		{name: "big integers", script: `Object.defineProperty(globalThis, 'BigInt', {value: undefined})`, want: "unsupported"},
		{name: "policy", bare: true, want: "unsupported"},
		{name: "nothing", want: "link"},
	}
	b, err := browser.Launch(t.Context(), browser.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			handler, err := page.Handler(altered(t, test.ending, test.alter), page.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if test.bare {
				handler = withoutPolicy(handler)
			}
			server := httptest.NewServer(handler)
			defer server.Close()
			p, err := b.NewOwner(deadline.Context(t))
			if err != nil {
				t.Fatal(err)
			}
			defer p.Close()
			if test.script != "" {
				if err := p.BeforeLoad(deadline.Context(t), test.script); err != nil {
					t.Fatal(err)
				}
			}
			if err := p.Navigate(deadline.Context(t), server.URL+"/join"); err != nil {
				t.Fatal(err)
			}
			if _, err := p.WaitState(deadline.Context(t), test.want); err != nil {
				t.Error(err)
			}
			for _, c := range p.Captured() {
				if c.Method != "GET" {
					t.Errorf("%s %s was sent", c.Method, c.URL)
				}
			}
		})
	}
}

// withoutPolicy serves a page as somebody on the way would who takes its policy off.
func withoutPolicy(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.ServeHTTP(bareWriter{w}, r)
	})
}

type bareWriter struct{ http.ResponseWriter }

func (w bareWriter) WriteHeader(status int) {
	w.Header().Del("Content-Security-Policy")
	w.ResponseWriter.WriteHeader(status)
}

func (w bareWriter) Write(b []byte) (int, error) {
	w.Header().Del("Content-Security-Policy")
	return w.ResponseWriter.Write(b)
}

// servedWith opens the built page with a script in front of its worker's.
func servedWith(t *testing.T, b *browser.Browser, script string) *browser.Page {
	t.Helper()
	files := altered(t, "", nil).(fstest.MapFS)
	found := false
	for name, file := range files {
		if strings.Contains(name, "/worker-") {
			found, file.Data = true, append([]byte(script+"\n"), file.Data...)
		}
	}
	if !found {
		t.Fatal("the page has no worker")
	}
	handler, err := page.Handler(files, page.Options{})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	p, err := b.NewOwner(deadline.Context(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	if err := p.Navigate(deadline.Context(t), server.URL+"/join"); err != nil {
		t.Fatal(err)
	}
	return p
}

// altered is the built page with a change to every file of one ending.
func altered(t *testing.T, ending string, alter func([]byte) []byte) fs.FS {
	t.Helper()
	const dist = "../dist"
	out := fstest.MapFS{}
	err := filepath.WalkDir(dist, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.HasSuffix(path, ".br") {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if alter != nil && strings.HasSuffix(path, ending) {
			content = alter(content)
		}
		name, err := filepath.Rel(dist, path)
		out[filepath.ToSlash(name)] = &fstest.MapFile{Data: content}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if out["index.html"] == nil {
		t.Fatal("the page is not built: run web/build.sh")
	}
	return out
}
