//go:build e2e

package e2e

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/internal/programs"
	"github.com/blindfit/blindfit/web/browser"
)

// TestInspector compares what the page says that it sent with what the browser recorded: every upload, byte for byte,
// while the training runs, at its end and after a reload.
func TestInspector(t *testing.T) {
	s := newStage(t)
	facilitator := s.facilitator("127.0.0.1:0")
	training, links := s.invited(s.write("model.json", []byte(modelJSON)), facilitator.URL, 3)
	v := s.visit(s.browser(), "owner-1", links[0])
	v.bring(s.write("owner-1.csv", table(0, 20)))
	v.contribute()
	s.join("owner-2", links[1], s.write("owner-2.csv", table(1, 20)))
	s.join("owner-3", links[2], s.write("owner-3.csv", table(2, 20)))
	looked := false
	s.trained(training, func(e programs.Event) {
		if e.Event != "round" || e.Round < 3 || looked {
			return
		}
		looked = true
		_, err := browser.Evaluate[bool](s.ctx, v.Page, shows("[data-round='2']", "Rounds"))
		s.must("see round 2 done", err)
		kernel, err := browser.Evaluate[string](s.ctx, v.Page, "document.querySelector('.traffic').textContent")
		s.must("read the kernel's name", err)
		if !strings.Contains(kernel, "vector arithmetic") {
			t.Errorf("this browser has vectors, and the page says %q", kernel)
		}
		s.must("look at round 2", v.Click(s.ctx, "[data-round='2']"))
		v.inspected(2, 1)
		v.shot("inspector-running")
		s.must("close", v.Click(s.ctx, "dialog[open] [data-action=close]"))
	})
	v.wait("done")
	if !looked {
		t.Error("no round was looked at while the training ran")
	}
	r := v.receipt()
	if len(r.Uploads) < 4 {
		t.Fatalf("%d uploads", len(r.Uploads))
	}
	s.must("look at round 1", v.Click(s.ctx, "[data-round='1']"))
	for n := range r.Uploads {
		v.inspected(n+1, 1)
		if n < len(r.Uploads)-1 {
			s.must("look at the next", v.Click(s.ctx, "dialog[open] .end button:nth-child(2)"))
		}
	}
	v.shot("inspector-done")
	s.must("reload", v.Reload(s.ctx))
	v.wait("done")
	s.must("look at round 3", v.Click(s.ctx, "[data-round='3']"))
	v.inspected(3, 1)
	v.clean()
}

// inspected compares an upload that the page shows with the request on record.
func (v *visitor) inspected(round, attempt int) {
	s := v.stage
	s.Helper()
	_, err := browser.Evaluate[bool](s.ctx, v.Page, shows("dialog[open] pre", fmt.Sprintf("Round %d: what left", round)))
	s.must("see the bytes", err)
	shown, err := browser.Evaluate[string](s.ctx, v.Page,
		`[...document.querySelectorAll('dialog[open] details:has(pre) pre')].map((e) => e.textContent).join('\n')`)
	s.must("read bytes", err)
	name, saved, err := v.Download(s.ctx, "dialog[open] [data-action=save-bytes]")
	s.must("save bytes", err)
	if want := fmt.Sprintf("blindfit-round-%d-attempt-%d.bin", round, attempt); name != want {
		s.Errorf("saved as %q, want %q", name, want)
	}
	place := fmt.Sprintf("/rounds/%d/%d/uploads/", round, attempt)
	var body []byte
	for _, c := range v.Captured() {
		if c.Method == "PUT" && strings.Contains(c.URL, place) {
			body = c.Body
		}
	}
	if len(body) == 0 || !bytes.Equal(body, saved) {
		s.Errorf("round %d: the page shows %d bytes, %d were sent, or others", round, len(saved), len(body))
	}
	last := hex.EncodeToString(body[max(0, len(body)-4):])
	if !strings.Contains(strings.ReplaceAll(shown, " ", ""), last) {
		s.Errorf("round %d: the last bytes are not on the screen", round)
	}
}
