package spec

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"github.com/blindfit/blindfit/ml/schema"
)

// table returns a header and 60 rows below it.
func table(header string, row func(i int) string) string {
	var b strings.Builder
	b.WriteString(header + "\n")
	for i := range 60 {
		b.WriteString(row(i) + "\n")
	}
	return b.String()
}

// often returns one text in every fifth row, and otherwise the other one.
func often(i int, text, other string) string {
	if i%5 == 2 {
		return text
	}
	return other
}

// sumsOf returns a row with the sums of 60 rows of a number and a decimal one.
func sumsOf(t *testing.T, row func(i int) (int, string)) string {
	t.Helper()
	whole, tenths := 0, 0
	for i := range 60 {
		n, text := row(i)
		whole += n
		tenth, err := strconv.Atoi(strings.ReplaceAll(text, ".", ""))
		if err != nil {
			t.Fatal(err)
		}
		tenths += tenth
	}
	return fmt.Sprintf("Total,%d,%d.%d\n", whole, tenths/10, tenths%10)
}

// TestInitOnEverydayTables: tables as programs and people write them lead to a training file that reads the very table, or
// to a sentence that says what a person has to decide.
func TestInitOnEverydayTables(t *testing.T) {
	tenth := func(i int) string { return fmt.Sprintf("%d.%d", 1+i*7%40, i%10) }
	score := func(i int) string { return fmt.Sprint(3 + i*11%90) }
	plain := func(i int) string { return fmt.Sprintf("%d,%s,%s", 20+i*7%60, tenth(i), score(i)) }
	words := func(list ...string) func(i int) string { return func(i int) string { return list[i*7%len(list)] } }
	tests := []struct {
		name, table string
		reading     schema.Reading
		want        []string // in the file: features, notes
		not         []string // not in the file
		refused     string   // what has to be decided about rows
		err         string   // what has to be decided before there is a file
	}{
		{name: "first names, mail and telephone in one row per person", table: table("record_id,event,first_name,mail,phone,age,effect", func(i int) string {
			person := ",,"
			if i%6 == 0 {
				person = fmt.Sprintf("%s,p%d@example.org,030%07d", string(rune('A'+i/6))+"nne", i, i*77777)
			}
			return fmt.Sprintf("%d,visit %d,%s,%d,%s", i/6, i%6, person, 20+i*7%60, tenth(i))
		}), want: []string{`"name":"event"`, "column first_name: looks like names", "column mail: looks like names", "column phone: looks like names", "column record_id: looks like numbers of"},
			not: []string{"example.org", `"name":"phone"`, `"name":"record_id"`, "Anne"}},
		{name: "keys", table: table("key,x,y", func(i int) string { return fmt.Sprintf("k%08xab%08x,%s,%s", i*7919, i*104729, tenth(i), score(i)) }),
			want: []string{"column key: looks like"}, not: []string{`"name":"key"`}},
		{name: "row numbers", table: table("n,x,y", func(i int) string { return fmt.Sprintf("%d,%s,%s", i+1, tenth(i), score(i)) }),
			want: []string{"column n: numbers the rows"}, not: []string{`"name":"n"`}},
		{name: "no header", table: table("31,2.5,10", plain), err: "the first row looks like values, not names"},
		{name: "no header, read without", table: table("31,2.5,10", plain), reading: schema.Reading{Header: -1}, want: []string{`"name":"column 1"`, `"name":"column 3"`}},
		{name: "years as names", table: table("country,1990,1991,1992", func(i int) string {
			return fmt.Sprintf("%s,%s,%s,%s", words("A", "B", "C")(i), tenth(i), tenth(i+3), tenth(i+5))
		}),
			want: []string{`"name":"1990"`}},
		{name: "none as a level of a scale", table: table("age,severity,y", func(i int) string {
			return fmt.Sprintf("%d,%s,%s", 20+i*7%60, words("none", "mild", "moderate", "severe")(i), tenth(i))
		}),
			want: []string{`"levels":["none","mild","moderate","severe"]`, `hold \"none\", taken as a level`[5:]}},
		{name: "none as a level of the target", table: table("age,dose,outcome", func(i int) string { return fmt.Sprintf("%d,%s,%s", 20+i*7%60, tenth(i), words("None", "Yes")(i)) }),
			want: []string{`"target": {"name":"outcome","type":"nominal","levels":["None","Yes"]}`}},
		{name: "minus beside plus", table: table("rh,age,y", func(i int) string { return fmt.Sprintf("%s,%d,%s", words("+", "-")(i), 20+i*7%60, tenth(i)) }),
			want: []string{`"levels":["+","-"]`}},
		{name: "NA among codes of countries", table: table("country,x,y", func(i int) string {
			return fmt.Sprintf("%s,%s,%s", words("NA", "DE", "FR", "ZA")(i), tenth(i), score(i))
		}),
			want: []string{`"levels":["DE","FR","NA","ZA"]`, `\"NA\", taken as a level`}},
		{name: "NA of R beside words", table: table("sex,x,y", func(i int) string {
			return fmt.Sprintf("%s,%s,%s", words("NA", "male", "female")(i), often(i, "NA", tenth(i)), score(i))
		}),
			want: []string{`"levels":["female","male"]`, `\"NA\", read as missing`}},
		{name: "points between thousands", table: table("town;people;cost", func(i int) string { return fmt.Sprintf("%s;%d.%03d;%d", words("a", "b")(i), 1+i%9, i*37%1000, i) }),
			err: "column people: its numbers can be read in two ways"},
		{name: "points between thousands, said so", table: table("town;people;cost", func(i int) string { return fmt.Sprintf("%s;%d.%03d;%d", words("a", "b")(i), 1+i%9, i*37%1000, i) }),
			reading: schema.Reading{Decimal: ','}, want: []string{`"name":"people","type":"discrete","min":1000,"max":10000`}},
		{name: "points between thousands and decimal commas", table: table("people;area;cost", func(i int) string { return fmt.Sprintf("%d.%03d;%d,5;%d", 1+i%9, i*37%1000, i%7, i) }),
			want: []string{`"name":"people","type":"discrete","min":1000`, `"name":"area","type":"continuous","min":0.5,"max":6.5`}},
		{name: "commas between thousands in quotes, and decimal points", table: table("force,rate,y", func(i int) string { return fmt.Sprintf(`"%d,%03d     ",%s,%d`, 1+i%9, i*37%1000, tenth(i), i) }),
			want: []string{`"name":"force","type":"discrete","min":1000`}},
		{name: "commas between thousands in quotes alone", table: table("rooms,price", func(i int) string { return fmt.Sprintf(`%d,"%d,%03d"`, 1+i%8, 1+i%9, i*37%1000) }),
			err: "column price: its numbers can be read in two ways"},
		{name: "decimal commas in quotes", table: table("rooms,price", func(i int) string { return fmt.Sprintf(`%d,"%d,%02d"`, 1+i%8, 100+i, i) }),
			want: []string{`"name":"price","type":"continuous"`, "column price: decimal commas"}},
		{name: "spaces and apostrophes between thousands", table: table("a;b;c", func(i int) string {
			return fmt.Sprintf("%d\u00a0%03d,5;%d’%03d;%d", 1+i%9, i*37%1000, 1+i%8, i*31%1000, i)
		}),
			want: []string{`"name":"a","type":"continuous","min":1000`, `"name":"b","type":"discrete","min":1000`}},
		{name: "commas in one column, points in another", table: table("a;b;c", func(i int) string { return fmt.Sprintf("%d,5;%d.25;%d", i%9, i%8, i) }),
			want: []string{"column a: decimal commas, but decimal points in column b"}, refused: "decimal commas and decimal points are mixed"},
		{name: "a minus that is U+2212", table: table("t;y", func(i int) string { return fmt.Sprintf("\u2212%d,5;%d", i%9, i) }), want: []string{`"name":"t","type":"continuous","min":-8.5,"max":-0.5`}},
		{name: "per cent", table: table("share,y", func(i int) string { return fmt.Sprintf("%d.5 %%,%d", i%70, i) }), want: []string{`"unit":"%"`, "declared as the unit"}},
		{name: "a currency", table: table("price,y", func(i int) string { return fmt.Sprintf(`"€%d.50",%d`, 10+i, i) }), want: []string{`"unit":"€"`}},
		{name: "sums below", table: table("model,power,weight", func(i int) string { return fmt.Sprintf("m%d,%d,%s", i, 50+i*7%90, tenth(i)) }) + sumsOf(t, func(i int) (int, string) { return 50 + i*7%90, tenth(i) }),
			err: "row 62 holds the sums of the rows above it: delete it"},
		{name: "the sum of one column, below a remark", table: "name,amount\na,3\nb,4\nc,5\nd,7\n,19\n,\n", err: "row 6 holds the sums of the rows above it"},
		{name: "one sum of three by chance", table: "a,b,c\n1,5,2\n2,6,3\n3,7,4\n4,9,6\n10,8,5\n", want: []string{`"name":"a"`}},
		{name: "averages below", table: table("place,power,y", func(i int) string {
			return fmt.Sprintf("%s,%d,%s", words("a", "b", "c")(i), 50+i*7%90, tenth(i))
		}) + "Mittelwert:,93,17.5\n",
			want: []string{"column place: row 62 looks like a sum or an average of those above it"}},
		{name: "keys that are words", table: table("id,dose,y", func(i int) string { return fmt.Sprintf("X%02d,%s,%s", i%15, tenth(i), score(i)) }),
			want: []string{"column id: looks like keys of people or things"}, not: []string{`"name":"id"`, "X01"}},
		{name: "keys of people", table: table("Patient No.,Subject,patient_age,y", func(i int) string {
			return fmt.Sprintf("%d,P%02d,%d,%s", 7000+i*7%13, i%15, 20+i*7%60, score(i))
		}),
			want: []string{"column Patient No.: looks like numbers of people", "column Subject: looks like keys", `"name":"patient_age"`}, not: []string{`"name":"Subject"`, `"name":"Patient No."`}},
		{name: "keys of few places", table: table("clinic_id,dose,y", func(i int) string { return fmt.Sprintf("K%d,%s,%s", i%4, tenth(i), score(i)) }),
			want: []string{`"levels":["K0","K1","K2","K3"]`}},
		{name: "names of rows, as R writes them", table: "dose y\n" + strings.ReplaceAll(table("a", func(i int) string { return fmt.Sprintf("\"%d\" %s %s", i+1, tenth(i), score(i)) })[2:], "\r", ""),
			want: []string{"the first is taken as the name of the row", `"name":"dose"`}, not: []string{"no usable name"}},
		{name: "a spreadsheet's error", table: table("age,x,y", func(i int) string {
			return fmt.Sprintf("%d,%s,%s", i, map[bool]string{true: "#DIV/0!", false: tenth(i)}[i == 7], score(i))
		}),
			want: []string{`"missing_values":["#DIV/0!"]`, "1 of 60 values are no numbers"}},
		{name: "marks of the World Bank", table: table("age,x,y", func(i int) string { return fmt.Sprintf("%d,%s,%s", i, often(i, "..", tenth(i)), score(i)) }),
			want: []string{`"missing_values":[".."]`}},
		{name: "flags of Eurostat", table: table("age\tx\ty", func(i int) string { return fmt.Sprintf("%d\t%s\t%s", i, often(i, "12.3 b", tenth(i)), score(i)) }),
			want: []string{`"name":"x","type":"continuous"`, "it has letters"}, refused: "column x: not a number: it has letters"},
		{name: "below the limit of detection", table: table("age,x,y", func(i int) string { return fmt.Sprintf("%d,%s,%s", i, often(i, "<0.5", tenth(i)), score(i)) }),
			want: []string{"a sign such as < in front in 12 cells, first in row 4", "half of the limit"}, refused: "such as < in front"},
		{name: "pandas", table: table("age,x,y", func(i int) string { return fmt.Sprintf("%d,%s,%s", i, often(i, "<NA>", tenth(i)), score(i)) }), want: []string{"values are missing in x"}},
		{name: "a code for missing", table: table("pulse,age,y", func(i int) string {
			return fmt.Sprintf("%s,%d,%s", often(i, "999", fmt.Sprint(50+i%60)), 20+i*7%60, tenth(i))
		}),
			want: []string{`"max":109,"missing_values":["999"]`, "taken as a code for missing"}},
		{name: "a negative code for missing", table: table("score,age,y", func(i int) string {
			return fmt.Sprintf("%s,%d,%s", often(i, "-1", fmt.Sprint(1+i%5)), 20+i*7%60, tenth(i))
		}),
			want: []string{`"min":1,"max":5,"missing_values":["-1"]`}},
		{name: "one number far away", table: table("pulse,age,y", func(i int) string {
			return fmt.Sprintf("%s,%d,%s", map[bool]string{true: "6000", false: fmt.Sprint(50 + i%60)}[i == 9], 20+i*7%60, tenth(i))
		}),
			want: []string{"its largest number is far above all others"}},
		{name: "codes of categories", table: table("marital,age,y", func(i int) string { return fmt.Sprintf("%d,%d,%s", 1+i%4, 20+i*7%60, tenth(i)) }),
			want: []string{"if they are codes of categories"}},
		{name: "codes with leading zeros", table: table("department,age,y", func(i int) string { return fmt.Sprintf("%02d,%d,%s", 1+i%20, 20+i*7%60, tenth(i)) }),
			want: []string{"has numbers that begin with 0"}},
		{name: "codes of places", table: table("zip_code,age,y", func(i int) string { return fmt.Sprintf("%d,%d,%s", 10115+i*131, 20+i*7%60, tenth(i)) }),
			want: []string{"looks like codes of places"}},
		{name: "codes like exponents", table: table("code,age,y", func(i int) string { return fmt.Sprintf("%dE%d,%d,%s", 1+i%4, 1+i%3, 20+i*7%60, tenth(i)) }),
			want: []string{"numbers such as 1E2"}},
		{name: "dates", table: table("day,born,x,y", func(i int) string {
			return fmt.Sprintf("2024%02d%02d,%d.3.2024,%s,%s", 1+i%12, 1+i%28, 1+i%28, tenth(i), score(i))
		}),
			want: []string{"column day: looks like dates", "column born: holds dates"}},
		{name: "a target of 0.0 and 1.0", table: table("x,y,event", func(i int) string { return fmt.Sprintf("%d,%s,%d.0", i%40, tenth(i), i*7%3%2) }),
			want: []string{`"levels":["0","1"]`}},
		{name: "a target of 1 and 2", table: table("x,y,event", func(i int) string { return fmt.Sprintf("%d,%s,%d", i%40, tenth(i), 1+i*7%3%2) }),
			want: []string{`"levels":["1","2"]`}},
		{name: "a target with gaps", table: table("x,y", func(i int) string { return fmt.Sprintf("%d,%s", i%40, often(i, "", tenth(i))) }),
			want: []string{`"missing": "drop_row"`, "the target is missing in 12 of 60 rows"}},
		{name: "a last column that is nearly empty", table: table("x,y,remark", func(i int) string {
			return fmt.Sprintf("%d,%s,%s", i%40, tenth(i), map[bool]string{true: "late", false: ""}[i%20 == 0])
		}), want: []string{`"target": {"name":"y"`}},
		{name: "a last column with few values", table: table("x,y,z", func(i int) string {
			return fmt.Sprintf("%d,%s,%s", i%40, tenth(i), map[bool]string{true: fmt.Sprint(i), false: ""}[i%20 == 0])
		}), want: []string{`"target": {"name":"y"`, "values are missing in z"}},
		{name: "rows that are too short", table: table("x,y,z", func(i int) string { return often(i, fmt.Sprintf("%d,1", i), plain(i)) }),
			want: []string{"12 rows have another number of cells"}, refused: "row has 2 cells, the header has 3 names"},
		{name: "separators at the end of rows", table: table("x,y,z", func(i int) string { return plain(i) + "," }), want: []string{`"target": {"name":"z"`}},
		{name: "names of rows, as R writes them", table: table(`"dose","weight","pressure"`, func(i int) string { return fmt.Sprintf(`"%d",%s`, i+1, plain(i)) }),
			want: []string{`"name":"dose","type":"discrete","min":20`, `"target": {"name":"pressure"`, "one cell more"}},
		{name: "names of rows and spaces between", table: table(`"dose" "weight" "pressure"`, func(i int) string { return strings.ReplaceAll(fmt.Sprintf(`"%d",%s`, i+1, plain(i)), ",", " ") }),
			want: []string{`"name":"dose","type":"discrete","min":20`}},
		{name: "titles above", table: "Data source,Some\n\nUpdated,2024-01-01\n\n" + table("age,x,y", plain), want: []string{"the names of the columns are in row 5"}},
		{name: "remarks above", table: "# made by a program\n# of today\n" + table("age,x,y", plain), want: []string{"the names of the columns are in row 3"}},
		{name: "an empty row above", table: ",,\n" + table("age,x,y", plain), want: []string{`"name":"age"`}},
		{name: "a line that names the separator", table: "\"sep=,\"\n" + table("age,x,y", plain), want: []string{`"name":"age"`}},
		{name: "the header once more", table: table("age,x,y", plain) + "age,x,y\n" + strings.TrimPrefix(table("age,x,y", plain), "age,x,y\n"), want: []string{"the header is repeated in 1 row", `"name":"age","type":"discrete"`}},
		{name: "sums below", table: table("age,x,y", plain) + "Total,900.5,3000\n\nSource: somebody\n", want: []string{"row 62 looks like a sum or a remark"}, refused: "column age: not a number: a word"},
		{name: "other separators", table: strings.ReplaceAll(table("age,x,y", plain), ",", "^"), want: []string{`"name":"age"`}},
		{name: "one column", table: table("age", func(i int) string { return fmt.Sprint(i) }), err: "one column of 3 characters"},
		{name: "spaces before quotes", table: strings.ReplaceAll(table(`"age", "x", "y"`, func(i int) string { return `"` + strings.ReplaceAll(plain(i), ",", `", "`) + `"` }), "\n", "\r\n"), want: []string{`"name":"age"`}},
		{name: "a quote within a cell", table: table("size,x,y", func(i int) string { return fmt.Sprintf(`%d" pipe,%s,%s`, 4+i%3, tenth(i), score(i)) }), want: []string{`"levels":["4\" pipe"`}},
		{name: "byte order marks and invisible characters", table: "\ufeff\ufeff" + table("\u200bage,x\u200b,y", func(i int) string { return "\u200b" + plain(i) }), want: []string{`"name":"age"`, `"name":"x"`}},
		{name: "levels in several spellings", table: table("sex,x,y", func(i int) string {
			return fmt.Sprintf("%s,%s,%s", words("male", "Male", "female")(i), tenth(i), score(i))
		}),
			want: []string{"some levels differ only in upper and lower case"}},
		{name: "rare levels", table: table("site,x,y", func(i int) string {
			return fmt.Sprintf("%s,%s,%s", map[bool]string{true: "Oslo", false: words("A", "B")(i)}[i == 30], tenth(i), score(i))
		}),
			want: []string{"1 of its 3 levels are in fewer than 3 rows"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d, err := Init(strings.NewReader(test.table), InitOptions{Reading: test.reading, Compose: norm.NFC.String})
			if test.err != "" {
				if !errors.Is(err, schema.ErrInvalidRows) || !strings.Contains(err.Error(), test.err) || d.Text != nil {
					t.Errorf("got %v, want %q", err, test.err)
				}
				return
			}
			if err != nil {
				t.Fatal(err, d.Notes)
			}
			for _, want := range test.want {
				if !strings.Contains(string(d.Text), want) {
					t.Errorf("no %q in %s", want, d.Text)
				}
			}
			for _, not := range test.not {
				if strings.Contains(string(d.Text), not) {
					t.Errorf("%q is in %s", not, d.Text)
				}
			}
			if got := strings.Join(d.Refused, "\n"); (got == "") != (test.refused == "") || !strings.Contains(got, test.refused) {
				t.Errorf("refused: %q, want %q", got, test.refused)
			}
		})
	}
}
