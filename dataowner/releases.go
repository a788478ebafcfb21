package dataowner

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/blindfit/blindfit/internal/secret"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

// In a linear model an owner's update is a fixed function of its rows: two sums over cohorts that differ by one owner
// give that owner away, also when they come from two trainings. So an owner remembers, for each model owner and data,
// the blocks it was summed in, by pseudonym, and refuses a cohort whose blocks overlap with them without being the same.

const (
	releasePrefix = "releases/"
	masterKey     = "master"
)

// released is a set of blocks that was opened, or may have been, over one data digest.
type released struct {
	Data   []wire.Digest          `json:"data"`
	Blocks [][]identity.Pseudonym `json:"blocks"` // each sorted
}

// release records that the sum over survivors may be opened, or refuses. It returns when the record is durable. Each
// training has an entry of its own, written before the others are read: of two that run at once in two processes,
// and must not both go on, at least one sees the other.
func (o *Owner) release(ctx context.Context, survivors []wire.Identity) error {
	blocks, err := o.pseudonymBlocks(ctx, survivors)
	if err != nil {
		return err
	}
	o.mu.Lock()
	next := released{Data: o.data, Blocks: blocks}
	o.mu.Unlock()
	modelOwner := o.terms.manifest.ModelOwner
	prefix := releasePrefix + hex.EncodeToString(modelOwner[:]) + "/"
	own := prefix + o.terms.id.String()
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
		if !strings.HasPrefix(key, prefix) {
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
				"these rows were summed for this model owner before, together with partly other data owners: the two sums could be subtracted")
		}
	}
	return nil
}

func (r released) equal(o released) bool {
	return slices.Equal(r.Data, o.Data) && slices.EqualFunc(r.Blocks, o.Blocks, slices.Equal[[]identity.Pseudonym])
}

// contradicts reports whether two releases over the same rows overlap otherwise than in whole blocks.
func (r released) contradicts(o released) bool {
	same := slices.ContainsFunc(r.Data, func(d wire.Digest) bool { return slices.Contains(o.Data, d) })
	return same && overlapping(r.Blocks, o.Blocks)
}

// overlapping reports whether a block of a shares some but not all owners with a block of b. Blocks are sorted.
func overlapping(a, b [][]identity.Pseudonym) bool {
	for _, x := range a {
		for _, y := range b {
			if slices.Equal(x, y) {
				continue
			}
			if slices.ContainsFunc(x, func(p identity.Pseudonym) bool { return slices.Contains(y, p) }) {
				return true
			}
		}
	}
	return false
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

// pseudonymBlocks returns the blocks that make up survivors, each as its owners' sorted pseudonyms.
func (o *Owner) pseudonymBlocks(ctx context.Context, survivors []wire.Identity) ([][]identity.Pseudonym, error) {
	if err := o.openTags(ctx); err != nil {
		return nil, err
	}
	byBlock := map[int][]identity.Pseudonym{}
	for _, m := range o.book.roster.Members {
		if slices.Contains(survivors, m.Identity) {
			byBlock[m.Block] = append(byBlock[m.Block], o.tags[m.Identity])
		}
	}
	var blocks [][]identity.Pseudonym
	for n := range len(o.book.roster.Members) {
		if block := byBlock[n]; len(block) > 0 {
			slices.SortFunc(block, func(a, b identity.Pseudonym) int { return slices.Compare(a[:], b[:]) })
			blocks = append(blocks, block)
		}
	}
	return blocks, nil
}

// openTags reads the pseudonyms of the roster's members, once for a roster.
func (o *Owner) openTags(ctx context.Context) error {
	if o.tagsOf == o.book.rosterHash && o.tags != nil {
		return nil
	}
	tags, err := o.readTags(ctx, o.book.roster.Members)
	if err != nil {
		return err
	}
	o.tags, o.tagsOf = tags, o.book.rosterHash
	o.mu.Lock()
	o.people = tags
	o.mu.Unlock()
	return nil
}

// readTags opens the pseudonyms of a roster's members from the enrolments that it names. One owner twice in a
// cohort would be its own minimum.
func (o *Owner) readTags(ctx context.Context, members []wire.Member) (map[wire.Identity]identity.Pseudonym, error) {
	list, err := o.client.Enrolments(ctx, o.terms.id)
	if err != nil {
		return nil, fmt.Errorf("failed to get enrolments: %w", err)
	}
	byDigest := make(map[wire.Digest]*wire.Signed, len(list))
	for i := range list {
		byDigest[list[i].Digest()] = &list[i]
	}
	tags := make(map[wire.Identity]identity.Pseudonym, len(members))
	seen := map[identity.Pseudonym]bool{}
	for i, m := range members {
		s := byDigest[m.Enrolment]
		e, err := wire.UnsealFrom[wire.Enrolment](s, wire.KindEnrolment, m.Identity)
		if err != nil {
			return nil, protocolProblem("invalid roster: member %d: %w", i, err)
		}
		p, err := identity.OpenTag(o.link.Key, o.terms.id, m.Identity, e.Tag)
		if err != nil {
			return nil, protocolProblem("invalid roster: member %d: %w", i, err)
		}
		if seen[p] {
			return nil, problemf(ProblemCohort, "Tell the model owner that a data owner was admitted twice.", "member %d of the roster is a data owner already in it", i)
		}
		seen[p], tags[m.Identity] = true, p
	}
	return tags, nil
}

// masterOf returns the vault's master secret, made on first use. Two trainings that are joined at once must get the same
// one: an owner with two pseudonyms would look like two.
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
	fmt.Fprintf(h, "blindfit/%d/table\x00", wire.Version)
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
