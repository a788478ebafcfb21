//go:build e2e

package e2e

import (
	"fmt"
	"testing"

	"github.com/blindfit/blindfit/web/browser"
)

// Keys as the browser knows them.
const (
	tab    = "\t"
	enter  = "\r"
	space  = " "
	escape = "\u001b"
)

// reach presses the tab key until an element has the focus, and looks whether a person can see that it has.
func (v *visitor) reach(selector string) {
	s := v.stage
	s.Helper()
	for range 120 {
		s.must("press tab", v.Press(s.ctx, tab))
		got, err := browser.Evaluate[string](s.ctx, v.Page, fmt.Sprintf(`(() => {
		  const at = document.activeElement;
		  if (!at?.matches(%q)) return '';
		  const shown = at.matches('input[type=file]') ? at.nextElementSibling : at;
		  const style = getComputedStyle(shown);
		  return style.outlineStyle !== 'none' || style.boxShadow !== 'none' ? 'seen' : 'unseen';
		})()`, selector))
		s.must("look at the focus", err)
		if got == "unseen" {
			s.Errorf("%s has the focus and does not show it", selector)
		}
		if got != "" {
			return
		}
	}
	s.Fatalf("the tab key never reaches %s", selector)
}

func (v *visitor) press(keys string) {
	v.stage.Helper()
	v.stage.must("press a key", v.Press(v.stage.ctx, keys))
}

// focused fails unless an element has the focus.
func (v *visitor) focused(selector string) {
	s := v.stage
	s.Helper()
	ok, err := browser.Evaluate[bool](s.ctx, v.Page, fmt.Sprintf(`document.activeElement?.matches(%q) ?? false`, selector))
	s.must("look at the focus", err)
	if !ok {
		at, _ := browser.Evaluate[string](s.ctx, v.Page, `document.activeElement?.outerHTML.slice(0, 120) ?? ''`)
		s.Errorf("the focus is not on %s but on %s", selector, at)
	}
}

// TestKeyboard takes part from the link to the receipt without a mouse: every control is reached with the tab key and
// shows that it is, every new screen starts at its heading, dialogs open, close and give the focus back. Only the
// choice of the file is the browser's own window.
func TestKeyboard(t *testing.T) {
	d := newDisturbed(t)
	v := d.tab(d.browser(), "owner-1", d.facilitator.URL+"/join")
	v.wait("link")
	v.reach("#link")
	v.press(d.links[0] + enter)
	v.wait("invitation")
	v.settled("h1")
	v.reach("summary")
	v.reach("input[type=file]")
	v.bring(d.paths[0])
	v.settled("h1")
	v.reach("details:has(#only-vouched) summary")
	v.press(enter)
	v.reach("#min-cohort")
	v.press("3")
	v.reach("#only-vouched")
	v.reach("[data-action=contribute]")
	v.press(enter)
	v.wait("waiting")
	v.reach("[data-action=leave]")
	v.press(enter)
	v.focused("dialog[open] button:first-of-type")
	v.press(escape)
	v.focused("[data-action=leave]")
	looked := false
	d.run(once("open", 4, func() {
		looked = true
		d.holding(d.others[0], func() {
			v.reach("[data-action=pause]")
			v.press(space)
			v.wait("paused")
		})
		v.reach("[data-round]")
		v.press(enter)
		_, err := browser.Evaluate[bool](d.ctx, v.Page, shows("dialog[open] pre", "what left this machine"))
		d.must("see the bytes", err)
		v.reach("dialog[open] pre")
		v.press(escape)
		_, err = browser.Evaluate[bool](d.ctx, v.Page, shows("main:not(:has(dialog[open]))", "Paused"))
		d.must("see the dialog closed", err)
		v.focused("[data-round]")
		v.reach("[data-action=resume]")
		v.press(enter)
	}))
	v.wait("done")
	v.settled("h1")
	v.reach("[data-action=save]")
	v.clean()
	if !looked {
		t.Error("the training was over before it was paused")
	}
}

// settled waits until a new screen's heading has the focus.
func (v *visitor) settled(selector string) {
	s := v.stage
	s.Helper()
	_, err := browser.Evaluate[bool](s.ctx, v.Page, fmt.Sprintf(`new Promise((resolve) => {
	  const there = () => document.activeElement?.matches(%q);
	  if (there()) return resolve(true);
	  addEventListener('focusin', () => there() && resolve(true));
	})`, selector))
	s.must("see the focus on "+selector, err)
}
