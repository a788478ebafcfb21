package web

import (
	"encoding"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/dataowner"
	"github.com/blindfit/blindfit/dataowner/consent"
	"github.com/blindfit/blindfit/dataowner/event"
	"github.com/blindfit/blindfit/dataowner/problem"
	"github.com/blindfit/blindfit/dataowner/vault"
)

// TestContract compares the shapes of contract.ts with the Go types that are sent: every field that the page reads must
// be sent under this name, as a value of this kind, and always unless the page takes it as optional.
func TestContract(t *testing.T) {
	shapes := readShapes(t)
	for shape, v := range map[string]any{
		"isInvitation": dataowner.Invitation{},
		"isCheck":      dataowner.Check{},
		"isReceipt":    dataowner.Receipt{},
		"isSent":       dataowner.Sent{},
		"isMember":     dataowner.Member{},
		"isKnown":      vault.Known{},
		"isAccount":    dataowner.Account{},
		"question":     consent.Question{},
		"offer":        consent.Offer{},
		"again":        event.Again{},
		"estimate":     dataowner.Estimate{},
		"spending":     dataowner.Spending{},
		"isProblem":    problem.Problem{},
	} {
		c := comparison{t, shapes}
		c.object(shape, shapes[shape], reflect.TypeOf(v))
	}
	shown := reflect.TypeOf(dataowner.Event{})
	for _, shape := range []string{"isStateEvent", "isTransferEvent", "isWorkEvent", "isPrivacyEvent", "isKernelEvent"} {
		c := comparison{t, shapes}
		c.event(shape, shapes[shape], shown)
	}
}

// TestContractNames compares the commands, states and events of contract.ts with those in the Go sources.
func TestContractNames(t *testing.T) {
	text := contract(t)
	sources := parse(t, "../dataowner/*.go", "../dataowner/follow/*.go", "../dataowner/event/*.go")
	for _, c := range []struct {
		name string
		page []string
		sent []string
	}{
		{"states", quoted(between(text, "state: one(", ")")), sources.assigned("State")},
		{"commands", keys(between(text, "export const answers = {", "} as const")), sources.cases("run")},
		{"events", without(keys(between(text, "const events: Record<string, Shape<WorkerEvent>> = {", "};")), "fatal", "ready", "helpers", "form", "loading"), sources.assigned("Event")},
	} {
		slices.Sort(c.page)
		slices.Sort(c.sent)
		if c.sent = slices.Compact(c.sent); len(c.sent) == 0 || !slices.Equal(c.page, c.sent) {
			t.Errorf("%s of contract.ts are %v, those of package dataowner %v", c.name, c.page, c.sent)
		}
	}
}

// field is a field of a shape: the expression that checks it.
type field struct{ name, shape string }

var (
	objectStart = regexp.MustCompile(`(?m)^(?:export )?const (\w+) = (object\()?\{`)
	objectAlias = regexp.MustCompile(`(?m)^(?:export )?const (\w+) = object\((\w+)\);`)
	lineComment = regexp.MustCompile(`//.*`)
)

func contract(t *testing.T) string {
	t.Helper()
	var text string
	for _, name := range []string{"src/about.ts", "src/again.ts", "src/entry.ts", "src/contract.ts"} {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		text += string(b)
	}
	return lineComment.ReplaceAllString(text, "")
}

// readShapes returns the fields of every object of contract.ts by its name.
func readShapes(t *testing.T) map[string][]field {
	t.Helper()
	text, out := contract(t), map[string][]field{}
	for _, m := range objectStart.FindAllStringSubmatchIndex(text, -1) {
		name, body := text[m[2]:m[3]], block(text[m[1]:])
		out[name] = fields(body, out)
	}
	for _, m := range objectAlias.FindAllStringSubmatch(text, -1) {
		out[m[1]] = out[m[2]]
	}
	return out
}

// block returns the text before the brace that ends a block.
func block(text string) string {
	depth := 0
	for i, r := range text {
		switch r {
		case '{', '(', '[':
			depth++
		case '}', ')', ']':
			if depth--; depth < 0 {
				return text[:i]
			}
		}
	}
	return text
}

// fields splits the body of an object. A spread takes the fields of the object it names.
func fields(body string, known map[string][]field) (out []field) {
	depth, start := 0, 0
	body += ","
	for i, r := range body {
		switch r {
		case '{', '(', '[':
			depth++
		case '}', ')', ']':
			depth--
		case ',':
			if depth > 0 {
				continue
			}
			part := strings.TrimSpace(body[start:i])
			start = i + 1
			name, shape, found := strings.Cut(part, ":")
			switch {
			case part == "":
			case strings.HasPrefix(part, "..."):
				out = append(out, known[strings.TrimPrefix(part, "...")]...)
			case found:
				out = append(out, field{strings.TrimSpace(name), strings.TrimSpace(shape)})
			default:
				out = append(out, field{part, part})
			}
		}
	}
	return out
}

// comparison compares shapes with Go types.
type comparison struct {
	*testing.T
	shapes map[string][]field
}

// object compares the fields of a shape with those of a struct.
func (c comparison) object(name string, shape []field, t reflect.Type) {
	if len(shape) == 0 {
		c.Errorf("contract.ts has no shape %s", name)
	}
	sent := jsonFields(t)
	for _, f := range shape {
		at := name + "." + f.name
		g, ok := sent[f.name]
		inner, optional := unwrap(f.shape, "optional")
		switch {
		case !ok:
			c.Errorf("%s: %v has no such field", at, t)
		case g.optional && !optional:
			c.Errorf("%s: %v may leave it out", at, t)
		default:
			c.value(at, inner, g.t)
		}
	}
}

// event compares the shape of one sort of event; which of the fields an event has follows from its name.
func (c comparison) event(name string, shape []field, t reflect.Type) {
	if len(shape) == 0 {
		c.Errorf("contract.ts has no shape %s", name)
	}
	sent := jsonFields(t)
	for _, f := range shape {
		inner, _ := unwrap(f.shape, "optional")
		if g, ok := sent[f.name]; !ok {
			c.Errorf("%s.%s: %v has no such field", name, f.name, t)
		} else {
			c.value(name+"."+f.name, inner, g.t)
		}
	}
}

// value compares the shape of a value with a Go type.
func (c comparison) value(at, shape string, t reflect.Type) {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if item, ok := unwrap(shape, "list"); ok {
		if t.Kind() != reflect.Slice && t.Kind() != reflect.Array {
			c.Errorf("%s is a list, %v is none", at, t)
			return
		}
		c.value(at+"[]", item, t.Elem())
		return
	}
	if body, ok := unwrap(shape, "object"); ok {
		c.object(at, fields(block(strings.TrimPrefix(body, "{")), c.shapes), t)
		return
	}
	kind := t.Kind()
	text := kind == reflect.String || t.Implements(reflect.TypeFor[encoding.TextMarshaler]())
	number := !text && kind >= reflect.Int && kind <= reflect.Float64
	switch _, one := unwrap(shape, "one"); {
	case shape == "text" || one:
		if !text {
			c.Errorf("%s is a text, %v is none", at, t)
		}
	case shape == "number":
		if !number {
			c.Errorf("%s is a number, %v is none", at, t)
		}
	case shape == "scalar":
		if !text && !number && kind != reflect.Interface {
			c.Errorf("%s is a text or a number, %v is neither", at, t)
		}
	case shape == "flag":
		if kind != reflect.Bool {
			c.Errorf("%s is a flag, %v is none", at, t)
		}
	case c.shapes[shape] != nil:
		c.object(at, c.shapes[shape], t)
	case shape == "counts":
		if kind != reflect.Slice && kind != reflect.Map {
			c.Errorf("%s is a list of counts, %v is none", at, t)
		}
	default:
		c.Errorf("%s has the shape %s, which this test does not know", at, shape)
	}
}

// unwrap returns the argument of a call of this name, and whether it is one.
func unwrap(shape, name string) (string, bool) {
	if inner, ok := strings.CutPrefix(shape, name+"("); ok {
		return strings.TrimSpace(block(inner)), true
	}
	return shape, false
}

type jsonField struct {
	t        reflect.Type
	optional bool
}

// jsonFields returns the fields of a struct as encoding/json names them, those of embedded structs included.
func jsonFields(t reflect.Type) map[string]jsonField {
	out := map[string]jsonField{}
	for _, f := range reflect.VisibleFields(t) {
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "-" || name == "" || !f.IsExported() {
			continue
		}
		out[name] = jsonField{f.Type, strings.Contains(options, "omitempty") || strings.Contains(options, "omitzero")}
	}
	return out
}

// between returns the text between two marks.
func between(text, from, to string) string {
	_, rest, _ := strings.Cut(text, from)
	inner, _, _ := strings.Cut(rest, to)
	return inner
}

func quoted(text string) (out []string) {
	for _, m := range regexp.MustCompile(`'([^']*)'`).FindAllStringSubmatch(text, -1) {
		out = append(out, m[1])
	}
	return out
}

func keys(body string) (out []string) {
	for _, f := range fields(body, nil) {
		out = append(out, f.name)
	}
	return out
}

func without(list []string, names ...string) []string {
	return slices.DeleteFunc(list, func(s string) bool { return slices.Contains(names, s) })
}

// sources are parsed Go files.
type sources []*ast.File

func parse(t *testing.T, patterns ...string) (out sources) {
	t.Helper()
	for _, p := range patterns {
		names, err := filepath.Glob(p)
		if err != nil || len(names) == 0 {
			t.Fatalf("no files %s (error %v)", p, err)
		}
		for _, name := range names {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, f)
		}
	}
	return out
}

// assigned returns the string literals that are given to a field of this name, in a composite literal or an assignment.
func (s sources) assigned(name string) (out []string) {
	add := func(e ast.Expr) {
		if literal, ok := e.(*ast.BasicLit); ok && literal.Kind == token.STRING {
			if v, err := strconv.Unquote(literal.Value); err == nil {
				out = append(out, v)
			}
		}
	}
	for _, f := range s {
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.KeyValueExpr:
				if key, ok := n.Key.(*ast.Ident); ok && key.Name == name {
					add(n.Value)
				}
			case *ast.AssignStmt:
				for i, to := range n.Lhs {
					if field, ok := to.(*ast.SelectorExpr); ok && field.Sel.Name == name && i < len(n.Rhs) {
						add(n.Rhs[i])
					}
				}
			}
			return true
		})
	}
	return out
}

// cases returns the string literals of the cases in a function of this name.
func (s sources) cases(function string) (out []string) {
	for _, f := range s {
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Name.Name == function {
				ast.Inspect(fn, func(n ast.Node) bool {
					if c, ok := n.(*ast.CaseClause); ok {
						for _, e := range c.List {
							if literal, ok := e.(*ast.BasicLit); ok {
								v, _ := strconv.Unquote(literal.Value)
								out = append(out, v)
							}
						}
					}
					return true
				})
			}
		}
	}
	return out
}
