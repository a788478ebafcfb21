//go:build !js

package durable

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
)

func TestWriteFileReplacesWhole(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f")
	for _, want := range []string{"first", "second and longer", "3"} {
		if err := WriteFile(path, []byte(want)); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != want {
			t.Fatalf("file holds %q, %v", got, err)
		}
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode is %v, %v", info.Mode(), err)
	}
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(entries) != 1 {
		t.Errorf("%d files are left, %v", len(entries), err)
	}
}

// The error names the file that was asked for, not the temporary file.
func TestWriteFileNamesTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "none", "report.html")
	if err := WriteFile(path, nil); !errors.Is(err, fs.ErrNotExist) || err.Error() != "failed to write "+path+": no such file or directory" {
		t.Errorf("got %v", err)
	}
}

// If several processes create one file at the same time, one succeeds, and the file holds its bytes.
func TestOneCreates(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f")
	var wait sync.WaitGroup
	var created atomic.Int32
	winner := make(chan string, 1)
	for i := range 20 {
		wait.Go(func() {
			text := strconv.Itoa(i)
			switch err := CreateFile(path, []byte(text)); {
			case err == nil:
				created.Add(1)
				winner <- text
			case !errors.Is(err, fs.ErrExist):
				t.Error(err)
			}
		})
	}
	wait.Wait()
	if got, err := os.ReadFile(path); created.Load() != 1 || err != nil || string(got) != <-winner {
		t.Errorf("%d created it, it holds %q (%v)", created.Load(), got, err)
	}
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(entries) != 1 {
		t.Errorf("%d files are left, %v", len(entries), err)
	}
}

func TestLinesIgnoreAWriteCutShort(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lines")
	if lines, err := ReadLines(path, true); err != nil || lines != nil {
		t.Fatalf("a missing file gives %v, %v", lines, err)
	}
	for _, line := range []string{"one", "two"} {
		if err := AppendLine(path, []byte(line)); err != nil {
			t.Fatal(err)
		}
	}
	whole, _ := os.ReadFile(path)
	for cut := range len(whole) + 1 {
		if err := os.WriteFile(path, whole[:cut], 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := ReadLines(path, true); err != nil {
			t.Fatal(err)
		}
		if err := AppendLine(path, []byte("next")); err != nil {
			t.Fatal(err)
		}
		lines, err := ReadLines(path, false)
		if err != nil {
			t.Fatal(err)
		}
		want := []string{"one", "two"}[:min(2, cut/4)]
		if len(lines) != len(want)+1 || string(lines[len(want)]) != "next" {
			t.Errorf("cut at %d: %q", cut, lines)
		}
	}
}

func TestLockKeepsASecondOut(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	release, err := Lock(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Lock(path); !errors.Is(err, ErrBusy) {
		t.Errorf("a second lock gives %v", err)
	}
	release()
	release, err = Lock(path)
	if err != nil {
		t.Fatal(err)
	}
	release()
}
