package programs

import "syscall"

// attributes gives a program a process group of its own, so that an interrupt typed in the terminal reaches it
// through us, in order, and ends it when we are killed.
func attributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}
