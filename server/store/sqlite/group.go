package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"sync"
)

// group makes writes that come at the same time durable with one commit: a commit waits for the disk, and thousands of people may
// contribute in a minute. A write begins at once if no other is under way, so that a single write is no slower; writes that come
// meanwhile are written together after it.
type group struct {
	mu      sync.Mutex // protects the fields below
	waiting []*grouped
	writing bool
}

// grouped is one write of a group.
type grouped struct {
	do   func(*sql.Tx) error
	err  error
	done chan struct{}
}

// mostGrouped bounds the writes of one commit.
const mostGrouped = 64

// grouped is transact for a write that may share its commit with others: f runs once, alone or after others, and its changes are undone
// if it returns an error. It is not given up half-way: ctx ends no write of others.
func (s *Store) grouped(f func(*sql.Tx) error) error {
	g := &s.group
	w := &grouped{do: f, done: make(chan struct{})}
	g.mu.Lock()
	g.waiting = append(g.waiting, w)
	begin := !g.writing
	g.writing = true
	g.mu.Unlock()
	if begin {
		s.writeGroup()
	}
	<-w.done
	return w.err
}

// writeGroup executes the waiting writes, and lets another goroutine go on if more has come meanwhile.
func (s *Store) writeGroup() {
	g := &s.group
	g.mu.Lock()
	n := min(len(g.waiting), mostGrouped)
	batch := g.waiting[:n:n]
	g.waiting = append([]*grouped(nil), g.waiting[n:]...)
	g.mu.Unlock()
	s.commitGroup(batch)
	g.mu.Lock()
	if g.writing = len(g.waiting) > 0; g.writing {
		go s.writeGroup()
	}
	g.mu.Unlock()
	for _, w := range batch {
		close(w.done)
	}
}

// commitGroup runs each write of a batch and commits those that succeed. If the commit fails, none did.
func (s *Store) commitGroup(batch []*grouped) {
	ctx := context.Background()
	if len(batch) == 1 {
		batch[0].err = s.transact(ctx, batch[0].do)
		return
	}
	err := s.transact(ctx, func(tx *sql.Tx) error {
		for _, w := range batch {
			if _, err := tx.ExecContext(ctx, `SAVEPOINT grouped`); err != nil {
				return err
			}
			if w.err = w.do(tx); w.err != nil {
				if _, err := tx.ExecContext(ctx, `ROLLBACK TO grouped`); err != nil {
					return errors.Join(w.err, err)
				}
			}
			if _, err := tx.ExecContext(ctx, `RELEASE grouped`); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		return
	}
	for _, w := range batch {
		w.err = err
	}
}
