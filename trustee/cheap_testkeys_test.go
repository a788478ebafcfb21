//go:build testkeys

package trustee_test

import (
	"testing"

	"github.com/blindfit/blindfit/crypto/secretfile"
)

// cheap makes passphrases cost nothing for one test.
func cheap(t *testing.T) { secretfile.Cheap(t) }
