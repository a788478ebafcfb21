//go:build testkeys

package simulation_test

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/store"
)

// planted is a store with one fault that no store may have.
type planted struct {
	store.Store
	put    func(ctx context.Context, s store.Store, revision int64, m store.Message) (bool, error)
	commit func(c *store.Change)
	get    func(m *store.Message, err error)
}

func (p *planted) Put(ctx context.Context, revision int64, m store.Message) (bool, error) {
	if p.put == nil {
		return p.Store.Put(ctx, revision, m)
	}
	return p.put(ctx, p.Store, revision, m)
}

func (p *planted) Commit(ctx context.Context, id wire.TrainingID, c store.Change) error {
	if p.commit != nil {
		p.commit(&c)
	}
	return p.Store.Commit(ctx, id, c)
}

func (p *planted) Get(ctx context.Context, key store.Key) (store.Message, error) {
	m, err := p.Store.Get(ctx, key)
	if p.get != nil {
		p.get(&m, err)
	}
	return m, err
}

// TestPlantedFaults: a store that breaks its contract breaks a life too, which is cut down to a few operations. Rules that
// find nothing would pass for ever.
func TestPlantedFaults(t *testing.T) {
	var other []byte // some upload, for the fault that mixes them up
	for name, c := range map[string]struct {
		fault planted
		says  string
	}{
		"an upload is acknowledged and not stored": {planted{put: func(ctx context.Context, s store.Store, revision int64, m store.Message) (bool, error) {
			if m.Kind == wire.KindUpload && m.Identity[0]%2 == 0 {
				return true, nil
			}
			return s.Put(ctx, revision, m)
		}}, ""},
		"an abort erases nothing": {planted{commit: func(c *store.Change) { c.Drop = nil }}, "still stored"},
		"a closed phase takes messages": {planted{put: func(ctx context.Context, s store.Store, _ int64, m store.Message) (bool, error) {
			_, rec, err := s.Training(ctx, m.Training)
			if err != nil {
				return false, err
			}
			return s.Put(ctx, rec.Revision, m)
		}, commit: func(c *store.Change) { c.Full = nil }}, ""},
		"the second of two messages is acknowledged": {planted{put: func(ctx context.Context, s store.Store, revision int64, m store.Message) (bool, error) {
			stored, err := s.Put(ctx, revision, m)
			if err != nil && strings.Contains(err.Error(), store.ErrConflict.Error()) {
				return false, nil
			}
			return stored, err
		}}, "different"},
		"uploads are mixed up": {planted{get: func(m *store.Message, err error) {
			if err != nil || m.Kind != wire.KindUpload {
				return
			}
			if other != nil && !bytes.Equal(other, m.Blob) {
				m.Blob = other
			} else {
				other = m.Blob
			}
		}}, ""},
		"a log entry is lost": {planted{commit: func(c *store.Change) {
			if c.Next.Phase == wire.PhaseKeys && c.Entry != nil && c.Next.Ref.Attempt > 1 {
				c.Next.Log.Length--
			}
		}}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			bend := func(s store.Store) store.Store { f := c.fault; f.Store = s; return &f }
			for seed := range uint64(100) {
				replicas, ops := generate(seed)
				broken := play(t, onSQLite, bend, replicas, ops, nil)
				if broken == "" {
					continue
				}
				_, few, why := shrink(replicas, ops, broken, func(replicas int, ops []op) string { return play(t, onSQLite, bend, replicas, ops, nil) })
				if len(few) > 20 {
					t.Errorf("%d operations of %d are left", len(few), len(ops))
				}
				if !strings.Contains(why, c.says) {
					t.Errorf("what is said is %q, want %q in it", why, c.says)
				}
				t.Logf("seed %d, %d operations of %d: %s", seed, len(few), len(ops), why)
				return
			}
			t.Error("no life broke a rule")
		})
	}
}

// TestOperationsAsText: a kept life is read as it was written.
func TestOperationsAsText(t *testing.T) {
	replicas, ops := generate(5)
	again, back, err := parseOps("# a comment\n" + formatOps(replicas, ops))
	if err != nil {
		t.Fatal(err)
	}
	if again != replicas || formatOps(again, back) != formatOps(replicas, ops) {
		t.Error("operations have changed on their way through text")
	}
	if _, _, err := parseOps("replicas 1\nsend 1 2\n"); err == nil {
		t.Error("a line cut short was read")
	}
}
