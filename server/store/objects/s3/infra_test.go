//go:build infra && unix

package s3_test

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/blindfit/blindfit/internal/testing/s3test"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/store"
	"github.com/blindfit/blindfit/server/store/objects"
	"github.com/blindfit/blindfit/server/store/objects/s3"
	"github.com/blindfit/blindfit/server/store/sqlite"
	"github.com/blindfit/blindfit/server/store/storetest"
)

func start(t *testing.T) *s3test.Server {
	t.Helper()
	s, err := s3test.Start(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Stop() })
	return s
}

func bucket(t *testing.T, url, keyFile string) *s3.Bucket {
	t.Helper()
	b, err := s3.Open(url, "", keyFile)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestInfraObjectsContract: with every ciphertext on a real server the store keeps the whole contract, and deletes what it wrote.
func TestInfraObjectsContract(t *testing.T) {
	server := start(t)
	b := bucket(t, server.URL+"/folder", server.KeyFile)
	storetest.Run(t, func(t *testing.T) storetest.Open {
		dir := t.TempDir()
		return func() (store.Store, error) {
			inner, err := sqlite.Open(t.Context(), dir)
			if err != nil {
				return nil, err
			}
			return objects.Open(inner, objects.Options{Bucket: b, Log: slog.New(slog.DiscardHandler)}), nil
		}
	})
}

// TestInfraObjectsFaults: keys that are wrong, buckets that are not there and a server that is down are errors, which hold no
// secret, and after the server is back everything is as it was.
func TestInfraObjectsFaults(t *testing.T) {
	server := start(t)
	b := bucket(t, server.URL, server.KeyFile)
	if versions, err := b.Probe(t.Context()); err != nil || versions {
		t.Fatalf("the probe finds versions %v (%v)", versions, err)
	}
	if n, err := server.Objects(); err != nil || n != 0 {
		t.Fatalf("the probe leaves %d objects (%v)", n, err)
	}
	other := filepath.Join(t.TempDir(), "credentials")
	if err := os.WriteFile(other, []byte("[default]\naws_access_key_id = "+s3test.Key+"\naws_secret_access_key = another-"+s3test.Secret+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	wrong := bucket(t, server.URL, other)
	none := bucket(t, strings.Replace(server.URL, "ciphertexts", "nowhere", 1), server.KeyFile)
	for name, err := range map[string]error{
		"wrong key, check": wrong.Check(t.Context()), "wrong key, put": wrong.Put(t.Context(), "a", []byte("x")),
		"no bucket, check": none.Check(t.Context()), "no bucket, put": none.Put(t.Context(), "a", []byte("x")),
	} {
		if err == nil || strings.Contains(err.Error(), s3test.Secret) {
			t.Errorf("%s: %v", name, err)
		}
	}

	inner, err := sqlite.Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	s := objects.Open(inner, objects.Options{Bucket: b, Log: slog.New(slog.DiscardHandler)})
	t.Cleanup(func() { s.Close() })
	id := wire.TrainingID{1}
	if _, err := s.CreateTraining(t.Context(), id, []byte("manifest"), store.Record{}); err != nil {
		t.Fatal(err)
	}
	large := make([]byte, 20<<20) // more than a part of the library's uploads in parts
	large[len(large)-1] = 1
	if stored, err := s.PutContribution(t.Context(), 1, store.Contribution{Training: id, Identity: wire.Identity{1}, Sequence: 1, Body: []byte("first"), Blob: large}); err != nil || !stored {
		t.Fatalf("stored %v (%v)", stored, err)
	}
	if err := server.Stop(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	if err := s.Ping(ctx); err == nil {
		t.Error("the store is ready while the server is down")
	}
	if stored, err := s.PutContribution(t.Context(), 1, store.Contribution{Training: id, Identity: wire.Identity{2}, Sequence: 1, Body: []byte("second"), Blob: []byte("x")}); stored || err == nil {
		t.Errorf("stored %v while the server is down", stored)
	}
	if err := s.Commit(t.Context(), id, store.Change{Next: store.Record{Revision: 1}, Freeze: 1}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Frozen(t.Context(), id, wire.Identity{}, store.PartBlob, 1); err == nil {
		t.Error("ciphertexts are read while the server is down")
	}
	if err := server.Again(); err != nil {
		t.Fatal(err)
	}
	page, err := s.Frozen(t.Context(), id, wire.Identity{}, store.PartBlob, 1)
	if err != nil || len(page) != 1 || len(page[0].Blob) != len(large) || page[0].Blob[len(large)-1] != 1 {
		t.Fatalf("%d contributions are frozen (%v)", len(page), err)
	}
	if err := s.Forget(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if n, err := server.Objects(); err != nil || n != 0 {
		t.Errorf("%d objects are left of a forgotten training (%v)", n, err)
	}
	if err := objects.Verify(t.Context(), s, wrong); err == nil || errors.Is(err, objects.ErrUnnamed) {
		t.Errorf("a wrong key passes: %v", err)
	}
}
