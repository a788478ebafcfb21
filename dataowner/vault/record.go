package vault

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/blindfit/blindfit/crypto/envelope"
	"github.com/blindfit/blindfit/crypto/mask"
	"github.com/blindfit/blindfit/dataowner/problem"
	"github.com/blindfit/blindfit/dataowner/receipt"
	"github.com/blindfit/blindfit/dataowner/store"
	"github.com/blindfit/blindfit/internal/secret"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Data is the vault's state of one training.
type Data struct {
	Link     secret.Value[string] `json:"-"` // the whole invite link, so that a reload can go on
	Seed     secret.Value[[]byte] `json:"-"` // Ed25519 identity, fresh for this training
	Envelope secret.Value[[]byte] `json:"-"` // HPKE private key
	KEM      secret.Value[[]byte] `json:"-"` // seed of the ML-KEM key

	Name     string          `json:"name"`
	Enrolled []byte          `json:"enrolled"` // the signed enrolment, so that it is sent in the same bytes again
	Stated   []byte          `json:"stated"`   // the signed statement about the rows, likewise; nil before it
	Log      wire.Head       `json:"log"`      // the model owner's log as far as it was seen
	Answered wire.Ref        `json:"answered"` // the last attempt that keys were sent for
	Release  string          `json:"release"`  // the name under which the noise of the last upload is charged; empty if there is none
	Sent     []receipt.Entry `json:"sent"`     // the receipt's lines so far
	Frame    *wire.Digest    `json:"frame"`    // of the scale of columns and of the replacements of missing values, from the first weights on
	Sequence int             `json:"sequence"` // of the last message to a training with trustees; 0 before the first
	Accepts  *wire.Digest    `json:"accepts"`  // of the trustees' accepts that this owner contributed under; nil before that
	Ended    string          `json:"ended"`    // why the training ended, once it has
	EndedAt  time.Time       `json:"ended_at,omitzero"`
	JoinedAt time.Time       `json:"joined_at,omitzero"` // when the owner first asked to take part
}

// stored is Data as the vault stores it, secrets included.
type stored struct {
	*Data
	Link     string `json:"link"`
	Seed     []byte `json:"seed"`
	Envelope []byte `json:"envelope"`
	KEM      []byte `json:"kem"`
}

// Record is the durable Data of one training. Its methods may be called from several goroutines.
type Record struct {
	Training wire.TrainingID

	store store.Store
	mu    sync.Mutex // protects data
	data  Data
}

// Record returns the stored record of a training, or nil if there is none.
func (v *Vault) Record(ctx context.Context, t wire.TrainingID) (*Record, error) {
	b, err := v.Store.Get(ctx, trainingPrefix+t.String())
	if errors.Is(err, store.ErrNoEntry) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("failed to read vault: %w", err)
	}
	r := &Record{Training: t, store: v.Store}
	s := stored{Data: &r.data}
	if err := json.Unmarshal(b, &s); err != nil || len(s.Seed) == 0 {
		return nil, problem.Errorf(problem.Vault, "Restore the vault from a copy.", "malformed vault entry of training %s", t)
	}
	r.data.Link, r.data.Seed, r.data.Envelope = secret.New(s.Link), secret.New(s.Seed), secret.New(s.Envelope)
	r.data.KEM = secret.New(s.KEM)
	return r, nil
}

// NewRecord makes the fresh identity and keys of a training, and its enrolment. Update stores it.
func (v *Vault) NewRecord(l identity.Link, name string) (*Record, error) {
	key, err := identity.NewKey()
	if err != nil {
		return nil, err
	}
	kem, err := mask.NewKEMKey()
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
	tag, err := v.Master.SealTag(l.Key, l.Training, key.Identity())
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
	return &Record{Training: l.Training, store: v.Store, data: Data{
		Link: secret.New(l.URL()), Seed: secret.New(key.Seed()), Envelope: secret.New(private), KEM: secret.New(kem.Seed()),
		Name: name, Enrolled: signed,
	}}, nil
}

// Data returns a copy.
func (r *Record) Data() Data {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.data.clone()
}

func (d Data) clone() Data {
	d.Sent = slices.Clone(d.Sent)
	return d
}

// Update changes the record and returns once it is stored durably; on an error nothing has changed.
func (r *Record) Update(ctx context.Context, change func(*Data)) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	next := r.data.clone()
	change(&next)
	b, err := json.Marshal(stored{&next, next.Link.Reveal(), next.Seed.Reveal(), next.Envelope.Reveal(), next.KEM.Reveal()})
	if err != nil {
		return fmt.Errorf("failed to marshal vault entry: %w", err)
	}
	if err := r.store.Put(ctx, trainingPrefix+r.Training.String(), b); err != nil {
		return problem.Errorf(problem.Internal, problem.NoSpace, "failed to write vault: %w", err)
	}
	r.data = next
	return nil
}

// Enrolment returns the signed enrolment.
func (r *Record) Enrolment() (*wire.Signed, error) {
	s, err := wire.Parse[wire.Signed](r.Data().Enrolled)
	if err != nil {
		return nil, fmt.Errorf("failed to read vault: %w", err)
	}
	return &s, nil
}

// Statement returns the signed statement about the rows, or nil if there is none.
func (r *Record) Statement() (*wire.Signed, error) {
	text := r.Data().Stated
	if text == nil {
		return nil, nil
	}
	s, err := wire.Parse[wire.Signed](text)
	if err != nil {
		return nil, fmt.Errorf("failed to read vault: %w", err)
	}
	return &s, nil
}

// Fresh reports whether no keys were sent for an attempt in an earlier run.
func (d Data) Fresh(ref wire.Ref) bool {
	return d.Answered.Round != ref.Round || d.Answered.Attempt < ref.Attempt
}

// Uploaded returns the entry of the upload in an attempt, nil if there was none.
func (d *Data) Uploaded(ref wire.Ref) *receipt.Entry {
	for i := range d.Sent {
		if d.Sent[i].Ref() == ref {
			return &d.Sent[i]
		}
	}
	return nil
}
