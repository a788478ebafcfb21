package schema

import (
	"slices"
	"strings"
)

// The roles of columns that are no features of a model.
const (
	OffsetRole = "offset" // is added to the linear predictor as it is
	WeightRole = "weight" // multiplies each term that a row adds to a sum
)

// Of returns the column of a role, or nil if there is none.
func (s *Schema) Of(role string) *Feature {
	all := WithRole(s)
	i := slices.IndexFunc(all, func(f Feature) bool { return f.Role == role })
	if i < 0 {
		return nil
	}
	return &all[i]
}

// WithRole returns Roles and, after them, the offset that a formula makes, if it makes one.
func WithRole(s *Schema) []Feature {
	c := s.Formula.offset()
	if c == nil {
		return s.Roles
	}
	f := Feature{Name: c.Name, Type: Continuous, Min: &c.Low, Max: &c.High, Role: OffsetRole}
	return append(s.Roles[:len(s.Roles):len(s.Roles)], f)
}

// MostWeight returns the largest weight of a row, 1 if rows have none.
func (s *Schema) MostWeight() float64 {
	if f := s.Of(WeightRole); f != nil {
		return *f.Max
	}
	return 1
}

// validateRoles checks the columns that have a role.
func (s *Schema) validateRoles(seen map[string]string) error {
	if all := WithRole(s); len(all) > len(s.Roles) && slices.ContainsFunc(s.Roles, func(f Feature) bool { return f.Role == OffsetRole }) {
		return fieldError("formula", "has an offset, and a column has the role offset too: name one of them")
	}
	for i, f := range s.Roles {
		path := "features with the role " + f.Role
		switch {
		case f.Role != OffsetRole && f.Role != WeightRole:
			return fieldError("features.role", "must be %s or %s, or absent", OffsetRole, WeightRole)
		case slices.ContainsFunc(s.Roles[:i], func(other Feature) bool { return other.Role == f.Role }):
			return fieldError(path, "one column at most has this role")
		case !f.Type.Numeric():
			return fieldError(path+".type", "must be continuous or discrete")
		}
		if err := f.validate(path); err != nil {
			return err
		}
		if f.Role == WeightRole && *f.Min < 0 {
			return fieldError(path+".min", "must not be negative: weights below zero are refused")
		}
		if first, twice := seen[f.Name]; twice {
			return fieldError(path+".name", "the same name as %s", first)
		}
		seen[f.Name] = path
	}
	return nil
}

// findRoles finds the columns that have a role. Weights are not needed to predict.
func (r *tableReader) findRoles(names []string) {
	for _, f := range r.schema.Roles {
		at := slices.Index(names, f.Name)
		if at >= 0 || f.Role == OffsetRole || r.opt.NeedTarget {
			at = r.find(names, f.Name)
		}
		r.roleAt = append(r.roleAt, at)
	}
}

// roles reads the values of columns that have a role. drop means that one is missing.
func (r *tableReader) roles(fields []string, line int) (values []float64, drop bool) {
	values = make([]float64, len(r.schema.Roles))
	for i, f := range r.schema.Roles {
		if r.roleAt[i] < 0 {
			values[i] = 1
			continue
		}
		text := strings.TrimSpace(fields[r.roleAt[i]])
		if f.isMissing(text) {
			drop = true
			if r.schema.Missing != MissingDropRow {
				r.problem(line, f.Name, "a value is missing, and an "+f.Role+" has no substitute")
			}
			continue
		}
		v, rule, _ := f.number(text, reading{style: &r.style, compose: r.opt.Compose, open: &openNumbers{}})
		if rule != "" {
			r.problem(line, f.Name, rule)
		}
		values[i] = v
	}
	return values, drop
}

// keepRoles appends the values of one row to the table.
func (r *tableReader) keepRoles(values []float64) {
	for i, f := range r.schema.Roles {
		if f.Role == OffsetRole {
			r.table.Offset = append(r.table.Offset, values[i])
		} else {
			r.table.Weight = append(r.table.Weight, values[i])
		}
	}
	if r.schema.Formula.offset() != nil {
		r.table.Offset = append(r.table.Offset, r.offset)
	}
}
