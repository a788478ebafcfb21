package cli

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

func TestManualPages(t *testing.T) {
	root := &cobra.Command{Use: "tool", Short: "A tool", Run: func(*cobra.Command, []string) {}}
	root.AddCommand(&cobra.Command{Use: "dig DEPTH", Short: "Dig", Long: "dig digs.", Run: func(*cobra.Command, []string) {}})
	root.AddCommand(ManCommand(root))
	read := func() map[string]string {
		folder := filepath.Join(t.TempDir(), "man1")
		root.SetArgs([]string{"man", folder})
		if code := Run(context.Background(), root); code != ExitOK {
			t.Fatalf("exit code %d", code)
		}
		pages := map[string]string{}
		files, err := os.ReadDir(folder)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			b, err := os.ReadFile(filepath.Join(folder, f.Name()))
			if err != nil {
				t.Fatal(err)
			}
			pages[f.Name()] = string(b)
		}
		return pages
	}
	first, second := read(), read()
	for _, name := range []string{"tool.1", "tool-dig.1", "tool-man.1"} {
		page := first[name]
		if !strings.Contains(page, ".TH") || page != second[name] {
			t.Errorf("%s is missing, no manual page, or differs from run to run", name)
		}
	}
	if !strings.Contains(first["tool-dig.1"], "dig digs.") || strings.Contains(first["tool.1"], "1970") {
		t.Error("a page lacks its text, or has a date")
	}
}
