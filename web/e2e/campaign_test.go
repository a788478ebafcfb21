//go:build e2e

package e2e

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/blindfit/blindfit/internal/programs"
	"github.com/blindfit/blindfit/web/browser"
)

// payFile is a training in which people fill in a form; %q stands for the keys of two trustees.
const payFile = `{"name": "Pay in our town", "model": {"kind": "linear_regression", "method": "one_round"}, "features": [
  {"name": "years", "type": "discrete", "min": 0, "max": 45, "help": "In this trade, with other employers too."},
  {"name": "sex", "type": "nominal", "levels": ["woman", "man", "other"]}],
 "target": {"name": "pay", "type": "continuous", "min": 8, "max": 120, "step": 0.1, "unit": "EUR"},
 "masking": "trustees", "contribution": "person", "trustees": [{"name": "Trust office", "key": %q, "published": "https://office.example/trustee"}, {"name": "Works councils", "key": %q}],
 "privacy": {"epsilon": 1}, "cohort": {"batch": 3}}`

// campaign is a training with two trustees that answer.
func (s *stage) campaign(facilitator string) (training string) {
	s.Helper()
	keys := make([]string, 2)
	dirs := make([]string, 2)
	for i := range keys {
		dirs[i] = filepath.Join(s.dir, fmt.Sprint("trustee-", i))
		out, err := s.Runner.Run(s.ctx, "trustee", "keygen", "--dir", dirs[i], "--copy", dirs[i]+"-copy", "--no-passphrase")
		s.must("make a trustee's key", err)
		keys[i] = strings.TrimSpace(out)
	}
	file := s.write("pay.json", fmt.Appendf(nil, payFile, keys[0], keys[1]))
	// With so few people there is more noise than signal, which create would refuse.
	out, err := s.Runner.Run(s.ctx, "modelowner", "create", "--force", "--dir", s.owner, "-f", file, "--facilitator", facilitator)
	s.must("create training", err)
	training = strings.TrimSpace(out)
	for i, dir := range dirs {
		_, err := s.Runner.Start(fmt.Sprint("trustee ", i), "trustee", "", "serve", "--dir", dir, "--facilitator", facilitator, "--every", "1s")
		s.must("start trustee", err)
		for {
			if _, err = s.Runner.Run(s.ctx, "trustee", "approve", training[:8], "--dir", dir); err == nil {
				break // it has seen the training
			}
			if s.ctx.Err() != nil {
				s.must("approve", err)
			}
		}
	}
	return training
}

// invite runs the command and returns its lines.
func (s *stage) invite(training string, args ...string) []string {
	s.Helper()
	out, err := s.Runner.Run(s.ctx, "modelowner", append([]string{"invite", training, "--dir", s.owner}, args...)...)
	s.must("invite", err)
	return strings.Split(strings.TrimSpace(out), "\n")
}

// answer fills in the form: years, sex by number, pay.
func (v *visitor) answer(years string, sex int, pay string) {
	v.stage.Helper()
	v.stage.must("fill in years", v.Fill(v.stage.ctx, "#answer-0", years))
	v.stage.must("choose", v.Click(v.stage.ctx, fmt.Sprintf(".field:nth-of-type(2) label:nth-of-type(%d) input", sex)))
	v.stage.must("fill in pay", v.Fill(v.stage.ctx, "#answer-2", pay))
}

// TestCampaign is a training with trustees as people see it, on a phone: from the short address to "you can close this page",
// with a form that says what is wrong as it is filled in, one message of at most 8 kB, a correction, a withdrawal and a code;
// then the results under the same link.
func TestCampaign(t *testing.T) {
	s := newStage(t)
	facilitator := s.facilitator("127.0.0.1:0")
	training := s.campaign(facilitator.URL)
	open := s.invite(training, "--open", "--most", "10", "--qr", filepath.Join(s.dir, "poster.svg"))
	link := open[0]
	short := strings.TrimPrefix(open[1], "short address: ")
	b := s.browser()

	first := s.tab(b, "first", "about:blank")
	s.must("be a phone", first.SetViewport(s.ctx, 390, 844, true))
	began := time.Now()
	s.must("follow the short address", first.Navigate(s.ctx, short))
	first.wait("invitation")
	_, err := browser.Evaluate[bool](s.ctx, first.Page, shows("main", "https://office.example/trustee"))
	s.must("see the address at which a trustee publishes its words", err)
	first.answer("7,5", 1, "3")
	s.must("send", first.Click(s.ctx, "[data-action=give]"))
	for _, words := range []string{"whole number", "at least 8"} {
		_, err := browser.Evaluate[bool](s.ctx, first.Page, shows("form", words))
		s.must("see "+words, err)
	}
	first.shot("campaign-form")
	sent := func(v *visitor) (messages, size int) {
		for _, c := range v.Captured() {
			if c.Method == "PUT" {
				messages, size = messages+1, max(size, len(c.Body))
			}
		}
		return messages, size
	}
	if n, _ := sent(first); n != 0 {
		t.Errorf("%d messages left with wrong answers", n)
	}
	first.answer("7", 1, "23,5")
	s.must("send", first.Click(s.ctx, "[data-action=give]"))
	first.wait("done")
	_, err = browser.Evaluate[bool](s.ctx, first.Page, shows("main", "You can close this page now"))
	s.must("be told that the page can be closed", err)
	t.Logf("from the link to the end in %.1f s, two fillings of the form and a picture included", time.Since(began).Seconds())
	if n, size := sent(first); n != 1 || size > 8000 {
		t.Errorf("%d messages of up to %d bytes left, want one of at most 8,000", n, size)
	}
	first.shot("campaign-given")

	// Corrected, from the same link in a new load of the page.
	s.must("open the link again", first.Navigate(s.ctx, link))
	first.wait("done")
	s.must("correct", first.Click(s.ctx, "[data-action=correct]"))
	first.wait("invitation")
	first.answer("8", 1, "24.5")
	s.must("send", first.Click(s.ctx, "[data-action=give]"))
	first.wait("done")
	if n, _ := sent(first); n != 2 {
		t.Errorf("%d messages left after the correction, want 2", n)
	}

	// Withdrawn.
	second := s.visit(b, "second", link)
	second.answer("30", 2, "41")
	s.must("send", second.Click(s.ctx, "[data-action=give]"))
	second.wait("done")
	_, err = browser.Evaluate[browser.Nothing](s.ctx, second.Page, `window.confirm = () => true`)
	s.must("be sure", err)
	s.must("withdraw", second.Click(s.ctx, "[data-action=withdraw]"))
	_, err = browser.Evaluate[bool](s.ctx, second.Page, shows("h1", "Withdrawn"))
	s.must("see it withdrawn", err)

	// By code: a slip is told, and the code is good once.
	codes := filepath.Join(s.dir, "codes.csv")
	byCode := s.invite(training, "--codes", "2", "--out", codes)[0]
	text, err := os.ReadFile(codes)
	s.must("read codes", err)
	rows, err := csv.NewReader(strings.NewReader(string(text))).ReadAll()
	s.must("read codes", err)
	third := s.tab(b, "third", byCode)
	third.wait("code")
	code := rows[1][0]
	slip := "Z" + code[1:]
	if slip == code {
		slip = "Y" + code[1:]
	}
	s.must("type a code", third.Fill(s.ctx, "#code", slip))
	s.must("go on", third.Click(s.ctx, "[data-action=code]"))
	_, err = browser.Evaluate[bool](s.ctx, third.Page, shows("form", "letter or digit is wrong"))
	s.must("see the slip", err)
	third.shot("campaign-code")
	s.must("type the code", third.Fill(s.ctx, "#code", strings.ToLower(code)))
	s.must("go on", third.Click(s.ctx, "[data-action=code]"))
	third.wait("invitation")
	third.answer("12", 3, "19.9")
	s.must("send", third.Click(s.ctx, "[data-action=give]"))
	third.wait("done")

	// Two more by program, one of them with the other code.
	table := s.write("one.csv", []byte("pay,years,sex\n31.2,15,man\n"))
	for i, l := range []string{rows[2][1], link} {
		p, err := s.Join("owner", l, table, filepath.Join(s.dir, fmt.Sprint("owner-", i)))
		s.must("join", err)
		_, err = p.Wait(s.ctx)
		s.must("contribute", err)
	}
	close, err := s.Runner.Start("modelowner close", "modelowner", "", "close", training, "--now", "--cells", "1", "--dir", s.owner, "--json")
	s.must("close", err)
	named := 0
	_, err = close.Events(s.ctx, func(e programs.Event) bool {
		if e.Event == "closing" {
			named++
		}
		return e.Event == "done"
	})
	s.must("close", err)
	if named != 1 {
		t.Errorf("there were %d closings", named)
	}
	out, err := s.Runner.Run(s.ctx, "modelowner", "publish", training, "--dir", s.owner)
	s.must("publish", err)
	if !strings.Contains(out, "4 contributions") {
		t.Errorf("published: %s", out)
	}
	s.must("open the link after the end", first.Navigate(s.ctx, link))
	first.wait("results")
	_, err = browser.Evaluate[bool](s.ctx, first.Page, shows("main", "4 contributions"))
	s.must("see the results", err)
	first.shot("campaign-results")
	for _, v := range []*visitor{first, second, third} {
		v.clean()
	}
}
