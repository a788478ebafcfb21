package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/blindfit/blindfit/internal/testing/deadline"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/modelowner"
)

// A data owner with a limit of its own leaves a training that would pass it, before it sends anything; the others, who
// are told what is promised, go on without it where they can.
func TestJoinWithALimit(t *testing.T) {
	f := &facilitator{t: t, dir: t.TempDir(), addr: "127.0.0.1:0"}
	f.start(time.Hour)
	base := t.TempDir()
	keys, err := modelowner.GenerateKeys(filepath.Join(base, "owner"), nil)
	check(t, err)
	file, err := spec.Parse(fmt.Appendf(nil, `{"name": "Line", "features": [{"name": "a", "type": "continuous", "min": 0, "max": 40}],
		"target": {"name": "y", "type": "continuous", "min": -10, "max": 60}, "bounds": {"rows": 64}, "key_bits": %d,
		"model": {"method": "one_round"}, "privacy": {"epsilon": 4}, "cohort": {"start": 3}}`, keyBits))
	check(t, err)
	tr, err := modelowner.Create(t.Context(), filepath.Join(base, "owner"), keys, file, "http://"+f.addr, modelowner.CreateOptions{Force: true})
	check(t, err)
	links, err := tr.Invite(4)
	check(t, err)
	rows := filepath.Join(base, "rows.csv")
	check(t, os.WriteFile(rows, []byte("y,a\n1,2\n3,4\n7,5\n"), 0o600))
	ctx := deadline.Context(t)
	var joined sync.WaitGroup
	for i, link := range links {
		joined.Go(func() {
			args := yes("join", link.URL(), "--data", rows, "--dir", filepath.Join(base, fmt.Sprint(i)))
			if i == 0 {
				args = append(args, "--max-epsilon", "2")
			}
			code, out, errs := call(ctx, args...)
			if i > 0 && (strings.Count(out, "\ndata owner ") != 3 || strings.Count(out, "(you), here ") != 1 || strings.Count(out, "(not vouched for") != 2) {
				t.Errorf("owner %d is not told whose words to compare:\n%s", i, out)
			}
			if !strings.Contains(out, "differential privacy: whether each of your rows took part") {
				t.Errorf("owner %d is not told what is promised:\n%s", i, out)
			}
			switch {
			case i == 0 && (code != exitAgree || !strings.Contains(errs, "--agree limit") || !strings.Contains(errs, "You limit what trainings disclose of you to ε = 2. With this training it may be 3.99") || !strings.Contains(out, "your limit is 2") || !strings.Contains(out, "0 uploads")):
				t.Errorf("the owner with a limit ends with code %d:\n%s\n%s", code, out, errs)
			case i > 0 && (code != 0 || !strings.Contains(out, "privacy: spent in all trainings so far: ε = 3.99")):
				t.Errorf("owner %d ends with code %d:\n%s\n%s", i, code, out, errs)
			}
		})
	}
	_, err = tr.Train(ctx, keys, modelowner.TrainOptions{ProceedAfter: time.Second})
	check(t, err)
	joined.Wait()
}
