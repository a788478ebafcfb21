package folder_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/internal/testing/leaks"
	"github.com/blindfit/blindfit/internal/testing/trainings"
	"github.com/blindfit/blindfit/modelowner/folder"
	"github.com/blindfit/blindfit/modelowner/problem"
	"github.com/blindfit/blindfit/protocol/wire"
)

func TestATrainingIsReadBack(t *testing.T) {
	dir := t.TempDir()
	made, _ := trainings.NewIn(t, dir, nil, trainings.File)
	read, err := folder.Open(dir, made.ID)
	must(t, err)
	if read.Facilitator != made.Facilitator || read.Key.Reveal() != made.Key.Reveal() || string(read.File.Canonical()) != string(made.File.Canonical()) ||
		read.Signed.Digest() != made.Signed.Digest() || !read.Created.Equal(made.Created) {
		t.Errorf("read %+v, wrote %+v", read, made)
	}
	b := read.Key.Reveal()
	leaks.Check(t, "training", *read, b[:])
	err = filepath.WalkDir(made.Dir(), func(path string, d os.DirEntry, err error) error {
		must(t, err)
		info, err := d.Info()
		must(t, err)
		if want := map[bool]os.FileMode{true: 0o700, false: 0o600}[d.IsDir()]; info.Mode().Perm() != want {
			t.Errorf("%s has mode %v", d.Name(), info.Mode())
		}
		return nil
	})
	must(t, err)
	if _, err := folder.Open(dir, wire.TrainingID{1}); !errors.Is(err, problem.ErrNoTraining) || !errors.Is(err, problem.ErrInput) {
		t.Errorf("no training: %v", err)
	}
}

// If the manifest was exchanged, or comes from another protocol version, the folder is refused with an error that names it.
func TestManifestsThatAreRefused(t *testing.T) {
	dir := t.TempDir()
	training, keys := trainings.NewIn(t, dir, nil, trainings.File)
	path := filepath.Join(training.Dir(), "manifest.json")
	write := func(change func(*wire.Manifest)) {
		m := *training.Manifest
		change(&m)
		s, err := wire.Seal(wire.KindManifest, m, keys.Identity)
		must(t, err)
		b, err := wire.Marshal(s)
		must(t, err)
		must(t, os.WriteFile(path, b, 0o600))
	}
	for name, c := range map[string]struct {
		change func(*wire.Manifest)
		want   string
	}{
		"another manifest": {func(m *wire.Manifest) { m.Nonce[0] ^= 1 }, "not the name of its folder"},
		"version 1":        {func(m *wire.Manifest) { m.Version = 1 }, "protocol version must be 2"},
		"no rounds":        {func(m *wire.Manifest) { m.Rounds = nil }, "rounds is missing"},
	} {
		write(c.change)
		_, err := folder.Open(dir, training.ID)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want an error that contains %q", name, err, c.want)
		}
		if name == "version 1" && (!errors.Is(err, problem.ErrInput) || problem.Hint(err) == "") {
			t.Errorf("%s: no hint", name)
		}
	}
	must(t, os.WriteFile(path, []byte("{"), 0o600))
	if _, err := folder.List(dir); err == nil || !strings.Contains(err.Error(), training.ID.String()) {
		t.Errorf("a list with a broken training: %v", err)
	}
}

func TestOneProcessWorksOnATraining(t *testing.T) {
	training, _ := trainings.New(t, trainings.File)
	release, err := training.Lock()
	must(t, err)
	if _, err := training.Lock(); !errors.Is(err, problem.ErrBusy) || problem.Hint(err) == "" {
		t.Errorf("got %v", err)
	}
	release()
	release, err = training.Lock()
	must(t, err)
	release()
}
