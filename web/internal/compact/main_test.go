package main

import (
	"bytes"
	"encoding/hex"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// build builds the program in testdata for WebAssembly, as web/build.sh builds the page's.
func build(t *testing.T) string {
	t.Helper()
	out := filepath.Join(t.TempDir(), "program.wasm")
	cmd := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w -buildid=", "-o", out, "./testdata/program")
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	if b, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, b)
	}
	return out
}

// start runs a module under Node and returns its output and its errors.
func start(t *testing.T, module string, args ...string) (stdout, stderr string, err error) {
	t.Helper()
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	runner := filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "wasm_exec_node.js")
	var out, failures bytes.Buffer
	cmd := exec.Command("node", append([]string{"--stack-size=8192", runner, module}, args...)...)
	cmd.Stdout, cmd.Stderr = &out, &failures
	err = cmd.Run()
	return out.String(), failures.String(), err
}

func TestCompact(t *testing.T) {
	module := build(t)
	before, _, err := start(t, module)
	if err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(module)
	if err != nil {
		t.Fatal(err)
	}
	if err := run(module, []string{"runtime.", "main."}, nil); err != nil {
		t.Fatal(err)
	}
	after, stderr, err := start(t, module)
	if err != nil || after != before || !strings.Contains(before, "done") {
		t.Fatalf("got %q, %q, %v, want %q", after, stderr, err, before)
	}
	again, err := compact(whole, []string{"runtime.", "main."}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if b, err := os.ReadFile(module); err != nil || !bytes.Equal(b, again) {
		t.Fatal("the same module became another")
	}

	// A stack trace names our functions and the runtime's.
	_, stderr, err = start(t, module, "panic")
	if err == nil || !strings.Contains(stderr, "panic: a bug") || !strings.Contains(stderr, "main.deep") {
		t.Fatalf("got %v, %s", err, stderr)
	}
	if strings.Contains(stderr, "main.go:") || strings.Contains(stderr, "sort.") {
		t.Errorf("the trace has lines or other names: %s", stderr)
	}
	for _, name := range []string{"sort.Slice", "testdata/program/main.go"} {
		if !bytes.Contains(whole, []byte(name)) || bytes.Contains(again, []byte(name)) {
			t.Errorf("%s: in the module before %v, after %v", name, bytes.Contains(whole, []byte(name)), bytes.Contains(again, []byte(name)))
		}
	}
}

// TestDrop: functions that the program does not call can go, and a call of one is a trap, not a wrong result. Without the curves
// of NIST their code and the table of P-256 are gone.
func TestDrop(t *testing.T) {
	module := build(t)
	before, _, err := start(t, module)
	if err != nil {
		t.Fatal(err)
	}
	if _, stderr, err := start(t, module, "p256"); err != nil {
		t.Fatalf("%v, %s", err, stderr)
	}
	whole, err := os.ReadFile(module)
	if err != nil {
		t.Fatal(err)
	}
	if err := run(module, []string{"runtime.", "main."}, []string{"crypto/internal/fips140/nistec"}); err != nil {
		t.Fatal(err)
	}
	after, stderr, err := start(t, module)
	if err != nil || after != before {
		t.Fatalf("got %q, %q, %v, want %q", after, stderr, err, before)
	}
	if stdout, stderr, err := start(t, module, "p256"); err == nil || !strings.Contains(stdout+stderr, "unreachable") {
		t.Errorf("a call of a function that is gone: %q, %q, %v", stdout, stderr, err)
	}
	small, err := os.ReadFile(module)
	if err != nil {
		t.Fatal(err)
	}
	table, err := hex.DecodeString(multiples.first)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(whole, table) || bytes.Contains(small, table) {
		t.Errorf("the table of P-256 is in the module before %v, after %v", bytes.Contains(whole, table), bytes.Contains(small, table))
	}
	plain, err := compact(whole, []string{"runtime.", "main."}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if less := len(plain) - len(small); less < multiples.size+50_000 {
		t.Errorf("the module is %d bytes smaller, want those of the table and of the code", less)
	}
}

func TestOtherForms(t *testing.T) {
	whole, err := os.ReadFile(build(t))
	if err != nil {
		t.Fatal(err)
	}
	at, _, err := section(whole, sectionData)
	if err != nil {
		t.Fatal(err)
	}
	newer := bytes.Replace(whole, []byte(magic), []byte("\xf2"+magic[1:]), 1)
	for name, module := range map[string][]byte{
		"empty":                        nil,
		"text":                         []byte("module"),
		"without data":                 whole[:at],
		"a newer function table":       newer,
		"cut in the data section":      whole[:at+(len(whole)-at)/2],
		"cut after the section's kind": whole[:at+1],
	} {
		if _, err := compact(module, nil, nil); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	if _, err := compact(newer, nil, nil); !errors.Is(err, errFormat) {
		t.Errorf("a newer function table: got %v", err)
	}
	if err := run(filepath.Join(t.TempDir(), "none"), nil, nil); err == nil {
		t.Error("a file that is absent is accepted")
	}
}

func FuzzCompact(f *testing.F) {
	f.Add([]byte(header + "\x0b\x07\x01\x00\x41\x10\x0b\x01\x05"))
	f.Fuzz(func(_ *testing.T, b []byte) {
		_, _ = compact(b, []string{"main."}, []string{"runtime."})
	})
}
