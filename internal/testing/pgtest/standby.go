//go:build unix

package pgtest

import (
	"fmt"
	"net/url"
	"os"
	"syscall"
)

// Standby makes and starts a server that streams from s, synchronously if that is asked for: then a commit on s waits until
// it is on the standby's disk. The caller must call Remove.
func (s *Server) Standby(synchronous bool) (_ *Server, err error) {
	b := &Server{bin: s.bin, as: s.as}
	if b.dir, err = os.MkdirTemp("", "pgtest"); err != nil {
		return nil, fmt.Errorf("failed to start standby: %w", err)
	}
	defer func() {
		if err != nil {
			b.Remove()
		}
	}()
	if b.as != nil {
		if err := os.Chown(b.dir, int(b.as.Uid), int(b.as.Gid)); err != nil {
			return nil, fmt.Errorf("failed to start standby: %w", err)
		}
	}
	if err := b.watch(); err != nil {
		return nil, err
	}
	if err := b.run("pg_basebackup", "-h", s.dir, "-U", "postgres", "-D", b.data(), "-R", "-X", "stream", "-c", "fast"); err != nil {
		return nil, err
	}
	if err := b.Up(); err != nil {
		return nil, err
	}
	if synchronous {
		return b, s.Set("synchronous_standby_names", "*")
	}
	return b, nil
}

// Set sets a setting of the running server.
func (s *Server) Set(name, value string) error {
	return s.run("psql", "-h", s.dir, "-U", "postgres", "-q", "-c", fmt.Sprintf("ALTER SYSTEM SET %s = '%s'", name, value), "-c", "SELECT pg_reload_conf()")
}

// Promote makes a standby a server that is written.
func (s *Server) Promote() error { return s.run("pg_ctl", "-D", s.data(), "-w", "promote") }

// Socket returns the folder of the server's socket.
func (s *Server) Socket() string { return s.dir }

// Credential returns the user that the server runs as; nil for the present one.
func (s *Server) Credential() *syscall.Credential { return s.as }

// Either returns the URL of a database of s that is used on whichever of the two servers can be written.
func (s *Server) Either(other *Server, database string) string {
	q := url.Values{"host": {s.dir + "," + other.dir}, "user": {"postgres"}, "target_session_attrs": {"read-write"}, "connect_timeout": {"2"}}
	return "postgres:///" + database + "?" + q.Encode()
}
