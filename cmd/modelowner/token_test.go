package main

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/internal/testing/federation"
	"github.com/blindfit/blindfit/server"
	"github.com/blindfit/blindfit/server/guard"
)

// TestOperatorToken creates trainings at a facilitator that asks for its token, because it regards no request as local.
func TestOperatorToken(t *testing.T) {
	const text = "0123456789abcdefghijklmnop"
	dir := t.TempDir()
	t.Setenv("BLINDFIT_DIR", filepath.Join(dir, "owner"))
	file, token, wrong := filepath.Join(dir, "model.json"), filepath.Join(dir, "token"), filepath.Join(dir, "wrong")
	write(t, file, fmt.Sprintf(`{"features": [{"name": "a", "type": "discrete", "min": 0, "max": 20}],
		"target": {"name": "y", "type": "continuous", "min": -10, "max": 60}, "key_bits": %s}`, keyBits))
	write(t, token, text+"\n")
	write(t, wrong, "x"+text+"\n")
	must(t, "keygen", "--no-passphrase")
	proxies, err := guard.ParseProxies([]string{"127.0.0.1"})
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := guard.ParseTokens([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	url := federation.Facilitator(t, server.Options{Proxies: proxies, Tokens: guard.NewTokens(parsed)})
	for name, flags := range map[string][]string{"no token": nil, "another token": {"--operator-token-file", wrong}} {
		code, _, errs := call(t.Context(), append([]string{"create", "-f", file, "--facilitator", url}, flags...)...)
		if code != 1 || !strings.Contains(errs, "(token)") || !strings.Contains(errs, "hint: ask the facilitator's operator") || strings.Contains(errs, text) {
			t.Errorf("%s: exit code %d, %s", name, code, errs)
		}
	}
	code, _, errs := call(t.Context(), "create", "-f", file, "--facilitator", url, "--operator-token-file", filepath.Join(dir, "none"))
	if code != 2 || !strings.Contains(errs, "failed to read operator token file") {
		t.Errorf("a missing file: exit code %d, %s", code, errs)
	}
	if out := must(t, "list"); strings.TrimSpace(out) != "" {
		t.Errorf("a refused training is kept: %s", out)
	}
	if id := strings.TrimSpace(must(t, "create", "-f", file, "--facilitator", url, "--operator-token-file", token)); len(id) != 64 {
		t.Errorf("create prints %q", id)
	}
	t.Setenv("MODELOWNER_OPERATOR_TOKEN_FILE", token)
	must(t, "create", "-f", file, "--facilitator", url)
}
