package sqlite_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/store"
	"github.com/blindfit/blindfit/server/store/sqlite"
)

// TestFlippedBits flips a bit in every stretch of the database file, and cuts it short: a message, the log, the manifest are
// read as they were stored or not at all.
func TestFlippedBits(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	blob := bytes.Repeat([]byte("ciphertexts "), 3000)
	key := seed(t, s, blob)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(filepath.Join(dir, "facilitator.db"))
	if err != nil {
		t.Fatal(err)
	}
	wrong, noticed := 0, 0
	look := func(what string, damaged []byte) {
		t.Helper()
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "facilitator.db"), damaged, 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := sqlite.Open(t.Context(), dir)
		if err != nil {
			noticed++
			return
		}
		defer s.Close()
		before := noticed
		m, err := s.Get(t.Context(), key)
		if err == nil && (!bytes.Equal(m.Blob, blob) || string(m.Body) != "head") {
			wrong++
			t.Errorf("%s: another message is read", what)
		} else if err != nil {
			noticed++
			if errors.Is(err, store.ErrDropped) {
				t.Errorf("%s: the bytes are said to be erased", what)
			}
		}
		if log, err := s.Log(t.Context(), key.Training, 1, 1000); err == nil && len(log) == 1 && string(log[0]) != "entry" {
			t.Errorf("%s: another log entry is read", what)
		} else if err != nil && noticed == before {
			noticed++
		}
		if manifest, rec, err := s.Training(t.Context(), key.Training); err == nil && (string(manifest) != "manifest" || rec.Log != (wire.Head{Length: 1}) || rec.Revision != 2) {
			t.Errorf("%s: another manifest or record is read", what)
		} else if err != nil && noticed == before {
			noticed++
		}
	}
	for at := 24; at < len(whole); at += len(whole)/300 + 1 {
		damaged := bytes.Clone(whole)
		damaged[at] ^= 1 << (at % 8)
		look(fmt.Sprintf("a bit of byte %d", at), damaged)
	}
	// The record is short: every byte of it.
	first, last := bytes.Index(whole, []byte(`{"phase"`)), 0
	for at := first; at >= 0 && whole[at] >= ' '; at++ {
		damaged := bytes.Clone(whole)
		damaged[at] ^= 1
		look(fmt.Sprintf("a bit of byte %d, in the record", at), damaged)
		last = at
	}
	if last < first+20 {
		t.Error("the record is not where this test looks for it")
	}
	for cut := len(whole) / 8; cut < len(whole); cut += len(whole) / 8 {
		look(fmt.Sprintf("cut after %d bytes", cut), whole[:cut])
	}
	t.Logf("%d damages of %d bytes were noticed, %d read wrong", noticed, len(whole), wrong)
	if noticed == 0 {
		t.Error("no damage was noticed")
	}
}
