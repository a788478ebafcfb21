package dataowner

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/blindfit/blindfit/crypto/mask"
	"github.com/blindfit/blindfit/internal/secret"
	"github.com/blindfit/blindfit/internal/testing/leaks"
	"github.com/blindfit/blindfit/protocol/wire"
)

// The form in the vault must not move: records of earlier versions are there.
func TestRecordKeepsItsSecrets(t *testing.T) {
	seed := bytes.Repeat([]byte{0x9d, 0x61, 0xb1}, 11)[:32]
	const link = "https://facilitator.example/join#1.AQIDAAAA"
	v, id := NewMemoryVault(), wire.TrainingID{1}
	r := &record{Link: secret.New(link), Seed: secret.New(seed), Envelope: secret.New(seed), Split: secret.New(seed), Version: 1, Name: "Line", Uploads: 2}
	ok(t, saveRecord(t.Context(), v, id, r))
	got, err := loadRecord(t.Context(), v, id)
	ok(t, err)
	if got.Link.Reveal() != link || !bytes.Equal(got.Seed.Reveal(), seed) || !bytes.Equal(got.Envelope.Reveal(), seed) ||
		!bytes.Equal(got.Split.Reveal(), seed) || got.Name != "Line" || got.Uploads != 2 {
		t.Error("a record changed on its way through the vault")
	}
	stored, err := v.Get(t.Context(), recordKey(id))
	ok(t, err)
	var fields map[string]json.RawMessage
	ok(t, json.Unmarshal(stored, &fields))
	for name, want := range map[string]string{"link": link, "seed": "nWGxnWGxnWGxnWGxnWGxnWGxnWGxnWGxnWGxnWGxnWE=", "name": "Line"} {
		var text string
		if err := json.Unmarshal(fields[name], &text); err != nil || text != want {
			t.Errorf("%s is stored as %s", name, fields[name])
		}
	}
	leaks.Check(t, "record", r, seed, link)
	leaks.Check(t, "record by value", *r, seed, link)
	leaks.Check(t, "owner", &Owner{rec: r}, seed, link)
}

func TestAttemptDoesNotPrint(t *testing.T) {
	pair, err := mask.NewKeyPair()
	ok(t, err)
	private, seed := pair.Secret(), mask.NewSeed()
	b := seed.Reveal()
	leaks.Check(t, "attempt", attempt{pair: pair, share: pair, seed: seed}, private[:], b[:])
}
