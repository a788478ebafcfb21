//go:build e2e

package house

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// moduleLimit is the most bytes of each WebAssembly module as served.
const moduleLimit = 1_600_000

// TestModuleSize measures the WebAssembly modules of the pages that make build embeds, with the best compression.
func TestModuleSize(t *testing.T) {
	for _, page := range []string{"blindfit", "trustee"} {
		found, err := filepath.Glob(filepath.FromSlash("web/dist/assets/" + page + "-*.wasm.br"))
		if err != nil || len(found) != 1 {
			t.Fatalf("%d compressed modules %s in web/dist, want one (error %v): run make build", len(found), page, err)
		}
		info, err := os.Stat(found[0])
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("module %s: %d bytes as served", page, info.Size())
		if info.Size() > moduleLimit {
			t.Errorf("module %s is %d bytes as served, want at most %d (is it compressed with BROTLI=11?)", page, info.Size(), moduleLimit)
		}
	}
}

// script runs one of the tools and returns its output.
func script(t *testing.T, env []string, name string, args ...string) (string, error) {
	t.Helper()
	cmd := exec.Command(filepath.Join("tools", name), args...)
	cmd.Env = append(os.Environ(), env...)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// signingKey makes a throw-away key and returns its file. The public key is in the same folder.
func signingKey(t *testing.T, kind string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "key")
	if out, err := exec.Command("ssh-keygen", "-q", "-t", kind, "-N", "", "-C", "test", "-f", path).CombinedOutput(); err != nil {
		t.Fatalf("failed to make key: %v\n%s", err, out)
	}
	return path
}

// signedRelease makes a small release signed with a key.
func signedRelease(t *testing.T, key string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range map[string]string{"blindfit.html": "<!doctype html>", "blindfit-linux-amd64/facilitator": "program", "with space": "x"} {
		put(t, filepath.Join(dir, name), content)
	}
	if out, err := script(t, []string{"BLINDFIT_RELEASE_KEY=" + key}, "sums.sh", dir); err != nil {
		t.Fatalf("failed to sign: %v\n%s", err, out)
	}
	return dir
}

func put(t *testing.T, path, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestReleaseIsVerified signs a release with a throw-away key and verifies it. After every change the verification fails
// and names the kind of change.
func TestReleaseIsVerified(t *testing.T) {
	key := signingKey(t, "ed25519")
	for name, tc := range map[string]struct {
		change func(t *testing.T, dir string)
		want   string // empty: verified
	}{
		"nothing":    {func(*testing.T, string) {}, ""},
		"page":       {flip("blindfit.html"), "not the one that was released"},
		"program":    {flip("blindfit-linux-amd64/facilitator"), "not the one that was released"},
		"list":       {flip("SHA256SUMS"), "signature of SHA256SUMS is invalid"},
		"signature":  {flip("SHA256SUMS.sig"), "signature of SHA256SUMS is invalid"},
		"lost file":  {lose("blindfit.html"), "not the one that was released"},
		"lost list":  {lose("SHA256SUMS"), "no SHA256SUMS"},
		"unsigned":   {lose("SHA256SUMS.sig"), "not signed"},
		"added file": {func(t *testing.T, dir string) { put(t, filepath.Join(dir, "blindfit-linux-amd64", "extra"), "x") }, "was not released"},
		"list and sums": {func(t *testing.T, dir string) {
			flip("blindfit.html")(t, dir)
			signature, err := os.ReadFile(filepath.Join(dir, "SHA256SUMS.sig"))
			if err != nil {
				t.Fatal(err)
			}
			if out, err := script(t, []string{"BLINDFIT_RELEASE_KEY="}, "sums.sh", dir); err != nil {
				t.Fatalf("failed to sum: %v\n%s", err, out)
			}
			put(t, filepath.Join(dir, "SHA256SUMS.sig"), string(signature))
		}, "signature of SHA256SUMS is invalid"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := signedRelease(t, key)
			tc.change(t, dir)
			out, err := script(t, nil, "verify.sh", dir, key+".pub")
			if verified := err == nil; verified != (tc.want == "") || !strings.Contains(out, tc.want) {
				t.Errorf("verified: %v, want %v with %q; it says:\n%s", verified, tc.want == "", tc.want, out)
			}
		})
	}
}

// flip changes one bit in the middle of a file.
func flip(name string) func(*testing.T, string) {
	return func(t *testing.T, dir string) {
		t.Helper()
		path := filepath.Join(dir, filepath.FromSlash(name))
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		b[len(b)/2] ^= 1
		put(t, path, string(b))
	}
}

func lose(name string) func(*testing.T, string) {
	return func(t *testing.T, dir string) {
		t.Helper()
		if err := os.Remove(filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
}

// TestReleaseKeys: a release under another key is not verified, and only Ed25519 keys sign.
func TestReleaseKeys(t *testing.T) {
	dir := signedRelease(t, signingKey(t, "ed25519"))
	other := signingKey(t, "ed25519")
	if out, err := script(t, nil, "verify.sh", dir, other+".pub"); err == nil || !strings.Contains(out, "another key") {
		t.Errorf("a release of another key was verified:\n%s", out)
	}
	for name, content := range map[string]string{
		"empty":      "",
		"with rules": `cert-authority,namespaces="*" ` + read(t, other+".pub"),
	} {
		path := filepath.Join(t.TempDir(), "key.pub")
		put(t, path, content)
		if out, err := script(t, nil, "verify.sh", dir, path); err == nil || !strings.Contains(out, "no Ed25519 public key") {
			t.Errorf("%s key file was taken:\n%s", name, out)
		}
	}
	if out, err := script(t, []string{"BLINDFIT_RELEASE_KEY=" + signingKey(t, "ecdsa")}, "sums.sh", dir); err == nil || !strings.Contains(out, "not an Ed25519 key") {
		t.Errorf("an ECDSA key signed:\n%s", out)
	}
	if out, err := script(t, []string{"BLINDFIT_RELEASE_KEY=/nowhere/key"}, "sums.sh", dir); err == nil {
		t.Errorf("a key that is not there signed:\n%s", out)
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
