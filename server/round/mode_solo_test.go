//go:build !postgres || !unix

package round_test

import (
	"context"
	"os"

	"github.com/blindfit/blindfit/server/store"
	"github.com/blindfit/blindfit/server/store/sqlite"
)

// The tests of this package run on a facilitator that has its store to itself, and with the tag postgres on one of several
// on a shared store.

// ownTimers is how many timers a machine has by itself.
const ownTimers = 0

// sameVersion: a state that did not change has the same version after a restart.
const sameVersion = false

// walkOwners is how many owners TestWalk has at the most.
const walkOwners = 5

// eventually reports whether ok holds: at once, because there is nothing to wait for.
func (r *rig) eventually(ok func() bool) bool { return ok() }

// openStore opens the rig's store and returns it as the machine sees it.
func openStore(r *rig) store.Store {
	r.Helper()
	if r.dir == "" {
		r.dir = r.TempDir()
	}
	s, err := sqlite.Open(context.Background(), r.dir)
	r.must(err)
	r.store = s
	if r.wrap != nil {
		return r.wrap(s)
	}
	return s
}

// toMemory moves the rig's store to a file system in memory, if there is one.
func toMemory(r *rig) {
	r.Helper()
	if info, err := os.Stat("/dev/shm"); err != nil || !info.IsDir() {
		return
	}
	dir, err := os.MkdirTemp("/dev/shm", "blindfit-walk-")
	r.must(err)
	r.Cleanup(func() { os.RemoveAll(dir) })
	r.halt()
	r.must(os.CopyFS(dir, os.DirFS(r.dir)))
	r.dir = dir
	r.boot()
}
