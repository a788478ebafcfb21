package cli

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// Exactly returns a check that fails if there are not as many arguments as names. The error lists the names.
func Exactly(names ...string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) == len(names) {
			return nil
		}
		what := "no arguments"
		if len(names) > 0 {
			what = strings.Join(names, " ")
		}
		return Usage(fmt.Errorf("%s takes %s", cmd.Name(), what), seeHelp(cmd))
	}
}

// NoCommand is for the program itself: it takes no argument, and explains a command that does not exist.
func NoCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	cmd.SuggestionsMinimumDistance = 2
	hint := "'" + cmd.CommandPath() + " --help' lists the commands"
	if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
		hint = "did you mean '" + cmd.CommandPath() + " " + near[0] + "'"
	}
	return Usage(fmt.Errorf("unknown command %q", args[0]), hint)
}

// ShowHelp prints the help; it runs if the program is given no command.
func ShowHelp(cmd *cobra.Command, _ []string) error { return cmd.Help() }

func seeHelp(cmd *cobra.Command) string { return "see '" + cmd.CommandPath() + " --help'" }

// flagError replaces the library's message, which quotes its number parser, by one that names the valid values of the
// flag.
func flagError(cmd *cobra.Command, err error) error {
	if mistyped := cmd.Flags().Args(); !cmd.HasParent() && len(mistyped) > 0 {
		return NoCommand(cmd, mistyped) // the flags of a mistyped command are unknown too
	}
	var value *pflag.InvalidValueError
	if errors.As(err, &value) {
		f := value.GetFlag()
		return Usage(fmt.Errorf("invalid --%s: %w", f.Name, valueError(f, value)), seeHelp(cmd))
	}
	return Usage(err, seeHelp(cmd))
}

// valueError returns the rule that a flag's value breaks, or err if the flag's type has no rule.
func valueError(f *pflag.Flag, err error) error {
	switch f.Value.Type() {
	case "duration":
		return errors.New("must be a time with its unit, such as 30s, 10m or 24h")
	case "int", "int64", "uint", "uint64":
		return errors.New("must be a whole number")
	case "float64":
		return errors.New("must be a number")
	case "bool":
		return errors.New("must be true or false")
	}
	return err
}

// neededFlags replaces the library's error about missing flags by ours. It returns nil if err is a different error.
func neededFlags(cmd *cobra.Command, err error) error {
	list, found := strings.CutPrefix(err.Error(), "required flag(s) ")
	if !found {
		return nil
	}
	names := strings.Split(strings.ReplaceAll(strings.TrimSuffix(list, " not set"), `"`, ""), ", ")
	verb := " is needed"
	if len(names) > 1 {
		verb = " are needed"
	}
	return Usage(errors.New("--"+strings.Join(names, " and --")+verb), seeHelp(cmd))
}
