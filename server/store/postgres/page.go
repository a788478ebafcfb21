package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/blindfit/blindfit/server/store"
	"github.com/blindfit/blindfit/server/store/internal/sqlrow"
)

// KeepPage implements store.Store. Of several facilitators that start at once one keeps its page at a time.
func (s *Store) KeepPage(ctx context.Context, page string, files []store.PageFile) error {
	var last string
	err := s.pool.QueryRow(ctx, `SELECT page FROM pages ORDER BY kept DESC LIMIT 1`).Scan(&last)
	switch {
	case err == nil && last == page:
		return nil // a start of the same release writes nothing
	case err != nil && !errors.Is(err, pgx.ErrNoRows):
		return fmt.Errorf("failed to keep page: %w", err)
	}
	err = s.transact(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `LOCK TABLE pages IN EXCLUSIVE MODE`); err != nil {
			return err
		}
		var there bool
		if err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT FROM pages WHERE page = $1)`, page).Scan(&there); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO pages (page, kept) VALUES ($1, (SELECT coalesce(max(kept), 0) + 1 FROM pages))
			ON CONFLICT (page) DO UPDATE SET kept = excluded.kept`, page)
		if err != nil {
			return err
		}
		for _, f := range files {
			if there {
				break
			}
			if _, err := tx.Exec(ctx, `INSERT INTO page_files (page, name, packed, body, body_sum) VALUES ($1, $2, $3, $4, $5)`,
				page, f.Name, f.Packed, f.Body, sqlrow.Sum(f.Body)); err != nil {
				return err
			}
		}
		_, err = tx.Exec(ctx, `DELETE FROM pages WHERE page NOT IN (SELECT page FROM pages ORDER BY kept DESC LIMIT $1)`, store.PagesKept)
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
	err := s.pool.QueryRow(ctx, `SELECT packed, body, body_sum FROM page_files JOIN pages USING (page) WHERE name = $1 ORDER BY kept DESC LIMIT 1`, name).
		Scan(&f.Packed, &f.Body, &sum)
	if errors.Is(err, pgx.ErrNoRows) {
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
