//go:build e2e

package e2e

import (
	"fmt"
	"strings"
	"testing"
)

// TestMendedFile brings a file with other column names and decimal commas: the page describes it, proposes how to
// read it, and accepts it after two clicks; nothing of it leaves.
func TestMendedFile(t *testing.T) {
	s := newStage(t)
	facilitator := s.facilitator("127.0.0.1:0")
	_, links := s.invited(s.write("model.json", []byte(modelJSON)), facilitator.URL, 3)
	v := s.visit(s.browser(), "mender", links[0])
	lines := strings.SplitAfter(string(table(0, 12)), "\n")
	lines[0] = strings.NewReplacer("waistline_zq", "Waistline ZQ", "visits_zq", "visitz_zq").Replace(lines[0])
	for i, line := range lines[1:] {
		cells := strings.Split(strings.TrimSpace(line), ",")
		if len(cells) < 6 {
			continue
		}
		for _, j := range []int{0, 1, 5} {
			cells[j] = `"` + strings.Replace(cells[j], ".", ",", 1) + `"`
		}
		lines[i+1] = strings.Join(cells, ",") + "\n"
	}
	v.bad("commas.csv", strings.Join(lines, ""), "You can fix this here")
	before := len(v.Captured())
	v.shot("mend-before")
	s.must("take the names", v.Click(s.ctx, "[data-action=fix-headers]"))
	v.wait("ready")
	v.shot("mend-after")
	text, err := v.Text(s.ctx, "main")
	s.must("read page", err)
	for _, want := range []string{"12 rows of commas.csv", "Waistline ZQ", "decimal comma", "whole number", "3 levels of 3"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not say %q; it says:\n%s", want, text)
		}
	}
	for _, c := range v.Captured()[before:] {
		// Pictures within the style sheet are no requests, and rows that are ready start helpers.
		own := strings.HasPrefix(c.URL, "data:") || strings.Contains(c.URL, "/helper-")
		if c.Method != "GET" || len(c.Body) > 0 || !own {
			t.Errorf("reading the file again made a request: %s %s", c.Method, c.URL)
		}
	}
	v.clean()
}

// shows resolves once an element is there and the page says a text.
func shows(selector, text string) string {
	return fmt.Sprintf(`new Promise((resolve) => {
	  const there = () => document.querySelector(%q) && document.querySelector('main').innerText.includes(%q);
	  if (there()) return resolve(true);
	  const observer = new MutationObserver(() => {
	    if (!there()) return;
	    observer.disconnect();
	    resolve(true);
	  });
	  observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
	})`, selector, text)
}

// TestStrangeFiles brings files as people have them. Each is either read, with what was done to it said, or refused by
// row and column; an odd value never counts as 0.
func TestStrangeFiles(t *testing.T) {
	s := newStage(t)
	facilitator := s.facilitator("127.0.0.1:0")
	_, links := s.invited(s.write("model.json", []byte(modelJSON)), facilitator.URL, 3)
	v := s.visit(s.browser(), "strange", links[0])
	header := strings.Join(columnNames[:6], ",") + "\n"
	row := func(value string) string { return value + ",80,3,low_zq,north_zq,1\n" }
	tests := []struct{ name, content, want string }{
		{"nan", header + row("NaN"), "haemoglobin_zq\tA value is missing, and this training accepts no missing values.\t2"},
		{"infinity", header + row("Infinity"), "haemoglobin_zq\tNot a number: infinite.\t2"},
		{"minus infinity", header + row("-Inf"), "haemoglobin_zq\tNot a number: infinite.\t2"},
		{"huge", header + row("1e308"), "haemoglobin_zq\tAbove the declared maximum 200.\t2"},
		{"too huge", header + row("1e309"), "haemoglobin_zq\tNot a number: too large.\t2"},
		{"subnormal", header + row("5e-324"), "haemoglobin_zq\tBelow the declared minimum 40.\t2"},
		{"minus zero", header + row("-0"), "haemoglobin_zq\tBelow the declared minimum 40.\t2"},
		{"just above", header + row("200.00000000000003"), "haemoglobin_zq\tAbove the declared maximum 200.\t2"},
		{"empty", "", "The file is empty"},
		{"header alone", header, "No usable rows"},
		{"short row", header + row("60") + "60,80\n", "\tRow has 2 cells, the header has 6 names.\t3"},
		{"long line", header + strings.Repeat("9", 1<<20) + ",80,3,low_zq,north_zq,1\n", "haemoglobin_zq\tNot a number: too large.\t2"},
		{"not UTF-8", header + "60,80,3,l\xf6w,north_zq,1\n", "grade_zq\tNot one of the declared levels.\t2"}, // read as windows-1252
		{"UTF-16", "\xff\xfeh\x00a\x00", "haemoglobin_zq\tThe file has no such column.\tfile"},
		{"spreadsheet", "PK\x03\x04\x00\x00", "The file is an archive or a document, and no workbook."},
		{"SPSS", "$FL2@(#) SPSS DATA FILE\x00\x02\x00\x00\x00\xe4\xf6", "The file is a file of SPSS (.sav): save it as CSV (in SPSS: File, Save As, CSV;"},
		{"SAS", strings.Repeat("\x00", 12) + "\xc2\xea\x81\x60\xb3\x14\x11\xcf", "The file is a file of SAS (.sas7bdat or .xpt): save it as CSV (in SAS: proc export dbms=csv;"},
		{"old Stata", "r\x02\x01\x00\xe4\x00", "The file is a file of Stata (.dta): save it as CSV (in Stata: export delimited rows.csv;"},
		{"gzip", "\x1f\x8b\x08\x00\xff", "The file is compressed (.gz): unpack it"},
		{"quotes", header + "\"60,80,3,low_zq,north_zq,1\n", "\tA quote is opened in this row and never closed.\t2"},
	}
	for _, test := range tests {
		v.bad(strings.ReplaceAll(test.name, " ", "-")+".csv", test.content, test.want)
	}
	for name, content := range map[string]string{
		"byte order mark": "\ufeff" + header + row("60"),
		"CRLF":            strings.ReplaceAll(header+row("60")+row("200"), "\n", "\r\n"),
		"decimal comma":   header + row(`"60,5"`),
		"at the bounds":   header + row("40") + row("200"),
		"constant column": header + strings.Repeat(row("60"), 12),
		"semicolons":      strings.ReplaceAll(header, ",", ";") + "60,5;80;3;low_zq;north_zq;1\n",
	} {
		v.bring(s.write(strings.ReplaceAll(name, " ", "-")+".csv", []byte(content)))
	}
	v.clean()
}
