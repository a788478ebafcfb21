package site

import (
	"bytes"
	"html"
	"html/template"
	"net/url"
	"path"
	"regexp"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	tables "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// converter renders CommonMark with tables. No markup of the source reaches a page: comments are left out, other HTML is
// shown as text, and links go to documents that are served here, to places in them, or to the web.
var converter = goldmark.New(
	goldmark.WithExtensions(extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignNone))), // the policy forbids styles
	goldmark.WithParserOptions(parser.WithAutoHeadingID(), parser.WithASTTransformers(util.Prioritized(links{}, 100))),
	goldmark.WithRendererOptions(renderer.WithNodeRenderers(util.Prioritized(elements{}, 100))),
)

// fileKey is the name of the document in the context of a parser.
var fileKey = parser.NewContextKey()

// markdown renders a document and returns its first heading as well. name is the file of the document below docs, from which
// links to other documents are resolved.
func markdown(source, name string) (body template.HTML, title string, err error) {
	b := []byte(source)
	ctx := parser.NewContext(parser.WithIDs(headingIDs{}))
	ctx.Set(fileKey, name)
	doc := converter.Parser().Parse(text.NewReader(b), parser.WithContext(ctx))
	var out bytes.Buffer
	if err := converter.Renderer().Render(&out, b, doc); err != nil {
		return "", "", err
	}
	for n := doc.FirstChild(); n != nil; n = n.NextSibling() {
		if h, ok := n.(*ast.Heading); ok {
			title = plainText(string(h.Lines().Value(b)))
			break
		}
	}
	return template.HTML(out.String()), title, nil // its renderer escapes all text
}

// headingIDs names headings as other tools do, so that links in the documents work everywhere.
type headingIDs struct{}

var notInID = regexp.MustCompile(`[^\p{L}\p{N} _-]`)

// Generate implements parser.IDs.
func (headingIDs) Generate(line []byte, _ ast.NodeKind) []byte {
	id := strings.ToLower(notInID.ReplaceAllString(plainText(strings.TrimSpace(string(line))), ""))
	return []byte(strings.ReplaceAll(id, " ", "-"))
}

// Put implements parser.IDs.
func (headingIDs) Put([]byte) {}

var marks = regexp.MustCompile("[`*]|\\[([^\\]]*)\\]\\([^)]*\\)")

// plainText returns a line without its marks.
func plainText(line string) string { return marks.ReplaceAllString(line, "$1") }

// links replaces the targets of links, and links without a permitted target by their text. It also sets the scope of the
// heads of tables.
type links struct{}

// Transform implements parser.ASTTransformer.
func (links) Transform(doc *ast.Document, _ text.Reader, ctx parser.Context) {
	name := ctx.Get(fileKey).(string)
	var refused []*ast.Link
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Link:
			target, web := resolve(string(n.Destination), name)
			if target == "" {
				refused = append(refused, n)
			}
			n.Destination, n.Title = []byte(target), nil
			if web {
				n.SetAttributeString("rel", []byte("noreferrer"))
			}
		case *tables.TableCell:
			if n.Parent().Kind() == tables.KindTableHeader {
				n.SetAttributeString("scope", []byte("col"))
			}
		}
		return ast.WalkContinue, nil
	})
	for _, n := range refused {
		for c := n.FirstChild(); c != nil; c = n.FirstChild() {
			n.Parent().InsertBefore(n.Parent(), n, c)
		}
		n.Parent().RemoveChild(n.Parent(), n)
	}
}

// resolve returns the target of a link in the page of a document, and whether it is on the web. The target is "" if it
// is not permitted.
func resolve(target, name string) (href string, web bool) {
	u, err := url.Parse(target)
	switch {
	case err != nil:
		return "", false
	case u.Scheme == "https" || u.Scheme == "http":
		return u.String(), true
	case u.Scheme != "" || u.Host != "":
		return "", false
	case u.Path == "":
		return "#" + u.Fragment, false
	}
	file := path.Join(path.Dir(name), u.Path)
	if !documentExists(file) {
		return "", false
	}
	href = root("docs/"+name) + "docs/" + strings.TrimSuffix(file, ".md")
	if u.Fragment != "" {
		href += "#" + u.Fragment
	}
	return href, false
}

// elements renders the elements that differ from goldmark's.
type elements struct{}

// RegisterFuncs implements renderer.NodeRenderer.
func (elements) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	r.Register(ast.KindCodeBlock, renderCode)
	r.Register(ast.KindFencedCodeBlock, renderCode)
	r.Register(ast.KindCodeSpan, func(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			var code strings.Builder
			for c := n.FirstChild(); c != nil; c = c.NextSibling() {
				code.Write(c.(*ast.Text).Segment.Value(source))
			}
			_, _ = w.WriteString("<code>" + string(breaks(strings.ReplaceAll(code.String(), "\n", " "))) + "</code>")
		}
		return ast.WalkSkipChildren, nil
	})
	r.Register(ast.KindHTMLBlock, func(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		if b := n.(*ast.HTMLBlock); entering && b.HTMLBlockType != ast.HTMLBlockType2 { // comments
			lines := string(b.Lines().Value(source))
			if b.HasClosure() {
				lines += string(b.ClosureLine.Value(source))
			}
			_, _ = w.WriteString("<p>" + html.EscapeString(strings.TrimSpace(lines)) + "</p>\n")
		}
		return ast.WalkSkipChildren, nil
	})
	r.Register(ast.KindRawHTML, func(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		if tag := n.(*ast.RawHTML).Segments.Value(source); entering && !bytes.HasPrefix(tag, []byte("<!--")) {
			_, _ = w.WriteString(html.EscapeString(string(tag)))
		}
		return ast.WalkSkipChildren, nil
	})
	r.Register(ast.KindAutoLink, func(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			label := html.EscapeString(string(n.(*ast.AutoLink).Label(source)))
			if strings.HasPrefix(label, "https://") || strings.HasPrefix(label, "http://") {
				label = `<a href="` + label + `" rel="noreferrer">` + label + "</a>"
			}
			_, _ = w.WriteString(label)
		}
		return ast.WalkSkipChildren, nil
	})
	r.Register(ast.KindImage, func(util.BufWriter, []byte, ast.Node, bool) (ast.WalkStatus, error) {
		return ast.WalkContinue, nil // the alternative text
	})
	r.Register(tables.KindTable, func(w util.BufWriter, _ []byte, _ ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			_, _ = w.WriteString("<div class=\"wide\" tabindex=\"0\"><table>\n")
		} else {
			_, _ = w.WriteString("</table></div>\n")
		}
		return ast.WalkContinue, nil
	})
}

// renderCode renders a block of code, which a keyboard can scroll.
func renderCode(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		_, _ = w.WriteString("<pre tabindex=\"0\"><code>" + html.EscapeString(string(n.Lines().Value(source))) + "</code></pre>\n")
	}
	return ast.WalkSkipChildren, nil
}
