// Package engines drives Firefox and WebKit for end-to-end tests, each by the protocol that it speaks: WebDriver BiDi, and
// WebDriver through WebKitWebDriver. Package browser drives Chromium and records its requests; this one has the actions that all
// engines have: it opens the page, presses, chooses files, and reads the page's text.
//
// Every method waits for an event of the page, never for a time to pass; a caller bounds a wait with its context.
package engines

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
)

// driver is the protocol of an engine.
type driver interface {
	navigate(ctx context.Context, url string) error
	// run calls a JavaScript function, which returns a text or a promise of one, with texts as arguments.
	run(ctx context.Context, function string, args ...string) (string, error)
	// choose puts a file into the input of a selector.
	choose(ctx context.Context, selector, path string) error
	screenshot(ctx context.Context) ([]byte, error)
	close() error
}

// Page is the one page of a browser of its own.
type Page struct{ driver }

// Launch starts a browser by the name of its engine, "firefox" or "webkit", with a profile of its own in dir. Close ends it.
func Launch(ctx context.Context, engine, dir string) (*Page, error) {
	var d driver
	var err error
	switch engine {
	case "firefox":
		d, err = launchFirefox(ctx, dir)
	case "webkit":
		d, err = launchWebKit(ctx, dir)
	default:
		return nil, fmt.Errorf("unknown engine %q", engine)
	}
	if err != nil {
		return nil, fmt.Errorf("failed to start %s: %w", engine, err)
	}
	return &Page{d}, nil
}

// Close ends the browser.
func (p *Page) Close() error { return p.close() }

// Navigate opens an address.
func (p *Page) Navigate(ctx context.Context, url string) error { return p.navigate(ctx, url) }

const wait = `(names) => new Promise((resolve) => {
  const wanted = names.split(' ');
  const look = () => {
    const state = document.querySelector('main')?.dataset.state;
    if (!wanted.includes(state)) return;
    observer.disconnect();
    resolve(state);
  };
  const observer = new MutationObserver(look);
  observer.observe(document, { subtree: true, childList: true, attributes: true });
  look();
})`

// WaitState waits until the page shows one of these states and returns it. If it fails or stops first, the error has the text
// of the page.
func (p *Page) WaitState(ctx context.Context, states ...string) (string, error) {
	bad := []string{"refused", "failed", "unsupported", "badfile", "aborted"}
	state, err := p.run(ctx, wait, strings.Join(append(states, bad...), " "))
	if err != nil {
		return "", err
	}
	for _, s := range states {
		if s == state {
			return state, nil
		}
	}
	text, err := p.Text(ctx, "main")
	if err != nil {
		return state, fmt.Errorf("the page is in state %q: %w", state, err)
	}
	return state, fmt.Errorf("the page is in state %q, which says:\n%s", state, text)
}

// Click clicks on the element of a selector, once it is there and enabled.
func (p *Page) Click(ctx context.Context, selector string) error {
	_, err := p.run(ctx, `(selector) => new Promise((resolve) => {
  const look = () => {
    const element = document.querySelector(selector);
    if (!element || element.disabled) return;
    observer.disconnect();
    element.click();
    resolve('');
  };
  const observer = new MutationObserver(look);
  observer.observe(document, { subtree: true, childList: true, attributes: true });
  look();
})`, selector)
	return err
}

// Fill writes a value into a field as a person would type it.
func (p *Page) Fill(ctx context.Context, selector, value string) error {
	_, err := p.run(ctx, `(selector, value) => {
  const field = document.querySelector(selector);
  field.value = value;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  return '';
}`, selector, value)
	return err
}

// Text is the shown text of the element of a selector.
func (p *Page) Text(ctx context.Context, selector string) (string, error) {
	return p.run(ctx, `(selector) => document.querySelector(selector)?.innerText ?? ''`, selector)
}

// Choose puts a file of the disk into the page's file field.
func (p *Page) Choose(ctx context.Context, path string) error {
	whole, err := filepath.Abs(path)
	if err != nil {
		return err
	}
	return p.choose(ctx, "input[type=file]", whole)
}

// Drop drops a file with this content onto the page.
func (p *Page) Drop(ctx context.Context, name string, content []byte) error {
	_, err := p.run(ctx, `(name, content) => {
  const data = new DataTransfer();
  data.items.add(new File([Uint8Array.from(atob(content), (c) => c.charCodeAt(0))], name));
  document.querySelector('.zone').dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: data }));
  return '';
}`, name, base64.StdEncoding.EncodeToString(content))
	return err
}

// Screenshot returns a picture of the window, as PNG.
func (p *Page) Screenshot(ctx context.Context) ([]byte, error) { return p.screenshot(ctx) }

// decode reads a picture in base64, as both protocols send it.
func decode(text string, err error) ([]byte, error) {
	if err != nil {
		return nil, err
	}
	return base64.StdEncoding.DecodeString(text)
}

// quote returns texts as JSON.
func quote(texts []string) string {
	b, err := json.Marshal(texts)
	if err != nil {
		panic("internal error: texts cannot be marshalled")
	}
	return string(b)
}
