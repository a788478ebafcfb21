package apidoc

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/protocol/wire"
)

// TestEnumsAreWhole: the document lists every constant of a string type.
func TestEnumsAreWhole(t *testing.T) {
	files, err := filepath.Glob(filepath.FromSlash("../../protocol/wire/*.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no sources: %v", err)
	}
	var text strings.Builder
	for _, f := range files {
		if strings.HasSuffix(f, "_test.go") {
			continue
		}
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		text.Write(b)
	}
	for kind, values := range enums {
		known := map[string]bool{}
		for _, v := range values {
			known[reflect.ValueOf(v).String()] = true
		}
		found := regexp.MustCompile(`(?m)^\t\w+\s+`+kind.Name()+`\s+= "([a-z_]+)"`).FindAllStringSubmatch(text.String(), -1)
		if len(found) != len(values) {
			t.Errorf("%s has %d constants, but %d values are described", kind.Name(), len(found), len(values))
		}
		for _, m := range found {
			if !known[m[1]] {
				t.Errorf("%s: %q is not described", kind.Name(), m[1])
			}
		}
	}
}

// TestDocument: the document is JSON, has each operation once, and all its references resolve.
func TestDocument(t *testing.T) {
	b, err := Document("test")
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		OpenAPI    string
		Components struct{ Schemas map[string]any }
	}
	if err := json.Unmarshal(b, &doc); err != nil || doc.OpenAPI != "3.1.0" {
		t.Fatalf("version %q: %v", doc.OpenAPI, err)
	}
	for _, m := range regexp.MustCompile(`"#/components/schemas/(\w+)"`).FindAllStringSubmatch(string(b), -1) {
		if doc.Components.Schemas[m[1]] == nil {
			t.Errorf("%s is referenced and missing", m[1])
		}
	}
	ids := map[string]bool{}
	for _, o := range operations {
		if ids[o.id] {
			t.Errorf("operation %s is listed twice", o.id)
		}
		ids[o.id] = true
		for _, name := range parametersOf(o) {
			if parameters[name].is == "" {
				t.Errorf("%s: parameter %s is not described", o.id, name)
			}
		}
	}
	if doc.Components.Schemas["Manifest"] == nil || doc.Components.Schemas["State"] == nil {
		t.Error("schemas are missing")
	}
}

// TestFieldsKeepTheirOrder: fields come in the order of canonical JSON, which is that of the types.
func TestFieldsKeepTheirOrder(t *testing.T) {
	s := &schemas{of: map[string]Schema{}}
	s.ref(reflect.TypeFor[wire.Signed]())
	b, err := json.Marshal(s.of["Signed"])
	if err != nil {
		t.Fatal(err)
	}
	if want := `"required":["kind","body","signer","signature"]`; !strings.Contains(string(b), want) {
		t.Errorf("%s is not in %s", want, b)
	}
	if i, j := strings.Index(string(b), `"kind":{`), strings.Index(string(b), `"body":{`); i < 0 || j < i {
		t.Errorf("properties are out of order: %s", b)
	}
}
