package main

import (
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain makes the test binary the program, for scripts and for processes that are killed.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"facilitator": onFaultyDisk(main)})
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{Dir: "testdata", Setup: func(env *testscript.Env) error {
		env.Setenv("HOME", env.WorkDir)
		env.Setenv("XDG_CONFIG_HOME", env.WorkDir+"/config")
		return os.MkdirAll(env.WorkDir+"/config", 0o700)
	}})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
