package apidoc

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"
)

// Readable is the description for a page.
type Readable struct {
	Title, Description, OpenAPI string
	Operations                  []Operation
	Schemas                     []Form
}

// Operation is one operation of the interface.
type Operation struct {
	ID, Method, Path, Summary, Who, Body string
	Parameters                           []Parameter
	Answers                              []Answer
}

// Parameter is a parameter of an operation.
type Parameter struct{ Name, In, Is string }

// Answer is an answer of an operation.
type Answer struct{ Status, Is string }

// Form is a named JSON schema.
type Form struct{ Name, JSON string }

// Read returns the description for a page.
func Read() (Readable, error) {
	out := Readable{Title: title, Description: description, OpenAPI: openAPI}
	s := &schemas{of: map[string]Schema{}}
	for _, o := range operations {
		v := Operation{ID: o.id, Method: o.method, Path: o.path, Summary: o.summary, Who: o.who}
		for _, name := range parametersOf(o) {
			v.Parameters = append(v.Parameters, Parameter{name, parameters[name].in, parameters[name].is})
		}
		var forms []string
		for _, c := range o.body {
			forms = append(forms, c.is+" ("+c.media+")")
		}
		v.Body = strings.Join(forms, ", or ")
		var statuses []string
		for _, status := range success(o) {
			statuses = append(statuses, strconv.Itoa(status))
		}
		is := answerOf(o)
		if o.answer.media != "" {
			is += " (" + o.answer.media + ")"
		}
		v.Answers = append(v.Answers, Answer{strings.Join(statuses, ", "), is})
		codes := codesOf(o)
		for _, status := range sorted(codes) {
			v.Answers = append(v.Answers, Answer{strconv.Itoa(status), "refused: " + join(codes[status])})
		}
		out.Operations = append(out.Operations, v)
		if o.answer.of != nil {
			s.ref(reflect.TypeOf(o.answer.of))
		}
	}
	for _, b := range bodies {
		s.ref(reflect.TypeOf(b.of))
	}
	for _, name := range s.names {
		b, err := json.MarshalIndent(s.of[name], "", "  ")
		if err != nil {
			return Readable{}, fmt.Errorf("failed to write form: %w", err)
		}
		out.Schemas = append(out.Schemas, Form{name, string(b)})
	}
	return out, nil
}
