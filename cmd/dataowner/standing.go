package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/dataowner/invitation"
	"github.com/blindfit/blindfit/protocol/identity"
)

// maxStanding is how many trainings a standing owner takes part in at a time; links beyond it wait.
const maxStanding = 16

// stand reads links from standard input and joins their trainings. It returns after the input and all trainings have
// ended. If a training is refused or fails, it is reported and the others go on; the exit code is then that of the
// first failure.
func (j *joiner) stand(cmd *cobra.Command, arg string) error {
	pin, err := j.pin(arg)
	if err != nil {
		return err
	}
	if j.receipt != "" {
		if err := os.MkdirAll(j.receipt, 0o700); err != nil {
			return cli.Usage(fmt.Errorf("failed to make folder for receipts: %w", err), "")
		}
	}
	var (
		running sync.WaitGroup
		places  = make(chan struct{}, maxStanding)
		mu      sync.Mutex // protects first, and keeps an error together with its hint
		first   error
	)
	failed := func(what string, err error) {
		var e *cli.Error
		hint := ""
		if errors.As(err, &e) {
			hint = e.Hint
		}
		mu.Lock()
		defer mu.Unlock()
		cli.Report(cmd.ErrOrStderr(), "dataowner", fmt.Errorf("%s: %w", what, err), hint)
		if first == nil {
			first = err
		}
	}
	done, lines := cmd.Context().Done(), linesOf(cmd.Context(), cmd.InOrStdin())
	for number := 1; ; number++ {
		var line string
		var more bool
		select {
		case line, more = <-lines:
		case <-done:
		}
		if !more {
			break
		}
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		link, err := identity.ParseLink(line)
		if err != nil {
			failed(fmt.Sprintf("line %d", number), cli.Usage(err, "give one whole link a line"))
			continue
		}
		select {
		case places <- struct{}{}:
		case <-done:
			continue // and end
		}
		running.Go(func() {
			defer func() { <-places }()
			receipt := ""
			if j.receipt != "" {
				receipt = filepath.Join(j.receipt, link.Training.String()+".json")
			}
			if err := j.join(cmd, link, pin, &printer{out: cmd.OutOrStdout(), json: j.asJSON}, receipt); err != nil && cmd.Context().Err() == nil {
				failed("training "+link.Training.String()[:12], err)
			}
		})
	}
	running.Wait()
	if err := cmd.Context().Err(); err != nil {
		return err
	}
	return first
}

// pin reads the training file that the owner has agreed to.
func (j *joiner) pin(arg string) (*invitation.Pin, error) {
	switch {
	case arg != "-":
		return nil, cli.Usage(errors.New("--standing reads links from standard input"), "give '-' in the place of the link")
	case j.modelOwner == "" || j.pinned == "":
		return nil, cli.Usage(errors.New("--standing needs --model-owner and --pinned"), "see 'dataowner join --help'")
	}
	file, err := os.ReadFile(j.pinned)
	if err != nil {
		return nil, cli.Usage(fmt.Errorf("failed to read pinned training file: %w", err), "")
	}
	pin, err := invitation.NewPin(j.modelOwner, file)
	if err != nil {
		return nil, cli.Usage(err, "")
	}
	return pin, nil
}

// linesOf returns the lines of a reader until it ends or ctx is done. In the latter case the reader may go on to block: it is
// the program's input, and the program ends.
func linesOf(ctx context.Context, r io.Reader) <-chan string {
	lines := make(chan string)
	go func() {
		defer close(lines)
		scanner := bufio.NewScanner(r)
		for scanner.Scan() {
			select {
			case lines <- scanner.Text():
			case <-ctx.Done():
				return
			}
		}
	}()
	return lines
}
