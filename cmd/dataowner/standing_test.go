package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/modelowner"
	"github.com/blindfit/blindfit/protocol/identity"
)

// pinnedFile is what the owners of the tests have agreed to; %s takes further fields.
const pinnedFile = `{"name": "Line", "features": [{"name": "a", "type": "continuous", "min": 0, "max": 40}],
	"target": {"name": "y", "type": "continuous", "min": -10, "max": 60}, "bounds": {"rows": 64}, "key_bits": %d%s}`

// Standing owners join every training of one model owner that asks for no more than they pinned, at the same time, and
// refuse the others without being stopped by them.
func TestStandingOwners(t *testing.T) {
	f := &facilitator{t: t, dir: t.TempDir(), addr: "127.0.0.1:0"}
	f.start(time.Hour)
	base := t.TempDir()
	owner, stranger := filepath.Join(base, "owner"), filepath.Join(base, "stranger")
	create := func(dir string, keys *modelowner.Keys, fields string) *modelowner.Training {
		file, err := spec.Parse(fmt.Appendf(nil, pinnedFile, keyBits, fields))
		check(t, err)
		tr, err := modelowner.Create(t.Context(), dir, keys, file, "http://"+f.addr, modelowner.CreateOptions{})
		check(t, err)
		return tr
	}
	keys, err := modelowner.GenerateKeys(owner, nil)
	check(t, err)
	others, err := modelowner.GenerateKeys(stranger, nil)
	check(t, err)
	wanted := []*modelowner.Training{create(owner, keys, ""), create(owner, keys, `, "training": {"rounds": 4}, "cohort": {"max": 9}`)}
	refused := []*modelowner.Training{
		create(stranger, others, ""),
		create(owner, keys, `, "missing": "drop_row"`),
		create(owner, keys, `, "model": {"method": "one_round"}`),
	}
	pinned := filepath.Join(base, "pinned.json")
	check(t, os.WriteFile(pinned, fmt.Appendf(nil, pinnedFile, keyBits, ""), 0o600))

	var joined sync.WaitGroup
	inputs := make([]strings.Builder, 3)
	for _, tr := range append(append([]*modelowner.Training{}, refused...), wanted...) {
		links, err := tr.Invite(len(inputs))
		check(t, err)
		for i, l := range links {
			fmt.Fprintf(&inputs[i], "%s\n\n", l.URL())
		}
	}
	for i := range inputs {
		rows := filepath.Join(base, fmt.Sprintf("%d.csv", i))
		var b strings.Builder
		b.WriteString("y,a\n")
		for a := range 8 + i {
			fmt.Fprintf(&b, "%d,%d\n", 2*a-4, a+i)
		}
		check(t, os.WriteFile(rows, []byte(b.String()), 0o600))
		input := "no link\n" + inputs[i].String()
		joined.Go(func() {
			var out, errs lines
			root := newRoot()
			root.SetIn(strings.NewReader(input))
			root.SetOut(&out)
			root.SetErr(&errs)
			root.SetArgs(yes("join", "-", "--agree", "again", "--standing", "--model-owner", identity.Words(keys.Identity.Identity()), "--pinned", pinned,
				"--data", rows, "--dir", filepath.Join(base, fmt.Sprint(i)), "--receipt", filepath.Join(base, fmt.Sprint(i), "receipts")))
			if code := cli.Run(t.Context(), root); code != cli.ExitUsage { // that of the line that is no link
				t.Errorf("owner %d: exit code %d", i, code)
			}
			for _, want := range []string{"line 1: ", "is not the pinned one", "missing: is drop_row, pinned is reject", "model.method: is one_round, pinned is rounds"} {
				if !strings.Contains(errs.String(), want) {
					t.Errorf("owner %d is not told %q:\n%s", i, want, &errs)
				}
			}
		})
	}
	for _, tr := range wanted {
		if _, err := tr.Train(t.Context(), keys, modelowner.TrainOptions{MaxWait: time.Minute}); err != nil {
			t.Errorf("a training with standing owners failed: %v", err)
		}
	}
	joined.Wait()
	for i := range inputs {
		for _, tr := range wanted {
			r, err := readReceipt(filepath.Join(base, fmt.Sprint(i), "receipts", tr.ID.String()+".json"))
			check(t, err)
			if len(r.Uploads) == 0 {
				t.Errorf("owner %d has an empty receipt", i)
			}
		}
	}
}

func TestStandingNeedsItsPins(t *testing.T) {
	pinned := filepath.Join(t.TempDir(), "pinned.json")
	check(t, os.WriteFile(pinned, fmt.Appendf(nil, pinnedFile, keyBits, ""), 0o600))
	for name, args := range map[string][]string{
		"a link":           {"http://127.0.0.1:1/join#2.x", "--standing", "--model-owner", "x", "--pinned", pinned},
		"no model owner":   {"-", "--standing", "--pinned", pinned},
		"bad model owner":  {"-", "--standing", "--model-owner", "somebody", "--pinned", pinned},
		"no file":          {"-", "--standing", "--model-owner", "x"},
		"absent file":      {"-", "--standing", "--model-owner", "x", "--pinned", pinned + "x"},
		"without standing": {"-", "--pinned", pinned},
	} {
		if code, _, _ := call(context.Background(), append([]string{"join", "--data", "rows.csv"}, args...)...); code != cli.ExitUsage {
			t.Errorf("%s: exit code %d", name, code)
		}
	}
}
