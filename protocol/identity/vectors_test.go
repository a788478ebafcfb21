package identity

import (
	"bytes"
	"encoding/hex"
	"testing"

	"github.com/blindfit/blindfit/internal/secret"
	"github.com/blindfit/blindfit/internal/testing/vectors"
	"github.com/blindfit/blindfit/protocol/wire"
)

func TestVectors(t *testing.T) {
	text := func(v secret.Value[[32]byte]) string { b := v.Reveal(); return hex.EncodeToString(b[:]) }
	fill := func(b byte) [32]byte { return [32]byte(bytes.Repeat([]byte{b}, 32)) }
	l := Link{Facilitator: "https://facilitator.example/blind", Training: wire.TrainingID(fill(1)), Key: secret.New(fill(2)), Secret: Secret{secret.New(fill(3))}}
	key, err := KeyFromSeed(bytes.Repeat([]byte{4}, 32))
	if err != nil {
		t.Fatal(err)
	}
	enrolment, err := Enrol(l, key, []byte("envelope key"), []byte("kem key"), []byte("tag"))
	if err != nil {
		t.Fatal(err)
	}
	e, err := wire.Unseal[wire.Enrolment](enrolment, wire.KindEnrolment)
	if err != nil {
		t.Fatal(err)
	}
	master := Master{secret.New(fill(5))}
	owner, err := master.OwnerKey()
	if err != nil {
		t.Fatal(err)
	}
	vectors.Check(t, "identity", struct {
		Training, TrainingKey, Secret, Facilitator, Link, InviteID string
		Identity, EnvelopeKey, KEMKey, Tag, MAC                    string
		Master, OwnerKey, OwnerLine, OwnerWords                    string
	}{
		l.Training.String(), text(l.Key), text(l.Secret.Value), l.Facilitator, l.URL(), e.Invite.String(),
		key.Identity().String(), string(e.EnvelopeKey), string(e.KEMKey), string(e.Tag), hex.EncodeToString(e.MAC),
		text(master.Value), hex.EncodeToString(owner[:]), owner.String(), owner.Words(),
	})

	id := key.Identity()
	freshTag, err := master.SealTag(l.Key, l.Training, id)
	if err != nil {
		t.Fatal(err)
	}
	nonce := wire.Digest(fill(6))
	freshFile, err := SealTraining(l.Key, nonce, []byte(`{"name":"x"}`))
	if err != nil {
		t.Fatal(err)
	}
	v := vectors.Stored(t, "sealed", struct{ Tag, Nonce, File string }{hex.EncodeToString(freshTag), nonce.String(), hex.EncodeToString(freshFile)})
	tag, err := hex.DecodeString(v.Tag)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := OpenTag(l.Key, l.Training, id, tag); err != nil || got != owner {
		t.Errorf("the stored tag holds %v (%v)", got, err)
	}
	file, err := hex.DecodeString(v.File)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := OpenTraining(l.Key, nonce, file); err != nil || string(got) != `{"name":"x"}` {
		t.Errorf("the stored training file is %q (%v)", got, err)
	}
	file[len(file)-1] ^= 1
	if _, err := OpenTraining(l.Key, nonce, file); err == nil {
		t.Error("an altered training file opens")
	}
}
