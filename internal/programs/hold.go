//go:build unix

package programs

import (
	"fmt"
	"syscall"
)

// Hold stops the program where it is, as a machine that sleeps does, until Continue.
func (p *Process) Hold() error { return p.signal("hold", syscall.SIGSTOP) }

// Continue lets a held program go on.
func (p *Process) Continue() error { return p.signal("continue", syscall.SIGCONT) }

func (p *Process) signal(verb string, s syscall.Signal) error {
	if err := p.cmd.Process.Signal(s); err != nil {
		return fmt.Errorf("failed to %s %s: %w", verb, p.Name, err)
	}
	return nil
}
