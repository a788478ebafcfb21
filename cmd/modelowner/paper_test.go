package main

import (
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/dataowner"
	"github.com/blindfit/blindfit/dataowner/consent"
	"github.com/blindfit/blindfit/dataowner/store"
	"github.com/blindfit/blindfit/internal/testing/federation"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/server"
)

// TestPaper runs the cells of examples/paper/README.md from top to end, each line as it stands, and finds the table of coefficients in the
// document and in the rehearsal.
func TestPaper(t *testing.T) {
	document, err := os.ReadFile("../../examples/paper/README.md")
	if err != nil {
		t.Fatal(err)
	}
	model, err := os.ReadFile("../../examples/paper/model.json")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.CopyFS(filepath.Join(dir, "fuel"), os.DirFS("../../examples/fuel")); err != nil {
		t.Fatal(err)
	}
	t.Setenv("BLINDFIT_DIR", filepath.Join(dir, "keys"))
	if err := os.Mkdir(filepath.Join(dir, "paper"), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Chdir(filepath.Join(dir, "paper"))
	write(t, "model.json", strings.Replace(string(model), `"missing"`, fmt.Sprintf(`"key_bits": %s, "missing"`, keyBits), 1))
	url, id, cells := federation.Facilitator(t, server.Options{}), "", 0
	var links []string
	for _, cell := range regexp.MustCompile("(?s)```sh\n(.*?)```").FindAllStringSubmatch(string(document), -1) {
		for line := range strings.Lines(cell[1]) {
			cells++
			words := shellWords(strings.TrimSpace(strings.NewReplacer("TRAINING", id, "http://127.0.0.1:8080", url).Replace(line)))
			switch {
			case words[0] == "facilitator":
			case words[0] == "dataowner" && words[1] == "join" && words[2] == "LINK":
				contribute(t, links[0], words[4])
				links = links[1:]
			case words[0] != "modelowner":
				t.Fatalf("the document has the line %q", line)
			default:
				out := must(t, words[1:]...)
				switch words[1] {
				case "create":
					id = strings.TrimSpace(out)
				case "invite":
					links = strings.Fields(out)
				}
			}
		}
	}
	rows := tableOf(t, "table2.csv")
	for i, row := range tableOf(t, "rehearsal/coefficients.csv") {
		if row[0] != rows[i][0] || fmt.Sprint(numbers(t, row)) != fmt.Sprint(numbers(t, rows[i])) {
			t.Errorf("the training has %v, its rehearsal %v", rows[i], row)
		}
		x := numbers(t, rows[i])
		p := fmt.Sprintf("%.3f", x[3])
		if x[3] < 0.001 {
			p = "< 0.001"
		}
		if want := fmt.Sprintf("| `%s` | %.3f | %.3f to %.3f | %s |\n", rows[i][0], x[0], x[4], x[5], p); !strings.Contains(string(document), want) {
			t.Errorf("the document lacks %s", want)
		}
	}
	if len(rows) != 6 || cells < 15 {
		t.Errorf("%d rows after %d commands", len(rows), cells)
	}
	for _, name := range []string{"draft.json", "report/methods.txt", "report/forest.svg", "report.docx", "tables/sums.json", "again.html"} {
		if info, err := os.Stat(name); err != nil || info.Size() == 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// contribute takes part with the rows of a file until the test ends.
func contribute(t *testing.T, link, path string) {
	t.Helper()
	l, err := identity.ParseLink(link)
	if err != nil {
		t.Fatal(err)
	}
	o, err := dataowner.Open(t.Context(), l, dataowner.Config{Vault: store.NewMemory()})
	if err != nil {
		t.Fatal(err)
	}
	rows, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	if check, err := o.Load(t.Context(), path, rows); err != nil || !check.OK || consent.Check(check.Questions, nil) != nil {
		t.Fatalf("%s: %+v, %v", path, check, err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { defer close(ended); _, _ = o.Contribute(ctx) }()
	t.Cleanup(func() { cancel(); <-ended })
}

// shellWords divides a line at spaces outside single quotes.
func shellWords(line string) (out []string) {
	for i, part := range strings.Split(line, "'") {
		if i%2 == 1 {
			out = append(out, part)
		} else {
			out = append(out, strings.Fields(part)...)
		}
	}
	return out
}

// tableOf returns the rows of a table in a file, without its names.
func tableOf(t *testing.T, path string) [][]string {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[1:]
}

// numbers are the cells of a row after the first.
func numbers(t *testing.T, row []string) (out []float64) {
	t.Helper()
	for _, cell := range row[1:] {
		x, err := strconv.ParseFloat(cell, 64)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, x)
	}
	return out
}
