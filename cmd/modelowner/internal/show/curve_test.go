package show_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/cmd/modelowner/internal/show"
	"github.com/blindfit/blindfit/modelowner"
	"github.com/blindfit/blindfit/protocol/wire"
)

func statusWith(values ...float64) *modelowner.Status {
	s := &modelowner.Status{Name: "Fuel \x1b[31m", Metric: "mse"}
	for i := range values {
		s.Rounds = append(s.Rounds, modelowner.RoundStatus{Round: i + 1, Cost: &values[i]})
	}
	s.Rounds = append(s.Rounds, modelowner.RoundStatus{Round: len(values) + 1}) // open: without a cost
	return s
}

func TestCurveForATerminal(t *testing.T) {
	text := show.Curve(statusWith(9, 4, 1), 60)
	if !strings.Contains(text, "mse after rounds 1 to 3") || strings.Contains(text, "\x1b") {
		t.Errorf("the curve is %q", text)
	}
	if show.Curve(statusWith(9), 60) != "" {
		t.Error("a curve of one point")
	}
}

// The cost of rows that were kept back is no point of the curve of the others.
func TestCurveLeavesOutOtherRows(t *testing.T) {
	s := statusWith(9, 4, 1, 7)
	s.Rounds[3].Kind = wire.RoundEvaluation
	if text := show.Curve(s, 60); !strings.Contains(text, "rounds 1 to 4") {
		t.Errorf("the evaluation of the same rows is left out:\n%s", text)
	}
	s.Holdout = 0.2
	if text := show.Curve(s, 60); !strings.Contains(text, "rounds 1 to 3") {
		t.Errorf("the evaluation of other rows is drawn:\n%s", text)
	}
}

func TestCurveAsAFile(t *testing.T) {
	for ending, start := range map[string]string{".png": "\x89PNG", ".svg": "<?xml", ".pdf": "%PDF"} {
		path := filepath.Join(t.TempDir(), "loss"+ending)
		if err := show.CheckPlot(path); err != nil {
			t.Fatal(err)
		}
		if err := show.Plot(path, statusWith(9, 4, 1)); err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(path)
		if err != nil || !bytes.HasPrefix(b, []byte(start)) {
			t.Errorf("%s: begins with %.4q (%v)", ending, b, err)
		}
	}
	if show.CheckPlot("loss.gif") == nil || show.CheckPlot("loss") == nil || show.CheckPlot(filepath.Join(t.TempDir(), "none", "loss.png")) == nil {
		t.Error("a file that cannot be written is accepted")
	}
	if show.Plot(filepath.Join(t.TempDir(), "loss.png"), statusWith()) == nil {
		t.Error("a curve of nothing")
	}
}

func TestLiveTable(t *testing.T) {
	cost := 2.5
	row := show.LiveRow(modelowner.Event{Round: 12, Kind: "gradient", Attempt: 1, Members: 3, Rows: 345, Bytes: 2304, Seconds: 0.4, Cost: &cost})
	for _, column := range []string{"round", "seconds", "bytes"} {
		if at := strings.Index(show.LiveHead, column) + len(column); row[at-1] == ' ' {
			t.Errorf("column %s ends elsewhere:\n%s\n%s", column, show.LiveHead, row)
		}
	}
	if !strings.HasSuffix(row, " 2.5") || strings.Index(row, "2.5") != strings.Index(show.LiveHead, "cost") {
		t.Errorf("the cost is not under its head:\n%s\n%s", show.LiveHead, row)
	}
	for want, values := range map[string][]float64{"█▁": {9, 1}, "▁▁▁": {2, 2, 2}, "": {1}, "█▄▁": {8, 4.5, 1}} {
		if got := show.Spark(values); got != want {
			t.Errorf("%v is drawn as %q, want %q", values, got, want)
		}
	}
}
