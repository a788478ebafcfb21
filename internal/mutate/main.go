// Command mutate switches the defences of the protocol off, one by one, and runs the tests that should notice: if no
// test fails without a check, the check may be lost unnoticed. It prints every change under which all tests still pass,
// and exits with 1 if the table of exceptions does not explain one of them.
//
//	go run ./internal/mutate [-only substring] [-first] [-list | -roles]
//
// Sources are never touched: the go command reads each changed file through an overlay.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"time"
)

// target is a package in which defences are switched off, and the packages with tests that should notice.
type target struct {
	dir   string
	tests []string // a package each, with flags of go test after it
}

// ownerTests are the names of tests of a whole data owner that are tried before all others of its package: they are quick,
// and a change that lets an owner go on for ever does not make them hang.
const ownerTests = "Bad|Broken|Early|Refused|Without|OwnersEnd"

// gatheringTests are the tests of whole trainings with trustees.
const gatheringTests = "./modelowner -run=Trustee|Contribut|OneCell|Garbage|CloseSurvives|Refuse|PutOff|Invite|Publication|ShortAddress"

// targets are tried in this order; the tests of a target stop at the first package that notices.
var targets = []target{
	{"protocol/attempt", []string{"./protocol/attempt", "./protocol/log"}},
	{"protocol/log", []string{"./protocol/log", "./protocol/attempt"}}, // the entries of trainings with trustees are tried there
	{"protocol/identity", []string{"./protocol/identity"}},
	{"protocol/wire", []string{"./protocol/wire"}},
	{"crypto/mask", []string{"./crypto/mask"}},
	{"crypto/envelope", []string{"./crypto/envelope"}},
	{"crypto/pack", []string{"./crypto/pack"}},
	{"dataowner/attempt", []string{"./dataowner/attempt", "./dataowner"}},
	{"dataowner/consent", []string{"./dataowner/consent", "./dataowner"}},
	{"dataowner/disclosure", []string{"./dataowner/disclosure"}},
	{"dataowner/ledger", []string{"./dataowner/ledger"}},
	{"dataowner/people", []string{"./dataowner/people", "./dataowner"}},
	{"dataowner/statement", []string{"./dataowner/statement", "./dataowner"}},
	{"dataowner/vault", []string{"./dataowner/vault", "./dataowner"}},
	{"dataowner/invitation", []string{"./dataowner/invitation", "./dataowner"}},
	{"dataowner/follow", []string{"./dataowner"}},
	{"modelowner/check", []string{"./modelowner/check", "./modelowner/train"}},
	{"ml/dp", []string{"./ml/dp"}},
	{"trustee/ledger", []string{"./trustee/ledger"}},
	{"trustee/answer", []string{"./trustee"}},
	{"trustee", []string{"./trustee", "./cmd/trustee"}},
	{"dataowner/give", []string{"./modelowner -run=OwnersRefuse|Contributors|WrongTrustees", gatheringTests}},
	{"server/round/gather", []string{"./server/round/gather", gatheringTests}},
	{"modelowner/closing", []string{"./modelowner -run=ModelOwnerRefuses|SecondClosing", gatheringTests}},
}

// testTime bounds the tests of one change: one that makes them hang is noticed too.
const testTime = 20 * time.Minute

func main() {
	only := flag.String("only", "", "try only changes whose place or description contains this")
	first := flag.Bool("first", false, "run only the tests that are tried first: a survivor may be noticed by the others")
	list := flag.Bool("list", false, "print the changes and try none")
	compare := flag.Bool("roles", false, "switch off the checks that all roles share, and compare which roles notice")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	do := func() error { return run(ctx, *only, *list, *first) }
	if *compare {
		do = func() error { return compareRoles(ctx, *only) }
	}
	if err := do(); err != nil {
		fmt.Fprintln(os.Stderr, "mutate: error:", err)
		stop()
		os.Exit(1)
	}
}

func run(ctx context.Context, only string, list, first bool) error {
	tried, survived := 0, 0
	for _, t := range targets {
		if _, err := os.Stat(t.dir); errors.Is(err, os.ErrNotExist) {
			continue
		}
		if first {
			t.tests = t.tests[:1]
		}
		changes, err := changesIn(t.dir)
		if err != nil {
			return err
		}
		for _, c := range changes {
			if !strings.Contains(c.String(), only) {
				continue
			}
			if list {
				fmt.Println(c)
				continue
			}
			noticed, err := try(ctx, t, c)
			if err != nil {
				return err
			}
			tried++
			if reason := exceptions[c.key()]; !noticed && reason != "" {
				fmt.Printf("explained  %s (%s)\n", c, reason)
			} else if !noticed {
				survived++
				fmt.Println("SURVIVED  ", c)
			}
		}
	}
	if list {
		return nil
	}
	fmt.Printf("%d defences switched off, %d survivors\n", tried, survived)
	if survived > 0 {
		return errors.New("some changes were not noticed by any test")
	}
	return nil
}

// try runs the tests of a target with one changed file and reports whether one of them fails. A change that does not
// compile counts as noticed.
func try(ctx context.Context, t target, c change) (noticed bool, err error) {
	overlay, remove, err := overlayOf(c)
	if err != nil {
		return false, err
	}
	defer remove()
	for _, tests := range t.tests {
		if tests == "./dataowner" {
			noticed, err = runTests(ctx, overlay, tests, "-run", ownerTests)
		}
		if !noticed && err == nil {
			noticed, err = runTests(ctx, overlay, tests)
		}
		if noticed || err != nil {
			return noticed, err
		}
	}
	return false, nil
}

// overlayOf writes the file that has the go command read a changed file, until remove is called.
func overlayOf(c change) (overlay string, remove func(), err error) {
	dir, err := os.MkdirTemp("", "blindfit-mutate-")
	if err != nil {
		return "", nil, err
	}
	remove = func() { _ = os.RemoveAll(dir) }
	defer func() {
		if err != nil {
			remove()
		}
	}()
	path, err := filepath.Abs(c.file)
	if err != nil {
		return "", nil, err
	}
	changed := filepath.Join(dir, filepath.Base(c.file))
	if err := os.WriteFile(changed, c.source, 0o600); err != nil {
		return "", nil, err
	}
	overlay = filepath.Join(dir, "overlay.json")
	b, err := json.Marshal(map[string]any{"Replace": map[string]string{path: changed}})
	if err != nil {
		return "", nil, err
	}
	return overlay, remove, os.WriteFile(overlay, b, 0o600)
}

// runTests runs the tests of a package through an overlay and reports whether one fails.
func runTests(ctx context.Context, overlay, pkg string, flags ...string) (failed bool, err error) {
	timed, cancel := context.WithTimeout(ctx, testTime)
	defer cancel()
	args := append([]string{"test", "-vet=off", "-failfast", "-tags", "testkeys", "-overlay", overlay}, flags...)
	err = exec.CommandContext(timed, "go", append(args, strings.Fields(pkg)...)...).Run()
	return err != nil, ctx.Err()
}
