// Command constants writes the names that the page shares with Go as a TypeScript module: phases, kinds, codes, states
// of columns and rows. The page has no list of its own, and its texts do not compile if one of them lacks a name.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os"
	"path/filepath"
	"strconv"

	"github.com/blindfit/blindfit/dataowner/consent"
	"github.com/blindfit/blindfit/dataowner/give"
	"github.com/blindfit/blindfit/dataowner/ledger"
	"github.com/blindfit/blindfit/dataowner/progress"
	"github.com/blindfit/blindfit/ml/cells"
	"github.com/blindfit/blindfit/ml/dp"
	"github.com/blindfit/blindfit/ml/kinds"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/trustee"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: constants ROOT >FILE\nROOT is the root folder of the repository.")
		os.Exit(2)
	}
	if err := write(os.Stdout, os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "constants: error:", err)
		os.Exit(1)
	}
}

// list is an exported array of names, and the type of one of them.
type list struct {
	name, element, about string
	values               []string
}

// write writes the module. root is the root folder of the repository, for the constants that exist in source files only.
func write(w io.Writer, root string) error {
	codes, err := constants(filepath.Join(root, "protocol", "wire", "reject.go"))
	if err != nil {
		return err
	}
	problems, err := constants(filepath.Join(root, "dataowner", "problem", "problem.go"))
	if err != nil {
		return err
	}
	var all, exact, noise []string
	for _, r := range wire.Phases {
		all = append(all, string(r.Phase))
		if r.Attempt {
			noise = append(noise, string(r.Phase))
			if !r.Noise {
				exact = append(exact, string(r.Phase))
			}
		}
	}
	var out bytes.Buffer
	out.WriteString("// Written by web/internal/constants from the Go sources. Changes are lost with the next build.\n")
	for _, l := range []list{
		{"phases", "Phase", "Phases of a training, in order (protocol/wire.Phases).", all},
		{"exactPhases", "", "Phases of an attempt without noise, in order.", exact},
		{"noisyPhases", "AttemptPhase", "Phases of an attempt with noise, in order.", noise},
		{"roundKinds", "RoundKind", "Kinds of rounds (protocol/wire.RoundKinds).", names(wire.RoundKinds)},
		{"modelKinds", "ModelKind", "Kinds of models (ml/kinds).", kinds.Names()},
		{"columnTypes", "ColumnType", "Types of columns (ml/schema.Kinds).", names(schema.Kinds)},
		{"missingRules", "MissingRule", "Rules for rows with missing values (ml/schema).",
			[]string{schema.MissingReject, schema.MissingDropRow, schema.MissingIndicator, schema.MissingMean, schema.MissingMode}},
		{"privacyUnits", "PrivacyUnit", "Units of protection (ml/dp.Unit).", names([]dp.Unit{dp.OwnerUnit, dp.RecordUnit})},
		{"work", "WorkName", "Long pieces of work (dataowner/progress).", []string{progress.File, progress.Upload}},
		{"offers", "OfferWord", "Choices of fewer rows (dataowner/consent.Offers).", consent.Offers},
		{"rules", "Rule", "Rules of questions that need a yes (dataowner/consent.Words).", consent.Words},
		{"claims", "Claim", "Words of statements about rows (protocol/wire.Word).", names([]wire.Word{wire.First, wire.Same, wire.Changed})},
		{"stages", "Stage", "Stages of a training in the ledger (dataowner/ledger.Stage).",
			names([]ledger.Stage{ledger.StageOpen, ledger.StagePassed, ledger.StageStruck})},
		{"gapReasons", "GapReason", "Reasons why a ledger may lack lines (dataowner/ledger.GapReason).",
			names([]ledger.GapReason{ledger.GapOlder, ledger.GapNoAnchor, ledger.GapRestored})},
		{"endings", "Ending", "Reasons that end a training for all (protocol/wire), or for this owner.", []string{wire.ReasonFinished, wire.ReasonStopped, string(wire.CodeLeft), give.Ended, give.Withdrawn}},
		{"codes", "Code", "Codes of rejections (protocol/wire.Code).", codes},
		{"starts", "", "What files of other programs begin with, a character for each byte (ml/cells.Starts).", latin1(cells.Starts())},
		{"trusteeProblems", "TrusteeProblem", "Codes of problems of a trustee's page (trustee.ProblemCodes).", trustee.ProblemCodes},
		{"trusteeEvents", "TrusteeEvent", "Events of a trustee (trustee.Events).", trustee.Events},
		{"problemCodes", "ProblemCode", "Codes of problems of a data owner (dataowner/problem).", problems},
	} {
		values, err := json.Marshal(l.values)
		if err != nil {
			return err
		}
		fmt.Fprintf(&out, "\n/** %s */\nexport const %s = %s as const;\n", l.about, l.name, values)
		if l.element != "" {
			fmt.Fprintf(&out, "export type %s = (typeof %s)[number];\n", l.element, l.name)
		}
	}
	_, err = w.Write(out.Bytes())
	return err
}

// latin1 returns strings of a character for each byte.
func latin1(list []string) (out []string) {
	for _, s := range list {
		characters := make([]rune, len(s))
		for i := range len(s) {
			characters[i] = rune(s[i])
		}
		out = append(out, string(characters))
	}
	return out
}

func names[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = string(v)
	}
	return out
}

// constants returns the values of the string constants of a file's first group of constants, in order.
func constants(file string) ([]string, error) {
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		return nil, err
	}
	for _, d := range parsed.Decls {
		group, ok := d.(*ast.GenDecl)
		if !ok || group.Tok != token.CONST || !group.Lparen.IsValid() {
			continue
		}
		var out []string
		for _, spec := range group.Specs {
			for _, v := range spec.(*ast.ValueSpec).Values {
				literal, ok := v.(*ast.BasicLit)
				if !ok || literal.Kind != token.STRING {
					return nil, fmt.Errorf("%s: the first group of constants must have string literals only", file)
				}
				value, err := strconv.Unquote(literal.Value)
				if err != nil {
					return nil, err
				}
				out = append(out, value)
			}
		}
		return out, nil
	}
	return nil, fmt.Errorf("%s has no group of constants", file)
}
