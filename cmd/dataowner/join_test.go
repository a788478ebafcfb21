package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/modelowner"
	"github.com/blindfit/blindfit/protocol/wire"
)

// A training on weights that owners read, with a statistics round and rows kept back, joined by five programs: the
// receipt names the kind of every round, proves each to be in its sum, and multiplies out.
func TestJoinOnSharedWeights(t *testing.T) {
	f := &facilitator{t: t, dir: t.TempDir(), addr: "127.0.0.1:0"}
	f.start(time.Hour)
	base := t.TempDir()
	keys, err := modelowner.GenerateKeys(filepath.Join(base, "owner"), nil)
	check(t, err)
	file, err := spec.Parse(fmt.Appendf(nil, `{"name": "Line", "features": [{"name": "a", "type": "continuous", "min": 0, "max": 40}],
		"target": {"name": "y", "type": "continuous", "min": -10, "max": 60}, "bounds": {"rows": 64}, "key_bits": %d,
		"circle": true, "cohort": {"min": 3, "max": 5, "start": 5}, "model": {"weights": "shared", "method": "rounds"}, "missing": "mean", "scaling": "federated", "holdout": 0.25, "training": {"rounds": 3, "stop": "fixed"}}`, keyBits))
	check(t, err)
	tr, err := modelowner.Create(t.Context(), filepath.Join(base, "owner"), keys, file, "http://"+f.addr, modelowner.CreateOptions{})
	check(t, err)
	links, err := tr.Invite(5)
	check(t, err)
	members := filepath.Join(base, "members.txt")
	var lines strings.Builder
	for i := range links {
		_, line, _ := call(t.Context(), "id", "--dir", filepath.Join(base, fmt.Sprint(i)))
		lines.WriteString(line)
	}
	check(t, os.WriteFile(members, []byte(lines.String()), 0o600))
	var joined sync.WaitGroup
	for i, link := range links {
		rows := filepath.Join(base, fmt.Sprintf("%d.csv", i))
		var b strings.Builder
		b.WriteString("y,a\n")
		for a := range 8 + i {
			fmt.Fprintf(&b, "%d,%d\n", a-4, a+i)
		}
		b.WriteString("1,NA\n")
		check(t, os.WriteFile(rows, []byte(b.String()), 0o600))
		joined.Go(func() {
			dir := filepath.Join(base, fmt.Sprint(i))
			args := yes("join", link.URL(), "--data", rows, "--dir", dir, "--circle", members)
			if i == 0 { // nothing is sent without the yes
				code, out, errs := call(t.Context(), append(args, "--json")...)
				if code != exitAgree || !strings.Contains(out, `{"event":"refused","refused":[{"rule":"shared","has":"no privacy","needs":"privacy"}]}`) || !strings.Contains(errs, "--agree shared") {
					t.Errorf("without --agree: exit code %d\n%s\n%s", code, out, errs)
				}
			}
			code, out, errs := call(t.Context(), append(args, "--agree", "shared", "--receipt", filepath.Join(base, fmt.Sprintf("%d.json", i)))...)
			if code != 0 {
				t.Errorf("owner %d: exit code %d\n%s", i, code, errs)
			}
			for _, want := range []string{"round 1 (statistics)", "(evaluation)", "5 uploads (1 statistics, 3 gradient, 1 evaluation)"} {
				if !strings.Contains(out, want) {
					t.Errorf("owner %d is not told of %q:\n%s", i, want, out)
				}
			}
		})
	}
	_, err = tr.Train(t.Context(), keys, modelowner.TrainOptions{})
	check(t, err)
	joined.Wait()
	receipt := filepath.Join(base, "2.json")
	r, err := readReceipt(receipt)
	check(t, err)
	var kinds []wire.RoundKind
	for _, e := range r.Uploads {
		kinds = append(kinds, e.Kind)
		if sealed := e.Kind != wire.RoundStatistics; (e.BytesDown > wire.BoxSize) != sealed {
			t.Errorf("%s round: %d bytes came with it", e.Kind, e.BytesDown)
		}
	}
	if got := fmt.Sprint(kinds); got != "[statistics gradient gradient gradient evaluation]" {
		t.Errorf("rounds were %s", got)
	}
	v := (&trained{dir: filepath.Join(base, "2")}).verdict(t, receipt)
	if v.Proven != 5 || len(v.Products) != 5 {
		t.Errorf("verdict is %+v", v)
	}
}
