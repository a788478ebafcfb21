package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/spf13/cobra"

	"github.com/blindfit/blindfit/cmd/internal/cli"
)

// healthTime is the time within which a facilitator must answer.
const healthTime = 10 * time.Second

func newHealth() *cobra.Command {
	return &cobra.Command{
		Use:   "health [URL]",
		Short: "Ask a running facilitator whether it is ready",
		Args:  cobra.MaximumNArgs(1),
		Long: `Ask a running facilitator, by default http://127.0.0.1:8080, whether it can use its store and takes work. This
is for containers and scripts without another client.

Exit codes: 0 ready, 1 not ready or not reached, 2 wrong usage.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			base := "http://127.0.0.1:8080"
			if len(args) > 0 {
				base = args[0]
			}
			u, err := url.Parse(base)
			if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
				return cli.Usage(errors.New("the URL must be like http://127.0.0.1:8080"), "")
			}
			if err := askHealth(cmd.Context(), u.JoinPath("readyz").String()); err != nil {
				return cli.Failure(err, "")
			}
			fmt.Fprintln(cmd.OutOrStdout(), "ready")
			return nil
		},
	}
}

func askHealth(ctx context.Context, address string) error {
	ctx, cancel := context.WithTimeout(ctx, healthTime)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return fmt.Errorf("failed to make request: %w", err)
	}
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		return fmt.Errorf("failed to reach facilitator: %w", err)
	}
	defer a.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(a.Body, 64<<10))
	if a.StatusCode != http.StatusOK {
		return fmt.Errorf("the facilitator is not ready: HTTP status %d", a.StatusCode)
	}
	return nil
}
