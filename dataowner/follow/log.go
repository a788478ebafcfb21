package follow

import (
	"context"
	"fmt"

	"github.com/blindfit/blindfit/dataowner/problem"
	"github.com/blindfit/blindfit/dataowner/receipt"
	"github.com/blindfit/blindfit/dataowner/vault"
	"github.com/blindfit/blindfit/protocol/log"
	"github.com/blindfit/blindfit/protocol/wire"
)

// sync reads the log up to the state's head, verifies it and writes down how far it was seen.
func (f *Follower) sync(ctx context.Context, s *wire.State) error {
	if err := read(f.chain, s.EntriesAfter(f.chain.Head.Length)); err != nil {
		return err
	}
	to := s.Log.Length
	if f.chain.Head.Length == 0 {
		to = max(to, f.chain.Seen.Length)
	}
	for page, err := range f.Client.Log(ctx, f.Terms.ID, f.chain.Head.Length+1, to) {
		if err != nil {
			return fmt.Errorf("failed to get the model owner's log: %w", err)
		}
		if err := read(f.chain, page); err != nil {
			return err
		}
	}
	if err := f.chain.CaughtUp(); err != nil {
		return problem.Errorf(problem.Log, problem.Tampered, "%w", err)
	}
	f.Teller.Accepted(f.chain.Accepted)
	if f.chain.Head == f.Record.Data().Log {
		return nil
	}
	return f.Record.Update(ctx, func(d *vault.Data) { d.Log = f.chain.Head })
}

// read verifies entries that follow a chain.
func read(chain *log.Chain, entries []wire.Signed) error {
	if err := chain.Append(entries); err != nil {
		return problem.Errorf(problem.Log, "Do not take part: the model owner's log was altered, or it breaks the rules of the training. Tell the model owner.", "%w", err)
	}
	return nil
}

// prove writes the proofs of accepted uploads into the record. It is called while no one waits for this owner. A proof that
// cannot be fetched now is tried again after the next upload, and at the end.
func (f *Follower) prove(ctx context.Context) error {
	found := map[wire.Digest]*receipt.Proof{}
	sent := f.Record.Data().Sent
	for i := range sent {
		accept := f.chain.Accept(sent[i].Ref())
		if accept == nil || sent[i].Accepted {
			continue
		}
		ref := sent[i].Ref()
		heads, err := f.Client.UploadsAgain(ctx, f.Terms.ID, ref, f.running.of(ref).heads)
		if err != nil {
			continue
		}
		if p := receipt.Prove(heads, sent[i].Upload, accept); p != nil {
			found[sent[i].Upload] = p
		}
	}
	if len(found) == 0 {
		return nil
	}
	return f.Record.Update(ctx, func(d *vault.Data) {
		for i := range d.Sent {
			if p := found[d.Sent[i].Upload]; p != nil {
				d.Sent[i].Accepted, d.Sent[i].Proof = true, p
			}
		}
	})
}
