//go:build e2e

package e2e

import (
	"bytes"
	"encoding/csv"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// workbook writes a table as an Excel workbook, two rows below a title if there is one.
func workbook(s *stage, rows []byte, title string) []byte {
	s.Helper()
	records, err := csv.NewReader(bytes.NewReader(rows)).ReadAll()
	s.must("read rows", err)
	book, first := excelize.NewFile(), 1
	if title != "" {
		first = 3
		s.must("write a title", book.SetCellValue("Sheet1", "A1", title))
	}
	for i, record := range records {
		for j, text := range record {
			at, err := excelize.CoordinatesToCellName(j+1, i+first)
			s.must("name a cell", err)
			var value any = text
			if number, err := strconv.ParseFloat(text, 64); err == nil {
				value = number
			}
			s.must("write a cell", book.SetCellValue("Sheet1", at, value))
		}
	}
	var b bytes.Buffer
	s.must("write the workbook", book.Write(&b))
	return b.Bytes()
}

// TestWorkbook brings an Excel workbook with a title above the table, and then text that is not UTF-8: both are read in the
// browser, by a piece of the page that is loaded when it is needed, and nothing of them leaves.
func TestWorkbook(t *testing.T) {
	s := newStage(t)
	facilitator := s.facilitator("127.0.0.1:0")
	_, links := s.invited(s.write("model.json", []byte(modelJSON)), facilitator.URL, 3)
	v := s.visit(s.browser(), "office", links[0])
	v.bring(s.write("ward.xlsx", workbook(s, table(0, 12), "Ward 7")))
	v.shot("workbook")
	text, err := v.Text(s.ctx, "main")
	s.must("read page", err)
	for _, want := range []string{"12 rows of ward.xlsx", "row 3"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not say %q; it says:\n%s", want, text)
		}
	}
	old := strings.Replace(strings.ReplaceAll(string(table(0, 12)), "\n", ",Gr\xfcn\n"), "Gr\xfcn", "Gr\xf6\xdfe", 1)
	v.bring(s.write("old.csv", []byte(old)))
	if text, err = v.Text(s.ctx, "main"); err != nil || !strings.Contains(text, "windows-1252") || !strings.Contains(text, "Größe") {
		t.Errorf("%v; the page says:\n%s", err, text)
	}
	v.clean()
}
