//go:build e2e

package e2e

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/examples/demo/scan"
	"github.com/blindfit/blindfit/internal/programs"
	"github.com/blindfit/blindfit/internal/testing/deadline"
	"github.com/blindfit/blindfit/web/browser"
)

// singleFile is the page in one file, as web/build.sh single makes it.
const singleFile = built + "/release/blindfit.html"

// single returns the page in one file.
func single(t *testing.T) []byte {
	t.Helper()
	content, err := os.ReadFile(singleFile)
	if err != nil {
		t.Fatalf("the page in one file is not built (run web/build.sh single): %v", err)
	}
	return content
}

// moduleSum is the SHA-256 of the module that was built, in hex.
func moduleSum(t *testing.T) string {
	t.Helper()
	module, err := os.ReadFile("../src/generated/blindfit.wasm")
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%x", sha256.Sum256(module))
}

// onDisk puts a page into a folder of its own and returns its address.
func onDisk(t *testing.T, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "blindfit.html")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return "file://" + filepath.ToSlash(path)
}

// TestSingleFile opens the page from disk, beside two programs: it takes part in a training to the end under its own
// policy, and what leaves it betrays no row and no secret. The facilitator serves it nothing but the protocol.
func TestSingleFile(t *testing.T) {
	s := newStage(t)
	facilitator := s.facilitator("127.0.0.1:0")
	training, links := s.invited(s.write("model.json", []byte(modelJSON)), facilitator.URL, 3)
	rowsSet, namesSet := &scan.Set{}, &scan.Set{}
	secrets(s, namesSet, links)
	var tables [][]byte
	var paths []string
	for i := range 3 {
		tables = append(tables, table(i, 20+10*i))
		paths = append(paths, s.write(fmt.Sprintf("owner-%d.csv", i+1), tables[i]))
		rowValues(s, rowsSet, fmt.Sprintf("owner-%d", i+1), tables[i])
	}

	address := onDisk(t, single(t))
	page, err := s.browser().NewOwner(s.ctx)
	s.must("open tab", err)
	t.Cleanup(page.Close)
	s.must("watch helpers", page.BeforeLoad(s.ctx, watchHelpers))
	s.must("open page", page.Navigate(s.ctx, address))
	v := &visitor{page, s, "owner-1"}
	v.give(links[0])
	v.bring(paths[0])
	v.contribute()
	s.join("owner-2", links[1], paths[1])
	s.join("owner-3", links[2], paths[2])
	cost := s.trained(training, func(programs.Event) {})
	v.wait("done")
	if want := optimum(s, []byte(modelJSON), tables...); !near(cost, want) {
		t.Errorf("cost %v, want the pooled optimum %v within 1e-9", cost, want)
	}
	if r := v.receipt(); r.Reason != "finished" || len(r.Uploads) == 0 {
		t.Errorf("receipt: reason %q, %d uploads", r.Reason, len(r.Uploads))
	}
	v.shot("single-file-done")
	if made, err := browser.Evaluate[int](s.ctx, page, `seen.at(-1)?.made ?? 0`); err != nil || made == 0 {
		t.Errorf("the page's helpers made %d numbers (error %v)", made, err)
	}

	about, err := v.Text(s.ctx, "footer")
	s.must("read footer", err)
	if !strings.Contains(about, "a file on your machine") || !strings.Contains(strings.ReplaceAll(about, " ", ""), moduleSum(t)) {
		t.Errorf("the page says of itself:\n%s", about)
	}

	v.clean()
	if where := v.elsewhere(facilitator.URL); where != nil {
		t.Errorf("the page asked elsewhere: %v", where)
	}
	files, sockets := 0, 0
	for _, c := range v.Captured() {
		switch {
		case strings.HasPrefix(c.URL, "file:"):
			files++
		case c.Method == "":
			sockets++
		}
		if strings.HasPrefix(c.URL, facilitator.URL) && asset(c) {
			t.Errorf("the page took %s from the facilitator", c.URL)
		}
	}
	if files != 1 || sockets == 0 {
		t.Errorf("%d files read and %d sockets opened, want one file and a socket", files, sockets)
	}
	out, in, requests, frames := v.traffic()
	t.Logf("%d requests, %d frames, %d bytes out, %d bytes in", requests, frames, len(out), len(in))
	if v.uploads() == 0 || frames == 0 {
		t.Error("the record is not whole")
	}
	s.report("what left the page", rowsSet.Search(out))
	s.report("what left the page", namesSet.Search(out))
	s.report("what came to the page", rowsSet.Search(in))
}

// TestAlteredSingleFile changes one byte of the file: the browser refuses its script by the policy inside, and nothing
// runs. Without the change it runs.
func TestAlteredSingleFile(t *testing.T) {
	page := single(t)
	tests := []struct {
		name, from, to, want string
	}{
		{name: "script", from: "createScriptURL", to: "createScriptURI", want: "loading"},
		{name: "worker", from: "the program stopped", to: "the program stopsed", want: "loading"},
		{name: "module", from: `.wasm":"H4sI`, to: `.wasm":"H4tI`, want: "loading"},
		{name: "policy", from: "script-src 'sha256-", to: "script-src 'sha256+", want: "loading"},
		{name: "nothing", want: "link"},
	}
	b, err := browser.Launch(t.Context(), browser.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			content := bytes.Clone(page)
			if test.from != "" {
				if !bytes.Contains(content, []byte(test.from)) {
					t.Fatalf("the page does not hold %q", test.from)
				}
				content = bytes.Replace(content, []byte(test.from), []byte(test.to), 1)
			}
			p, err := b.NewOwner(deadline.Context(t))
			if err != nil {
				t.Fatal(err)
			}
			defer p.Close()
			if err := p.Navigate(deadline.Context(t), onDisk(t, content)); err != nil {
				t.Fatal(err)
			}
			if _, err := p.WaitState(deadline.Context(t), test.want); err != nil {
				t.Error(err)
			}
			refused := false
			for _, problem := range p.Problems() {
				refused = refused || strings.Contains(problem, "Content Security Policy")
			}
			if want := test.want == "loading"; refused != want {
				t.Errorf("refused by the policy: %v, want %v", refused, want)
			}
			for _, c := range p.Captured() {
				if !strings.HasPrefix(c.URL, "file:") && !strings.HasPrefix(c.URL, "data:") && !strings.HasPrefix(c.URL, "blob:") {
					t.Errorf("%s was asked for", c.URL)
				}
			}
		})
	}
}
