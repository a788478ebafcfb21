package s3_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/server/store/objects/s3"
)

const good = "[default]\naws_access_key_id = key\naws_secret_access_key = very-secret\n"

// TestBadAddresses: an address that names no bucket, or holds what belongs in a file, is refused, and the error repeats none of it.
func TestBadAddresses(t *testing.T) {
	file := filepath.Join(t.TempDir(), "credentials")
	if err := os.WriteFile(file, []byte(good), 0o600); err != nil {
		t.Fatal(err)
	}
	for address, want := range map[string]string{
		"":                                     "must be a URL",
		"s3.example.org/bucket":                "must be a URL",
		"s3://bucket":                          "must be a URL",
		"https://very-secret:x@":               "must be a URL",
		"https://s3.example.org":               "must name a bucket",
		"https://s3.example.org/":              "must name a bucket",
		"https://k:very-secret@s3.example/b":   "must hold no key",
		"https://s3.example/b?key=very-secret": "must hold no key",
		"https://s3.example/b#very-secret":     "must hold no key",
		"https://s3.example/%zz/very-secret":   "must be a URL",
		"https://s3.exa mple.org/very-secret":  "must be a URL",
	} {
		if _, err := s3.Open(address, "", file); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "very-secret") {
			t.Errorf("%q: %v, want %q", address, err, want)
		}
	}
	for _, address := range []string{"https://s3.example.org/bucket", "https://s3.example.org/bucket/deep/folder/", "http://127.0.0.1:9000/bucket"} {
		if _, err := s3.Open(address, "eu-west-1", file); err != nil {
			t.Errorf("%q: %v", address, err)
		}
	}
}

// TestBadKeyFiles: a file without an access key is refused, and the error repeats none of it.
func TestBadKeyFiles(t *testing.T) {
	file := filepath.Join(t.TempDir(), "credentials")
	for _, content := range []string{"", "very-secret", "[default]\naws_access_key_id = key\n", "[default]\naws_secret_access_key = very-secret\n",
		"[other]\naws_access_key_id = key\naws_secret_access_key = very-secret\n", "{\"very-secret"} {
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := s3.Open("https://s3.example.org/bucket", "", file); !errors.Is(err, s3.ErrKeyFile) || strings.Contains(err.Error(), "very-secret") {
			t.Errorf("%q: %v", content, err)
		}
	}
	if _, err := s3.Open("https://s3.example.org/bucket", "", file+"-none"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
}
