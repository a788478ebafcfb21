package site

import (
	"html"
	"html/template"
	"net/url"
	"path"
	"regexp"
	"strings"
)

// markdown renders what the project's own documents use of Markdown: headings, paragraphs, lists, tables, fenced and inline
// code, links, emphasis, quotes. A comment is for whoever keeps the document, and left out. Everything else, HTML above all,
// comes out as the text it is. name is the document's own, for links to its neighbours.
func markdown(text, name string) (body template.HTML, title string) {
	p := &parser{lines: strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n"), dir: path.Dir(name), root: root("docs/" + strings.TrimSuffix(name, ".md"))}
	for p.at < len(p.lines) {
		p.block()
	}
	return template.HTML(p.out.String()), p.title // every text in it was escaped
}

type parser struct {
	lines     []string
	at        int
	out       strings.Builder
	dir, root string
	title     string
}

var (
	heading = regexp.MustCompile(`^(#{1,6}) +(.*?)\s*#*$`)
	bullet  = regexp.MustCompile(`^( *)([-*+]|\d+[.)]) +(.*)$`)
	rule    = regexp.MustCompile(`^(-{3,}|\*{3,})\s*$`)
	columns = regexp.MustCompile(`^\|?(\s*:?-+:?\s*\|)+(\s*:?-+:?\s*)?$`)
	fence   = regexp.MustCompile("^( *)```(.*)$")
)

func (p *parser) line() string { return p.lines[p.at] }

// block renders what begins on the present line.
func (p *parser) block() {
	line := p.line()
	switch {
	case strings.TrimSpace(line) == "":
		p.at++
	case strings.HasPrefix(line, "<!--"):
		p.comment()
	case fence.MatchString(line):
		p.code()
	case heading.MatchString(line):
		m := heading.FindStringSubmatch(line)
		level := string(rune('0' + len(m[1])))
		if p.title == "" {
			p.title = plainText(m[2])
		}
		p.out.WriteString("<h" + level + ` id="` + anchor(m[2]) + `">` + p.inline(m[2]) + "</h" + level + ">\n")
		p.at++
	case rule.MatchString(line):
		p.out.WriteString("<hr>\n")
		p.at++
	case p.at+1 < len(p.lines) && strings.Contains(line, "|") && columns.MatchString(strings.TrimSpace(p.lines[p.at+1])):
		p.table()
	case bullet.MatchString(line):
		p.list()
	case strings.HasPrefix(line, ">"):
		p.quote()
	case strings.HasPrefix(line, "    "):
		p.indented()
	default:
		p.paragraph()
	}
}

// comment passes over one, to the end of the line that it ends on.
func (p *parser) comment() {
	for p.at < len(p.lines) && !strings.Contains(p.line(), "-->") {
		p.at++
	}
	p.at++
}

func (p *parser) code() {
	indent := fence.FindStringSubmatch(p.line())[1]
	p.at++
	p.out.WriteString("<pre tabindex=\"0\"><code>")
	for ; p.at < len(p.lines) && !fence.MatchString(p.line()); p.at++ {
		p.out.WriteString(html.EscapeString(strings.TrimPrefix(p.line(), indent)) + "\n")
	}
	p.at++
	p.out.WriteString("</code></pre>\n")
}

func (p *parser) indented() {
	p.out.WriteString("<pre tabindex=\"0\"><code>")
	for ; p.at < len(p.lines) && strings.HasPrefix(p.line(), "    "); p.at++ {
		p.out.WriteString(html.EscapeString(p.line()[4:]) + "\n")
	}
	p.out.WriteString("</code></pre>\n")
}

func (p *parser) quote() {
	var inner []string
	for ; p.at < len(p.lines) && strings.HasPrefix(p.line(), ">"); p.at++ {
		inner = append(inner, strings.TrimPrefix(strings.TrimPrefix(p.line(), ">"), " "))
	}
	p.out.WriteString("<blockquote>\n")
	p.nested(inner)
	p.out.WriteString("</blockquote>\n")
}

// nested renders lines of their own.
func (p *parser) nested(lines []string) {
	inner := &parser{lines: lines, dir: p.dir, root: p.root, title: "set"}
	for inner.at < len(lines) {
		inner.block()
	}
	p.out.WriteString(inner.out.String())
}

// starts reports whether a line begins another block than a paragraph.
func starts(line string) bool {
	return strings.TrimSpace(line) == "" || fence.MatchString(line) || heading.MatchString(line) || bullet.MatchString(line) ||
		strings.HasPrefix(line, ">") || strings.HasPrefix(line, "<!--")
}

func (p *parser) paragraph() {
	var text []string
	for ; p.at < len(p.lines) && (len(text) == 0 || !starts(p.line())); p.at++ {
		text = append(text, strings.TrimSpace(p.line()))
	}
	p.out.WriteString("<p>" + p.inline(strings.Join(text, "\n")) + "</p>\n")
}

func (p *parser) list() {
	first := bullet.FindStringSubmatch(p.line())
	depth, tag := len(first[1]), "ul"
	if first[2][0] >= '0' && first[2][0] <= '9' {
		tag = "ol"
	}
	p.out.WriteString("<" + tag + ">\n")
	for p.at < len(p.lines) {
		m := bullet.FindStringSubmatch(p.line())
		if m == nil || len(m[1]) != depth {
			break
		}
		width := len(m[1]) + len(m[2]) + 1
		item := []string{m[3]}
		for p.at++; p.at < len(p.lines); p.at++ {
			line := p.line()
			if strings.TrimSpace(line) == "" {
				// A blank line goes on with the item only where the text after it is indented.
				if p.at+1 < len(p.lines) && strings.HasPrefix(p.lines[p.at+1], strings.Repeat(" ", width)) {
					item = append(item, "")
					continue
				}
				break
			}
			indented := strings.HasPrefix(line, strings.Repeat(" ", width))
			if !indented && starts(line) {
				break
			}
			item = append(item, strings.TrimPrefix(line, strings.Repeat(" ", min(width, len(line)-len(strings.TrimLeft(line, " "))))))
		}
		p.out.WriteString("<li>")
		if one := strings.Join(item, "\n"); !hasBlocks(item) {
			p.out.WriteString(p.inline(one))
		} else {
			p.nested(item)
		}
		p.out.WriteString("</li>\n")
		for p.at+1 < len(p.lines) && strings.TrimSpace(p.line()) == "" && bullet.MatchString(p.lines[p.at+1]) {
			p.at++
		}
	}
	p.out.WriteString("</" + tag + ">\n")
}

func hasBlocks(lines []string) bool {
	for _, l := range lines[1:] {
		if starts(l) {
			return true
		}
	}
	return false
}

func (p *parser) table() {
	head := cells(p.line())
	p.out.WriteString("<div class=\"wide\" tabindex=\"0\"><table>\n<thead><tr>")
	for _, c := range head {
		p.out.WriteString("<th scope=\"col\">" + p.inline(c) + "</th>")
	}
	p.out.WriteString("</tr></thead>\n<tbody>\n")
	for p.at += 2; p.at < len(p.lines) && strings.Contains(p.line(), "|") && strings.TrimSpace(p.line()) != ""; p.at++ {
		p.out.WriteString("<tr>")
		row := cells(p.line())
		for i := range head {
			c := ""
			if i < len(row) {
				c = row[i]
			}
			p.out.WriteString("<td>" + p.inline(c) + "</td>")
		}
		p.out.WriteString("</tr>\n")
	}
	p.out.WriteString("</tbody></table></div>\n")
}

// cells cuts a row at its bars, but for escaped ones.
func cells(line string) []string {
	line = strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(line), "|"), "|")
	var out []string
	for c := range strings.SplitSeq(strings.ReplaceAll(line, `\|`, "\x00"), "|") {
		out = append(out, strings.TrimSpace(strings.ReplaceAll(c, "\x00", "|")))
	}
	return out
}

var (
	span     = regexp.MustCompile("``(.+?)``|`([^`]+)`|\\[([^\\]]+)\\]\\(([^)\\s]+)\\)|<(https?://[^>\\s]+)>")
	strong   = regexp.MustCompile(`\*\*([^*]+)\*\*`)
	emphasis = regexp.MustCompile(`\*([^*\s][^*]*)\*`)
)

// inline renders a text within a block.
func (p *parser) inline(text string) string {
	var out strings.Builder // the text with a private character in place of each span, so that emphasis can go around them
	var spans []string
	text = strings.ReplaceAll(text, mark, "")
	last := 0
	for _, m := range span.FindAllStringSubmatchIndex(text, -1) {
		out.WriteString(text[last:m[0]] + mark)
		last = m[1]
		part := func(i int) string { return text[m[2*i]:m[2*i+1]] }
		switch {
		case m[2] >= 0:
			spans = append(spans, "<code>"+string(breaks(strings.TrimSpace(part(1))))+"</code>")
		case m[4] >= 0:
			spans = append(spans, "<code>"+string(breaks(part(2)))+"</code>")
		case m[6] >= 0:
			spans = append(spans, p.anchorTo(part(4), p.inline(part(3))))
		default:
			spans = append(spans, p.anchorTo(part(5), html.EscapeString(part(5))))
		}
	}
	out.WriteString(text[last:])
	rendered := words(out.String())
	for _, s := range spans {
		rendered = strings.Replace(rendered, mark, s, 1)
	}
	return rendered
}

// mark stands for a span. It is of Unicode's private use area.
const mark = "\ue000"

func words(text string) string {
	text = html.EscapeString(strings.ReplaceAll(text, `\|`, "|"))
	return emphasis.ReplaceAllString(strong.ReplaceAllString(text, "<strong>$1</strong>"), "<em>$1</em>")
}

// anchorTo links to a document that is served here, a place in this one, or the web; other targets stay text.
func (p *parser) anchorTo(target, inner string) string {
	u, err := url.Parse(target)
	if err != nil {
		return inner
	}
	switch {
	case u.Scheme == "https" || u.Scheme == "http":
		return `<a rel="noreferrer" href="` + html.EscapeString(u.String()) + `">` + inner + "</a>"
	case u.Scheme != "" || u.Host != "":
		return inner
	case u.Path == "":
		return `<a href="#` + html.EscapeString(u.Fragment) + `">` + inner + "</a>"
	}
	name := strings.TrimPrefix(path.Join(p.dir, u.Path), "./")
	if !documentExists(name) {
		return inner
	}
	href := p.root + "docs/" + strings.TrimSuffix(name, ".md")
	if u.Fragment != "" {
		href += "#" + u.Fragment
	}
	return `<a href="` + html.EscapeString(href) + `">` + inner + "</a>"
}

var notAnchor = regexp.MustCompile(`[^\p{L}\p{N} _-]`)

// anchor is the name of a heading, as the usual tools make it.
func anchor(text string) string {
	return strings.ReplaceAll(strings.ToLower(notAnchor.ReplaceAllString(plainText(text), "")), " ", "-")
}

var marks = regexp.MustCompile("[`*]|\\[([^\\]]*)\\]\\([^)]*\\)")

func plainText(text string) string { return marks.ReplaceAllString(text, "$1") }
