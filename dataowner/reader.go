package dataowner

import (
	"bytes"
	"context"
	"io"

	"github.com/blindfit/blindfit/dataowner/consent"
	"github.com/blindfit/blindfit/dataowner/estimate"
	"github.com/blindfit/blindfit/dataowner/invitation"
	"github.com/blindfit/blindfit/dataowner/ledger"
	"github.com/blindfit/blindfit/dataowner/problem"
	"github.com/blindfit/blindfit/dataowner/progress"
	"github.com/blindfit/blindfit/dataowner/rows"
	"github.com/blindfit/blindfit/dataowner/statement"
)

// reader reads an owner's files for a training.
type reader struct {
	terms    *invitation.Terms
	ledger   *ledger.Ledger
	training statement.Training
	minRows  int
	report   progress.Report
}

// brought is the rows of a file, with the statement about them.
type brought struct {
	loaded *rows.Loaded // nil without a file
	stake  *statement.Case
	// again reads the same file again.
	again func(context.Context) (brought, error)
}

// replace puts rows in the place of others, which are cleared.
func (b *brought) replace(by brought) {
	if b.loaded != nil {
		b.loaded.Forget()
	}
	*b = by
}

// read reads a file, compares it with the ledger, and computes the sums that are possible before the first
// round.
func (r *reader) read(ctx context.Context, name string, file io.Reader, how Reading) (*Check, brought, error) {
	source, seekable := file.(io.ReadSeeker)
	if !seekable { // it is read more than once
		b, err := io.ReadAll(file)
		if err != nil {
			return nil, brought{}, problem.Errorf(problem.Rows, "", "failed to read rows: %w", err)
		}
		defer clear(b)
		source = bytes.NewReader(b)
	}
	check, f, err := rows.Read(r.terms.File, name, source, how, r.report)
	if err != nil {
		return nil, brought{}, err
	}
	check.Estimate, check.Questions, check.Lacks = estimate.For(r.terms), []consent.Question{}, []string{}
	check.Offers = []consent.Offer{}
	if !check.OK {
		return check, brought{}, nil
	}
	defer f.Close()
	b := brought{again: func(ctx context.Context) (brought, error) { return r.again(ctx, name, how) }}
	if b.stake, err = statement.Prepare(ctx, r.ledger, f, r.training, statement.Choice{MinRows: r.minRows, LeaveOut: how.LeaveOut}); err != nil {
		return nil, brought{}, err
	}
	if b.loaded, err = f.Sum(b.stake.Keep, b.stake.Side); err != nil {
		return nil, brought{}, err
	}
	check.Questions = append(append(check.Questions, b.stake.Rows()...), consent.OfTraining(r.terms.File)...)
	check.Lacks, check.Offers = append(check.Lacks, b.stake.Lacks...), append(check.Offers, b.stake.Offers...)
	check.Undivided = b.stake.Undivided
	for _, o := range b.stake.Offers {
		if o.Taken {
			check.Used -= o.Rows
		}
	}
	return check, b, nil
}

// again reads a file once more, in the way that it was read in first.
func (r *reader) again(ctx context.Context, name string, how Reading) (brought, error) {
	choose := problem.Errorf(problem.Rows, "Choose the file again.", "another training of this owner began meanwhile, so the rows must be compared once more")
	if how.Again == nil {
		return brought{}, choose
	}
	file, err := how.Again()
	if err != nil {
		return brought{}, problem.Errorf(problem.Rows, "", "failed to read rows again: %w", err)
	}
	defer file.Close()
	check, b, err := r.read(ctx, name, file, how)
	if err == nil && !check.OK {
		err = choose
	}
	return b, err
}
