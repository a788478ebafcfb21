package modelowner

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/blindfit/blindfit/internal/durable"
	"github.com/blindfit/blindfit/internal/secret"
	"github.com/blindfit/blindfit/ml/plan"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

// The files of a training's folder.
const (
	manifestFile = "manifest.json" // the signed manifest, canonical
	trainingFile = "training.json" // training file, training key, facilitator
	invitesFile  = "invites.json"  // invite secrets and who used them
	logName      = "log.jsonl"     // signed log entries, one a line
	roundsFile   = "rounds.jsonl"  // points, sums and outcomes of rounds, one record a line
	privacyFile  = "privacy.jsonl" // what sums with noise disclosed, an attempt a line
	modelFile    = "model.json"    // the fitted model
	revokedFile  = "revoked.json"  // identities and invites that are shut out
	lockName     = "lock"
)

// Training is one training as the model owner's folder holds it. Its fields are read only.
type Training struct {
	ID          wire.TrainingID
	Facilitator string // base URL
	Manifest    *wire.Manifest
	File        *spec.File
	Created     time.Time

	dir    string
	signed *wire.Signed
	key    identity.TrainingKey
}

// trainingJSON is the content of training.json.
type trainingJSON struct {
	Version     int             `json:"version"`
	Facilitator string          `json:"facilitator"`
	Created     time.Time       `json:"created"`
	Key         []byte          `json:"key"` // training key
	File        json.RawMessage `json:"file"`
}

// ModelOwnerWords are the words of the model owner's identity, as a data owner's program shows them.
func (t *Training) ModelOwnerWords() string { return identity.Words(t.Manifest.ModelOwner) }

// Name is the training's name in its file.
func (t *Training) Name() string { return t.File.Name }

// MaxRounds is the most rounds of all kinds that the training can take: conjugate gradient needs one at 0 and then at
// most one for each column.
func (t *Training) MaxRounds() int {
	most := t.Manifest.Limits.Rounds
	if plan.ColumnRounds(t.File) {
		gradients, _ := t.Manifest.Round(wire.RoundGradient)
		most -= max(0, gradients.Most-t.File.Budget().Columns-1)
	}
	return most
}

// Dir is the training's folder.
func (t *Training) Dir() string { return t.dir }

func (t *Training) path(name string) string { return filepath.Join(t.dir, name) }

func trainingsDir(dir string) string { return filepath.Join(dir, "trainings") }

// Open reads the training of the given id from a model owner's folder. ErrNoTraining if there is none.
func Open(dir string, id wire.TrainingID) (*Training, error) {
	t := &Training{ID: id, dir: filepath.Join(trainingsDir(dir), id.String())}
	b, err := os.ReadFile(t.path(manifestFile))
	if errors.Is(err, os.ErrNotExist) {
		return nil, noTraining()
	} else if err != nil {
		return nil, fmt.Errorf("failed to read %s: %w", manifestFile, err)
	}
	signed, err := wire.Parse[wire.Signed](b)
	if err != nil {
		return nil, fmt.Errorf("failed to read %s: %w", manifestFile, err)
	}
	m, got, err := wire.OpenManifest(&signed)
	if err != nil {
		return nil, fmt.Errorf("failed to read %s: %w", manifestFile, err)
	}
	if got != id {
		return nil, fmt.Errorf("invalid %s: its fingerprint is not the name of its folder", manifestFile)
	}
	t.signed, t.Manifest = &signed, m
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
	t.Facilitator, t.Created = j.Facilitator, j.Created
	t.key = secret.New([32]byte(j.Key))
	return t, nil
}

// Find opens a training by its id or by the first digits of it, at least four, where only one begins so.
func Find(dir, name string) (*Training, error) {
	if id, err := wire.ParseTrainingID(name); err == nil {
		return Open(dir, id)
	}
	if len(name) < 4 || strings.Trim(name, "0123456789abcdef") != "" {
		return nil, as(ErrInput, errors.New("malformed training id: must be 64 lower-case hex digits, or at least the first 4"))
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
	return nil, as(ErrInput, fmt.Errorf("invalid training id: %d trainings begin with these digits", len(ids)))
}

func noTraining() error {
	return WithHint(as(ErrInput, ErrNoTraining), "'modelowner list' shows the trainings of a folder, --dir names another one")
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

// ids lists the training folders; names that are no training id belong to creations under way.
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

// lock keeps other processes from working on the training until release is called. ErrBusy if one does.
func (t *Training) lock() (release func(), err error) {
	release, err = durable.Lock(t.path(lockName))
	if errors.Is(err, durable.ErrBusy) {
		return nil, WithHint(ErrBusy, "wait for it to end; 'modelowner status' shows where the training stands")
	}
	return release, err
}
