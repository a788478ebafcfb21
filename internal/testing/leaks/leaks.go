// Package leaks owns the search for secrets in printed values, for tests.
package leaks

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"log/slog"
	"math/big"
	"strings"
	"testing"
)

// verbs are all verbs of fmt, the common ones with their flags. The last two are bad verbs for most types: fmt then
// prints the operand without asking it for its methods. %p of a pointer prints the address.
var verbs = []string{"%v", "%+v", "%#v", "%s", "%q", "%#q", "%x", "%X", "%#x", "% x", "%d", "%o", "%b", "%c", "%U", "%e", "%g", "%t", "%w", "%p"}

// Check fails the test if one of the secrets can be read in the output of fmt, encoding/json and log/slog for v: for v
// itself and for a pointer, slices, maps and structs that hold it, in exported and unexported fields.
//
// A secret is compared in the form in which it would print: pass bytes, strings, *big.Int or numbers. Of bytes and
// strings the first nine count, which must not be all zero.
func Check[T any](t testing.TB, name string, v T, secrets ...any) {
	t.Helper()
	for _, leak := range find(v, secrets) {
		t.Errorf("%s leaks: %s", name, leak)
	}
}

// find returns one line for every form of v that shows a secret.
func find[T any](v T, secrets []any) []string {
	type exported struct{ Field T }
	type unexported struct{ field T }
	type embedded struct {
		exported
		unexported
	}
	places := []struct {
		name  string
		value any
	}{
		{"value", v},
		{"pointer", &v},
		{"slice", []T{v}},
		{"slice of any", []any{v}},
		{"array", [1]T{v}},
		{"map", map[string]T{"key": v}},
		{"exported field", exported{v}},
		{"unexported field", unexported{v}},
		{"pointer to a struct", &unexported{v}},
		{"embedded structs", embedded{exported{v}, unexported{v}}},
		{"pointer in a struct", struct{ Field *T }{&v}},
	}
	var needles []string
	for _, s := range secrets {
		needles = append(needles, forms(s)...)
	}
	var found []string
	for _, place := range places {
		for how, text := range printed(place.value) {
			for _, needle := range needles {
				if strings.Contains(text, needle) {
					found = append(found, place.name+" with "+how)
					break
				}
			}
		}
	}
	return found
}

// printed returns v in every form in which programs write it down.
func printed(v any) map[string]string {
	out := map[string]string{}
	for _, verb := range verbs {
		out[verb] = fmt.Errorf(verb, v).Error()
	}
	out["Sprint"] = fmt.Sprint(v)
	if b, err := json.Marshal(v); err == nil {
		out["json.Marshal"] = string(b)
	} else {
		out["json.Marshal"] = err.Error()
	}
	for name, handler := range map[string]func(*bytes.Buffer) slog.Handler{
		"slog's text handler": func(b *bytes.Buffer) slog.Handler { return slog.NewTextHandler(b, nil) },
		"slog's JSON handler": func(b *bytes.Buffer) slog.Handler { return slog.NewJSONHandler(b, nil) },
	} {
		var b bytes.Buffer
		slog.New(handler(&b)).Info("message", "value", v, slog.Group("group", "value", v))
		out[name] = b.String()
	}
	return out
}

// forms returns a secret as printed by every verb and in JSON.
func forms(secret any) []string {
	const prefix = 9 // three groups of base64
	switch s := secret.(type) {
	case []byte:
		secret = s[:min(len(s), prefix)]
	case string:
		secret = s[:min(len(s), prefix)]
	}
	var out []string
	for _, verb := range verbs {
		text := fmt.Sprintf(verb, secret)
		if verb != "%p" && !strings.Contains(text, "%!") { // an address is no secret
			out = append(out, within(text))
		}
	}
	switch s := secret.(type) {
	case []byte:
		out = append(out, base64.StdEncoding.EncodeToString(s), base64.URLEncoding.EncodeToString(s),
			strings.Join(strings.Fields(within(fmt.Sprint(s))), ","))
	case *big.Int:
		out = append(out, within(fmt.Sprint(s.Bits()))) // the words that reflection finds
	case string:
		out = append(out, base64.StdEncoding.EncodeToString([]byte(s)))
	}
	return out
}

// within removes the brackets of a slice or the quotes of a string. Bytes that are printed unchanged may contain a
// brace themselves.
func within(text string) string {
	return strings.Trim(strings.TrimPrefix(text, "[]byte{"), "[]{}\"`")
}
