package closing

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/ml/dp"
	"github.com/blindfit/blindfit/ml/plan"
	"github.com/blindfit/blindfit/modelowner/account"
	"github.com/blindfit/blindfit/modelowner/check"
	"github.com/blindfit/blindfit/modelowner/problem"
	"github.com/blindfit/blindfit/modelowner/train"
	"github.com/blindfit/blindfit/protocol/attempt"
	"github.com/blindfit/blindfit/protocol/wire"
)

// open opens the cells once all trustees have released their masks, writes the model and signs the end.
func (r *run) open(ctx context.Context) error {
	struck, err := r.struck(ctx)
	if err != nil || struck == nil {
		return err
	}
	blob, err := r.ClosingBytes(0)
	if err != nil {
		return err
	}
	cells, err := struck.NewCells(r.log.Position, blob)
	if err != nil {
		return err
	}
	masks, err := r.released(ctx, cells)
	if err != nil || masks == nil {
		return err
	}
	sums, err := r.multiply(ctx, cells)
	if err != nil {
		return err
	}
	if err := r.charge(cells.Digest); err != nil {
		return err
	}
	total, owners, opened := r.add(cells, sums, masks)
	if !slices.Contains(opened, true) {
		return r.done(wire.ReasonStopped)
	}
	if err := r.fit(total, owners, dp.CellVariance(opened)); err != nil {
		r.emit(train.Event{Event: train.EventRejected, Code: wire.CodeRoundRejected, Message: err.Error()})
		return r.done(wire.ReasonStopped)
	}
	return r.done(wire.ReasonFinished)
}

// charge records in the privacy ledger the disclosure of the close, before it is opened.
func (r *run) charge(closed wire.Digest) error {
	h, err := r.OpenRounds(false)
	if err != nil {
		return err
	}
	a, err := account.Open(r.Training, h)
	if err != nil {
		return err
	}
	var kinds []wire.RoundKind
	for _, k := range r.kinds {
		kinds = append(kinds, k.Kind)
	}
	return a.ChargeClose(closed, kinds...)
}

// released returns the sum of all trustees' masks for each cell, nil while one is missing, having waited.
func (r *run) released(ctx context.Context, cells *attempt.Cells) ([][]*big.Int, error) {
	heads, err := r.client.Releases(ctx, r.ID)
	if err != nil {
		return nil, fmt.Errorf("failed to read the releases: %w", err)
	}
	if missing := r.missing(heads); len(missing) > 0 {
		return nil, r.wait(ctx, "waiting for "+strings.Join(missing, " and ")+" to release the masks of the cells")
	}
	if len(heads) != len(r.Manifest.Trustees.Keys) {
		return nil, errors.New("the facilitator serves more releases than there are trustees")
	}
	n := len(cells.Lists)
	var masks [][]*big.Int
	for i := range heads {
		b, err := r.client.ReleaseBytes(ctx, r.ID, heads[i].Signer)
		if err != nil {
			return nil, fmt.Errorf("failed to read a release: %w", err)
		}
		if _, _, err := r.gathering.OpenRelease(&heads[i], cells.Digest, n, b); err != nil {
			return nil, err
		}
		vectors, err := r.gathering.ParseVectors(b, n)
		if err != nil {
			return nil, err
		}
		if masks == nil {
			masks = vectors
			continue
		}
		for c := range masks {
			for k, x := range vectors[c] {
				masks[c][k].Add(masks[c][k], x)
			}
		}
	}
	return masks, nil
}

// multiply fetches every contribution of the cells and multiplies it into its cell's. A page of them is in memory at a time.
func (r *run) multiply(ctx context.Context, cells *attempt.Cells) ([]*phe.Sum, error) {
	cellOf := map[int]int{}
	for c, list := range cells.Lists {
		for _, number := range list {
			cellOf[number] = c
		}
	}
	sums := make([]*phe.Sum, len(cells.Lists))
	for g, err := range r.client.Ciphertexts(ctx, r.ID) {
		if err != nil {
			return nil, fmt.Errorf("failed to read the contributions: %w", err)
		}
		number := cells.Find(g.Head.Signer)
		c, counted := cellOf[number]
		if !counted {
			continue
		}
		if g.Head.Digest() != cells.All[number].Head {
			return nil, fmt.Errorf("the facilitator serves another contribution of %s than the one that was named", words(g.Head.Signer))
		}
		// The digest is that of the whole message: it was verified, signature included, when this closing named it.
		body, err := wire.Parse[wire.Contribution](g.Head.Body)
		if err != nil {
			return nil, err
		}
		texts, err := r.gathering.OpenCiphertexts(&body, g.Bytes)
		if err != nil {
			return nil, fmt.Errorf("failed to read the contribution of %s: %w", words(g.Head.Signer), err)
		}
		if sums[c] == nil {
			sums[c], err = r.gathering.Key.NewSum(texts)
		} else {
			err = sums[c].Add(texts)
		}
		if err != nil {
			return nil, fmt.Errorf("failed to multiply the contribution of %s: %w", words(g.Head.Signer), err)
		}
		delete(cellOf, number)
	}
	if len(cellOf) > 0 {
		return nil, fmt.Errorf("the facilitator does not serve %d contributions of the close", len(cellOf))
	}
	return sums, nil
}

// add opens each cell and adds the sums up. A cell that cannot be the sum of as many contributions is dropped whole: which of
// them is bad, it cannot be seen.
func (r *run) add(cells *attempt.Cells, sums []*phe.Sum, masks [][]*big.Int) (total [][]*big.Int, owners int, opened []bool) {
	total, opened = make([][]*big.Int, len(r.kinds)), make([]bool, len(cells.Lists))
	for c, list := range cells.Lists {
		values, err := r.cell(sums[c], masks[c], len(list))
		if err != nil {
			r.emit(train.Event{Event: train.EventRejected, Code: wire.CodeRoundRejected, Members: len(list),
				Message: fmt.Sprintf("cell %d of %d, with %d contributions, is dropped: %v", c+1, len(cells.Lists), len(list), err)})
			continue
		}
		owners, opened[c] = owners+len(list), true
		for i, some := range values {
			if total[i] == nil {
				total[i] = some
				continue
			}
			for k, x := range some {
				total[i][k].Add(total[i][k], x)
			}
		}
	}
	return total, owners, opened
}

// cell decrypts the product of a cell, takes the masks off, and checks the properties that sums of any rows have.
func (r *run) cell(sum *phe.Sum, masks []*big.Int, count int) ([][]*big.Int, error) {
	cs, err := attempt.ParseVector(r.gathering.Key, sum.AppendTo(nil), r.gathering.Count())
	if err != nil {
		return nil, err
	}
	texts, err := r.key.DecryptVector(cs)
	if err != nil {
		return nil, fmt.Errorf("failed to decrypt: %w", err)
	}
	n := r.gathering.Key.N()
	for i, x := range texts {
		x.Mod(x.Sub(x, masks[i]), n)
	}
	var out [][]*big.Int
	for i := range r.kinds {
		k := &r.kinds[i]
		values, err := k.Packing.Unpack(texts[:k.Ciphertexts], count)
		if err != nil {
			return nil, err
		}
		out, texts = append(out, values), texts[k.Ciphertexts:]
	}
	return out, nil
}

// fit learns from the sums of all opened cells and writes the model. variance is that of one trustee's noise in them, relative to one
// cell's.
func (r *run) fit(total [][]*big.Int, owners int, variance float64) error {
	p, err := plan.New(r.File)
	if err != nil {
		return err
	}
	for i := 0; ; i++ {
		point, done, err := p.Next()
		if err != nil {
			return err
		}
		if done {
			break
		}
		if i == len(r.kinds) || point.Kind != r.kinds[i].Kind {
			return errors.New("internal error: the method asks for other sums than those of a contribution")
		}
		s := plan.Sums{Values: total[i], Owners: owners, Noise: variance * float64(len(r.Manifest.Trustees.Keys))}
		if err := p.Observe(point, s); err != nil {
			return check.Refuse("%w", err) // sums that no rows have
		}
	}
	r.warnings = p.Warnings()
	r.owners, r.measured = owners, p.Measured()
	return r.SaveModel(p.Model())
}

// done signs the end of the training.
func (r *run) done(reason string) error {
	return r.log.Sign(wire.KindDone, wire.Done{LogEntry: r.log.Next(), Rounds: r.log.Accepted, Reason: reason}, r.signer)
}

// finished returns the result of a training that has ended.
func (r *run) finished() (*train.Result, error) {
	if r.log.Done.Reason != wire.ReasonFinished {
		return nil, problem.WithHint(problem.As(problem.ErrRejected, errors.New("no cell of the training could be used")), "create a new training")
	}
	m, err := r.Model()
	if err != nil {
		return nil, err
	}
	e := train.Event{Event: train.EventDone, Rounds: 1, Members: r.owners, Measured: r.measured, Warnings: r.warnings, Message: "finished"}
	e.Describe(&m.Summary)
	r.emit(e)
	return &train.Result{Model: m, Measured: r.measured, Finished: true, Owners: r.owners, Warnings: r.warnings}, nil
}
