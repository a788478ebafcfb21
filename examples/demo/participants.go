package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/blindfit/blindfit/internal/programs"
	"github.com/blindfit/blindfit/web/browser"
)

// owners is how many data owners take part.
const owners = 3

// owner is one data owner of the demonstration.
type owner struct {
	name, rows string
	page       *browser.Page
	program    *programs.Process // neither: a person
}

// participants are the data owners, and the browser that some of them use.
type participants struct {
	owners  []owner
	browser *browser.Browser // nil without one
}

// join lets the data owners join: two pages and a program; three programs if there is no browser; or a person and two
// programs if open.
func (s *demo) join(ctx context.Context, chrome string, open bool) (_ *participants, err error) {
	title("Three data owners join")
	p := &participants{}
	defer func() {
		if err != nil {
			err = errors.Join(err, p.close())
		}
	}()
	for i, link := range s.links {
		o := owner{name: fmt.Sprintf("owner %d", i+1), rows: filepath.Join(example, fmt.Sprintf("owner-%d.csv", i+1))}
		switch {
		case i == 0 && open:
			err = p.invite(ctx, &o, chrome, link)
		case i < 2 && chrome != "" && !open:
			err = p.visit(ctx, &o, chrome, link)
		default:
			o.program, err = s.Join(o.name, link, o.rows, file(fmt.Sprintf("owner-%d", i+1)))
			fmt.Printf("Owner %d runs `dataowner join -` with %s.\n", i+1, o.rows)
		}
		if err != nil {
			return nil, err
		}
		p.owners = append(p.owners, o)
	}
	s.owners = p.owners
	return p, nil
}

// visit lets an owner join by the page, in a headless browser.
func (p *participants) visit(ctx context.Context, o *owner, chrome, link string) (err error) {
	if p.browser == nil {
		if p.browser, err = browser.Launch(ctx, browser.Options{Exec: chrome}); err != nil {
			return err
		}
	}
	if o.page, err = p.browser.NewOwner(ctx); err != nil {
		return err
	}
	steps := []struct {
		state string
		do    func() error
	}{
		{"invitation", func() error { return o.page.Navigate(ctx, link) }},
		{"ready", func() error { return o.page.SetFile(ctx, "input[type=file]", o.rows) }},
	}
	for _, step := range steps {
		if err := step.do(); err != nil {
			return err
		}
		if err := o.reach(ctx, step.state); err != nil {
			return err
		}
		if err := p.screenshot(ctx, o, step.state); err != nil {
			return err
		}
	}
	fmt.Printf("%s opened its link in Chromium and dropped %s; the rows stay in the page's worker.\n", capital(o.name), o.rows)
	return o.page.Click(ctx, "[data-action=contribute]")
}

// reach waits for a state of the page. It fails if the page ends in a different one.
func (o *owner) reach(ctx context.Context, state string) error {
	got, err := o.page.WaitState(ctx, state, "refused", "badfile", "aborted", "failed", "unsupported")
	if err == nil && got != state {
		err = fmt.Errorf("the page of %s is in state %q instead of %q", o.name, got, state)
	}
	return err
}

// invite shows the page to a person and goes on when the training does.
func (p *participants) invite(ctx context.Context, o *owner, chrome, link string) (err error) {
	fmt.Printf("\nYou are owner 1. Open this link and drop %s into the page:\n\n  %s\n\n", o.rows, link)
	fmt.Println("The training starts when you press the button there. Ctrl-C ends the demonstration.")
	if chrome == "" || (os.Getenv("DISPLAY") == "" && os.Getenv("WAYLAND_DISPLAY") == "") {
		return nil // no window can be opened from here; the link works in any browser of this machine
	}
	if p.browser, err = browser.Launch(ctx, browser.Options{Exec: chrome, Visible: true}); err != nil {
		return err
	}
	page, err := p.browser.NewOwner(ctx)
	if err != nil {
		return err
	}
	return page.Navigate(ctx, link)
}

// end waits until the training has ended for every owner.
func (p *participants) end(ctx context.Context) error {
	for i := range p.owners {
		o := &p.owners[i]
		switch {
		case o.page != nil:
			if err := o.reach(ctx, "done"); err != nil {
				return err
			}
			if err := p.screenshot(ctx, o, "done"); err != nil {
				return err
			}
		case o.program != nil:
			if _, err := o.program.Wait(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

// waitForPerson returns when the window is closed or Enter is pressed, so that a person can read the receipt.
func (p *participants) waitForPerson(ctx context.Context) error {
	fmt.Println("\nLook at your receipt in the page. Press Enter here to go on.")
	var closed <-chan struct{} // never, without a window of ours
	if p.browser != nil {
		closed = p.browser.Done()
	}
	entered := make(chan struct{})
	go func() {
		_, _ = bufio.NewReader(os.Stdin).ReadString('\n')
		close(entered)
	}()
	select {
	case <-closed:
	case <-entered:
	case <-ctx.Done():
		return ctx.Err()
	}
	return nil
}

// screenshots takes a screenshot of every page.
func (p *participants) screenshots(ctx context.Context, what string) error {
	for i := range p.owners {
		if err := p.screenshot(ctx, &p.owners[i], what); err != nil {
			return err
		}
	}
	return nil
}

func (p *participants) screenshot(ctx context.Context, o *owner, what string) error {
	if o.page == nil {
		return nil
	}
	return o.page.Screenshot(ctx, file(fmt.Sprintf("owner-%c-%s.png", o.name[len(o.name)-1], what)))
}

func (p *participants) close() error {
	if p.browser == nil {
		return nil
	}
	return p.browser.Close()
}

func capital(name string) string { return "O" + name[1:] }
