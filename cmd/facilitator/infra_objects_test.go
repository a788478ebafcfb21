//go:build infra && unix

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/internal/swarm/campaign"
	"github.com/blindfit/blindfit/internal/testing/deadline"
	"github.com/blindfit/blindfit/internal/testing/s3test"
)

// TestInfraObjects: a training with trustees whose ciphertexts are all on a real server of object storage counts every
// contribution, the database has none of them, and nothing is left in the bucket when it ends.
func TestInfraObjects(t *testing.T) {
	ctx := deadline.Context(t)
	bucket, err := s3test.Start(t.TempDir())
	must(t, err)
	t.Cleanup(func() { _ = bucket.Stop() })
	dir := t.TempDir()
	build := exec.CommandContext(ctx, "go", "build", "-o", dir, "github.com/blindfit/blindfit/cmd/facilitator", "github.com/blindfit/blindfit/cmd/trustee")
	out, err := build.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	t.Setenv("FACILITATOR_OBJECTS", bucket.URL+"/folder")
	t.Setenv("FACILITATOR_OBJECTS_KEY_FILE", bucket.KeyFile)
	t.Setenv("FACILITATOR_OBJECTS_OVER", "0")
	data := filepath.Join(dir, "data")
	must(t, os.Mkdir(data, 0o700))
	most := 0
	r, err := campaign.Run(ctx, campaign.Config{
		Contributions: 220, Trustees: 2, Columns: 10, KeyBits: 2048, Dir: data,
		Program: filepath.Join(dir, "facilitator"), Trustee: filepath.Join(dir, "trustee"), Say: func(format string, args ...any) {
			t.Logf(format, args...)
			n, err := bucket.Objects()
			if err != nil {
				t.Error(err)
			}
			most = max(most, n)
		},
	})
	must(t, err)
	if !r.OK() || most != 220 {
		t.Errorf("%d counted, and at most %d objects were seen: %+v", r.Counted, most, r)
	}
	stored := filepath.Join(data, "facilitator")
	if out, err := exec.CommandContext(ctx, filepath.Join(dir, "facilitator"), "doctor", "--addr", "127.0.0.1:0", "--data", stored).CombinedOutput(); err != nil ||
		!strings.Contains(string(out), "ok   objects") || strings.Contains(string(out), s3test.Secret) {
		t.Errorf("the doctor finds %s (%v)", out, err)
	}
	if n, err := bucket.Objects(); err != nil || n != 0 {
		t.Errorf("%d objects are left (%v)", n, err)
	}
	must(t, bucket.Stop())
	if out, err := exec.CommandContext(ctx, filepath.Join(dir, "facilitator"), "doctor", "--addr", "127.0.0.1:0", "--data", stored).CombinedOutput(); err == nil ||
		!strings.Contains(string(out), "mend objects") || strings.Contains(string(out), s3test.Secret) {
		t.Errorf("with the server down the doctor finds %s (%v)", out, err)
	}
}
