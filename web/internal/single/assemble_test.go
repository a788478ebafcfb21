package main

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
)

const testIndex = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <link rel="icon" type="image/svg+xml" href="/assets/mark-1.svg" />
    <script type="module" crossorigin src="/assets/index-1.js"></script>
    <link rel="stylesheet" crossorigin href="/assets/index-1.css">
  </head>
  <body></body>
</html>
`

// page is a built page; the script holds what would go wrong if it were pasted without care.
func page() fstest.MapFS {
	return fstest.MapFS{
		"index.html":             {Data: []byte(testIndex)},
		"assets/index-1.js":      {Data: []byte("start('$1 ${x} $& <!---->', `/assets/worker-1.js`, \"/assets/mark-1.svg\")")},
		"assets/worker-1.js":     {Data: []byte("open('/assets/blindfit-1.wasm', '</script><script>')")},
		"assets/index-1.css":     {Data: []byte("p { color: red; background: url(/assets/mark-1.svg) }")},
		"assets/mark-1.svg":      {Data: []byte("<svg/>")},
		"assets/blindfit-1.wasm": {Data: bytes.Repeat([]byte("\x00asm"), 100)},
	}
}

var (
	scriptElement = regexp.MustCompile(`(?s)<script type="module">(.*?)</script>`)
	styleElement  = regexp.MustCompile(`(?s)<style>(.*?)</style>`)
)

// hashed is a text's source in a policy, computed anew.
func hashed(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

func TestAssemble(t *testing.T) {
	got, err := assemble(page())
	if err != nil {
		t.Fatal(err)
	}
	html := string(got)
	script, style := scriptElement.FindStringSubmatch(html), styleElement.FindStringSubmatch(html)
	if script == nil || style == nil {
		t.Fatalf("no script or style inside:\n%s", html)
	}
	if !strings.Contains(html, "script-src "+hashed(script[1])+" 'wasm-unsafe-eval';") || !strings.Contains(html, "style-src "+hashed(style[1])+";") {
		t.Errorf("the policy does not name the hashes of what is inside:\n%s", html)
	}
	if policy, first := strings.Index(html, "Content-Security-Policy"), strings.Index(html, "<script"); policy < 0 || policy > first {
		t.Error("the policy does not come before the script")
	}
	if code := "start('$1 ${x} $& <!---->', `/assets/worker-1.js`, \"data:image/svg+xml;base64,PHN2Zy8+\")"; !strings.HasSuffix(script[1], code) {
		t.Errorf("the code was changed on its way:\n%s", script[1])
	}
	files := map[string]string{}
	prelude, _, _ := strings.Cut(strings.TrimPrefix(script[1], "const blindfitFiles = "), ";\n")
	if err := json.Unmarshal([]byte(prelude), &files); err != nil {
		t.Fatal(err)
	}
	if len(files) != 2 || files["/assets/worker-1.js"] != "open('/assets/blindfit-1.wasm', '</script><script>')" {
		t.Errorf("files inside are %q", files)
	}
	if module := unpacked(t, files["/assets/blindfit-1.wasm"]); !bytes.Equal(module, page()["assets/blindfit-1.wasm"].Data) {
		t.Errorf("the module inside has %d bytes and is another", len(module))
	}
	if strings.Contains(strings.Replace(html, script[1], "", 1), "/assets/") {
		t.Error("the page still names a file beside it")
	}
	again, err := assemble(page())
	if err != nil || !bytes.Equal(got, again) {
		t.Errorf("the same files gave another page (error %v)", err)
	}
}

func unpacked(t *testing.T, text string) []byte {
	t.Helper()
	b, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	r, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return plain
}

func TestPagesThatAreRefused(t *testing.T) {
	for name, tc := range map[string]struct {
		file, content, want string
	}{
		"ends its script":     {"assets/index-1.js", "a('</SCRIPT>')", "end its element"},
		"opens a script":      {"assets/index-1.js", "a('<!-- <script>')", "end its element"},
		"ends its style":      {"assets/index-1.css", "p { content: '</style>' }", "end its element"},
		"has returns":         {"assets/index-1.js", "a()\r\nb()", "end its element"},
		"lacks its script":    {"assets/index-1.js", "", "not there"},
		"names no script":     {"index.html", strings.Replace(testIndex, "<script", "<noscript", 1), "names 0"},
		"names two styles":    {"index.html", strings.Replace(testIndex, "</head>", `<link rel="stylesheet" href="/b.css"></head>`, 1), "names 2"},
		"names a file beside": {"index.html", strings.Replace(testIndex, "<body>", `<body><img src="/assets/a.png">`, 1), "another file"},
		"hides its encoding":  {"index.html", strings.Replace(testIndex, "charset", "content", 1), "character set"},
		"has another file":    {"assets/font.woff2", "x", "no place"},
	} {
		t.Run(name, func(t *testing.T) {
			fsys := page()
			fsys[tc.file] = &fstest.MapFile{Data: []byte(tc.content)}
			if _, err := assemble(fsys); err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("error = %v, want one with %q", err, tc.want)
			}
		})
	}
}
