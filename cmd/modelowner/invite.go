package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/cmd/modelowner/internal/flags"
	"github.com/blindfit/blindfit/cmd/modelowner/internal/show"
	"github.com/blindfit/blindfit/internal/durable"
	"github.com/blindfit/blindfit/modelowner"
	"github.com/blindfit/blindfit/modelowner/poster"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

type inviteFlags struct {
	count, most, codes int
	open               bool
	until, out, qr     string
	names              []string
	replace            string
	keys               flags.Keys
	json               show.JSON
}

func inviteCommand(dir *flags.Dir) *cobra.Command {
	var f inviteFlags
	cmd := &cobra.Command{
		Use:   "invite TRAINING",
		Short: "Print invite links, one a line",
		Long: `invite makes links that are good once. Send each to one data owner over a way you trust:
with a link anyone can read the training file and enrol once in its bearer's place.

  --for NAME       one link for that person; give it once for each. status says by the
                   names whom to remind. With them each line is the name, a tab and the link.
  --replace WHO    take back the invite of a name, an owner's words or a link, before the
                   training has started, and make another in its place: the link went to
                   the wrong person, or somebody else of the same house takes part.

A training with trustees can also have

  --open           one link for everybody, for a website or a poster. --most N takes the
                   first N contributions, --until DATE none that come after that day.
  --codes N        codes that are good once, for letters or mails, and one link with which
                   all of them are used. --out gets them as CSV: code, and a link that
                   holds the code.

Both also have a short address, for people who type. Whoever opens it trusts the facilitator
to lead to your training; the link itself needs no such trust. --qr draws the link as a QR
code, with the short address and the words by which people recognise you.

The facilitator does not see links and codes, but for an open link with a short address. It is
asked whether the trustees have accepted the training (invite waits for them, a minute at most),
and told how far each invite goes, so that it can refuse what would not count.

With --json it prints {"links":[…]}, with "for":[…] of --for, and with "address", "codes" and "qr" if there are such.`,
		Args: cli.Exactly("TRAINING"),
		RunE: func(cmd *cobra.Command, args []string) error { return invite(cmd, dir, &f, args[0]) },
	}
	set := cmd.Flags()
	set.IntVar(&f.count, "count", 1, "how many links")
	set.BoolVar(&f.open, "open", false, "make one link for everybody")
	set.IntVar(&f.most, "most", 0, "with --open: how many may contribute; 0 for as many as the training takes")
	set.IntVar(&f.codes, "codes", 0, "how many codes")
	set.StringVar(&f.until, "until", "", "with --open or --codes: the last day, as 2027-03-01, in UTC")
	set.StringVar(&f.out, "out", "", "with --codes: the file for them, which must not exist")
	set.StringVar(&f.qr, "qr", "", "draw the link into this SVG file")
	set.StringArrayVar(&f.names, "for", nil, "make a link for the person of this name; give it once for each")
	set.StringVar(&f.replace, "replace", "", "take back the invite of this name, owner or link and make another")
	f.json.Add(cmd)
	f.keys.Add(cmd)
	cmd.MarkFlagsMutuallyExclusive("count", "open", "codes", "for", "replace")
	return cmd
}

// check refuses flags that do not go together, before anything is made. until is the end of the day of --until.
func (f *inviteFlags) check(cmd *cobra.Command) (until int64, err error) {
	set := cmd.Flags()
	several := f.open || f.codes > 0
	switch {
	case set.Changed("codes") && f.codes < 1:
		return 0, cli.Usage(errors.New("invalid --codes: must be at least 1"), "")
	case f.codes > 0 && f.out == "":
		return 0, cli.Usage(errors.New("--codes needs --out"), "for example --out codes.csv")
	case f.out != "" && f.codes == 0:
		return 0, cli.Usage(errors.New("--out belongs to --codes"), "")
	case set.Changed("most") && !f.open:
		return 0, cli.Usage(errors.New("--most belongs to --open"), "")
	case f.open && (f.most < 0 || f.most == 1 || f.most > wire.MaxContributions):
		return 0, cli.Usage(fmt.Errorf("invalid --most: must be from 2 to %d, or 0", wire.MaxContributions), "a link that is good once is made by --count 1")
	case f.until != "" && !several:
		return 0, cli.Usage(errors.New("--until belongs to --open or --codes"), "")
	case f.qr != "" && !several && (f.count != 1 || len(f.names) > 1):
		return 0, cli.Usage(errors.New("--qr draws one link"), "")
	}
	for _, path := range []string{f.out, f.qr} {
		if _, err := os.Stat(path); path != "" && err == nil {
			return 0, cli.Usage(fmt.Errorf("%s exists already", path), "give another name: the links in it would be lost")
		}
	}
	if f.until == "" {
		return 0, nil
	}
	day, err := time.Parse(time.DateOnly, f.until)
	if err != nil {
		return 0, cli.Usage(errors.New("invalid --until: must be a day such as 2027-03-01"), "")
	}
	end := day.AddDate(0, 0, 1)
	if !end.After(time.Now()) {
		return 0, cli.Usage(errors.New("invalid --until: the day is over"), "")
	}
	return end.Unix() - 1, nil
}

func invite(cmd *cobra.Command, dir *flags.Dir, f *inviteFlags, name string) error {
	until, err := f.check(cmd)
	if err != nil {
		return err
	}
	t, path, err := dir.Find(name)
	if err != nil {
		return err
	}
	var keys *modelowner.Keys
	if t.Manifest.Trustees != nil || f.replace != "" {
		if keys, err = f.keys.Open(cmd, path); err != nil {
			return err
		}
	}
	if t.Manifest.Trustees != nil {
		if err := t.Accepted(cmd.Context(), keys); err != nil {
			return err
		}
	}
	links, r, err := f.make(cmd.Context(), t, keys, until)
	if err != nil {
		return err
	}
	if t.Manifest.Trustees != nil {
		if err := t.ShareInvites(cmd.Context(), keys); err != nil {
			return err
		}
	}
	if all, _, err := t.InviteCount(); err == nil && all > t.File.Cohort.Start && t.Manifest.Trustees == nil && f.replace == "" {
		show.Note(cmd, "there are %d invites, and the training starts as soon as %d data owners are here (cohort.start): later ones are turned away",
			all, t.File.Cohort.Start)
	}
	for _, l := range links {
		r.Links = append(r.Links, l.URL())
	}
	if err := f.draw(t, links, r); err != nil {
		return err
	}
	return show.Result(cmd, f.json, *r, inviteResult.text)
}

// make makes the invites that the flags ask for.
func (f *inviteFlags) make(ctx context.Context, t *modelowner.Training, keys *modelowner.Keys, until int64) ([]identity.Link, *inviteResult, error) {
	switch {
	case f.replace != "":
		link, err := modelowner.Replace(ctx, t, keys, f.replace)
		return []identity.Link{link}, &inviteResult{}, err
	case len(f.names) > 0:
		links, err := modelowner.InviteFor(t, f.names)
		return links, &inviteResult{For: f.names}, err
	case f.open:
		most := f.most
		if most == 0 {
			most = wire.MaxContributions
		}
		link, err := t.InviteAll(modelowner.InviteLimits{Most: most, Until: until})
		return []identity.Link{link}, &inviteResult{Address: t.ShortAddress()}, err
	case f.codes > 0:
		link, codes, err := t.InviteByCode(f.codes, until)
		if err == nil {
			err = writeCodes(f.out, link, codes)
		}
		return []identity.Link{link}, &inviteResult{Address: t.ShortAddress(), Codes: f.out}, err
	}
	links, err := t.Invite(f.count)
	return links, &inviteResult{}, err
}

// writeCodes writes codes with the links that hold them.
func writeCodes(path string, link identity.Link, codes []identity.Code) error {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	_ = w.Write([]string{"code", "link"}) // Error reports it below
	for _, c := range codes {
		_ = w.Write([]string{c.Text(), link.WithCode(c).URL()})
	}
	w.Flush()
	if err := w.Error(); err != nil {
		return err
	}
	return durable.CreateFile(path, b.Bytes())
}

// draw writes the poster, if there is to be one.
func (f *inviteFlags) draw(t *modelowner.Training, links []identity.Link, r *inviteResult) error {
	if f.qr == "" {
		return nil
	}
	b, err := poster.SVG(poster.Invite{Title: t.Name(), Link: links[0].URL(), Address: r.Address, Words: t.ModelOwnerWords(), Code: links[0].NeedsCode()})
	if err != nil {
		return err
	}
	r.QR = f.qr
	return durable.CreateFile(f.qr, b)
}

type inviteResult struct {
	Links   []string `json:"links"`
	For     []string `json:"for,omitempty"`     // the name of each link
	Address string   `json:"address,omitempty"` // short, to be typed
	Codes   string   `json:"codes,omitempty"`   // the file with codes
	QR      string   `json:"qr,omitempty"`      // the file with the drawing
}

// text is the result as lines; the first ones are links.
func (r inviteResult) text() string {
	lines := append([]string{}, r.Links...)
	for i, name := range r.For {
		lines[i] = cli.Printable(name) + "\t" + lines[i]
	}
	if r.Address != "" {
		lines = append(lines, "short address: "+r.Address)
	}
	if r.Codes != "" {
		lines = append(lines, "codes: "+r.Codes)
	}
	if r.QR != "" {
		lines = append(lines, "QR code: "+r.QR)
	}
	return strings.Join(lines, "\n") + "\n"
}
