//go:build testkeys

package invitation_test

import (
	"strings"
	"testing"

	"github.com/blindfit/blindfit/dataowner/invitation"
	"github.com/blindfit/blindfit/dataowner/problem"
	"github.com/blindfit/blindfit/internal/testing/inmemory"
	"github.com/blindfit/blindfit/protocol/identity"
)

// checkPin pins one file and asks for the training of another.
func checkPin(t *testing.T, pinned, asked string) error {
	t.Helper()
	m := inmemory.NewModelOwner(t, asked)
	pin, err := invitation.NewPin(identity.Words(m.Identity.Identity()), []byte(pinned))
	inmemory.Must(t, err)
	signed, link := m.Sign()
	terms, err := verify(t, signed, link)
	inmemory.Must(t, err)
	return pin.Check(terms)
}

// A model owner asks a standing owner, unattended, for a training that discloses more than the pinned one: products of
// columns instead of two gradients, two hundred gradients instead of two, statistics of each column, another clip. Any
// difference is refused that is not named as weaker.
func TestAttackPinnedFileAndMore(t *testing.T) {
	two := with(`"training":{"rounds":2,"optimizer":"sgd"}`)
	private := with(`"model":{"method":"one_round"},"privacy":{"epsilon":1,"unit":"record"}`)
	for field, c := range map[string][2]string{
		"training.rounds":    {two, with(`"training":{"rounds":200,"optimizer":"sgd"}`)},
		"model.method":       {two, with(`"training":{"rounds":2,"optimizer":"sgd"},"model":{"method":"one_round"}`)},
		"privacy.clip":       {private, strings.Replace(private, `"epsilon":1`, `"epsilon":1,"clip":0.001`, 1)},
		"scaling":            {testFile, with(`"scaling":"federated"`)},
		"holdout":            {testFile, with(`"holdout":0.002`)},
		"missing":            {testFile, with(`"missing":"drop_row"`)},
		"folds":              {with(`"model":{"method":"one_round"}`), with(`"model":{"method":"one_round"},"folds":10`)},
		"bounds.weight":      {testFile, strings.Replace(testFile, `"weight":4`, `"weight":4096`, 1)},
		"cohort.min":         {strings.Replace(testFile, `"min":3,"max":8,"start":3`, `"min":5,"max":8,"start":5`, 1), testFile},
		"privacy.epsilon":    {private, strings.Replace(private, `"epsilon":1`, `"epsilon":2`, 1)},
		"features[2].levels": {testFile, strings.Replace(testFile, `["x","y","z"]`, `["x","z","y"]`, 1)},
		"features[3]":        {testFile, strings.Replace(testFile, `"z"]}]`, `"z"]},{"name":"d","type":"continuous","min":0,"max":1}]`, 1)},
	} {
		err := checkPin(t, c[0], c[1])
		if !problem.Has(err, problem.Pinned) || !strings.Contains(err.Error(), field) {
			t.Errorf("%s: %v", field, err)
		}
	}
}

func TestWeakerTrainingsPass(t *testing.T) {
	private := with(`"model":{"method":"one_round"},"privacy":{"epsilon":2,"unit":"record"}`)
	for name, c := range map[string][2]string{
		"the same":           {testFile, testFile},
		"another name":       {testFile, strings.Replace(testFile, `"Test"`, `"Again"`, 1)},
		"fewer rounds":       {with(`"training":{"rounds":9}`), with(`"training":{"rounds":3}`)},
		"more owners":        {testFile, strings.Replace(testFile, `"min":3,"max":8,"start":3`, `"min":4,"max":20,"start":6`, 1)},
		"less ε":             {private, strings.Replace(private, `"epsilon":2`, `"epsilon":1`, 1)},
		"another join time":  {testFile, strings.Replace(testFile, `"start":3`, `"start":3,"join_timeout":"1h"`, 1)},
		"written in full":    {testFile, with(`"missing":"reject","scaling":"range"`)},
		"written as a float": {testFile, strings.Replace(testFile, `"max":10`, `"max":1e1`, 1)},
	} {
		if err := checkPin(t, c[0], c[1]); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestPinnedModelOwner(t *testing.T) {
	m, other := inmemory.NewModelOwner(t, testFile), inmemory.NewModelOwner(t, testFile)
	signed, link := m.Sign()
	terms, err := verify(t, signed, link)
	inmemory.Must(t, err)
	for who, want := range map[string]bool{
		identity.Words(m.Identity.Identity()): true, m.Identity.Identity().String(): true,
		identity.Words(other.Identity.Identity()): false, other.Identity.Identity().String(): false,
	} {
		pin, err := invitation.NewPin(who, []byte(testFile))
		inmemory.Must(t, err)
		if err := pin.Check(terms); problem.Has(err, problem.Pinned) == want {
			t.Errorf("%s: %v", who, err)
		}
	}
	for _, bad := range []string{"", "somebody"} {
		if _, err := invitation.NewPin(bad, []byte(testFile)); err == nil {
			t.Errorf("model owner %q is pinned", bad)
		}
	}
	if _, err := invitation.NewPin(m.Identity.Identity().String(), []byte("{")); err == nil {
		t.Error("a malformed file is pinned")
	}
}
