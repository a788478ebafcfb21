// Package strictjson owns the reading of JSON that a person wrote by hand: every error
// names the path of a field and the rule that it breaks. Unlike encoding/json it
// refuses duplicate and unknown fields, null, trailing data and text that is not
// UTF-8, and never converts types.
package strictjson

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// MaxDepth is the deepest nesting of objects and arrays that Parse accepts.
const MaxDepth = 32

// ErrMalformed is wrapped by every error about text that is not JSON.
var ErrMalformed = errors.New("malformed JSON")

// FieldError names a field and the rule that it breaks. It does not contain the value.
type FieldError struct {
	Path string // for example features[2].levels; empty if it is the document itself
	Rule string
}

// Error returns "path: rule".
func (e *FieldError) Error() string {
	if e.Path == "" {
		return e.Rule
	}
	return e.Path + ": " + e.Rule
}

type kind int

const (
	kindObject kind = iota
	kindArray
	kindString
	kindNumber
	kindBool
	kindNull
)

func (k kind) String() string {
	return [...]string{"an object", "a list", "a string", "a number", "true or false", "null"}[k]
}

// Value is one JSON value with its path. The zero Value is absent. The values of one
// document share its first error; see Doc.
type Value struct {
	doc    *Doc
	path   string
	kind   kind
	set    bool
	text   string
	truth  bool
	list   []Value
	fields map[string]Value
	order  []string
}

// Doc is a parsed document. The methods that read its values do not return errors: Err
// returns the first failure, so that a caller can read all fields and check once.
type Doc struct {
	err error
}

// Err returns the first failure since the document was parsed, or nil.
func (d *Doc) Err() error { return d.err }

func (d *Doc) fail(path, format string, args ...any) {
	if d.err == nil {
		d.err = &FieldError{Path: path, Rule: fmt.Sprintf(format, args...)}
	}
}

// Parse reads one JSON document of at most maxBytes bytes. If the text is not JSON, the
// error wraps ErrMalformed and names the line and column. It is a *FieldError for
// duplicate fields, null and nesting deeper than MaxDepth.
func Parse(b []byte, maxBytes int) (Value, *Doc, error) {
	doc := &Doc{}
	if len(b) > maxBytes {
		return Value{}, doc, fmt.Errorf("invalid document: longer than %d bytes", maxBytes)
	}
	b = bytes.TrimPrefix(b, []byte("\ufeff"))
	if !utf8.Valid(b) {
		return Value{}, doc, fmt.Errorf("%w: not UTF-8 text", ErrMalformed)
	}
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.UseNumber()
	p := parser{dec: dec, doc: doc}
	v, err := p.value("", 0)
	if err == nil {
		if _, next := dec.Token(); !errors.Is(next, io.EOF) {
			err = fmt.Errorf("%w: text after the end of the document", ErrMalformed)
		}
	}
	if err != nil {
		var field *FieldError
		if errors.As(err, &field) {
			return Value{}, doc, err
		}
		return Value{}, doc, position(b, dec.InputOffset(), err)
	}
	return v, doc, nil
}

// position turns a syntax error into one with line and column and without the text.
func position(b []byte, offset int64, err error) error {
	var whole any // a second reading: offsets of a token decoder are those of its buffer
	var syntax *json.SyntaxError
	if errors.As(json.Unmarshal(b, &whole), &syntax) {
		offset, err = syntax.Offset, syntax
	}
	before := b[:max(0, min(offset, int64(len(b)))-1)]
	line := 1 + bytes.Count(before, []byte("\n"))
	column := len(before) - bytes.LastIndexByte(before, '\n')
	if syntax != nil && strings.HasPrefix(syntax.Error(), "unexpected end") ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("%w at line %d: the text ends too early", ErrMalformed, line)
	}
	return fmt.Errorf("%w at line %d, column %d", ErrMalformed, line, column)
}

type parser struct {
	dec *json.Decoder
	doc *Doc
}

func (p *parser) value(path string, depth int) (Value, error) {
	token, err := p.dec.Token()
	if err != nil {
		return Value{}, err
	}
	v := Value{doc: p.doc, path: path, set: true}
	switch t := token.(type) {
	case string:
		v.kind, v.text = kindString, t
	case json.Number:
		v.kind, v.text = kindNumber, t.String()
	case bool:
		v.kind, v.truth = kindBool, t
	case nil:
		v.kind = kindNull
	case json.Delim:
		if depth == MaxDepth {
			return Value{}, &FieldError{path, fmt.Sprintf("nested deeper than %d levels", MaxDepth)}
		}
		if t == '[' {
			v.kind = kindArray
			return p.array(v, depth)
		}
		v.kind = kindObject
		return p.object(v, depth)
	}
	return v, nil
}

func (p *parser) array(v Value, depth int) (Value, error) {
	for p.dec.More() {
		item, err := p.value(fmt.Sprintf("%s[%d]", v.path, len(v.list)), depth+1)
		if err != nil {
			return Value{}, err
		}
		v.list = append(v.list, item)
	}
	_, err := p.dec.Token()
	return v, err
}

func (p *parser) object(v Value, depth int) (Value, error) {
	v.fields = map[string]Value{}
	for p.dec.More() {
		token, err := p.dec.Token()
		if err != nil {
			return Value{}, err
		}
		name, ok := token.(string)
		if !ok {
			return Value{}, ErrMalformed
		}
		path := join(v.path, name)
		if _, twice := v.fields[name]; twice {
			return Value{}, &FieldError{path, "given twice"}
		}
		field, err := p.value(path, depth+1)
		if err != nil {
			return Value{}, err
		}
		v.fields[name] = field
		v.order = append(v.order, name)
	}
	_, err := p.dec.Token()
	return v, err
}

// join appends a field name to a path. A name that is long or holds anything
// but plain letters is cut or quoted, so that a path stays one readable line.
func join(path, name string) string {
	if len(name) > 64 {
		cut := 64
		for cut > 0 && !utf8.RuneStart(name[cut]) {
			cut--
		}
		name = name[:cut] + "…"
	}
	for _, r := range name {
		if r < ' ' || r == '.' || r == '[' || r == 0x7f {
			name = fmt.Sprintf("%q", name)
			break
		}
	}
	if path == "" {
		return name
	}
	return path + "." + name
}
