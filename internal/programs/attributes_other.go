//go:build !linux

package programs

import "syscall"

func attributes() *syscall.SysProcAttr { return nil }
