package simulation_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"
)

// TestSequences plays lives from seeds: fault rows 13, 17, 18, 21 and 78 in every combination that comes up.
func TestSequences(t *testing.T) {
	sweep(t, onSQLite, sequences)
}

// number reads a number from the environment.
func number(t *testing.T, name string, otherwise int) int {
	t.Helper()
	s := os.Getenv(name)
	if s == "" {
		return otherwise
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatalf("malformed %s: %v", name, err)
	}
	return n
}

// sweep plays as many seeds as the environment says, or count, from the first that it says, or 0.
func sweep(t *testing.T, on form, count int) {
	var total tally
	count = number(t, "BLINDFIT_SEQUENCES", count)
	first := number(t, "BLINDFIT_FIRST_SEED", 0)
	for seed := uint64(first); seed < uint64(first+count); seed++ {
		replicas, ops := generate(seed)
		broken := play(t, on, nil, replicas, ops, &total)
		if broken == "" {
			continue
		}
		replicas, ops, broken = shrink(replicas, ops, broken, func(replicas int, ops []op) string { return play(t, on, nil, replicas, ops, nil) })
		keep(t, fmt.Sprintf("seed-%d", seed), broken, replicas, ops)
	}
	t.Logf("%d lives from seed %d: %+v", count, first, total)
}

// keep writes what broke a rule where TestKept plays it from now on.
func keep(t *testing.T, name, broken string, replicas int, ops []op) {
	t.Helper()
	text := fmt.Sprintf("# %s\n%s", broken, formatOps(replicas, ops))
	path := filepath.Join("testdata", name+".txt")
	if err := os.MkdirAll("testdata", 0o755); err != nil {
		t.Error(err)
	} else if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Error(err)
	}
	t.Errorf("%s: %s\nkept in %s:\n%s", name, broken, path, text)
}

// TestKept plays every life that once broke a rule.
func TestKept(t *testing.T) {
	names, err := filepath.Glob("testdata/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		replicas, ops, err := parseOps(string(b))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if broken := play(t, onSQLite, nil, replicas, ops, nil); broken != "" {
			t.Errorf("%s: %s", name, broken)
		}
	}
}
