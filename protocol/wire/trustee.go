package wire

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Trustees are the parties that hold masks in a training in which owners send once and leave. All of them must answer.
type Trustees struct {
	Keys  []Trustee `json:"keys"`  // one to MaxTrustees, each once
	Batch int       `json:"batch"` // fewest contributions that are opened together
}

// Trustee is one of them.
type Trustee struct {
	Identity Identity `json:"identity"`
	Envelope Digest   `json:"envelope"` // X25519 public key
	Box      []byte   `json:"box"`      // the training key, sealed to it
}

// MaxTrustees bounds the trustees of a training, MinBatch and MaxContributions the contributions of a cell and of a closing.
const (
	MaxTrustees      = 3
	MinBatch         = 3
	MaxContributions = 1 << 20
)

// Sizes in a contribution, in bytes.
const (
	TrusteeBoxSize           = 80   // the training key, sealed to a trustee
	TrusteeEncapsulationSize = 1120 // of a trustee's hybrid KEM
	TrusteeTagSize           = 112  // sealed tag
)

func (t *Trustees) validate() error {
	if len(t.Keys) < 1 || len(t.Keys) > MaxTrustees {
		return fmt.Errorf("invalid manifest: trustees.keys must be 1 to %d", MaxTrustees)
	}
	for i, k := range t.Keys {
		if len(k.Box) != TrusteeBoxSize {
			return fmt.Errorf("invalid manifest: trustees.keys[%d].box must be %d bytes", i, TrusteeBoxSize)
		}
		for _, other := range t.Keys[:i] {
			if other.Identity == k.Identity || other.Envelope == k.Envelope {
				return fmt.Errorf("invalid manifest: trustees.keys[%d] repeats an earlier one", i)
			}
		}
	}
	return within("", []rule{{"trustees.batch", t.Batch, MinBatch, MaxContributions}})
}

// validateTrustees checks the parts of a manifest with trustees that differ from those of others.
func (m *Manifest) validateTrustees() error {
	if !m.Noise {
		return errors.New("invalid manifest: noise must be true with trustees")
	}
	for i, r := range m.Rounds {
		if r.Kind != RoundStatistics && r.Kind != RoundOneRound || r.Most != 1 {
			return fmt.Errorf("invalid manifest: rounds[%d] must be one of sums alone, once: owners send one message", i)
		}
	}
	return m.Trustees.validate()
}

// Place returns the number of a trustee, from 0, or −1.
func (t *Trustees) Place(who Identity) int {
	if t != nil {
		for i, k := range t.Keys {
			if k.Identity == who {
				return i
			}
		}
	}
	return -1
}

// KeyDigest identifies a trustee in the masks of a training: its identity and its KEM key for the training.
func KeyDigest(trustee Identity, kemKey []byte) Digest {
	return sha256.Sum256(append(append([]byte(Domain("trustee keys")), trustee[:]...), kemKey...))
}

// TrusteeAccept is a trustee's yes to a training. Signed by its long-term identity.
type TrusteeAccept struct {
	Training TrainingID `json:"training"`
	File     Digest     `json:"file"`    // SHA-256 of the training file
	KEMKey   []byte     `json:"kem_key"` // fresh for this training
	Min      int        `json:"min"`     // the fewest contributions of a cell that it releases
	Ledger   Head       `json:"ledger"`  // of its ledger, with the entry about this accept
}

// Contribution is the signed head of everything that an owner sends to a training with trustees. The bytes follow in the
// frame: one encapsulation for each trustee, one sealed tag for each, then the ciphertexts.
type Contribution struct {
	Training       TrainingID `json:"training"`
	Sequence       int        `json:"sequence"`       // from 1; a higher one replaces
	Accepts        Digest     `json:"accepts"`        // AcceptsDigest of all trustees' accepts
	Key            Digest     `json:"key"`            // fingerprint of the Paillier key encrypted under
	Count          int        `json:"count"`          // ciphertexts
	Encapsulations Digest     `json:"encapsulations"` // Merkle root
	Tags           Digest     `json:"tags"`           // Merkle root over the sealed tags
	Ciphertexts    Digest     `json:"ciphertexts"`    // Merkle root
	Invite         InviteID   `json:"invite"`
	MAC            []byte     `json:"mac"` // HMAC-SHA256 under the invite's secret over training and identity
}

// Withdrawal asks that a contribution is not counted.
type Withdrawal struct {
	Training TrainingID `json:"training"`
	Sequence int        `json:"sequence"` // higher than that of the contribution
}

// AcceptsDigest is the digest of signed accepts, in the order of the manifest's trustees.
func AcceptsDigest(accepts []Signed) Digest {
	h := sha256.New()
	h.Write([]byte(Domain("accepts")))
	for i := range accepts {
		d := accepts[i].Digest()
		h.Write(d[:])
	}
	return Digest(h.Sum(nil))
}

// Freeze asks the facilitator to fix the contributions that it has acknowledged.
type Freeze struct {
	LogEntry
	Number int `json:"number"` // from 1
}

// Closing names the contributions that the model owner means to open, all of them frozen.
type Closing struct {
	LogEntry
	Number        int    `json:"number"` // of the freeze
	Count         int    `json:"count"`
	Contributions Digest `json:"contributions"` // SHA-256 of the bytes that follow
}

// Strikes are a trustee's objections to the contributions of a closing.
type Strikes struct {
	Training TrainingID `json:"training"`
	Closing  Digest     `json:"closing"` // digest of the signed closing
	Struck   Subset     `json:"struck"`  // by number in the closing
}

// Close fixes the cells of a training. There is one.
type Close struct {
	LogEntry
	Closing Digest   `json:"closing"` // digest of the signed closing
	Strikes []Digest `json:"strikes"` // digest of each trustee's strikes, in the manifest's order
	Cells   []Cell   `json:"cells"`
	Blob    Digest   `json:"blob"` // SHA-256 of the bytes that follow
}

// Cell is contributions that are opened together.
type Cell struct {
	Count int    `json:"count"`
	Root  Digest `json:"root"` // CellRoot
}

// MaxCells bounds the cells of a close.
const MaxCells = 1 << 10

// Release has a trustee's part of the masks over all cells of a close. The bytes follow in the frame: for each cell one
// number modulo n for each ciphertext, of the modulus' length.
type Release struct {
	Training TrainingID `json:"training"`
	Close    Digest     `json:"close"`   // digest of the signed close
	Vectors  Digest     `json:"vectors"` // Merkle root over the numbers
	Ledger   Head       `json:"ledger"`  // of its ledger, with the entry about this close
}

// Contributed is one contribution of a closing.
type Contributed struct {
	Identity Identity
	Head     Digest // of the signed contribution
}

const contributedSize = 64

// AppendContributed appends the bytes of a contribution in a closing.
func AppendContributed(dst []byte, c Contributed) []byte {
	return append(append(dst, c.Identity[:]...), c.Head[:]...)
}

// ParseContributed reads the bytes that follow a closing, in identity order without repetition.
func ParseContributed(b []byte) ([]Contributed, error) {
	if len(b)%contributedSize != 0 {
		return nil, malformedf("malformed closing: the bytes must be %d for each contribution", contributedSize)
	}
	out := make([]Contributed, len(b)/contributedSize)
	for i := range out {
		at := b[i*contributedSize:]
		out[i] = Contributed{Identity(at[:32]), Digest(at[32:64])}
		if i > 0 && out[i-1].Identity.Compare(out[i].Identity) >= 0 {
			return nil, fmt.Errorf("invalid closing: contribution %d must come after the one before it", i)
		}
	}
	return out, nil
}

// CellRoot identifies a cell of a training: its number, from 0, and its contributions in identity order.
func CellRoot(t TrainingID, number int, contributions []Contributed) Digest {
	h := sha256.New()
	h.Write([]byte(Domain("cell")))
	h.Write(t[:])
	var n [8]byte
	binary.BigEndian.PutUint32(n[:4], uint32(number))
	binary.BigEndian.PutUint32(n[4:], uint32(len(contributions)))
	h.Write(n[:])
	leaves := make([]Digest, len(contributions))
	for i, c := range contributions {
		leaves[i] = BlobLeaf(AppendContributed(nil, c))
	}
	root := MerkleRoot(leaves)
	h.Write(root[:])
	return Digest(h.Sum(nil))
}

// CellsDigest identifies all cells of a close, by their roots in order.
func CellsDigest(roots []Digest) Digest {
	h := sha256.New()
	h.Write([]byte(Domain("cells")))
	for _, root := range roots {
		h.Write(root[:])
	}
	return Digest(h.Sum(nil))
}

// NewSubset returns the numbers below count for which in reports true, in the form of a Subset.
func NewSubset(count int, in func(int) bool) Subset {
	s := make(Subset, (count+7)/8)
	for k := range count {
		if in(k) {
			s[k/8] |= 1 << (k % 8)
		}
	}
	return s
}

// HasNumber reports whether a number is in the subset. It returns false if the subset is too short for it.
func (s Subset) HasNumber(k int) bool { return k >= 0 && k/8 < len(s) && s.bit(k) }

// FitsNumbers reports whether the subset was made for count numbers, with no bit past the last.
func (s Subset) FitsNumbers(count int) bool {
	return len(s) == (count+7)/8 && (count%8 == 0 || s[len(s)-1]>>(count%8) == 0)
}

// TrusteeTask is a training that names a trustee, and where it stands.
type TrusteeTask struct {
	Training TrainingID `json:"training"`
	Phase    Phase      `json:"phase"`
	Log      int        `json:"log"` // entries
}

// TrusteeTasks is the answer to a trustee that asks for its trainings.
type TrusteeTasks struct {
	Trainings []TrusteeTask `json:"trainings"`
}

// PathTrustee returns the path of a trustee.
func PathTrustee(who Identity) string { return "/v2/trustees/" + who.String() }

// Counts are the numbers of contributions of a training, without those that were withdrawn.
type Counts struct {
	Frozen  int `json:"frozen"`  // for a closing
	Waiting int `json:"waiting"` // for the next freeze
}

// Invites has the invites of a training with trustees and the limits of each for the facilitator, so that it can refuse a
// contribution that would not count. Signed by the model owner. The rules follow in the frame.
type Invites struct {
	Training TrainingID `json:"training"`
	Number   int        `json:"number"`            // from 1: each adds invites to those before
	Count    int        `json:"count"`             // of the rules that follow, 1 to MaxInviteRules
	Rules    Digest     `json:"rules"`             // SHA-256 of the bytes that follow
	Address  string     `json:"address,omitempty"` // the part after # of an invite that the facilitator makes public
}

// MaxInviteRules bounds the rules of one message, MaxAddress the bytes of Invites.Address.
const (
	MaxInviteRules = 1 << 16
	MaxAddress     = 512
)

// InviteRule is an invite and how far it goes.
type InviteRule struct {
	Invite InviteID
	Most   int   // contributions; 0 for as many as the training takes, 1 for a link or code that is good once
	Until  int64 // Unix seconds after which no new contribution is taken; 0 for never
}

// InviteRuleSize is the number of bytes of one rule.
const InviteRuleSize = 16 + 4 + 8

// AppendInviteRule appends the bytes of a rule.
func AppendInviteRule(dst []byte, r InviteRule) []byte {
	dst = append(dst, r.Invite[:]...)
	dst = binary.BigEndian.AppendUint32(dst, uint32(r.Most))
	return binary.BigEndian.AppendUint64(dst, uint64(r.Until))
}

// ParseInviteRules reads the bytes that follow Invites: rules in the order of their invites, without repetition.
func ParseInviteRules(b []byte) ([]InviteRule, error) {
	if len(b)%InviteRuleSize != 0 {
		return nil, malformedf("malformed invites: the rules must be %d bytes each", InviteRuleSize)
	}
	out := make([]InviteRule, len(b)/InviteRuleSize)
	for i := range out {
		at := b[i*InviteRuleSize:]
		most, until := binary.BigEndian.Uint32(at[16:]), binary.BigEndian.Uint64(at[20:])
		out[i] = InviteRule{InviteID(at[:16]), int(most), int64(until)}
		switch {
		case most > MaxContributions:
			return nil, fmt.Errorf("invalid invites: rule %d must allow at most %d contributions", i, MaxContributions)
		case until > maxSeconds:
			return nil, fmt.Errorf("invalid invites: rule %d must end before the year 10000", i)
		case i > 0 && bytes.Compare(out[i-1].Invite[:], out[i].Invite[:]) >= 0:
			return nil, fmt.Errorf("invalid invites: rule %d must come after the one before it", i)
		}
	}
	return out, nil
}

// maxSeconds is the last second of the year 9999.
const maxSeconds = 253402300799

// CheckRules fails unless the rules are those that the message names.
func (m *Invites) CheckRules(rules []byte) error {
	all, err := ParseInviteRules(rules)
	switch {
	case err != nil:
		return err
	case len(all) != m.Count || m.Count < 1 || m.Count > MaxInviteRules:
		return fmt.Errorf("invalid invites: count must be the number of rules that follow, 1 to %d", MaxInviteRules)
	case m.Rules != DigestOf(rules):
		return errors.New("invalid invites: rules is not the digest of the bytes that follow")
	case m.Number < 1 || m.Number > MaxInviteRules:
		return fmt.Errorf("invalid invites: number must be from 1 to %d", MaxInviteRules)
	case len(m.Address) > MaxAddress || strings.ContainsFunc(m.Address, notInAddress):
		return fmt.Errorf("invalid invites: address must be at most %d of letters, digits, points, hyphens and underscores", MaxAddress)
	}
	return nil
}

func notInAddress(r rune) bool {
	return (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && !strings.ContainsRune("-_.", r)
}

// PathShort returns the short public address of a training at its facilitator: to be typed.
func PathShort(t TrainingID) string { return "/c/" + t.String()[:shortDigits] }

// shortDigits is how many digits of a training's id its short address has.
const shortDigits = 10

// Publication is the message that the model owner shows to all with the link: the digest of results that follow in the frame,
// sealed under the training key. Signed by the model owner; there is one for a training.
type Publication struct {
	Training TrainingID `json:"training"`
	Content  Digest     `json:"content"` // SHA-256 of the bytes that follow
}

// MaxPublication bounds the bytes of a publication.
const MaxPublication = 1 << 19

// Day puts off the day after which a training with trustees is closed. Signed by the model owner.
type Day struct {
	Training TrainingID `json:"training"`
	Number   int        `json:"number"` // from 1: each puts off the one before
	Close    string     `json:"close"`  // such as 2027-03-01, later than that of the one before
}

// MaxDays bounds how often a day is put off.
const MaxDays = 100

// Check fails unless the message names a day and a number.
func (d *Day) Check() error {
	if _, err := time.Parse(time.DateOnly, d.Close); err != nil {
		return errors.New("invalid day: close must be a day like 2027-03-01")
	}
	return within("", []rule{{"day.number", d.Number, 1, MaxDays}})
}
