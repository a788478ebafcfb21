// Package diskfault owns a layer between SQLite and its files, for tests. It calls a hook before every write, sync,
// truncation and deletion, so that a test can record the operation, refuse it as a full or broken disk does, or end the
// process. From a recording it makes the files that a power failure would have left.
//
// It replaces functions in SQLite's table of file operations for the whole process. Programs never import it.
package diskfault

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"unsafe"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// Op is an operation on a file.
type Op int

// The operations that change a disk, and the opening of a file.
const (
	Open Op = iota
	Write
	Truncate
	Sync
	Delete
	SyncFolder // of the names in the folder Path; not by SQLite, for tests that record other syncs
)

// Event is one operation that is about to be done.
type Event struct {
	Op     Op
	Path   string // absolute
	Offset int64  // of Write; the new length of Truncate
	Data   []byte // of Write
}

// Errors that a hook may return.
var (
	ErrFull   = errors.New("database or disk is full")
	ErrBroken = errors.New("input/output error")
	ErrFiles  = errors.New("too many open files")
)

// Hook is called before an operation and may refuse it with one of the errors above. It is called by one goroutine at a
// time.
type Hook func(Event) error

var layer struct {
	once sync.Once
	err  error
	mu   sync.Mutex // guards the fields below; held while a hook runs
	hook Hook
	open map[uintptr]file    // by SQLite's file object
	ours map[uintptr]uintptr // our table of methods for each of SQLite's

	base uintptr // SQLite's own layer
	vfs  sqlite3.Tsqlite3_vfs
}

type file struct {
	path    string
	methods uintptr // SQLite's own
}

// Install puts the layer under every SQLite database that this process opens from now on. Until a hook is set it only
// passes on.
func Install() error {
	layer.once.Do(func() {
		tls := libc.NewTLS()
		defer tls.Close()
		layer.open, layer.ours = map[uintptr]file{}, map[uintptr]uintptr{}
		if layer.base = sqlite3.Xsqlite3_vfs_find(tls, 0); layer.base == 0 {
			layer.err = errors.New("failed to find the file layer of sqlite")
			return
		}
		layer.vfs = *at[sqlite3.Tsqlite3_vfs](layer.base)
		name, err := libc.CString("diskfault")
		if err != nil {
			layer.err = fmt.Errorf("failed to name the file layer: %w", err)
			return
		}
		layer.vfs.FzName, layer.vfs.FxOpen, layer.vfs.FxDelete = name, pointer(xOpen), pointer(xDelete)
		if rc := sqlite3.Xsqlite3_vfs_register(tls, uintptr(unsafe.Pointer(&layer.vfs)), 1); rc != 0 {
			layer.err = fmt.Errorf("failed to register the file layer: code %d", rc)
		}
	})
	return layer.err
}

// Set sets the hook, or removes it if it is nil.
func Set(h Hook) {
	layer.mu.Lock()
	defer layer.mu.Unlock()
	layer.hook = h
}

// at reads a C pointer.
func at[T any](p uintptr) *T { return *(**T)(unsafe.Pointer(&p)) }

// pointer is a declared function as a C pointer, as SQLite's Go form has it: the first word of a function value.
func pointer[T any](f T) uintptr { return *(*uintptr)(unsafe.Pointer(&struct{ f T }{f})) }

// function is the reverse of pointer.
func function[T any](p uintptr) T { return *(*T)(unsafe.Pointer(&struct{ uintptr }{p})) }

// notify calls the hook and returns the SQLite code for its error, or 0.
func notify(e Event, failed int32) int32 {
	if layer.hook == nil {
		return 0
	}
	switch err := layer.hook(e); {
	case err == nil:
		return 0
	case errors.Is(err, ErrFull) && e.Op != Sync:
		return sqlite3.SQLITE_FULL
	case errors.Is(err, ErrFiles) && e.Op == Open:
		return sqlite3.SQLITE_CANTOPEN
	}
	return failed
}

// temporary reports whether a file is not read again after its process has ended, as the index of a write-ahead log.
func temporary(path string) bool { return path == "" || strings.HasSuffix(path, "-shm") }

func xOpen(tls *libc.TLS, _, name, f uintptr, flags int32, out uintptr) int32 {
	layer.mu.Lock()
	defer layer.mu.Unlock()
	path := ""
	if name != 0 {
		path = libc.GoString(name)
	}
	if !temporary(path) {
		if rc := notify(Event{Op: Open, Path: path}, sqlite3.SQLITE_CANTOPEN); rc != 0 {
			at[sqlite3.Tsqlite3_file](f).FpMethods = 0
			return rc
		}
	}
	open := function[func(*libc.TLS, uintptr, uintptr, uintptr, int32, uintptr) int32](at[sqlite3.Tsqlite3_vfs](layer.base).FxOpen)
	rc := open(tls, layer.base, name, f, flags, out)
	theirs := at[sqlite3.Tsqlite3_file](f).FpMethods
	if rc != 0 || theirs == 0 || temporary(path) {
		return rc
	}
	if layer.ours[theirs] == 0 {
		table := new(sqlite3.Tsqlite3_io_methods)
		*table = *at[sqlite3.Tsqlite3_io_methods](theirs)
		table.FxWrite, table.FxTruncate, table.FxSync, table.FxClose = pointer(xWrite), pointer(xTruncate), pointer(xSync), pointer(xClose)
		tables = append(tables, table)
		layer.ours[theirs] = uintptr(unsafe.Pointer(table))
	}
	layer.open[f] = file{path, theirs}
	at[sqlite3.Tsqlite3_file](f).FpMethods = layer.ours[theirs]
	return 0
}

// tables keeps the tables to which only SQLite points from the garbage collector.
var tables []*sqlite3.Tsqlite3_io_methods

// methods are SQLite's own for a file.
func methods(f uintptr) *sqlite3.Tsqlite3_io_methods {
	return at[sqlite3.Tsqlite3_io_methods](layer.open[f].methods)
}

func xWrite(tls *libc.TLS, f, data uintptr, n int32, offset int64) int32 {
	layer.mu.Lock()
	defer layer.mu.Unlock()
	e := Event{Op: Write, Path: layer.open[f].path, Offset: offset, Data: append([]byte(nil), libc.GoBytes(data, int(n))...)}
	if rc := notify(e, sqlite3.SQLITE_IOERR_WRITE); rc != 0 {
		return rc
	}
	return function[func(*libc.TLS, uintptr, uintptr, int32, int64) int32](methods(f).FxWrite)(tls, f, data, n, offset)
}

func xTruncate(tls *libc.TLS, f uintptr, size int64) int32 {
	layer.mu.Lock()
	defer layer.mu.Unlock()
	if rc := notify(Event{Op: Truncate, Path: layer.open[f].path, Offset: size}, sqlite3.SQLITE_IOERR_TRUNCATE); rc != 0 {
		return rc
	}
	return function[func(*libc.TLS, uintptr, int64) int32](methods(f).FxTruncate)(tls, f, size)
}

func xSync(tls *libc.TLS, f uintptr, flags int32) int32 {
	layer.mu.Lock()
	defer layer.mu.Unlock()
	if rc := notify(Event{Op: Sync, Path: layer.open[f].path}, sqlite3.SQLITE_IOERR_FSYNC); rc != 0 {
		return rc
	}
	return function[func(*libc.TLS, uintptr, int32) int32](methods(f).FxSync)(tls, f, flags)
}

func xClose(tls *libc.TLS, f uintptr) int32 {
	layer.mu.Lock()
	defer layer.mu.Unlock()
	theirs := layer.open[f].methods
	delete(layer.open, f)
	at[sqlite3.Tsqlite3_file](f).FpMethods = theirs
	return function[func(*libc.TLS, uintptr) int32](at[sqlite3.Tsqlite3_io_methods](theirs).FxClose)(tls, f)
}

func xDelete(tls *libc.TLS, _, name uintptr, syncDir int32) int32 {
	layer.mu.Lock()
	defer layer.mu.Unlock()
	if path := libc.GoString(name); !temporary(path) {
		if rc := notify(Event{Op: Delete, Path: path}, sqlite3.SQLITE_IOERR_DELETE); rc != 0 {
			return rc
		}
	}
	remove := function[func(*libc.TLS, uintptr, uintptr, int32) int32](at[sqlite3.Tsqlite3_vfs](layer.base).FxDelete)
	return remove(tls, layer.base, name, syncDir)
}
