//go:build !js

package vault_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/dataowner/filevault"
	"github.com/blindfit/blindfit/internal/testing/leaks"
)

// A store of files: one in memory prints what it holds.
func TestSecretsDoNotPrint(t *testing.T) {
	l := newLink()
	files, err := filevault.Open(t.TempDir())
	must(t, err)
	v := open(t, files)
	r, err := v.NewRecord(l, "Line")
	must(t, err)
	d := r.Data()
	master := v.Master.Reveal()
	secrets := []any{master[:], d.Seed.Reveal(), d.Envelope.Reveal(), d.KEM.Reveal(), l.URL()}
	for name, x := range map[string]any{"data": d, "record": r} {
		leaks.Check(t, name, x, secrets...)
	}
	leaks.Check(t, "master", v.Master, master[:])
	if b, err := json.Marshal(d); err != nil || strings.Contains(string(b), "seed") {
		t.Errorf("data is marshalled with its secrets: %v", err)
	}
}
