package apidoc

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

	"github.com/blindfit/blindfit/protocol/wire"
)

// Schema is a JSON object whose fields keep their order, as canonical JSON requires.
type Schema []Field

// Field is a field of a Schema.
type Field struct {
	Name  string
	Value any
}

// MarshalJSON implements json.Marshaler.
func (s Schema) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, f := range s {
		if i > 0 {
			b.WriteByte(',')
		}
		name, err := json.Marshal(f.Name)
		if err != nil {
			return nil, err
		}
		value, err := json.Marshal(f.Value)
		if err != nil {
			return nil, err
		}
		b.Write(name)
		b.WriteByte(':')
		b.Write(value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// enums are the string types with a fixed set of values.
var enums = map[reflect.Type][]any{
	reflect.TypeFor[wire.Phase](): phases(),
	reflect.TypeFor[wire.Kind]():  kinds(),
	reflect.TypeFor[wire.Code](): {wire.CodeMalformed, wire.CodeInvalid, wire.CodeVersion, wire.CodeTooLarge, wire.CodeMediaType, wire.CodeSignature,
		wire.CodeToken, wire.CodeClock, wire.CodeForbidden, wire.CodeNotFound, wire.CodeMethod, wire.CodeConflict, wire.CodeStale, wire.CodePhase,
		wire.CodeLate, wire.CodeCiphertext, wire.CodeKey, wire.CodeFull, wire.CodeRate, wire.CodeInternal, wire.CodeUnavailable,
		wire.CodeRoundRejected, wire.CodeMissing, wire.CodeLeft},
	reflect.TypeFor[wire.RoundKind](): anys(wire.RoundKinds),
}

func phases() (out []any) {
	for _, p := range wire.Phases {
		out = append(out, p.Phase)
	}
	return out
}

func kinds() (out []any) {
	for _, b := range bodies {
		out = append(out, b.kind)
	}
	return out
}

func anys[T any](list []T) (out []any) {
	for _, v := range list {
		out = append(out, v)
	}
	return out
}

// schemas collects the schemas of types by name.
type schemas struct {
	names []string
	of    map[string]Schema
}

// ref returns a reference to the schema of a type, and adds the schema if it is new.
func (s *schemas) ref(t reflect.Type) Schema {
	if _, ok := s.of[t.Name()]; !ok {
		s.names = append(s.names, t.Name())
		s.of[t.Name()] = nil // ends the recursion of a type that contains itself
		s.of[t.Name()] = s.object(t)
	}
	return Schema{{"$ref", "#/components/schemas/" + t.Name()}}
}

// object returns the schema of a struct: all fields, in their order, and no others.
func (s *schemas) object(t reflect.Type) Schema {
	var properties Schema
	required := []string{}
	s.fields(t, &properties, &required)
	return Schema{{"type", "object"}, {"properties", properties}, {"required", required}, {"additionalProperties", false}}
}

// fields adds the fields of a struct and of those embedded in it.
func (s *schemas) fields(t reflect.Type, properties *Schema, required *[]string) {
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Anonymous {
			s.fields(f.Type, properties, required)
			continue
		}
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "-" || !f.IsExported() {
			continue
		}
		*properties = append(*properties, Field{name, s.form(f.Type)})
		if options != "omitempty" {
			*required = append(*required, name)
		}
	}
}

// form returns the schema of a type. It panics for a type that no message contains, which the tests would show.
func (s *schemas) form(t reflect.Type) Schema {
	if values, ok := enums[t]; ok {
		return Schema{{"type", "string"}, {"enum", values}}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return s.form(t.Elem())
	case reflect.Struct:
		return s.ref(t)
	case reflect.Array: // of bytes
		return Schema{{"type", "string"}, {"pattern", fmt.Sprintf("^[0-9a-f]{%d}$", 2*t.Len())}}
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return Schema{{"type", "string"}, {"contentEncoding", "base64"}}
		}
		return Schema{{"type", "array"}, {"items", s.form(t.Elem())}}
	case reflect.String:
		return Schema{{"type", "string"}}
	case reflect.Int, reflect.Int64:
		return Schema{{"type", "integer"}}
	case reflect.Bool:
		return Schema{{"type", "boolean"}}
	}
	panic("internal error: no form for " + t.String())
}

// bodies are the types of the bodies of signed messages, by kind.
var bodies = []struct {
	kind wire.Kind
	of   any
}{
	{wire.KindManifest, wire.Manifest{}}, {wire.KindEnrolment, wire.Enrolment{}}, {wire.KindRoster, wire.Roster{}},
	{wire.KindStatement, wire.Statement{}}, {wire.KindStart, wire.Start{}}, {wire.KindOpen, wire.Open{}},
	{wire.KindKeys, wire.Keys{}}, {wire.KindUpload, wire.Upload{}}, {wire.KindReveal, wire.Reveal{}}, {wire.KindAccept, wire.Accept{}}, {wire.KindReject, wire.Reject{}}, {wire.KindDone, wire.Done{}},
	{wire.KindRequest, wire.Request{}}, {wire.KindHello, wire.Hello{}},
}
