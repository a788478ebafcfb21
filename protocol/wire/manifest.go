package wire

import (
	"errors"
	"fmt"
	"slices"
)

// Manifest is the description of a training, signed once by the model owner. Its fingerprint travels in every invite
// link, so a change of one byte is noticed. The facilitator can read the parts that it needs to check uploads; the
// training file, with column names and bounds, is sealed under the key in the link's fragment.
type Manifest struct {
	Version    int          `json:"version"`     // protocol version
	ModelOwner Identity     `json:"model_owner"` // signs the manifest and the log
	Nonce      Digest       `json:"nonce"`       // random, so that two trainings of one file differ; salt of the sealed file
	Key        KeyInfo      `json:"key"`
	Rounds     []RoundShape `json:"rounds"` // one for each kind of round, in the order of RoundKinds
	Cohort     Cohort       `json:"cohort"`
	Limits     Limits       `json:"limits"`
	Weights    string       `json:"weights"`  // WeightsEncrypted or WeightsShared
	Noise      bool         `json:"noise"`    // sums have noise for differential privacy; without trustees owners add it, and a round has a reveal phase
	Training   []byte       `json:"training"` // sealed training file
	// Consent is the digest of the sentences that data owners agree to; nil if there are none.
	Consent *Digest `json:"consent,omitempty"`
	// Trustees hold the masks; without them owners mask each other pairwise.
	Trustees *Trustees `json:"trustees,omitempty"`
}

// KeyInfo is the Paillier public key and its proof that gcd(n, φ(n)) = 1.
type KeyInfo struct {
	Modulus    []byte `json:"modulus"`     // n, fixed-width big-endian
	NonceProof []byte `json:"nonce_proof"` // 7 n-th roots, fixed-width big-endian, one after the other
}

// RoundShape is the public shape of one kind of round: the sizes of its open messages and uploads, and the largest
// number of rounds. Data owners recompute it from the sealed training file and refuse the manifest if it differs.
type RoundShape struct {
	Kind        RoundKind `json:"kind"`
	Most        int       `json:"most"`        // rounds of this kind
	Weights     int       `json:"weights"`     // ciphertexts that an open message comes with
	Sealed      int       `json:"sealed"`      // bytes of sealed weights that it comes with instead, after one box for each member
	Values      int       `json:"values"`      // values in an update
	SlotBits    int       `json:"slot_bits"`   // bits of a slot
	Ciphertexts int       `json:"ciphertexts"` // ciphertexts in an upload
}

// BoxSize is the length in bytes of a round key sealed to one owner.
const BoxSize = 1168

// MaxSealed bounds the sealed weights of a round, in bytes.
const MaxSealed = 64 << 20

// OpenSize returns how many bytes come with an open message in a training of that many members.
func (r RoundShape) OpenSize(ciphertextSize, members int) int {
	if r.Sealed > 0 {
		return members*BoxSize + r.Sealed
	}
	return r.Weights * ciphertextSize
}

// OwnSealed returns the part of the bytes of an open message for member number i: its box, then the sealed weights.
// It returns nil if b does not have OpenSize.
func (r RoundShape) OwnSealed(b []byte, i, members int) []byte {
	if r.Sealed == 0 || len(b) != r.OpenSize(0, members) || i < 0 || i >= members {
		return nil
	}
	box := b[i*BoxSize : (i+1)*BoxSize]
	return append(slices.Clip(box), b[members*BoxSize:]...)
}

// Cohort holds the cohort rules.
type Cohort struct {
	Min         int `json:"min"`
	Max         int `json:"max"`
	Start       int `json:"start"`
	JoinSeconds int `json:"join_seconds"` // how long the lobby stays open
}

// Least returns the fewest owners that a list may have, in a training with that many members. Exact sums are over the whole
// roster, always. With noise a list has at least two thirds of the roster and at least Min owners.
func (c Cohort) Least(members int, noise bool) int {
	if !noise {
		return members
	}
	return min(members, max(c.Min, (2*members+2)/3))
}

// Limits bounds a round: how many rounds may be opened and how long each phase may take.
type Limits struct {
	Rounds        int `json:"rounds"`
	KeysSeconds   int `json:"keys_seconds"`
	UploadSeconds int `json:"upload_seconds"`
}

// Parties that may see the weights of a training.
const (
	WeightsEncrypted = "encrypted" // owners compute on ciphertexts
	WeightsShared    = "shared"    // sealed to the owners, which compute in the clear
)

// Bounds of a manifest that any facilitator accepts.
const (
	MinOwners      = 3
	MaxOwners      = 64 // each owner makes a key agreement with every other in every attempt
	LobbyFactor    = 4  // times cohort.max owners may enrol; the model owner chooses among them
	MaxCiphertexts = 1 << 16
	MaxRounds      = 100_000
)

// Validate checks every field against its range and names the first that breaks its rule.
func (m *Manifest) Validate() error {
	if m.Version != Version {
		return fmt.Errorf("invalid manifest: version must be %d", Version)
	}
	if m.Weights != WeightsEncrypted && m.Weights != WeightsShared {
		return fmt.Errorf("invalid manifest: weights must be %q or %q", WeightsEncrypted, WeightsShared)
	}
	if len(m.Training) == 0 {
		return errors.New("invalid manifest: training is missing")
	}
	if err := m.validateRounds(); err != nil {
		return err
	}
	most := MaxOwners
	if m.Trustees != nil {
		if err := m.validateTrustees(); err != nil {
			return err
		}
		most = MaxContributions
	}
	return within("", []rule{
		{"cohort.min", m.Cohort.Min, MinOwners, most},
		{"cohort.start", m.Cohort.Start, m.Cohort.Min, most},
		{"cohort.max", m.Cohort.Max, m.Cohort.Start, most},
		{"cohort.join_seconds", m.Cohort.JoinSeconds, 1, 366 * 86400},
		{"limits.rounds", m.Limits.Rounds, 1, MaxRounds},
		{"limits.keys_seconds", m.Limits.KeysSeconds, 1, 86400},
		{"limits.upload_seconds", m.Limits.UploadSeconds, 1, 7 * 86400},
	})
}

// rule is the range of a field.
type rule struct {
	name        string
	v, min, max int
}

func within(path string, rules []rule) error {
	for _, r := range rules {
		if r.v < r.min || r.v > r.max {
			return fmt.Errorf("invalid manifest: %s%s must be between %d and %d", path, r.name, r.min, r.max)
		}
	}
	return nil
}

func (m *Manifest) validateRounds() error {
	if len(m.Rounds) == 0 {
		return errors.New("invalid manifest: rounds is missing")
	}
	last := -1
	for i, r := range m.Rounds {
		path := fmt.Sprintf("rounds[%d].", i)
		at := slices.Index(RoundKinds, r.Kind)
		if at <= last {
			return fmt.Errorf("invalid manifest: %skind must be one of the known kinds, in their order and once", path)
		}
		last = at
		// The bytes of an open message follow from the kind and from the parties that may see weights.
		var weights, sealed rule
		reads := r.Kind == RoundGradient || r.Kind == RoundEvaluation
		switch {
		case reads && m.Weights == WeightsEncrypted:
			weights.min, weights.max = 1, MaxCiphertexts
		case reads:
			sealed.min, sealed.max = 1, MaxSealed
		}
		if err := within(path, []rule{
			{"most", r.Most, 1, MaxRounds},
			{"weights", r.Weights, weights.min, weights.max},
			{"sealed", r.Sealed, sealed.min, sealed.max},
			{"values", r.Values, 1, MaxCiphertexts * 4096},
			{"slot_bits", r.SlotBits, 2, 8192},
			{"ciphertexts", r.Ciphertexts, 1, MaxCiphertexts},
		}); err != nil {
			return err
		}
	}
	return nil
}

// Round returns the shape of a kind of round; false where the training has none of it.
func (m *Manifest) Round(kind RoundKind) (RoundShape, bool) {
	i := slices.IndexFunc(m.Rounds, func(r RoundShape) bool { return r.Kind == kind })
	if i < 0 {
		return RoundShape{}, false
	}
	return m.Rounds[i], true
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
