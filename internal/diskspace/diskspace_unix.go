//go:build linux || darwin || freebsd

package diskspace

import "syscall"

// Free returns the bytes that this process may still write on the disk of a folder, or -1 if that is not known.
func Free(dir string) int64 {
	var s syscall.Statfs_t
	if err := syscall.Statfs(dir, &s); err != nil {
		return -1
	}
	return int64(s.Bavail) * int64(s.Bsize) //nolint:unconvert // the types differ between systems
}
