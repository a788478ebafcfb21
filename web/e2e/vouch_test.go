//go:build e2e

package e2e

import (
	"fmt"
	"testing"

	"github.com/blindfit/blindfit/web/browser"
)

// mark ticks the boxes of so many others in the list of data owners and waits until the page shows that all are marked.
func mark(others int, counted string) string {
	return fmt.Sprintf(`new Promise((resolve) => {
  const counted = () => document.querySelector('[data-counted]')?.textContent ?? '';
  const next = () => {
    const boxes = [...document.querySelectorAll('main li input[type=checkbox]')];
    if (boxes.length === %d && boxes.every((box) => box.checked) && counted().includes(%q)) {
      observer.disconnect();
      return resolve(boxes.length);
    }
    boxes.filter((box) => !box.checked && !box.dataset.asked).forEach((box) => { box.dataset.asked = '1'; box.click(); });
  };
  const observer = new MutationObserver(next);
  observer.observe(document, { subtree: true, childList: true, characterData: true });
  next();
})`, others, counted)
}

// TestVouching lets one of three count only whom it vouched for: it is refused at first, marks the others in the page
// and takes part.
func TestVouching(t *testing.T) {
	s := newStage(t)
	facilitator := s.facilitator("127.0.0.1:0")
	training, links := s.invited(s.write("model.json", []byte(modelJSON)), facilitator.URL, 3)
	v := s.visit(s.browser(), "owner-1", links[0])
	v.bring(s.write("owner-1.csv", table(0, 20)))
	_, err := browser.Evaluate[bool](s.ctx, v.Page, `(document.querySelector('details:has(#only-vouched)').open = true)`)
	s.must("open choices", err)
	s.must("count only the vouched", v.Click(s.ctx, "#only-vouched"))
	v.contribute()
	s.join("owner-2", links[1], s.write("owner-2.csv", table(1, 20)))
	s.join("owner-3", links[2], s.write("owner-3.csv", table(2, 20)))
	train, err := s.Train(training, s.owner)
	s.must("start training", err)
	_, err = v.WaitState(s.ctx, "aborted")
	s.must("see the refusal", err)
	v.shot("vouching-refused")
	_, err = browser.Evaluate[int](s.ctx, v.Page, mark(2, "3 so far"))
	s.must("mark the others", err)
	v.shot("vouching-marked")
	s.must("try again", v.Click(s.ctx, "[data-action=retry]"))
	_, err = train.Wait(s.ctx)
	s.must("train", err)
	v.wait("done")
	if r := v.receipt(); r.Reason != "finished" || len(r.Uploads) == 0 {
		t.Errorf("receipt: reason %q, %d uploads", r.Reason, len(r.Uploads))
	}
	v.clean()
}
