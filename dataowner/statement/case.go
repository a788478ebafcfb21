// Package statement owns an owner's statement about its rows before the first round: it compares them with all earlier
// sums of the owner, asks the questions that follow from that, and writes the statement into the ledger.
package statement

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/blindfit/blindfit/dataowner/consent"
	"github.com/blindfit/blindfit/dataowner/disclosure"
	"github.com/blindfit/blindfit/dataowner/ledger"
	"github.com/blindfit/blindfit/dataowner/problem"
	"github.com/blindfit/blindfit/dataowner/progress"
	"github.com/blindfit/blindfit/dataowner/rows"
	"github.com/blindfit/blindfit/internal/secret"
	"github.com/blindfit/blindfit/ml/dp"
	"github.com/blindfit/blindfit/ml/plan"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/protocol/attempt"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Training describes a training to the ledger, all but its rows.
type Training struct {
	ID         wire.TrainingID
	ModelOwner wire.Identity
	File       *spec.File
	Modulus    wire.Digest          // the fingerprint of its Paillier key
	Key        identity.TrainingKey // of its members and its model owner
}

func (t Training) of(file *rows.File) ledger.Training {
	key := t.Key.Reveal()
	out := ledger.Training{
		ID: t.ID, Name: t.File.Name, ModelOwner: t.ModelOwner, Masking: ledger.Pairwise, Exact: !t.File.Private(),
		Share: t.File.Holdout, Folds: t.File.Folds, Key: t.Modulus, Secret: secret.New(key[:]),
	}
	if t.File.Masking == spec.MaskingTrustees {
		out.Masking = ledger.Trustees
	}
	if file != nil {
		out.Encoding, out.Reach = file.Encoding()
	}
	return out
}

// Case is an owner's rows in one training, before its first round.
type Case struct {
	Ledger *ledger.Ledger
	// Keep are the rows to be summed, by row of the file, and Side is 1 for those of them to hold back, or the number of their fold.
	Keep []bool
	Side []int
	// Lacks are notes: encoded columns that are constant in these rows, such as levels that they do not have.
	Lacks []string
	// Undivided is a note: see rows.Check.
	Undivided int
	// Offers are choices of fewer rows, those that were taken included.
	Offers []consent.Offer

	training ledger.Training
	rows     *ledger.Rows
	look     *ledger.Look // nil once the lobby has passed
	others   []int        // the lines of the sums and gaps that the rows were compared with
	findings []ledger.Finding
	sides    bool // both sides of the holdout, or all folds, pass the checks
	planned  []dp.Entry
}

// Prepare compares a file with the ledger and checks its rows, of which the owner may leave some out. It writes nothing.
// Rows that were stated for this training before are taken as they were stated.
func Prepare(ctx context.Context, l *ledger.Ledger, file *rows.File, t Training, own Choice) (*Case, error) {
	c := &Case{Ledger: l, training: t.of(file), rows: l.Read(file)}
	c.Side = c.rows.Split(c.training.Share, c.training.Folds)
	stage, err := l.Stage(ctx, t.ID)
	if err != nil {
		return nil, Problem(err)
	}
	var keep func(i int) bool
	switch stage {
	case ledger.StageStruck:
		return nil, Problem(ledger.ErrStated)
	case ledger.StageOpen, ledger.StagePassed:
		chosen, err := l.Declared(ctx, c.training, c.rows)
		if err != nil {
			return nil, Problem(err)
		}
		if c.Keep = chosen.Keep; stage == ledger.StagePassed {
			return c, nil
		}
		keep = func(i int) bool { return chosen.Keep[i] }
	}
	if c.look, err = l.Look(c.rows, c.training, keep); err != nil {
		return nil, Problem(err)
	}
	least := max(own.MinRows, t.File.MinRows())
	if keep == nil {
		if err := c.offer(own.LeaveOut, least); err != nil {
			return nil, Problem(err)
		}
	}
	c.Keep, c.others = c.look.Used(), c.counted()
	return c, c.check(t.File, least)
}

// Passed returns the case of rows whose lobby has passed, for an owner that has only sums of them left.
func Passed(l *ledger.Ledger, t Training) *Case { return &Case{Ledger: l, training: t.of(nil)} }

// counted returns the lines of all sums of other trainings and of gaps.
func (c *Case) counted() (lines []int) {
	for _, s := range c.Ledger.Sums() {
		if s.Training != c.training.ID && !s.Struck {
			lines = append(lines, s.Line)
		}
	}
	for _, g := range c.Ledger.Gaps() {
		lines = append(lines, g.Line)
	}
	return lines
}

// check runs the checks on rows, and notes whether both sides of the holdout, or all folds, pass them.
func (c *Case) check(f *spec.File, least int) error {
	o := disclosure.Options{MinRows: least, Pause: progress.Breathe}
	if f.Private() {
		o.Noise = disclosure.Noise(f.Privacy.Unit)
	}
	report, err := c.look.Check(o, false)
	if err != nil {
		return Problem(err)
	}
	c.findings, c.Lacks, c.sides = report.Findings, report.Lacks, true
	if t := c.training; (t.Share > 0 || t.Folds > 0) && t.Exact {
		if report, err = c.look.Check(o, true); err != nil {
			return Problem(err)
		}
		c.sides = !slices.ContainsFunc(report.Findings, func(f ledger.Finding) bool { return f.Rule != disclosure.Constant })
		if !c.sides {
			c.Undivided = max(t.Folds, 2)
		}
	}
	c.planned = planned(f)
	return nil
}

// planned are the charges of a training with noise, one list a round.
func planned(f *spec.File) []dp.Entry {
	if !f.Private() {
		return nil
	}
	least := f.Cohort.Min
	honest := attempt.Honest(least, least)
	if f.Masking == spec.MaskingTrustees {
		honest = 1 // each trustee adds all of the noise, and one of them is honest
	}
	var out []dp.Entry
	for _, r := range f.RoundShapes() {
		out = append(out, slices.Repeat([]dp.Entry{plan.Entry(f, r.Kind, honest)}, r.Most)...)
	}
	return out
}

// Limit returns the question of a training that would pass an owner's limit, before there are rows.
func Limit(l *ledger.Ledger, t Training) []consent.Question {
	return consent.OfLimit(l.Limit(t.of(nil), planned(t.File)...))
}

// Rows returns the questions about the owner's rows.
func (c *Case) Rows() []consent.Question {
	if c.look == nil { // they were asked when the rows were stated
		return nil
	}
	return slices.Concat(consent.OfFindings(c.findings), consent.OfLimit(c.limit()), consent.OfPeople(c.look.Questions()))
}

// limit returns the question whether the training may pass the owner's limit, or nil.
func (c *Case) limit() *disclosure.Refusal { return c.Ledger.Limit(c.training, c.planned...) }

// Stage is that of the training in the ledger.
func (c *Case) Stage(ctx context.Context) (ledger.Stage, error) {
	stage, err := c.Ledger.Stage(ctx, c.training.ID)
	return stage, Problem(err)
}

// Declare writes the owner's statement about its rows into the ledger, together with its answers, and returns it: only then
// may it be sent. The error is ledger.ErrChanged if another training was stated since Prepare.
func (c *Case) Declare(ctx context.Context, members []identity.OwnerKey, agreed []string) (ledger.Statement, error) {
	if c.look == nil {
		return ledger.Statement{}, Problem(ledger.ErrStated)
	}
	d := ledger.Declaration{Members: Identities(members), Answers: c.answers(agreed), Sides: c.sides, When: time.Now(),
		Limit: c.limit() != nil && slices.Contains(agreed, consent.Limit)}
	for _, f := range c.findings {
		if slices.Contains(agreed, string(f.Rule)) {
			d.Agreed = append(d.Agreed, f.Yes)
		}
	}
	for {
		s, err := c.Ledger.Declare(ctx, c.look, d)
		if !errors.Is(err, ledger.ErrChanged) {
			return s, Problem(err)
		}
		if !slices.Equal(c.others, c.counted()) {
			return s, err // the rows were not compared with the new sums
		}
		if c.look, err = c.Ledger.Look(c.rows, c.training, func(i int) bool { return c.Keep[i] }); err != nil {
			return s, Problem(err)
		}
	}
}

func (c *Case) answers(agreed []string) ledger.Answers {
	if c.look == nil {
		return nil
	}
	return consent.Answers(c.look.Questions(), agreed)
}

// Facts returns the facts that are shown to the owner if the training does not pass silently. They are empty if its
// rows were stated by an earlier run.
func (c *Case) Facts(members []ledger.Member, agreed []string) ledger.Facts {
	if c.look == nil {
		return ledger.Facts{Members: members}
	}
	return c.look.Facts(c.answers(agreed), members)
}

// Combine puts the statements of all members together.
func (c *Case) Combine(members []ledger.Member) (ledger.Verdict, error) {
	return ledger.Combine(c.training.Exact, c.training.Share > 0 || c.training.Folds > 0, members)
}

// Pass writes down that the lobby passed with this verdict.
func (c *Case) Pass(ctx context.Context, v ledger.Verdict) error {
	return Problem(c.Ledger.Pass(ctx, c.training.ID, v, time.Now()))
}

// Strike takes the statement back: this owner never uploads in the training.
func (c *Case) Strike(ctx context.Context) error {
	return Problem(c.Ledger.Strike(ctx, c.training.ID, time.Now()))
}

// Passed reports whether rows are held back, or divided, in a training, after its lobby passed. It fails if the rows that are summed
// are not those that were stated.
func (c *Case) Passed(ctx context.Context) (holdout bool, err error) {
	chosen, err := c.Ledger.Stated(ctx, c.training, c.rows)
	if err == nil && !slices.Equal(chosen.Keep, c.Keep) {
		err = ledger.ErrOtherRows
	}
	return chosen.Holdout, Problem(err)
}

// Identities returns owner keys in the form that the ledger keeps.
func Identities(keys []identity.OwnerKey) []wire.Identity {
	out := make([]wire.Identity, len(keys))
	for i, k := range keys {
		out[i] = wire.Identity(k)
	}
	return out
}

// Problem returns an error of the ledger as one that a person can act on; nil for nil.
func Problem(err error) error {
	own := func(code, hint string) error { return problem.Errorf(code, hint, "%w", err) }
	switch {
	case err == nil:
		return nil
	case errors.Is(err, ledger.ErrKey):
		return own(problem.Key, "Ask the model owner for a training with a key of its own.")
	case errors.Is(err, ledger.ErrOtherRows), errors.Is(err, ledger.ErrColumns):
		return own(problem.Rows, "Bring the file that you began this training with; rows may be added to it.")
	case errors.Is(err, ledger.ErrStated):
		return own(problem.Ended, "Ask the model owner for a new training.")
	case errors.Is(err, ledger.ErrMoved):
		return own(problem.Vault, "Take part from the machine that it was handed over to.")
	case errors.Is(err, ledger.ErrNoPart):
		return own(problem.Ended, "Ask the model owner for a new training.")
	case errors.Is(err, ledger.ErrLimit):
		return own(problem.Privacy, "Raise your limit to go on, or leave the training.")
	case errors.Is(err, ledger.ErrLists):
		return own(problem.Privacy, "Ask the model owner why data owners keep leaving.")
	case errors.Is(err, ledger.ErrMalformed), errors.Is(err, ledger.ErrReplaced):
		return own(problem.Vault, "Restore the vault from a copy; without its ledger this owner takes no part.")
	case errors.Is(err, dp.ErrBudget):
		return own(problem.Privacy, "Ask the model owner for a new training; what is spent stays spent.")
	}
	return problem.Of(err)
}
