package campaign_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/internal/swarm/campaign"
	"github.com/blindfit/blindfit/internal/testing/deadline"
)

// TestCampaignCounts: of 300 contributions to real programs, more than one page of them, every one counts, each is below 8 kB, and
// the facilitator's memory does not grow with them.
func TestCampaignCounts(t *testing.T) {
	dir := t.TempDir()
	build := exec.CommandContext(t.Context(), "go", "build", "-o", dir, "github.com/blindfit/blindfit/cmd/facilitator", "github.com/blindfit/blindfit/cmd/trustee")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	data := filepath.Join(dir, "data")
	if err := os.Mkdir(data, 0o700); err != nil {
		t.Fatal(err)
	}
	r, err := campaign.Run(deadline.Context(t), campaign.Config{
		Contributions: 300, Trustees: 2, Columns: 10, KeyBits: 2048, Dir: data,
		Program: filepath.Join(dir, "facilitator"), Trustee: filepath.Join(dir, "trustee"), Say: t.Logf,
	})
	if err != nil {
		t.Fatal(err)
	}
	if !r.OK() || r.Bytes > 8000 || r.FacilitatorPeak > 2*r.FacilitatorEarly {
		t.Errorf("%+v", r)
	}
	if !strings.Contains(r.Text(), "300 counted") {
		t.Errorf("the report says %q", r.Text())
	}
}

// TestImpossible: a configuration that cannot be is refused with the flag's name.
func TestImpossible(t *testing.T) {
	for want, c := range map[string]campaign.Config{
		"--contributions": {Contributions: 2, Trustees: 2, Columns: 10},
		"--trustees":      {Contributions: 10, Trustees: 4, Columns: 10},
		"--columns":       {Contributions: 10, Trustees: 2, Columns: 1},
	} {
		if err := c.Validate(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: %v", c, err)
		}
	}
}
