//go:build unix

// Package s3test owns throw-away servers of object storage for tests: a real one, versitygw over a folder, which tools/infra.sh
// builds, on a free port of loopback.
package s3test

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// Key and Secret are the access key of the servers.
const (
	Key    = "test-access-key"
	Secret = "test-secret-that-must-not-be-printed"
)

// Server is a server with one bucket, named ciphertexts.
type Server struct {
	URL     string // of the bucket
	KeyFile string // in the form of ~/.aws/credentials
	Folder  string // where the bucket's objects are

	address string
	root    string
	process *exec.Cmd
}

// Start starts a server with its files below dir. The caller must call Stop.
func Start(dir string) (*Server, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &Server{address: ln.Addr().String(), root: filepath.Join(dir, "buckets"), KeyFile: filepath.Join(dir, "credentials")}
	if err := ln.Close(); err != nil {
		return nil, err
	}
	s.URL, s.Folder = "http://"+s.address+"/ciphertexts", filepath.Join(s.root, "ciphertexts")
	if err := os.MkdirAll(s.Folder, 0o700); err != nil {
		return nil, err
	}
	if err := os.WriteFile(s.KeyFile, []byte("[default]\naws_access_key_id = "+Key+"\naws_secret_access_key = "+Secret+"\n"), 0o600); err != nil {
		return nil, err
	}
	return s, s.Again()
}

// Again starts the server on its address, and waits until it listens.
func (s *Server) Again() error {
	program, err := exec.LookPath("versitygw")
	if err != nil {
		return errors.New("versitygw is not built: make infra builds it")
	}
	s.process = exec.Command(program, "--port", s.address, "--quiet", "posix", s.root)
	s.process.Env = append(os.Environ(), "ROOT_ACCESS_KEY="+Key, "ROOT_SECRET_KEY="+Secret)
	if err := s.process.Start(); err != nil {
		return err
	}
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if c, err := net.Dial("tcp", s.address); err == nil {
			return c.Close()
		}
	}
	return errors.Join(fmt.Errorf("the server does not listen on %s", s.address), s.Stop())
}

// Stop kills the server. Its objects stay.
func (s *Server) Stop() error {
	if s.process == nil {
		return nil
	}
	err := s.process.Process.Kill()
	_ = s.process.Wait() // it was killed
	s.process = nil
	return err
}

// Objects returns the number of objects in the bucket.
func (s *Server) Objects() (n int, err error) {
	err = filepath.WalkDir(s.Folder, func(_ string, d os.DirEntry, err error) error {
		if errors.Is(err, os.ErrNotExist) { // deleted meanwhile
			return nil
		}
		if err == nil && d.Name() == ".sgwtmp" { // of the server itself
			return filepath.SkipDir
		}
		if err == nil && d.Type().IsRegular() {
			n++
		}
		return err
	})
	return n, err
}
