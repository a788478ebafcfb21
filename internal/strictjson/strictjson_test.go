package strictjson

import (
	"strings"
	"testing"
)

func TestParseRefusesWithPathAndRule(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"empty", ``, "malformed JSON at line 1: the text ends too early"},
		{"cut", "{\"a\":\n[1,", "malformed JSON at line 2: the text ends too early"},
		{"syntax", "{\n  \"a\": tru}", "malformed JSON at line 2, column 11"},
		{"trailing", `{} {}`, "malformed JSON at line 1, column 4"},
		{"trailing bracket", `{}]`, "malformed JSON at line 1"},
		{"not utf8", "{\"a\":\"\xff\"}", "malformed JSON: not UTF-8 text"},
		{"twice", `{"a":{"b":1,"b":2}}`, "a.b: given twice"},
		{"twice in a list", `{"a":[{},{"x":1,"x":1}]}`, "a[1].x: given twice"},
		{"unescaped twice", `{"a":1,"\u0061":2}`, "a: given twice"},
		{"deep", strings.Repeat("[", 40) + strings.Repeat("]", 40), "nested deeper than 32 levels"},
		{"long", `"` + strings.Repeat("x", 2000) + `"`, "longer than 1000 bytes"},
		{"odd name", "{\"a\\nb\":1,\"a\\nb\":1}", `"a\nb": given twice`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, _, err := Parse([]byte(test.text), 1000)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Fatalf("got %v, want %q", err, test.want)
			}
		})
	}
}

func TestReadersNameTheField(t *testing.T) {
	tests := []struct {
		name, text, want string
		read             func(Value)
	}{
		{"unknown", `{"b":1}`, "b: unknown field; known here: a", func(v Value) { v.Known("a") }},
		{"not an object", `[1]`, "must be an object, not a list", func(v Value) { v.Known("a") }},
		{"string", `{"a":1}`, "a: must be a string, not a number", func(v Value) { v.Field("a").String("") }},
		{"null", `{"a":null}`, "a: must be a number, not null", func(v Value) { v.Field("a").Float(0) }},
		{"bool", `{"a":"x"}`, "a: must be true or false, not a string", func(v Value) { v.Field("a").Bool(false) }},
		{"huge", `{"a":1e999}`, "a: must be a number that a 64-bit float can hold", func(v Value) { v.Field("a").Float(0) }},
		{"fraction", `{"a":1.5}`, "a: must be a whole number from 0 to 9", func(v Value) { v.Field("a").Int(0, 0, 9) }},
		{"past the end", `{"a":10}`, "a: must be a whole number from 0 to 9", func(v Value) { v.Field("a").Int(0, 0, 9) }},
		{"item", `{"a":["x",2]}`, "a[1]: must be a string, not a number", func(v Value) { v.Field("a").Strings() }},
		{"first failure stays", `{"a":1,"b":2}`, "a: must be a string", func(v Value) {
			v.Field("a").String("")
			v.Field("b").String("")
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			v, doc, err := Parse([]byte(test.text), 1000)
			if err != nil {
				t.Fatal(err)
			}
			test.read(v)
			if doc.Err() == nil || !strings.Contains(doc.Err().Error(), test.want) {
				t.Fatalf("got %v, want %q", doc.Err(), test.want)
			}
		})
	}
}

func TestReadersGiveValuesAndFallbacks(t *testing.T) {
	v, doc, err := Parse([]byte("\ufeff"+`{"s":"x","n":2.5,"i":7,"t":true,"l":["a","b"],"z":-0}`), 1000)
	if err != nil {
		t.Fatal(err)
	}
	if got := v.Field("s").String("no"); got != "x" {
		t.Errorf("string: %q", got)
	}
	if got := v.Field("n").Float(0); got != 2.5 {
		t.Errorf("float: %v", got)
	}
	if got := v.Field("i").Int(0, 0, 9); got != 7 {
		t.Errorf("int: %v", got)
	}
	if !v.Field("t").Bool(false) || len(v.Field("l").Strings()) != 2 {
		t.Error("bool or list")
	}
	if got := v.Field("none").Int(5, 0, 9); got != 5 {
		t.Errorf("fallback: %v", got)
	}
	if v.Field("none").Field("deeper").Path() != "none.deeper" {
		t.Error("path of an absent field")
	}
	if doc.Err() != nil {
		t.Fatal(doc.Err())
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(`{"a":[1,{"b":null}]}`))
	f.Add([]byte(`{"a":1,"a":2}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		v, doc, err := Parse(b, 1<<16)
		if err != nil {
			return
		}
		v.Known("a")
		v.Field("a").Float(1)
		_ = doc.Err()
	})
}
