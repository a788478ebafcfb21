//go:build e2e

package e2e

import (
	"bytes"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/examples/demo/scan"
	"github.com/blindfit/blindfit/web/browser"
)

// traffic sorts what a page and its workers did on the network: out is every byte that left, in is every byte that
// came but the page's own files.
func (v *visitor) traffic() (out, in []byte, requests, frames int) {
	var sent, received bytes.Buffer
	for _, c := range v.Captured() {
		requests++
		sent.WriteString(c.Method + " " + c.URL + "\n")
		if u, err := url.Parse(c.URL); err == nil {
			// Values in a query are escaped; what is searched for is not.
			if plain, err := url.QueryUnescape(u.RawQuery); err == nil {
				sent.WriteString(plain + "\n")
			}
		}
		for name, value := range c.Headers {
			sent.WriteString(name + ": " + value + "\n")
		}
		sent.Write(c.Body)
		sent.WriteByte('\n')
		if !asset(c) {
			received.Write(c.Response)
			received.WriteByte('\n')
		}
		for _, f := range c.Frames {
			frames++
			if f.Sent {
				sent.Write(f.Data)
				sent.WriteByte('\n')
			} else {
				received.Write(f.Data)
				received.WriteByte('\n')
			}
		}
	}
	return sent.Bytes(), received.Bytes(), requests, frames
}

// ciphertextSize is the bytes of one ciphertext under a key of the default length.
const ciphertextSize = 2 * phe.DefaultBits / 8

// uploads counts the recorded requests that carried ciphertexts away.
func (v *visitor) uploads() int {
	n := 0
	for _, c := range v.Captured() {
		if c.Method == "PUT" && strings.Contains(c.URL, "/uploads/") && len(c.Body) > ciphertextSize {
			n++
		}
	}
	return n
}

// asset reports whether a request was for a file of the page itself, the same for everybody.
func asset(c browser.Capture) bool {
	u, err := url.Parse(c.URL)
	return err == nil && !strings.HasPrefix(u.Path, "/v2/")
}

// elsewhere returns the requests that went to another origin than the ones named.
func (v *visitor) elsewhere(origins ...string) []string {
	var out []string
	for _, c := range v.Captured() {
		u, err := url.Parse(c.URL)
		if err != nil {
			out = append(out, "malformed address")
			continue
		}
		known := u.Scheme == "data" || u.Scheme == "blob" || u.Scheme == "file" // never leave the machine
		for _, o := range origins {
			if at, err := url.Parse(o); err == nil && u.Host == at.Host {
				known = true
			}
		}
		if !known {
			out = append(out, u.Scheme+"://"+u.Host)
		}
	}
	return out
}

// report fails the test for everything found.
func (s *stage) report(where string, found []scan.Finding) {
	s.Helper()
	for _, f := range found {
		s.Errorf("%s holds what must not be there: %s", where, f)
	}
}

// folder returns the bytes of every file below a folder, and how many files there are.
func (s *stage) folder(path string) (content []byte, files int) {
	s.Helper()
	err := filepath.WalkDir(path, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(name)
		content = append(append(content, b...), '\n')
		files++
		return err
	})
	s.must("read folder", err)
	return content, files
}
