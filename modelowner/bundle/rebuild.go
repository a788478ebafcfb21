package bundle

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strings"

	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/modelowner"
	"github.com/blindfit/blindfit/modelowner/analyse"
	"github.com/blindfit/blindfit/modelowner/folder"
	"github.com/blindfit/blindfit/modelowner/publish"
	"github.com/blindfit/blindfit/modelowner/train"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Limits of an archive.
const (
	mostFiles = 256
	mostBytes = 1 << 30 // of all files, unpacked
)

// Rebuilt is the result of a bundle.
type Rebuilt struct {
	Report      []byte // HTML, the same bytes as in the bundle
	Release     string // of the program that wrote the bundle
	Training    wire.TrainingID
	Fingerprint string // SHA-256 of the bundle
	Files       int
	// Notes name results that could not be computed again, for people.
	Notes []string
}

// Rebuild checks a bundle and makes its report again. The manifest's and the log's signatures are verified, the rounds are computed
// again from their sums, and model, tables, sums and report must be those that follow. dir is an empty folder for its work. Its
// error wraps problem.ErrInput and names the file that differs.
func Rebuild(b []byte, dir, release string) (*Rebuilt, error) {
	files, x, err := unpack(b)
	if err != nil {
		return nil, err
	}
	out := &Rebuilt{Release: x.Release, Fingerprint: digest(b), Files: len(files)}
	if out.Training, err = wire.ParseTrainingID(x.Training); err != nil {
		return nil, invalid("%s: training: %w", indexFile, err)
	}
	var public []folder.Named
	made := map[string][]byte{}
	for _, f := range files {
		switch {
		case folder.IsPublic(f.Name):
			public = append(public, f)
		default:
			made[f.Name] = f.Data
		}
	}
	if made[trainingFile] == nil || made[reportFile] == nil {
		return nil, invalid("%s and %s must be there", trainingFile, reportFile)
	}
	if err := folder.Restore(dir, out.Training, x.Facilitator, x.Created, made[trainingFile], public); err != nil {
		return nil, invalid("%w", err)
	}
	t, err := modelowner.Open(dir, out.Training)
	if err != nil {
		return nil, invalid("%w", err)
	}
	if out.Notes, err = replay(t); err != nil {
		return nil, err
	}
	again, err := results(t, x.Release, x.Written, publish.Rule{Below: x.Below, Round: x.Round})
	if err != nil {
		return nil, invalid("%w", err)
	}
	delete(made, trainingFile)
	out.Report = made[reportFile]
	if err := compare(made, again, x.Release, release); err != nil {
		return nil, err
	}
	return out, nil
}

// compare compares files made again with those of the bundle.
func compare(has map[string][]byte, again []folder.Named, wrote, now string) error {
	for _, f := range again {
		b, ok := has[f.Name]
		delete(has, f.Name)
		switch {
		case ok && bytes.Equal(b, f.Data):
		case wrote != now:
			return invalid("%s is not the one that this program makes: the bundle was written by release %s and this is %s; rebuild it with that release", f.Name, wrote, now)
		case !ok:
			return invalid("%s is not there", f.Name)
		default:
			return invalid("%s is not the one that follows from the model and the sums", f.Name)
		}
	}
	for name := range has {
		return invalid("%s does not belong there", name)
	}
	return nil
}

// replay verifies the log, and computes the model again from the sums of the rounds.
func replay(t *modelowner.Training) (notes []string, err error) {
	l, err := t.OpenLog(false)
	if err != nil {
		return nil, invalid("%w", err)
	}
	h, err := t.OpenRounds(false)
	if err != nil {
		return nil, invalid("%w", err)
	}
	if err := h.Matches(l); err != nil {
		return nil, invalid("%w", err)
	}
	m, err := t.Model()
	if err != nil {
		return nil, invalid("%w", err)
	}
	if t.Manifest.Trustees != nil {
		return []string{"the sums of a training with trustees are not kept: the model is taken as it is"}, nil
	}
	p, err := train.Replay(t.Training)
	if err != nil {
		return nil, invalid("rounds.jsonl: %w", err)
	}
	again := p.Model()
	if again == nil {
		return nil, invalid("rounds.jsonl: the training did not come to its end")
	}
	had, err := m.Marshal()
	if err != nil {
		return nil, invalid("model.json: %w", err)
	}
	now, err := again.Marshal()
	if err != nil {
		return nil, invalid("rounds.jsonl: %w", err)
	}
	switch {
	case bytes.Equal(had, now):
		return nil, nil
	case alike(m, again):
		return []string{"the model follows from the sums but for its last digits, as processors round differently"}, nil
	}
	return nil, invalid("model.json is not the model that follows from the sums in rounds.jsonl")
}

// alike reports whether two models are the same but for rounding.
func alike(a, b *model.Model) bool {
	same := func(x, y float64) bool { return math.Abs(x-y) <= 1e-7*math.Max(math.Abs(x), math.Abs(y)) }
	if a.Kind != b.Kind || a.Rows != b.Rows || a.Rounds != b.Rounds || len(a.Weights) != len(b.Weights) || !same(a.Cost, b.Cost) {
		return false
	}
	for i := range a.Weights {
		if !same(a.Weights[i], b.Weights[i]) {
			return false
		}
	}
	ta, tb := a.Inference, b.Inference
	if ta == nil || tb == nil {
		return ta == tb
	}
	return slices.EqualFunc(ta.Terms, tb.Terms, func(x, y model.Term) bool { return x.Name == y.Name && same(x.Error, y.Error) }) &&
		slices.EqualFunc(ta.Covariance, tb.Covariance, same) && same(ta.R2, tb.R2)
}

// unpack reads an archive and holds each file against the index.
func unpack(b []byte) ([]folder.Named, *index, error) {
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return nil, nil, invalid("it is no ZIP archive, or was cut short")
	}
	if len(z.File) > mostFiles {
		return nil, nil, invalid("more than %d files", mostFiles)
	}
	left := int64(mostBytes)
	files := map[string][]byte{}
	for _, f := range z.File {
		name := f.Name
		if !known(name) {
			return nil, nil, invalid("a file of this name does not belong there: %s", printable(name))
		}
		if files[name] != nil {
			return nil, nil, invalid("%s is there twice", name)
		}
		r, err := f.Open()
		if err != nil {
			return nil, nil, invalid("%s cannot be read", name)
		}
		data, err := io.ReadAll(io.LimitReader(r, left+1))
		r.Close()
		if err != nil {
			return nil, nil, invalid("%s was altered: its check sum is wrong", name)
		}
		if left -= int64(len(data)); left < 0 {
			return nil, nil, invalid("its files have more than %d bytes", mostBytes)
		}
		files[name] = append([]byte{}, data...)
	}
	var x index
	d := json.NewDecoder(bytes.NewReader(files[indexFile]))
	d.DisallowUnknownFields()
	if err := d.Decode(&x); err != nil {
		return nil, nil, invalid("%s is not there or malformed", indexFile)
	}
	if x.Format != Format || x.Version != Version {
		return nil, nil, invalid("%s: format must be %q and version %d", indexFile, Format, Version)
	}
	delete(files, indexFile)
	var out []folder.Named
	for _, f := range x.Files {
		data, ok := files[f.Name]
		switch {
		case !ok:
			return nil, nil, invalid("%s is not there", printable(f.Name))
		case len(data) != f.Bytes || digest(data) != f.SHA256:
			return nil, nil, invalid("%s was altered: its SHA-256 is not that in %s", f.Name, indexFile)
		}
		delete(files, f.Name)
		out = append(out, folder.Named{Name: f.Name, Data: data})
	}
	for name := range files {
		return nil, nil, invalid("%s is not in %s", name, indexFile)
	}
	return out, &x, nil
}

// known reports whether a bundle may have a file of a name.
func known(name string) bool {
	if table, ok := strings.CutPrefix(name, tablesFolder); ok {
		table, ok = strings.CutSuffix(table, ".csv")
		return ok && table != "" && strings.Trim(table, "abcdefghijklmnopqrstuvwxyz_") == ""
	}
	return folder.IsPublic(name) || slices.Contains([]string{indexFile, trainingFile, reportFile, analyse.FileName}, name)
}

// printable cuts and quotes a name from a stranger.
func printable(name string) string {
	if known(name) {
		return name
	}
	return fmt.Sprintf("%.60q", name)
}

// RebuildFile is Rebuild of a file, in a temporary folder.
func RebuildFile(path, release string) (*Rebuilt, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, invalid("%w", err)
	}
	dir, err := os.MkdirTemp("", "blindfit-rebuild-*")
	if err != nil {
		return nil, fmt.Errorf("failed to make folder: %w", err)
	}
	defer os.RemoveAll(dir)
	return Rebuild(b, dir, release)
}
