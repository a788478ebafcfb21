// Package apidoc owns the description of the facilitator's interface: one table of operations, which becomes an OpenAPI 3.1
// document and a page for people. The schemas of bodies follow from the types of protocol/wire; docs/protocol.md is
// normative. Tests compare the table with the routes that exist, and with that document.
package apidoc

import (
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/blindfit/blindfit/protocol/wire"
)

// openAPI is the version of the format of the document.
const openAPI = "3.1.0"

const (
	title       = "Interface of a Blindfit facilitator"
	description = "JSON is canonical: fields in the order given, none unknown, repeated or missing, no white space. Bodies come without content coding. " +
		"A request that fails changes nothing; an identical one gets the identical answer."
)

// always are the codes that every operation may answer with.
var always = []wire.Code{wire.CodeMalformed, wire.CodeMethod, wire.CodeRate, wire.CodeInternal, wire.CodeUnavailable}

// codesOf returns the codes of an operation by status.
func codesOf(o operation) map[int][]wire.Code {
	codes := append(slices.Clone(always), o.codes...)
	if o.reader {
		codes = append(codes, wire.CodeSignature, wire.CodeClock, wire.CodeForbidden, wire.CodeNotFound, wire.CodePhase, wire.CodeLate)
	}
	if len(o.body) > 0 {
		codes = append(codes, wire.CodeInvalid, wire.CodeTooLarge, wire.CodeMediaType)
	}
	out := map[int][]wire.Code{}
	for _, c := range codes {
		if !slices.Contains(out[c.Status()], c) {
			out[c.Status()] = append(out[c.Status()], c)
		}
	}
	return out
}

// success returns the statuses of a successful operation.
func success(o operation) []int {
	switch {
	case o.status == http.StatusCreated:
		return []int{http.StatusOK, http.StatusCreated}
	case o.status != 0:
		return []int{o.status}
	case o.answer.media == "":
		return []int{http.StatusNoContent}
	}
	return []int{http.StatusOK}
}

// Document returns the OpenAPI document of a release.
func Document(release string) ([]byte, error) {
	s := &schemas{of: map[string]Schema{}}
	rejection := s.ref(reflect.TypeFor[wire.Rejection]())
	paths, at := Schema{}, map[string]int{}
	for _, o := range operations {
		i, ok := at[o.path]
		if !ok {
			i = len(paths)
			at[o.path] = i
			paths = append(paths, Field{o.path, Schema{}})
		}
		paths[i].Value = append(paths[i].Value.(Schema), Field{strings.ToLower(o.method), s.operation(o, rejection)})
	}
	for _, b := range bodies {
		s.ref(reflect.TypeOf(b.of))
	}
	forms := Schema{}
	for _, name := range s.names {
		forms = append(forms, Field{name, s.of[name]})
	}
	doc := Schema{
		{"openapi", openAPI},
		{"info", Schema{{"title", title}, {"description", description}, {"version", strconv.Itoa(wire.Version)}, {"x-release", release}}},
		{"paths", paths},
		{"components", Schema{{"schemas", forms}, {"securitySchemes", Schema{
			{"signature", Schema{{"type", "apiKey"}, {"in", "header"}, {"name", wire.AuthHeader},
				{"description", "base64url of a signed request over method, target and time"}}},
			{"operator", Schema{{"type", "http"}, {"scheme", "bearer"}, {"description", "the operator token"}}},
		}}}},
	}
	b, err := json.MarshalIndent(doc, "", " ")
	if err != nil {
		return nil, fmt.Errorf("failed to write OpenAPI document: %w", err)
	}
	return b, nil
}

// operation returns the description of an operation.
func (s *schemas) operation(o operation, rejection Schema) Schema {
	out := Schema{{"operationId", o.id}, {"summary", o.summary}, {"description", "For " + o.who + "."}}
	if o.reader {
		out = append(out, Field{"security", []Schema{{{"signature", []string{}}}}})
	}
	if o.operator {
		out = append(out, Field{"security", []Schema{{{"operator", []string{}}}, {}}})
	}
	list := []Schema{}
	for _, name := range parametersOf(o) {
		p := parameters[name]
		list = append(list, Schema{{"name", name}, {"in", p.in}, {"required", p.in == "path"}, {"description", p.is}, {"schema", p.schema}})
	}
	out = append(out, Field{"parameters", list})
	if len(o.body) > 0 {
		media := Schema{}
		for _, c := range o.body {
			media = append(media, Field{c.media, s.content(c)})
		}
		out = append(out, Field{"requestBody", Schema{{"required", true}, {"content", media}}})
	}
	answers := Schema{}
	for _, status := range success(o) {
		a := Schema{{"description", answerOf(o)}}
		if o.answer.media != "" {
			media, _, _ := strings.Cut(o.answer.media, ";")
			a = append(a, Field{"content", Schema{{media, s.content(o.answer)}}})
		}
		answers = append(answers, Field{strconv.Itoa(status), a})
	}
	codes := codesOf(o)
	for _, status := range sorted(codes) {
		form := append(slices.Clone(rejection), Field{"properties", Schema{{"code", Schema{{"enum", codes[status]}}}}})
		answers = append(answers, Field{strconv.Itoa(status), Schema{{"description", "refused: " + join(codes[status])},
			{"content", Schema{{"application/json", Schema{{"schema", form}}}}}}})
	}
	return append(out, Field{"responses", answers})
}

// content returns the description of a body.
func (s *schemas) content(c content) Schema {
	switch {
	case c.of != nil:
		return Schema{{"schema", s.ref(reflect.TypeOf(c.of))}}
	case c.media == "application/json":
		return Schema{{"schema", Schema{{"type", "object"}}}}
	}
	return Schema{{"schema", Schema{{"description", c.is}}}}
}

// answerOf returns the description of a successful answer.
func answerOf(o operation) string {
	switch {
	case o.answer.is != "":
		return o.answer.is
	case o.status == http.StatusSwitchingProtocols:
		return "a WebSocket whose text frames from the facilitator are states, or one rejection"
	}
	return "done, now or by an identical request before"
}

// parametersOf returns the names of the parameters in the path and the query of an operation.
func parametersOf(o operation) []string {
	var names []string
	for _, part := range strings.Split(o.path, "/") {
		if name, ok := strings.CutPrefix(part, "{"); ok {
			names = append(names, strings.TrimSuffix(name, "}"))
		}
	}
	return append(names, o.query...)
}

func sorted[V any](m map[int]V) []int {
	var keys []int
	for k := range m {
		keys = append(keys, k)
	}
	sort.Ints(keys)
	return keys
}

func join(codes []wire.Code) string {
	texts := make([]string, len(codes))
	for i, c := range codes {
		texts[i] = string(c)
	}
	return strings.Join(texts, ", ")
}
