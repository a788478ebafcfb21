package dataowner

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/blindfit/blindfit/internal/secret"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/protocol/identity"
	protolog "github.com/blindfit/blindfit/protocol/log"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Exact sums over different owners can be subtracted from one another, also if they come from different trainings or
// model owners. So an owner remembers with whom its rows were summed, and sums the same rows exactly again only with the
// same owners.

const (
	releasePrefix = "releases/"
	masterKey     = "master"
)

// released is an exact sum that was opened, or may have been.
type released struct {
	Data   []wire.Digest       `json:"data"`   // what the rows are recognised by
	Owners []identity.OwnerKey `json:"owners"` // sorted
}

// release records that the exact sum over a list may be opened, or refuses. It returns when the record is durable. Each
// training has an entry of its own, written before the others are read: of two that run at once in two processes,
// and must not both go on, at least one sees the other.
func (o *Owner) release(ctx context.Context, list []wire.Identity) error {
	o.mu.Lock()
	next := released{Data: o.data}
	for _, id := range list {
		next.Owners = append(next.Owners, o.people[id])
	}
	o.mu.Unlock()
	slices.SortFunc(next.Owners, func(a, b identity.OwnerKey) int { return slices.Compare(a[:], b[:]) })
	own := releasePrefix + o.terms.id.String()
	past, err := loadReleases(ctx, o.cfg.Vault, own)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(past, next.equal) {
		if err := saveReleases(ctx, o.cfg.Vault, own, append(slices.Clone(past), next)); err != nil {
			return err
		}
	}
	keys, err := o.cfg.Vault.Keys(ctx)
	if err != nil {
		return fmt.Errorf("failed to read release ledger: %w", err)
	}
	for _, key := range keys {
		if !strings.HasPrefix(key, releasePrefix) {
			continue
		}
		others, err := loadReleases(ctx, o.cfg.Vault, key)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(others, next.contradicts) {
			if err := saveReleases(ctx, o.cfg.Vault, own, past); err != nil { // nothing was opened
				return err
			}
			return problemf(ProblemCohort, "Take part with the same group of data owners as before, or tell the model owner that these rows were used.",
				"these rows were summed before, together with other data owners: the two sums could be subtracted")
		}
	}
	return nil
}

func (r released) equal(o released) bool {
	return slices.Equal(r.Data, o.Data) && slices.Equal(r.Owners, o.Owners)
}

// contradicts reports whether two sums are over the same rows and other owners.
func (r released) contradicts(o released) bool {
	same := slices.ContainsFunc(r.Data, func(d wire.Digest) bool { return slices.Contains(o.Data, d) })
	return same && !slices.Equal(r.Owners, o.Owners)
}

func loadReleases(ctx context.Context, v Vault, key string) ([]released, error) {
	b, err := v.Get(ctx, key)
	if errors.Is(err, ErrNoEntry) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("failed to read release ledger: %w", err)
	}
	var past []released
	if err := json.Unmarshal(b, &past); err != nil {
		return nil, problemf(ProblemInternalFail, "Restore the vault; without its ledger this owner takes no part.", "malformed release ledger")
	}
	return past, nil
}

func saveReleases(ctx context.Context, v Vault, key string, list []released) error {
	b, err := json.Marshal(list)
	if err != nil {
		return fmt.Errorf("failed to marshal release ledger: %w", err)
	}
	if err := v.Put(ctx, key, b); err != nil {
		return problemf(ProblemInternalFail, "Free some storage and try again.", "failed to write release ledger: %w", err)
	}
	return nil
}

// openTags reads the enrolments of the roster's members, once for a roster.
func (o *Owner) openTags(ctx context.Context) error {
	if o.tagsOf == o.log.RosterDigest && o.enrolments != nil {
		return nil
	}
	enrolments, people, err := o.readTags(ctx, o.log.Members())
	if err != nil {
		return err
	}
	o.enrolments, o.tagsOf = enrolments, o.log.RosterDigest
	o.mu.Lock()
	o.people = people
	o.mu.Unlock()
	return nil
}

// readTags opens the owner keys of a roster's members from the enrolments that it names. One owner twice in a roster
// would be its own minimum.
func (o *Owner) readTags(ctx context.Context, members []wire.Member) ([]*wire.Enrolment, map[wire.Identity]identity.OwnerKey, error) {
	list, err := o.client.Enrolments(ctx, o.terms.id)
	if err != nil {
		return nil, nil, fmt.Errorf("failed to get enrolments: %w", err)
	}
	enrolments, err := protolog.Enrolments(o.terms.id, members, list)
	if err != nil {
		return nil, nil, protocolProblem("%w", err)
	}
	people := make(map[wire.Identity]identity.OwnerKey, len(members))
	seen := map[identity.OwnerKey]bool{}
	for i, m := range members {
		k, err := identity.OpenTag(o.link.Key, o.terms.id, m.Identity, enrolments[i].Tag)
		if err != nil {
			return nil, nil, protocolProblem("invalid roster: member %d: %w", i, err)
		}
		if seen[k] {
			return nil, nil, problemf(ProblemCohort, "Tell the model owner that a data owner was admitted twice.", "member %d of the roster is a data owner already in it", i)
		}
		seen[k], people[m.Identity] = true, k
	}
	return enrolments, people, nil
}

// masterOf returns the vault's master secret, made on first use. Two trainings that are joined at once must get the same
// one: an owner with two owner keys would look like two.
func masterOf(ctx context.Context, v Vault) (m identity.Master, err error) {
	fresh := identity.NewMaster()
	stored := fresh.Reveal()
	switch err := v.Create(ctx, masterKey, stored[:]); {
	case err == nil:
		return fresh, nil
	case !errors.Is(err, ErrTaken):
		return m, fmt.Errorf("failed to write vault: %w", err)
	}
	b, err := v.Get(ctx, masterKey)
	if err == nil && len(b) == len(stored) {
		return identity.Master{Value: secret.New([32]byte(b))}, nil
	}
	if err == nil {
		err = errors.New("malformed master secret")
	}
	return m, fmt.Errorf("failed to read vault: %w", err)
}

// digestTable identifies rows by what the training sees of them, whatever file they came in.
func digestTable(t *schema.Table) wire.Digest {
	h := sha256.New()
	h.Write([]byte(wire.Domain("table")))
	var b []byte
	for _, c := range t.Columns {
		b = fmt.Appendf(b, "%q,", c.Name)
	}
	for _, values := range [][]int32{t.X, t.Y} {
		b = binary.BigEndian.AppendUint64(b, uint64(len(values)))
		for _, v := range values {
			b = binary.BigEndian.AppendUint32(b, uint32(v))
		}
	}
	h.Write(b)
	return wire.Digest(h.Sum(nil))
}
