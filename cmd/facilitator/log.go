package main

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"time"

	"github.com/spf13/cobra"
)

// logFlags configure the log.
type logFlags struct{ format, level string }

func addLogFlags(cmd *cobra.Command, f *logFlags) {
	fs := cmd.Flags()
	fs.StringVar(&f.format, "log-format", "text", "format of the log on standard error: text or json")
	fs.StringVar(&f.level, "log-level", "info", "lowest level of log lines: debug, info, warn or error")
}

// open returns a logger that writes to w.
func (f *logFlags) open(w io.Writer) (*slog.Logger, error) {
	var level slog.Level
	if err := level.UnmarshalText([]byte(f.level)); err != nil {
		return nil, errors.New("--log-level must be debug, info, warn or error")
	}
	o := &slog.HandlerOptions{Level: level}
	switch f.format {
	case "text":
		return slog.New(slog.NewTextHandler(w, o)), nil
	case "json":
		return slog.New(slog.NewJSONHandler(w, o)), nil
	}
	return nil, errors.New("--log-format must be text or json")
}

const (
	// logPatience is the longest time for which a line of the log is waited for.
	logPatience = 100 * time.Millisecond
	// logLines is the number of lines that may wait for one that is being written.
	logLines = 1000
)

// logWriter writes each line in its order, and usually before Write returns. Where nobody takes them, as with a pipe to a program that
// hangs, it does not wait: a facilitator must not stop because its log does. Lines beyond those that may wait are dropped, and counted
// in the log once it is taken again.
type logWriter struct {
	to    io.Writer
	lines chan logLine

	mu      sync.Mutex // guards the fields below
	stuck   bool       // a line has waited for too long
	dropped int
}

type logLine struct {
	text    []byte
	written chan struct{} // closed afterwards
}

func newLogWriter(to io.Writer) *logWriter {
	w := &logWriter{to: to, lines: make(chan logLine, logLines)}
	go w.run()
	return w
}

func (w *logWriter) run() {
	for line := range w.lines {
		_, _ = w.to.Write(line.text) // there is no other place to say that it fails
		close(line.written)
		w.mu.Lock()
		w.stuck = w.stuck && len(w.lines) > 0
		lost := w.dropped
		w.dropped = 0
		w.mu.Unlock()
		if lost > 0 {
			fmt.Fprintf(w.to, "facilitator: %d lines of the log were lost here, because nobody took them\n", lost)
		}
	}
}

// Write implements io.Writer. It never fails.
func (w *logWriter) Write(b []byte) (int, error) {
	line := logLine{text: append([]byte(nil), b...), written: make(chan struct{})}
	w.mu.Lock()
	stuck := w.stuck
	select {
	case w.lines <- line:
	default:
		w.dropped++
		w.mu.Unlock()
		return len(b), nil
	}
	w.mu.Unlock()
	if stuck {
		return len(b), nil
	}
	select {
	case <-line.written:
	case <-time.After(logPatience):
		w.mu.Lock()
		w.stuck = true
		w.mu.Unlock()
	}
	return len(b), nil
}
