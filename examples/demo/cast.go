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
	page       *browser.Page     // or
	program    *programs.Process // or nothing of both: a person
}

// cast is everybody who brings rows.
type cast struct {
	owners  []owner
	browser *browser.Browser // nil without one
}

// cast brings in the data owners: two pages and a program, three programs where there is no browser, or a person
// and two programs.
func (s *show) cast(ctx context.Context, chrome string, open bool) (_ *cast, err error) {
	title("Three data owners join")
	c := &cast{}
	defer func() {
		if err != nil {
			err = errors.Join(err, c.close())
		}
	}()
	for i, link := range s.links {
		o := owner{name: fmt.Sprintf("owner %d", i+1), rows: filepath.Join(example, fmt.Sprintf("owner-%d.csv", i+1))}
		switch {
		case i == 0 && open:
			err = c.invite(ctx, &o, chrome, link)
		case i < 2 && chrome != "" && !open:
			err = c.visit(ctx, &o, chrome, link)
		default:
			o.program, err = s.Join(o.name, link, o.rows, file(fmt.Sprintf("owner-%d", i+1)))
			fmt.Printf("Owner %d runs `dataowner join -` with %s.\n", i+1, o.rows)
		}
		if err != nil {
			return nil, err
		}
		c.owners = append(c.owners, o)
	}
	s.owners = c.owners
	return c, nil
}

// visit brings an owner in by the page, in a headless browser.
func (c *cast) visit(ctx context.Context, o *owner, chrome, link string) (err error) {
	if c.browser == nil {
		if c.browser, err = browser.Launch(ctx, browser.Options{Exec: chrome}); err != nil {
			return err
		}
	}
	if o.page, err = c.browser.NewOwner(ctx); err != nil {
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
		if err := c.shootOne(ctx, o, step.state); err != nil {
			return err
		}
	}
	fmt.Printf("%s opened its link in Chromium and dropped %s; the rows stay in the page's worker.\n", capital(o.name), o.rows)
	return o.page.Click(ctx, "[data-action=contribute]")
}

// reach waits for a state of the page, or for one that it cannot leave by itself.
func (o *owner) reach(ctx context.Context, state string) error {
	got, err := o.page.WaitState(ctx, state, "refused", "badfile", "aborted", "failed", "unsupported")
	if err == nil && got != state {
		err = fmt.Errorf("the page of %s is in state %q instead of %q", o.name, got, state)
	}
	return err
}

// invite shows the page to a person and goes on when the training does.
func (c *cast) invite(ctx context.Context, o *owner, chrome, link string) (err error) {
	fmt.Printf("\nYou are owner 1. Open this link and drop %s into the page:\n\n  %s\n\n", o.rows, link)
	fmt.Println("The training starts when you press the button there. Ctrl-C ends the demonstration.")
	if chrome == "" || (os.Getenv("DISPLAY") == "" && os.Getenv("WAYLAND_DISPLAY") == "") {
		return nil // no window can be opened from here; the link works in any browser of this machine
	}
	if c.browser, err = browser.Launch(ctx, browser.Options{Exec: chrome, Visible: true}); err != nil {
		return err
	}
	page, err := c.browser.NewOwner(ctx)
	if err != nil {
		return err
	}
	return page.Navigate(ctx, link)
}

// end waits until every owner has seen the end.
func (c *cast) end(ctx context.Context) error {
	for i := range c.owners {
		o := &c.owners[i]
		switch {
		case o.page != nil:
			if err := o.reach(ctx, "done"); err != nil {
				return err
			}
			if err := c.shootOne(ctx, o, "done"); err != nil {
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

// linger gives a person the time to read the receipt: until the window is closed or Enter is pressed.
func (c *cast) linger(ctx context.Context) error {
	fmt.Println("\nLook at your receipt in the page. Press Enter here to go on.")
	var closed <-chan struct{} // never, without a window of ours
	if c.browser != nil {
		closed = c.browser.Done()
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

// shoot takes a screenshot of every page.
func (c *cast) shoot(ctx context.Context, what string) error {
	for i := range c.owners {
		if err := c.shootOne(ctx, &c.owners[i], what); err != nil {
			return err
		}
	}
	return nil
}

func (c *cast) shootOne(ctx context.Context, o *owner, what string) error {
	if o.page == nil {
		return nil
	}
	return o.page.Screenshot(ctx, file(fmt.Sprintf("owner-%c-%s.png", o.name[len(o.name)-1], what)))
}

func (c *cast) close() error {
	if c.browser == nil {
		return nil
	}
	return c.browser.Close()
}

func capital(name string) string { return "O" + name[1:] }
