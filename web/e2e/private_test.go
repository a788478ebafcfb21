//go:build e2e

package e2e

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/internal/programs"
	"github.com/blindfit/blindfit/web/browser"
)

// privateJSON is a training whose result has noise in it.
var privateJSON = strings.Replace(modelJSON, `"training": {"rounds": 20},`,
	`"model": {"method": "one_round"}, "privacy": {"epsilon": 8, "unit": "owner"},`, 1)

// TestPrivateTraining lets a page take part where noise is added: it says beforehand what is asked for, keeps a limit of
// its own, and its meter and receipt say what was spent.
func TestPrivateTraining(t *testing.T) {
	s := newStage(t)
	facilitator := s.facilitator("127.0.0.1:0")
	out, err := s.Runner.Run(s.ctx, "modelowner", "create", "--dir", s.owner, "--force",
		"-f", s.write("model.json", []byte(privateJSON)), "--facilitator", facilitator.URL)
	s.must("create training", err)
	training := strings.TrimSpace(out)
	out, err = s.Runner.Run(s.ctx, "modelowner", "invite", training, "--dir", s.owner, "--count", "3")
	s.must("invite", err)
	links := strings.Fields(out)
	v := s.visit(s.browser(), "owner-1", links[0])
	about, err := v.Text(s.ctx, "main")
	s.must("read invitation", err)
	for _, want := range []string{"any single data owner: ε = 8", "This training: ε 0 of 8 spent"} {
		if !strings.Contains(about, want) {
			t.Errorf("the invitation does not say %q:\n%s", want, about)
		}
	}
	v.shot("private-invitation")
	v.bring(s.write("owner-1.csv", table(0, 40)))
	_, err = browser.Evaluate[bool](s.ctx, v.Page, `(document.querySelector('details:has(#max-epsilon)').open = true)`)
	s.must("open choices", err)
	s.must("set a limit", v.Fill(s.ctx, "#max-epsilon", "9"))
	v.contribute()
	for i, link := range links[1:] {
		name := fmt.Sprintf("owner-%d", i+2)
		s.join(name, link, s.write(name+".csv", table(i+1, 40)))
	}
	s.trained(training, func(programs.Event) {})
	v.wait("done")
	v.shot("private-done")
	text, err := v.Text(s.ctx, "main")
	s.must("read receipt", err)
	if !strings.Contains(text, "of 8 spent") || strings.Contains(text, "ε 0 of 8") || !strings.Contains(text, "your limit 9") {
		t.Errorf("the page says:\n%s", text)
	}
	_, content, err := v.Download(s.ctx, "[data-action=save]")
	s.must("save receipt", err)
	var r struct {
		Privacy *struct{ Epsilon, Spent, Limit float64 }
	}
	s.must("read receipt", json.Unmarshal(content, &r))
	if r.Privacy == nil || r.Privacy.Epsilon != 8 || r.Privacy.Limit != 9 || !(r.Privacy.Spent > 0 && r.Privacy.Spent <= 8) {
		t.Errorf("receipt: %+v", r.Privacy)
	}
	v.clean()
}
