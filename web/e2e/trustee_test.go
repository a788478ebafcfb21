//go:build e2e

package e2e

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/internal/programs"
	"github.com/blindfit/blindfit/web/browser"
)

// trusteePassphrase is of the key file of the trustee's page.
const trusteePassphrase = "four words in a row"

// openKey opens a key file on the trustee's page.
func (v *visitor) openKey(file string) {
	v.stage.Helper()
	v.stage.must("choose key file", v.SetFile(v.stage.ctx, "#file", file))
	v.stage.must("type passphrase", v.Fill(v.stage.ctx, "#passphrase", trusteePassphrase))
	v.stage.must("open key file", v.Click(v.stage.ctx, "[data-action=open]"))
}

// sees waits for an element and a text on the page.
func (v *visitor) sees(selector, text string) {
	v.stage.Helper()
	_, err := browser.Evaluate[bool](v.stage.ctx, v.Page, shows(selector, text))
	v.stage.must(fmt.Sprintf("see %s with %q", selector, text), err)
}

// save saves the key file that the page offers under its name, and returns its path.
func (v *visitor) save(selector string) (path string) {
	v.stage.Helper()
	name, content, err := v.Download(v.stage.ctx, selector)
	v.stage.must("save key file", err)
	if !strings.HasPrefix(name, "trustee-") || !bytes.HasPrefix(content, []byte("-----BEGIN AGE")) {
		v.stage.Fatalf("the file %s is no key file", name)
	}
	return v.stage.write("keys/"+name, content)
}

// puts returns how many messages left.
func (v *visitor) puts() (n int) {
	for _, c := range v.Captured() {
		if c.Method == "PUT" {
			n++
		}
	}
	return n
}

// decide says yes to a step, saves the new key file and shows it. Nothing leaves before that.
func (v *visitor) decide(step string) (file string) {
	v.stage.Helper()
	v.sees("[data-action="+step+"]", "Pay in our town")
	before := v.puts()
	v.stage.must("say yes", v.Click(v.stage.ctx, "[data-action="+step+"]"))
	v.sees("[data-save]", "Save your new key file first")
	v.shot("trustee-" + step)
	file = v.save("[data-action=download]")
	if n := v.puts(); n != before {
		v.stage.Errorf("%d messages left before the key file was saved", n-before)
	}
	v.stage.must("show the saved file", v.SetFile(v.stage.ctx, "#saved", file))
	return file
}

// TestTrusteePage is a training with two trustees, one a program and one a person before the page: a key made in the browser, an accept and a
// release by hand, each with its new key file saved first, and older files refused in this browser and in another, where the page comes from disk.
func TestTrusteePage(t *testing.T) {
	s := newStage(t)
	facilitator := s.facilitator("127.0.0.1:0")
	b := s.browser()
	person := s.tab(b, "trustee", facilitator.URL+"/trustee")
	person.wait("key")
	person.shot("trustee-key")
	s.must("type passphrase", person.Fill(s.ctx, "#fresh", trusteePassphrase))
	s.must("type passphrase again", person.Fill(s.ctx, "#again", trusteePassphrase))
	s.must("make a key", person.Click(s.ctx, "[data-action=make]"))
	person.wait("made")
	first := person.save("[data-action=download]")
	line, err := person.Text(s.ctx, "[data-key]")
	s.must("read the line of the key", err)

	dir := filepath.Join(s.dir, "program")
	out, err := s.Runner.Run(s.ctx, "trustee", "keygen", "--dir", dir, "--copy", dir+"-copy", "--no-passphrase")
	s.must("make a trustee's key", err)
	out, err = s.Runner.Run(s.ctx, "modelowner", "create", "--force", "--dir", s.owner, "--facilitator", facilitator.URL,
		"-f", s.write("pay.json", fmt.Appendf(nil, payFile, strings.TrimSpace(out), strings.TrimSpace(line))))
	s.must("create training", err)
	training := strings.TrimSpace(out)
	_, err = s.Runner.Start("trustee", "trustee", "", "serve", "--dir", dir, "--facilitator", facilitator.URL, "--every", "1s")
	s.must("start trustee", err)
	for {
		if _, err = s.Runner.Run(s.ctx, "trustee", "approve", training[:8], "--dir", dir); err == nil {
			break // it has seen the training
		}
		if s.ctx.Err() != nil {
			s.must("approve", err)
		}
	}

	person.openKey(first)
	person.wait("desk")
	accepted := person.decide("accept")
	person.sees("li", "accepted on")
	if accepted == first {
		t.Error("the new key file has the name of the old one")
	}

	// The same key in a second tab; the older file in the same browser after a reload, and in another browser.
	tab, err := person.NewTab(s.ctx)
	s.must("open a second tab", err)
	second := &visitor{tab, s, "second tab"}
	s.must("open page", tab.Navigate(s.ctx, facilitator.URL+"/trustee"))
	second.wait("key")
	second.openKey(accepted)
	second.sees("[data-problem=second_tab]", "in another tab")
	tab.Close()
	s.must("reload", person.Reload(s.ctx))
	person.wait("key")
	person.openKey(first)
	person.sees("[data-problem=stale]", filepath.Base(accepted))
	file, err := os.ReadFile(built + "/release/blindfit-trustee.html")
	s.must("read the page in one file (web/build.sh single makes it)", err)
	away := s.tab(b, "another browser, from disk", onDisk(t, file))
	away.wait("key")
	s.must("type address", away.Fill(s.ctx, "#facilitator", facilitator.URL))
	away.openKey(first)
	away.wait("newest")
	away.shot("trustee-newest")
	s.must("claim that it is the newest", away.Click(s.ctx, "[data-action=newest]"))
	away.sees("[data-problem=stale]", filepath.Base(accepted))
	if n := away.puts(); n != 0 {
		t.Errorf("%d messages left with an old key file", n)
	}
	person.openKey(accepted)
	person.wait("desk")

	link := s.invite(training, "--open", "--most", "10")[0]
	for i := range 4 {
		table := s.write(fmt.Sprintf("one-%d.csv", i), fmt.Appendf(nil, "pay,years,sex\n%d,%d,man\n", 20+10*i, 5+i))
		p, err := s.Join("owner", link, table, filepath.Join(s.dir, fmt.Sprint("owner-", i)))
		s.must("join", err)
		_, err = p.Wait(s.ctx)
		s.must("contribute", err)
	}
	closing, err := s.Runner.Start("modelowner close", "modelowner", "", "close", training, "--now", "--cells", "1", "--dir", s.owner, "--json")
	s.must("close", err)
	person.decide("release")
	_, err = closing.Events(s.ctx, func(e programs.Event) bool { return e.Event == "done" })
	s.must("open the sums", err)
	person.sees("[data-note=released]", "released on")
	person.shot("trustee-released")
	out, err = s.Runner.Run(s.ctx, "modelowner", "publish", training, "--dir", s.owner)
	s.must("publish", err)
	if !strings.Contains(out, "4 contributions") {
		t.Errorf("published: %s", out)
	}
	moveToProgram(s, person, accepted)
	for _, v := range []*visitor{person, away} {
		v.clean()
		for _, c := range v.Captured() {
			if strings.HasPrefix(c.URL, "data:") || strings.HasPrefix(c.URL, "file:") || strings.HasPrefix(c.URL, "blob:") {
				continue // of the page itself
			}
			if strings.Contains(c.URL+string(c.Body), trusteePassphrase) || bytes.Contains(c.Body, []byte("AGE ENCRYPTED")) || !strings.HasPrefix(c.URL, facilitator.URL) {
				t.Errorf("%s: %s %s left with %d bytes", v.name, c.Method, c.URL, len(c.Body))
			}
		}
	}
}

// moveToProgram moves the person's key into a program's folder: the page saves the last key file, stops, and refuses that file and an older one.
func moveToProgram(s *stage, person *visitor, older string) {
	s.Helper()
	s.must("unfold", person.Click(s.ctx, "main details summary"))
	s.must("move", person.Click(s.ctx, "[data-action=move]"))
	person.sees("[data-save]", "Save your new key file first")
	last := person.save("[data-action=download]")
	s.must("show the saved file", person.SetFile(s.ctx, "#saved", last))
	person.wait("stopped")
	person.sees("[data-problem=moved]", filepath.Base(last))
	person.shot("trustee-moved")
	for file, problem := range map[string]string{last: "moved", older: "stale"} {
		s.must("reload", person.Reload(s.ctx))
		person.wait("key")
		person.openKey(file)
		person.sees("[data-problem="+problem+"]", "")
	}
	dir := filepath.Join(s.dir, "moved")
	secret := s.write("passphrase", []byte(trusteePassphrase+"\n"))
	out, err := s.Runner.Run(s.ctx, "trustee", "move", "--back", last, "--dir", dir, "--copy", dir+"-copy", "--file-passphrase-file", secret)
	s.must("take the key into a folder", err)
	status, err := s.Runner.Run(s.ctx, "trustee", "status", "--dir", dir, "--passphrase-file", secret)
	s.must("look at the folder", err)
	if !strings.Contains(status, strings.TrimSpace(out)) || !strings.Contains(status, "released ") || strings.Contains(status, "was moved") {
		s.Errorf("the folder has %s", status)
	}
}
