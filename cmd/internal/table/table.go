// Package table owns the flags for reading a table, which all programs have, and opens tables by them.
package table

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/text/unicode/norm"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/internal/tablefile"
	"github.com/blindfit/blindfit/ml/cells"
	"github.com/blindfit/blindfit/ml/schema"
)

// Flags are those of a command that reads a table.
type Flags struct {
	sheet, encoding, query string
	decimal, header        string
	rename, factor, levels []string
}

// Add adds the flags to a command.
func (f *Flags) Add(cmd *cobra.Command) {
	set := cmd.Flags()
	set.StringVar(&f.sheet, "sheet", "", "sheet of a workbook: its name, or its number from 1 (default: the only one with a table)")
	set.StringVar(&f.encoding, "encoding", "", "encoding of a text file, such as windows-1252 (default: found out)")
	set.StringVar(&f.query, "query", "", "rows of an SQLite database: a SELECT (default: its only table)")
	set.StringVar(&f.decimal, "decimal", "", "decimal sign of the numbers, . or , (default: found out); the other one may stand between thousands")
	set.StringVar(&f.header, "header", "", "row with the names of the columns, or none (default: found out)")
	set.StringArrayVar(&f.rename, "rename", nil, "read a column under another name: 'name in the file=name'; may be repeated")
	set.StringArrayVar(&f.factor, "factor", nil, "multiply the numbers of a column of the file, as weight=0.001; may be repeated")
	set.StringArrayVar(&f.levels, "level", nil, "read a text of a column of the file as a level: 'column:text=level'; may be repeated")
}

// Reading returns the choices of the flags.
func (f *Flags) Reading() (how schema.Reading, err error) {
	how = schema.Reading{Rename: map[string]string{}, Factor: map[string]float64{}, Spelling: map[string]map[string]string{}}
	switch f.decimal {
	case "":
	case ".", ",":
		how.Decimal = rune(f.decimal[0])
	default:
		return how, cli.Usage(errors.New("invalid --decimal: must be . or ,"), "")
	}
	switch f.header {
	case "":
	case "none":
		how.Header = cells.NoHeader
	default:
		if how.Header, err = strconv.Atoi(f.header); err != nil || how.Header < 1 {
			return how, cli.Usage(errors.New("invalid --header: must be the number of a row, from 1, or none"), "")
		}
	}
	for _, arg := range f.rename {
		from, to, ok := strings.Cut(arg, "=")
		if !ok || strings.TrimSpace(from) == "" || strings.TrimSpace(to) == "" {
			return how, cli.Usage(errors.New("invalid --rename: must be 'name in the file=name'"), "")
		}
		how.Rename[strings.TrimSpace(from)] = strings.TrimSpace(to)
	}
	for _, arg := range f.factor {
		at := strings.LastIndexByte(arg, '=')
		factor, err := strconv.ParseFloat(arg[at+1:], 64)
		if at < 1 || err != nil || !(factor > 0 && factor <= 1e12) {
			return how, cli.Usage(errors.New("invalid --factor: must be 'column=number', the number above 0"), "")
		}
		how.Factor[strings.TrimSpace(arg[:at])] = factor
	}
	for _, arg := range f.levels {
		column, texts, _ := strings.Cut(arg, ":")
		at := strings.LastIndexByte(texts, '=')
		if column = strings.TrimSpace(column); at < 1 || column == "" {
			return how, cli.Usage(errors.New("invalid --level: must be 'column:text=level'"), "")
		}
		if how.Spelling[column] == nil {
			how.Spelling[column] = map[string]string{}
		}
		how.Spelling[column][strings.TrimSpace(texts[:at])] = strings.TrimSpace(texts[at+1:])
	}
	return how, nil
}

// Compose writes letters with marks as one character.
func Compose(text string) string { return norm.NFC.String(text) }

// File is a table that was opened.
type File struct {
	io.ReadSeeker
	io.Closer
	Reading schema.Reading
}

// Options returns the options to read the file with.
func (f *File) Options() schema.ReadOptions {
	return schema.ReadOptions{Reading: f.Reading, Compose: Compose}
}

// Open opens a file, or standard input for "-", in any format that package tablefile reads. It notes on standard error what
// was chosen.
func (f *Flags) Open(cmd *cobra.Command, path string) (*File, error) {
	how, err := f.Reading()
	if err != nil {
		return nil, err
	}
	var in interface {
		io.ReadSeeker
		io.ReaderAt
	}
	closer := io.NopCloser(nil)
	if path == "-" {
		b, err := io.ReadAll(cmd.InOrStdin())
		if err != nil {
			return nil, fmt.Errorf("failed to read standard input: %w", err)
		}
		in, path = bytes.NewReader(b), ""
	} else {
		file, err := os.Open(path)
		if err != nil {
			return nil, cli.Usage(fmt.Errorf("failed to open rows: %w", err), "")
		}
		if about, err := file.Stat(); err == nil && about.IsDir() {
			file.Close()
			return nil, cli.Usage(fmt.Errorf("failed to open rows: %s is a folder", cli.Printable(path)), "name a file")
		}
		in, closer = file, file
	}
	text, err := tablefile.Open(in, path, tablefile.Options{Sheet: f.sheet, Encoding: f.encoding, Query: f.query})
	if err != nil {
		closer.Close()
		if path != "" {
			err = fmt.Errorf("failed to read %s: %w", cli.Printable(path), err)
		}
		return nil, cli.Usage(err, "")
	}
	for _, note := range text.Notes {
		fmt.Fprintf(cmd.ErrOrStderr(), "%s: note: %s\n", cmd.Root().Name(), cli.Printable(note))
	}
	how.Separator = text.Separator
	return &File{ReadSeeker: text, Closer: closer, Reading: how}, nil
}

// Hint returns the flag that answers the question of a report of rows, or "".
func Hint(report *schema.Report) string {
	if report != nil && report.OpenMark != "" {
		return "give --decimal . or --decimal , for the decimal sign; the other one is then between thousands"
	}
	return ""
}
