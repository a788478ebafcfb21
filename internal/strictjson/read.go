package strictjson

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

// Path returns the path of v, for the caller's errors.
func (v Value) Path() string { return v.path }

// Present reports whether the field was in the document.
func (v Value) Present() bool { return v.set }

// IsString reports whether v is a string.
func (v Value) IsString() bool { return v.set && v.kind == kindString }

// IsNumber reports whether v is a number.
func (v Value) IsNumber() bool { return v.set && v.kind == kindNumber }

// IsNull reports whether v is the word null.
func (v Value) IsNull() bool { return v.set && v.kind == kindNull }

// Text returns the content of a string, or a number as it was written.
func (v Value) Text() string { return v.text }

// Fail records rule against v's path as the document's failure, if there is none yet.
func (v Value) Fail(format string, args ...any) {
	if v.doc != nil {
		v.doc.fail(v.path, format, args...)
	}
}

// expect reports whether v is present and of the wanted kind. A wrong kind is a failure.
func (v Value) expect(want kind) bool {
	if !v.set {
		return false
	}
	if v.kind != want {
		v.Fail("must be %v, not %v", want, v.kind)
		return false
	}
	return true
}

// Known fails if v is not an object, or if it has a field with a name that is not in
// names.
func (v Value) Known(names ...string) {
	if !v.expect(kindObject) {
		return
	}
	for _, name := range v.order {
		if !slices.Contains(names, name) {
			v.fields[name].Fail("unknown field; known here: %s", strings.Join(names, ", "))
			return
		}
	}
}

// Field returns a field of the object v. An absent field has a path as well.
func (v Value) Field(name string) Value {
	if field, ok := v.fields[name]; ok {
		return field
	}
	return Value{doc: v.doc, path: join(v.path, name)}
}

// Names returns the names of the fields of the object v, in the order of the text.
func (v Value) Names() []string { return v.order }

// List returns the items of the list v, or nil if it is absent.
func (v Value) List() []Value {
	if !v.expect(kindArray) {
		return nil
	}
	return v.list
}

// String returns the string v, or fallback if it is absent.
func (v Value) String(fallback string) string {
	if !v.expect(kindString) {
		return fallback
	}
	return v.text
}

// Bool returns the truth value v, or fallback if it is absent.
func (v Value) Bool(fallback bool) bool {
	if !v.expect(kindBool) {
		return fallback
	}
	return v.truth
}

// Float returns the finite number v, or fallback if it is absent.
func (v Value) Float(fallback float64) float64 {
	if !v.expect(kindNumber) {
		return fallback
	}
	x, err := strconv.ParseFloat(v.text, 64)
	if err != nil || math.IsInf(x, 0) {
		v.Fail("must be a number that a 64-bit float can hold")
		return fallback
	}
	if x == 0 {
		return 0 // no minus zero: it would print as another document
	}
	return x
}

// Int returns the whole number v, which must be in [low, high], or fallback if it is
// absent.
func (v Value) Int(fallback, low, high int64) int64 {
	if !v.expect(kindNumber) {
		return fallback
	}
	x, err := strconv.ParseFloat(v.text, 64)
	if err != nil || x != math.Trunc(x) || x < float64(low) || x > float64(high) || math.Abs(x) > 1<<53 {
		v.Fail("must be a whole number from %d to %d", low, high)
		return fallback
	}
	return int64(x)
}

// Strings returns the list of strings v, or nil if it is absent.
func (v Value) Strings() []string {
	items := v.List()
	if items == nil {
		return nil
	}
	out := make([]string, len(items))
	for i, item := range items {
		out[i] = item.String("")
	}
	return out
}
