package durable

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

// Lock takes an exclusive lock that the system releases with the process, however it ends: a file opened
// without sharing cannot be opened again. ErrBusy if another process holds it.
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

// isUnsyncable reports that Windows does not sync folders: it answers that the handle allows no such access.
func isUnsyncable(err error) bool { return errors.Is(err, os.ErrPermission) }
