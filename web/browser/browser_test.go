//go:build e2e

package browser_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/coder/websocket"

	"github.com/blindfit/blindfit/internal/testing/deadline"
	"github.com/blindfit/blindfit/web/browser"
)

const testPage = `<!doctype html><meta charset=utf-8><title>test</title>
<main data-state="start"><p>hello</p><a download="note.txt" href="data:text/plain,kept">save</a>
<input type=file disabled></main>
<script type=module>
const main = document.querySelector('main');
const worker = new Worker('/worker.js', {type: 'module'});
worker.onmessage = ({data}) => { main.dataset.state = data; document.querySelector('input').disabled = false; };
document.querySelector('input').onchange = async ({target}) => { main.dataset.state = await target.files[0].text(); };
</script>`

const testWorker = `
const bytes = new Uint8Array([0, 255, 128, 13, 10, 200]);
await fetch('/first');
const answer = await fetch('/put', {method: 'PUT', body: bytes, headers: {'X-Mark': 'seen'}});
await answer.arrayBuffer();
const socket = new WebSocket(location.origin.replace('http', 'ws') + '/socket');
socket.binaryType = 'arraybuffer';
socket.onopen = () => { socket.send('hello'); socket.send(bytes); };
socket.onmessage = () => { socket.close(); };
socket.onclose = () => self.postMessage('ended');
`

func serve(t *testing.T) string {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, testPage)
	})
	mux.HandleFunc("GET /worker.js", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/javascript")
		fmt.Fprint(w, testWorker)
	})
	mux.HandleFunc("GET /first", func(http.ResponseWriter, *http.Request) {})
	mux.HandleFunc("PUT /put", func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		w.Write(append([]byte("got "), b...))
	})
	mux.HandleFunc("GET /socket", func(w http.ResponseWriter, r *http.Request) {
		c, err := websocket.Accept(w, r, nil)
		if err != nil {
			return
		}
		defer c.CloseNow()
		for range 2 {
			if _, _, err := c.Read(r.Context()); err != nil {
				return
			}
		}
		if c.Write(r.Context(), websocket.MessageBinary, []byte{7, 0, 254}) == nil {
			_, _, _ = c.Read(r.Context()) // until the page closes its side
		}
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}

func TestPageAndWorkerAreRecorded(t *testing.T) {
	ctx := deadline.Context(t)
	b, err := browser.Launch(t.Context(), browser.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := b.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	}()
	p, err := b.NewOwner(ctx)
	if err != nil {
		t.Fatal(err)
	}
	url := serve(t)
	if err := p.Navigate(ctx, url+"/#secret"); err != nil {
		t.Fatal(err)
	}
	if _, err := p.WaitState(ctx, "ended"); err != nil {
		t.Fatal(err)
	}
	checkCaptures(t, p.Captured())
	name, content, err := p.Download(ctx, "a")
	if err != nil || name != "note.txt" || string(content) != "kept" {
		t.Errorf("download = %q, %q, %v", name, content, err)
	}
	if _, err := p.WaitState(ended(ctx), "never"); err == nil || !strings.Contains(err.Error(), "ended: hello") {
		t.Errorf("waiting for a state that does not come: error = %v, want one that says where the page is", err)
	}
	if problems := p.Problems(); len(problems) > 1 { // the browser asks for a favicon that is not there
		t.Errorf("problems = %q", problems)
	}
}

// ended returns ctx cancelled: a wait under it fails at once.
func ended(ctx context.Context) context.Context {
	short, cancel := context.WithCancel(ctx)
	cancel()
	return short
}

func checkCaptures(t *testing.T, captures []browser.Capture) {
	t.Helper()
	raw := []byte{0, 255, 128, 13, 10, 200}
	seen := map[string]browser.Capture{}
	for _, c := range captures {
		seen[c.URL[strings.LastIndex(c.URL, "/"):]] = c
		if strings.Contains(c.URL, "secret") {
			t.Error("a fragment is part of a recorded URL")
		}
	}
	if c, ok := seen["/first"]; !ok || !c.Worker {
		t.Error("the worker's first request was not recorded")
	}
	put := seen["/put"]
	if put.Method != http.MethodPut || !bytes.Equal(put.Body, raw) || put.Headers["x-mark"] != "seen" || put.Status != 200 {
		t.Errorf("PUT recorded as %s, body %x, headers %v, status %d", put.Method, put.Body, put.Headers, put.Status)
	}
	if want := append([]byte("got "), raw...); !bytes.Equal(put.Response, want) {
		t.Errorf("response recorded as %x, want %x", put.Response, want)
	}
	frames := seen["/socket"].Frames
	want := []browser.Frame{{Sent: true, Data: []byte("hello")}, {Sent: true, Data: raw}, {Data: []byte{7, 0, 254}}}
	if len(frames) != len(want) {
		t.Fatalf("%d frames recorded, want %d", len(frames), len(want))
	}
	for i, f := range frames {
		if f.Sent != want[i].Sent || !bytes.Equal(f.Data, want[i].Data) {
			t.Errorf("frame %d = %v %x, want %v %x", i, f.Sent, f.Data, want[i].Sent, want[i].Data)
		}
	}
}
