package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/dataowner"
	"github.com/blindfit/blindfit/dataowner/consent"
	"github.com/blindfit/blindfit/dataowner/receipt"
	"github.com/blindfit/blindfit/dataowner/rows"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

// printer shows progress as lines of text or of JSON. Events come from several goroutines.
type printer struct {
	mu   sync.Mutex // one line at a time
	out  io.Writer
	json bool
	last string
	// other is the level of a column that stands for all that are not declared.
	other map[string]string
}

func (p *printer) line(v any, format string, args ...any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.json {
		b, err := json.Marshal(v)
		if err == nil {
			fmt.Fprintf(p.out, "%s\n", b)
		}
		return
	}
	text := cli.Printable(fmt.Sprintf(format, args...))
	if text != "" && text != p.last {
		fmt.Fprintln(p.out, text)
		p.last = text
	}
}

func (p *printer) invitation(i *dataowner.Invitation) {
	p.other = map[string]string{}
	for _, f := range i.Features {
		p.other[f.Name] = f.Other
	}
	p.line(struct {
		Event string `json:"event"`
		*dataowner.Invitation
	}{"invitation", i}, "%straining %q (%s), model owner %s, key of %d bits\n%s\n%s\n%s\n%s",
		asker(i), i.Name, i.TrainingWords, i.ModelOwnerWords, i.KeyBits, describeModel(i), i.Sees.ModelOwner, i.Sees.DataOwners, i.Sees.Facilitator)
}

// asker is the model owner's description of itself and of the training, one line a field.
func asker(i *dataowner.Invitation) string {
	lines := i.About.Lines()
	if len(lines) == 0 {
		return ""
	}
	text := "the model owner says, and nobody has checked it:\n"
	for _, line := range lines {
		text += fmt.Sprintf("  %s: %s\n", line[0], strings.ReplaceAll(line[1], "\n", "\n    "))
	}
	return text
}

// describeModel returns a line about the model, the method and the rounds.
func describeModel(i *dataowner.Invitation) string {
	text := strings.ReplaceAll(i.Model.Kind, "_", " ")
	switch {
	case len(i.Trustees) > 0:
		text += ", solved from one sum: you send one message"
	case i.Model.Method == "one_round":
		text += ", solved from one sum"
	case i.Model.Weights == "shared":
		text += " on weights that data owners read: your rows stay in memory until the training ends"
	default:
		text += " on weights that stay encrypted"
	}
	var rounds []string
	for _, r := range i.Rounds {
		rounds = append(rounds, fmt.Sprintf("%d %s", r.Most, strings.Replace(string(r.Kind), "one_round", "of sums", 1)))
	}
	text += "; rounds: at most " + strings.Join(rounds, ", ")
	if i.Holdout > 0 {
		text += fmt.Sprintf("; %g %% of your rows are kept back to measure the model", 100*i.Holdout)
	}
	if i.Folds > 0 {
		text += fmt.Sprintf("; also over each of %d parts of your rows, to measure the model", i.Folds)
	}
	for _, t := range i.Trustees {
		text += fmt.Sprintf("\ntrustee %s: %s", t.Name, t.Words)
		if t.Published != "" {
			text += ", to compare with " + t.Published
		}
	}
	return text + describePrivacy(i.Privacy)
}

// describePrivacy returns a line about the privacy that is promised and spent.
func describePrivacy(p *receipt.Privacy) string {
	if p == nil {
		return "\nno differential privacy: sums over all data owners are exact"
	}
	whom := "you, with all of your rows,"
	if p.Unit == "record" {
		whom = "each of your rows"
	}
	return fmt.Sprintf("\ndifferential privacy: whether %s took part changes what the model owner sees by a factor of at most e^%.4g (ε = %.4g, δ = %g)%s",
		whom, p.Epsilon, p.Epsilon, p.Delta, describeSpending(&p.Spending))
}

// describeSpending is in words how much is spent over all trainings.
func describeSpending(s *dataowner.Spending) string {
	text := ""
	if s.Sums > 0 {
		text = fmt.Sprintf("; spent in all trainings so far: ε = %.4g, %.4g of it in this training", s.All, s.Training)
	}
	if s.Limit > 0 {
		text += fmt.Sprintf("; your limit is %.4g", s.Limit)
	}
	return text
}

func (p *printer) check(c *dataowner.Check) {
	c.Preview = rows.Preview{} // for the page; on a terminal it would only be in the way
	text := fmt.Sprintf("%s: %d of %d rows used", c.Name, c.Used, c.Rows)
	if len(c.Ignored) > 0 {
		text += "; ignored columns: " + strings.Join(c.Ignored, ", ")
	}
	for _, m := range c.Missing {
		text += fmt.Sprintf("\ncolumn %s: %s missing", m.Column, values(m.Count))
	}
	for _, m := range c.Mapped {
		text += fmt.Sprintf("\ncolumn %s: %s none of its levels and counted as %q", m.Column, values(m.Count), p.other[m.Column])
	}
	for _, w := range c.Warnings {
		text += "\nwarning: " + w
	}
	for _, line := range c.ProblemLines() {
		text += "\n" + line
	}
	if len(c.Lacks) > 0 {
		text += "\nyour rows have one value only in " + strings.Join(c.Lacks, ", ")
	}
	if c.Undivided > 0 {
		text += fmt.Sprintf("\nyour rows are too few for the %d parts into which this training would divide them, or one of them stands alone in its part: "+
			"with you nobody's rows are divided, and the model is not measured on parts of its own", c.Undivided)
	}
	if len(c.Merged) > 0 {
		text += "\nfew of your rows have these levels, so they count as the level \"other\" of their column: " + strings.Join(c.Merged, ", ")
	}
	for _, o := range c.Offers {
		text += "\n" + offer(o)
	}
	for _, q := range c.Questions {
		text += "\n" + question(q)
	}
	if c.OK {
		e := c.Estimate
		text += fmt.Sprintf("\na round takes about %s of this machine and sends %s; all rounds, at most %d by this method, take %s, send %s and receive %s",
			cli.Span(e.SecondsPerRound), cli.Size(e.BytesUpPerRound), e.Rounds, cli.Span(e.Seconds), cli.Size(e.BytesUp), cli.Size(e.BytesDown))
	}
	p.line(struct {
		Event string `json:"event"`
		*dataowner.Check
	}{"check", c}, "%s", text)
}

// question returns a line with a question to an owner and the word for a yes.
func question(q consent.Question) string {
	if q.Needed {
		return fmt.Sprintf("asked for a yes (--agree %s): %s", q.Word, q.Text)
	}
	return fmt.Sprintf("asked (--agree %s if it is so; otherwise all data owners are asked whether the training goes on): %s", q.Word, q.Text)
}

// offer returns a line with a choice of fewer rows.
func offer(o consent.Offer) string {
	what := fmt.Sprintf("%s with a blank in some column", cli.Count(o.Rows, "row"))
	if o.Word == consent.New {
		what = fmt.Sprintf("%s that %q did not have", cli.Count(o.Rows, "row"), o.Past)
	}
	switch {
	case o.Taken:
		return "left out: " + what
	case o.Word == consent.New:
		return fmt.Sprintf("--leave-out %s leaves out %s, until there are %d of them", o.Word, what, o.Until)
	}
	return fmt.Sprintf("--leave-out %s leaves out %s, so that trainings on other columns rest on the same rows", o.Word, what)
}

// values returns the start of a sentence about n values of a column.
func values(n int) string {
	if n == 1 {
		return "1 value is"
	}
	return fmt.Sprintf("%d values are", n)
}

func (p *printer) event(e dataowner.Event) {
	if e.Event == "transfer" && !p.json {
		return
	}
	p.line(e, "%s", describe(e))
}

// describe returns a line about an event, "" for an event that is not printed.
func describe(e dataowner.Event) string {
	if e.Event == "privacy" {
		return "privacy: " + strings.TrimPrefix(describeSpending(e.Privacy), "; ")
	}
	if e.Event != "state" {
		return ""
	}
	awaited := ""
	if who := e.AwaitedWords; len(who) > 0 || e.AwaitsYou {
		if e.AwaitsYou {
			who = append([]string{"you"}, who...)
		}
		awaited = "; waiting for " + strings.Join(who, ", ")
	}
	switch e.State {
	case "waiting":
		if e.Members == 0 && e.Enrolled > e.Start {
			return fmt.Sprintf("you are %s; %d data owners are here, of whom %d are needed to start", e.You, e.Enrolled, e.Start)
		}
		if e.Members == 0 {
			return fmt.Sprintf("you are %s; %d of %d data owners are here", e.You, e.Enrolled, e.Start)
		}
		return waiting(&e) + awaited
	case "round":
		again := ""
		if e.Attempt > 1 {
			again = fmt.Sprintf(", attempt %d", e.Attempt)
		}
		return fmt.Sprintf("round %d (%s)%s: %s%s", e.Round, strings.ReplaceAll(string(e.Kind), "_", " "), again, cmp.Or(phases[e.Phase], string(e.Phase)), awaited)
	case "aborted":
		if e.Final {
			return ""
		}
		return fmt.Sprintf("round %d, attempt %d was given up (%s); it will run again%s", e.Round, e.Attempt, e.Code, awaited)
	case "reconnecting":
		return cmp.Or(e.Message, "connection lost, trying again")
	case "done":
		return "training ended: " + e.Reason
	}
	return e.State
}

// waiting describes why a training with a roster waits.
func waiting(e *dataowner.Event) string {
	here := fmt.Sprintf("%d of %d data owners are here", e.Present, e.Members)
	switch {
	case e.Vouch:
		return here + "; in this training you take part once you vouch for all of them"
	case e.Phase == wire.PhaseStatements:
		return here + "; each states which earlier sums had its rows"
	case e.Accepted == 0:
		return here + "; the first round has not begun"
	}
	return fmt.Sprintf("%s; %s done, waiting for the model owner", here, cli.Count(e.Accepted, "round"))
}

// phases describes the phases of an attempt; one without a description is printed by its name.
var phases = map[wire.Phase]string{
	wire.PhaseKeys:   "data owners agree on masks",
	wire.PhaseUpload: "data owners compute, encrypt and send",
	wire.PhaseReveal: "all uploads are in; data owners reveal their seeds",
	wire.PhaseFinish: "the model owner opens the sum",
}

func (p *printer) receipt(r *dataowner.Receipt) {
	p.line(struct {
		Event string `json:"event"`
		*dataowner.Receipt
	}{"receipt", r}, "receipt: %s%s, %s of ciphertexts, as %s", cli.Count(len(r.Uploads), "upload"), byKind(r.Uploads), cli.Size(r.TotalUp), r.Words)
}

// byKind counts uploads by kind of round, in the order they were sent.
func byKind(uploads []dataowner.Entry) string {
	var order []string
	count := map[string]int{}
	for _, e := range uploads {
		kind := strings.ReplaceAll(string(e.Kind), "_", " ")
		if count[kind]++; count[kind] == 1 {
			order = append(order, kind)
		}
	}
	if len(order) == 0 {
		return ""
	}
	for i, kind := range order {
		order[i] = fmt.Sprintf("%d %s", count[kind], kind)
	}
	return " (" + strings.Join(order, ", ") + ")"
}

// patience is how long the facilitator may be silent before that is printed.
const patience = 3 * time.Second

// unanswered prints a line if the facilitator of a link does not answer for a while; the requests go on. The function that
// it returns ends the wait.
func (p *printer) unanswered(link identity.Link) func() {
	timer := time.AfterFunc(patience, func() {
		p.line(struct {
			Event       string `json:"event"`
			Facilitator string `json:"facilitator"`
		}{"unanswered", link.Facilitator}, "the facilitator %s does not answer; trying again. Ctrl-C ends this: is the address in the link right?", link.Facilitator)
	})
	return func() { timer.Stop() }
}
