package wire

import (
	"errors"
	"fmt"
)

// Manifest is what a model owner signs once for a training. Its fingerprint travels in every invite link, so
// nobody on the way can change a byte of it. The facilitator reads what it needs to check uploads; the
// training file, with column names and bounds, is sealed under the key in the link's fragment.
type Manifest struct {
	Version    int      `json:"version"`     // protocol version
	ModelOwner Identity `json:"model_owner"` // signs the manifest and the log
	Nonce      Digest   `json:"nonce"`       // random, so that two trainings of one file differ; salt of the sealed file
	Key        KeyInfo  `json:"key"`
	Packing    Packing  `json:"packing"`
	Cohort     Cohort   `json:"cohort"`
	Limits     Limits   `json:"limits"`
	Weights    string   `json:"weights"`  // "encrypted" or "shared"
	Training   []byte   `json:"training"` // sealed training file
}

// KeyInfo is the Paillier public key and its proof that gcd(n, φ(n)) = 1.
type KeyInfo struct {
	Modulus    []byte `json:"modulus"`     // n, fixed-width big-endian
	NonceProof []byte `json:"nonce_proof"` // 7 n-th roots, fixed-width big-endian, one after the other
}

// Packing is the public shape of weights and uploads. Data owners recompute it from the sealed training file
// and refuse a manifest where it differs.
type Packing struct {
	Weights     int `json:"weights"`     // ciphertexts in an open message's weights
	Values      int `json:"values"`      // values in an update
	SlotBits    int `json:"slot_bits"`   // bits of a slot
	Ciphertexts int `json:"ciphertexts"` // ciphertexts in an upload
}

// Cohort holds the cohort rules.
type Cohort struct {
	Min         int `json:"min"`
	Max         int `json:"max"`
	Start       int `json:"start"`
	JoinSeconds int `json:"join_seconds"` // how long the lobby stays open
}

// Limits bounds a round: how many rounds may be opened and how long each phase may take.
type Limits struct {
	Rounds        int `json:"rounds"`
	KeysSeconds   int `json:"keys_seconds"`
	UploadSeconds int `json:"upload_seconds"`
}

// Bounds of a manifest that any facilitator accepts.
const (
	MaxOwners      = 255 // secrets are shared among them over GF(2^8)
	MaxCiphertexts = 1 << 16
	MaxRounds      = 100_000
)

// Validate checks every field against its range and names the first that breaks its rule.
func (m *Manifest) Validate() error {
	if m.Version != Version {
		return fmt.Errorf("invalid manifest: version must be %d", Version)
	}
	if m.Weights != "encrypted" && m.Weights != "shared" {
		return errors.New(`invalid manifest: weights must be "encrypted" or "shared"`)
	}
	if len(m.Training) == 0 {
		return errors.New("invalid manifest: training is missing")
	}
	type rule struct {
		name        string
		v, min, max int
	}
	for _, r := range []rule{
		{"packing.weights", m.Packing.Weights, 1, MaxCiphertexts},
		{"packing.values", m.Packing.Values, 1, MaxCiphertexts * 4096},
		{"packing.slot_bits", m.Packing.SlotBits, 2, 8192},
		{"packing.ciphertexts", m.Packing.Ciphertexts, 1, MaxCiphertexts},
		{"cohort.min", m.Cohort.Min, 3, MaxOwners},
		{"cohort.start", m.Cohort.Start, m.Cohort.Min, MaxOwners},
		{"cohort.max", m.Cohort.Max, m.Cohort.Start, MaxOwners},
		{"cohort.join_seconds", m.Cohort.JoinSeconds, 1, 366 * 86400},
		{"limits.rounds", m.Limits.Rounds, 1, MaxRounds},
		{"limits.keys_seconds", m.Limits.KeysSeconds, 1, 86400},
		{"limits.upload_seconds", m.Limits.UploadSeconds, 1, 7 * 86400},
	} {
		if r.v < r.min || r.v > r.max {
			return fmt.Errorf("invalid manifest: %s must be between %d and %d", r.name, r.min, r.max)
		}
	}
	return nil
}

// OpenManifest verifies a signed manifest: kind, signature, that its signer is the model owner it names, and
// every range. The id is the fingerprint of its body.
func OpenManifest(s *Signed) (*Manifest, TrainingID, error) {
	m, err := Unseal[Manifest](s, KindManifest)
	if err != nil {
		return nil, TrainingID{}, err
	}
	if m.ModelOwner != s.Signer {
		return nil, TrainingID{}, fmt.Errorf("%w: manifest is not signed by the model owner it names", ErrSignature)
	}
	if err := m.Validate(); err != nil {
		return nil, TrainingID{}, err
	}
	return &m, TrainingID(DigestOf(s.Body)), nil
}
