package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/blindfit/blindfit/server/store"
	"github.com/blindfit/blindfit/server/store/internal/sqlrow"
)

// KeepPage implements store.Store.
func (s *Store) KeepPage(ctx context.Context, page string, files []store.PageFile) error {
	var last string
	err := s.read.QueryRowContext(ctx, `SELECT page FROM pages ORDER BY kept DESC LIMIT 1`).Scan(&last)
	switch {
	case err == nil && last == page:
		return nil // a start of the same release writes nothing
	case err != nil && !errors.Is(err, sql.ErrNoRows):
		return fmt.Errorf("failed to keep page: %w", err)
	}
	err = s.transact(ctx, func(tx *sql.Tx) error {
		var there bool
		if err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM pages WHERE page = $1)`, page).Scan(&there); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO pages (page, kept) VALUES ($1, (SELECT coalesce(max(kept), 0) + 1 FROM pages))
			ON CONFLICT (page) DO UPDATE SET kept = excluded.kept`, page)
		if err != nil {
			return err
		}
		for _, f := range files {
			if there {
				break
			}
			if _, err := tx.ExecContext(ctx, `INSERT INTO page_files (page, name, packed, body, body_sum) VALUES ($1, $2, $3, $4, $5)`,
				page, f.Name, f.Packed, f.Body, sqlrow.Sum(f.Body)); err != nil {
				return err
			}
		}
		old := `(SELECT page FROM pages ORDER BY kept DESC LIMIT -1 OFFSET $1)`
		if _, err := tx.ExecContext(ctx, `DELETE FROM page_files WHERE page IN `+old, store.PagesKept); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `DELETE FROM pages WHERE page IN `+old, store.PagesKept)
		return err
	})
	if err != nil {
		return fmt.Errorf("failed to keep page: %w", err)
	}
	return nil
}

// PageFile implements store.Store.
func (s *Store) PageFile(ctx context.Context, name string) (store.PageFile, error) {
	f, sum := store.PageFile{Name: name}, []byte(nil)
	err := s.read.QueryRowContext(ctx, `SELECT packed, body, body_sum FROM page_files JOIN pages USING (page) WHERE name = $1 ORDER BY kept DESC LIMIT 1`, name).
		Scan(&f.Packed, &f.Body, &sum)
	if errors.Is(err, sql.ErrNoRows) {
		err = store.ErrNotFound
	}
	if err == nil {
		err = sqlrow.Check(f.Body, sum)
	}
	if err != nil {
		return store.PageFile{}, fmt.Errorf("failed to read page file: %w", err)
	}
	return f, nil
}
