package site

import (
	"errors"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/blindfit/blindfit/docs"
	"github.com/blindfit/blindfit/server/apidoc"
)

// TestMarkdown: everything that the documents use is rendered, and no markup of the source reaches a page.
func TestMarkdown(t *testing.T) {
	for text, want := range map[string]string{
		"# A `b` c":                            `<h1 id="a-b-c">A <code>b</code> c</h1>`,
		"one\ntwo *three*":                     "<p>one\ntwo <em>three</em></p>",
		"**a** and `**b**`":                    "<p><strong>a</strong> and <code>**b**</code></p>",
		"**`a` b** c `d`":                      `<p><strong><code>a</code> b</strong> c <code>d</code></p>`,
		"*see [a](#b)* `c`":                    `<em>see <a href="#b">a</a></em> <code>c</code>`,
		"<https://b.example/?c&d>":             `<a href="https://b.example/?c&amp;d" rel="noreferrer">https://b.example/?c&amp;d</a>`,
		"<javascript:b> <mailto:a@b.example>":  "<p>javascript:b mailto:a@b.example</p>",
		"![a](https://b.example/c.png)":        "<p>a</p>",
		"a <!-- b --> c <b>d</b>":              "<p>a  c &lt;b&gt;d&lt;/b&gt;</p>",
		"1. a\n\n   ```\n   b\n     c\n   ```": "<li>\n<p>a</p>\n<pre tabindex=\"0\"><code>b\n  c\n</code></pre>\n</li>",
		"- a\n- b\n  c\n":                      "<ul>\n<li>a</li>\n<li>b\nc</li>\n</ul>",
		"1. a\n2. b":                           "<ol>\n<li>a</li>\n<li>b</li>\n</ol>",
		"- a\n  - b\n- c":                      "<ul>\n<li>a\n<ul>\n<li>b</li>\n</ul>\n</li>\n<li>c</li>\n</ul>",
		"```sh\na <b>\n```\nc":                 "<pre tabindex=\"0\"><code>a &lt;b&gt;\n</code></pre>\n<p>c</p>",
		"> a\n> b":                             "<blockquote>\n<p>a\nb</p>\n</blockquote>",
		"---":                                  "<hr>",
		"|a|b|\n|---|---|\n|`c`|x \\| y|":      "<th scope=\"col\">b</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td><code>c</code></td>\n<td>x | y</td>\n</tr>\n</tbody>\n</table></div>",
		"[a](protocol.md#b)":                   `<a href="../docs/protocol#b">a</a>`,
		"[a](#b)":                              `<a href="#b">a</a>`,
		"[a](https://b.example/c?d=e&f)":       `<a href="https://b.example/c?d=e&amp;f" rel="noreferrer">a</a>`,
		"[a](../server/x.go)":                  "<p>a</p>",
		"[a](javascript:b)":                    "<p>a</p>",
		"<script>x</script>":                   "<p>&lt;script&gt;x&lt;/script&gt;</p>",
		"a\n<!-- b -->\n```sh\nc\n```":         "<p>a</p>\n<pre tabindex=\"0\"><code>c\n</code></pre>",
		"<!-- a\n<b> -->\nc":                   "<p>c</p>",
		"`/a/b_c`":                             "<p><code>/a<wbr>/b_<wbr>c</code></p>",
		"`<!-- a -->`":                         "<p><code>&lt;!-- a --&gt;</code></p>",
		"`<img src=x>`":                        "<p><code>&lt;img src=x&gt;</code></p>",
		`[<b>"](https://b.example/"onload=x)`:  `<a href="https://b.example/%22onload=x" rel="noreferrer">&lt;b&gt;&quot;</a>`,
	} {
		if got, _, err := markdown(text, "release.md"); err != nil || !strings.Contains(string(got), want) {
			t.Errorf("%q becomes %q, want %q in it", text, got, want)
		}
	}
	for _, text := range []string{"# <script>", "|<script>|\n|---|\n|<script>|", "- <script>", "> <script>", "[x](data:text/html,<script>)", "    <script>", "**<script>**",
		"<!-- --><script>", "<!-- <script> -->", "<!-- -->\n<script>"} {
		if got, _, err := markdown(text, "a.md"); err != nil || strings.Contains(string(got), "<script") {
			t.Errorf("%q becomes %q", text, got)
		}
	}
}

// TestDocuments renders every document; the targets of its links to others exist.
func TestDocuments(t *testing.T) {
	if len(documents) < 8 {
		t.Fatalf("only %d documents", len(documents))
	}
	rendered := map[string]string{}
	for _, name := range documents {
		b, err := DocumentPage(name)
		if err != nil {
			t.Fatal(err)
		}
		rendered[name] = string(b)
		if strings.Contains(rendered[name], "&lt;!--") {
			t.Errorf("%s: a comment is shown", name)
		}
		if strings.Contains(rendered[name], "<script") || strings.Contains(rendered[name], "style=") || !strings.Contains(rendered[name], "<h1") {
			t.Errorf("%s: not a page under the policy", name)
		}
	}
	for name, page := range rendered {
		for _, m := range regexp.MustCompile(`href="(?:\.\./)+docs/([^"#]+)(#[^"]*)?"`).FindAllStringSubmatch(page, -1) {
			target, ok := rendered[m[1]]
			if m[1] == "site.css" || m[1] == "icon.svg" || m[1] == "api" {
				continue
			}
			if !ok {
				t.Errorf("%s links to %s, which is missing", name, m[1])
			} else if m[2] != "" && !strings.Contains(target, `id="`+m[2][1:]+`"`) {
				t.Errorf("%s links to %s%s, which is no heading", name, m[1], m[2])
			}
		}
		source, err := docs.Files.ReadFile(name + ".md")
		if err != nil {
			t.Fatal(err)
		}
		if rows := regexp.MustCompile(`(?m)^\|.*\|\s*$`).FindAllString(string(source), -1); len(rows) > 2 && !strings.Contains(page, "<tbody>") {
			t.Errorf("%s: tables are not rendered", name)
		}
	}
	if b, err := DocumentPage(""); err != nil || !strings.Contains(string(b), `href="../docs/protocol"`) {
		t.Errorf("the list of documents: %v", err)
	}
	if _, err := DocumentPage("../go"); !errors.Is(err, ErrNoDocument) {
		t.Errorf("a document elsewhere: %v", err)
	}
}

// TestPages: values are never markup, and unknown ones are shown as unknown.
func TestPages(t *testing.T) {
	const bad = `<script>alert("x")</script>`
	since := time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
	about, err := AboutPage(About{Release: bad, Protocol: 1, Known: true, Phases: []Phase{{"waiting", 3}, {"upload", 1}}, Since: since, Files: []File{{bad, "abc"}}})
	if err != nil {
		t.Fatal(err)
	}
	status, err := StatusPage(Status{Ready: true, Release: bad, StoreBytes: 12_345_678, FoldRate: 12.34, FoldOverMS: 60_000, UptimeMS: 90_000, Since: since, Total: 2,
		Trainings: []Training{{ID: bad, Phase: "upload", Round: 3, Attempt: 2, Live: true, Present: 2, LeftMS: 61_000}, {ID: "b", Phase: "done", LastAbort: bad}}})
	if err != nil {
		t.Fatal(err)
	}
	readable, err := apidoc.Read()
	if err != nil {
		t.Fatal(err)
	}
	api, err := APIPage(readable)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		page []byte
		want []string
	}{
		"about":  {about, []string{"3 between rounds, 1 in a round", "1 January 2030", `href="./docs/threat-model"`}},
		"status": {status, []string{"12.3 MB", "12.3 ciphertexts a second over the last 1m0s", "1m30s", "1m1s", "not in use here", "3, attempt 2", "Ready"}},
		"api":    {api, []string{`href="../v2/openapi.json"`, "createTraining", "refused: malformed", "&#34;additionalProperties&#34;: false"}},
	} {
		page := string(c.page)
		if strings.Contains(page, "<script") || strings.Contains(page, " style=") || strings.Contains(page, " on") && regexp.MustCompile(`\son[a-z]+=`).MatchString(page) {
			t.Errorf("%s: contains something that its policy forbids", name)
		}
		for _, want := range c.want {
			if !strings.Contains(page, want) {
				t.Errorf("%s: %q is not in it", name, want)
			}
		}
	}
	unready, err := StatusPage(Status{Error: true, StoreBytes: -1})
	if err != nil || !strings.Contains(string(unready), "Not ready") || !strings.Contains(string(unready), "size unknown") || !strings.Contains(string(unready), "cannot be read now") {
		t.Errorf("without a store: %v, %s", err, unready)
	}
}

// FuzzMarkdown: whatever a document contains, its page has only elements that this package writes, and links only to the web
// or to documents.
func FuzzMarkdown(f *testing.F) {
	for _, text := range []string{"# <b>", "[a](javascript:b)", "<javascript:b>", "![a](data:b)", "- `a`\n\n  ```\n  <!-- b", "|a|\n|-|\n|<i>|", "[a]: javascript:b\n[a]", "<!-- --><script>"} {
		f.Add(text)
	}
	element := regexp.MustCompile(`<[^>]*>?`)
	written := regexp.MustCompile(`^<(/?(p|em|strong|ul|ol|li|blockquote|thead|tbody|tr|td|table|pre|h[1-6]|a)|/(code|th|div)|hr|br|wbr|code|pre tabindex="0"|ol start="\d+"|th scope="col"|div class="wide" tabindex="0"|h[1-6] id="[^"<>]*"|a href="(https?:|#|\.\./docs/)[^"<>]*"( rel="noreferrer")?)>$`)
	f.Fuzz(func(t *testing.T, text string) {
		body, _, err := markdown(text, "release.md")
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range element.FindAllString(string(body), -1) {
			if !written.MatchString(e) {
				t.Errorf("%q has the element %q", text, e)
			}
		}
	})
}
