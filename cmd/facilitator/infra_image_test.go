//go:build infra && linux

package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/blindfit/blindfit/internal/swarm"
	"github.com/blindfit/blindfit/internal/testing/deadline"
)

// image is an unpacked image: what an engine knows of it, and its files.
type image struct {
	blobs  map[string][]byte // by path in the archive
	config struct {
		Architecture, OS string
		Config           struct {
			User       string
			Entrypoint []string
			Cmd        []string
			Env        []string
		} `json:"config"`
	}
	root string
}

type descriptor struct {
	Digest string
	Size   int64
}

// blob returns the bytes of a descriptor, whose digest and size must be right.
func (m *image) blob(t *testing.T, d descriptor) []byte {
	t.Helper()
	name := strings.TrimPrefix(d.Digest, "sha256:")
	b := m.blobs["blobs/sha256/"+name]
	sum := sha256.Sum256(b)
	if int64(len(b)) != d.Size || hex.EncodeToString(sum[:]) != name {
		t.Fatalf("the blob %s has %d bytes with another digest", d.Digest, len(b))
	}
	return b
}

// readImage unpacks the archive of an image, as an engine does.
func readImage(t *testing.T, archive []byte, root string) *image {
	t.Helper()
	m := &image{blobs: map[string][]byte{}, root: root}
	each(t, bytes.NewReader(archive), func(h *tar.Header, content []byte) { m.blobs[h.Name] = content })
	var layout struct{ ImageLayoutVersion string }
	var index, manifest struct {
		Manifests, Layers []descriptor
		Config            descriptor
	}
	must(t, json.Unmarshal(m.blobs["oci-layout"], &layout))
	must(t, json.Unmarshal(m.blobs["index.json"], &index))
	if layout.ImageLayoutVersion != "1.0.0" || len(index.Manifests) != 1 {
		t.Fatalf("layout %q with %d images", layout.ImageLayoutVersion, len(index.Manifests))
	}
	must(t, json.Unmarshal(m.blob(t, index.Manifests[0]), &manifest))
	must(t, json.Unmarshal(m.blob(t, manifest.Config), &m.config))
	for _, layer := range manifest.Layers {
		z, err := gzip.NewReader(bytes.NewReader(m.blob(t, layer)))
		must(t, err)
		each(t, z, func(h *tar.Header, content []byte) {
			path := filepath.Join(root, filepath.Clean("/"+h.Name))
			if h.Typeflag == tar.TypeDir {
				must(t, os.Mkdir(path, os.FileMode(h.Mode)))
			} else {
				must(t, os.WriteFile(path, content, os.FileMode(h.Mode)))
			}
			must(t, os.Chown(path, h.Uid, h.Gid))
		})
	}
	return m
}

func each(t *testing.T, r io.Reader, f func(*tar.Header, []byte)) {
	t.Helper()
	for in := tar.NewReader(r); ; {
		h, err := in.Next()
		if errors.Is(err, io.EOF) {
			return
		}
		must(t, err)
		b, err := io.ReadAll(in)
		must(t, err)
		f(h, b)
	}
}

// TestInfraImage: the image is the same bytes when it is built again. Started as an engine starts it, as its user, without
// capabilities and with nothing but its own files, the facilitator trains.
func TestInfraImage(t *testing.T) {
	ctx := deadline.Context(t)
	build := func() []byte {
		t.Helper()
		dir := t.TempDir()
		if out, err := exec.Command("../../tools/image.sh", dir, runtime.GOARCH).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		b, err := os.ReadFile(filepath.Join(dir, "blindfit-facilitator-image-"+runtime.GOARCH+".tar"))
		must(t, err)
		return b
	}
	archive := build()
	if !bytes.Equal(archive, build()) {
		t.Error("two builds differ")
	}
	root := t.TempDir()
	must(t, os.Chmod(root, 0o755))
	m := readImage(t, archive, root)
	if m.config.OS != "linux" || m.config.Architecture != runtime.GOARCH {
		t.Errorf("for %s on %s", m.config.OS, m.config.Architecture)
	}
	user, group, _ := strings.Cut(m.config.Config.User, ":")
	uid, err := strconv.ParseUint(user, 10, 32)
	must(t, err)
	gid, err := strconv.ParseUint(group, 10, 32)
	must(t, err)
	if uid == 0 || gid == 0 {
		t.Fatal("it runs as root")
	}
	addr := fmt.Sprintf("127.0.0.1:%d", freePort(t))
	args := append(append([]string{}, m.config.Config.Entrypoint...), m.config.Config.Cmd...)
	for i, a := range args {
		args[i] = strings.Replace(a, "0.0.0.0:8080", addr, 1) // servers under test listen on loopback only
	}
	p := begin(t, &exec.Cmd{Path: args[0], Args: args, Env: m.config.Config.Env, Dir: "/", SysProcAttr: &syscall.SysProcAttr{Chroot: root, Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}})
	// The program takes keys as in use only.
	c := swarm.Config{Owners: 3, Trainings: 1, Rounds: 2, Columns: 3, Rows: 4, KeyBits: 2048, Away: time.Second, Timeout: 20 * time.Second,
		Replicas: 1, Facilitators: []string{p.url}, Dir: t.TempDir(), Seed: 1}
	if report, err := swarm.Run(ctx, c, func(swarm.Progress) {}); err != nil || !report.OK() || report.Rounds != 3 {
		t.Errorf("%v; the report is not well: %+v", err, report)
	}
	if out, err := exec.CommandContext(ctx, "chroot", "--userspec="+m.config.Config.User, root, "/facilitator", "health", p.url).CombinedOutput(); err != nil {
		t.Errorf("the health check of the image: %v: %s", err, out)
	}
	if code := p.end(syscall.SIGTERM); code != 0 {
		t.Errorf("it ended with %d", code)
	}
}
