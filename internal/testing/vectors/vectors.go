// Package vectors owns the known answers of the protocol in protocol/testdata/vectors.json. Each package that makes
// bytes for the wire holds its own section against its code; protocol/testdata/verify.py, a second implementation in
// Python, computes all of them from the documents alone. Two sides that change together therefore still notice.
package vectors

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"testing"
)

var update = flag.Bool("update-vectors", false, "write this package's sections of protocol/testdata/vectors.json; a change needs its reason in the commit")

// File returns the path of the vectors.
func File() string {
	_, here, _, _ := runtime.Caller(0)
	return filepath.Join(filepath.Dir(here), "..", "..", "..", "protocol", "testdata", "vectors.json")
}

func read(tb testing.TB) map[string]json.RawMessage {
	tb.Helper()
	all := map[string]json.RawMessage{}
	b, err := os.ReadFile(File())
	if os.IsNotExist(err) && *update {
		return all
	}
	if err != nil {
		tb.Fatal(err)
	}
	if err := json.Unmarshal(b, &all); err != nil {
		tb.Fatal(err)
	}
	return all
}

// Check holds computed, a struct of strings and numbers, against a section of the file, field by field.
func Check[T any](tb testing.TB, section string, computed T) {
	tb.Helper()
	if *update {
		write(tb, section, computed)
	}
	stored := Stored(tb, section, computed)
	got, want := reflect.ValueOf(computed), reflect.ValueOf(stored)
	for i := range got.NumField() {
		if !reflect.DeepEqual(got.Field(i).Interface(), want.Field(i).Interface()) {
			tb.Errorf("%s.%s is %v, want %v", section, got.Type().Field(i).Name, got.Field(i), want.Field(i))
		}
	}
}

// Stored returns a section of the file with values that were drawn at random once, for a test that opens them. If
// -update-vectors is set, it stores fresh first.
func Stored[T any](tb testing.TB, section string, fresh T) T {
	tb.Helper()
	all := read(tb)
	if _, ok := all[section]; !ok && *update {
		write(tb, section, fresh)
		all = read(tb)
	}
	var v T
	if err := json.Unmarshal(all[section], &v); err != nil {
		tb.Fatalf("failed to read section %q: %v", section, err)
	}
	return v
}

func write(tb testing.TB, section string, v any) {
	tb.Helper()
	all := read(tb)
	b, err := json.Marshal(v)
	if err != nil {
		tb.Fatal(err)
	}
	all[section] = b
	out, err := json.MarshalIndent(all, "", "  ")
	if err != nil {
		tb.Fatal(err)
	}
	if err := os.WriteFile(File(), append(out, '\n'), 0o644); err != nil {
		tb.Fatal(err)
	}
}
