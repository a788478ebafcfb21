package trustee_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/blindfit/blindfit/crypto/secretfile"
	"github.com/blindfit/blindfit/trustee"
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// browser is the memory of a browser.
type browser struct{ kept sync.Map }

func (b *browser) Get(_ context.Context, key string) ([]byte, bool, error) {
	v, ok := b.kept.Load(key)
	if !ok {
		return nil, false, nil
	}
	return v.([]byte), true, nil
}

func (b *browser) Put(_ context.Context, key string, value []byte) error {
	b.kept.Store(key, value)
	return nil
}

// full is a browser that keeps nothing.
type full struct{ browser }

func (*full) Put(context.Context, string, []byte) error { return errors.New("no room") }

const passphrase = "correct horse battery"

// call runs a command of a page and returns its answer, and the problem that it has.
func call[T any](t *testing.T, p *trustee.Page, command string, args map[string]any, file string) (out T, problem *trustee.Problem) {
	t.Helper()
	b, err := json.Marshal(args)
	must(t, err)
	answer, err := p.Call(context.Background(), command, b, []byte(file))
	if err != nil {
		if !errors.As(err, &problem) {
			t.Fatalf("%s: %v is no problem", command, err)
		}
		return out, problem
	}
	must(t, json.Unmarshal(answer, &out))
	return out, nil
}

// page is a new page in a browser.
func page(t *testing.T, memory trustee.Memory, c trustee.PageConfig) *trustee.Page {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	c.Memory = memory
	if c.Emit == nil {
		c.Emit = func(trustee.PageEvent) {}
	}
	return trustee.NewPage(ctx, c)
}

func secret(text string) map[string]any { return map[string]any{"passphrase": text} }

// A key file made on a page opens with its passphrase alone, on any page; it holds its ledger, and nothing of the key in the clear.
func TestKeyFileOfAPage(t *testing.T) {
	cheap(t)
	here := &browser{}
	p := page(t, here, trustee.PageConfig{})
	made, problem := call[trustee.KeyFile](t, p, "make", secret(passphrase), "")
	if problem != nil || !strings.HasPrefix(made.Key, "trustee1") || !strings.HasPrefix(made.Content, "-----BEGIN AGE ENCRYPTED FILE-----") {
		t.Fatalf("made %+v: %v", made, problem)
	}
	first, _, _ := strings.Cut(made.Words, "-")
	if !strings.HasPrefix(made.Name, "trustee-"+first+"-001-") {
		t.Errorf("the file is called %q", made.Name)
	}
	for name, memory := range map[string]*browser{"here": here, "elsewhere": {}} {
		opened, problem := call[trustee.Opened](t, page(t, memory, trustee.PageConfig{}), "open", secret(passphrase), made.Content+"\r\n")
		if problem != nil || opened.Key != made.Key || opened.Words != made.Words || opened.Remembered != (name == "here") || opened.Signed == nil {
			t.Errorf("%s: opened %+v: %v", name, opened, problem)
		}
	}
	plain, err := secretfile.Seal([]byte(`{}`), nil)
	must(t, err)
	odd, err := secretfile.Seal([]byte(`{"version":9}`), []byte(passphrase))
	must(t, err)
	for code, c := range map[string]struct{ command, passphrase, file string }{
		trustee.ProblemPassphrase:       {"open", "correct horse", made.Content},
		trustee.ProblemShort:            {"make", "correct hor", ""},
		trustee.ProblemMalformed:        {"open", passphrase, "trustee1abc"},
		trustee.ProblemMalformed + " 2": {"open", passphrase, made.Content[:len(made.Content)/2]},
		trustee.ProblemMalformed + " 3": {"open", passphrase, string(plain)},
		trustee.ProblemMalformed + " 4": {"open", passphrase, string(odd)},
		trustee.ProblemInternal:         {"saved", "", ""},
		trustee.ProblemInternal + " 2":  {"begin", "", ""},
		trustee.ProblemInternal + " 3":  {"other", "", ""},
		trustee.ProblemGone:             {"agree", "", ""},
	} {
		if _, problem := call[any](t, p, c.command, secret(c.passphrase), c.file); problem == nil || !strings.HasPrefix(code, problem.Code) {
			t.Errorf("%s: %+v", code, problem)
		}
	}
	if _, problem := call[any](t, page(t, &full{}, trustee.PageConfig{}), "make", secret(passphrase), ""); problem == nil || problem.Code != trustee.ProblemMemory {
		t.Errorf("a browser that keeps nothing: %+v", problem)
	}
}
