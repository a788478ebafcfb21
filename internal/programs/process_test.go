package programs_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/internal/programs"
)

// TestMain makes the test binary the programs that the tests start.
func TestMain(m *testing.M) {
	if len(os.Args) < 3 || os.Args[1] != "helper" {
		os.Exit(m.Run())
	}
	switch os.Args[2] {
	case "echo": // prints its input on both outputs and ends well
		in := bufio.NewScanner(os.Stdin)
		for in.Scan() {
			fmt.Println("out", in.Text())
			fmt.Fprintln(os.Stderr, "err", in.Text())
		}
	case "fail":
		fmt.Fprintln(os.Stderr, "helper: error: no such program")
		os.Exit(4)
	case "serve": // ends on an interrupt
		stop := make(chan os.Signal, 1)
		signal.Notify(stop, os.Interrupt)
		fmt.Println("ready")
		<-stop
		fmt.Println("bye")
	}
}

func helper(t *testing.T, part, input string) *programs.Process {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	p, err := programs.Start(part, self, input, "helper", part)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Kill() })
	return p
}

func TestProcessLines(t *testing.T) {
	ctx := t.Context()
	p := helper(t, "echo", "one\ntwo\ntwo and a half\n")
	if got, err := p.Line(ctx, "out tw"); err != nil || got != "out two" {
		t.Errorf("got %q, %v", got, err)
	}
	out, err := p.Wait(ctx)
	if err != nil || out != "out one\nout two\nout two and a half\n" {
		t.Errorf("output %q, %v", out, err)
	}
	if log := p.Log(); log != "err one\nerr two\nerr two and a half\n" {
		t.Errorf("log %q", log)
	}
	if _, err := p.Line(ctx, "three"); err == nil || !strings.Contains(err.Error(), "ended without printing") {
		t.Errorf("a line that never comes: %v", err)
	}
	var seen []string
	for at := 0; len(seen) < 3; {
		text, next, err := p.NextLine(ctx, "out", at)
		if err != nil {
			t.Fatal(err)
		}
		seen, at = append(seen, text), next
	}
	if want := "out one,out two,out two and a half"; strings.Join(seen, ",") != want {
		t.Errorf("lines in turn: %q, want %q", seen, want)
	}
}

func TestProcessFailure(t *testing.T) {
	if _, err := helper(t, "fail", "").Wait(t.Context()); err == nil || !strings.Contains(err.Error(), "no such program") {
		t.Errorf("got %v, want the program's own words", err)
	}
}

func TestProcessStops(t *testing.T) {
	p := helper(t, "serve", "")
	if _, err := p.Line(t.Context(), "ready"); err != nil {
		t.Fatal(err)
	}
	if err := p.Stop(); err != nil {
		t.Fatal(err)
	}
	if out := p.Output(); out != "ready\nbye\n" {
		t.Errorf("output %q: not stopped by an interrupt", out)
	}
	if err := p.Stop(); err != nil {
		t.Errorf("stopping twice: %v", err)
	}
}

func TestProcessKill(t *testing.T) {
	p := helper(t, "serve", "")
	if _, err := p.Line(t.Context(), "ready"); err != nil {
		t.Fatal(err)
	}
	if err := p.Kill(); err != nil || !p.Ended() {
		t.Errorf("ended %v, %v", p.Ended(), err)
	}
	if out := p.Output(); out != "ready\n" {
		t.Errorf("output %q: had time to say goodbye", out)
	}
}

func TestProcessWaitGivesUp(t *testing.T) {
	p := helper(t, "serve", "")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := p.Wait(ctx); err == nil || p.Ended() {
		t.Errorf("ended %v, %v", p.Ended(), err)
	}
}
