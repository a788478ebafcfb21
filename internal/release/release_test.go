package release_test

import (
	"regexp"
	"testing"

	"github.com/blindfit/blindfit/internal/release"
)

// TestName: every build knows its release, and which one came before.
func TestName(t *testing.T) {
	if name := release.Name(); !regexp.MustCompile(`^v\d+\.\d+\.\d+(-dev(\+[0-9a-f]{12}(\.dirty)?)?)?$`).MatchString(name) {
		t.Errorf("the release is %q", name)
	}
	name, commit := release.Last()
	if !regexp.MustCompile(`^v\d+\.\d+\.\d+$`).MatchString(name) || !regexp.MustCompile(`^[0-9a-f]{40}$`).MatchString(commit) {
		t.Errorf("the last release is %q at %q", name, commit)
	}
}
