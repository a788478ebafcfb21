//go:build !js

package trustee_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/trustee"
	"github.com/blindfit/blindfit/trustee/ledger"
)

// none is the passphrase of a key file without one.
func none() ([]byte, error) { return nil, errors.New("asked for a passphrase") }

// moved makes a program's key, moves it into a key file, and returns its folders and the file.
func moved(t *testing.T) (dir, copyDir, file string, keys *trustee.Keys) {
	t.Helper()
	dir, copyDir, keys = made(t, "")
	file, _, err := trustee.Move(dir, none, t.TempDir(), passphrase)
	must(t, err)
	return dir, copyDir, file, keys
}

func content(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	must(t, err)
	return string(b)
}

// onPage opens a key file on a page whose saved files are read back, and returns the page and the last of them.
func onPage(t *testing.T, memory trustee.Memory, file string) (*trustee.Page, func() trustee.KeyFile, *trustee.Problem) {
	t.Helper()
	saved := make(chan trustee.KeyFile, 1)
	var p *trustee.Page
	p = page(t, memory, trustee.PageConfig{Emit: func(e trustee.PageEvent) {
		if e.Event == trustee.PageSave {
			saved <- *e.Save
			go func() { _, _ = p.Call(context.Background(), "saved", []byte("{}"), []byte(e.Save.Content)) }()
		}
	}})
	_, problem := call[trustee.Opened](t, p, "open", secret(passphrase), file)
	return p, func() trustee.KeyFile { return <-saved }, problem
}

// A program's key moves into a key file of the page with its ledger; the folder signs nothing from then on, and says where the key is.
func TestMoveToThePage(t *testing.T) {
	cheap(t)
	dir, _, file, keys := moved(t)
	first, _, _ := strings.Cut(keys.Public().Words(), "-")
	if !strings.HasPrefix(filepath.Base(file), "trustee-"+first+"-002-") {
		t.Errorf("the file is called %s", file)
	}
	var away *ledger.MovedError
	if _, err := trustee.Open(dir, keys); !errors.As(err, &away) || away.To != ledger.InKeyFile || !strings.Contains(err.Error(), "/trustee") {
		t.Errorf("the folder opens after the move: %v", err)
	}
	if _, _, err := trustee.Move(dir, none, filepath.Join(t.TempDir(), "again.key"), passphrase); !errors.As(err, &away) {
		t.Errorf("moved twice: %v", err)
	}
	s, err := trustee.Status(dir, keys.Public())
	must(t, err)
	if !strings.Contains(s.Moved, "was moved into a key file") {
		t.Errorf("status says %q", s.Moved)
	}
	_, _, problem := onPage(t, &browser{}, content(t, file))
	if problem != nil {
		t.Errorf("the page does not open it: %v", problem)
	}
	// A backup of the time before lacks a line that its copy has.
	backup := filepath.Join(t.TempDir(), "backup")
	other, _, otherKeys := made(t, "")
	must(t, trustee.Backup(other, backup))
	_, _, err = trustee.Move(other, none, t.TempDir(), passphrase)
	must(t, err)
	if _, err := trustee.Open(backup, otherKeys); !errors.Is(err, ledger.ErrDead) {
		t.Errorf("a backup of before the move opens: %v", err)
	}
}

// A move that was interrupted after the ledger's last line is repeated; a move that cannot succeed changes nothing.
func TestMoveIsRepeated(t *testing.T) {
	cheap(t)
	dir, _, keys := made(t, "")
	there := filepath.Join(t.TempDir(), "there.key")
	must(t, os.WriteFile(there, nil, 0o600))
	for name, to := range map[string]string{"a file that exists": there, "a folder that does not": filepath.Join(t.TempDir(), "no", "x.key")} {
		if _, _, err := trustee.Move(dir, none, to, passphrase); err == nil {
			t.Errorf("moved to %s", name)
		}
	}
	if _, _, err := trustee.Move(dir, none, t.TempDir(), "short"); err == nil || !strings.Contains(err.Error(), "12 characters") {
		t.Errorf("moved under a short passphrase: %v", err)
	}
	open, err := trustee.Open(dir, keys) // it signs as before
	must(t, err)
	if _, _, err := trustee.Move(dir, none, t.TempDir(), passphrase); err == nil {
		t.Error("moved while another process serves the folder")
	}
	open.Close()
	_, _, err = trustee.Move(dir, none, t.TempDir(), passphrase)
	must(t, err)
	must(t, os.Remove(filepath.Join(dir, "moved.json"))) // as if the file had not been written
	again, _, err := trustee.Move(dir, none, t.TempDir(), passphrase)
	must(t, err)
	if _, _, problem := onPage(t, &browser{}, content(t, again)); problem != nil {
		t.Errorf("the file of the second attempt: %v", problem)
	}
}

// A key moves from the page to the folder that it came from, or to a new one; the page refuses it then, with any of its files in a
// browser that knows it, and a folder takes no file that is older than it, or that the page did not move.
func TestMoveBack(t *testing.T) {
	cheap(t)
	dir, copyDir, file, keys := moved(t)
	before := content(t, file)
	here := &browser{}
	p, saved, problem := onPage(t, here, before)
	if problem != nil {
		t.Fatal(problem)
	}
	if _, err := trustee.MoveBack(dir, "", []byte(before), passphrase); err == nil || !strings.Contains(err.Error(), "move it there") {
		t.Errorf("moved back without the page: %v", err)
	}
	answer, problem := call[trustee.Moved](t, p, "move", secret(""), "")
	last := saved()
	if problem != nil || answer.File != last.Name || !strings.Contains(last.Name, "-003-") {
		t.Fatalf("moved on the page: %+v, %v", answer, problem)
	}
	for name, c := range map[string]struct{ file, code string }{"the last file": {last.Content, trustee.ProblemMoved}, "an older file": {before, trustee.ProblemStale}} {
		if _, _, problem := onPage(t, here, c.file); problem == nil || problem.Code != c.code {
			t.Errorf("%s opens on the page: %v", name, problem)
		}
	}
	if _, problem := call[any](t, p, "begin", map[string]any{"facilitator": "http://127.0.0.1:1"}, ""); problem == nil || problem.Code != trustee.ProblemMoved {
		t.Errorf("the page begins with a key that has moved: %v", problem)
	}
	if _, err := trustee.MoveBack(dir, "", []byte(last.Content), "other passphrase"); err == nil {
		t.Error("moved back with another passphrase")
	}
	if _, err := trustee.MoveBack(dir, t.TempDir(), []byte(last.Content), passphrase); err == nil {
		t.Error("a folder that has a copy got another one")
	}
	for range 2 { // the second time nothing changes
		got, err := trustee.MoveBack(dir, "", []byte(last.Content), passphrase)
		must(t, err)
		if got.Public() != keys.Public() {
			t.Error("another key came back")
		}
	}
	open, err := trustee.Open(dir, keys)
	must(t, err)
	open.Close()
	if content(t, ledger.Path(dir)) != content(t, ledger.Path(copyDir)) {
		t.Error("the copy of the ledger differs")
	}
	// It may leave again, and then an older file does not bring it back.
	_, _, err = trustee.Move(dir, none, t.TempDir(), passphrase)
	must(t, err)
	if _, err := trustee.MoveBack(dir, "", []byte(last.Content), passphrase); err == nil || !strings.Contains(err.Error(), "older key file") {
		t.Errorf("an older file came back: %v", err)
	}

	fresh, second := filepath.Join(t.TempDir(), "fresh"), filepath.Join(t.TempDir(), "copy")
	if _, err := trustee.MoveBack(fresh, "", []byte(last.Content), passphrase); err == nil || !strings.Contains(err.Error(), "--copy") {
		t.Errorf("a new folder without a copy: %v", err)
	}
	_, err = trustee.MoveBack(fresh, second, []byte(last.Content), passphrase)
	must(t, err)
	loaded, _, err := trustee.Load(fresh, func() ([]byte, error) { return []byte(passphrase), nil })
	must(t, err)
	if open, err = trustee.Open(fresh, loaded); err != nil {
		t.Fatal(err)
	}
	open.Close()
	stranger, _, _ := made(t, "")
	if _, err := trustee.MoveBack(stranger, "", []byte(last.Content), passphrase); err == nil {
		t.Error("the folder of another key took it")
	}
}

// A crash after any line of a move leaves a folder that signs nothing, or one that goes on; the move can be repeated.
func TestMoveBackAfterACrash(t *testing.T) {
	cheap(t)
	dir, copyDir, file, keys := moved(t)
	p, saved, problem := onPage(t, &browser{}, content(t, file))
	if problem != nil {
		t.Fatal(problem)
	}
	_, problem = call[trustee.Moved](t, p, "move", secret(""), "")
	last := saved()
	if problem != nil {
		t.Fatal(problem)
	}
	before := content(t, ledger.Path(dir))
	_, err := trustee.MoveBack(dir, "", []byte(last.Content), passphrase)
	must(t, err)
	must(t, os.WriteFile(ledger.Path(dir), []byte(before), 0o600)) // the copy is ahead
	if _, err := trustee.Open(dir, keys); !errors.Is(err, ledger.ErrDead) {
		t.Errorf("a folder behind its copy opens: %v", err)
	}
	_, err = trustee.MoveBack(dir, "", []byte(last.Content), passphrase)
	must(t, err)
	open, err := trustee.Open(dir, keys)
	must(t, err)
	open.Close()
	if content(t, ledger.Path(dir)) != content(t, ledger.Path(copyDir)) {
		t.Error("the copy of the ledger differs")
	}
}

// A yes is for one close: digits of another one are refused with those of the one that waits, and a yes to a close that does not wait any
// more releases nothing.
func TestReleaseNamesTheClose(t *testing.T) {
	dir, _, _ := made(t, "")
	training := wire.TrainingID{0xab, 1}
	r := trustee.Request{Step: "release", Training: training, Name: "Pay", Close: wire.Digest{0xcd, 1}, Contributions: 7, Struck: 1, Cells: []int{3, 3}}
	if yes, err := trustee.AskFolder(dir, r); yes || err != nil {
		t.Fatalf("a release without a yes: %v, %v", yes, err)
	}
	digits := r.Close.String()[:12]
	for closed, want := range map[string]string{"": "no close is named", digits[:7]: "at least 8 digits", "cd02000000": "another close"} {
		if _, err := trustee.Release(dir, training.String()[:6], closed); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), digits) || !strings.Contains(err.Error(), "6 contributions in cells of 3, 3; 1 are struck") {
			t.Errorf("release %q: %v", closed, err)
		}
	}
	if yes, _ := trustee.AskFolder(dir, r); yes {
		t.Fatal("released without a yes")
	}
	id, err := trustee.Release(dir, training.String()[:6], strings.ToUpper(digits))
	must(t, err)
	if id != training {
		t.Errorf("said yes to %v", id)
	}
	// Another close came since.
	other := r
	other.Close, other.Cells = wire.Digest{0xcd, 2}, []int{6}
	if yes, err := trustee.AskFolder(dir, other); yes || !errors.Is(err, trustee.ErrOtherClose) {
		t.Errorf("another close than the one that was agreed to: %v, %v", yes, err)
	}
	waiting, err := trustee.Waiting(dir)
	must(t, err)
	if len(waiting) != 1 || waiting[0].Close != other.Close {
		t.Errorf("%+v wait", waiting)
	}
	if yes, err := trustee.AskFolder(dir, r); yes || err != nil { // the yes is gone
		t.Errorf("the first close: %v, %v", yes, err)
	}
	_, err = trustee.Release(dir, training.String(), digits)
	must(t, err)
	for range 2 { // after a restart too
		if yes, err := trustee.AskFolder(dir, r); !yes || err != nil {
			t.Errorf("with its yes: %v, %v", yes, err)
		}
	}
}
