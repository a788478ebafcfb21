package client

import (
	"context"
	"errors"
	"strings"
	"syscall/js"
	"testing"

	"github.com/blindfit/blindfit/protocol/wire"
)

// stub puts a JavaScript value in a global's place for one test.
func stub(t *testing.T, name, code string) {
	t.Helper()
	before := js.Global().Get(name)
	js.Global().Set(name, js.Global().Call("eval", "("+code+")"))
	t.Cleanup(func() { js.Global().Set(name, before) })
}

// TestFetch: what fetch answers comes back whole, and what it must be told is told.
func TestFetch(t *testing.T) {
	for name, c := range map[string]struct {
		fetch  string
		status int
		body   string
		fails  string
	}{
		"answer":    {"async () => new Response('hello')", 200, "hello", ""},
		"refusal":   {"async () => new Response('no', {status: 404})", 404, "no", ""},
		"no body":   {"async () => new Response(null, {status: 204})", 204, "", ""},
		"too long":  {"async () => new Response('x'.repeat(1000))", 200, strings.Repeat("x", 11), ""},
		"redirect":  {"async () => ({type: 'opaqueredirect', status: 0, body: null})", 302, "", ""},
		"no answer": {"async () => { throw new TypeError('failed to fetch'); }", 0, "", "failed to fetch"},
		"throws":    {"() => { throw new TypeError('not even asked'); }", 0, "", "refused"},
		"torn": {"async () => new Response(new ReadableStream({start: (c) => { c.enqueue(new Uint8Array([104])); }, " +
			"pull: (c) => c.error(new TypeError('torn'))}))", 200, "", "torn"},
		"pieces": {"async () => new Response(new ReadableStream({start: (c) => { c.enqueue(new Uint8Array([104])); " +
			"c.enqueue(new Uint8Array([105])); c.close(); }}))", 200, "hi", ""},
		"echo": {"async (url, o) => new Response(['POST', 'text/x', 'manual', 'omit', 'signed'].join() === " +
			"[o.method, o.headers['Content-Type'], o.redirect, o.credentials, o.headers['" + wire.AuthHeader + "']].join() ? o.body : 'differs')", 200, "body", ""},
	} {
		t.Run(name, func(t *testing.T) {
			stub(t, "fetch", c.fetch)
			status, body, err := fetchCarrier{}.send(t.Context(), request{
				method: methodPost, url: "http://127.0.0.1/x", media: "text/x", auth: "signed", body: []byte("body"),
			}, 10)
			if c.fails != "" {
				if err == nil || !strings.Contains(err.Error(), c.fails) {
					t.Errorf("error is %v, want one with %q", err, c.fails)
				}
				return
			}
			if err != nil || status != c.status || string(body) != c.body {
				t.Errorf("got %d, %q, %v; want %d, %q", status, body, err, c.status, c.body)
			}
		})
	}
}

// TestFetchEnds: the end of the context is the end of the request.
func TestFetchEnds(t *testing.T) {
	stub(t, "fetch", "(url, o) => new Promise((_, no) => { o.signal.onabort = () => { globalThis.aborted = true; no(new Error('x')); }; globalThis.asked(); })")
	ctx, cancel := context.WithCancel(t.Context())
	asked := js.FuncOf(func(js.Value, []js.Value) any { cancel(); return nil })
	defer asked.Release()
	js.Global().Set("asked", asked)
	defer js.Global().Delete("asked")
	if _, _, err := (fetchCarrier{}).send(ctx, request{method: methodGet, url: "http://127.0.0.1/"}, 10); err == nil {
		t.Error("a request outlives its context")
	}
	if !js.Global().Get("aborted").Truthy() {
		t.Error("the browser was not told")
	}
}

// socketScript is a WebSocket that does what its address says, after the script that made it has ended.
const socketScript = `class {
  constructor(address) {
    this.sent = [];
    globalThis.lastSocket = this;
    const later = (f) => setTimeout(f, 0);
    switch (new URL(address).pathname) {
      case "/refused": later(() => this.onclose?.({})); break;
      case "/silent": break;
      case "/throws": throw new Error("no");
      default: later(() => {
        this.onopen?.({});
        if (address.endsWith("/bytes")) this.onmessage?.({ data: new ArrayBuffer(3) });
        else if (address.endsWith("/long")) this.onmessage?.({ data: "x".repeat(1 << 25) });
        else for (const data of ["one", "two"]) this.onmessage?.({ data });
        later(() => this.onclose?.({}));
      });
    }
  }
  send(text) { this.sent.push(text); }
  close() { this.closed = true; }
}`

func TestLine(t *testing.T) {
	stub(t, "WebSocket", socketScript)
	c := &Client{}
	for _, path := range []string{"/refused", "/throws"} {
		if _, err := c.openLine(t.Context(), "ws://127.0.0.1"+path); err == nil {
			t.Errorf("%s: a socket is open", path)
		}
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.openLine(ended, "ws://127.0.0.1/silent"); !errors.Is(err, context.Canceled) {
		t.Errorf("a socket that never opens: error is %v", err)
	}

	l, err := c.openLine(t.Context(), "ws://127.0.0.1/good")
	if err != nil {
		t.Fatal(err)
	}
	if err := l.write(t.Context(), []byte("hello")); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"one", "two"} {
		if b, err := l.read(t.Context()); err != nil || string(b) != want {
			t.Errorf("read %q, %v; want %q", b, err, want)
		}
	}
	if _, err := l.read(ended); err == nil {
		t.Error("a reader outlives its context")
	}
	if _, err := l.read(t.Context()); err == nil {
		t.Error("a closed socket is read")
	}
	if err := l.write(t.Context(), nil); err == nil {
		t.Error("a closed socket is written to")
	}
	l.close()
	socket := js.Global().Get("lastSocket")
	if !socket.Get("closed").Truthy() || socket.Get("sent").Index(0).String() != "hello" {
		t.Error("the socket was not used as it should")
	}

	for path, want := range map[string]string{"/bytes": "must be text", "/long": "too long"} {
		l, err := c.openLine(t.Context(), "ws://127.0.0.1"+path)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := l.read(t.Context()); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error is %v, want one with %q", path, err, want)
		}
		l.close()
	}
}
