package diskspace_test

import (
	"path/filepath"
	"runtime"
	"testing"

	"github.com/blindfit/blindfit/internal/diskspace"
)

func TestFree(t *testing.T) {
	if free := diskspace.Free(t.TempDir()); free <= 0 && runtime.GOOS == "linux" {
		t.Errorf("%d bytes are free", free)
	}
	if free := diskspace.Free(filepath.Join(t.TempDir(), "missing")); free != -1 {
		t.Errorf("%d bytes are free in a folder that does not exist", free)
	}
}
