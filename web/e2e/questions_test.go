//go:build e2e

package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/internal/programs"
	"github.com/blindfit/blindfit/web/browser"
)

// TestQuestions lets a page say yes twice. Its file has rows that stand alone, and later the same rows are to be given among
// other data owners, of which it is asked in the lobby. Nothing of its rows leaves before each yes, and its account has both
// trainings.
func TestQuestions(t *testing.T) {
	s := newStage(t)
	facilitator := s.facilitator("127.0.0.1:0")
	file := s.write("model.json", []byte(modelJSON))
	training, links := s.invited(file, facilitator.URL, 3)
	rows := s.write("owner-1.csv", table(0, 12))
	v := s.visit(s.browser(), "owner-1", links[0])

	v.bring(rows)
	if v.check("main", "rows stand alone"); !v.disabled("[data-action=contribute]") {
		t.Error("the page contributes without a yes")
	}
	v.shot("questions-alone")
	v.agree("alone")
	v.contribute()
	v.wait("waiting")
	others := []string{s.write("owner-2.csv", table(1, 20)), s.write("owner-3.csv", table(2, 20))}
	for i, rows := range others {
		s.join(fmt.Sprintf("owner-%d", i+2), links[i+1], rows)
	}
	s.trained(training, func(programs.Event) {})
	v.wait("done")
	before := v.uploads()

	second, links := s.invited(file, facilitator.URL, 3)
	s.must("open the second link", v.Navigate(s.ctx, links[0]))
	v.wait("invitation")
	v.bring(rows) // these rows alone tell nothing new: the yes to that was given
	v.contribute()
	v.wait("waiting")
	for i, rows := range others { // with vaults of their own: others for all that this page knows
		s.join(fmt.Sprintf("other-%d", i+2), links[i+1], rows, "--agree", "again")
	}
	train, err := s.Train(second, s.owner)
	s.must("start second training", err)
	_, err = browser.Evaluate[bool](s.ctx, v.Page, shows("[data-action=give-again]", "Give these rows again?"))
	s.must("see the question", err)
	v.check("main", "12 rows of yours were in it; none is new, none is gone", "Zweigstelle", "in no sum before", "is not here any more")
	v.shot("questions-again")
	if !v.disabled("[data-action=give-again]") {
		t.Error("the page gives rows again without a yes")
	}
	if n := v.uploads(); n != before {
		t.Errorf("%d uploads before the yes", n-before)
	}
	s.must("say yes", v.Click(s.ctx, "main input[value=again]"))
	s.must("go on", v.Click(s.ctx, "[data-action=give-again]"))
	_, err = train.Wait(s.ctx)
	s.must("train", err)
	v.wait("done")
	if v.uploads() == before {
		t.Error("nothing was uploaded after the yes")
	}

	s.must("open the account", v.Click(s.ctx, "[data-action=account]"))
	_, err = browser.Evaluate[bool](s.ctx, v.Page, shows("dialog[open] ol li:nth-child(2)", ""))
	s.must("see the account", err)
	v.shot("questions-account")
	v.check("dialog[open]", "12 rows of yours among 3 data owners", "Some rows had been in earlier sums; you said yes",
		"You stated: in no sum before", "Clearing the data of this site empties it", "dataowner serve")
	v.clean()
}

// check looks for texts in what an element shows.
func (v *visitor) check(selector string, texts ...string) {
	v.stage.Helper()
	shown, err := v.Text(v.stage.ctx, selector)
	v.stage.must("read "+selector, err)
	for _, text := range texts {
		if !strings.Contains(shown, text) {
			v.stage.Errorf("%s does not say %q; it says:\n%s", selector, text, shown)
		}
	}
}

// disabled reports whether a button cannot be pressed.
func (v *visitor) disabled(selector string) bool {
	v.stage.Helper()
	disabled, err := browser.Evaluate[bool](v.stage.ctx, v.Page, fmt.Sprintf(`document.querySelector(%q).disabled`, selector))
	v.stage.must("look at "+selector, err)
	return disabled
}
