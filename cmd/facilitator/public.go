package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/server/site"
)

// publicFlags are the operator's public texts, and how long stored data stay.
type publicFlags struct {
	operator         string // name
	imprint, privacy string // files
	contact          string
	keepTrainings    days
}

func addPublicFlags(cmd *cobra.Command, f *publicFlags) {
	fs := cmd.Flags()
	fs.StringVar(&f.operator, "operator", "", "name of who runs this server, such as \"University of Example\", shown at /about")
	fs.StringVar(&f.imprint, "imprint", "", "file in Markdown with who is responsible for this server, shown at /imprint")
	fs.StringVar(&f.privacy, "privacy-notice", "", "file in Markdown with what this server does with facts about people, shown at /privacy")
	fs.StringVar(&f.contact, "security-contact", "", "where to report weaknesses of this server, as mailto: or https: address, shown at /.well-known/security.txt")
	fs.Var(&f.keepTrainings, "keep-trainings", "delete a training with everything stored of it when this time has passed since its end, such as 90d; 0 keeps all")
}

// maxOperator is the length of an operator's name, in characters.
const maxOperator = 100

// maxNotice is the size of a notice, in bytes.
const maxNotice = 256 << 10

// open reads the notices.
func (f *publicFlags) open() (n site.Notices, err error) {
	if f.contact != "" && (!regexp.MustCompile(`^(mailto:[^@\s]+@[^@\s]+|https://\S+)$`).MatchString(f.contact)) {
		return n, cli.Usage(errors.New("--security-contact must begin with mailto: or https://"), "such as mailto:security@example.org")
	}
	n.Operator = strings.TrimSpace(f.operator)
	if utf8.RuneCountInString(n.Operator) > maxOperator || strings.ContainsFunc(n.Operator, unicode.IsControl) {
		return n, cli.Usage(fmt.Errorf("--operator must be one line of at most %d characters", maxOperator), "")
	}
	for _, file := range []struct {
		flag, path string
		to         *string
	}{{"--imprint", f.imprint, &n.Imprint}, {"--privacy-notice", f.privacy, &n.Privacy}} {
		if file.path == "" {
			continue
		}
		in, err := os.Open(file.path)
		if err != nil {
			return n, unreadable(file.flag, err)
		}
		b, err := io.ReadAll(io.LimitReader(in, maxNotice+1))
		in.Close()
		switch {
		case err != nil:
			return n, unreadable(file.flag, err)
		case len(b) > maxNotice || strings.TrimSpace(string(b)) == "":
			return n, cli.Usage(fmt.Errorf("%s must be a text of 1 to %d bytes", file.flag, maxNotice), "")
		}
		*file.to = string(b)
	}
	if err := n.Check(); err != nil {
		return n, cli.Usage(err, "")
	}
	return n, nil
}

// days is a time that may be given in days.
type days time.Duration

// Set implements pflag.Value.
func (d *days) Set(s string) error {
	if n, ok := strings.CutSuffix(s, "d"); ok {
		count, err := strconv.ParseUint(n, 10, 16)
		if err != nil {
			return errors.New("must be a number of days such as 90d")
		}
		*d = days(time.Duration(count) * 24 * time.Hour)
		return nil
	}
	t, err := time.ParseDuration(s)
	if err != nil || t < 0 {
		return errors.New("must be a time such as 90d or 36h")
	}
	*d = days(t)
	return nil
}

// String implements pflag.Value.
func (d *days) String() string { return time.Duration(*d).String() }

// Type implements pflag.Value.
func (d *days) Type() string { return "duration" }
