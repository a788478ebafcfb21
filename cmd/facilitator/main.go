// Command facilitator runs the server between data owners and a model owner. It sees ciphertexts, signatures and
// who takes part; it holds no private key and cannot decrypt.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// Exit codes, as --help lists them.
const (
	exitFailure = 1
	exitUsage   = 2
	exitLocked  = 3
)

// failure is an error with an exit code and, where there is one, a way out.
type failure struct {
	code int
	err  error
	hint string
}

func (f *failure) Error() string { return f.err.Error() }
func (f *failure) Unwrap() error { return f.err }

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// run runs the command line and returns the exit code.
func run(args []string, stdout, stderr io.Writer) int {
	root := &cobra.Command{
		Use:           "facilitator",
		Short:         "Run the server between data owners and a model owner",
		SilenceErrors: true,
		SilenceUsage:  true,
		Version:       release(),
		Args:          cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return usage(errors.New("a command is missing"))
		},
		Long: `The facilitator serves the data owners' page, keeps signed messages and ciphertexts, and multiplies the
owners' encrypted updates. It holds no private key and cannot decrypt.

Exit codes: 0 stopped in order, 1 failure, 2 wrong usage, 3 the data folder is in use.`,
	}
	root.SetOut(stdout)
	root.SetErr(stderr)
	root.SetArgs(args)
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usage(err) })
	root.CompletionOptions.HiddenDefaultCmd = true
	root.AddCommand(serveCommand(stderr))
	err := root.Execute()
	if err == nil {
		return 0
	}
	var f *failure
	if !errors.As(err, &f) {
		// Only cobra itself returns anything else: an unknown command or an argument too many.
		errors.As(usage(err), &f)
	}
	fmt.Fprintf(stderr, "facilitator: error: %v\n", f.err)
	if f.hint != "" {
		fmt.Fprintf(stderr, "facilitator: hint: %s\n", f.hint)
	}
	return f.code
}

func usage(err error) error {
	return &failure{code: exitUsage, err: err, hint: "facilitator serve --help lists the flags"}
}

// release is the version the program was built from.
func release() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}
