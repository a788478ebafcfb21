// Command image makes an image of a facilitator for container engines, as an archive in the layout of the Open Container
// Initiative: one static program that contains the page and the certificates of authorities, and a folder for data that belongs to
// the user that it runs as. The bytes depend on the program alone.
//
//	image -program facilitator -arch amd64 -release v0.3.0 -out facilitator-image-amd64.tar
//
// Engines load it with `podman load -i` or `docker load -i`; `skopeo copy oci-archive:…` takes it to a registry.
package main

import (
	"archive/tar"
	"bytes"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
	"github.com/google/go-containerregistry/pkg/v1/types"
)

// user is the user and group that the program runs as. No system assigns it.
const user = 65532

func main() {
	program := flag.String("program", "", "the static program")
	arch := flag.String("arch", "", "its processor, as GOARCH names it")
	release := flag.String("release", "", "name of the release")
	out := flag.String("out", "", "archive to write")
	flag.Parse()
	if *program == "" || *arch == "" || *release == "" || *out == "" || flag.NArg() > 0 {
		flag.Usage()
		os.Exit(2)
	}
	if err := write(*program, *arch, *release, *out); err != nil {
		fmt.Fprintf(os.Stderr, "image: error: %v\n", err)
		os.Exit(1)
	}
}

func write(program, arch, release, out string) error {
	img, err := build(program, arch, release)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "image-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	index := mutate.AppendManifests(mutate.IndexMediaType(empty.Index, types.OCIImageIndex), mutate.IndexAddendum{Add: img, Descriptor: v1.Descriptor{
		MediaType:   types.OCIManifestSchema1,
		Platform:    &v1.Platform{OS: "linux", Architecture: arch},
		Annotations: map[string]string{"org.opencontainers.image.ref.name": release},
	}})
	if _, err := layout.Write(dir, index); err != nil {
		return fmt.Errorf("failed to write layout: %w", err)
	}
	return pack(dir, out)
}

// build returns the image: one layer, and how the program is started.
func build(program, arch, release string) (v1.Image, error) {
	content, err := files(program)
	if err != nil {
		return nil, err
	}
	layer, err := tarball.LayerFromOpener(func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(content)), nil },
		tarball.WithMediaType(types.OCILayer))
	if err != nil {
		return nil, fmt.Errorf("failed to make layer: %w", err)
	}
	base := mutate.ConfigMediaType(mutate.MediaType(empty.Image, types.OCIManifestSchema1), types.OCIConfigJSON)
	img, err := mutate.Append(base, mutate.Addendum{Layer: layer, History: v1.History{CreatedBy: "blindfit " + release}})
	if err != nil {
		return nil, fmt.Errorf("failed to add layer: %w", err)
	}
	file, err := img.ConfigFile()
	if err != nil {
		return nil, err
	}
	file.OS, file.Architecture, file.Created = "linux", arch, v1.Time{Time: time.Unix(0, 0).UTC()}
	file.Config = v1.Config{
		User:       fmt.Sprintf("%d:%d", user, user),
		Entrypoint: []string{"/facilitator"},
		Cmd:        []string{"serve", "--data", "/data", "--addr", "0.0.0.0:8080", "--insecure-http", "--log-format", "json"},
		// There is no /tmp: with a PostgreSQL database uploads are received in the volume too.
		Env:          []string{"TMPDIR=/data"},
		Volumes:      map[string]struct{}{"/data": {}},
		ExposedPorts: map[string]struct{}{"8080/tcp": {}},
		StopSignal:   "SIGTERM",
		Labels:       map[string]string{"org.opencontainers.image.version": release, "org.opencontainers.image.title": "Blindfit facilitator"},
	}
	return mutate.ConfigFile(img, file)
}

// files returns the layer: the program, which belongs to root, and the folder for data.
func files(program string) ([]byte, error) {
	b, err := os.ReadFile(program)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	w := tar.NewWriter(&out)
	for _, h := range []tar.Header{
		{Name: "data/", Typeflag: tar.TypeDir, Mode: 0o700, Uid: user, Gid: user},
		{Name: "facilitator", Typeflag: tar.TypeReg, Mode: 0o755, Size: int64(len(b))},
	} {
		h.Format, h.ModTime = tar.FormatPAX, time.Unix(0, 0)
		if err := w.WriteHeader(&h); err != nil {
			return nil, err
		}
		if h.Size > 0 {
			if _, err := w.Write(b); err != nil {
				return nil, err
			}
		}
	}
	return out.Bytes(), w.Close()
}

// pack writes the files of a folder into an archive, in the order of their names.
func pack(dir, out string) (failed error) {
	var names []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			names = append(names, path)
		}
		return err
	})
	if err != nil {
		return err
	}
	slices.Sort(names)
	f, err := os.Create(out)
	if err != nil {
		return err
	}
	defer func() {
		if err := f.Close(); failed == nil {
			failed = err
		}
	}()
	w := tar.NewWriter(f)
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, name)
		if err != nil {
			return err
		}
		if err := w.WriteHeader(&tar.Header{Name: filepath.ToSlash(rel), Typeflag: tar.TypeReg, Mode: 0o644, Size: int64(len(b)), ModTime: time.Unix(0, 0), Format: tar.FormatPAX}); err != nil {
			return err
		}
		if _, err := w.Write(b); err != nil {
			return err
		}
	}
	return w.Close()
}
