package people

import (
	"fmt"
	"slices"
	"strings"

	"github.com/blindfit/blindfit/dataowner/problem"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Rules are an owner's rules about the others in its sums.
type Rules struct {
	Min         int                 // fewest owners; the training's minimum counts if it is higher
	OnlyVouched bool                // that minimum counts only this owner and those it vouches for
	Circle      []identity.OwnerKey // the roster must be exactly these; nil for any
	Vouch       []string            // words that were compared beforehand: members with these are vouched for
}

// Ask reports whether the rules depend on the owners that this owner vouches for.
func (r Rules) Ask() bool { return r.OnlyVouched || len(r.Circle)+len(r.Vouch) > 0 }

// Named returns the owners of a circle that the rules vouch for and that are not marked yet.
func (r Rules) Named(c *Circle, v Vouched) (fresh []identity.OwnerKey) {
	for _, k := range c.Keys {
		if !v[k] && (slices.Contains(r.Vouch, k.Words()) || slices.Contains(r.Circle, k)) {
			fresh = append(fresh, k)
		}
	}
	return fresh
}

// CheckRoster refuses a roster that breaks the rules. least is the training's own minimum.
func (r Rules) CheckRoster(c *Circle, self wire.Identity, least int, v Vouched) error {
	if !c.Has(self) {
		return problem.Errorf(problem.NotAdmitted, "Ask the model owner for a new link.", "the model owner did not admit this data owner")
	}
	if r.Circle != nil {
		missing, strange := difference(r.Circle, c.Keys), difference(c.Keys, r.Circle)
		if len(missing)+len(strange) > 0 {
			return problem.Errorf(problem.Cohort, "Compare the members' file with the others, or ask the model owner whom it admitted.",
				"the roster is not the circle: missing %s; not in the circle %s", listed(words(missing)), listed(words(strange)))
		}
	}
	var ids []wire.Identity
	for _, m := range c.Members {
		ids = append(ids, m.Identity)
	}
	return r.CheckList(c, ids, self, least, v)
}

// CheckList refuses a list of members to be summed together if too few of them count. least is the training's own minimum.
func (r Rules) CheckList(c *Circle, list []wire.Identity, self wire.Identity, least int, v Vouched) error {
	least = max(least, r.Min)
	if len(list) < least {
		return problem.Errorf(problem.Cohort, "Ask the model owner for a training with a higher cohort.min, or lower your own minimum.",
			"the sum would be over %d data owners; this owner takes part with at least %d", len(list), least)
	}
	if !r.OnlyVouched {
		return nil
	}
	n := 0
	for _, id := range list {
		if k, member := c.Key(id); member && (id == self || v[k]) {
			n++
		}
	}
	if n < least {
		return problem.Errorf(problem.Cohort, "Compare words with more of the data owners, mark them, and try again.",
			"%d of %d data owners are vouched for, this one included; at least %d are asked for", n, len(list), least)
	}
	return nil
}

// Missed returns a problem if a circle is not complete: members that the owner does not vouch for, and owners that the
// rules vouch for and that are not members. It returns nil if there are none. A nil circle has no members yet.
func (r Rules) Missed(c *Circle, self wire.Identity, v Vouched) error {
	const hint = "Compare words with them, or ask the model owner whom it admitted."
	if c == nil {
		return problem.Errorf(problem.Cohort, hint, "the model owner admitted no data owner in time; expected are %s",
			listed(append(words(r.Circle), r.Vouch...)))
	}
	strangers, missing := c.Strangers(self, v), []string{}
	for _, w := range r.Vouch {
		if !slices.Contains(words(c.Keys), w) {
			missing = append(missing, w)
		}
	}
	if len(strangers)+len(missing) == 0 {
		return nil
	}
	return problem.Errorf(problem.Cohort, hint, "you do not vouch for every data owner of the circle: not vouched for are %s; vouched for and not admitted are %s",
		listed(words(strangers)), listed(missing))
}

// Strangers returns the members that an owner does not vouch for, without itself.
func (c *Circle) Strangers(self wire.Identity, v Vouched) (strangers []identity.OwnerKey) {
	for i, m := range c.Members {
		if m.Identity != self && !v[c.Keys[i]] {
			strangers = append(strangers, c.Keys[i])
		}
	}
	return strangers
}

// difference returns the keys of a that are not in b.
func difference(a, b []identity.OwnerKey) (out []identity.OwnerKey) {
	for _, k := range a {
		if !slices.Contains(b, k) {
			out = append(out, k)
		}
	}
	return out
}

func words(keys []identity.OwnerKey) []string {
	out := make([]string, len(keys))
	for i, k := range keys {
		out[i] = k.Words()
	}
	return out
}

func listed(words []string) string {
	if len(words) == 0 {
		return "none"
	}
	return strings.Join(words, ", ")
}

// ParseCircle reads a members' file: one owner key a line, as "dataowner id" prints it; more after the key, empty lines
// and lines that begin with # are ignored. The error names the line.
func ParseCircle(text string) ([]identity.OwnerKey, error) {
	var circle []identity.OwnerKey
	number := 0
	for line := range strings.Lines(text) {
		number++
		fields := strings.Fields(line)
		if len(fields) == 0 || strings.HasPrefix(fields[0], "#") {
			continue
		}
		k, err := identity.ParseOwnerKey(fields[0])
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", number, err)
		}
		if slices.Contains(circle, k) {
			return nil, fmt.Errorf("line %d: repeats the owner key of an earlier line", number)
		}
		circle = append(circle, k)
	}
	if len(circle) < wire.MinOwners {
		return nil, fmt.Errorf("invalid members' file: must have at least %d lines, one for each member", wire.MinOwners)
	}
	return circle, nil
}
