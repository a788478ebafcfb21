//go:build unix

package durable

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

// Lock takes an exclusive lock that the system releases with the process, however it ends. ErrBusy if
// another process holds it.
func Lock(path string) (release func(), err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("failed to open lock: %w", err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, ErrBusy
		}
		return nil, fmt.Errorf("failed to lock: %w", err)
	}
	return func() { f.Close() }, nil
}

// isUnsyncable reports file systems that cannot sync a folder.
func isUnsyncable(err error) bool { return errors.Is(err, syscall.EINVAL) }
