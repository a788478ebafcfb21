// Package bundle owns the file from which anyone makes the same report again: signed messages, the sums, the model, the report and
// its tables, in one ZIP archive. It holds no key, invite or row; docs/bundle.md describes it.
package bundle

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/blindfit/blindfit/modelowner"
	"github.com/blindfit/blindfit/modelowner/analyse"
	"github.com/blindfit/blindfit/modelowner/folder"
	"github.com/blindfit/blindfit/modelowner/problem"
	"github.com/blindfit/blindfit/modelowner/publish"
	"github.com/blindfit/blindfit/modelowner/report"
	"github.com/blindfit/blindfit/modelowner/tables"
)

// Format and Version are those of the index.
const (
	Format  = "blindfit-bundle"
	Version = 1
)

// The files of a bundle besides those of the training's folder.
const (
	indexFile    = "bundle.json"
	trainingFile = "training-file.json" // canonical
	reportFile   = "report.html"
	tablesFolder = "tables/"
)

// index is bundle.json.
type index struct {
	Format      string       `json:"format"`
	Version     int          `json:"version"`
	Release     string       `json:"release"` // of the program that wrote it
	Training    string       `json:"training"`
	Facilitator string       `json:"facilitator"`
	Created     time.Time    `json:"created"` // the training
	Written     time.Time    `json:"written"` // the report
	Below       int64        `json:"suppress_below"`
	Round       int64        `json:"round"`
	Files       []fileDigest `json:"files"`
}

type fileDigest struct {
	Name   string `json:"name"`
	Bytes  int    `json:"bytes"`
	SHA256 string `json:"sha256"`
}

func digest(b []byte) string {
	d := sha256.Sum256(b)
	return hex.EncodeToString(d[:])
}

// Write writes the bundle of a finished training, with a report of that time. The bytes depend on the training and the time alone.
func Write(w io.Writer, t *modelowner.Training, release string, now time.Time, rule publish.Rule) error {
	files, err := folder.Public(t.Training)
	if err != nil {
		return err
	}
	now = now.UTC().Truncate(time.Second)
	x := index{
		Format: Format, Version: Version, Release: release, Training: t.ID.String(), Facilitator: t.Facilitator, Created: t.Created, Written: now,
		Below: rule.Below, Round: rule.Round,
	}
	files = append(files, folder.Named{Name: trainingFile, Data: t.File.Canonical()})
	made, err := results(t, release, now, rule)
	if err != nil {
		return err
	}
	files = append(files, made...)
	for _, f := range files {
		x.Files = append(x.Files, fileDigest{f.Name, len(f.Data), digest(f.Data)})
	}
	b, err := json.MarshalIndent(x, "", "  ")
	if err != nil {
		return fmt.Errorf("failed to write bundle: %w", err)
	}
	return pack(w, append([]folder.Named{{Name: indexFile, Data: append(b, '\n')}}, files...))
}

// results makes the report, its tables, and the sums if there are any.
func results(t *modelowner.Training, release string, now time.Time, rule publish.Rule) ([]folder.Named, error) {
	r, err := report.New(t, release, now, rule)
	if err != nil {
		return nil, err
	}
	var page bytes.Buffer
	if err := r.Write(&page); err != nil {
		return nil, err
	}
	out := []folder.Named{{Name: reportFile, Data: page.Bytes()}}
	m, err := t.Model()
	if err != nil {
		return nil, err
	}
	for _, table := range tables.All(tables.Source{Model: m, Rule: rule}) {
		var b bytes.Buffer
		if err := table.WriteCSV(&b); err != nil {
			return nil, err
		}
		out = append(out, folder.Named{Name: tablesFolder + table.Name + ".csv", Data: b.Bytes()})
	}
	if t.File.Private() {
		return out, nil
	}
	source, err := analyse.Load(t.Training)
	if err != nil {
		return nil, err
	}
	if source.Sums != nil {
		b, err := source.Sums.Marshal()
		if err != nil {
			return nil, err
		}
		out = append(out, folder.Named{Name: analyse.FileName, Data: b})
	}
	return out, nil
}

// pack writes an archive with bytes that follow from its files.
func pack(w io.Writer, files []folder.Named) error {
	z := zip.NewWriter(w)
	for _, f := range files {
		h := &zip.FileHeader{Name: f.Name, Method: zip.Deflate}
		h.SetMode(0o600)
		to, err := z.CreateHeader(h)
		if err == nil {
			_, err = to.Write(f.Data)
		}
		if err != nil {
			return fmt.Errorf("failed to write bundle: %w", err)
		}
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("failed to write bundle: %w", err)
	}
	return nil
}

func invalid(format string, args ...any) error {
	return problem.As(problem.ErrInput, fmt.Errorf("invalid bundle: "+format, args...))
}
