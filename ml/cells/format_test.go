package cells_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/ml/cells"
)

// Each format has a name and a way out, whatever follows its first bytes, and no header of a table is taken for one.
func TestFormats(t *testing.T) {
	named := map[string]bool{}
	for _, start := range slices.Concat(cells.Starts(), []string{"\ufeff  <html>", "<!DOCTYPE html>", "<?xml version", "{\"a\":1}", "[1]", "<?xml?><?mso-application progid=\"Excel.Sheet\"?>"}) {
		f := cells.FormatOf([]byte(start + "\x00\xff,1\n"))
		if f == nil {
			t.Errorf("%q is not recognised", start)
			continue
		}
		named[f.Name] = true
		if !strings.Contains(f.WayOut, "save") {
			t.Errorf("%q has the way out %q", start, f.WayOut)
		}
	}
	if len(named) != 14 {
		t.Errorf("%d names, want one of each format: %v", len(named), named)
	}
	for _, header := range []string{"", "PAR1,PAR2\n", "RDA,RDX\n", "BZh;$FL2\n", "%PDF;x\n", "id,\x00", "s\tr\n", "size,ward\n"} {
		if f := cells.FormatOf([]byte(header)); f != nil {
			t.Errorf("%q is taken for %s", header, f.Name)
		}
	}
}
