//go:build e2e

package e2e

import (
	"strings"
	"testing"

	"github.com/blindfit/blindfit/internal/programs"
	"github.com/blindfit/blindfit/web/browser"
)

// watchShifts adds up how far the page's content moves by itself, as the browser counts it.
const watchShifts = `(() => {
  globalThis.shifts = { sum: 0, what: [] };
  new PerformanceObserver((list) => {
    for (const e of list.getEntries()) if (!e.hadRecentInput) {
      shifts.sum += e.value;
      for (const s of e.sources) shifts.what.push(s.node?.nodeName + ' ' + (s.node?.textContent ?? '').slice(0, 40));
    }
  }).observe({ type: 'layout-shift', buffered: true });
})()`

// opened opens a link in a profile of its own and waits for a state.
func (s *stage) opened(b *browser.Browser, link, state string) *visitor {
	s.Helper()
	v := s.tab(b, state, link)
	got, err := v.WaitState(s.ctx, state, "invitation", "refused", "failed")
	s.must("open link", err)
	if got != state {
		s.Fatalf("the link leads to %q, want %q", got, state)
	}
	return v
}

// told looks for words on a page.
func (v *visitor) told(words string) {
	v.stage.Helper()
	_, err := browser.Evaluate[bool](v.stage.ctx, v.Page, shows("main", words))
	v.stage.must("be told "+words, err)
}

// TestLinksAreTold opens links in every state that they can have: whoever cannot take part is told before it is asked for a
// file. It also takes a place in the lobby, comes back to it after a reload, chooses another file there and sees who counts; the
// invitation appears without pushing the page about.
func TestLinksAreTold(t *testing.T) {
	s := newStage(t)
	facilitator := s.facilitator("127.0.0.1:0")
	training, links := s.invited(s.write("model.json", []byte(modelJSON)), facilitator.URL, 3)
	named := strings.Split(s.invite(training, "--for", "Clinic North")[0], "\t")
	if len(named) != 2 || named[0] != "Clinic North" {
		t.Fatalf("invite --for printed %q", named)
	}
	b := s.browser()

	p, err := b.NewOwner(s.ctx)
	s.must("open tab", err)
	t.Cleanup(p.Close)
	first := &visitor{p, s, "first"}
	s.must("watch shifts", first.BeforeLoad(s.ctx, watchShifts))
	s.must("open link", first.Navigate(s.ctx, links[0]))
	first.wait("invitation")
	first.bring(s.write("wrong.csv", table(7, 30)))
	if sum, err := browser.Evaluate[float64](s.ctx, first.Page, `shifts.sum`); err != nil || sum > 0.1 {
		what, _ := browser.Evaluate[string](s.ctx, first.Page, `JSON.stringify(shifts.what)`)
		t.Errorf("the page moves by %v, %v; want at most 0.1: %s", sum, err, what)
	}
	first.contribute()
	first.wait("waiting")
	first.told("not looked yet")

	// In the lobby another file can be chosen, and a reload is recognised.
	s.must("choose another file", first.Click(s.ctx, "[data-action=reconsider]"))
	first.wait("ready")
	first.bring(s.write("owner-1.csv", table(0, 20)))
	s.must("reload", first.Reload(s.ctx))
	first.wait("invitation")
	first.told("You have joined this training")
	first.shot("invitation-joined")
	first.bring(s.write("owner-1.csv", table(0, 20)))
	first.contribute()
	first.wait("waiting")

	used := s.visit(b, "used", links[0])
	used.told("joined with this link already")
	used.Close()

	// The invite of a name goes to another person; the link that it had is taken back.
	replaced := s.invite(training, "--replace", "Clinic North")
	revoked := s.opened(b, named[1], "closed")
	revoked.told("taken back")
	revoked.shot("closed-revoked")
	revoked.Close()
	s.visit(b, "replaced", replaced[0]).Close()
	first.told("1 of 3 data owners are admitted")
	out, err := s.Runner.Run(s.ctx, "modelowner", "status", training, "--online", "--dir", s.owner)
	s.must("ask for the status", err)
	if !strings.Contains(out, "invite 1 ") || !strings.Contains(out, "remind") || !strings.Contains(out, "Clinic North") {
		t.Errorf("status says\n%s", out)
	}

	var other *programs.Process
	for i := 1; i < 3; i++ {
		other = s.join("owner-"+string(rune('1'+i)), links[i], s.write("owner-"+string(rune('1'+i))+".csv", table(i, 20)))
	}
	begun := false
	s.trained(training, once("open", 1, func() {
		begun = true
		s.holding(other, func() {
			late := s.opened(b, replaced[0], "closed")
			late.told("has begun")
			late.Close()
		})
	}))
	first.wait("done")
	s.opened(b, replaced[0], "closed").told("is over")
	if !begun {
		t.Error("no link was opened while the training ran")
	}
	first.clean()
}

// TestCancel stops the check of a large file: the page is back at the invitation at once, another file can be chosen, and the
// memory that the first one took is given back with the worker that read it.
func TestCancel(t *testing.T) {
	s := newStage(t)
	facilitator := s.facilitator("127.0.0.1:0")
	large := strings.Replace(modelJSON, `"rows": 4096`, `"rows": 1000000`, 1)
	_, links := s.invited(s.write("model.json", []byte(large)), facilitator.URL, 3)
	v := s.visit(s.browser(), "owner-1", links[0])
	rows := table(0, 1000)
	header, body, _ := strings.Cut(string(rows), "\n")
	path := s.write("large.csv", []byte(header+"\n"+strings.Repeat(body, 700)))
	s.must("choose file", v.SetFile(s.ctx, "input[type=file]", path))
	_, err := v.WaitState(s.ctx, "checking")
	s.must("see it checked", err)
	v.shot("checking-large")
	s.must("cancel", v.Click(s.ctx, "[data-action=cancel]"))
	v.wait("invitation")
	v.bring(s.write("small.csv", rows))
	v.clean()
}

// TestMemoryOfALargeFile checks a large file, which is accepted: the bytes of the file are given back, and what its rows took for a
// moment is little.
func TestMemoryOfALargeFile(t *testing.T) {
	s := newStage(t)
	facilitator := s.facilitator("127.0.0.1:0")
	large := strings.Replace(modelJSON, `"rows": 4096`, `"rows": 1000000`, 1)
	_, links := s.invited(s.write("model.json", []byte(large)), facilitator.URL, 3)
	v := s.visit(s.browser(), "owner-1", links[0])
	v.bring(s.write("small.csv", table(0, 20)))
	before, err := v.Memory(s.ctx)
	s.must("measure", err)
	header, body, _ := strings.Cut(string(table(0, 1000)), "\n")
	text := header + ",remark\n" + strings.Repeat(strings.ReplaceAll(body, "\n", ","+strings.Repeat("a remark that nobody reads ", 10)+"\n"), 200)
	v.bring(s.write("large.csv", []byte(text)))
	after, err := v.Memory(s.ctx)
	s.must("measure", err)
	t.Logf("%.0f MB with a small file, %.0f MB after one of %d MB", before/1e6, after/1e6, len(text)/1_000_000)
	if most := before + float64(len(text)); after > most {
		t.Errorf("the page holds %.0f MB, want at most %.0f MB", after/1e6, most/1e6)
	}
	v.clean()
}
