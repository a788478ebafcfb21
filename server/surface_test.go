package server_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/blindfit/blindfit/internal/testing/parties"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server"
	"github.com/blindfit/blindfit/server/guard"
	"github.com/blindfit/blindfit/server/page"
	"github.com/blindfit/blindfit/server/round"
	"github.com/blindfit/blindfit/server/store/sqlite"
)

// TestSurface runs testdata/*.txt, each against a separate facilitator with one training. The scripts contain the answers to
// all kinds of valid and invalid requests.
func TestSurface(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:   "testdata",
		Setup: setupScript(nil),
		Cmds:  map[string]func(*testscript.TestScript, bool, []string){"http": httpCommand},
	})
}

// TestSurfaceBehindProxy runs testdata/proxy/*.txt against a facilitator whose trusted proxy is the script. The facilitator has
// an operator token and low limits.
func TestSurfaceBehindProxy(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/proxy",
		Setup: setupScript(func(o *server.Options) {
			o.Proxies, _ = guard.ParseProxies([]string{"127.0.0.1"})
			tokens, _ := guard.ParseTokens([]byte("0123456789abcdefghijklmnop"))
			o.Tokens = guard.NewTokens(tokens)
			// No bucket refills within a test.
			o.Limits = server.Limits{SourceRate: 3, IdentityRate: 0.4, SourceEnrolments: 2, IdentitySockets: 1}
		}),
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"http": httpCommand},
	})
}

// TestSurfaceUnderPath runs testdata/base/*.txt against a facilitator that is served under a path.
func TestSurfaceUnderPath(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:   "testdata/base",
		Setup: setupScript(func(o *server.Options) { o.BasePath = "/study/blindfit" }),
		Cmds:  map[string]func(*testscript.TestScript, bool, []string){"http": httpCommand},
	})
}

// scriptPage is a small page.
var scriptPage = fstest.MapFS{
	"index.html":         {Data: []byte("<!doctype html><title>page</title>")},
	"assets/app-1.js":    {Data: []byte("export {}")},
	"assets/app-1.js.br": {Data: []byte("compressed")},
	"assets/run-2.wasm":  {Data: []byte("\x00asm")},
}

// setupScript starts the facilitator of a script; change may change its options.
func setupScript(change func(*server.Options)) func(*testscript.Env) error {
	return func(env *testscript.Env) error { return startScript(env, change) }
}

func startScript(env *testscript.Env, change func(*server.Options)) error {
	ctx, cancel := context.WithCancel(context.Background())
	st, err := sqlite.Open(ctx, env.WorkDir+"/data")
	if err != nil {
		cancel()
		return err
	}
	machine, err := round.New(ctx, round.Options{Store: st})
	if err != nil {
		cancel()
		return err
	}
	pages, err := page.Handler(scriptPage, page.Options{})
	if err != nil {
		cancel()
		return err
	}
	options := server.Options{Machine: machine, Ready: st.Ping, Page: pages, AllowOrigins: []string{"https://owners.example"}, Release: "test"}
	if change != nil {
		change(&options)
	}
	s, err := server.New(options)
	if err != nil {
		cancel()
		return err
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		cancel()
		return err
	}
	served := make(chan error, 1)
	go func() { served <- s.Serve(ctx, ln, nil) }()
	env.Defer(func() {
		cancel()
		if err := <-served; err != nil {
			env.T().Log(err)
		}
		machine.Close()
		st.Close()
	})
	tb := env.T().(testing.TB)
	mo := parties.NewModelOwner(tb, 3, 3, nil)
	if _, _, err := machine.CreateTraining(ctx, mo.Manifest, round.Creator{}); err != nil {
		return err
	}
	env.Setenv("URL", "http://"+ln.Addr().String()+options.BasePath)
	if env.Values["described"], err = describe(env.Getenv("URL")); err != nil {
		return err
	}
	env.Setenv("TRAINING", mo.ID.String())
	if err := scriptFiles(env, tb, mo); err != nil {
		return err
	}
	return scriptAttempt(env, tb, machine)
}

// scriptFiles writes signed messages for scripts to send, and names identities in the environment.
func scriptFiles(env *testscript.Env, tb testing.TB, mo *parties.ModelOwner) error {
	owner := parties.NewOwners(tb, mo.ID, 1)[0]
	env.Setenv("OWNER", owner.ID().String())
	env.Setenv("MODELOWNER", mo.Key.Identity().String())
	other := parties.NewModelOwner(tb, 3, 3, nil)
	env.Setenv("OTHER", other.ID.String())
	old := parties.NewModelOwner(tb, 3, 3, func(m *wire.Manifest) { m.Version = 1 })
	hello := owner.Seal(wire.KindHello, wire.Hello{Training: mo.ID, TimeMS: time.Now().UnixMilli()})
	stale := owner.Seal(wire.KindHello, wire.Hello{Training: mo.ID, TimeMS: time.Now().Add(-time.Hour).UnixMilli()})
	env.Values["self"], env.Values["owner"] = mo.Key, owner.Key
	err := writeMessages(env.WorkDir, map[string]*wire.Signed{"manifest": other.Manifest, "version1": old.Manifest, "enrolment": owner.Enrolment(), "hello": hello, "stale": stale})
	if err != nil {
		return err
	}
	return os.WriteFile(env.WorkDir+"/deep.json", bytes.Repeat([]byte("["), 100_000), 0o600)
}

// writeMessages writes each message to a file of its name, and invalid forms of it to others.
func writeMessages(dir string, messages map[string]*wire.Signed) error {
	for name, s := range messages {
		b, err := wire.Marshal(s)
		if err != nil {
			return err
		}
		if err := os.WriteFile(dir+"/"+name+".json", b, 0o600); err != nil {
			return err
		}
		for suffix, bent := range map[string][]byte{
			"-trailing": append(bytes.Clone(b), '\n'), "-short": b[:len(b)-1], "-spaced": bytes.Replace(b, []byte(":"), []byte(": "), 1),
			"-twice":   bytes.Replace(b, []byte("{"), []byte(`{"kind":"`+string(s.Kind)+`",`), 1),
			"-unknown": bytes.Replace(b, []byte("{"), []byte(`{"extra":1,`), 1),
			"-forged":  bytes.Replace(b, []byte(`"signature":"`+base64.StdEncoding.EncodeToString(s.Signature)[:4]), []byte(`"signature":"AAAA`), 1),
		} {
			if err := os.WriteFile(dir+"/"+name+suffix+".json", bent, 0o600); err != nil {
				return err
			}
		}
	}
	return nil
}

// httpCommand is "http [-H 'Name: value']... [-sign | -as SIGNER] [-chunked] METHOD PATH [FILE|size:N]": it prints status, headers in
// alphabetical order and body. It follows no redirect.
func httpCommand(ts *testscript.TestScript, neg bool, args []string) {
	header, signer, chunked := http.Header{}, "", false
	for len(args) > 0 && strings.HasPrefix(args[0], "-") {
		switch args[0] {
		case "-H":
			name, value, _ := strings.Cut(args[1], ": ")
			header.Add(name, value)
			args = args[1:]
		case "-sign":
			signer = "self"
		case "-as":
			signer = args[1]
			args = args[1:]
		case "-chunked":
			chunked = true
		}
		args = args[1:]
	}
	if neg || len(args) < 2 {
		ts.Fatalf("usage: http [flags] METHOD PATH [FILE|size:N]")
	}
	var body io.Reader
	if len(args) > 2 {
		var size int
		if _, err := fmt.Sscanf(args[2], "size:%d", &size); err == nil {
			body = bytes.NewReader(make([]byte, size))
		} else {
			body = strings.NewReader(ts.ReadFile(args[2]))
		}
		if chunked {
			body = io.MultiReader(body)
		}
		if header.Get("Content-Type") == "" {
			header.Set("Content-Type", "application/json")
		}
	}
	r, err := http.NewRequest(args[0], ts.Getenv("URL")+args[1], body)
	ts.Check(err)
	r.Header = header
	if signer != "" {
		request := wire.Request{Method: args[0], Target: args[1], TimeMS: time.Now().UnixMilli()}
		s, err := wire.Seal(wire.KindRequest, request, ts.Value(signer).(wire.Signer))
		ts.Check(err)
		v, err := wire.EncodeAuth(s)
		ts.Check(err)
		r.Header.Set(wire.AuthHeader, v)
	}
	transport := &http.Transport{DisableCompression: true}
	defer transport.CloseIdleConnections()
	a, err := transport.RoundTrip(r)
	ts.Check(err)
	defer a.Body.Close()
	fmt.Fprintf(ts.Stdout(), "%s\n", a.Status)
	var names []string
	for name := range a.Header {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		fmt.Fprintf(ts.Stdout(), "%s: %s\n", name, strings.Join(a.Header[name], ", "))
	}
	fmt.Fprintln(ts.Stdout())
	b, err := io.ReadAll(a.Body)
	ts.Check(err)
	// Every answer must be one that the served description allows.
	ts.Check(ts.Value("described").(*described).check(args[0], args[1], a.StatusCode, a.Header.Get("Content-Type"), b))
	fmt.Fprintf(ts.Stdout(), "%s\n", b)
}
