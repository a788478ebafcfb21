// Package hosts owns the table of Host headers that a server for this machine is tested with.
package hosts

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

// Table holds Host headers, and whether they name this machine.
var Table = map[string]bool{
	"localhost":                     true,
	"localhost:8080":                true,
	"LOCALHOST":                     true,
	"LocalHost:8080":                true,
	"localhost.":                    true,
	"localhost.:8080":               true,
	"127.0.0.1":                     true,
	"127.0.0.1:8080":                true,
	"127.0.0.1.":                    true,
	"127.8.9.10":                    true,
	"127.8.9.10:8080":               true,
	"[::1]":                         true,
	"[::1]:8080":                    true,
	"[0:0:0:0:0:0:0:1]":             true,
	"[::ffff:127.0.0.1]:8080":       true,
	"evil.example":                  false,
	"evil.example:8080":             false,
	"localhost.evil.example":        false,
	"127.0.0.1.evil.example":        false,
	"evil.example.localhost.":       false,
	"localhost..":                   false,
	"[localhost":                    false,
	"[::1":                          false,
	"[::1%25lo]":                    false,
	"[::1].evil.example":            false,
	"::2":                           false,
	"[::]:8080":                     false,
	"0.0.0.0":                       false,
	"0.0.0.0:8080":                  false,
	"10.0.0.1":                      false,
	"128.0.0.1:8080":                false,
	"2130706433":                    false,
	"0x7f.1":                        false,
	"127.1":                         false,
	"[fe80::1]:8080":                false,
	"localhost@evil.example":        false,
	"localhost:8080@evil.example:1": false,
	"":                              false,
}

// Run sends GET requests for path from this machine under every host: h must answer 200 under the names of this machine
// and 403 under all others.
func Run(t *testing.T, h http.Handler, path string) {
	t.Helper()
	for host, local := range Table {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.RemoteAddr, r.Host = "127.0.0.1:1", host
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		want := http.StatusForbidden
		if local {
			want = http.StatusOK
		}
		if w.Code != want {
			t.Errorf("GET %s under host %q answers %d, want %d", path, host, w.Code, want)
		}
	}
}
