//go:build unix

package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/blindfit/blindfit/internal/testing/federation"
	"github.com/blindfit/blindfit/server"
)

// trainProcess runs `modelowner train` as a process of its own. Its lines arrive on the channel, which is closed
// at its end.
func trainProcess(t *testing.T, id string) (*exec.Cmd, <-chan string) {
	t.Helper()
	cmd := exec.Command("modelowner", "train", id, "--json")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := make(chan string, 1000)
	go func() {
		defer close(lines)
		for s := bufio.NewScanner(out); s.Scan(); {
			lines <- s.Text()
		}
	}()
	return cmd, lines
}

// TestKilledTrainingGoesOn kills the process without warning after each number of events in turn, until one run
// comes to the end: whatever was cut short, the training goes on and ends with the same model.
func TestKilledTrainingGoesOn(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("BLINDFIT_DIR", filepath.Join(dir, "owner"))
	file := filepath.Join(dir, "model.json")
	write(t, file, fmt.Sprintf(`{"features": [{"name": "a", "type": "discrete", "min": 0, "max": 20}],
		"target": {"name": "y", "type": "continuous", "min": -10, "max": 60}, "bounds": {"rows": 64}, "key_bits": %s}`, keyBits))
	must(t, "keygen", "--no-passphrase")
	id := strings.TrimSpace(must(t, "create", "-f", file, "--facilitator", federation.Facilitator(t, server.Options{}), "--keys-timeout", "5s"))
	for i, link := range strings.Fields(must(t, "invite", id, "--count", "3")) {
		join(t, link, i)
	}
	for kills := 1; ; kills++ {
		cmd, lines := trainProcess(t, id)
		last, seen := "", 0
		for line := range lines {
			last = line
			if seen++; seen == kills {
				cmd.Process.Kill()
			}
		}
		err := cmd.Wait()
		if strings.Contains(last, `"event":"done"`) {
			checkEvents(t, last)
			t.Logf("killed %d times", kills-1)
			break
		}
		var exit *exec.ExitError
		if !errors.As(err, &exit) || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
			t.Fatalf("ended with %v after %q", err, last)
		}
	}
	if out := must(t, "status", id); !strings.Contains(out, "finished") {
		t.Errorf("status is %s", out)
	}
}

// TestInterruptIsACleanStop sends SIGINT to a process that waits for owners.
func TestInterruptIsACleanStop(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("BLINDFIT_DIR", filepath.Join(dir, "owner"))
	file := filepath.Join(dir, "model.json")
	write(t, file, fmt.Sprintf(`{"features": [{"name": "a", "type": "discrete", "min": 0, "max": 20}],
		"target": {"name": "y", "type": "continuous", "min": -10, "max": 60}, "key_bits": %s}`, keyBits))
	must(t, "keygen", "--no-passphrase")
	id := strings.TrimSpace(must(t, "create", "-f", file, "--facilitator", federation.Facilitator(t, server.Options{})))
	cmd, lines := trainProcess(t, id)
	if first := <-lines; !strings.Contains(first, `"event":"waiting"`) {
		t.Errorf("first line is %q", first)
	}
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	for range lines {
	}
	var exit *exec.ExitError
	if err := cmd.Wait(); !errors.As(err, &exit) || exit.ExitCode() != 130 {
		t.Errorf("ended with %v", err)
	}
}
