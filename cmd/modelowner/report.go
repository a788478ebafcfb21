package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/cmd/modelowner/internal/afterwards"
	"github.com/blindfit/blindfit/cmd/modelowner/internal/flags"
	"github.com/blindfit/blindfit/cmd/modelowner/internal/show"
	"github.com/blindfit/blindfit/internal/durable"
	"github.com/blindfit/blindfit/modelowner"
	"github.com/blindfit/blindfit/modelowner/document"
	"github.com/blindfit/blindfit/modelowner/publish"
	"github.com/blindfit/blindfit/modelowner/report"
	"github.com/blindfit/blindfit/modelowner/tables"
	"github.com/blindfit/blindfit/modelowner/words"
)

// reportFormats are the formats of a report, the default first.
var reportFormats = []string{"html", "pdf", "docx", "csv"}

type reportFlags struct {
	format, out, lang string
	rule              publish.Rule
}

func reportCommand(dir *flags.Dir) *cobra.Command {
	var f reportFlags
	cmd := &cobra.Command{
		Use:   "report TRAINING",
		Short: "Write a report of a training",
		Long: `report writes the fitted model, its quality, the owners and the costs: a paragraph for
a methods section, coefficients by name, figures with text alternatives, a reporting
checklist filled in where the training knows, rounds, bytes and times, and a
data-protection sheet for the officers of the institutions that contribute. It holds no
script, loads nothing from elsewhere, and holds no key, link or row. A training that is
not over has a report too; before its first round it is the sheet.

--format pdf and docx write what a paper and its supplement are made of: methods, table 1,
coefficients, figures, columns and the checklist. --format csv writes a folder with a CSV
file for each table and figure, and each figure as SVG and as PNG of 300 dots an inch.

--lang de, es, fr, it, ja, nl, pl or pt writes the labels and the data-protection sheet in
that language, for the people who are asked to contribute; sentences for papers stay in
English. PDF has the letters of European languages: names in others need html or docx.

The report of a description has its tables, tests, curves and histograms.
--suppress-below and --round are rules for publication: small counts, those that
would tell them, and tests of either are left out.`,
		Args: cli.Exactly("TRAINING"),
		RunE: func(cmd *cobra.Command, args []string) error { return writeReport(cmd, dir, &f, args[0]) },
	}
	flags.Publication(cmd, &f.rule)
	cmd.Flags().StringVar(&f.format, "format", "html", "html, pdf, docx, or csv: a folder with tables and figures")
	cmd.Flags().StringVar(&f.lang, "lang", "en", "language of the labels and of the data-protection sheet: "+strings.Join(words.Languages(), ", "))
	cmd.Flags().StringVar(&f.out, "out", "", "file to write (default: report.html, .pdf or .docx; of csv the folder report); - is standard output")
	return cmd
}

func writeReport(cmd *cobra.Command, dir *flags.Dir, f *reportFlags, name string) error {
	if !slices.Contains(reportFormats, f.format) {
		return cli.Usage(fmt.Errorf("invalid --format: must be one of %s", strings.Join(reportFormats, ", ")), "")
	}
	if err := flags.CheckPublication(f.rule); err != nil {
		return err
	}
	w, err := words.In(f.lang)
	if err != nil {
		return cli.Usage(fmt.Errorf("--lang: %w", err), "")
	}
	if f.lang != "en" && f.format != "html" {
		return cli.Usage(errors.New("--lang is for --format html: what papers are made of is in English"), "")
	}
	t, _, err := dir.Find(name)
	if err != nil {
		return err
	}
	r, err := report.New(t, cli.Release(), time.Now(), f.rule)
	if err != nil {
		return err
	}
	r.Speak(w)
	out := cmp.Or(f.out, map[bool]string{true: "report", false: "report." + f.format}[f.format == "csv"])
	write := r.Write
	switch f.format {
	case "pdf":
		write = r.Document().WritePDF
	case "docx":
		write = r.Document().WriteDOCX
	case "csv":
		return writeReportFolder(cmd, out, t, r, f.rule)
	}
	if out == "-" {
		return write(cmd.OutOrStdout())
	}
	var page bytes.Buffer
	if err := write(&page); errors.Is(err, document.ErrLetters) {
		return cli.Usage(err, "use --format html or docx")
	} else if err != nil {
		return err
	}
	if f.format == "docx" {
		noteLetters(cmd, r)
	}
	if err := durable.WriteFile(out, page.Bytes()); err != nil {
		return cli.Usage(fmt.Errorf("failed to write report: %w", err), "")
	}
	show.Note(cmd, "wrote %s", out)
	return nil
}

// noteLetters tells of figures whose pictures lack letters.
func noteLetters(cmd *cobra.Command, r *report.Report) {
	for _, x := range r.Figures {
		if letter := x.Lacking(); letter != 0 {
			show.Note(cmd, "the font of pictures lacks letters such as %c, which are boxes in the figure %s; --format html has them all", letter, x.Name)
		}
	}
}

// writeReportFolder writes the tables and figures of a report to a folder.
func writeReportFolder(cmd *cobra.Command, dir string, t *modelowner.Training, r *report.Report, rule publish.Rule) error {
	if dir == "-" {
		return cli.Usage(errors.New("--format csv writes a folder: name it with --out"), "")
	}
	m, err := t.Model()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return cli.Usage(fmt.Errorf("failed to write report: %w", err), "")
	}
	noteLetters(cmd, r)
	files := 0
	for _, table := range r.Tables(tables.Source{Model: m, Rule: rule}) {
		if err := afterwards.WriteTable(dir, table); err != nil {
			return cli.Usage(err, "")
		}
		files++
	}
	for _, x := range r.Figures {
		picture, err := x.PNG()
		if err != nil {
			return err
		}
		for ending, b := range map[string][]byte{".svg": []byte(x.SVG), ".png": picture, ".txt": []byte(x.Title + ". " + x.Alt + "\n")} {
			if err := durable.WriteFile(filepath.Join(dir, x.Name+ending), b); err != nil {
				return cli.Usage(fmt.Errorf("failed to write report: %w", err), "")
			}
			files++
		}
	}
	if err := durable.WriteFile(filepath.Join(dir, "methods.txt"), []byte(r.Methods()+"\n")); err != nil {
		return cli.Usage(fmt.Errorf("failed to write report: %w", err), "")
	}
	show.Note(cmd, "wrote %d files to %s", files+1, dir)
	return nil
}
