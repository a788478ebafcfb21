//go:build testkeys

package invitation_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/dataowner/invitation"
	"github.com/blindfit/blindfit/dataowner/problem"
	"github.com/blindfit/blindfit/internal/testing/inmemory"
	"github.com/blindfit/blindfit/protocol/client"
)

// Exact sums on shared weights are refused outside a circle, before anything of the owner's is touched.
func TestSharedWeightsNeedACircle(t *testing.T) {
	file := strings.Replace(with(`"model":{"weights":"shared"}`), `"min":3,"max":8,"start":3`, `"min":5,"max":8,"start":5`, 1)
	for text, want := range map[string]string{
		file: problem.File,
		strings.Replace(file, `"model"`, `"circle":true,"model"`, 1):           "",
		strings.Replace(file, `"model"`, `"privacy":{"epsilon":8},"model"`, 1): "",
	} {
		signed, link := inmemory.NewModelOwner(t, text).Sign()
		_, err := verify(t, signed, link)
		if (err != nil) != (want != "") || want != "" && !problem.Has(err, want) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// A machine on which the arithmetic of a key cannot be started takes no part.
func TestKernelsThatDoNotStart(t *testing.T) {
	signed, link := inmemory.NewModelOwner(t, testFile).Sign()
	c, err := client.New(link.Facilitator, nil, inmemory.Serving(signed)...)
	inmemory.Must(t, err)
	fails := func(*phe.PublicKey) (phe.Kernel, string, error) { return nil, "", errors.New("no memory") }
	if _, err := invitation.Verify(t.Context(), c, link, fails); !problem.Has(err, problem.Key) || !strings.Contains(err.Error(), "failed to start kernel") {
		t.Errorf("without a kernel: %v", err)
	}
}
