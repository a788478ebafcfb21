package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/server"
	"github.com/blindfit/blindfit/server/page"
	"github.com/blindfit/blindfit/server/site"
	"github.com/blindfit/blindfit/server/store"
)

// describePage puts the page's hashes into the options.
func describePage(fsys fs.FS, o *server.Options) error {
	sums, module, err := page.Sums(fsys)
	if err != nil {
		return err
	}
	o.Module = module
	for _, s := range sums {
		o.PageFiles = append(o.PageFiles, site.File(s))
	}
	return nil
}

// sized is a store that knows its size, in bytes.
type sized interface {
	Size(context.Context) (int64, error)
}

// size says how to learn the size of an open store.
func (f *storeFlags) size(s store.Store) func(context.Context) (int64, error) {
	if knows, ok := s.(sized); ok {
		return knows.Size
	}
	if f.postgres == "" {
		return folderSize(f.data)
	}
	return nil
}

// folderSize is how many bytes the files directly in a folder have.
func folderSize(dir string) func(context.Context) (int64, error) {
	return func(context.Context) (int64, error) {
		entries, err := os.ReadDir(dir)
		if err != nil {
			return 0, fmt.Errorf("failed to read data folder: %w", err)
		}
		var size int64
		for _, e := range entries {
			info, err := os.Stat(filepath.Join(dir, e.Name()))
			if errors.Is(err, fs.ErrNotExist) {
				continue // the database takes its journal away
			}
			if err != nil {
				return 0, fmt.Errorf("failed to read data folder: %w", err)
			}
			if info.Mode().IsRegular() {
				size += info.Size()
			}
		}
		return size, nil
	}
}

// serveOperator serves the operator's pages on an address of their own until stop is called, which waits for the end.
// Where addr is empty there is nothing to do.
func serveOperator(s *server.Server, addr string, secure *tls.Config, stderr io.Writer) (stop func(), err error) {
	if addr == "" {
		return func() {}, nil
	}
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, cli.Failure(fmt.Errorf("failed to listen for the operator: %w", err), "--operator-addr takes another address")
	}
	scheme := "http"
	if secure != nil {
		scheme = "https"
	}
	fmt.Fprintf(stderr, "facilitator: operator's pages on %s://%s\n", scheme, ln.Addr())
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.ServeOperator(ctx, ln, secure) }()
	return func() {
		cancel()
		if err := <-done; err != nil {
			cli.Report(stderr, "facilitator", err, "")
		}
	}, nil
}
