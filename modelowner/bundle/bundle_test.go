package bundle_test

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/blindfit/blindfit/internal/testing/federation"
	"github.com/blindfit/blindfit/modelowner"
	"github.com/blindfit/blindfit/modelowner/bundle"
	"github.com/blindfit/blindfit/modelowner/problem"
	"github.com/blindfit/blindfit/modelowner/publish"
)

const file = `{"name": "Bundled", "model": {"kind": "linear_regression", "method": "one_round"},
	"features": [{"name": "a", "type": "discrete", "min": 0, "max": 64}, {"name": "g", "type": "nominal", "levels": ["x", "y"]}],
	"target": {"name": "y", "type": "discrete", "min": 0, "max": 256}}`

func training(t *testing.T) *modelowner.Training {
	t.Helper()
	var parts [][]byte
	for owner := range 3 {
		text := "a,g,y\n"
		for i := range 20 {
			a := (7*i + 5*owner) % 60
			text += fmt.Sprintf("%d,%s,%d\n", a, []string{"x", "y"}[(i/3+owner)%2], 2*a+i%5+owner)
		}
		parts = append(parts, []byte(text))
	}
	out, _ := federation.Run(t, []byte(file), parts)
	return out
}

const release = "test"

func write(t *testing.T, of *modelowner.Training) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := bundle.Write(&b, of, release, time.Unix(1_800_000_000, 0), publish.Rule{}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// change rewrites the files of a bundle; digests are those of the new content if fresh is set.
func change(t *testing.T, b []byte, fresh bool, edit func(name string, data []byte) []byte) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	files, order := map[string][]byte{}, []string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if data = edit(f.Name, data); data != nil {
			files[f.Name], order = data, append(order, f.Name)
		}
	}
	if fresh {
		var x map[string]any
		if err := json.Unmarshal(files["bundle.json"], &x); err != nil {
			t.Fatal(err)
		}
		for _, f := range x["files"].([]any) {
			entry := f.(map[string]any)
			data := files[entry["name"].(string)]
			sum := sha256.Sum256(data)
			entry["bytes"], entry["sha256"] = len(data), hex.EncodeToString(sum[:])
		}
		files["bundle.json"], _ = json.Marshal(x)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, name := range order {
		to, err := w.Create(name)
		if err == nil {
			_, err = to.Write(files[name])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func keep(_ string, data []byte) []byte { return data }

// A bundle has the same bytes each time, holds no key and no invite, and leads to the same report in another place.
func TestRebuild(t *testing.T) {
	of := training(t)
	b := write(t, of)
	if !bytes.Equal(b, write(t, of)) {
		t.Error("a second bundle of the same time differs")
	}
	var report []byte
	key := of.Key.Reveal()
	change(t, b, false, func(name string, data []byte) []byte {
		if name == "report.html" {
			report = data
		}
		if strings.Contains(name, "key") || strings.Contains(name, "invite") || bytes.Contains(data, key[:]) || bytes.Contains(data, []byte("secret")) {
			t.Errorf("%s may hold a key", name)
		}
		return data
	})
	r, err := bundle.Rebuild(b, t.TempDir(), release)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(b)
	if !bytes.Equal(r.Report, report) || len(r.Notes) > 0 || r.Training != of.ID || r.Fingerprint != hex.EncodeToString(sum[:]) || !bytes.Contains(report, []byte("Bundled")) {
		t.Errorf("rebuilt %+v", r.Notes)
	}
	if r, err := bundle.Rebuild(change(t, b, true, keep), t.TempDir(), release); err != nil || !bytes.Equal(r.Report, report) {
		t.Errorf("packed again: %v", err)
	}
	if _, err := bundle.Rebuild(b, t.TempDir(), "another"); err != nil {
		t.Errorf("a release that makes the same files: %v", err)
	}
}

// A validation by group goes through the protocol, and its bundle leads to the same report.
func TestRebuildOfAValidation(t *testing.T) {
	const text = `{"name": "Judged", "circle": true, "model": {"kind": "logistic_regression", "weights": "shared", "method": "newton", "group": "g"},
		"features": [{"name": "a", "type": "discrete", "min": 0, "max": 64}, {"name": "g", "type": "nominal", "levels": ["x", "y"]}],
		"target": {"name": "y", "type": "nominal", "levels": ["no", "yes"]}, "formula": "y ~ I(pmax(-15, pmin(15, 0.05*a - 1.5))) * g"}`
	var parts [][]byte
	for owner := range 3 {
		rows := "a,g,y\n"
		for i := range 60 {
			a := (7*i + 5*owner) % 61
			rows += fmt.Sprintf("%d,%s,%s\n", a, []string{"x", "y"}[(i/3+owner)%2], []string{"no", "yes"}[min(1, (a*13+i*29)%97/(90-a))])
		}
		parts = append(parts, []byte(rows))
	}
	of, _ := federation.Run(t, []byte(text), parts)
	m, err := of.Model()
	if err != nil {
		t.Fatal(err)
	}
	if j := m.Judgement; j == nil || len(j.By) != 2 || j.All.Line == nil || j.By[0].Line == nil || j.By[0].Quality.Rows+j.By[1].Quality.Rows != 180 {
		t.Fatalf("%+v", m.Judgement)
	}
	b := write(t, of)
	r, err := bundle.Rebuild(b, t.TempDir(), release)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(r.Report, []byte("Validation by g")) || len(r.Notes) > 0 {
		t.Errorf("the report lacks the validation; %v", r.Notes)
	}
}

// Whatever is altered in a bundle is named, also if its digests were made to fit.
func TestAlteredBundle(t *testing.T) {
	b := write(t, training(t))
	replace := func(name, from, to string) func(string, []byte) []byte {
		return func(n string, data []byte) []byte {
			if n != name {
				return data
			}
			if !bytes.Contains(data, []byte(from)) {
				t.Fatalf("%s lacks %s", name, from)
			}
			return bytes.Replace(data, []byte(from), []byte(to), 1)
		}
	}
	for name, edit := range map[string]func(string, []byte) []byte{
		"manifest.json":           replace("manifest.json", `"body":"`, `"body":"e`),
		"log.jsonl":               replace("log.jsonl", `"body":"`, `"body":"e`),
		"rounds.jsonl":            replace("rounds.jsonl", `"sums":[`, `"sums":[1`),
		"model.json":              replace("model.json", `"rounds": 1`, `"rounds": 2`),
		"report.html":             replace("report.html", "Bundled", "Bungled"),
		"tables/coefficients.csv": replace("tables/coefficients.csv", "(Intercept),", "(Intercept),1"),
		"sums.json":               replace("sums.json", `"nobs":60`, `"nobs":61`),
		"training-file.json":      replace("training-file.json", `"max":64`, `"max":32`),
	} {
		for _, fresh := range []bool{false, true} {
			_, err := bundle.Rebuild(change(t, b, fresh, edit), t.TempDir(), release)
			if !errors.Is(err, problem.ErrInput) {
				t.Errorf("%s, digests made to fit %t: %v", name, fresh, err)
				continue
			}
			if !fresh && !strings.Contains(err.Error(), name+" was altered") {
				t.Errorf("%s: %v", name, err)
			}
			t.Log(err)
		}
	}
	for want, bad := range map[string][]byte{
		"no ZIP archive":                   b[:len(b)/2],
		"report.html is not there":         change(t, b, false, func(n string, d []byte) []byte { return map[bool][]byte{false: d}[n == "report.html"] }),
		"bundle.json is not there":         change(t, b, false, func(n string, d []byte) []byte { return map[bool][]byte{false: d}[n == "bundle.json"] }),
		"does not belong there":            renamed(t, b, "sums.json", "../../evil.csv"),
		"tables/more.csv is not in bundle": renamed(t, b, "", "tables/more.csv"),
	} {
		if _, err := bundle.Rebuild(bad, t.TempDir(), release); !errors.Is(err, problem.ErrInput) || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q: %v", want, err)
		}
	}
}

// renamed gives a file another name, or adds one if from is empty.
func renamed(t *testing.T, b []byte, from, to string) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	add := func(name string, data io.Reader) {
		x, err := w.Create(name)
		if err == nil {
			_, err = io.Copy(x, data)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		name := f.Name
		if name == from {
			name = to
		}
		add(name, r)
	}
	if from == "" {
		add(to, strings.NewReader("x"))
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
