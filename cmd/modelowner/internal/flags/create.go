package flags

import (
	"errors"
	"time"

	"github.com/spf13/cobra"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/modelowner"
	"github.com/blindfit/blindfit/protocol/client"
)

// Create are the flags of commands that create trainings.
type Create struct {
	Facilitator string

	keysTimeout, uploadTimeout time.Duration
	force                      bool
	tokenFile                  string
}

// Add adds the flags to a command.
func (c *Create) Add(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&c.Facilitator, "facilitator", "", "base URL of the facilitator, such as http://127.0.0.1:8080")
	f.DurationVar(&c.keysTimeout, "keys-timeout", modelowner.DefaultKeysTimeout, "time limit for the keys of all owners in a round")
	f.DurationVar(&c.uploadTimeout, "upload-timeout", modelowner.DefaultUploadTimeout, "time limit for the uploads of all owners in a round")
	f.BoolVar(&c.force, "force", false, "create a training even if its noise is larger than the sums")
	f.StringVar(&c.tokenFile, "operator-token-file", "", "file with the facilitator's operator token in its first line, if it asks for one")
}

// Options returns the options that the flags set.
func (c *Create) Options() (modelowner.CreateOptions, error) {
	opt := modelowner.CreateOptions{KeysTimeout: c.keysTimeout, UploadTimeout: c.uploadTimeout, Force: c.force}
	if c.Facilitator == "" {
		return opt, cli.Usage(errors.New("--facilitator is needed"), "for example --facilitator http://127.0.0.1:8080")
	}
	if c.keysTimeout <= 0 || c.uploadTimeout <= 0 {
		return opt, cli.Usage(errors.New("invalid timeout: must be positive"), "")
	}
	if c.tokenFile == "" {
		return opt, nil
	}
	token, err := cli.FirstLine(c.tokenFile, "operator token file")
	if err != nil {
		return opt, err
	}
	if opt.OperatorToken, err = client.NewToken(string(token)); err != nil {
		return opt, cli.Usage(err, "")
	}
	return opt, nil
}
