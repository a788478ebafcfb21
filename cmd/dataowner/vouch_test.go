package main

import (
	"slices"
	"testing"
)

func TestWordsOnTheCommandLine(t *testing.T) {
	want := []string{"hajir-tulok-mifad-bosaz", "dofim-ralub-pizot-kavus"}
	got, err := parseWords([]string{"hajir-tulok-mifad-bosaz", " Dofim ralub  pizot-KAVUS "})
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("words are %q, %v", got, err)
	}
	for _, bad := range []string{"", "hajir-tulok-mifad", "hejir-tulok-mifad-bosaz"} {
		if got, err := parseWords([]string{want[0], bad}); err == nil {
			t.Errorf("%q is taken as %q", bad, got)
		}
	}
}
