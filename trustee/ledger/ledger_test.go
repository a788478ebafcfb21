package ledger_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/blindfit/blindfit/internal/durable"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/trustee/ledger"
)

var me = wire.Identity{9}

type media struct {
	*testing.T
	dir, copyDir string
}

func begun(t *testing.T) *media {
	t.Helper()
	m := &media{t, filepath.Join(t.TempDir(), "dir"), filepath.Join(t.TempDir(), "stick")}
	if err := ledger.Create(m.dir, m.copyDir, me, time.Now()); err != nil {
		t.Fatal(err)
	}
	return m
}

func (m *media) open() *ledger.Ledger {
	m.Helper()
	l, err := ledger.Open(m.dir, m.copyDir, me)
	if err != nil {
		m.Fatal(err)
	}
	return l
}

func (m *media) dead(name string) {
	m.Helper()
	if _, err := ledger.Open(m.dir, m.copyDir, me); !errors.Is(err, ledger.ErrDead) {
		m.Errorf("%s: %v, want a key that signs nothing more", name, err)
	}
}

func accept(m *media, l *ledger.Ledger, training byte) ledger.Entry {
	m.Helper()
	e, err := l.Accept(ledger.Accepted{Training: wire.TrainingID{training}, Min: 10, Sealed: []byte{training}}, time.Now())
	if err != nil {
		m.Fatal(err)
	}
	return e
}

func TestOneCloseOfATraining(t *testing.T) {
	m := begun(t)
	l := m.open()
	if _, err := l.Close(ledger.Closed{Training: wire.TrainingID{1}}, time.Now()); err == nil {
		t.Error("a training is closed that was not accepted")
	}
	first := accept(m, l, 1)
	if again := accept(m, l, 1); again.Head != first.Head {
		t.Error("a second accept has an entry of its own")
	}
	closed, err := l.Close(ledger.Closed{Training: wire.TrainingID{1}, Close: wire.Digest{1}}, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	l = m.open()
	if again, err := l.Close(ledger.Closed{Training: wire.TrainingID{1}, Close: wire.Digest{1}}, time.Now()); err != nil || again.Head != closed.Head {
		t.Errorf("the same close again: %v", err)
	}
	if _, err := l.Close(ledger.Closed{Training: wire.TrainingID{1}, Close: wire.Digest{2}}, time.Now()); !errors.Is(err, ledger.ErrClosed) {
		t.Errorf("another close: %v", err)
	}
	if a, c := l.Find(wire.TrainingID{2}); a != nil || c != nil {
		t.Error("an unknown training has entries")
	}
}

// A ledger and its copy that do not fit together end the key: whichever of the two is missing, older or another one.
func TestRollBackEndsTheKey(t *testing.T) {
	read := func(path string) []byte {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	write := func(path string, b []byte) {
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, change := range map[string]func(own, other string, old, older []byte){
		"the ledger is missing":      func(own, _ string, _, _ []byte) { os.Remove(own) },
		"the copy is missing":        func(_, other string, _, _ []byte) { os.Remove(other) },
		"the ledger is older":        func(own, _ string, old, _ []byte) { write(own, old) },
		"the copy is two lines back": func(_, other string, _, older []byte) { write(other, older) },
		"another ledger": func(own, _ string, _, _ []byte) {
			write(own, bytes.Replace(read(own), []byte(`"min":10`), []byte(`"min":11`), 1))
		},
		"both edited": func(own, other string, _, _ []byte) {
			for _, p := range []string{own, other} {
				write(p, bytes.Replace(read(p), []byte(`"min":10`), []byte(`"min":11`), 1))
			}
		},
		"both empty": func(own, other string, _, _ []byte) { write(own, nil); write(other, nil) },
	} {
		m := begun(t)
		own, other := ledger.Path(m.dir), ledger.Path(m.copyDir)
		older := read(own)
		accept(m, m.open(), 1)
		old := read(own)
		accept(m, m.open(), 2)
		change(own, other, old, older)
		m.dead(name)
	}
}

// A crash between the two writes leaves the ledger one line ahead: the copy is brought up before anything is answered.
func TestCopyIsBroughtUp(t *testing.T) {
	m := begun(t)
	own, other := ledger.Path(m.dir), ledger.Path(m.copyDir)
	before, err := os.ReadFile(other)
	if err != nil {
		t.Fatal(err)
	}
	want := accept(m, m.open(), 1)
	for name, torn := range map[string]string{"the copy lacks the line": "", "the copy has a part of it": `{"previous":`} {
		if err := os.WriteFile(other, append(bytes.Clone(before), torn...), 0o600); err != nil {
			t.Fatal(err)
		}
		if got, _ := m.open().Find(wire.TrainingID{1}); got == nil || got.Head != want.Head {
			t.Errorf("%s: the entry is gone", name)
		}
		a, _ := os.ReadFile(own)
		b, _ := os.ReadFile(other)
		if !bytes.Equal(a, b) {
			t.Errorf("%s: the copy was not brought up", name)
		}
	}
	if _, err := ledger.Open(m.dir, m.copyDir, wire.Identity{1}); err == nil {
		t.Error("the ledger opens for another key")
	}
	if err := ledger.Create(m.dir, m.copyDir, me, time.Now()); err == nil {
		t.Error("a ledger was replaced")
	}
}

// If the copy cannot be written nothing is answered, and nothing more is written until the next start.
func TestNothingWithoutTheCopy(t *testing.T) {
	m := begun(t)
	l := m.open()
	if err := os.RemoveAll(m.copyDir); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if _, err := l.Accept(ledger.Accepted{Training: wire.TrainingID{1}}, time.Now()); err == nil {
			t.Fatal("an accept without its copy")
		}
	}
	if a, _ := l.Find(wire.TrainingID{1}); a != nil {
		t.Error("the entry counts")
	}
	m.dead("without the copy")
	if err := os.Mkdir(m.copyDir, 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Accept(ledger.Accepted{Training: wire.TrainingID{1}}, time.Now()); err == nil {
		t.Error("written on after a failure, to a copy that lacks the lines before")
	}
}

// Lines that are the same in both copies and that no ledger writes end the key: one that cannot be read, with a field that is
// not known, or that begins the ledger again.
func TestLinesThatNoLedgerWrites(t *testing.T) {
	for name, line := range map[string]string{
		"no JSON":          `{"previous":`,
		"an unknown field": `{"previous":%q,"when":"2026-11-30T00:00:00Z","opened":{}}`,
		"begun again":      `{"previous":%q,"when":"2026-11-30T00:00:00Z","begun":{"trustee":%q}}`,
		"another chain":    `{"previous":"` + strings.Repeat("0", 64) + `","when":"2026-11-30T00:00:00Z"}`,
	} {
		m := begun(t)
		head := accept(m, m.open(), 1).Head.Digest.String()
		switch strings.Count(line, "%q") {
		case 1:
			line = fmt.Sprintf(line, head)
		case 2:
			line = fmt.Sprintf(line, head, me)
		}
		for _, dir := range []string{m.dir, m.copyDir} {
			if err := durable.AppendLine(ledger.Path(dir), []byte(line)); err != nil {
				t.Fatal(err)
			}
		}
		m.dead(name)
	}
}

// The head that a trustee's messages name is the digest of the last line under its label, so that another program can tell.
func TestHead(t *testing.T) {
	m := begun(t)
	head := accept(m, m.open(), 1).Head
	b, err := os.ReadFile(ledger.Path(m.dir))
	if err != nil {
		t.Fatal(err)
	}
	lines := bytes.Split(bytes.TrimSpace(b), []byte{'\n'})
	want := wire.Head{Length: 2, Digest: sha256.Sum256(append([]byte("blindfit/2/trustee ledger\x00"), lines[1]...))}
	if len(lines) != 2 || head != want {
		t.Errorf("the head is %+v, want %+v", head, want)
	}
}

// A medium that is not there, or that cannot be read, is named; neither is taken for an empty ledger.
func TestMediaThatCannotBeRead(t *testing.T) {
	m := begun(t)
	path := ledger.Path(m.copyDir)
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if _, err := ledger.Open(m.dir, m.copyDir, me); err == nil || !strings.Contains(err.Error(), "bring its medium back") {
		t.Errorf("missing: %v", err)
	}
	if err := os.Mkdir(path, 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := ledger.Open(m.dir, m.copyDir, me); err == nil || errors.Is(err, ledger.ErrDead) {
		t.Errorf("cannot be read: %v", err)
	}
	if err := ledger.Create(filepath.Join(ledger.Path(m.dir), "below a file"), m.copyDir, me, time.Now()); err == nil || !strings.Contains(err.Error(), "failed to make folder") {
		t.Errorf("begun below a file: %v", err)
	}
}

// A person's account adds up over trainings, in whichever order they are closed, and a training counts each person once.
func TestPersonsAccounts(t *testing.T) {
	m := begun(t)
	l := m.open()
	person := func(n byte) ledger.Person { return ledger.Person{n} }
	reserve := func(training byte, epsilon float64, persons ...byte) (over []byte) {
		t.Helper()
		var list []ledger.Person
		for _, n := range persons {
			list = append(list, person(n))
		}
		yes, err := l.Reserve(wire.TrainingID{training}, epsilon, .3, list, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		for i := range yes {
			if yes[i] {
				over = append(over, persons[i])
			}
		}
		return over
	}
	if _, err := l.Reserve(wire.TrainingID{1}, .1, .3, []ledger.Person{person(1)}, time.Now()); err == nil {
		t.Error("a training counts persons that was not accepted")
	}
	for training := range byte(4) {
		accept(m, l, training+1)
	}
	for _, c := range []struct {
		training byte
		epsilon  float64
		persons  []byte
		over     []byte
	}{
		{1, .1, []byte{1, 2}, nil},
		{1, .1, []byte{1, 2, 3}, nil},
		{2, .1, []byte{1, 2, 3, 4}, nil},
		{3, .1, []byte{1, 4}, nil}, // 0.1 + 0.1 + 0.1 is not above 0.3
		{4, .1, []byte{1, 2, 3, 4, 5}, []byte{1}},
		{4, .1, []byte{1, 2, 3, 4, 5}, []byte{1}},
		{4, .4, []byte{6}, []byte{6}},
	} {
		before, err := os.ReadFile(ledger.Path(m.dir))
		if err != nil {
			t.Fatal(err)
		}
		if over := reserve(c.training, c.epsilon, c.persons...); !bytes.Equal(over, c.over) {
			t.Errorf("training %d: %v are over the limit, want %v", c.training, over, c.over)
		}
		l = m.open() // what is on the media is what counts
		again := reserve(c.training, c.epsilon, c.persons...)
		after, err := os.ReadFile(ledger.Path(m.copyDir))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(again, c.over) || bytes.Count(after, []byte("\n")) > bytes.Count(before, []byte("\n"))+1 {
			t.Errorf("training %d: asked again, %v are over the limit", c.training, again)
		}
	}
	if _, err := l.Close(ledger.Closed{Training: wire.TrainingID{1}}, time.Now()); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Reserve(wire.TrainingID{1}, .1, .3, []ledger.Person{person(9)}, time.Now()); !errors.Is(err, ledger.ErrClosed) {
		t.Errorf("a training counts persons after its close: %v", err)
	}
	for _, path := range []string{ledger.Path(m.dir), ledger.Path(m.copyDir)} {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		lines := bytes.Split(b, []byte("\n"))
		lines = lines[:len(lines)-2] // the close, and the end
		last := fmt.Sprintf(`{"previous":"%x","when":"2026-12-01T00:00:00Z","reserved":{"training":"%064d","epsilon":1,"persons":"AAAA"}}`,
			sha256.Sum256(append([]byte("blindfit/2/trustee ledger\x00"), lines[len(lines)-1]...)), 0)
		if err := os.WriteFile(path, append(bytes.Join(append(lines, []byte(last)), []byte("\n")), '\n'), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	m.dead("a part of a person")
}
