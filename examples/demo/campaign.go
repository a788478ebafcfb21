package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/blindfit/blindfit/examples/paygap"
	"github.com/blindfit/blindfit/internal/programs"
	"github.com/blindfit/blindfit/internal/swarm/campaign"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/simulate"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/web/browser"
)

// people is how many contribute by program, besides two that fill in a form, one that withdraws and one that sends garbage.
const people = 500

// crowd is the demonstration of a training with trustees.
type crowd struct {
	demo
	file     string // training file
	open     string // open link
	rows     [][]byte
	trustees []string // their folders
}

// runCampaign lets people contribute to a training with two trustees, and compares the result with that of the pooled rows.
func runCampaign(ctx context.Context, chrome string, runner *programs.Runner) error {
	c := &crowd{demo: demo{Runner: runner}, rows: paygap.People(people + 2)}
	for _, step := range []func(context.Context) error{
		c.prepare, c.serveTrustees, c.invite, func(ctx context.Context) error { return c.byForm(ctx, chrome) }, c.byProgram, c.withdraw, c.close, c.compare,
	} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// prepare starts the facilitator and creates the training with the lines of two trustees.
func (c *crowd) prepare(ctx context.Context) (err error) {
	title("A facilitator, two trustees and a training")
	if c.facilitator, err = c.Facilitate(ctx, "127.0.0.1:0", file("facilitator"), "--source-rate", "0"); err != nil {
		return err
	}
	text, err := os.ReadFile("examples/paygap/people.json")
	if err != nil {
		return err
	}
	for i, placeholder := range []string{"trustee1…first", "trustee1…second"} {
		dir := file(fmt.Sprint("trustee-", i+1))
		out, err := c.Run(ctx, "trustee", "keygen", "--dir", dir, "--copy", dir+"-copy", "--no-passphrase")
		if err != nil {
			return err
		}
		c.trustees = append(c.trustees, dir)
		text = []byte(strings.Replace(string(text), placeholder, strings.TrimSpace(out), 1))
	}
	c.file = file("people.json")
	if err := os.WriteFile(c.file, text, 0o600); err != nil {
		return err
	}
	if _, err := c.Run(ctx, "modelowner", "keygen", "--dir", file("modelowner"), "--no-passphrase"); err != nil {
		return err
	}
	// Noise is large compared with one cell of a hundred people, which create would refuse; there will be five times as many.
	out, err := c.Run(ctx, "modelowner", "create", "--force", "--dir", file("modelowner"), "-f", c.file, "--facilitator", c.facilitator.URL)
	if err != nil {
		return err
	}
	c.training = strings.TrimSpace(out)
	fmt.Printf("Training %.16s… asks what people earn in an hour; two trustees hold the masks.\n", c.training)
	return nil
}

// serveTrustees starts them, with rules that name the model owner.
func (c *crowd) serveTrustees(ctx context.Context) error {
	out, err := c.Run(ctx, "modelowner", "status", c.training, "--dir", file("modelowner"), "--json")
	if err != nil {
		return err
	}
	var status struct {
		ModelOwner string `json:"model_owner"`
	}
	if err := json.Unmarshal([]byte(out), &status); err != nil {
		return err
	}
	rules := file("rules.json")
	if err := os.WriteFile(rules, fmt.Appendf(nil, `{"model_owners": [%q]}`, status.ModelOwner), 0o600); err != nil {
		return err
	}
	for i, dir := range c.trustees {
		if _, err := c.Start(fmt.Sprint("trustee ", i+1), "trustee", "", "serve", "--dir", dir, "--facilitator", c.facilitator.URL, "--approve", rules, "--every", "1s"); err != nil {
			return err
		}
	}
	return nil
}

// invite makes the open link, which waits for the trustees.
func (c *crowd) invite(ctx context.Context) error {
	out, err := c.Run(ctx, "modelowner", "invite", c.training, "--dir", file("modelowner"), "--open", "--qr", file("poster.svg"))
	if err != nil {
		return err
	}
	lines := strings.Split(strings.TrimSpace(out), "\n")
	c.open = lines[0]
	fmt.Printf("Both trustees accepted. One link is for everybody; %s; the poster with its QR code is %s.\n", lines[1], file("poster.svg"))
	return nil
}

// byForm lets two people fill in the form of the page; without a browser two programs stand in for them.
func (c *crowd) byForm(ctx context.Context, chrome string) (err error) {
	title("Two people fill in the form")
	if chrome == "" {
		fmt.Println("There is no browser: two programs contribute instead.")
		for i := range 2 {
			if err := c.join(ctx, i, c.rows[i]); err != nil {
				return err
			}
		}
		return nil
	}
	b, err := browser.Launch(ctx, browser.Options{Exec: chrome})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.Close()) }()
	for i := range 2 {
		page, err := b.NewOwner(ctx)
		if err != nil {
			return err
		}
		if err := fillIn(ctx, page, c.open, c.rows[i]); err != nil {
			return err
		}
		if err := page.Screenshot(ctx, file(fmt.Sprintf("form-%d.png", i+1))); err != nil {
			return err
		}
	}
	fmt.Println("Two pages in Chromium took the answers, sent one message each and said that they can be closed.")
	return nil
}

// fillIn answers the form of the page with a table of one row.
func fillIn(ctx context.Context, p *browser.Page, link string, table []byte) error {
	if err := p.SetViewport(ctx, 390, 844, true); err != nil {
		return err
	}
	if err := p.Navigate(ctx, link); err != nil {
		return err
	}
	o := &owner{name: "person", page: p}
	if err := o.reach(ctx, "invitation"); err != nil {
		return err
	}
	record, err := csv.NewReader(strings.NewReader(string(table))).ReadAll()
	if err != nil {
		return err
	}
	row := record[1] // employee, years, hours, role, sex, pay
	for field, text := range map[string]string{"#answer-0": row[1], "#answer-1": row[2], "#answer-4": row[5]} {
		if err := p.Fill(ctx, field, text); err != nil {
			return err
		}
	}
	for i, level := range map[int]string{3: row[3], 4: row[4]} {
		if err := p.Click(ctx, fmt.Sprintf(".field:nth-of-type(%d) input[value=%q]", i, level)); err != nil {
			return err
		}
	}
	if err := p.Click(ctx, "[data-action=give]"); err != nil {
		return err
	}
	return o.reach(ctx, "done")
}

// join lets a program contribute a table, in a folder of its own.
func (c *crowd) join(ctx context.Context, i int, table []byte) error {
	path := file(fmt.Sprintf("person-%d.csv", i+1))
	if err := os.WriteFile(path, table, 0o600); err != nil {
		return err
	}
	p, err := c.Join(fmt.Sprintf("person %d", i+1), c.open, path, file(fmt.Sprintf("person-%d", i+1)))
	if err != nil {
		return err
	}
	_, err = p.Wait(ctx)
	return err
}

// byProgram sends the contributions of all others, and one that is garbage.
func (c *crowd) byProgram(ctx context.Context) error {
	title(fmt.Sprintf("%d people contribute by program", people))
	link, err := identity.ParseLink(c.open)
	if err != nil {
		return err
	}
	m, err := campaign.NewMaker(ctx, link, string(c.rows[2]))
	if err != nil {
		return err
	}
	start := time.Now()
	for _, table := range c.rows[2:] {
		if err := m.Load(string(table)); err != nil {
			return err
		}
		body, err := m.Make()
		if err == nil {
			err = campaign.Put(ctx, c.facilitator.URL, body)
		}
		if err != nil {
			return err
		}
	}
	fmt.Printf("%d messages of %d identities were made and acknowledged in %.1f s.\n", people, people, time.Since(start).Seconds())
	body, err := m.Garbage()
	if err == nil {
		err = campaign.Put(ctx, c.facilitator.URL, body)
	}
	if err != nil {
		return err
	}
	fmt.Println("One more was garbage: well signed and encrypted, but about nothing. Nobody can see that yet.")
	return nil
}

// withdraw lets one person contribute and take it back.
func (c *crowd) withdraw(ctx context.Context) error {
	if err := c.join(ctx, people+2, c.rows[0]); err != nil {
		return err
	}
	if _, err := c.Run(ctx, "dataowner", "withdraw", c.open, "--dir", file(fmt.Sprintf("person-%d", people+3))); err != nil {
		return err
	}
	fmt.Println("One person contributed and withdrew.")
	return nil
}

// close ends the training, in five cells so that the garbage costs a fifth of the people.
func (c *crowd) close(ctx context.Context) error {
	title("The model owner closes the training")
	start := time.Now()
	p, err := c.Start("modelowner close", "modelowner", "", "close", c.training, "--now", "--cells", "5", "--dir", file("modelowner"), "--json")
	if err != nil {
		return err
	}
	out, err := p.Wait(ctx)
	if err != nil {
		return err
	}
	for line := range strings.Lines(out) {
		var e struct{ Message string }
		if json.Unmarshal([]byte(line), &e) == nil && e.Message != "" {
			fmt.Println("  " + e.Message)
		}
	}
	fmt.Printf("Closed and opened in %.1f s.\n", time.Since(start).Seconds())
	return nil
}

// compare prints the estimates next to those of the pooled rows, without trustees and noise.
func (c *crowd) compare(ctx context.Context) error {
	title("Compared with all rows in one place")
	out := file("coefficients.csv")
	if _, err := c.Run(ctx, "modelowner", "export", c.training, "--dir", file("modelowner"), "--format", "tidy", "--table", "coefficients", "--out", out); err != nil {
		return err
	}
	text, err := os.ReadFile(out)
	if err != nil {
		return err
	}
	table, err := csv.NewReader(strings.NewReader(string(text))).ReadAll()
	if err != nil {
		return err
	}
	pooled, err := c.pooled()
	if err != nil {
		return err
	}
	fmt.Printf("  %-18s %12s %12s\n", "", "trustees", "pooled")
	for _, row := range table[1:] {
		x, err := strconv.ParseFloat(row[1], 64)
		if err != nil {
			return fmt.Errorf("the model has no estimate of %s", row[0])
		}
		fmt.Printf("  %-18s %12.3f %12.3f\n", row[0], x, pooled[row[0]])
	}
	fmt.Printf("What protects each person (epsilon 4) and the cell that the garbage cost move the estimates. The files of all parties are in %s.\n", filepath.Dir(out))
	return nil
}

// pooled returns the estimates of the same regression on all honest rows.
func (c *crowd) pooled() (map[string]float64, error) {
	text, err := os.ReadFile(c.file)
	if err != nil {
		return nil, err
	}
	var plain map[string]any
	if err := json.Unmarshal(text, &plain); err != nil {
		return nil, err
	}
	for _, name := range []string{"masking", "trustees", "contribution", "privacy", "cohort"} {
		delete(plain, name)
	}
	if text, err = json.Marshal(plain); err != nil {
		return nil, err
	}
	f, err := spec.Parse(text)
	if err != nil {
		return nil, err
	}
	var tables []*schema.Table
	for _, rows := range c.rows {
		t, _, err := f.Schema().ReadCSV(strings.NewReader(string(rows)), schema.ReadOptions{NeedTarget: true, Real: true})
		if err != nil {
			return nil, err
		}
		tables = append(tables, t)
	}
	trained, err := simulate.Train(f, tables, nil)
	if err != nil {
		return nil, err
	}
	out := map[string]float64{}
	for _, e := range trained.Model.Estimates() {
		out[e.Name] = e.Value
	}
	return out, nil
}
