//go:build e2e

package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/internal/testing/deadline"
	"github.com/blindfit/blindfit/web/browser"
)

// shownScript gives one line for each thing that a language breaks on the screen: text that is cut off or not there, and
// English in a page of another language, where nobody marked it as English, as a name
// or as the words of others.
const shownScript = `(() => {
  const out = [];
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (wide > 0) out.push('the page is ' + wide + ' pixels wider than the screen');
  for (const e of document.querySelectorAll('button, .button, summary, label, th, h1, h2, h3, legend, dt'))
    if (e.clientWidth > 0 && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 8) && getComputedStyle(e).overflow !== 'visible')
      out.push('cut off: ' + e.textContent.trim());
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let n; (n = walk.nextNode());) {
    const text = n.textContent.trim();
    if (/undefined|NaN|\[object/.test(text)) out.push('not filled in: ' + text);
    const others = /Grade of the car|Cars of the north, 2026|Works councils of the town|Readmission within thirty days|In this trade, with other employers too|The study|The contribution is frozen for a closing: it counts as it is|rejected: the training is not in the lobby/g; // names, and words of others
    if (document.documentElement.lang !== 'en' && /\b(the|your|this)\b/i.test(text.replace(others, '')) &&
        !n.parentElement.closest('[lang=en], [translate=no], [dir=auto], script, style, noscript'))
      out.push('English: ' + text);
  }
  return out;
})()`

// TestEveryLanguage shows states in every language that the page offers, on a phone, where there is least room: nothing is wider
// than the screen, cut off or left in English. A language has a third of the states, each state three languages. Those of
// BLINDFIT_LANGUAGES (such as "de,ja") have all states, on a desk and in dark as well, and leave screenshots in build/screens/LANGUAGE.
func TestEveryLanguage(t *testing.T) {
	p, origin := openFixtures(t)
	names := fixtureNames(t, p, origin)
	languages, err := browser.Evaluate[[]string](deadline.Context(t), p, `[...document.querySelectorAll('#language option')].map((o) => o.value)`)
	if err != nil || len(languages) < 9 || !slices.Contains(languages, "ja") {
		t.Fatalf("the page offers %v, %v", languages, err)
	}
	asked := strings.Split(os.Getenv("BLINDFIT_LANGUAGES"), ",")
	for l, language := range languages {
		t.Run(language, func(t *testing.T) {
			t.Parallel()
			if slices.Contains(asked, language) {
				speak(t, language, names, true)
				return
			}
			var some []string
			for i, name := range names {
				if (i+l)%3 == 0 {
					some = append(some, name)
				}
			}
			speak(t, language, some, false)
		})
	}
}

// speak shows states in a language; looked leaves screenshots, on a desk and in dark too.
func speak(t *testing.T, language string, names []string, looked bool) {
	t.Helper()
	p, origin := openFixtures(t)
	fixtureNames(t, p, origin) // storage is of the page
	// As a person chooses it; the page keeps the choice and loads again.
	choose := fmt.Sprintf(`localStorage.setItem('blindfit-language', %q)`, language)
	if _, err := browser.Evaluate[browser.Nothing](deadline.Context(t), p, choose); err != nil {
		t.Fatal(err)
	}
	type look struct {
		width  int64
		scheme string
	}
	looks := []look{{390, "light"}}
	if looked {
		looks = append(looks, look{390, "dark"}, look{1280, "light"}, look{1280, "dark"})
	}
	for _, l := range looks {
		if err := p.SetViewport(deadline.Context(t), l.width, 900, l.width < 600); err != nil {
			t.Fatal(err)
		}
		if err := p.SetColorScheme(deadline.Context(t), l.scheme); err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			t.Run(fmt.Sprintf("%s/%s/%d", name, l.scheme, l.width), func(t *testing.T) {
				if err := p.Navigate(deadline.Context(t), origin+"/?state="+name); err != nil {
					t.Fatal(err)
				}
				if _, err := p.WaitState(deadline.Context(t), stateOf(name)); err != nil {
					t.Fatal(err)
				}
				got, err := browser.Evaluate[string](deadline.Context(t), p, `document.documentElement.lang`)
				if err != nil || got != language {
					t.Errorf("the page says that it is in %q, %v", got, err)
				}
				broken, err := browser.Evaluate[[]string](deadline.Context(t), p, shownScript)
				if err != nil {
					t.Fatal(err)
				}
				for _, what := range broken {
					t.Error(what)
				}
				if !looked {
					return
				}
				file := filepath.Join(screensDir, language, fmt.Sprintf("%s-%s-%d.png", name, l.scheme, l.width))
				if err := p.Screenshot(deadline.Context(t), file); err != nil {
					t.Error(err)
				}
			})
		}
	}
}
