//go:build e2e

package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/internal/programs"
	"github.com/blindfit/blindfit/internal/testing/deadline"
	"github.com/blindfit/blindfit/web/browser"
)

// disturbed is a training of one page and two programs, of which the page is disturbed.
type disturbed struct {
	*stage
	facilitator *programs.Facilitator
	training    string
	links       []string
	tables      [][]byte
	paths       []string
	others      []*programs.Process // the two programs, once run has started them
}

func newDisturbed(t *testing.T, create ...string) *disturbed {
	s := newStage(t)
	d := &disturbed{stage: s, facilitator: s.facilitator("127.0.0.1:0")}
	out, err := s.Runner.Run(s.ctx, "modelowner", append([]string{"create", "--dir", s.owner, "-f",
		s.write("model.json", []byte(modelJSON)), "--facilitator", d.facilitator.URL}, create...)...)
	s.must("create training", err)
	d.training = strings.TrimSpace(out)
	out, err = s.Runner.Run(s.ctx, "modelowner", "invite", d.training, "--dir", s.owner, "--count", "3")
	s.must("invite", err)
	d.links = strings.Fields(out)
	for i := range 3 {
		d.tables = append(d.tables, table(i, 20))
		d.paths = append(d.paths, s.write(fmt.Sprintf("owner-%d.csv", i+1), d.tables[i]))
	}
	return d
}

// run lets the others join and trains to the end; the result must be that of an undisturbed training.
func (d *disturbed) run(see func(programs.Event)) {
	d.Helper()
	d.others = []*programs.Process{d.join("owner-2", d.links[1], d.paths[1]), d.join("owner-3", d.links[2], d.paths[2])}
	cost := d.trained(d.training, see)
	if want := optimum(d.stage, []byte(modelJSON), d.tables...); !near(cost, want) {
		d.Errorf("cost %v, want the pooled optimum %v within 1e-9", cost, want)
	}
}

// once calls f for the first event of a name in or after a round.
func once(event string, round int, f func()) func(programs.Event) {
	done := false
	return func(e programs.Event) {
		if !done && e.Event == event && e.Round >= round {
			done = true
			f()
		}
	}
}

// TestOffline cuts the page's network in a round and mends it: the page says that it is offline, comes back by itself,
// and the training ends as without.
func TestOffline(t *testing.T) {
	d := newDisturbed(t)
	way := d.relay(d.facilitator.URL)
	v := d.visit(d.browser(), "owner-1", way.link(d.links[0]))
	v.bring(d.paths[0])
	v.contribute()
	cut := false
	d.run(once("open", 3, func() {
		cut = true
		way.set(true)
		d.must("tell that it is offline", v.TellOffline(d.ctx, true))
		// In the middle of an answer the page stays with the round.
		_, err := browser.Evaluate[bool](d.ctx, v.Page, shows("main", "This machine is offline"))
		d.must("see that it is offline", err)
		v.shot("page-offline")
		way.set(false)
		d.must("tell that it is back", v.TellOffline(d.ctx, false))
	}))
	v.wait("done")
	if !cut {
		t.Error("the network was never cut")
	}
	if r := v.receipt(); r.Reason != "finished" {
		t.Errorf("receipt: reason %q", r.Reason)
	}
}

// TestClosedTab closes the tab in a round and opens the page anew in the same browser, without the link: it knows the
// training, takes part again as the same data owner, from sums that were kept encrypted, and the training ends as without.
func TestClosedTab(t *testing.T) {
	d := newDisturbed(t)
	profile, err := d.browser().NewOwner(d.ctx)
	d.must("open browser", err)
	t.Cleanup(profile.Close)
	tab := func(address string) *visitor {
		p, err := profile.NewTab(d.ctx)
		d.must("open tab", err)
		t.Cleanup(p.Close)
		d.must("open page", p.Navigate(d.ctx, address))
		return &visitor{p, d.stage, "owner-1"}
	}
	v := tab(d.links[0])
	v.wait("invitation")
	v.bring(d.paths[0])
	v.contribute()
	d.run(once("open", 3, func() {
		_, err := browser.Evaluate[bool](d.ctx, v.Page, uploading)
		d.must("wait for upload phase", err)
		v.Close()
		v = tab(d.facilitator.URL + "/join")
		v.wait("link")
		v.shot("page-known")
		d.must("continue", v.Click(d.ctx, "main li button"))
	}))
	v.wait("done")
	if r := v.receipt(); r.Reason != "finished" || len(r.Uploads) < 3 {
		t.Errorf("receipt: reason %q, %d uploads", r.Reason, len(r.Uploads))
	}
	v.clean()
}

// TestFrozenTab stops the tab as a browser stops one that sleeps, until the round has given it up: no sum is opened
// without it, the page goes on by itself, and the training ends as without.
func TestFrozenTab(t *testing.T) {
	d := newDisturbed(t, "--keys-timeout", "3s", "--upload-timeout", "6s")
	v := d.visit(d.browser(), "owner-1", d.links[0])
	v.bring(d.paths[0])
	v.contribute()
	frozen, thawed := false, false
	d.run(func(e programs.Event) {
		switch {
		case !frozen && e.Event == "open" && e.Round >= 3:
			frozen = true
			d.must("freeze tab", v.Freeze(d.ctx, true))
		case frozen && !thawed && (e.Event == "aborted" || e.Event == "waiting"):
			thawed = true
			d.must("thaw tab", v.Freeze(d.ctx, false))
		}
	})
	v.wait("done")
	if !frozen || !thawed {
		t.Errorf("frozen %v, thawed %v", frozen, thawed)
	}
	if r := v.receipt(); r.Reason != "finished" {
		t.Errorf("receipt: reason %q", r.Reason)
	}
}

// TestBrokenWorker breaks the worker in ways a browser can: the page says so and stops, and nothing more leaves.
func TestBrokenWorker(t *testing.T) {
	tests := []struct{ name, script, want string }{
		{"no random numbers", `crypto.getRandomValues = () => { throw new Error('none'); };`, "no random numbers"},
		{"constant random numbers", `crypto.getRandomValues = (a) => a.fill(7);`, "no random numbers"},
		{"repeated random numbers", `crypto.getRandomValues = (a) => a.map((_, i) => (a[i] = i));`, "no random numbers"},
		{"an error outside of any request", `setTimeout(() => { throw new Error('lost its mind'); }, 0);`, "lost its mind"},
		// What the module finds in place of its vault makes it panic.
		{"a panic of the module", `let real; const bad = { keys: () => Promise.resolve(7) };
			Object.defineProperty(globalThis, 'blindfitVault', {
				get: () => new Proxy(real, { get: (vault, name) => bad[name] ?? vault[name].bind(vault) }), set: (v) => (real = v) });`, "panic"},
	}
	s := newStage(t)
	b := s.browser()
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := servedWith(t, b, test.script)
			if _, err := p.WaitState(deadline.Context(t), "failed"); err != nil {
				t.Fatal(err)
			}
			text, err := browser.Evaluate[string](deadline.Context(t), p, `document.querySelector('main').textContent`)
			if err != nil || !strings.Contains(text, test.want) {
				t.Errorf("the page says %q, %v; want %q", text, err, test.want)
			}
			for _, c := range p.Captured() {
				if c.Method != "GET" {
					t.Errorf("%s %s was sent", c.Method, c.URL)
				}
			}
		})
	}
	if p := servedWith(t, b, ""); p != nil {
		_, err := p.WaitState(deadline.Context(t), "link")
		s.must("see the page as it is", err)
	}
}
