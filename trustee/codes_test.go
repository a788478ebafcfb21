//go:build !js

package trustee_test

import (
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/trustee"
)

// codesFile is a file of codes as modelowner invite writes it.
func codesFile(t *testing.T, n int) (text string, codes []string) {
	t.Helper()
	link := identity.Link{Facilitator: "https://f.example", Training: wire.TrainingID{1}}
	var b strings.Builder
	b.WriteString("code,link\n")
	for range n {
		c := identity.NewCode()
		codes = append(codes, c.Text())
		fmt.Fprintf(&b, "%s,%s\n", c.Text(), link.WithCode(c).URL())
	}
	return b.String(), codes
}

// Every person gets one code with its link, at random; a second group gets others, and no code is handed out twice.
func TestCodesAreHandedOutOnce(t *testing.T) {
	dir := t.TempDir()
	text, codes := codesFile(t, 30)
	var all []string
	for group, n := range []int{12, 16} {
		people := "name,\"street, number\"\n"
		for i := range n {
			people += fmt.Sprintf("Person %d,\"Road %d, 5\"\n", i, group)
		}
		letters, left, err := trustee.HandOut(dir, []byte(text), []byte(people))
		must(t, err)
		if want := []int{18, 2}[group]; left != want {
			t.Errorf("%d codes are left, want %d", left, want)
		}
		rows, err := csv.NewReader(strings.NewReader(string(letters))).ReadAll()
		must(t, err)
		if len(rows) != n+1 || !slices.Equal(rows[0], []string{"name", "street, number", "code", "link"}) {
			t.Fatalf("%d letters of %v", len(rows), rows[0])
		}
		var dealt []string
		for i, row := range rows[1:] {
			if row[0] != fmt.Sprintf("Person %d", i) {
				t.Errorf("line %d is about %s", i, row[0])
			}
			code, err := identity.ParseCode(row[2])
			must(t, err)
			link, err := identity.ParseLink(row[3])
			must(t, err)
			if link.WithCode(code).URL() != row[3] {
				t.Error("a code has the link of another")
			}
			dealt = append(dealt, row[2])
		}
		if slices.Equal(dealt, codes[:n]) {
			t.Error("codes are dealt in the order of their file")
		}
		all = append(all, dealt...)
	}
	slices.Sort(all)
	if len(slices.Compact(all)) != 28 {
		t.Error("a code was handed out twice")
	}
	if _, _, err := trustee.HandOut(dir, []byte(text), []byte("name\nA\nB\nC\n")); err == nil || !strings.Contains(err.Error(), "3 people and 2 codes that nobody has: ask the model owner for 1 more") {
		t.Errorf("too few codes: %v", err)
	}
	if _, left, err := trustee.HandOut(dir, []byte(text), []byte("name\nA\nB\n")); err != nil || left != 0 {
		t.Errorf("the last codes: %d left, %v", left, err)
	}
}

// Files that are not what they should be are refused with the line, without any code in the message, and no code counts as handed out.
func TestBadFilesOfCodes(t *testing.T) {
	dir := t.TempDir()
	text, codes := codesFile(t, 3)
	lines := strings.SplitAfter(text, "\n")
	swapped := strings.Replace(strings.Replace(lines[1], codes[0], "X", 1), "X", codes[1], 1)
	for want, c := range map[string][2]string{
		"invalid file of codes: must be":                  {"name\nA\n", "name\nA\n"},
		"line 3: malformed code":                          {lines[0] + lines[1] + "ABCD,https://f.example/join#2.x\n", "name\nA\n"},
		"line 2: the link is not that of the code":        {lines[0] + swapped, "name\nA\n"},
		"line 3: the code of an earlier line":             {lines[0] + lines[1] + lines[1], "name\nA\n"},
		"malformed file of people":                        {text, "name,street\nA\n"},
		"one line for each person":                        {text, "name\n"},
		"it has a column code or link already":            {text, "name,code\nA,B\n"},
		"malformed file of codes: is not the CSV that 'm": {text + "a,b,c\n", "name\nA\n"},
	} {
		_, _, err := trustee.HandOut(dir, []byte(c[0]), []byte(c[1]))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", want, err)
		}
		for _, code := range codes {
			if err != nil && strings.Contains(err.Error(), code) {
				t.Errorf("%q: the message has a code", want)
			}
		}
	}
	if _, left, err := trustee.HandOut(dir, []byte(text), []byte("name\nA\nB\nC\n")); err != nil || left != 0 {
		t.Errorf("codes were used up by bad files: %d left, %v", left, err)
	}
}
