//go:build e2e

package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/internal/testing/deadline"
	"github.com/blindfit/blindfit/web/browser"
)

// TestFacilitatorsOwnPages shows what the facilitator serves beside the data owner's page: what it is, its status, its
// documents and its interface. In light and dark, on a phone and on a desk: no violation of accessibility rules, nothing wider than the
// screen, no complaint of the browser, no script, and a screenshot in build/screens.
func TestFacilitatorsOwnPages(t *testing.T) {
	s := newStage(t)
	facilitator := s.facilitator("127.0.0.1:0")
	s.invited(s.write("model.json", []byte(modelJSON)), facilitator.URL, 3)
	axe, err := os.ReadFile(axeFile)
	s.must("read axe-core", err)
	p, err := s.browser().NewOwner(s.ctx)
	s.must("open a tab", err)
	for _, width := range []int64{390, 1100} {
		for _, scheme := range []string{"light", "dark"} {
			s.must("set the width", p.SetViewport(s.ctx, width, 900, width < 600))
			s.must("set the colours", p.SetColorScheme(s.ctx, scheme))
			paths := []string{"about", "operator"}
			if (width < 600) == (scheme == "light") { // the long ones once in each width and each colour
				paths = append(paths, "docs/", "docs/api", "docs/operations", "docs/protocol")
			}
			for _, path := range paths {
				name := strings.ReplaceAll(strings.TrimSuffix(path, "/"), "/", "-")
				t.Run(fmt.Sprintf("%s/%s/%d", name, scheme, width), func(t *testing.T) {
					checkOwnPage(t, p, facilitator.URL+"/"+path, string(axe))
					file := fmt.Sprintf("facilitator-%s-%s-%d.png", name, scheme, width)
					if err := p.Screenshot(deadline.Context(t), filepath.Join(screensDir, file)); err != nil {
						t.Error(err)
					}
				})
			}
		}
	}
}

func checkOwnPage(t *testing.T, p *browser.Page, address, axe string) {
	t.Helper()
	before := len(p.Problems())
	if err := p.Navigate(deadline.Context(t), address); err != nil {
		t.Fatal(err)
	}
	title, err := p.Text(deadline.Context(t), "main h1")
	if err != nil || strings.TrimSpace(title) == "" {
		t.Fatalf("heading = %q, %v", title, err)
	}
	scripts, err := browser.Evaluate[int](deadline.Context(t), p, `document.querySelectorAll('script, [style], [onload], [onclick]').length`)
	if err != nil || scripts != 0 {
		t.Errorf("%d scripts or styles within the page (error %v)", scripts, err)
	}
	sheets, err := browser.Evaluate[int](deadline.Context(t), p, `document.styleSheets.length`)
	if err != nil || sheets != 1 {
		t.Errorf("%d style sheets, want one (error %v)", sheets, err)
	}
	if _, err := browser.Evaluate[browser.Nothing](deadline.Context(t), p, axe); err != nil {
		t.Fatalf("failed to load axe-core: %v", err)
	}
	violations, err := browser.Evaluate[[]string](deadline.Context(t), p, axeScript)
	if err != nil {
		t.Fatalf("failed to run axe-core: %v", err)
	}
	for _, v := range violations {
		t.Errorf("accessibility: %s", v)
	}
	wide, err := browser.Evaluate[int](deadline.Context(t), p, `document.documentElement.scrollWidth - document.documentElement.clientWidth`)
	if err != nil || wide > 0 {
		t.Errorf("page is %d pixels wider than the screen (error %v)", wide, err)
	}
	for _, problem := range p.Problems()[before:] {
		t.Errorf("browser: %s", problem)
	}
}
