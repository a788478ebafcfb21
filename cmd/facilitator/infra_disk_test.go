//go:build infra && linux

package main

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/blindfit/blindfit/internal/testing/deadline"
	"github.com/blindfit/blindfit/protocol/wire"
)

// onDisk starts a facilitator whose data are on a disk of its own, of some megabytes and files. It returns the folder of the disk as
// others see it.
func onDisk(t *testing.T, options string, flags ...string) (p *process, disk string) {
	t.Helper()
	at := t.TempDir()
	script := `mount -t tmpfs -o "$1" none "$2" && mkdir "$2/data" && shift && cd / && exec facilitator serve --log-level debug --data "$1/data" "${@:2}"`
	p = begin(t, mounting(append([]string{script, "bash", options, at, "--addr", "127.0.0.1:0"}, flags...)...))
	return p, filepath.Join("/proc", fmt.Sprint(p.cmd.Process.Pid), "root", at)
}

// mounting returns a command of bash that may mount disks, which nobody else sees; without the rights of root in a namespace of users.
func mounting(args ...string) *exec.Cmd {
	flags := []string{"--mount"}
	if exec.Command("unshare", "--mount", "true").Run() != nil {
		flags = []string{"--user", "--map-root-user", "--mount"}
	}
	return exec.Command("unshare", append(append(flags, "bash", "-c"), args...)...)
}

// readiness waits until /readyz answers with a status.
func (p *process) readiness(what string, status int) {
	p.t.Helper()
	ctx := deadline.Context(p.t)
	for ctx.Err() == nil {
		a, err := http.Get(p.url + "/readyz")
		must(p.t, err)
		a.Body.Close()
		if a.StatusCode == status {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	p.t.Fatalf("%s: /readyz is never %d: %s", what, status, p.text())
}

// TestInfraDisk: a disk that fills, with bytes or with files, is told by readiness, with the reason in the log; when room was made the same
// facilitator goes on and trains.
func TestInfraDisk(t *testing.T) {
	ctx := deadline.Context(t)
	p, disk := onDisk(t, "size=64m,nr_inodes=400")
	a := &played{t: t, url: p.url, ref: wire.Ref{Round: 1, Attempt: 1}}
	a.mo, a.owners = prepare(ctx, t, p.url, 3, nil)
	p.readiness("at first", http.StatusOK)

	full, err := os.Create(filepath.Join(disk, "full"))
	must(t, err)
	for err == nil {
		_, err = full.Write(make([]byte, 1<<20))
	}
	must(t, full.Close())
	p.readiness("without room", http.StatusServiceUnavailable)
	p.waitForLog(ctx, "the disk is full: ")
	p.waitForLog(ctx, "bytes are free, at least 16777216 are needed")
	must(t, os.Remove(full.Name()))
	p.readiness("with room again", http.StatusOK)

	many := filepath.Join(disk, "many")
	must(t, os.Mkdir(many, 0o700))
	for i, err := 0, error(nil); err == nil; i++ {
		err = os.WriteFile(filepath.Join(many, fmt.Sprint(i)), nil, 0o600)
	}
	p.readiness("without files", http.StatusServiceUnavailable)
	p.waitForLog(ctx, "cannot write upload folder")
	must(t, os.RemoveAll(many))
	p.readiness("with files again", http.StatusOK)
	must(t, a.play(ctx))

	// A disk that only reads is refused at the start, with its reason.
	script := `mount -t tmpfs none "$1" && mkdir "$1/data" && mount -o remount,ro "$1" && exec facilitator serve --addr 127.0.0.1:0 --data "$1/data"`
	out, err := mounting(script, "bash", t.TempDir()).CombinedOutput()
	if err == nil || !strings.Contains(string(out), "read-only file system") {
		t.Errorf("on a disk that only reads: %v, %s", err, out)
	}
}
