//go:build e2e

package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/internal/programs"
	"github.com/blindfit/blindfit/web/browser"
)

// sharedJSON is a training on weights that its owners read, with a statistics round before and an evaluation after.
const sharedJSON = `{
  "name": "Shared",
  "model": {"kind": "mlp", "weights": "shared", "hidden": [4]},
  "features": [
    {"name": "x", "type": "continuous", "min": 0, "max": 10},
    {"name": "y", "type": "continuous", "min": 0, "max": 10}
  ],
  "target": {"name": "side", "type": "nominal", "levels": ["left", "right"]},
  "scaling": "federated",
  "training": {"rounds": 5, "stop": "fixed"},
  "bounds": {"rows": 4096},
  "cohort": {"min": 5, "max": 8, "start": 7},
  "circle": true
}`

// sides makes rows that a small network can learn.
func sides(i, rows int) []byte {
	r := rand.New(rand.NewPCG(77, uint64(i))) // the same rows in every run
	var b bytes.Buffer
	b.WriteString("x,y,side\n")
	for range rows {
		x, y := 10*r.Float64(), 10*r.Float64()
		fmt.Fprintf(&b, "%.6f,%.6f,%s\n", x, y, map[bool]string{true: "left", false: "right"}[x+y < 10])
	}
	return b.Bytes()
}

// TestSharedTraining lets a page and six programs, a circle, train a network whose weights they read: they vouch for one
// another and say yes, the page shows who sees what, draws how the model moves, and its receipt is proven. The facilitator is
// served under a path, which page and programs take from the links. The page is reloaded in a round, which computes on rows: it
// asks for the file, takes no other one, and goes on with the one it began with.
func TestSharedTraining(t *testing.T) {
	s := newStage(t)
	facilitator := s.facilitator("127.0.0.1:0", "--base-path", "/study/blindfit")
	training, links := s.invited(s.write("model.json", []byte(sharedJSON)), facilitator.URL, 7)
	v := s.visit(s.browser(), "owner-1", links[0])
	about, err := v.Text(s.ctx, "main")
	s.must("read invitation", err)
	for _, want := range []string{"small neural network", "see the model after each round", "counts, sums and squares"} {
		if !strings.Contains(about, want) {
			t.Errorf("the invitation does not say %q", want)
		}
	}
	v.shot("shared-invitation")
	v.bring(s.write("owner-1.csv", sides(0, 60)))
	marked := v.inCircle(links[1:], func(i int) []byte { return sides(i+1, 60) }, "shared")
	drawn, reloaded := false, false
	s.trained(training, func(e programs.Event) {
		if e.Event == "open" && e.Round == 3 && !reloaded {
			reloaded = true
			marked()
			v.comeBack(s.write("others.csv", sides(11, 60)), s.write("owner-1.csv", sides(0, 60)))
		}
		if drawn || e.Event != "round" || e.Round < 5 {
			return
		}
		drawn = true
		_, err := browser.Evaluate[bool](s.ctx, v.Page, shows("figure svg polyline", "How far the model moves"))
		s.must("see how the model moves", err)
		v.shot("shared-round")
	})
	v.wait("done")
	v.shot("shared-done")
	if !drawn || !reloaded {
		t.Error("the training was over before round 5")
	}
	_, content, err := v.Download(s.ctx, "[data-action=save]")
	s.must("save receipt", err)
	var r struct {
		Uploads []struct {
			Kind     string
			Accepted bool
			Owners   int
		}
	}
	s.must("read receipt", json.Unmarshal(content, &r))
	kinds := map[string]int{}
	for i, u := range r.Uploads {
		kinds[u.Kind]++
		if !u.Accepted || u.Owners != 7 {
			t.Errorf("upload %d: accepted %v, %d owners", i, u.Accepted, u.Owners)
		}
	}
	if kinds["statistics"] != 1 || kinds["gradient"] != 5 || kinds["evaluation"] != 1 {
		t.Errorf("kinds of rounds: %v", kinds)
	}
	path := filepath.Join(s.dir, "receipt.json")
	s.must("keep receipt", os.WriteFile(path, content, 0o600))
	out, err := s.Runner.Run(s.ctx, "dataowner", "verify", path)
	s.must("verify receipt", err)
	if !strings.Contains(out, "7 uploads: 7 in sums that the model owner signed") {
		t.Errorf("dataowner verify says:\n%s", out)
	}
	v.clean()
}

// comeBack reloads a page whose rounds compute on rows: it asks for them, refuses a file with others, and goes on with the file
// that it began with.
func (v *visitor) comeBack(others, file string) {
	s := v.stage
	s.Helper()
	s.must("reload in a round", v.Reload(s.ctx))
	v.wait("invitation")
	about, err := v.Text(s.ctx, "main")
	s.must("read invitation", err)
	if want := "Choose the same file to go on where you were."; !strings.Contains(about, want) {
		s.Errorf("after the reload the page does not say %q", want)
	}
	s.must("choose another file", v.SetFile(s.ctx, "input[type=file]", others))
	_, err = v.WaitState(s.ctx, "badfile")
	s.must("see other rows refused", err)
	v.shot("shared-other-rows")
	about, err = v.Text(s.ctx, "main")
	s.must("read refusal", err)
	if want := "Bring the file that you began this training with"; !strings.Contains(about, want) {
		s.Errorf("other rows are refused without %q:\n%s", want, about)
	}
	v.bring(file)
	v.agree("shared")
	v.contribute()
}
