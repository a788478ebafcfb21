package programs

import "syscall"

// attributes puts a program into a new process group, so that it gets an interrupt from the terminal only through the
// program that started it, and kills it if that program is killed.
func attributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}
