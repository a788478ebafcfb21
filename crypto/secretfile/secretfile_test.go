package secretfile

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// cheap makes scrypt cost nothing for one test.
func cheap(t *testing.T) {
	testOnlyWorkFactor = 2
	t.Cleanup(func() { testOnlyWorkFactor = 0 })
}

func phrase(s string) func() ([]byte, error) {
	return func() ([]byte, error) { return []byte(s), nil }
}

func TestRoundTrip(t *testing.T) {
	cheap(t)
	for _, c := range []struct {
		name       string
		passphrase []byte
		warning    string
	}{
		{"passphrase", []byte("correct horse"), ""},
		{"plain", nil, WarningPlaintext},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "key")
			secret := []byte("a secret with \x00 bytes")
			if err := Write(path, secret, c.passphrase); err != nil {
				t.Fatal(err)
			}
			info, err := os.Stat(path)
			if err != nil {
				t.Fatal(err)
			}
			if info.Mode().Perm() != 0o600 {
				t.Errorf("permissions %v, want 0600", info.Mode().Perm())
			}
			content, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if c.passphrase != nil && bytes.Contains(content, secret) {
				t.Error("the secret is readable in a file with a passphrase")
			}
			asked := 0
			got, warning, err := Read(path, func() ([]byte, error) { asked++; return c.passphrase, nil })
			if err != nil || !bytes.Equal(got, secret) || warning != c.warning {
				t.Errorf("read %q, warning %q, error %v", got, warning, err)
			}
			if (asked == 1) != (c.passphrase != nil) {
				t.Errorf("the passphrase was asked for %d times", asked)
			}
			if err := Write(path, secret, nil); !errors.Is(err, fs.ErrExist) {
				t.Errorf("writing over a file: error = %v, want fs.ErrExist", err)
			}
			if after, _ := os.ReadFile(path); !bytes.Equal(after, content) {
				t.Error("an existing file was changed")
			}
		})
	}
}

func TestReadRefuses(t *testing.T) {
	cheap(t)
	dir := t.TempDir()
	sealed, plain := filepath.Join(dir, "sealed"), filepath.Join(dir, "plain")
	if err := Write(sealed, []byte("a rather secret secret"), []byte("right")); err != nil {
		t.Fatal(err)
	}
	if err := Write(plain, []byte("a rather secret secret"), nil); err != nil {
		t.Fatal(err)
	}
	variant := func(name, of string, mode fs.FileMode, f func(string) string) string {
		content, err := os.ReadFile(of)
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(f(string(content))), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		return path
	}
	same := func(s string) string { return s }
	half := func(s string) string { return s[:len(s)/2] }
	edit := func(s string) string { // one character in the middle of the body
		i := len(s) / 2
		for s[i] == '\n' || s[i] == 'A' {
			i++
		}
		return s[:i] + "A" + s[i+1:]
	}
	link := filepath.Join(dir, "link")
	if err := os.Symlink(plain, link); err != nil {
		t.Fatal(err)
	}
	failing := func() ([]byte, error) { return nil, errors.New("no terminal") }
	for _, c := range []struct {
		name       string
		path       string
		passphrase func() ([]byte, error)
		want       error
	}{
		{"missing", filepath.Join(dir, "nothing"), nil, fs.ErrNotExist},
		{"symbolic link", link, nil, ErrSymlink},
		{"folder", dir, nil, ErrSymlink},
		{"readable by others", variant("open", plain, 0o644, same), nil, ErrPermissions},
		{"writable by the group", variant("group", sealed, 0o620, same), phrase("right"), ErrPermissions},
		{"wrong passphrase", sealed, phrase("wrong"), ErrPassphrase},
		{"empty passphrase", sealed, phrase(""), ErrNoPassphrase},
		{"no passphrase", sealed, nil, ErrNoPassphrase},
		{"truncated", variant("short", sealed, 0o600, half), phrase("right"), ErrMalformed},
		{"edited", variant("edited", sealed, 0o600, edit), phrase("right"), ErrMalformed},
		{"plain truncated", variant("plainshort", plain, 0o600, half), nil, ErrMalformed},
		{"plain edited", variant("plainedited", plain, 0o600, edit), nil, ErrMalformed},
		{"plain with a tail", variant("tail", plain, 0o600, func(s string) string { return s + "x" }), nil, ErrMalformed},
		{"empty", variant("empty", plain, 0o600, func(string) string { return "" }), nil, ErrMalformed},
		{"huge", variant("huge", plain, 0o600, func(s string) string { return strings.Repeat(" ", maxSize+1) }), nil, ErrMalformed},
	} {
		t.Run(c.name, func(t *testing.T) {
			secret, _, err := Read(c.path, c.passphrase)
			if !errors.Is(err, c.want) || secret != nil {
				t.Errorf("error = %v, want %v", err, c.want)
			}
			if err != nil && strings.Contains(err.Error(), "rather secret") {
				t.Error("the error shows the secret")
			}
		})
	}
	if _, _, err := Read(sealed, failing); err == nil || !strings.Contains(err.Error(), "no terminal") {
		t.Errorf("failing prompt: error = %v", err)
	}
	if err := Write(filepath.Join(dir, "new"), []byte("s"), []byte{}); !errors.Is(err, ErrNoPassphrase) {
		t.Errorf("empty passphrase: error = %v, want ErrNoPassphrase", err)
	}
	if _, err := os.Stat(filepath.Join(dir, "new")); !errors.Is(err, fs.ErrNotExist) {
		t.Error("a file was left behind")
	}
}

// FuzzRead: whatever a file holds, the answer is a secret that was
// written, or an error of the documented kinds.
func FuzzRead(f *testing.F) {
	testOnlyWorkFactor = 2
	f.Cleanup(func() { testOnlyWorkFactor = 0 })
	secret := []byte("a rather secret secret")
	for _, passphrase := range [][]byte{nil, []byte("right")} {
		content, err := Seal(secret, passphrase)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(content)
		f.Add(content[:len(content)/2])
	}
	f.Add([]byte("-----BEGIN AGE ENCRYPTED FILE-----\n"))
	path := filepath.Join(f.TempDir(), "key")
	f.Fuzz(func(t *testing.T, content []byte) {
		if bytes.Contains(content, []byte("X25519")) || len(content) > 1<<16 {
			return
		}
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		got, warning, err := Read(path, phrase("right"))
		switch {
		case err == nil && warning == "" && !bytes.Equal(got, secret):
			t.Error("a sealed file that nobody wrote opens")
		case err != nil && !errors.Is(err, ErrMalformed) && !errors.Is(err, ErrPassphrase):
			t.Errorf("error = %v, want a documented one", err)
		}
	})
}
