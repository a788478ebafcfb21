package dataowner

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/blindfit/blindfit/crypto/envelope"
	"github.com/blindfit/blindfit/crypto/mask"
	"github.com/blindfit/blindfit/internal/secret"
	"github.com/blindfit/blindfit/ml/dp"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Vault keeps an owner's own secrets and promises between runs: files natively, IndexedDB in the page. Put is
// durable when it returns: what an owner promised (never to upload a fourth time for a round, say) must survive
// a reload.
type Vault interface {
	// Get returns the value of key, or ErrNoEntry.
	Get(ctx context.Context, key string) ([]byte, error)
	// Put stores value under key, replacing what was there.
	Put(ctx context.Context, key string, value []byte) error
	// Create is Put where nothing is under key, else ErrTaken and what is there stays: of two that create the same key at
	// once, in one process or two, one succeeds.
	Create(ctx context.Context, key string, value []byte) error
	// Keys lists all keys, in any order.
	Keys(ctx context.Context) ([]string, error)
	// Delete removes key; a key that is not there is no error.
	Delete(ctx context.Context, key string) error
}

// ErrNoEntry is Vault.Get's answer for a key that holds nothing.
var ErrNoEntry = errors.New("no entry in the vault")

// ErrTaken is Vault.Create's answer for a key that holds something.
var ErrTaken = errors.New("the vault has this entry already")

// recordVersion is the version of the vault's entries.
const recordVersion = 2

const vaultPrefix = "training/"

// record is what the vault keeps for one training.
type record struct {
	Link     secret.Value[string] `json:"-"` // the whole invite link, so that a reload can go on
	Seed     secret.Value[[]byte] `json:"-"` // Ed25519 identity, fresh for this training
	Envelope secret.Value[[]byte] `json:"-"` // HPKE private key
	KEM      secret.Value[[]byte] `json:"-"` // seed of the ML-KEM key
	Split    secret.Value[[]byte] `json:"-"` // seed of which rows are kept back, so that they are the same after a reload

	Version  int       `json:"version"`
	Name     string    `json:"name"`
	Enrolled []byte    `json:"enrolled"` // the signed enrolment, so that it is sent in the same bytes again
	Log      wire.Head `json:"log"`      // the model owner's log as far as it was seen
	Answered wire.Ref  `json:"answered"` // the last attempt that keys were sent for
	Release  string    `json:"release"`  // what the noise of the last upload is charged under; empty without noise
	Privacy  dp.Anchor `json:"privacy"`  // the privacy ledger as far as it was written
	Sent     []Entry   `json:"sent"`     // the receipt's lines so far
	Ended    string    `json:"ended"`    // why the training ended, once it has
}

// storedRecord is a record as the vault stores it, secrets included.
type storedRecord struct {
	*record
	Link     string `json:"link"`
	Seed     []byte `json:"seed"`
	Envelope []byte `json:"envelope"`
	KEM      []byte `json:"kem"`
	Split    []byte `json:"split"`
}

func recordKey(t wire.TrainingID) string { return vaultPrefix + t.String() }

// loadRecord returns the stored record of a training, or nil when there is none.
func loadRecord(ctx context.Context, v Vault, t wire.TrainingID) (*record, error) {
	b, err := v.Get(ctx, recordKey(t))
	if errors.Is(err, ErrNoEntry) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("failed to read vault: %w", err)
	}
	s := storedRecord{record: &record{}}
	if err := json.Unmarshal(b, &s); err != nil || s.Version != recordVersion {
		return nil, errors.New("malformed vault entry: delete it or use the version that wrote it")
	}
	r := s.record
	r.Link, r.Seed, r.Envelope, r.Split = secret.New(s.Link), secret.New(s.Seed), secret.New(s.Envelope), secret.New(s.Split)
	r.KEM = secret.New(s.KEM)
	return r, nil
}

func saveRecord(ctx context.Context, v Vault, t wire.TrainingID, r *record) error {
	b, err := json.Marshal(storedRecord{r, r.Link.Reveal(), r.Seed.Reveal(), r.Envelope.Reveal(), r.KEM.Reveal(), r.Split.Reveal()})
	if err != nil {
		return fmt.Errorf("failed to marshal vault entry: %w", err)
	}
	if err := v.Put(ctx, recordKey(t), b); err != nil {
		return fmt.Errorf("failed to write vault: %w", err)
	}
	return nil
}

// newRecord makes the fresh identity and envelope key of a training.
func newRecord(ctx context.Context, v Vault, l identity.Link, t *terms) (*record, error) {
	master, err := masterOf(ctx, v)
	if err != nil {
		return nil, err
	}
	key, err := identity.NewKey()
	if err != nil {
		return nil, err
	}
	env, err := envelope.NewKey()
	if err != nil {
		return nil, err
	}
	private, err := env.Secret()
	if err != nil {
		return nil, fmt.Errorf("failed to keep envelope key: %w", err)
	}
	kem, err := mask.NewKEMKey()
	if err != nil {
		return nil, err
	}
	tag, err := master.SealTag(l.Key, t.id, key.Identity())
	if err != nil {
		return nil, err
	}
	enrolment, err := identity.Enrol(l, key, env.Public(), kem.Public(), tag)
	if err != nil {
		return nil, err
	}
	signed, err := wire.Marshal(enrolment)
	if err != nil {
		return nil, err
	}
	return &record{Link: secret.New(l.URL()), Seed: secret.New(key.Seed()), Envelope: secret.New(private), KEM: secret.New(kem.Seed()), Split: newSplit(),
		Version: recordVersion, Name: t.file.Name, Enrolled: signed}, nil
}

// newSplit draws the seed that decides which rows are kept back.
func newSplit() secret.Value[[]byte] {
	seed := make([]byte, splitSize)
	rand.Read(seed)
	return secret.New(seed)
}

const splitSize = 32

// Known is a training that the vault holds an identity for.
type Known struct {
	Training wire.TrainingID `json:"training"`
	Name     string          `json:"name"`
	Ended    string          `json:"ended"` // "" while it goes on
}

// KnownTrainings lists the trainings in a vault.
func KnownTrainings(ctx context.Context, v Vault) ([]Known, error) {
	keys, err := v.Keys(ctx)
	if err != nil {
		return nil, fmt.Errorf("failed to list vault: %w", err)
	}
	known := []Known{}
	for _, key := range keys {
		hex, ok := strings.CutPrefix(key, vaultPrefix)
		if !ok {
			continue
		}
		t, err := wire.ParseTrainingID(hex)
		if err != nil {
			continue
		}
		r, err := loadRecord(ctx, v, t)
		if err != nil || r == nil {
			continue // an entry of another version must not hide the others
		}
		known = append(known, Known{t, r.Name, r.Ended})
	}
	return known, nil
}

// MemoryVault is a vault that lives as long as the process: for checking rows without leaving a trace.
type MemoryVault struct {
	mu      sync.Mutex // protects entries
	entries map[string][]byte
}

// NewMemoryVault makes an empty vault.
func NewMemoryVault() *MemoryVault { return &MemoryVault{entries: map[string][]byte{}} }

// Get implements Vault.
func (v *MemoryVault) Get(_ context.Context, key string) ([]byte, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	b, ok := v.entries[key]
	if !ok {
		return nil, ErrNoEntry
	}
	return slices.Clone(b), nil
}

// Put implements Vault.
func (v *MemoryVault) Put(_ context.Context, key string, value []byte) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.entries[key] = slices.Clone(value)
	return nil
}

// Create implements Vault.
func (v *MemoryVault) Create(_ context.Context, key string, value []byte) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if _, taken := v.entries[key]; taken {
		return ErrTaken
	}
	v.entries[key] = slices.Clone(value)
	return nil
}

// Keys implements Vault.
func (v *MemoryVault) Keys(context.Context) ([]string, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	return slices.Collect(maps.Keys(v.entries)), nil
}

// Delete implements Vault.
func (v *MemoryVault) Delete(_ context.Context, key string) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	delete(v.entries, key)
	return nil
}
