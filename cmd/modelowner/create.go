package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/internal/strictjson"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/modelowner"
	"github.com/blindfit/blindfit/protocol/client"
	"github.com/blindfit/blindfit/protocol/identity"
)

func createCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "create -f model.json --facilitator URL",
		Short: "Create a training and print its id",
		Long: `create checks a training file, signs a manifest and registers it with a
facilitator. The training file travels sealed: the facilitator reads no column
name, range or level of it. The last line printed is the training id.`,
		Args: cli.Exactly(),
		RunE: create,
	}
	f := cmd.Flags()
	f.StringP("file", "f", "", "training file (model.json); - reads standard input")
	f.String("facilitator", "", "base URL of the facilitator, such as http://127.0.0.1:8080")
	addCreateFlags(cmd)
	f.Bool("json", false, "print one JSON object")
	addPassphraseFlag(cmd)
	return cmd
}

func create(cmd *cobra.Command, _ []string) error {
	path, _ := cmd.Flags().GetString("file")
	facilitator, _ := cmd.Flags().GetString("facilitator")
	if path == "" {
		return cli.Usage(errors.New("--file is needed"), "modelowner create -f model.json --facilitator URL")
	}
	if facilitator == "" {
		return cli.Usage(errors.New("--facilitator is needed"), "for example --facilitator http://127.0.0.1:8080")
	}
	file, err := readTrainingFile(cmd, path, spec.Parse)
	if err != nil {
		return err
	}
	opt, err := createOptions(cmd)
	if err != nil {
		return err
	}
	dir, err := folder(cmd)
	if err != nil {
		return err
	}
	keys, err := openKeys(cmd, dir)
	if err != nil {
		return err
	}
	t, err := modelowner.Create(cmd.Context(), dir, keys, file, facilitator, opt)
	if err != nil {
		return err
	}
	r := createResult{ID: t.ID.String(), Words: identity.Words(t.ID), Name: t.Name(), Facilitator: t.Facilitator}
	if file.Private() {
		r.Privacy = &createPrivacy{file.Privacy, file.NoiseToSignal(), file.SignalUnits()}
		tellPrivacy(cmd, r.Privacy)
	}
	if r.Expected, err = t.Expect(cmd.Context()); err != nil {
		return err
	}
	tellExpected(cmd, file, r.Expected)
	return result(cmd, r, func(r createResult) string { return r.ID + "\n" })
}

// createPrivacy is the privacy that a training promises, its defaults filled in, and what its noise leaves to see.
type createPrivacy struct {
	spec.Privacy
	NoiseToSignal float64 `json:"noise_to_signal"` // for the declared owners or rows
	EqualAt       int64   `json:"equal_at"`        // units with which noise and signal are alike
}

// tellPrivacy says what follows from the privacy section, defaults included.
func tellPrivacy(cmd *cobra.Command, p *createPrivacy) {
	fmt.Fprintf(cmd.ErrOrStderr(), "modelowner: privacy: %s\nmodelowner: privacy: noise is %.3g of what the declared %ss can add up to; with %d %ss both are alike\n",
		p.Privacy, p.NoiseToSignal, p.Unit, p.EqualAt, p.Unit)
}

type createResult struct {
	ID          string `json:"id"`
	Words       string `json:"words"`
	Name        string `json:"name"`
	Facilitator string `json:"facilitator"`
	// Privacy is what the training promises; nil without differential privacy.
	Privacy *createPrivacy `json:"privacy,omitempty"`
	// Expected is what the training will cost an owner.
	Expected *modelowner.Expected `json:"expected"`
}

// createOptions reads the flags of addCreateFlags; create and serve share them.
func createOptions(cmd *cobra.Command) (modelowner.CreateOptions, error) {
	keys, err := cmd.Flags().GetDuration("keys-timeout")
	if err != nil {
		return modelowner.CreateOptions{}, err
	}
	uploads, err := cmd.Flags().GetDuration("upload-timeout")
	if err != nil {
		return modelowner.CreateOptions{}, err
	}
	if keys <= 0 || uploads <= 0 {
		return modelowner.CreateOptions{}, cli.Usage(errors.New("invalid timeout: must be positive"), "")
	}
	opt := modelowner.CreateOptions{KeysTimeout: keys, UploadTimeout: uploads}
	opt.Force, _ = cmd.Flags().GetBool("force")
	if path, _ := cmd.Flags().GetString(operatorTokenFlag); path != "" {
		token, err := firstLine(path, "operator token file")
		if err != nil {
			return opt, err
		}
		if opt.OperatorToken, err = client.NewToken(string(token)); err != nil {
			return opt, cli.Usage(err, "")
		}
	}
	return opt, nil
}

// operatorTokenFlag names the file with the facilitator's operator token.
const operatorTokenFlag = "operator-token-file"

func addCreateFlags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.Duration("keys-timeout", modelowner.DefaultKeysTimeout, "how long a round waits for every owner's keys")
	f.Duration("upload-timeout", modelowner.DefaultUploadTimeout, "how long a round waits for every owner's upload")
	f.Bool("force", false, "create a training even if its noise is larger than what it hides")
	f.String(operatorTokenFlag, "", "file whose first line is the facilitator's operator token, where it asks for one")
}

func readTrainingFile(cmd *cobra.Command, path string, parse func([]byte) (*spec.File, error)) (*spec.File, error) {
	var r io.Reader = cmd.InOrStdin()
	if path != "-" {
		f, err := os.Open(path)
		if err != nil {
			return nil, cli.Usage(fmt.Errorf("failed to open training file: %w", err), "")
		}
		defer f.Close()
		r = f
	}
	b, err := io.ReadAll(io.LimitReader(r, spec.MaxBytes+1))
	if err != nil {
		return nil, cli.Usage(fmt.Errorf("failed to read training file: %w", err), "")
	}
	file, err := parse(b)
	if err != nil {
		hint := ""
		if errors.Is(err, strictjson.ErrMalformed) {
			hint = "JSON has no comments, no comma before } or ], and no NaN"
		}
		return nil, cli.Usage(err, hint)
	}
	return file, nil
}

func inviteCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "invite TRAINING",
		Short: "Print invite links, one a line",
		Long: `invite makes single-use links. Send each to one data owner over a way you trust:
whoever has a link can read the training file and enrol once in its bearer's
place. The facilitator is not asked and does not see them.`,
		Args: cli.Exactly("TRAINING"),
		RunE: invite,
	}
	cmd.Flags().Int("count", 1, "how many links")
	cmd.Flags().Bool("json", false, "print one JSON object")
	return cmd
}

func invite(cmd *cobra.Command, args []string) error {
	t, _, err := find(cmd, args[0])
	if err != nil {
		return err
	}
	count, err := cmd.Flags().GetInt("count")
	if err != nil {
		return err
	}
	links, err := t.Invite(count)
	if err != nil {
		return err
	}
	if all, _, err := t.InviteCount(); err == nil && all > t.File.Cohort.Start {
		fmt.Fprintf(cmd.ErrOrStderr(), "modelowner: there are %d invites, and the training starts as soon as %d data owners are here (cohort.start): whoever comes later is turned away\n",
			all, t.File.Cohort.Start)
	}
	var r struct {
		Links []string `json:"links"`
	}
	for _, l := range links {
		r.Links = append(r.Links, l.URL())
	}
	return result(cmd, r, func(struct {
		Links []string `json:"links"`
	}) string {
		return strings.Join(r.Links, "\n") + "\n"
	})
}

// find opens the training an argument names, and returns its folder.
func find(cmd *cobra.Command, name string) (*modelowner.Training, string, error) {
	dir, err := folder(cmd)
	if err != nil {
		return nil, "", err
	}
	t, err := modelowner.Find(dir, name)
	return t, dir, err
}
