package archive_test

import (
	"context"
	"errors"
	"testing"

	"github.com/blindfit/blindfit/internal/testing/hostile"
	"github.com/blindfit/blindfit/internal/testing/parties"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/round/archive"
	"github.com/blindfit/blindfit/server/store"
)

// listed is a store that lists whatever messages a test puts into it.
type listed struct {
	store.Store
	messages []wire.Signed
}

// List implements store.Store.
func (l *listed) List(context.Context, store.Slot) ([]store.Item, error) {
	out := make([]store.Item, len(l.messages))
	for i, m := range l.messages {
		body, err := wire.Marshal(m)
		if err != nil {
			return nil, err
		}
		out[i] = store.Item{Identity: m.Signer, Body: body}
	}
	return out, nil
}

// TestBadUploadsAreCorrupt: an attempt is not rebuilt from upload heads that every role must refuse.
func TestBadUploadsAreCorrupt(t *testing.T) {
	for name, noise := range map[string]bool{"exact": false, "noise": true} {
		t.Run(name, func(t *testing.T) {
			mo := parties.NewModelOwner(t, 3, 3, func(m *wire.Manifest) { m.Noise = noise })
			owners := parties.NewOwners(t, mo.ID, 3)
			mo.Begin(owners)
			mo.Open(wire.Ref{Round: 1, Attempt: 1})
			a := mo.Play(t, owners, owners)
			s := &listed{messages: a.Uploads}
			if _, err := (archive.Archive{Store: s}).Uploads(t.Context(), a.List); err != nil {
				t.Fatal(err)
			}
			for _, bad := range hostile.UploadLists(t, hostile.Sent{Messages: a.Uploads, By: parties.Signers(owners)}, noise) {
				s.messages = bad.Messages
				_, err := archive.Archive{Store: s}.Uploads(t.Context(), a.List)
				hostile.Refused(t, bad.Name, err, bad.Code, bad.Rule)
				if !errors.Is(err, store.ErrCorrupt) {
					t.Errorf("%s: got %v, want that the store is corrupt", bad.Name, err)
				}
			}
		})
	}
}
