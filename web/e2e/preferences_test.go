//go:build e2e

package e2e

import (
	"path/filepath"
	"testing"

	"github.com/blindfit/blindfit/internal/testing/deadline"
	"github.com/blindfit/blindfit/web/browser"
)

// moving names what moves for longer than a moment.
const moving = `document.getAnimations().filter((a) => a.effect.getComputedTiming().endTime > 100)
  .map((a) => a.animationName + ' on ' + a.effect.target.outerHTML.slice(0, 60))`

// unmarked names what can be pressed, or is a bar, and has neither a border nor an outline nor an underline.
const unmarked = `[...document.querySelectorAll('button, .button, progress, input, select, textarea')].flatMap((e) => {
  if (!e.checkVisibility({ visibilityProperty: true }) || e.getBoundingClientRect().width <= 2) return [];
  const style = getComputedStyle(e);
  const around = [e, e.parentElement].filter((b) => b.getBoundingClientRect().width - e.getBoundingClientRect().width < 8).map((b) => getComputedStyle(b));
  const border = around.some((b) => parseFloat(b.borderBottomWidth) > 0 && b.borderBottomStyle !== 'none');
  const native = e.type === 'range' || (style.appearance !== 'none' && ['checkbox', 'radio'].includes(e.type)); // the thumb of a range has a border
  return border || native || style.textDecorationLine.includes('underline') ? [] : [e.outerHTML.slice(0, 80)];
})`

// TestPreferences shows each state to a person who wishes for no motion and has colours of its own, in which backgrounds and
// shadows are gone: nothing moves, and what can be pressed has a border. For a person without these wishes something moves.
func TestPreferences(t *testing.T) {
	p, origin := openFixtures(t)
	look := func(name, script string) []string {
		t.Helper()
		found, err := browser.Evaluate[[]string](deadline.Context(t), p, script)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		return found
	}
	names := fixtureNames(t, p, origin)
	if err := p.Prefer(deadline.Context(t), "forced-colors", "active", "prefers-reduced-motion", "reduce"); err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		show(t, p, origin, name)
		for _, what := range look(name, moving) {
			t.Errorf("%s: this moves: %s", name, what)
		}
		for _, what := range look(name, unmarked) {
			t.Errorf("%s: nothing shows that this can be pressed: %s", name, what)
		}
		switch name {
		case "ready", "round", "badfile", "link-known":
			if forced := look(name, `[String(matchMedia('(forced-colors: active)').matches)]`); forced[0] != "true" {
				t.Error("colours are not forced")
			}
			if err := p.Screenshot(deadline.Context(t), filepath.Join(screensDir, name+"-forced.png")); err != nil {
				t.Error(err)
			}
		}
	}
	if err := p.Prefer(deadline.Context(t), "prefers-reduced-motion", "no-preference"); err != nil {
		t.Fatal(err)
	}
	show(t, p, origin, "round")
	if len(look("round", moving)) == 0 {
		t.Error("nothing moves for a person who did not wish so: the test sees no motion")
	}
}

// show opens a state of the fixtures.
func show(t *testing.T, p *browser.Page, origin, name string) {
	t.Helper()
	if err := p.Navigate(deadline.Context(t), origin+"/?state="+name); err != nil {
		t.Fatal(err)
	}
	if _, err := p.WaitState(deadline.Context(t), stateOf(name)); err != nil {
		t.Fatalf("state %q is not reached: %v", stateOf(name), err)
	}
}
