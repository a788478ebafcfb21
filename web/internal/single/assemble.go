package main

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strings"
)

// The places in index.html that the build filled with addresses of files. The module script is deferred wherever it
// stands, so it may stay in the head.
var (
	scriptTag = regexp.MustCompile(`<script type="module"[^>]* src="([^"]+)"></script>`)
	styleTag  = regexp.MustCompile(`<link rel="stylesheet"[^>]* href="([^"]+)">`)
	charset   = `<meta charset="utf-8" />`
)

// parts are the files of a built page by kind, each under the address that its code uses for it.
type parts struct {
	index    string
	files    map[string]string // files in the script: workers as text, the module as base64 of gzip
	text     map[string]string // scripts and styles as text
	pictures map[string]string // as data addresses
}

// assemble returns the page in one file; the same bytes for the same files. It fails if the page names a file that is
// not there, keeps an address that one file cannot have, or holds text that would end its element early.
func assemble(fsys fs.FS) ([]byte, error) {
	p, err := read(fsys)
	if err != nil {
		return nil, err
	}
	scriptName, err := only(scriptTag, p.index)
	if err != nil {
		return nil, fmt.Errorf("script: %w", err)
	}
	styleName, err := only(styleTag, p.index)
	if err != nil {
		return nil, fmt.Errorf("style: %w", err)
	}
	code, style := p.text[scriptName], p.text[styleName]
	if code == "" || style == "" {
		return nil, errors.New("the page names a script or style that is not there")
	}
	delete(p.files, scriptName)
	script, err := p.script(code)
	if err != nil {
		return nil, err
	}
	style = p.inline(style)
	if err := fits(script, "script"); err != nil {
		return nil, err
	}
	if err := fits(style, "style"); err != nil {
		return nil, err
	}
	// Literal replacements: a dollar sign in a script must not mean anything. The script goes in last, since it may hold
	// anything that looks like a tag.
	page := styleTag.ReplaceAllLiteralString(p.inline(p.index), "<style>"+style+"</style>")
	if strings.Count(p.index, charset) != 1 {
		return nil, errors.New("index.html must declare its character set once")
	}
	page = strings.Replace(page, charset, charset+"\n    "+policy(script, style), 1)
	for _, address := range []string{`src="/`, `href="/`, `="./`} {
		if strings.Contains(strings.Replace(scriptTag.ReplaceAllString(page, ""), style, "", 1), address) {
			return nil, errors.New("index.html still names another file")
		}
	}
	return []byte(scriptTag.ReplaceAllLiteralString(page, `<script type="module">`+script+`</script>`)), nil
}

func only(tag *regexp.Regexp, index string) (string, error) {
	found := tag.FindAllStringSubmatch(index, -1)
	if len(found) != 1 {
		return "", fmt.Errorf("index.html names %d, want one", len(found))
	}
	return found[0][1], nil
}

func read(fsys fs.FS) (*parts, error) {
	p := &parts{files: map[string]string{}, text: map[string]string{}, pictures: map[string]string{}}
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		address := "/" + name
		switch {
		case name == "index.html":
			p.index = string(content)
		case path.Ext(name) == ".js":
			p.text[address], p.files[address] = string(content), string(content)
		case path.Ext(name) == ".css":
			p.text[address] = string(content)
		case path.Ext(name) == ".svg":
			p.pictures[address] = "data:image/svg+xml;base64," + base64.StdEncoding.EncodeToString(content)
		case path.Ext(name) == ".wasm":
			p.files[address], err = packed(content)
		default:
			err = fmt.Errorf("%s: no place for a file of this kind", path.Base(name))
		}
		return err
	})
	return p, err
}

// packed is the form in which the script holds the module. Go's own compressor writes the same bytes on every machine.
func packed(content []byte) (string, error) {
	var buf bytes.Buffer
	w, err := gzip.NewWriterLevel(&buf, gzip.BestCompression)
	if err != nil {
		return "", err
	}
	if _, err := w.Write(content); err != nil {
		return "", err
	}
	if err := w.Close(); err != nil {
		return "", err
	}
	return base64.StdEncoding.EncodeToString(buf.Bytes()), nil
}

// inline replaces the addresses of pictures by the pictures.
func (p *parts) inline(text string) string {
	for address, data := range p.pictures {
		text = strings.ReplaceAll(text, address, data)
	}
	return text
}

// script is the page's code behind the files that it looks for; src/files/single.ts is the other side. JSON of Go writes
// a less-than sign as an escape, so nothing in a file can end the element.
func (p *parts) script(code string) (string, error) {
	files := map[string]string{}
	for address, content := range p.files {
		files[address] = p.inline(content)
	}
	b, err := json.Marshal(files)
	if err != nil {
		return "", err
	}
	return "const blindfitFiles = " + string(b) + ";\n" + p.inline(code), nil
}

// fits fails if an HTML parser would change the text of an element.
func fits(text, element string) error {
	lower := strings.ToLower(text)
	if strings.Contains(lower, "<"+element) || strings.Contains(lower, "</"+element) || strings.ContainsAny(text, "\r\x00") {
		return fmt.Errorf("the %s holds text that would end its element or be changed in it", element)
	}
	return nil
}

// policy lets this script and style run, and workers and modules made by them, and nothing else. A file cannot know
// its facilitator before it has a link, so it may connect anywhere.
func policy(script, style string) string {
	return `<meta http-equiv="Content-Security-Policy" content="` + strings.Join([]string{
		"default-src 'none'",
		"script-src " + source(script) + " 'wasm-unsafe-eval'",
		"style-src " + source(style),
		"img-src data:",
		"connect-src http: https: ws: wss:",
		"worker-src blob:",
		"base-uri 'none'",
		"form-action 'none'",
		"require-trusted-types-for 'script'",
		"trusted-types svelte-trusted-html worker-url",
	}, "; ") + `" />`
}

// source is a text's hash as a source of a policy.
func source(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}
