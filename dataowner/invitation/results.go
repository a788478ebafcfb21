package invitation

import (
	"context"

	"github.com/blindfit/blindfit/ml/published"
	"github.com/blindfit/blindfit/protocol/client"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

// PutOff returns the day to which the model owner of a training with trustees put off its close, "" if it did not, if that cannot be had
// now, or if the model owner did not sign it: an invitation is of use without it.
func (t *Terms) PutOff(ctx context.Context, c *client.Client) string {
	if t.Manifest.Trustees == nil || t.File.Cohort.Close == "" {
		return ""
	}
	s, err := c.Day(ctx, t.ID, t.Manifest.ModelOwner)
	if err != nil || s.Signer != t.Manifest.ModelOwner {
		return ""
	}
	d, err := wire.OpenMessage[wire.Day](&s, wire.KindDay)
	if err != nil || d.Check() != nil || d.Training != t.ID || d.Close <= t.File.Cohort.Close {
		return ""
	}
	return d.Close
}

// Published returns the results that the model owner of a training with trustees shows to all with the link; nil if
// there are none, if they cannot be had now, or if the model owner did not sign them: an invitation is of use without them.
func (t *Terms) Published(ctx context.Context, c *client.Client, key identity.TrainingKey) *published.Page {
	if t.Manifest.Trustees == nil {
		return nil
	}
	head, sealed, err := c.Publication(ctx, t.ID, t.Manifest.ModelOwner)
	if err != nil || head.Signer != t.Manifest.ModelOwner {
		return nil
	}
	m, err := wire.OpenMessage[wire.Publication](head, wire.KindPublication)
	if err != nil || m.Training != t.ID || m.Content != wire.DigestOf(sealed) {
		return nil
	}
	plain, err := identity.OpenPublication(key, t.ID, sealed)
	if err != nil {
		return nil
	}
	p, err := published.Parse(plain)
	if err != nil {
		return nil
	}
	return p
}
