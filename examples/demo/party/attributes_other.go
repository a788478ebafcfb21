//go:build !linux

package party

import "syscall"

func attributes() *syscall.SysProcAttr { return nil }
