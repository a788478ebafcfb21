package browser

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	cdpbrowser "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/chromedp"
)

// receiveDownloads makes this profile put its downloads, named by their ids, into the page's own folder.
func (p *Page) receiveDownloads() chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		c := chromedp.FromContext(ctx)
		_, err := cdp.Call(ctx, c.Browser, cdpbrowser.SetDownloadBehavior, cdpbrowser.SetDownloadBehaviorParams{
			Behavior:         cdpbrowser.SetDownloadBehaviorBehaviorAllowAndName,
			BrowserContextID: c.BrowserContextID,
			DownloadPath:     p.downloads,
			EventsEnabled:    ptr(true),
		})
		return err
	})
}

// Download clicks the element that selector names and returns the content of the file that the page then
// gives, with the name it proposes for it.
func (p *Page) Download(ctx context.Context, selector string) (name string, content []byte, err error) {
	listening, cancel := context.WithCancel(p.browser)
	defer cancel()
	// Events come for the downloads of every owner; each owner's are recognised by the folder they are
	// saved in.
	names := map[string]string{}
	done := make(chan [2]string, 16)
	err = chromedp.ListenBrowser(listening, func(ev any) {
		switch ev := ev.(type) {
		case *cdpbrowser.EventDownloadWillBegin:
			names[ev.GUID] = ev.SuggestedFilename
		case *cdpbrowser.EventDownloadProgress:
			if ev.State == cdpbrowser.DownloadProgressStateCompleted {
				select {
				case done <- [2]string{ev.GUID, names[ev.GUID]}:
				default:
				}
			}
		}
	})
	if err != nil {
		return "", nil, fmt.Errorf("failed to listen to downloads: %w", err)
	}
	if err := p.Click(ctx, selector); err != nil {
		return "", nil, err
	}
	for {
		select {
		case d := <-done:
			b, err := os.ReadFile(filepath.Join(p.downloads, filepath.Base(d[0])))
			if os.IsNotExist(err) {
				continue // another owner's
			}
			return d[1], b, err
		case <-ctx.Done():
			return "", nil, fmt.Errorf("failed to download: %w", ctx.Err())
		}
	}
}
