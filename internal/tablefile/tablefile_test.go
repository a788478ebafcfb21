package tablefile

import (
	"archive/zip"
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// content opens bytes and returns the text of their table.
func content(t *testing.T, b []byte, opt Options) (string, []string, error) {
	t.Helper()
	text, err := Open(bytes.NewReader(b), "", opt)
	if err != nil {
		if !strings.HasPrefix(err.Error(), "invalid --") && !errors.Is(err, ErrUnread) {
			t.Errorf("%v is not ErrUnread", err)
		}
		return "", nil, err
	}
	out, err := io.ReadAll(text)
	if err != nil {
		t.Fatal(err)
	}
	return string(out), text.Notes, nil
}

// book makes a workbook whose sheets have the given rows.
func book(t *testing.T, change func(*excelize.File), sheets ...[][]any) []byte {
	t.Helper()
	f := excelize.NewFile()
	for i, rows := range sheets {
		name := fmt.Sprintf("Sheet%d", i+1)
		if _, err := f.NewSheet(name); err != nil {
			t.Fatal(err)
		}
		for j, row := range rows {
			if err := f.SetSheetRow(name, fmt.Sprintf("A%d", j+1), &row); err != nil {
				t.Fatal(err)
			}
		}
	}
	if change != nil {
		change(f)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

var rows = [][]any{{"age", "share", "seen", "ok", "name"}, {41, 0.125, time.Date(2024, 3, 5, 0, 0, 0, 0, time.UTC), true, "a, \"b\""}, {42, 1234.5, nil, false, "ü"}}

func TestWorkbook(t *testing.T) {
	const want = "age,share,seen,ok,name\n41,0.125,2024-03-05,TRUE,\"a, \"\"b\"\"\"\n42,1234.5,,FALSE,ü\n"
	percent := func(f *excelize.File) {
		style, err := f.NewStyle(&excelize.Style{NumFmt: 10})
		if err != nil {
			t.Fatal(err)
		}
		if err := f.SetCellStyle("Sheet1", "B2", "B3", style); err != nil {
			t.Fatal(err)
		}
	}
	got, notes, err := content(t, book(t, percent, rows, [][]any{{"a note"}}), Options{})
	if err != nil || got != want || len(notes) != 1 || notes[0] != "read sheet Sheet1" {
		t.Errorf("%q, %v, %v", got, notes, err)
	}
	two := book(t, nil, rows, [][]any{{"x", "y"}, {1, 2}})
	for opt, want := range map[string]string{"": "2 sheets hold tables: Sheet1, Sheet2", "Sheet3": "invalid --sheet: the workbook has the sheets Sheet1, Sheet2"} {
		if _, _, err := content(t, two, Options{Sheet: opt}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("sheet %q: %v", opt, err)
		}
	}
	for _, name := range []string{"Sheet2", "2"} {
		if got, _, err := content(t, two, Options{Sheet: name}); err != nil || got != "x,y\n1,2\n" {
			t.Errorf("%q, %v", got, err)
		}
	}
	hide := func(f *excelize.File) { _ = f.SetSheetVisible("Sheet2", false) }
	if got, _, err := content(t, book(t, hide, [][]any{{"x", "y"}, {1, 2}}, rows), Options{}); err != nil || got != "x,y\n1,2\n" {
		t.Errorf("%q, %v", got, err)
	}
	// Workbooks do not keep the empty cells at the end of a row.
	short := [][]any{{"Report of today"}, {"x", "y", "z"}, {1, 2, 3}, {4}, {5, 6}}
	if got, _, err := content(t, book(t, nil, short), Options{}); err != nil || got != "Report of today,,\nx,y,z\n1,2,3\n4,,\n5,6,\n" {
		t.Errorf("%q, %v", got, err)
	}
	gap := [][]any{{"Report"}, {}, {"x", "y"}, {1, 2}}
	if got, _, err := content(t, book(t, nil, gap), Options{}); err != nil || !strings.HasSuffix(got, "\nx,y\n1,2\n") || strings.Count(got, "\n") != 4 {
		t.Errorf("%q, %v", got, err)
	}
}

// TestWorkbooksThatAreNotRead: each is named for what it is, with the way out.
func TestWorkbooksThatAreNotRead(t *testing.T) {
	whole := book(t, nil, rows)
	encrypted, err := excelize.Encrypt(whole, &excelize.Options{Password: "secret"})
	if err != nil {
		t.Fatal(err)
	}
	bomb := func() []byte {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		for _, name := range []string{"xl/workbook.xml", "xl/worksheets/sheet1.xml"} {
			w, err := z.Create(name)
			if err != nil {
				t.Fatal(err)
			}
			zeros := make([]byte, 1<<20)
			for range 300 {
				if _, err := w.Write(zeros); err != nil {
					t.Fatal(err)
				}
			}
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	formula := func(f *excelize.File) { _ = f.SetCellFormula("Sheet1", "C2", "A2*2") }
	for name, test := range map[string]struct {
		b    []byte
		want string
	}{
		"password":                 {encrypted, "a workbook with a password: take the password off"},
		"cut short":                {whole[:len(whole)/2], "a broken workbook or archive"},
		"no table":                 {book(t, nil, [][]any{{"only a title"}}), "no sheet holds a table"},
		"formulas without a value": {book(t, formula, [][]any{{"a", "b", "c"}, {1, 2, nil}, {3, 4, 5}}), "has 1 formulas without a value"},
		"zip bomb":                 {bomb(), "more than 512 MB unpacked"},
		"old workbook":             {append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), []byte("W\x00o\x00r\x00k\x00b\x00o\x00o\x00k\x00")...), "an old Excel workbook (.xls): save it as .xlsx"},
		"spss":                     {[]byte("$FL2@(#) SPSS"), "a file of SPSS (.sav): save it as CSV (in SPSS:"},
		"stata":                    {[]byte("<stata_dta><header>"), "a file of Stata (.dta): save it as CSV (in Stata:"},
		"old stata":                {[]byte{0x73, 2, 1, 0, 5, 0}, "a file of Stata (.dta): save it as CSV (in Stata:"},
		"sas":                      {append(make([]byte, 12), 0xc2, 0xea, 0x81, 0x60), "a file of SAS (.sas7bdat or .xpt): save it as CSV (in SAS:"},
		"sas, to carry":            {[]byte("HEADER RECORD*******LIBRARY HEADER RECORD!!!!!!!"), "a file of SAS"},
		"r":                        {[]byte("RDX3\nX\n"), "a file of R (.rds or .RData): save it as CSV (in R:"},
		"gzip":                     {[]byte("\x1f\x8b\x08"), "unpack it and choose the file within"},
		"pdf":                      {[]byte("%PDF-1.7"), "a PDF"},
		"web page":                 {[]byte("\n<!DOCTYPE html><html>"), "a web page"},
		"json":                     {[]byte(`[{"a":1}]`), "JSON"},
		"workbook in xml":          {[]byte(`<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>`), "in XML of 2003: save it as .xlsx"},
		"binary":                   {[]byte("a\x00b\x01\x00\x00c"), "it is not text"},
	} {
		if _, _, err := content(t, test.b, Options{}); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, header := range []string{"PAR1,PAR2\n1,2\n", "RDA,RDX\n1,2\n", "BZh,$FL\n1,2\n"} { // names of columns, no formats
		if got, _, err := content(t, []byte(header), Options{}); err != nil || got != header {
			t.Errorf("%q: %q, %v", header, got, err)
		}
	}
	merged := func(f *excelize.File) { _ = f.MergeCell("Sheet1", "A2", "A3") }
	if _, notes, err := content(t, book(t, merged, rows), Options{}); err != nil || len(notes) != 2 || !strings.Contains(notes[1], "1 merged cells") {
		t.Errorf("%v, %v", notes, err)
	}
}

func TestOpenDocument(t *testing.T) {
	document := func(manifest, tables string) []byte {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		for _, part := range [][2]string{
			{"mimetype", "application/vnd.oasis.opendocument.spreadsheet"}, {"META-INF/manifest.xml", manifest},
			{"content.xml", `<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><office:body><office:spreadsheet>` + tables + `</office:spreadsheet></office:body></office:document-content>`},
		} {
			w, err := z.Create(part[0])
			if err == nil {
				_, err = io.WriteString(w, part[1])
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	const table = `<table:table table:name="Data"><table:table-row><table:table-cell office:value-type="string"><text:p>age</text:p></table:table-cell>` +
		`<table:table-cell office:value-type="string"><text:p>share</text:p></table:table-cell><table:table-cell office:value-type="string"><text:p>seen</text:p></table:table-cell></table:table-row>` +
		`<table:table-row table:number-rows-repeated="2"><table:table-cell office:value-type="float" office:value="41"><text:p>41,00</text:p></table:table-cell>` +
		`<table:table-cell office:value-type="percentage" office:value="0.125"><text:p>12,5 %</text:p></table:table-cell>` +
		`<table:table-cell office:value-type="date" office:date-value="2024-03-05"><office:annotation><text:p>remark</text:p></office:annotation><text:p>5.3.24</text:p></table:table-cell><table:table-cell table:number-columns-repeated="16000"/></table:table-row>` +
		`<table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>`
	got, _, err := content(t, document("", table), Options{})
	if want := "age,share,seen\n41,0.125,2024-03-05\n41,0.125,2024-03-05\n"; err != nil || got != want {
		t.Errorf("%q, %v", got, err)
	}
	const last = `<table:table-row><table:table-cell office:value-type="float" office:value="42"/></table:table-row>`
	got, _, err = content(t, document("", strings.Replace(table, `<table:table-row table:number-rows-repeated="1048570">`, last+`<table:table-row table:number-rows-repeated="1048570">`, 1)), Options{})
	if err != nil || !strings.HasSuffix(got, "\n42,,\n") {
		t.Errorf("%q, %v", got, err)
	}
	for name, test := range map[string][2]string{
		"a password": {string(document("<encryption-data/>", table)), "a workbook with a password"},
		"a formula":  {string(document("", strings.Replace(table, `office:value-type="float" office:value="41"`, `table:formula="of:=1"`, 1))), "formulas without a value"},
		"no table":   {string(document("", `<table:table table:name="A"/>`)), "no sheet holds a table"},
		"broken":     {string(document("", `<table:table`)), "the workbook is broken"},
	} {
		if _, _, err := content(t, []byte(test[0]), Options{}); err == nil || !strings.Contains(err.Error(), test[1]) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestParquet(t *testing.T) {
	type record struct {
		Age   int64     `parquet:"age"`
		Share *float64  `parquet:"share,optional"`
		Seen  time.Time `parquet:"seen,timestamp(millisecond)"`
		Price int64     `parquet:"price,decimal(2:18)"`
		Name  string    `parquet:"name"`
		OK    bool      `parquet:"ok"`
	}
	share := 0.125
	var b bytes.Buffer
	w := parquet.NewGenericWriter[record](&b)
	if _, err := w.Write([]record{{41, &share, time.Date(2024, 3, 5, 6, 7, 8, 0, time.UTC), -1250, "a,b", true}, {Age: 42, Seen: time.Unix(0, 0)}}); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	got, _, err := content(t, b.Bytes(), Options{})
	if want := "age,share,seen,price,name,ok\n41,0.125,2024-03-05 06:07:08,-12.50,\"a,b\",TRUE\n42,,1970-01-01 00:00:00,0.00,,FALSE\n"; err != nil || got != want {
		t.Errorf("%q, %v", got, err)
	}
	if _, _, err := content(t, b.Bytes()[:b.Len()/2], Options{}); err == nil || !strings.Contains(err.Error(), "broken") {
		t.Error(err)
	}
}

func TestDatabase(t *testing.T) {
	path := filepath.Join(t.TempDir(), "rows #1.db")
	db, err := sql.Open("sqlite", path)
	if err == nil {
		_, err = db.Exec("create table ward (age integer, share real, name text); insert into ward values (41, 0.125, 'a,b'), (42, null, 'ü')")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	read := func(query string) (string, error) {
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		text, err := Open(f, path, Options{Query: query})
		if err != nil {
			return "", err
		}
		b, err := io.ReadAll(text)
		return string(b), err
	}
	if got, err := read(""); err != nil || got != "age,share,name\n41,0.125,\"a,b\"\n42,,ü\n" {
		t.Errorf("%q, %v", got, err)
	}
	if got, err := read("select age + 1 as next from ward where share is null"); err != nil || got != "next\n43\n" {
		t.Errorf("%q, %v", got, err)
	}
	for query, want := range map[string]string{"select nothing": "correct --query", "delete from ward": "correct --query"} {
		if got, err := read(query); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %q, %v", query, got, err)
		}
	}
	if _, err := db.Exec("create table other (x)"); err != nil {
		t.Fatal(err)
	}
	if _, err := read(""); err == nil || !strings.Contains(err.Error(), "the tables other, ward") {
		t.Error(err)
	}
}

func TestEncodings(t *testing.T) {
	const german, polish, greek, japan, china = "Straße;Größe;Preis\nMünchen;für;12 €\nÖlweg;über;1\n", "miasto;województwo\nŁódź;łódzkie\nKraków;małopolskie\nŻary;śląskie\n",
		"πόλη;τιμή\nΑθήνα;ένα και δύο και τρία\nΠάτρα;τρία και μία ημέρα\n", "都道府県;人口\n東京都;たくさんの人がいます\n大阪府;すくない\n", "城市;人口\n北京;很多人在这里生活和工作\n上海;这里的人也很多\n"
	for _, test := range []struct {
		name, text, want string
		from             encoding.Encoding
	}{
		{"UTF-16", german, "utf-16le", unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)},
		{"UTF-16 without a mark", german, "utf-16be", unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)},
		{"Windows", german, "windows-1252", charmap.Windows1252},
		{"Windows, with signs", "Geschlecht;Lohn (€);Stoff (µg/l)\nmännlich;1;2 °C\nmännlich;3;§ 5\n", "windows-1252", charmap.Windows1252},
		{"DOS", strings.ReplaceAll(german, "€", "E"), "cp850", charmap.CodePage850},
		{"Macintosh", german, "macintosh", charmap.Macintosh},
		{"Central Europe", polish, "windows-1250", charmap.Windows1250},
		{"Cyrillic", "город;область\nМосква;Московская область и другие\nКазань;Татарстан и соседи\n", "windows-1251", charmap.Windows1251},
		{"Greek", greek, "windows-1253", charmap.Windows1253},
		{"Japanese", japan, "shift_jis", japanese.ShiftJIS},
		{"Chinese", china, "gb18030", simplifiedchinese.GB18030},
	} {
		raw, err := test.from.NewEncoder().Bytes([]byte(test.text))
		if err != nil {
			t.Fatal(test.name, err)
		}
		got, notes, err := content(t, raw, Options{})
		if err != nil || strings.TrimPrefix(got, "\ufeff") != test.text || len(notes) != 1 || !strings.Contains(notes[0], test.want) {
			t.Errorf("%s: %q, %v, %v", test.name, got, notes, err)
		}
		if got, _, err := content(t, raw, Options{Encoding: test.want}); err != nil || strings.TrimPrefix(got, "\ufeff") != test.text {
			t.Errorf("%s, named: %q, %v", test.name, got, err)
		}
	}
	if got, notes, err := content(t, []byte(german), Options{}); err != nil || got != german || len(notes) > 0 {
		t.Errorf("%q, %v, %v", got, notes, err)
	}
	long := strings.Repeat("ü;", 1<<20) + "\n" // characters across blocks
	if got, notes, err := content(t, []byte("a"+long), Options{}); err != nil || got != "a"+long || len(notes) > 0 {
		t.Errorf("%d bytes, %v, %v", len(got), notes, err)
	}
	if _, _, err := content(t, []byte(german), Options{Encoding: "klingon"}); err == nil || !strings.Contains(err.Error(), "invalid --encoding") {
		t.Error(err)
	}
}
