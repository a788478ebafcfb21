// Package release owns the name of the release that the programs are built from, and of the last one before it. The names
// are in the sources, so that every build knows its release, also one without the history of the sources.
package release

import (
	_ "embed"
	"runtime/debug"
	"strings"
)

//go:embed VERSION
var version string

// LAST names the last release and its commit, which tests of upgrades build.
//
//go:embed LAST
var last string

// Name is the release. Between two releases it ends with -dev, and if the build knows its commit with that, and .dirty if
// files differ from it.
func Name() string {
	name := strings.TrimSpace(version)
	info, ok := debug.ReadBuildInfo()
	if !ok || !strings.HasSuffix(name, "-dev") {
		return name
	}
	commit, dirty := "", ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision" && len(s.Value) >= 12:
			commit = "+" + s.Value[:12]
		case s.Key == "vcs.modified" && s.Value == "true":
			dirty = ".dirty"
		}
	}
	if commit == "" {
		return name
	}
	return name + commit + dirty
}

// Last returns the name of the last release before this one, and the commit it was built from.
func Last() (name, commit string) {
	name, commit, _ = strings.Cut(strings.TrimSpace(last), " ")
	return name, commit
}
