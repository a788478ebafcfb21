package durable

import (
	"errors"
	"fmt"
	"syscall"
)

// Lock takes an exclusive lock on the file at path, which it creates if needed. The system releases the lock when the
// process ends, for any reason: it opens the file without sharing, so no process can open it a second time. Lock does not
// wait: it returns ErrBusy if another process holds the lock.
func Lock(path string) (release func(), err error) {
	name, err := syscall.UTF16PtrFromString(path)
	if err != nil {
		return nil, fmt.Errorf("failed to open lock: %w", err)
	}
	const errSharingViolation = syscall.Errno(32)
	h, err := syscall.CreateFile(name, syscall.GENERIC_READ|syscall.GENERIC_WRITE, 0, nil, syscall.OPEN_ALWAYS, syscall.FILE_ATTRIBUTE_NORMAL, 0)
	if errors.Is(err, errSharingViolation) {
		return nil, ErrBusy
	} else if err != nil {
		return nil, fmt.Errorf("failed to open lock: %w", err)
	}
	return func() { syscall.CloseHandle(h) }, nil
}
