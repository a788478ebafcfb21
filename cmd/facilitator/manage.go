package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/internal/loopback"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/audit"
	"github.com/blindfit/blindfit/server/guard"
)

// askTime is the time within which a running facilitator must answer the operator.
const askTime = 30 * time.Second

// maxPage is the size of an answer to the operator, in bytes.
const maxPage = 4 << 20

// remoteFlags name a running facilitator and the operator's token there.
type remoteFlags struct{ url, tokenFile string }

func addRemoteFlags(cmd *cobra.Command, f *remoteFlags) {
	fs := cmd.Flags()
	fs.StringVar(&f.url, "facilitator", "http://127.0.0.1:8080", "address of the running facilitator, or that of --operator-addr")
	fs.StringVar(&f.tokenFile, "token-file", "", "file with an operator token that may operate; not needed on the facilitator's own machine")
}

// ask sends a request for the operator and returns the answer.
func (f *remoteFlags) ask(ctx context.Context, method, path string, body []byte) ([]byte, error) {
	u, err := url.Parse(f.url)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return nil, cli.Usage(errors.New("--facilitator must be an address such as http://127.0.0.1:8080"), "")
	}
	ctx, cancel := context.WithTimeout(ctx, askTime)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, method, strings.TrimSuffix(u.String(), "/")+path, bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("failed to make request: %w", err)
	}
	r.Header.Set("Content-Type", "application/json")
	if f.tokenFile != "" {
		if u.Scheme != "https" && !loopback.Host(u.Host) {
			return nil, cli.Usage(errors.New("a token is sent over TLS only"), "give an address that begins with https://")
		}
		token, err := os.ReadFile(f.tokenFile)
		if err != nil {
			return nil, unreadable("--token-file", err)
		}
		r.Header.Set("Authorization", "Bearer "+strings.TrimSpace(string(token)))
	}
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, cli.Failure(fmt.Errorf("failed to reach facilitator: %w", err), "it must be running; --facilitator names its address")
	}
	defer a.Body.Close()
	b, err := io.ReadAll(io.LimitReader(a.Body, maxPage))
	switch {
	case err != nil:
		return nil, cli.Failure(fmt.Errorf("failed to read answer: %w", err), "")
	case a.StatusCode < 300:
		return b, nil
	}
	if rejection, err := wire.Parse[wire.Rejection](b); err == nil {
		hint := ""
		if rejection.Code == wire.CodeToken || rejection.Code == wire.CodeForbidden {
			hint = "give a token that may operate with --token-file"
		}
		return nil, cli.Failure(&rejection, hint)
	}
	return nil, cli.Failure(fmt.Errorf("unexpected answer: HTTP status %d", a.StatusCode), "--facilitator must name a facilitator of this release")
}

// training parses the id of a training.
func training(arg string) (wire.TrainingID, error) {
	id, err := wire.ParseTrainingID(arg)
	if err != nil {
		return id, cli.Usage(err, "the operator's page and 'facilitator audit' show whole ids")
	}
	return id, nil
}

func newEnd() *cobra.Command {
	var f remoteFlags
	var why string
	cmd := &cobra.Command{
		Use:   "end TRAINING --why TEXT",
		Short: "End a training for everybody, for a reason that they are told",
		Args:  cli.Exactly("TRAINING"),
		Long: `End a training on a running facilitator. Nobody can send to it or read from it any more; its data owners and its
model owner are told that the operator has ended it, and why. What is stored stays until 'facilitator forget' or
--keep-trainings deletes it. The audit log has who did it.

Exit codes: 0 ended, 1 failure, 2 wrong usage.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := training(args[0])
			if err != nil {
				return err
			}
			if strings.TrimSpace(why) == "" {
				return cli.Usage(errors.New("--why is missing"), "all participants read it")
			}
			body, err := json.Marshal(map[string]string{"why": why})
			if err != nil {
				return fmt.Errorf("failed to make request: %w", err)
			}
			if _, err := f.ask(cmd.Context(), http.MethodPost, "/operator/trainings/"+id.String()+"/end", body); err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "ended %s\n", id)
			return nil
		},
	}
	addRemoteFlags(cmd, &f)
	cmd.Flags().StringVar(&why, "why", "", "reason, in one line")
	return cmd
}

func newForget() *cobra.Command {
	var f remoteFlags
	cmd := &cobra.Command{
		Use:   "forget TRAINING",
		Short: "Delete a training with everything stored of it",
		Args:  cli.Exactly("TRAINING"),
		Long: `Delete a training on a running facilitator: manifest, enrolments, log, messages and ciphertexts, in every phase.
A data folder overwrites what is deleted; a PostgreSQL database with its next vacuum. Copies in backups stay. The audit log
keeps the training's id, and who deleted it.

Exit codes: 0 deleted, 1 failure, 2 wrong usage.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := training(args[0])
			if err != nil {
				return err
			}
			if _, err := f.ask(cmd.Context(), http.MethodPost, "/operator/trainings/"+id.String()+"/forget", nil); err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "forgot %s\n", id)
			return nil
		},
	}
	addRemoteFlags(cmd, &f)
	return cmd
}

func newAudit() *cobra.Command {
	var f remoteFlags
	cmd := &cobra.Command{
		Use:   "audit",
		Short: "Check the audit log and print it, one entry a line as JSON",
		Args:  cli.Exactly(),
		Long: `Read the audit log of a running facilitator: who created, ended and deleted which training, and when. Each entry
holds the digest of the one before it; if one was changed or left out, the command says so and ends with 1. The last line on
standard error names the number and digest of the last entry: whoever keeps them can tell later that the log was not written
anew.

Exit codes: 0 the log is whole, 1 failure, 2 wrong usage.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			var chain audit.Chain
			for {
				n, _ := chain.Head()
				b, err := f.ask(cmd.Context(), http.MethodGet, fmt.Sprintf("/operator/audit.json?from=%d", n+1), nil)
				if err != nil {
					return err
				}
				var page struct {
					Entries []json.RawMessage `json:"entries"`
				}
				if err := json.Unmarshal(b, &page); err != nil {
					return cli.Failure(errors.New("malformed audit log"), "")
				}
				if len(page.Entries) == 0 {
					break
				}
				for _, raw := range page.Entries {
					if _, err := chain.Next(raw); err != nil {
						return cli.Failure(err, "compare it with a copy; the store may have been changed by hand")
					}
					fmt.Fprintln(cmd.OutOrStdout(), cli.Printable(string(raw)))
				}
			}
			number, digest := chain.Head()
			fmt.Fprintf(cmd.ErrOrStderr(), "facilitator: the log is whole; its last entry is %d %s\n", number, digest)
			return nil
		},
	}
	addRemoteFlags(cmd, &f)
	return cmd
}

// tokenBytes is the length of the token that the command token draws, in bytes.
const tokenBytes = 33

func newToken() *cobra.Command {
	var entry struct {
		Name      string   `json:"name"`
		SHA256    string   `json:"sha256"`
		Contact   string   `json:"contact,omitempty"`
		Trainings int      `json:"trainings,omitempty"`
		Until     string   `json:"until,omitempty"`
		May       []string `json:"may"`
	}
	var out string
	cmd := &cobra.Command{
		Use:   "token NAME --out FILE",
		Short: "Draw an operator token for somebody, and print its entry for the list of tokens",
		Args:  cli.Exactly("NAME"),
		Long: `Draw a token and write it to a new file, for those who create trainings or operate. Standard output gets its entry
for the list {"tokens": […]} in the file that --operator-token-file names; the entry holds the token's hash only. A running
facilitator reads that file again when it changes.

Exit codes: 0 written, 1 failure, 2 wrong usage.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if out == "" {
				return cli.Usage(errors.New("--out is missing"), "it names the new file for the token")
			}
			token := make([]byte, tokenBytes)
			rand.Read(token) // never fails
			text := base64.StdEncoding.EncodeToString(token)
			sum := sha256.Sum256([]byte(text))
			entry.Name, entry.SHA256 = args[0], fmt.Sprintf("%x", sum)
			b, err := json.Marshal(entry)
			if err != nil {
				return fmt.Errorf("failed to write entry: %w", err)
			}
			if err := checkEntry(b); err != nil {
				return cli.Usage(err, "")
			}
			file, err := os.OpenFile(out, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
			if err != nil {
				return cli.Usage(fmt.Errorf("failed to write token: %w", err), "name a new file with --out")
			}
			_, err = file.WriteString(text + "\n")
			if err = errors.Join(err, file.Close()); err != nil {
				return cli.Failure(fmt.Errorf("failed to write token: %w", err), "")
			}
			fmt.Fprintln(cmd.OutOrStdout(), string(b))
			return nil
		},
	}
	fs := cmd.Flags()
	fs.StringVar(&out, "out", "", "file to write the token to; it must not exist")
	fs.StringVar(&entry.Contact, "contact", "", "how to reach those who hold it")
	fs.IntVar(&entry.Trainings, "trainings", 0, "trainings that it may have at a time, without those that have ended; 0 for no limit")
	fs.StringVar(&entry.Until, "until", "", "last day on which it is valid, such as 2031-12-31")
	fs.StringArrayVar(&entry.May, "may", []string{"create"}, "what it permits: create trainings, or operate; may be repeated")
	return cmd
}

// checkEntry returns an error if a facilitator would refuse an entry of its list of tokens.
func checkEntry(entry []byte) error {
	_, err := guard.ParseTokens(fmt.Appendf(nil, `{"tokens": [%s]}`, entry))
	return err
}
