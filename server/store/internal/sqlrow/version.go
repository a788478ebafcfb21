package sqlrow

import (
	"context"
	"fmt"

	"github.com/pressly/goose/v3"

	"github.com/blindfit/blindfit/server/store"
)

// CheckVersion returns store.ErrNewer, with the newest release that has written, if the database has had migrations that p
// does not know: the newer one could not read the writes of this release. It changes nothing in a database that has
// been migrated before.
func CheckVersion(ctx context.Context, p *goose.Provider, releases func() ([]string, error)) error {
	now, known, err := p.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("failed to read version of database: %w", err)
	}
	if now <= known {
		return nil
	}
	by := "its name is not known"
	if all, err := releases(); err == nil && len(all) > 0 {
		by = all[0]
	}
	return fmt.Errorf("failed to open database: %w: %s; its tables have version %d, this release knows %d", store.ErrNewer, by, now, known)
}
