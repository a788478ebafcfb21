package browser

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"

	"github.com/chromedp/chromedp"
)

// Options configure the start of a browser. The zero value finds an installed browser and starts it headless.
type Options struct {
	Exec    string // the Chromium program; if empty, $CHROME or the first found (see Find)
	Dir     string // folder for profile and downloads; if empty, a temporary one, removed by Close
	Visible bool   // open a window
	NetLog  string // file for Chromium's own log of every request; none if empty
}

// Browser is one running Chromium.
type Browser struct {
	ctx    context.Context
	cancel context.CancelFunc
	dir    string
	temp   bool
}

// ErrNoBrowser is returned by Find and Launch if no Chromium is installed.
var ErrNoBrowser = errors.New("no Chromium found: install chromium or set CHROME to the program")

// Find returns the path of a Chromium: $CHROME if it is set, and the first of the usual names if not. It fails
// with ErrNoBrowser.
func Find() (string, error) {
	names := []string{"chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome"}
	if set := os.Getenv("CHROME"); set != "" {
		names = []string{set}
	} else if runtime.GOOS == "darwin" {
		names = append(names, "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium")
	}
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", ErrNoBrowser
}

// Launch starts a browser that lives until Close or the end of ctx. Its own calls to the outside are stopped at
// name resolution: only 127.0.0.1 is reachable. If it is visible, a person may open other addresses.
func Launch(ctx context.Context, o Options) (*Browser, error) {
	if o.Exec == "" {
		path, err := Find()
		if err != nil {
			return nil, err
		}
		o.Exec = path
	}
	b := &Browser{dir: o.Dir, temp: o.Dir == ""}
	if b.temp {
		dir, err := os.MkdirTemp("", "blindfit-browser-")
		if err != nil {
			return nil, fmt.Errorf("failed to make browser folder: %w", err)
		}
		b.dir = dir
	}
	alloc, stop := chromedp.NewExecAllocator(ctx, flags(o, b.dir)...)
	browser, cancel := chromedp.NewContext(alloc)
	b.ctx, b.cancel = browser, func() { cancel(); stop() }
	if err := chromedp.Do(browser); err != nil {
		return nil, errors.Join(fmt.Errorf("failed to start browser: %w", err), b.Close())
	}
	return b, nil
}

func flags(o Options, dir string) []chromedp.ExecAllocatorOption {
	list := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(o.Exec),
		chromedp.UserDataDir(filepath.Join(dir, "profile")),
		chromedp.DisableGPU,
		chromedp.Flag("accept-lang", "en"), // of the page, whatever the machine speaks
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.WindowSize(1100, 900),
	)
	if os.Geteuid() == 0 || !o.Visible {
		// Chromium refuses its sandbox to root, and containers often forbid it; it visits our own pages only.
		list = append(list, chromedp.NoSandbox)
	}
	if o.NetLog != "" {
		list = append(list, chromedp.Flag("log-net-log", o.NetLog))
	}
	if o.Visible {
		return append(list, chromedp.VisibleWindow)
	}
	return append(list, chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"))
}

// Done is closed after the browser has ended, by Close or because a person closed its window.
func (b *Browser) Done() <-chan struct{} { return b.ctx.Done() }

// Close ends the browser and removes a temporary folder.
func (b *Browser) Close() error {
	// Cancel asks the browser to end and waits for it; cancel then frees the rest.
	err := chromedp.Cancel(b.ctx)
	b.cancel()
	if errors.Is(err, context.Canceled) {
		err = nil
	}
	if b.temp {
		err = errors.Join(err, os.RemoveAll(b.dir))
	}
	return err
}
