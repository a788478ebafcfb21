package postgres

import (
	"context"
	"errors"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

// Remedy returns the way out of an error of PostgreSQL or of the way to it, empty for one of no known kind.
func Remedy(err error) string {
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		switch {
		case e.Code == "53300": // too_many_connections
			return "a facilitator takes up to 16 connections and one more: raise max_connections of the server or the limit of the role, or lower pool_max_conns in the URL"
		case strings.HasPrefix(e.Code, "28"): // invalid_authorization_specification, invalid_password
			return "check the user of --postgres, its password in ~/.pgpass or PGPASSWORD, and pg_hba.conf of the server"
		case e.Code == "3D000": // invalid_catalog_name
			return "make the database first: createdb --owner USER NAME"
		case e.Code == "57P03": // cannot_connect_now
			return "the server is starting or stopping: try again"
		case strings.HasPrefix(e.Code, "53"): // insufficient resources
			return "free disk space or memory of the database server"
		}
		return ""
	}
	if _, ok := errors.AsType[net.Error](err); ok || errors.Is(err, context.DeadlineExceeded) {
		return "see that the database server runs and can be reached from here: host, port and firewall"
	}
	return ""
}
