//go:build e2e

package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/internal/programs"
	"github.com/blindfit/blindfit/web/browser"
)

// largeModel is a network of some hundred thousand weights, under a key of the shortest length that is accepted.
func largeModel(hidden ...int) []byte {
	var features []map[string]any
	for j := range 99 {
		features = append(features, map[string]any{"name": fmt.Sprintf("x%d", j), "type": "continuous", "min": 0, "max": 1})
	}
	b, err := json.Marshal(map[string]any{
		"name": "Large", "features": features,
		"model":    map[string]any{"kind": "mlp", "weights": "shared", "hidden": hidden},
		"target":   map[string]any{"name": "side", "type": "nominal", "levels": []string{"left", "right"}},
		"training": map[string]any{"rounds": 1, "stop": "fixed"}, "bounds": map[string]any{"rows": 1024},
		"cohort": map[string]any{"min": 5, "max": 5, "start": 5}, "circle": true, "key_bits": 2048,
	})
	if err != nil {
		panic("internal error: a model that cannot be written")
	}
	return b
}

// wideRows are rows for largeModel.
func wideRows(i, rows int) []byte {
	r := rand.New(rand.NewPCG(5, uint64(i))) // the same rows in every run
	var b bytes.Buffer
	for j := range 99 {
		fmt.Fprintf(&b, "x%d,", j)
	}
	b.WriteString("side\n")
	for range rows {
		for range 99 {
			fmt.Fprintf(&b, "%.4f,", r.Float64())
		}
		b.WriteString([]string{"left\n", "right\n"}[r.IntN(2)])
	}
	return b.Bytes()
}

// TestLargeModelOnAPhone lets a page of a phone's size and slowness train a network of 100,000 weights: it says
// beforehand what that takes, and does it. One that a phone's memory has no room for is refused before a file is asked for.
func TestLargeModelOnAPhone(t *testing.T) {
	s := newStage(t)
	_, err := s.Runner.Run(s.ctx, "modelowner", "keygen", "--dir", filepath.Join(s.dir, "short"), "--no-passphrase")
	s.must("make a short key", err)
	s.owner = filepath.Join(s.dir, "short")
	facilitator := s.facilitator("127.0.0.1:0")
	training, links := s.invited(s.write("large.json", largeModel(1000)), facilitator.URL, 5)
	_, huge := s.invited(s.write("huge.json", largeModel(1600, 1600)), facilitator.URL, 3)
	p, err := s.browser().NewOwner(s.ctx)
	s.must("open tab", err)
	t.Cleanup(p.Close)
	v := &visitor{p, s, "phone"}
	s.must("be a phone", v.SetViewport(s.ctx, 390, 844, true))
	s.must("be slow", v.Slow(s.ctx, 4))
	s.must("have a phone's memory", v.BeforeLoad(s.ctx, `Object.defineProperty(navigator, 'deviceMemory', { value: 2 })`))

	s.must("open huge training", v.Navigate(s.ctx, huge[0]))
	_, err = v.WaitState(s.ctx, "refused")
	s.must("see it refused", err)
	text, err := v.Text(s.ctx, "main")
	s.must("read refusal", err)
	if !strings.Contains(text, "memory") {
		t.Errorf("the page says:\n%s", text)
	}
	v.shot("phone-refused")

	s.must("open large training", v.Navigate(s.ctx, links[0]))
	v.wait("invitation")
	_, err = browser.Evaluate[bool](s.ctx, v.Page, shows("main", "of work on this machine"))
	s.must("see how long it takes", err)
	v.shot("phone-invitation")
	v.bring(s.write("phone.csv", wideRows(0, 40)))
	marked := v.inCircle(links[1:], func(i int) []byte { return wideRows(i+1, 40) }, "alone", "shared")
	s.trained(training, func(programs.Event) {})
	marked()
	v.wait("done")
	v.shot("phone-done")
	if r := v.receipt(); r.Reason != "finished" || len(r.Uploads) < 2 {
		t.Errorf("receipt: reason %q, %d uploads", r.Reason, len(r.Uploads))
	}
	s.must("look at the upload", v.Click(s.ctx, "[data-round='1']"))
	_, err = browser.Evaluate[bool](s.ctx, v.Page, shows("dialog[open] pre", "what left this machine"))
	s.must("see the bytes", err)
	v.shot("phone-inspector")
	_, saved, err := v.Download(s.ctx, "dialog[open] [data-action=save-bytes]")
	s.must("save bytes", err)
	found := false
	for _, c := range v.Captured() {
		found = found || c.Method == "PUT" && bytes.Equal(c.Body, saved)
	}
	if !found || len(saved) < 1_000_000 {
		t.Errorf("the %d bytes saved are not those of a request", len(saved))
	}
	v.clean()
}
