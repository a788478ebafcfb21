package identity

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"

	"github.com/blindfit/blindfit/protocol/wire"
)

// TrusteeKey is a trustee's long-term keys: its identity, and the key to which training keys are sealed.
type TrusteeKey struct {
	Identity wire.Identity
	Envelope wire.Digest // X25519 public key
}

const trusteeKeyPrefix = "trustee1"

// String returns the keys as one line, as a training file has them: "trustee1" and 109 letters and digits that hold both
// and a checksum.
func (k TrusteeKey) String() string {
	b := append(append([]byte{}, k.Identity[:]...), k.Envelope[:]...)
	return trusteeKeyPrefix + base32Lower.EncodeToString(append(b, trusteeKeyCheck(b)...))
}

// Words returns the words by which people compare both keys by voice.
func (k TrusteeKey) Words() string {
	return Words(sha256.Sum256(append(append([]byte("blindfit/2/trustee\x00"), k.Identity[:]...), k.Envelope[:]...)))
}

// ParseTrusteeKey reads a line as TrusteeKey.String writes it. Space around it is ignored.
func ParseTrusteeKey(s string) (k TrusteeKey, err error) {
	text, ok := strings.CutPrefix(strings.TrimSpace(s), trusteeKeyPrefix)
	if !ok {
		return k, fmt.Errorf("malformed trustee key: must begin with %q", trusteeKeyPrefix)
	}
	b, err := base32Lower.DecodeString(text)
	if err != nil || len(b) != 64+checkSize || base32Lower.EncodeToString(b) != text {
		return k, errors.New("malformed trustee key: it seems cut or altered")
	}
	if string(b[64:]) != string(trusteeKeyCheck(b[:64])) {
		return k, errors.New("malformed trustee key: a character is wrong; copy it again")
	}
	copy(k.Identity[:], b)
	copy(k.Envelope[:], b[32:])
	return k, nil
}

// CheckTrustees fails unless lines, the keys in a training file, are those of the trustees that a manifest names, in the
// same order.
func CheckTrustees(lines []string, named *wire.Trustees) error {
	if named == nil || len(lines) != len(named.Keys) {
		return errors.New("invalid manifest: its trustees are not those of the training file")
	}
	for i, line := range lines {
		k, err := ParseTrusteeKey(line)
		if err != nil {
			return fmt.Errorf("invalid training file: trustees[%d].key: %w", i, err)
		}
		if n := named.Keys[i]; k.Identity != n.Identity || k.Envelope != n.Envelope {
			return fmt.Errorf("invalid manifest: trustee %d is not that of the training file", i+1)
		}
	}
	return nil
}

// trusteeKeyCheck catches typing and copying mistakes; it is no protection against an attacker.
func trusteeKeyCheck(b []byte) []byte {
	sum := sha256.Sum256(append([]byte("blindfit/2/trustee key line\x00"), b...))
	return sum[:checkSize]
}

// A tag lets one trustee recognise a person over all trainings and model owners: an Ed25519 key that derives from the vault's
// master secret and the trustee's long-term identity signs the identity in a training. It travels sealed to that trustee.

const trusteeTagKind wire.Kind = "trustee tag"

// SealTrusteeTag signs identity id in training t with the key for a trustee, and seals key and signature under a key that
// serves nothing else.
func (m Master) SealTrusteeTag(under []byte, trustee wire.Identity, t wire.TrainingID, id wire.Identity) ([]byte, error) {
	key, err := KeyFromSeed(derive(m.Value, "blindfit/2/trustee tag\x00"+string(trustee[:]), 32))
	if err != nil {
		return nil, err
	}
	signed, err := wire.Seal(trusteeTagKind, membership{t, id}, key)
	if err != nil {
		return nil, err
	}
	aead, err := tagAEAD(under)
	if err != nil {
		return nil, err
	}
	return aead.Seal(nil, make([]byte, gcmNonceSize), append(signed.Signer[:], signed.Signature...), id[:]), nil
}

// OpenTrusteeTag opens the result of SealTrusteeTag for the same training and identity and returns the person's key. It
// returns ErrTag if it does not open, or if its key did not sign the identity.
func OpenTrusteeTag(under []byte, t wire.TrainingID, id wire.Identity, tag []byte) (person wire.Identity, err error) {
	aead, err := tagAEAD(under)
	if err != nil {
		return person, err
	}
	plain, err := aead.Open(nil, make([]byte, gcmNonceSize), tag, id[:])
	if err != nil || len(plain) != 32+64 {
		return person, ErrTag
	}
	body, err := wire.Marshal(membership{t, id})
	if err != nil {
		return person, err
	}
	s := wire.Signed{Kind: trusteeTagKind, Body: body, Signer: wire.Identity(plain[:32]), Signature: plain[32:]}
	if s.Verify() != nil {
		return person, ErrTag
	}
	return s.Signer, nil
}

// tagAEAD is AES-256-GCM under a key that seals one tag, so that the nonce is fixed.
func tagAEAD(under []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(under)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

// ContributionMAC shows the model owner that an owner was invited.
func ContributionMAC(s Secret, t wire.TrainingID, id wire.Identity) []byte {
	m := hmac.New(sha256.New, derive(s.Value, "blindfit/2/contribution", 32))
	m.Write(t[:])
	m.Write(id[:])
	return m.Sum(nil)
}

// CheckContribution checks that a contribution of id was made with the invite that it names; lookup returns the secret of
// an invite.
func CheckContribution(c *wire.Contribution, id wire.Identity, lookup func(wire.InviteID) (Secret, bool)) error {
	secret, ok := lookup(c.Invite)
	if !ok {
		return ErrUnknown
	}
	if !equal(c.MAC, ContributionMAC(secret, c.Training, id)) {
		return ErrNotInvited
	}
	return nil
}
