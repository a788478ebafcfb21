package browser

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// Page is one data owner's tab, in a browser profile of its own. Its methods must not run at the same time.
type Page struct {
	ctx       context.Context
	cancel    context.CancelFunc
	browser   context.Context
	downloads string
	record    *recorder
}

// NewOwner opens an empty tab in a new profile: its own cookies, storage and downloads. ctx bounds the opening only.
func (b *Browser) NewOwner(ctx context.Context) (*Page, error) {
	downloads, err := os.MkdirTemp(b.dir, "downloads-")
	if err != nil {
		return nil, fmt.Errorf("failed to make download folder: %w", err)
	}
	return open(ctx, b.ctx, &Page{browser: b.ctx, downloads: downloads}, chromedp.WithNewBrowserContext())
}

// open makes p's tab below parent and starts its record.
func open(ctx, parent context.Context, p *Page, options ...chromedp.ContextOption) (*Page, error) {
	p.record = newRecorder()
	p.ctx, p.cancel = chromedp.NewContext(parent, append(options, chromedp.WithListener(p.record.page.handle))...)
	p.record.attach(p.ctx)
	opened := make(chan error, 1)
	// The first run binds the tab to its context, so it gets the page's own and is bounded from outside.
	go func() { opened <- chromedp.Do(p.ctx, watch(), p.receiveDownloads()) }()
	var err error
	select {
	case err = <-opened:
	case <-ctx.Done():
		err = ctx.Err()
	}
	if err != nil {
		p.Close()
		return nil, fmt.Errorf("failed to open tab: %w", err)
	}
	return p, nil
}

// NewTab opens an empty tab in the same profile: the same person's second tab.
func (p *Page) NewTab(ctx context.Context) (*Page, error) {
	return open(ctx, p.ctx, &Page{browser: p.browser, downloads: p.downloads})
}

// Close closes the tab; the first tab of an owner closes the profile too.
func (p *Page) Close() { p.cancel() }

// BeforeLoad runs a script in every page that this tab opens from now on, before any script of the page.
func (p *Page) BeforeLoad(ctx context.Context, script string) error {
	return do(ctx, p, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: script})
		return err
	}))
}

// run performs an action on the page's own context and ends it with the caller's.
func run[T any](ctx context.Context, p *Page, action chromedp.Action[T]) (T, error) {
	bounded, cancel := context.WithCancelCause(p.ctx)
	defer cancel(nil)
	defer context.AfterFunc(ctx, func() { cancel(context.Cause(ctx)) })()
	value, err := chromedp.Run(bounded, action)
	if err != nil && ctx.Err() != nil {
		err = fmt.Errorf("%w: %w", ctx.Err(), err)
	}
	return value, err
}

func do(ctx context.Context, p *Page, action chromedp.Action[chromedp.Void]) error {
	_, err := run(ctx, p, action)
	return err
}

// patience bounds the wait for an element to act on. Callers have waited for the state of the page before, so the element is
// there at once, even on a busy machine; if it never comes, the error should not take all the time that the tests have.
const patience = 5 * time.Minute

// act performs an action on one element within patience.
func act(ctx context.Context, p *Page, verb, selector string, action chromedp.Action[chromedp.Void]) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if err := do(ctx, p, action); err != nil {
		return fmt.Errorf("failed to %s %s: %w", verb, selector, err)
	}
	return nil
}

// Navigate opens a URL and waits until it is loaded.
func (p *Page) Navigate(ctx context.Context, url string) error {
	if err := do(ctx, p, chromedp.Navigate(url)); err != nil {
		return errors.New("failed to navigate: " + strings.ReplaceAll(err.Error(), url, "page"))
	}
	return nil
}

// Reload loads the page again, as the browser's own button does.
func (p *Page) Reload(ctx context.Context) error { return do(ctx, p, chromedp.Reload()) }

// stateScript resolves with the page's state once it is one of the wanted. It listens to changes of the
// document, so it needs no timer, and runs through the debugger, which the page's policy does not bind.
const stateScript = `new Promise((resolve) => {
  const wanted = %s;
  const state = () => document.querySelector('main')?.dataset.state ?? '';
  if (wanted.includes(state())) { resolve(state()); return; }
  const observer = new MutationObserver(() => {
    if (!wanted.includes(state())) return;
    observer.disconnect();
    resolve(state());
  });
  observer.observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-state'] });
})`

// WaitState waits until the page is in one of the given states (the attribute data-state of its main element) and
// returns that state. If ctx ends first, the error names the state of the page and its text.
func (p *Page) WaitState(ctx context.Context, states ...string) (string, error) {
	wanted, err := json.Marshal(states)
	if err != nil {
		return "", err
	}
	got, err := Evaluate[string](ctx, p, fmt.Sprintf(stateScript, wanted))
	if err == nil {
		return got, nil
	}
	now, _ := Evaluate[string](context.WithoutCancel(ctx), p, `(() => {
	  const main = document.querySelector('main');
	  return main ? main.dataset.state + ': ' + main.innerText.slice(0, 400) : 'no main element';
	})()`)
	return "", fmt.Errorf("failed to wait for state %s: %w (page is in %q)", strings.Join(states, " or "), err, now)
}

// Nothing is the result of a script if its value does not matter.
type Nothing = chromedp.Void

// Evaluate runs a script in the page and returns its result; a promise is waited for.
func Evaluate[T any](ctx context.Context, p *Page, script string) (T, error) {
	return run(ctx, p, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
}

// SetFile chooses a file in the file input that selector names, once the input is enabled.
func (p *Page) SetFile(ctx context.Context, selector, path string) error {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return err
	}
	return act(ctx, p, "choose a file in", selector,
		chromedp.SetUploadFiles(chromedp.CSS(selector), []string{absolute}, chromedp.NodeEnabled))
}

// Fill replaces the text of an input as typing does.
func (p *Page) Fill(ctx context.Context, selector, text string) error {
	if err := act(ctx, p, "fill", selector, chromedp.WaitEnabled(chromedp.CSS(selector))); err != nil {
		return err
	}
	name, err := json.Marshal(selector)
	if err != nil {
		return err
	}
	// Typed text replaces the selection.
	if _, err := Evaluate[bool](ctx, p, fmt.Sprintf(`(document.querySelector(%s).select(), true)`, name)); err != nil {
		return fmt.Errorf("failed to fill %s: %w", selector, err)
	}
	return act(ctx, p, "fill", selector, chromedp.SendKeys(chromedp.CSS(selector), text))
}

// Click clicks the first element that selector names, once it is visible and enabled.
func (p *Page) Click(ctx context.Context, selector string) error {
	if err := act(ctx, p, "click", selector, chromedp.WaitEnabled(chromedp.CSS(selector))); err != nil {
		return err
	}
	return act(ctx, p, "click", selector, chromedp.Click(chromedp.CSS(selector), chromedp.NodeVisible))
}

// Text returns the visible text of the first element that selector names.
func (p *Page) Text(ctx context.Context, selector string) (string, error) {
	return run(ctx, p, chromedp.Text(chromedp.CSS(selector)))
}

// Screenshot writes the whole page as a PNG to path.
func (p *Page) Screenshot(ctx context.Context, path string) error {
	png, err := run(ctx, p, chromedp.FullScreenshot(100))
	if err != nil {
		return fmt.Errorf("failed to take screenshot: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, png, 0o644)
}

// SetViewport sets the size of the page in CSS pixels; mobile adds touch and a phone's text sizing.
func (p *Page) SetViewport(ctx context.Context, width, height int64, mobile bool) error {
	if mobile {
		return do(ctx, p, chromedp.EmulateViewport(width, height, chromedp.EmulatePortrait, chromedp.EmulateMobile, chromedp.EmulateTouch))
	}
	return do(ctx, p, chromedp.EmulateViewport(width, height))
}

// SetColorScheme makes the page see "light" or "dark" as the person's preference, and no wish for motion, so
// that a screenshot shows where an animation ends.
func (p *Page) SetColorScheme(ctx context.Context, scheme string) error {
	return p.Prefer(ctx, "prefers-color-scheme", scheme, "prefers-reduced-motion", "reduce")
}

// Prefer makes the page see a person's preferences: names of media features, each with its value after it.
func (p *Page) Prefer(ctx context.Context, features ...string) error {
	var list []*emulation.MediaFeature
	for pair := range slices.Chunk(features, 2) {
		list = append(list, &emulation.MediaFeature{Name: pair[0], Value: pair[1]})
	}
	return do(ctx, p, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: list})
		return err
	}))
}
