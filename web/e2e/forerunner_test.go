//go:build e2e

package e2e

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/internal/programs"
)

// The forerunner's two commands, to the letter.
const (
	postModel     = `curl -H "Content-Type: application/json" -X POST "localhost:9090/models" --data @model.json`
	getPrediction = `curl "http://localhost:9090/prediction"`
)

// TestForerunner runs the forerunner's flow: a facilitator on port 8080, a data owner's page on 5000, a model owner
// on 9090, a training posted by curl, owners who join, and the prediction fetched by curl.
func TestForerunner(t *testing.T) {
	s := newStage(t)
	facilitator, err := s.Facilitate(s.ctx, "127.0.0.1:8080", filepath.Join(s.dir, "facilitator"))
	s.must("start facilitator on its port", err)
	_, ownPage, err := s.Serve(s.ctx, "dataowner", "--facilitator", facilitator.URL)
	s.must("start data owner's page on its port", err)
	modelOwner, url, err := s.Serve(s.ctx, "modelowner", "--facilitator", facilitator.URL, "--dir", s.owner)
	s.must("start model owner on its port", err)
	for want, got := range map[string]string{"8080": facilitator.URL, "5000": ownPage, "9090": url} {
		if !strings.HasSuffix(got, ":"+want) {
			t.Errorf("a program listens on %s, want port %s", got, want)
		}
	}

	var tables [][]byte
	var paths []string
	for i := range 3 {
		tables = append(tables, table(i, 25))
		paths = append(paths, s.write(fmt.Sprintf("owner-%d.csv", i+1), tables[i]))
	}
	rows := predictRows(s, tables[0], 4)
	s.write("model.json", withPredict(s, rows))

	var posted struct {
		ID    string   `json:"id"`
		State string   `json:"state"`
		Links []string `json:"links"`
	}
	s.curl(postModel, &posted)
	if posted.ID == "" || posted.State == "" || len(posted.Links) < 3 {
		t.Fatalf("POST /models answered id %q, state %q and %d links", posted.ID, posted.State, len(posted.Links))
	}
	var early struct {
		Error string   `json:"error"`
		State string   `json:"state"`
		Cost  *float64 `json:"cost"`
	}
	s.curl(getPrediction, &early)
	if early.Error == "" || early.State == "" || early.Cost != nil {
		t.Errorf("GET /prediction before the end answered error %q and state %q", early.Error, early.State)
	}

	v := s.paste(s.browser(), "owner-1", ownPage, posted.Links[0])
	v.bring(paths[0])
	v.contribute()
	owners := []*programs.Process{s.join("owner-2", posted.Links[1], paths[1]), s.join("owner-3", posted.Links[2], paths[2])}
	_, err = modelOwner.Line(s.ctx, posted.ID+": finished")
	s.must("train", err)
	v.wait("done")
	for _, o := range owners {
		_, err := o.Wait(s.ctx)
		s.must("end "+o.Name, err)
	}

	var late struct {
		Metric      string    `json:"metric"`
		Cost        float64   `json:"cost"`
		Predictions []float64 `json:"predictions"`
	}
	s.curl(getPrediction, &late)
	want := optimum(s, []byte(modelJSON), tables...)
	if late.Metric != "mse" || !near(late.Cost, want) {
		t.Errorf("GET /prediction answered %s %v, want mse %v within 1e-9", late.Metric, late.Cost, want)
	}
	if len(late.Predictions) != len(rows) {
		t.Errorf("%d predictions for %d rows", len(late.Predictions), len(rows))
	}
	v.clean()
	if where := v.elsewhere(ownPage, facilitator.URL); where != nil {
		t.Errorf("the page asked elsewhere: %v", where)
	}
}

// curl runs a command line in the scratch folder, as a shell does, and reads its answer.
func (s *stage) curl(line string, into any) {
	s.Helper()
	cmd := exec.CommandContext(s.ctx, "sh", "-c", line)
	cmd.Dir = s.dir
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		s.Fatalf("%s: %v\n%s", line, err, &stderr)
	}
	if err := json.Unmarshal(out, into); err != nil {
		s.Fatalf("%s answered no JSON: %v\n%s", line, err, out)
	}
}

// predictRows returns the first rows of a table as a training file carries them, without the target.
func predictRows(s *stage, rows []byte, n int) []map[string]string {
	s.Helper()
	records, err := csv.NewReader(bytes.NewReader(rows)).ReadAll()
	s.must("read rows", err)
	var list []map[string]string
	for _, record := range records[1 : 1+n] {
		row := map[string]string{}
		for j, text := range record[:len(record)-1] {
			row[records[0][j]] = text
		}
		list = append(list, row)
	}
	return list
}

// withPredict returns modelJSON with rows to predict.
func withPredict(s *stage, rows []map[string]string) []byte {
	s.Helper()
	var file map[string]any
	s.must("read model.json", json.Unmarshal([]byte(modelJSON), &file))
	file["predict"] = rows
	b, err := json.Marshal(file)
	s.must("write model.json", err)
	return b
}
