package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"

	"github.com/blindfit/blindfit/web/browser"
)

// machine describes the machine that runs the measurements.
func machine(ctx context.Context) string {
	var b strings.Builder
	line := func(name, value string) { fmt.Fprintf(&b, "%-9s %s\n", name, value) }
	line("cpu", fmt.Sprintf("%s, %d cores", processor(), runtime.NumCPU()))
	line("system", runtime.GOOS+"/"+runtime.GOARCH)
	line("go", runtime.Version())
	line("browser", chromium(ctx))
	line("commit", said(ctx, "git", "describe", "--always", "--dirty", "--abbrev=12"))
	return b.String() + "\n"
}

// processor returns the name of the processor, if the system reports it.
func processor() string {
	f, err := os.Open("/proc/cpuinfo")
	if err != nil {
		return runtime.GOARCH
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		if name, value, _ := strings.Cut(s.Text(), ":"); strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return runtime.GOARCH
}

// chromium is the browser's version.
func chromium(ctx context.Context) string {
	path, err := browser.Find()
	if err != nil {
		return "none"
	}
	return said(ctx, path, "--version")
}

// said is the one line a program prints.
func said(ctx context.Context, name string, args ...string) string {
	out, err := exec.CommandContext(ctx, name, args...).Output()
	if err != nil {
		return "unknown"
	}
	return strings.TrimSpace(string(out))
}
