package main

import (
	"errors"
	"io"
	"log/slog"

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
