package browser

import (
	"context"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// TellOffline makes the page believe that this machine is off the network, or back on it. It cuts nothing.
func (p *Page) TellOffline(ctx context.Context, offline bool) error {
	return do(ctx, p, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, network.OverrideNetworkState, network.OverrideNetworkStateParams{
			Offline: offline, DownloadThroughput: -1, UploadThroughput: -1,
		})
		return err
	}))
}

// Freeze stops the page as a browser stops a tab that was hidden for long, or lets it go on.
func (p *Page) Freeze(ctx context.Context, frozen bool) error {
	state := page.SetWebLifecycleStateStateActive
	if frozen {
		state = page.SetWebLifecycleStateStateFrozen
	}
	return do(ctx, p, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, page.SetWebLifecycleState, page.SetWebLifecycleStateParams{State: state})
		return err
	}))
}

// Slow makes the page's thread so many times slower than this machine, as on a phone.
func (p *Page) Slow(ctx context.Context, times float64) error {
	return do(ctx, p, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetCPUThrottlingRate, emulation.SetCPUThrottlingRateParams{Rate: times})
		return err
	}))
}

// Press sends a key as a person presses it, to the element that has the focus.
func (p *Page) Press(ctx context.Context, keys string) error {
	return do(ctx, p, chromedp.KeyEvent(keys))
}
