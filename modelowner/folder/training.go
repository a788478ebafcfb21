package folder

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/blindfit/blindfit/crypto/privkey"
	"github.com/blindfit/blindfit/internal/durable"
	"github.com/blindfit/blindfit/internal/secret"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/modelowner/problem"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

// The files of a training's folder that this file reads and writes.
const (
	manifestFile = "manifest.json"
	trainingFile = "training.json"
	lockName     = "lock"
)

// Training is one training in a model owner's folder. Its fields are read only.
type Training struct {
	ID          wire.TrainingID
	Facilitator string // base URL
	Manifest    *wire.Manifest
	Signed      *wire.Signed // the manifest as it was signed
	File        *spec.File
	Key         identity.TrainingKey
	Created     time.Time

	dir string
}

// trainingJSON is the content of training.json.
type trainingJSON struct {
	Version     int             `json:"version"`
	Facilitator string          `json:"facilitator"`
	Created     time.Time       `json:"created"`
	Key         []byte          `json:"key"` // training key
	File        json.RawMessage `json:"file"`
}

// Dir returns the training's folder.
func (t *Training) Dir() string { return t.dir }

func (t *Training) path(name string) string { return filepath.Join(t.dir, name) }

func trainingsDir(dir string) string { return filepath.Join(dir, "trainings") }

// Create writes the training's folder below a model owner's folder, with the training's Paillier key. It appears whole or
// not at all.
func (t *Training) Create(dir string, keys *Keys, key *privkey.Key) error {
	parent := trainingsDir(dir)
	if err := os.MkdirAll(parent, 0o700); err != nil {
		return fmt.Errorf("failed to make folder: %w", err)
	}
	temp, err := os.MkdirTemp(parent, ".new-*") // with mode 0700
	if err != nil {
		return fmt.Errorf("failed to make folder: %w", err)
	}
	defer os.RemoveAll(temp) // of no effect after the rename
	signed, err := wire.Marshal(t.Signed)
	if err != nil {
		return err
	}
	if err := durable.WriteFile(filepath.Join(temp, manifestFile), signed); err != nil {
		return err
	}
	trainingKey := t.Key.Reveal()
	err = writeJSON(filepath.Join(temp, trainingFile), trainingJSON{
		Version: 1, Facilitator: t.Facilitator, Created: t.Created, Key: trainingKey[:], File: t.File.Canonical(),
	})
	if err != nil {
		return err
	}
	if err := writePaillier(temp, keys, key); err != nil {
		return err
	}
	t.dir = filepath.Join(parent, t.ID.String())
	if err := os.Rename(temp, t.dir); err != nil {
		return fmt.Errorf("failed to make folder: %w", err)
	}
	return durable.SyncDir(parent)
}

// Remove deletes the folder of a training that was never used.
func (t *Training) Remove() error { return os.RemoveAll(t.dir) }

// Open reads the training of the given id from a model owner's folder. The error wraps ErrNoTraining if there is none.
func Open(dir string, id wire.TrainingID) (*Training, error) {
	t := &Training{ID: id, dir: filepath.Join(trainingsDir(dir), id.String())}
	b, err := os.ReadFile(t.path(manifestFile))
	if errors.Is(err, os.ErrNotExist) {
		return nil, noTraining()
	} else if err != nil {
		return nil, fmt.Errorf("failed to read %s: %w", manifestFile, err)
	}
	if err := t.openManifest(b); err != nil {
		return nil, err
	}
	var j trainingJSON
	if err := readJSON(t.path(trainingFile), &j); err != nil {
		return nil, err
	}
	if j.Version != 1 || len(j.Key) != 32 {
		return nil, fmt.Errorf("invalid %s: version must be 1 and key 32 bytes", trainingFile)
	}
	t.File, err = spec.Parse(j.File)
	if err != nil {
		return nil, fmt.Errorf("failed to read %s: %w", trainingFile, err)
	}
	t.Facilitator, t.Created, t.Key = j.Facilitator, j.Created, secret.New([32]byte(j.Key))
	return t, nil
}

// openManifest verifies the signed manifest of the training's id. The version is read first: nothing else of a manifest of
// another protocol version can be read.
func (t *Training) openManifest(b []byte) error {
	signed, err := wire.Parse[wire.Signed](b)
	if err != nil {
		return fmt.Errorf("failed to read %s: %w", manifestFile, err)
	}
	var version struct {
		Version int `json:"version"`
	}
	if err := json.Unmarshal(signed.Body, &version); err == nil && version.Version != wire.Version {
		return problem.WithHint(problem.As(problem.ErrInput, fmt.Errorf("invalid %s: its protocol version must be %d", manifestFile, wire.Version)),
			"the training is finished with the release that created it")
	}
	m, id, err := wire.OpenManifest(&signed)
	if err != nil {
		return fmt.Errorf("failed to read %s: %w", manifestFile, err)
	}
	if id != t.ID {
		return fmt.Errorf("invalid %s: its fingerprint is not the name of its folder", manifestFile)
	}
	t.Signed, t.Manifest = &signed, m
	return nil
}

// Find opens a training by its id or by the first digits of it, at least four, if only one begins with them.
func Find(dir, name string) (*Training, error) {
	if id, err := wire.ParseTrainingID(name); err == nil {
		return Open(dir, id)
	}
	if len(name) < 4 || strings.Trim(name, "0123456789abcdef") != "" {
		return nil, problem.As(problem.ErrInput, errors.New("malformed training id: must be 64 lower-case hex digits, or at least the first 4"))
	}
	ids, err := ids(dir)
	if err != nil {
		return nil, err
	}
	ids = slices.DeleteFunc(ids, func(id wire.TrainingID) bool { return !strings.HasPrefix(id.String(), name) })
	switch len(ids) {
	case 0:
		return nil, noTraining()
	case 1:
		return Open(dir, ids[0])
	}
	return nil, problem.As(problem.ErrInput, fmt.Errorf("invalid training id: %d trainings begin with these digits", len(ids)))
}

func noTraining() error {
	return problem.WithHint(problem.As(problem.ErrInput, problem.ErrNoTraining), "'modelowner list' shows the trainings of a folder, --dir names another one")
}

// List opens all trainings of a model owner's folder, oldest first.
func List(dir string) ([]*Training, error) {
	ids, err := ids(dir)
	if err != nil {
		return nil, err
	}
	list := make([]*Training, 0, len(ids))
	for _, id := range ids {
		t, err := Open(dir, id)
		if err != nil {
			return nil, fmt.Errorf("failed to open training %s: %w", id, err)
		}
		list = append(list, t)
	}
	slices.SortStableFunc(list, func(a, b *Training) int { return a.Created.Compare(b.Created) })
	return list, nil
}

// ids lists the training folders. Other names belong to trainings that are being created.
func ids(dir string) ([]wire.TrainingID, error) {
	entries, err := os.ReadDir(trainingsDir(dir))
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	} else if err != nil {
		return nil, fmt.Errorf("failed to list trainings: %w", err)
	}
	var list []wire.TrainingID
	for _, e := range entries {
		if id, err := wire.ParseTrainingID(e.Name()); err == nil && e.IsDir() {
			list = append(list, id)
		}
	}
	return list, nil
}

// Lock keeps other processes from working on the training until release is called. The error wraps ErrBusy if one does.
func (t *Training) Lock() (release func(), err error) {
	return t.lock(lockName, "wait for it to end; 'modelowner status' shows where the training stands")
}

// lock takes one of the training's locks.
func (t *Training) lock(name, hint string) (release func(), err error) {
	release, err = durable.Lock(t.path(name))
	if errors.Is(err, durable.ErrBusy) {
		return nil, problem.WithHint(problem.ErrBusy, hint)
	}
	return release, err
}

// publicFiles are the files of a training without a key or an invite: signed messages, the sums, and the model.
var publicFiles = []string{manifestFile, logFile, statementsFile, roundsFile, privacyFile, modelFile}

// Named is a file by its name.
type Named struct {
	Name string
	Data []byte
}

// Public reads the files of a training that hold no key and no invite, those that are there. They are as confidential as its
// sums.
func Public(t *Training) ([]Named, error) {
	var out []Named
	for _, name := range publicFiles {
		b, err := os.ReadFile(t.path(name))
		if errors.Is(err, os.ErrNotExist) {
			continue
		} else if err != nil {
			return nil, fmt.Errorf("failed to read %s: %w", name, err)
		}
		out = append(out, Named{name, b})
	}
	return out, nil
}

// IsPublic reports whether Public may return a file of that name.
func IsPublic(name string) bool {
	return slices.Contains(publicFiles, name)
}

// Restore makes a folder of a training in a model owner's folder from the files of Public and the training file, canonical. It
// can be read, and has no keys to go on with.
func Restore(dir string, id wire.TrainingID, facilitator string, created time.Time, file []byte, files []Named) error {
	to := filepath.Join(trainingsDir(dir), id.String())
	if err := os.MkdirAll(to, 0o700); err != nil {
		return fmt.Errorf("failed to make folder: %w", err)
	}
	for _, f := range files {
		if !IsPublic(f.Name) {
			return fmt.Errorf("internal error: %s is no file of a training", f.Name)
		}
		if err := durable.WriteFile(filepath.Join(to, f.Name), f.Data); err != nil {
			return err
		}
	}
	return writeJSON(filepath.Join(to, trainingFile), trainingJSON{Version: 1, Facilitator: facilitator, Created: created, Key: make([]byte, 32), File: file})
}

// validatedFile marks a training that validates the model of another.
const validatedFile = "validates.json"

type validatedJSON struct {
	Training wire.TrainingID `json:"training"`
}

// SaveValidated notes that a training validates the model of another.
func SaveValidated(t *Training, of wire.TrainingID) error {
	return writeJSON(t.path(validatedFile), validatedJSON{of})
}

// Validated returns the training of the model that a training validates; ok is false if it validates none.
func Validated(t *Training) (of wire.TrainingID, ok bool, err error) {
	var j validatedJSON
	err = readJSON(t.path(validatedFile), &j)
	if errors.Is(err, os.ErrNotExist) {
		return wire.TrainingID{}, false, nil
	}
	return j.Training, err == nil, err
}
