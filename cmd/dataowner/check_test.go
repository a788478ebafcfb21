package main

import (
	"context"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/internal/testing/deadline"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/modelowner"
	"github.com/blindfit/blindfit/protocol/identity"
)

// checked makes a training on a real facilitator and returns an invite link to it.
func checked(t *testing.T, url string, keys *modelowner.Keys, dir, fields, target string) string {
	t.Helper()
	file, err := spec.Parse(fmt.Appendf(nil, `{"name": "Line", "features": [
		{"name": "a", "type": "discrete", "min": 0, "max": 20},
		{"name": "place", "type": "nominal", "levels": ["n", "s"], "other": "s"}],
		"target": %s, "bounds": {"rows": 64}, "key_bits": %d, %s}`, target, keyBits, fields))
	check(t, err)
	tr, err := modelowner.Create(t.Context(), dir, keys, file, url, modelowner.CreateOptions{})
	check(t, err)
	links, err := tr.Invite(1)
	check(t, err)
	return links[0].URL()
}

// "check" takes rows for every kind of training, says what the training is and what was made of the rows, and sends
// nothing; rows that do not fit get their own exit code.
func TestCheckCoversEveryKind(t *testing.T) {
	f := &facilitator{t: t, dir: t.TempDir(), addr: "127.0.0.1:0"}
	f.start(0)
	url := "http://" + f.addr
	base := t.TempDir()
	keys, err := modelowner.GenerateKeys(base, nil)
	check(t, err)
	rows, bad := filepath.Join(base, "rows.csv"), filepath.Join(base, "bad.csv")
	check(t, os.WriteFile(rows, []byte("y;place;a;note;word\n1,5;n;3;x;no\n-2;elsewhere;4;y;yes\n7;s;20;;no\n"), 0o600))
	check(t, os.WriteFile(bad, []byte("y,place,a,word\n1.5,n,21,no\n1.5,n,22,no\n1.5,n,23,no\n"), 0o600))
	const y, word = `{"name": "y", "type": "continuous", "min": -10, "max": 60}`, `{"name": "word", "type": "nominal", "levels": ["no", "yes"]}`
	for _, c := range []struct{ target, fields, says string }{
		{y, `"model": {}`, "linear regression on weights that stay encrypted; rounds: at most 50 gradient, 1 evaluation"},
		{y, `"disclosure": {"rare": "other"}`, "they count as the level \"other\" of their column: place=n"},
		{y, `"model": {"method": "one_round"}`, "linear regression, solved from one sum; rounds: at most 1 of sums"},
		{word, `"model": {"kind": "discriminant"}, "scaling": "federated", "holdout": 0.25`,
			"rounds: at most 1 statistics, 50 gradient, 2 evaluation; 25 % of your rows are kept back"},
		{y, `"circle": true, "model": {"weights": "shared"}, "missing": "mean"`, "weights that data owners read: your rows stay in memory"},
		{word, `"circle": true, "model": {"kind": "mlp", "weights": "shared", "hidden": [3]}`, "mlp on weights that data owners read"},
	} {
		link := checked(t, url, keys, base, c.fields, c.target)
		code, out, errs := call(t.Context(), "check", link, "--data", rows)
		if code != 0 {
			t.Fatalf("%s: exit code %d\n%s%s", c.fields, code, out, errs)
		}
		for _, want := range []string{
			c.says, "the model owner sees", "3 of 3 rows used; ignored columns: ", "note", "all rounds, at most",
			"--leave-out blank leaves out 1 row with a blank in some column",
			"column place: 1 value is none of its levels", `counted as "s"`,
		} {
			if !strings.Contains(strings.ToLower(out), strings.ToLower(want)) {
				t.Errorf("%s: does not say %q\n%s", c.fields, want, out)
			}
		}
		if code, _, errs := call(t.Context(), "check", link, "--data", base); code != cli.ExitUsage || !strings.Contains(errs, "is a folder") {
			t.Errorf("a folder as rows: exit code %d\n%s", code, errs)
		}
		if code, out, _ := call(t.Context(), "check", link, "--data", bad); code != exitRows || !strings.Contains(out, "rows 2 to 4, column a: above the declared maximum 20\n") {
			t.Errorf("%s: rows that do not fit: exit code %d\n%s", c.fields, code, out)
		}
	}
}

// What is mistyped is told as such, and never taken for success.
func TestWrongUse(t *testing.T) {
	other := filepath.Join(t.TempDir(), "model.json")
	check(t, os.WriteFile(other, []byte(`{"features": []}`), 0o600))
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"jion", "link", "--data", "rows.csv"}, "unknown command \"jion\"\ndataowner: hint: did you mean 'dataowner join'"},
		{[]string{"join", "a", "b", "--data", "rows.csv"}, "join takes LINK"},
		{[]string{"check", "link"}, "--data is needed"},
		{[]string{"verify", other}, "malformed receipt"},
		{[]string{"join", "link", "--data", "rows.csv", "--min-cohort", "-1"}, "invalid --min-cohort: must not be negative"},
		{[]string{"join", "link", "--data", "rows.csv", "--leave-out", "old"}, "invalid --leave-out \"old\": must be new or blank"},
		{[]string{"join", "link", "--data", "rows.csv", "--max-epsilon", "-1"}, "invalid --max-epsilon: must be a number from 0 to 1000000"},
		{[]string{"join", "link", "--data", "rows.csv", "--max-epsilon", "NaN"}, "invalid --max-epsilon: must be a number from 0 to 1000000"},
	} {
		if code, _, errs := call(t.Context(), c.args...); code != cli.ExitUsage || !strings.Contains(errs, "error: "+c.want) {
			t.Errorf("%v: exit code %d, %s", c.args, code, errs)
		}
	}
}

// Whoever waits for a facilitator that is not there is told so, and by which address it is asked.
func TestUnansweredIsTold(t *testing.T) {
	gone := httptest.NewServer(nil)
	gone.Close()
	link := identity.Link{Facilitator: gone.URL}
	ctx, stop := context.WithCancel(deadline.Context(t))
	defer stop()
	out := &stopper{text: "the facilitator " + gone.URL + " does not answer", stop: stop}
	root := newRoot()
	root.SetArgs([]string{"check", link.URL(), "--data", "rows.csv"})
	root.SetOut(out)
	root.SetErr(out)
	cli.Run(ctx, root)
	if !strings.Contains(out.String(), out.text) {
		t.Errorf("printed %q", out.String())
	}
}

// stopper calls stop once text was written.
type stopper struct {
	lines
	text string
	stop func()
}

func (s *stopper) Write(p []byte) (int, error) {
	n, err := s.lines.Write(p)
	if strings.Contains(s.String(), s.text) {
		s.stop()
	}
	return n, err
}
