package server_test

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server"
	"github.com/blindfit/blindfit/server/round"
	"github.com/blindfit/blindfit/server/store/sqlite"
)

// described is the OpenAPI document of a facilitator.
type described struct {
	Paths      map[string]map[string]describedOperation `json:"paths"`
	Components struct {
		Schemas map[string]map[string]any `json:"schemas"`
	} `json:"components"`
}

type describedOperation struct {
	Parameters []struct {
		Name, In string
		Schema   map[string]any
	} `json:"parameters"`
	Security  []map[string][]string `json:"security"`
	Responses map[string]struct {
		Content map[string]struct {
			Schema map[string]any `json:"schema"`
		} `json:"content"`
	} `json:"responses"`
}

func describe(url string) (*described, error) {
	a, err := http.Get(url + "/v2/openapi.json")
	if err != nil {
		return nil, err
	}
	defer a.Body.Close()
	b, err := io.ReadAll(a.Body)
	if err != nil {
		return nil, err
	}
	var d described
	return &d, json.Unmarshal(b, &d)
}

// check returns an error for an answer that the document does not describe. Requests that it does not describe must be
// rejected.
func (d *described) check(method, target string, status int, media string, body []byte) error {
	path, _, _ := strings.Cut(target, "?")
	if !strings.HasPrefix(path, "/v2/") && path != "/healthz" && path != "/readyz" || method == http.MethodOptions || method == http.MethodHead && !strings.HasPrefix(path, "/v2/") {
		return nil
	}
	o, ok := d.operation(method, path)
	if !ok {
		if status != http.StatusNotFound && status != http.StatusMethodNotAllowed && status != http.StatusBadRequest {
			return fmt.Errorf("%s %s is not described, and answered with %d", method, path, status)
		}
		return nil
	}
	r, ok := o.Responses[strconv.Itoa(status)]
	if !ok {
		return fmt.Errorf("%s %s: status %d is not described", method, path, status)
	}
	media, _, _ = strings.Cut(media, ";")
	if len(r.Content) == 0 {
		if len(body) > 0 && status != http.StatusSwitchingProtocols {
			return fmt.Errorf("%s %s: an answer with a body is not described", method, path)
		}
		return nil
	}
	c, ok := r.Content[media]
	if !ok {
		return fmt.Errorf("%s %s: media type %q of status %d is not described", method, path, media, status)
	}
	if media != "application/json" {
		return nil
	}
	var v any
	if err := json.Unmarshal(body, &v); err != nil {
		return err
	}
	if err := d.fits(v, c.Schema, "answer"); err != nil {
		return fmt.Errorf("%s %s: status %d: %w", method, path, status, err)
	}
	return nil
}

// operation returns the operation of a path: constant parts have priority over parameters.
func (d *described) operation(method, path string) (best describedOperation, found bool) {
	fewest := len(path)
	for pattern, methods := range d.Paths {
		want, got := strings.Split(pattern, "/"), strings.Split(path, "/")
		fits, parameters := len(want) == len(got), 0
		for i := 0; fits && i < len(want); i++ {
			if strings.HasPrefix(want[i], "{") {
				parameters++
			} else {
				fits = want[i] == got[i]
			}
		}
		if o, ok := methods[strings.ToLower(method)]; ok && fits && parameters < fewest {
			best, found, fewest = o, true, parameters
		}
	}
	return best, found
}

// fits checks a value against a schema. It knows the part of JSON Schema that the document uses.
func (d *described) fits(v any, schema map[string]any, at string) error {
	if ref, ok := schema["$ref"].(string); ok {
		form, there := d.Components.Schemas[strings.TrimPrefix(ref, "#/components/schemas/")]
		if !there {
			return fmt.Errorf("%s: schema %s is missing", at, ref)
		}
		if err := d.fits(v, form, at); err != nil {
			return err
		}
	}
	if values, ok := schema["enum"].([]any); ok && !slices.Contains(values, v) {
		return fmt.Errorf("%s: is none of the known values", at)
	}
	kind, named := schema["type"].(string)
	properties, _ := schema["properties"].(map[string]any)
	switch v := v.(type) {
	case map[string]any:
		if named && kind != "object" {
			return fmt.Errorf("%s: must be a %s", at, kind)
		}
		required, _ := schema["required"].([]any)
		for _, name := range required {
			if _, ok := v[name.(string)]; !ok {
				return fmt.Errorf("%s: %s is missing", at, name)
			}
		}
		for name, inner := range v {
			form, ok := properties[name].(map[string]any)
			switch {
			case ok:
				if err := d.fits(inner, form, at+"."+name); err != nil {
					return err
				}
			case schema["additionalProperties"] == false:
				return fmt.Errorf("%s: %s is not described", at, name)
			}
		}
	case []any:
		items, ok := schema["items"].(map[string]any)
		if kind != "array" || !ok {
			return fmt.Errorf("%s: must be a %s", at, kind)
		}
		for i, inner := range v {
			if err := d.fits(inner, items, fmt.Sprintf("%s[%d]", at, i)); err != nil {
				return err
			}
		}
	case string:
		if named && kind != "string" {
			return fmt.Errorf("%s: must be a %s", at, kind)
		}
		if p, ok := schema["pattern"].(string); ok && !regexp.MustCompile(p).MatchString(v) {
			return fmt.Errorf("%s: must match %s", at, p)
		}
		if _, err := base64.StdEncoding.DecodeString(v); schema["contentEncoding"] == "base64" && err != nil {
			return fmt.Errorf("%s: must be base64", at)
		}
	case float64:
		if kind != "integer" || v != float64(int64(v)) {
			return fmt.Errorf("%s: must be a %s", at, kind)
		}
	case bool:
		if kind != "boolean" {
			return fmt.Errorf("%s: must be a %s", at, kind)
		}
	default:
		return errors.New(at + ": has no place in a message")
	}
	return nil
}

func surface(t *testing.T) (*server.Server, *described) {
	t.Helper()
	st, err := sqlite.Open(t.Context(), t.TempDir())
	check(t, err)
	t.Cleanup(func() { st.Close() })
	machine, err := round.New(t.Context(), round.Options{Store: st})
	check(t, err)
	t.Cleanup(machine.Close)
	s, err := server.New(server.Options{Machine: machine})
	check(t, err)
	r := start(t, t.TempDir(), "127.0.0.1:0")
	d, err := describe(r.url)
	check(t, err)
	return s, d
}

// TestRoutesAreDescribed: the routes that are served, described and listed in the protocol's document are the same.
func TestRoutesAreDescribed(t *testing.T) {
	s, d := surface(t)
	served, written, listed := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for pattern, methods := range s.Routes() {
		for _, method := range methods {
			served[method+" "+pattern] = true
		}
	}
	for pattern, methods := range d.Paths {
		for method, o := range methods {
			name := strings.ToUpper(method) + " " + pattern
			written[name] = true
			var queries []string
			for _, p := range o.Parameters {
				if p.In == "query" {
					queries = append(queries, p.Name)
				}
			}
			if strings.HasPrefix(pattern, "/v2/") && pattern != "/v2/openapi.json" {
				listed[name+" "+strings.Join(queries, " ")] = true
			}
		}
	}
	same(t, "served", served, "described", written)
	b, err := os.ReadFile(filepath.FromSlash("../docs/protocol-rest.md"))
	check(t, err)
	normative := map[string]bool{}
	for _, m := range regexp.MustCompile("(?m)^\\| (GET|PUT|POST|DELETE) `([^`?]+)(\\?[^`]*)?` \\|").FindAllStringSubmatch(string(b), -1) {
		parts := strings.Split(m[2], "/")
		for i, part := range parts {
			if name, ok := map[string]string{"T": "{training}", "R": "{round}", "A": "{attempt}", "ID": "{identity}", "N": "{number}"}[part]; ok {
				parts[i] = name
			}
		}
		var queries []string
		for _, q := range regexp.MustCompile(`[?&]([a-z]+)=`).FindAllStringSubmatch(m[3], -1) {
			queries = append(queries, q[1])
		}
		normative[m[1]+" /v2"+strings.Join(parts, "/")+" "+strings.Join(queries, " ")] = true
	}
	same(t, "described", listed, "in docs/protocol-rest.md", normative)
}

func same(t *testing.T, a string, left map[string]bool, b string, right map[string]bool) {
	t.Helper()
	for name := range left {
		if !right[name] {
			t.Errorf("%s is %s and not %s", name, a, b)
		}
	}
	for name := range right {
		if !left[name] {
			t.Errorf("%s is %s and not %s", name, b, a)
		}
	}
}

// TestDescriptionCatches plants answers that differ from the description: a check that finds nothing would pass for ever.
func TestDescriptionCatches(t *testing.T) {
	_, d := surface(t)
	id := wire.TrainingID{1}.String()
	good := `{"name":"x","protocol":1,"release":"y","time_ms":2}`
	for _, c := range []struct {
		method, path string
		status       int
		media, body  string
		ok           bool
	}{
		{"GET", "/v2/server", 200, "application/json", good, true},
		{"GET", "/v2/server", 201, "application/json", good, false},
		{"GET", "/v2/server", 200, "text/plain", good, false},
		{"GET", "/v2/server", 200, "application/json", `{"name":"x","protocol":1,"release":"y"}`, false},
		{"GET", "/v2/server", 200, "application/json", `{"name":"x","protocol":"1","release":"y","time_ms":2}`, false},
		{"GET", "/v2/server", 200, "application/json", `{"name":"x","protocol":1,"release":"y","time_ms":2,"more":1}`, false},
		{"GET", "/v2/server", 429, "application/json", `{"code":"rate","detail":"x"}`, true},
		{"GET", "/v2/server", 429, "application/json", `{"code":"token","detail":"x"}`, false},
		{"POST", "/v2/trainings", 201, "application/json", `{"training":"` + id + `"}`, true},
		{"POST", "/v2/trainings", 201, "application/json", `{"training":"` + id[1:] + `"}`, false},
		{"GET", "/v2/trainings/" + id + "/log", 200, "application/json", `{"entries":[{"kind":"odd","body":"","signer":"` + id + `","signature":""}]}`, false},
		{"GET", "/v2/trainings/" + id + "/log", 200, "application/json", `{"entries":[{"kind":"open","body":"","signer":"` + id + `","signature":""}]}`, true},
		{"GET", "/v2/nothing", 200, "application/json", `{}`, false},
		{"GET", "/v2/nothing", 404, "application/json", `{}`, true},
	} {
		if err := d.check(c.method, c.path, c.status, c.media, []byte(c.body)); (err == nil) != c.ok {
			t.Errorf("%s %s, %d, %s: %v", c.method, c.path, c.status, c.body, err)
		}
	}
}
