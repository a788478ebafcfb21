package closing

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"

	"github.com/blindfit/blindfit/ml/outlook"
	"github.com/blindfit/blindfit/modelowner/problem"
	"github.com/blindfit/blindfit/modelowner/train"
	"github.com/blindfit/blindfit/protocol/attempt"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

// name signs the closing: the frozen contributions that were made with an invite, under the trustees' accepts.
func (r *run) name(ctx context.Context) error {
	heads, err := r.client.Contributions(ctx, r.ID)
	if err != nil {
		return fmt.Errorf("failed to read the contributions: %w", err)
	}
	before, err := r.before()
	if err != nil {
		return err
	}
	all, bearers, left, err := r.counted(heads, before)
	if err != nil {
		return err
	}
	if batch := r.Manifest.Trustees.Batch; len(all) < batch {
		return r.more(ctx, fmt.Sprintf("%d contributions can be counted, %d cannot; a cell has at least %d: waiting for more", len(all), left, batch))
	}
	var blob []byte
	for _, c := range all {
		blob = wire.AppendContributed(blob, c)
	}
	number := r.log.Freezes
	if err := r.SaveClosing(number, blob); err != nil {
		return err
	}
	if err := r.UseInvites(bearers); err != nil {
		return err
	}
	closing := wire.Closing{LogEntry: r.log.Next(), Number: number, Count: len(all), Contributions: wire.DigestOf(blob)}
	if err := r.log.Sign(wire.KindClosing, closing, r.signer); err != nil {
		return err
	}
	message := fmt.Sprintf("named %d contributions; asking the trustees", len(all))
	if left > 0 {
		message += fmt.Sprintf("; %d are left out: they have no invite of this training, share one, or are revoked", left)
	}
	r.progress(train.Event{Event: train.EventClosing, Members: len(all), Message: message})
	return nil
}

// before returns the contributions of the closing before.
func (r *run) before() ([]wire.Contributed, error) {
	if r.log.Closing == nil {
		return nil, nil
	}
	b, err := r.ClosingBytes(r.log.Closing.Number)
	if err != nil {
		return nil, err
	}
	return wire.ParseContributed(b)
}

// counted returns the contributions of a closing in identity order: all those of the one before, and every other that bears
// an invite as long as no more bear it than it is good for, the first of them. left is how many are left out.
func (r *run) counted(heads []wire.Signed, before []wire.Contributed) (all []wire.Contributed, bearers map[wire.InviteID]wire.Identity, left int, err error) {
	invites, err := r.OpenInvites()
	if err != nil {
		return nil, nil, 0, err
	}
	revoked, err := r.Revocations()
	if err != nil {
		return nil, nil, 0, err
	}
	bearers = map[wire.InviteID]wire.Identity{}
	borne := map[wire.InviteID]int{}
	held := map[wire.Contributed]bool{}
	for _, c := range before {
		held[c] = true
	}
	// Those of the closing before go first: an invite that counted stays with its bearer.
	for _, first := range []bool{true, false} {
		for i := range heads {
			c := wire.Contributed{Identity: heads[i].Signer, Head: heads[i].Digest()}
			if held[c] != first {
				continue
			}
			body, err := r.gathering.OpenContribution(&heads[i])
			if err != nil {
				return nil, nil, 0, fmt.Errorf("the facilitator serves a contribution that it must not have taken: %w", err)
			}
			good := body.Accepts == r.accepts.Digest && identity.CheckContribution(body, c.Identity, invites.Secret) == nil && !revoked.Has(c.Identity, body.Invite)
			if !first && (!good || borne[body.Invite] >= invites.Most(body.Invite)) {
				left++
				continue
			}
			bearers[body.Invite] = c.Identity
			borne[body.Invite]++
			all = append(all, c)
		}
		if first && len(all) < len(before) { // trustees would answer no closing without them, and it could not be taken back
			return nil, nil, 0, fmt.Errorf("the facilitator does not serve all %d contributions of the closing before", len(before))
		}
	}
	slices.SortFunc(all, func(a, b wire.Contributed) int { return a.Identity.Compare(b.Identity) })
	return all, bearers, left, nil
}

// set verifies the last closing as the trustees see it.
func (r *run) set() (*attempt.ClosingSet, error) {
	blob, err := r.ClosingBytes(r.log.Closing.Number)
	if err != nil {
		return nil, err
	}
	return r.gathering.NewClosing(r.log.Position, blob, nil)
}

// struck fetches and verifies the strikes of the last closing. It returns nil while one is missing, having waited.
func (r *run) struck(ctx context.Context) (*attempt.Struck, error) {
	set, err := r.set()
	if err != nil {
		return nil, err
	}
	strikes, err := r.client.Strikes(ctx, r.ID)
	if err != nil {
		return nil, fmt.Errorf("failed to read the trustees' answers: %w", err)
	}
	if missing := r.missing(strikes); len(missing) > 0 {
		return nil, r.wait(ctx, "waiting for "+strings.Join(missing, " and ")+" to answer the closing")
	}
	return set.NewStruck(strikes)
}

// divide signs the close: the contributions that no trustee struck, dealt into cells at random.
func (r *run) divide(ctx context.Context) error {
	struck, err := r.struck(ctx)
	if err != nil || struck == nil {
		return err
	}
	rest, batch := struck.Rest(), r.Manifest.Trustees.Batch
	if len(rest) < batch {
		return r.more(ctx, fmt.Sprintf("the trustees struck %d of %d contributions; a cell has at least %d: waiting for more", len(struck.All)-len(rest), len(struck.All), batch))
	}
	cells, err := r.cells(len(rest))
	if err != nil {
		return err
	}
	cellOf := make([]int, len(struck.All))
	shuffle(rest)
	for i, number := range rest {
		cellOf[number] = 1 + i%cells
	}
	list, blob, err := struck.Divide(cellOf, cells)
	if err != nil {
		return err
	}
	if err := r.SaveClosing(0, blob); err != nil {
		return err
	}
	closed := wire.Close{LogEntry: r.log.Next(), Closing: struck.Digest, Strikes: struck.Digests, Cells: list, Blob: wire.DigestOf(blob)}
	if err := r.log.Sign(wire.KindClose, closed, r.signer); err != nil {
		return err
	}
	message := fmt.Sprintf("closed with %d contributions in %d cells", len(rest), cells)
	if n := len(struck.All) - len(rest); n > 0 {
		message += fmt.Sprintf("; the trustees struck %d", n)
	}
	message += "; " + outlook.LossSentence(len(rest), cells)
	r.progress(train.Event{Event: train.EventClose, Members: len(rest), Cells: cells, Message: message})
	return nil
}

// cells returns the number of cells for so many contributions.
func (r *run) cells(rest int) (int, error) {
	most, want := min(rest/r.Manifest.Trustees.Batch, wire.MaxCells), r.opt.Cells
	switch {
	case want > most:
		return 0, problem.As(problem.ErrInput, fmt.Errorf("invalid number of cells: %d contributions make at most %d of %d or more (cohort.batch)", rest, most, r.Manifest.Trustees.Batch))
	case want > 0:
		return want, nil
	case most == 1:
		return 0, problem.WithHint(problem.As(problem.ErrInput, fmt.Errorf("%d contributions make one cell only, and one bad contribution spoils it", rest)),
			"wait for more, or close with --cells 1")
	}
	return r.File.Cells(rest), nil
}

// shuffle deals numbers at random, so that no party chooses the members of a cell.
func shuffle(list []int) {
	for i := len(list) - 1; i > 0; i-- {
		j := below(uint64(i) + 1)
		list[i], list[j] = list[j], list[i]
	}
}

// below returns a random number below n, without bias.
func below(n uint64) uint64 {
	for most := ^uint64(0) - ^uint64(0)%n; ; {
		var b [8]byte
		rand.Read(b[:])
		if x := binary.BigEndian.Uint64(b[:]); x < most {
			return x % n
		}
	}
}
