// Package vault owns a data owner's state between runs: the master secret from which its owner key, seeds and noise
// derive, and for each training its identity, the last seen entry of the model owner's log, and its uploads.
//
// Other packages keep entries of their own in the same store, each under a prefix:
//
//	format        version of everything in the store
//	master        the master secret
//	training/     one Record for each training
//	sent/         ciphertexts that left, for the person to look at
//	ledger/       package ledger: its lines, each an entry; over all trainings
//	vouched/      package people: owner keys that this owner vouches for
//
// # Warning
//
// A store holds secrets in the clear. It is as safe as the account of the person on the machine, or the profile of the
// browser. If an older copy is put back, later sums are forgotten. The ledger's anchor, which notices that, is an entry
// "anchor" of another store: a folder or database apart, which no backup may hold together with this one.
package vault

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/blindfit/blindfit/dataowner/problem"
	"github.com/blindfit/blindfit/dataowner/store"
	"github.com/blindfit/blindfit/internal/secret"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Format is the version of everything in a store.
const Format = 2

const (
	formatKey      = "format"
	masterKey      = "master"
	trainingPrefix = "training/"
	sentPrefix     = "sent/"
)

// Vault is an open store of this version.
type Vault struct {
	Store  store.Store
	Master identity.Master
}

// Open opens a store, or begins an empty one. It refuses one that another version wrote with a problem.Vault.
func Open(ctx context.Context, s store.Store) (*Vault, error) {
	if err := checkFormat(ctx, s); err != nil {
		return nil, err
	}
	master, err := openMaster(ctx, s)
	if err != nil {
		return nil, problem.Errorf(problem.Vault, "Restore the vault from a copy.", "%w", err)
	}
	return &Vault{s, master}, nil
}

// checkFormat compares the store's format, which is written before everything else.
func checkFormat(ctx context.Context, s store.Store) error {
	for {
		b, err := s.Get(ctx, formatKey)
		switch {
		case err == nil && string(b) == strconv.Itoa(Format):
			return nil
		case err == nil:
			return errFormat
		case !errors.Is(err, store.ErrNoEntry):
			return fmt.Errorf("failed to read vault: %w", err)
		}
		keys, err := s.Keys(ctx)
		if err != nil {
			return fmt.Errorf("failed to list vault: %w", err)
		}
		if slices.Contains(keys, formatKey) {
			continue // written meanwhile
		}
		if len(keys) > 0 {
			return errFormat
		}
		err = s.Create(ctx, formatKey, []byte(strconv.Itoa(Format)))
		if err != nil && !errors.Is(err, store.ErrTaken) {
			return fmt.Errorf("failed to write vault: %w", err)
		}
	}
}

var errFormat = problem.Errorf(problem.Vault,
	"Use the version that wrote it, or begin with an empty vault: another --dir, or the page's storage cleared.",
	"invalid vault: it was written by another version of Blindfit")

// openMaster returns the master secret, made on first use. Two trainings that are joined at once must get the same one:
// an owner with two owner keys would look like two.
func openMaster(ctx context.Context, s store.Store) (m identity.Master, err error) {
	fresh := identity.NewMaster()
	stored := fresh.Reveal()
	switch err := s.Create(ctx, masterKey, stored[:]); {
	case err == nil:
		return fresh, nil
	case !errors.Is(err, store.ErrTaken):
		return m, fmt.Errorf("failed to write vault: %w", err)
	}
	b, err := s.Get(ctx, masterKey)
	if err == nil && len(b) == len(stored) {
		return identity.Master{Value: secret.New([32]byte(b))}, nil
	}
	if err == nil {
		err = errors.New("malformed master secret")
	}
	return m, fmt.Errorf("failed to read vault: %w", err)
}

// OwnerKey returns the public key by which other owners recognise this vault's.
func (v *Vault) OwnerKey() (identity.OwnerKey, error) { return v.Master.OwnerKey() }

// Known is a training that the vault holds an identity for.
type Known struct {
	Training wire.TrainingID `json:"training"`
	Name     string          `json:"name"`
	Ended    string          `json:"ended"` // empty while it goes on
}

// Known lists the trainings in the vault. A record that cannot be read does not hide the others.
func (v *Vault) Known(ctx context.Context) ([]Known, error) {
	keys, err := v.Store.Keys(ctx)
	if err != nil {
		return nil, fmt.Errorf("failed to list vault: %w", err)
	}
	known := []Known{}
	for _, key := range keys {
		hex, ok := strings.CutPrefix(key, trainingPrefix)
		if !ok {
			continue
		}
		t, err := wire.ParseTrainingID(hex)
		if err != nil {
			continue
		}
		if r, err := v.Record(ctx, t); err == nil && r != nil {
			d := r.Data()
			known = append(known, Known{t, d.Name, d.Ended})
		}
	}
	return known, nil
}

// Forget deletes the record of a training and the copies of its uploads. Ledgers stay.
func (v *Vault) Forget(ctx context.Context, t wire.TrainingID) error {
	keys, err := v.Store.Keys(ctx)
	if err != nil {
		return fmt.Errorf("failed to list vault: %w", err)
	}
	for _, key := range keys {
		if key != trainingPrefix+t.String() && !strings.HasPrefix(key, sentPrefix+t.String()+"/") {
			continue
		}
		if err := v.Store.Delete(ctx, key); err != nil {
			return fmt.Errorf("failed to write vault: %w", err)
		}
	}
	return nil
}

// Restore opens a store under a master secret that comes from a backup. It refuses a store that has another one.
func Restore(ctx context.Context, s store.Store, master []byte) (*Vault, error) {
	var m [32]byte
	if len(master) != len(m) {
		return nil, problem.Errorf(problem.Vault, "Take another backup.", "malformed master secret")
	}
	if err := checkFormat(ctx, s); err != nil {
		return nil, err
	}
	if err := s.Create(ctx, masterKey, master); err != nil && !errors.Is(err, store.ErrTaken) {
		return nil, fmt.Errorf("failed to write vault: %w", err)
	}
	v, err := Open(ctx, s)
	if err != nil {
		return nil, err
	}
	copy(m[:], master)
	if v.Master.Reveal() != m {
		return nil, problem.Errorf(problem.Vault, "Restore into an empty folder.", "the vault belongs to another owner than the backup")
	}
	return v, nil
}
