//go:build unix

// Package pgtest owns throw-away PostgreSQL servers for tests: real ones, of the installed programs, each in a
// temporary folder and reached by a socket in it. They run as an unprivileged user, as PostgreSQL insists, and write
// to disk as in earnest.
package pgtest

import (
	"bytes"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
)

// ErrMissing means that the server programs of PostgreSQL are not installed.
var ErrMissing = errors.New("PostgreSQL is not installed (Debian: apt-get install postgresql)")

// Server is a running database server.
type Server struct {
	bin string // folder of PostgreSQL's programs
	dir string // of this server; its socket is in it
	as  *syscall.Credential
	n   atomic.Int64 // databases made
	end func() error // stops the server and deletes its folder
}

// Start makes a database cluster in a new temporary folder and starts it. The caller must call Remove. If this process
// ends before, the server is stopped and removed as well.
func Start() (_ *Server, err error) {
	s := &Server{}
	if s.bin, err = programs(); err != nil {
		return nil, err
	}
	if s.as, err = unprivileged(); err != nil {
		return nil, err
	}
	// Not the test's own folder: a socket's path may have 107 bytes only.
	if s.dir, err = os.MkdirTemp("", "pgtest"); err != nil {
		return nil, fmt.Errorf("failed to start database server: %w", err)
	}
	defer func() {
		if err != nil {
			s.Remove()
		}
	}()
	if s.as != nil { // before anything is in it
		if err := os.Chown(s.dir, int(s.as.Uid), int(s.as.Gid)); err != nil {
			return nil, fmt.Errorf("failed to start database server: %w", err)
		}
	}
	if err := s.watch(); err != nil {
		return nil, err
	}
	if err := s.run("initdb", "-D", s.data(), "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-instructions", "--no-sync"); err != nil {
		return nil, err
	}
	return s, s.Up()
}

func (s *Server) data() string { return filepath.Join(s.dir, "db") }

// Up starts the server, again after Down or Crash. settings are name=value pairs.
func (s *Server) Up(settings ...string) error {
	options := fmt.Sprintf("-k %s -c listen_addresses= -c max_connections=200", s.dir)
	for _, set := range settings {
		options += " -c " + set
	}
	return s.run("pg_ctl", "-D", s.data(), "-o", options, "-l", filepath.Join(s.dir, "log"), "-w", "start")
}

// Down stops the server in order and closes its connections.
func (s *Server) Down() error { return s.run("pg_ctl", "-D", s.data(), "-m", "fast", "-w", "stop") }

// Crash stops the server as a power failure does: writes that are not on the disk are lost.
func (s *Server) Crash() error {
	return s.run("pg_ctl", "-D", s.data(), "-m", "immediate", "-w", "stop")
}

// Remove stops the server, if it runs, and deletes its folder.
func (s *Server) Remove() error {
	if s.end == nil {
		return os.RemoveAll(s.dir)
	}
	return s.end()
}

// watch starts a shell that waits for the end of its input, which comes with Remove or with the end of this process, and
// then stops the server and deletes its folder.
func (s *Server) watch() error {
	cmd := exec.Command("/bin/sh", "-c", `cat >/dev/null; "$1/pg_ctl" -D "$2/db" -m immediate -w stop >/dev/null 2>&1; rm -rf "$2"`, "sh", s.bin, s.dir)
	cmd.Dir = "/"
	// In a new process group: an interrupt from the keyboard must not end it first.
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: s.as, Setpgid: true}
	input, err := cmd.StdinPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		return fmt.Errorf("failed to start database server: %w", err)
	}
	s.end = sync.OnceValue(func() error { return errors.Join(input.Close(), cmd.Wait()) })
	return nil
}

// Database makes a new, empty database and returns its URL.
func (s *Server) Database() (string, error) {
	name := fmt.Sprintf("test%d", s.n.Add(1))
	if err := s.run("createdb", "-h", s.dir, "-U", "postgres", name); err != nil {
		return "", err
	}
	q := url.Values{"host": {s.dir}, "user": {"postgres"}}
	return "postgres:///" + name + "?" + q.Encode(), nil
}

// run runs one of PostgreSQL's programs as the unprivileged user.
func (s *Server) run(name string, args ...string) error {
	cmd := exec.Command(filepath.Join(s.bin, name), args...)
	cmd.Dir = s.dir
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: s.as}
	// A file and no pipe: the server keeps the output of pg_ctl open, and a pipe would never end.
	out, err := os.CreateTemp("", "pgtest-output")
	if err != nil {
		return fmt.Errorf("failed to run %s: %w", name, err)
	}
	defer os.Remove(out.Name())
	defer out.Close()
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Run(); err != nil {
		said, _ := os.ReadFile(out.Name())
		log, _ := os.ReadFile(filepath.Join(s.dir, "log"))
		return fmt.Errorf("failed to run %s: %w: %s%s", name, err, bytes.TrimSpace(said), log)
	}
	return nil
}

// programs returns the folder of the newest server programs: that on the path or, if there is none, that of Debian.
func programs() (string, error) {
	if p, err := exec.LookPath("initdb"); err == nil {
		if p, err = filepath.EvalSymlinks(p); err == nil {
			return filepath.Dir(p), nil
		}
	}
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil || len(found) == 0 {
		return "", ErrMissing
	}
	version := func(p string) int {
		n, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(p))))
		return n
	}
	return filepath.Dir(slices.MaxFunc(found, func(a, b string) int { return version(a) - version(b) })), nil
}

// unprivileged returns the user that the server runs as: an unprivileged one if the present user is root, and nil,
// which means the present user, if not.
func unprivileged() (*syscall.Credential, error) {
	if os.Getuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, e1 := strconv.ParseUint(u.Uid, 10, 32)
		gid, e2 := strconv.ParseUint(u.Gid, 10, 32)
		if e1 == nil && e2 == nil {
			return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
		}
	}
	return nil, errors.New("failed to start database server: it must not run as root, and there is no user postgres or nobody")
}
