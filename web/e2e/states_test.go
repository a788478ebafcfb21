//go:build e2e

package e2e

import (
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/internal/testing/deadline"
	"github.com/blindfit/blindfit/server/page"
	"github.com/blindfit/blindfit/web/browser"
)

// Folders of the build, seen from this package.
const (
	fixturesDir = "../../build/web-fixtures"
	screensDir  = "../../build/screens"
	axeFile     = "../node_modules/axe-core/axe.min.js"
)

// axeScript gives one line a violation: the rule, its meaning and where.
const axeScript = `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
  violations.map((v) => v.id + ': ' + v.help + ' at ' + v.nodes.map((n) => n.target.join(' ')).join(', ')))`

// TestEveryState shows every state of the page from fixture data, in light and dark, on a phone and on a desk,
// under the policy the page is served with. In each it looks for violations of accessibility rules, for anything
// wider than the screen and for complaints of the browser, and leaves a screenshot in build/screens.
func TestEveryState(t *testing.T) {
	axe, err := os.ReadFile(axeFile)
	if err != nil {
		t.Fatalf("failed to read axe-core: %v (run web/build.sh deps)", err)
	}
	for _, width := range []int64{390, 1100} {
		for _, scheme := range []string{"light", "dark"} {
			t.Run(fmt.Sprintf("%s/%d", scheme, width), func(t *testing.T) {
				t.Parallel()
				p, origin := openFixtures(t)
				names := fixtureNames(t, p, origin)
				if len(names) < 15 {
					t.Fatalf("the fixture build shows %d states, want all of them", len(names))
				}
				if err := p.SetViewport(deadline.Context(t), width, 900, width < 600); err != nil {
					t.Fatal(err)
				}
				if err := p.SetColorScheme(deadline.Context(t), scheme); err != nil {
					t.Fatal(err)
				}
				for _, name := range names {
					t.Run(name, func(t *testing.T) {
						checkState(t, p, origin, name, string(axe))
						file := fmt.Sprintf("%s-%s-%d.png", name, scheme, width)
						if err := p.Screenshot(deadline.Context(t), filepath.Join(screensDir, file)); err != nil {
							t.Error(err)
						}
					})
				}
			})
		}
	}
}

// smallTargets names what can be pressed and is smaller than 24 pixels either way, its label included. Links within a sentence may be
// as small as its words.
const smallTargets = `[...document.querySelectorAll('a, button, input, select, textarea, summary')].flatMap((e) => {
  const boxes = [e, ...(e.labels ?? [])].filter((b) => b.checkVisibility({ visibilityProperty: true })).map((b) => b.getBoundingClientRect());
  const shown = boxes.filter((b) => b.width > 2 && b.height > 2);
  if (shown.length === 0 || (e.tagName === 'A' && getComputedStyle(e).display === 'inline')) return [];
  const width = Math.max(...shown.map((b) => b.width)), height = Math.max(...shown.map((b) => b.height));
  return width < 23.5 || height < 23.5 ? [e.outerHTML.slice(0, 80) + ' is ' + width.toFixed(1) + ' by ' + height.toFixed(1)] : [];
})`

// disordered names headings and controls that a screen reader reads, and the tab key reaches, after one that stands below them: what is
// read next is below what was read, or beside it. It also names those that jump the order.
const disordered = `(() => {
  const all = [...document.querySelectorAll('h1, h2, h3, h4, a, button, input, select, textarea, summary, [tabindex="0"]')].filter((e) =>
    e.checkVisibility({ visibilityProperty: true }) && e.getBoundingClientRect().width > 2);
  const name = (e) => e.tagName.toLowerCase() + ' ' + (e.textContent.trim() || e.id || e.name || '').slice(0, 40);
  const jumps = all.filter((e) => e.tabIndex > 0).map((e) => name(e) + ' jumps the order');
  return jumps.concat(all.slice(1).flatMap((e, i) => {
    const before = all[i].getBoundingClientRect(), box = e.getBoundingClientRect();
    return box.bottom <= before.top + 1 && box.left < before.right - 1 ? [name(e) + ' is above ' + name(all[i]) + ', and read after it'] : [];
  }));
})()`

func checkState(t *testing.T, p *browser.Page, origin, name, axe string) {
	t.Helper()
	before := len(p.Problems())
	if err := p.Navigate(deadline.Context(t), origin+"/?state="+name); err != nil {
		t.Fatal(err)
	}
	// The page stays on a round for a moment before it shows that it waits: look at the state, not at what came first.
	if _, err := p.WaitState(deadline.Context(t), stateOf(name)); err != nil {
		t.Fatalf("state %q is not reached: %v", stateOf(name), err)
	}
	// The heading is part of every state; an empty page must not pass for a good one.
	title, err := p.Text(deadline.Context(t), "main h1")
	if err != nil || strings.TrimSpace(title) == "" {
		t.Fatalf("heading = %q, %v", title, err)
	}
	if _, err := browser.Evaluate[browser.Nothing](deadline.Context(t), p, axe); err != nil {
		t.Fatalf("failed to load axe-core: %v", err)
	}
	inspect := func(how string) {
		violations, err := browser.Evaluate[[]string](deadline.Context(t), p, axeScript)
		if err != nil {
			t.Fatalf("failed to run axe-core: %v", err)
		}
		for _, v := range violations {
			t.Errorf("accessibility, %s: %s", how, v)
		}
	}
	inspect("as it is")
	// What a person can open is part of the state.
	folded, err := browser.Evaluate[int](deadline.Context(t), p, `(() => {
	  const folded = [...document.querySelectorAll('details:not([open])')];
	  folded.forEach((d) => { d.open = true; d.dataset.folded = ''; });
	  return folded.length;
	})()`)
	if err != nil {
		t.Fatal(err)
	}
	if folded > 0 {
		inspect("with all details open")
		if _, err := browser.Evaluate[browser.Nothing](deadline.Context(t), p,
			`document.querySelectorAll('[data-folded]').forEach((d) => (d.open = false))`); err != nil {
			t.Fatal(err)
		}
	}
	small, err := browser.Evaluate[[]string](deadline.Context(t), p, smallTargets)
	if err != nil {
		t.Fatal(err)
	}
	for _, target := range small {
		t.Errorf("too small to press: %s", target)
	}
	mixed, err := browser.Evaluate[[]string](deadline.Context(t), p, disordered)
	if err != nil {
		t.Fatal(err)
	}
	for _, what := range mixed {
		t.Errorf("order of reading: %s", what)
	}
	wide, err := browser.Evaluate[int](deadline.Context(t), p, `document.documentElement.scrollWidth - document.documentElement.clientWidth`)
	if err != nil || wide > 0 {
		t.Errorf("page is %d pixels wider than the screen (error %v)", wide, err)
	}
	for _, problem := range p.Problems()[before:] {
		t.Errorf("browser: %s", problem)
	}
}

// stateOf is the state that a fixture shows: its name up to a hyphen, but for the two kinds of waiting.
func stateOf(fixture string) string {
	if strings.HasPrefix(fixture, "lobby") || fixture == "joining" {
		return "waiting"
	}
	state, _, _ := strings.Cut(fixture, "-")
	return state
}

// openFixtures serves the fixture build as the facilitator serves the page, and opens a browser.
func openFixtures(t *testing.T) (*browser.Page, string) {
	t.Helper()
	if _, err := os.Stat(filepath.Join(fixturesDir, "index.html")); err != nil {
		t.Fatalf("the fixture build is missing: run web/build.sh fixtures (%v)", err)
	}
	handler, err := page.Handler(os.DirFS(fixturesDir), page.Options{})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	b, err := browser.Launch(t.Context(), browser.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := b.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	p, err := b.NewOwner(deadline.Context(t))
	if err != nil {
		t.Fatal(err)
	}
	return p, server.URL
}

// fixtureNames asks the page which states it can show, so that a new one is tested without being listed here.
func fixtureNames(t *testing.T, p *browser.Page, origin string) []string {
	t.Helper()
	if err := p.Navigate(deadline.Context(t), origin+"/?state=starting"); err != nil {
		t.Fatal(err)
	}
	list, err := browser.Evaluate[string](deadline.Context(t), p, `document.documentElement.dataset.fixtures ?? ''`)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Fields(list)
}
