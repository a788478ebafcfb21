package follow

import (
	"context"
	"fmt"

	"github.com/blindfit/blindfit/dataowner/problem"
	"github.com/blindfit/blindfit/dataowner/receipt"
	"github.com/blindfit/blindfit/dataowner/vault"
	"github.com/blindfit/blindfit/protocol/wire"
)

// sync reads the log up to the state's head, verifies it and writes down how far it was seen.
func (f *Follower) sync(ctx context.Context, head wire.Head) error {
	if head.Length > f.chain.Head.Length || f.chain.Head.Length == 0 && f.chain.Seen.Length > 0 {
		for page, err := range f.Client.LogPages(ctx, f.Terms.ID, f.chain.Head.Length+1) {
			if err != nil {
				return fmt.Errorf("failed to get the model owner's log: %w", err)
			}
			if err := f.chain.Append(page); err != nil {
				return problem.Errorf(problem.Log, "Do not take part: the model owner's log was altered, or it breaks the rules of the training. Tell the model owner.", "%w", err)
			}
		}
	}
	if err := f.chain.CaughtUp(); err != nil {
		return problem.Errorf(problem.Log, problem.Tampered, "%w", err)
	}
	f.Teller.Accepted(f.chain.Accepted)
	if f.chain.Head == f.Record.Data().Log {
		return nil
	}
	proofs := f.proofs(ctx)
	return f.Record.Update(ctx, func(d *vault.Data) {
		d.Log = f.chain.Head
		for i := range d.Sent {
			if p := proofs[d.Sent[i].Upload]; p != nil {
				d.Sent[i].Accepted, d.Sent[i].Proof = true, p
			}
		}
	})
}

// proofs collects the proofs of uploads that were accepted and are not proven yet, by upload digest. If one cannot be
// fetched now, it is tried again when the log grows.
func (f *Follower) proofs(ctx context.Context) map[wire.Digest]*receipt.Proof {
	found := map[wire.Digest]*receipt.Proof{}
	sent := f.Record.Data().Sent
	for i := range sent {
		accept := f.chain.Accept(sent[i].Ref())
		if accept == nil || sent[i].Accepted {
			continue
		}
		heads, err := f.Client.Uploads(ctx, f.Terms.ID, sent[i].Ref())
		if err != nil {
			continue
		}
		if p := receipt.Prove(heads, sent[i].Upload, accept); p != nil {
			found[sent[i].Upload] = p
		}
	}
	return found
}
