package identity_test

import (
	"strings"
	"testing"

	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

// TestCodeAsTyped: a code is read however people type it, stands for one secret in each training, and a slip in any place is
// found.
func TestCodeAsTyped(t *testing.T) {
	c := identity.NewCode()
	text := c.Text()
	secret := c.Secret(wire.TrainingID{1}).InviteID()
	for _, typed := range []string{text, strings.ToLower(text), strings.ReplaceAll(text, "-", ""), strings.ReplaceAll(text, "-", " – ") + "\n",
		strings.NewReplacer("0", "o", "1", "l").Replace(text), strings.NewReplacer("0", "O", "1", "I").Replace(text)} {
		got, err := identity.ParseCode(typed)
		if err != nil || got.Secret(wire.TrainingID{1}).InviteID() != secret {
			t.Errorf("typed in another way: %v", err)
		}
	}
	if c.Secret(wire.TrainingID{2}).InviteID() == secret || identity.NewCode().Secret(wire.TrainingID{1}).InviteID() == secret {
		t.Error("two invites have one secret")
	}
	missed := 0
	for i := range text {
		if text[i] == '-' {
			continue
		}
		b := []byte(text)
		b[i] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"[(strings.IndexByte("0123456789ABCDEFGHJKMNPQRSTVWXYZ", b[i])+1)%32]
		if _, err := identity.ParseCode(string(b)); err == nil {
			missed++
		} else if strings.Contains(err.Error(), string(b)) {
			t.Error("the error repeats the code")
		}
	}
	if missed > 0 {
		t.Errorf("%d slips were not noticed", missed)
	}
	for _, bad := range []string{"", text[1:], text + "A", strings.Repeat("U", 20), strings.Repeat("é", 20)} {
		if _, err := identity.ParseCode(bad); err == nil {
			t.Errorf("%d characters were read as a code", len(bad))
		}
	}
}

// TestLinkForCodes: a link that needs a code survives its text, and with the code of an invite it is that invite.
func TestLinkForCodes(t *testing.T) {
	l := identity.Link{Facilitator: "https://f.example", Training: wire.TrainingID{7}, Key: identity.NewTrainingKey()}
	c := identity.NewCode()
	got, err := identity.ParseLink(l.URL())
	if err != nil || !got.NeedsCode() || got.URL() != l.URL() {
		t.Fatalf("%v", err)
	}
	whole, err := identity.ParseLink(got.WithCode(c).URL())
	if err != nil || whole.NeedsCode() || whole.Secret.InviteID() != c.Secret(l.Training).InviteID() {
		t.Errorf("%v", err)
	}
	if _, err := identity.ParseLink(strings.Replace(l.URL(), "#2c.", "#2.", 1)); err == nil {
		t.Error("a link without secret was read as a whole one")
	}
}
