package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/coder/websocket"
	"github.com/spf13/cobra"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/internal/diskspace"
	"github.com/blindfit/blindfit/internal/loopback"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/guard"
	"github.com/blindfit/blindfit/server/store"
	"github.com/blindfit/blindfit/server/store/postgres"
	"github.com/blindfit/blindfit/server/store/sqlite"
)

const (
	// roomyDisk is the room in bytes below which a disk is soon full.
	roomyDisk = 2 << 30
	// soonExpired is the time before the expiry of a certificate at which it should have been renewed.
	soonExpired = 14 * 24 * time.Hour
	// clockNote is the difference of clocks that is worth a note.
	clockNote = 10 * time.Second
	// largeBody is the size in bytes of a body that proxies with their defaults refuse.
	largeBody = 3 << 20
)

// finding is the result of one check.
type finding struct {
	Check  string `json:"check"`
	State  string `json:"state"` // ok, note or mend
	Found  string `json:"found"`
	Remedy string `json:"remedy,omitempty"`
}

// doctor collects findings.
type doctor struct {
	f        *serveFlags
	url      string
	findings []finding
}

func (d *doctor) ok(check, format string, args ...any) {
	d.findings = append(d.findings, finding{check, "ok", fmt.Sprintf(format, args...), ""})
}

func (d *doctor) note(check, remedy, format string, args ...any) {
	d.findings = append(d.findings, finding{check, "note", fmt.Sprintf(format, args...), remedy})
}

// mend notes a fault that keeps a facilitator from its work, or soon will.
func (d *doctor) mend(check, remedy, format string, args ...any) {
	d.findings = append(d.findings, finding{check, "mend", fmt.Sprintf(format, args...), remedy})
}

// fail notes an error with its hint as the remedy.
func (d *doctor) fail(check string, err error) {
	remedy := ""
	if e, ok := errors.AsType[*cli.Error](err); ok {
		remedy = e.Hint
	}
	d.mend(check, remedy, "%v", err)
}

func newDoctor() *cobra.Command {
	var f serveFlags
	var public string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Check clock, disk, store, TLS, proxy and limits, and say what to mend",
		Args:  cli.Exactly(),
		Long: `Check an installation with the flags that 'facilitator serve' is to get, before or while it runs. Nothing is changed, except that an object is
written to --objects and deleted.

With --url, the address at which people reach the facilitator, it also looks through the proxy: whether TLS is good there,
sockets pass, large bodies pass, and the operator's pages stay inside.

Each line is "ok", "note" or "mend", the check and what was found; a line with "do" says what to do about it.

Exit codes: 0 nothing to mend, 1 something to mend, 2 wrong usage.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := f.store.check(cmd); err != nil {
				return err
			}
			d := &doctor{f: &f, url: strings.TrimSuffix(public, "/")}
			if d.url != "" {
				if u, err := url.Parse(d.url); err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
					return cli.Usage(errors.New("--url must be like https://facilitator.example.org"), "")
				}
			}
			d.examine(cmd.Context())
			return d.report(cmd.OutOrStdout(), asJSON)
		},
	}
	addServeFlags(cmd, &f)
	cmd.Flags().StringVar(&public, "url", "", "address at which people reach the facilitator, such as https://facilitator.example.org")
	cmd.Flags().BoolVar(&asJSON, "json", false, "write the findings as JSON")
	return cmd
}

// report writes the findings, and returns an error if there is something to mend.
func (d *doctor) report(w io.Writer, asJSON bool) error {
	bad := 0
	for _, f := range d.findings {
		if f.State == "mend" {
			bad++
		}
	}
	if asJSON {
		b, err := json.Marshal(map[string]any{"findings": d.findings})
		if err != nil {
			return fmt.Errorf("failed to write findings: %w", err)
		}
		fmt.Fprintln(w, string(b))
	} else {
		for _, f := range d.findings {
			fmt.Fprintf(w, "%-4s %-8s %s\n", f.State, f.Check, cli.Printable(f.Found))
			if f.Remedy != "" {
				fmt.Fprintf(w, "  do %-8s %s\n", "", cli.Printable(f.Remedy))
			}
		}
	}
	if bad > 0 {
		return cli.Failure(fmt.Errorf("%s to mend", cli.Count(bad, "fault")), "")
	}
	return nil
}

// examine makes all checks.
func (d *doctor) examine(ctx context.Context) {
	d.ok("release", "%s, protocol version %d", cli.Release(), wire.Version)
	d.store(ctx)
	d.objects(ctx)
	d.disk()
	d.access()
	d.tls(ctx)
	d.limits()
	if d.url != "" {
		d.public(ctx)
	}
}

// clock compares this machine's clock with another one.
func (d *doctor) clock(of string, theirs time.Time) {
	if theirs.IsZero() {
		return
	}
	switch off := time.Since(theirs).Abs(); {
	case off >= wire.ClockSkew:
		d.mend("clock", "set the clock by NTP on both machines: signed requests are valid for five minutes", "%v apart from %s", off.Round(time.Second), of)
	case off >= clockNote:
		d.note("clock", "see that both machines set their clocks by NTP", "%v apart from %s", off.Round(time.Second), of)
	default:
		d.ok("clock", "within %v of %s", clockNote, of)
	}
}

// store looks at the store.
func (d *doctor) store(ctx context.Context) {
	inspect := func() (store.Inspection, error) { return sqlite.Inspect(ctx, d.f.store.data) }
	if d.f.store.postgres != "" {
		inspect = func() (store.Inspection, error) { return postgres.Inspect(ctx, d.f.store.postgres) }
	}
	i, err := inspect()
	if err != nil {
		d.fail("store", storeFailure(err, "see that this user may read it"))
		return
	}
	switch by := cmp.Or(strings.Join(i.Releases, ", "), "none that gave its name"); {
	case i.Version > i.Known:
		d.mend("store", "start that release or a later one, or restore the backup from before the upgrade", "a newer release has written it: %s", by)
	case i.Version == 0:
		d.ok("store", "empty; its tables are made at the start")
	case i.Version < i.Known:
		d.note("store", "make a backup before the first start: older releases refuse the store after it", "it is upgraded at the start; written by %s", by)
	default:
		d.ok("store", "its tables are those of this release; written by %s", by)
	}
	for _, n := range i.Notes {
		d.note("store", "", "%s", n)
	}
	d.clock("the database", i.Now)
	if i.Objects > 0 && d.f.store.objects.url == "" {
		d.mend("objects", "name the bucket with --objects, as when they were written", "the store keeps ciphertexts of %s in object storage", cli.Count(i.Objects, "contribution"))
	}
}

// objects looks at the bucket: it writes, reads and deletes an object.
func (d *doctor) objects(ctx context.Context) {
	b, err := d.f.store.objects.open()
	if err != nil {
		d.fail("objects", err)
		return
	}
	if b == nil {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, objectsTime)
	defer cancel()
	versions, err := b.Probe(ctx)
	if err != nil {
		d.fail("objects", objectsFailure(err))
		return
	}
	d.ok("objects", "the bucket can be written, read and deleted from")
	if versions {
		d.note("objects", "turn versions off for this bucket, or have old ones expire", "the bucket keeps deleted objects as older versions: forgotten contributions would stay in it")
	}
	if strings.HasPrefix(d.f.store.objects.url, "http:") {
		d.note("objects", "name it with https:, or keep the network between them to yourself", "ciphertexts go to the bucket without TLS")
	}
}

// disk looks at the folders.
func (d *doctor) disk() {
	dirs := map[string]string{"uploads": os.TempDir()}
	if d.f.store.postgres == "" {
		dirs = map[string]string{"data": d.f.store.data}
	}
	for what, dir := range dirs {
		at := dir
		for at != filepath.Dir(at) {
			if _, err := os.Stat(at); err == nil {
				break
			}
			at = filepath.Dir(at)
		}
		if err := writable(at); err != nil {
			d.mend("disk", "the folder must belong to the user that runs the facilitator, on a disk that can be written", "%s: %v", what, err)
			continue
		}
		switch free := diskspace.Free(at); {
		case free < 0:
			d.note("disk", "", "%s: how much is free is not known", what)
		case free < leastFree:
			d.mend("disk", "free space: below 16 MiB a facilitator takes no work", "%s: %d bytes are free in %s", what, free, dir)
		case free < roomyDisk:
			d.note("disk", "free space, or move the folder to a larger disk", "%s: %d MB are free in %s", what, free>>20, dir)
		default:
			d.ok("disk", "%s: %d GB are free in %s", what, free>>30, dir)
		}
		if info, err := os.Stat(dir); err == nil && what == "data" && info.Mode().Perm()&0o077 != 0 {
			d.note("disk", "chmod 700 "+dir, "other users of this machine can look into the data folder")
		}
	}
}

// access looks at proxies and tokens.
func (d *doctor) access() {
	proxies, tokens, err := d.f.access.open(slog.New(slog.DiscardHandler))
	switch {
	case err != nil:
		d.fail("access", err)
		return
	case tokens == nil && proxies.TrustLoopback():
		d.mend("access", "give --operator-token-file, or --local-programs if the proxy adds X-Forwarded-For to every request", "nobody can create trainings: this machine is trusted as a proxy, and there is no token")
	case tokens == nil:
		d.ok("access", "only this machine may create trainings")
	default:
		all, err := readTokens(d.f.access.tokenFile)
		if err != nil {
			d.fail("access", err)
			return
		}
		d.tokens(all)
	}
	if proxies.TrustsAll() {
		d.note("access", "name the proxy's address or network", "--trusted-proxy names every address: clients past the proxy choose their own, and no limit holds for them")
	}
	if _, err := d.f.public.open(); err != nil {
		d.fail("access", err)
	}
}

// tokens looks at the operator's tokens.
func (d *doctor) tokens(all []*guard.Token) {
	d.ok("access", "%s", cli.Count(len(all), "operator token"))
	for _, t := range all {
		h := t.Holder()
		if left := time.Until(h.Until); !h.Until.IsZero() && left < soonExpired {
			d.note("access", "draw another one with 'facilitator token', or give it a later day", "the token %q expires %s", h.Name, h.Until.UTC().Format(time.DateOnly))
		}
	}
}

// tls looks at addresses and certificates.
func (d *doctor) tls(ctx context.Context) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	dir := filepath.Join(cmp.Or(d.f.store.data, cli.DefaultDir("facilitator")), "tls")
	secure, err := d.f.tls.config(ctx, dir, slog.New(slog.DiscardHandler))
	if err != nil {
		d.fail("tls", err)
		return
	}
	for flag, addr := range map[string]string{"--addr": d.f.addr, "--operator-addr": d.f.access.operatorAddr} {
		if err := checkAddr(flag, addr, secure != nil || d.f.insecureHTTP); err != nil {
			d.fail("tls", err)
		}
	}
	switch {
	case secure == nil:
		d.ok("tls", "none here; a proxy adds it, or only this machine is served")
	case d.f.tls.files != nil:
		until := d.f.tls.expiry()
		switch left := time.Until(until); {
		case left <= 0:
			d.mend("tls", "renew it; the files are read again when they change", "the certificate expired at %s", until.UTC().Format(time.RFC3339))
		case left < soonExpired:
			d.note("tls", "renew it; the files are read again when they change", "the certificate expires at %s", until.UTC().Format(time.RFC3339))
		default:
			d.ok("tls", "the certificate is valid until %s", until.UTC().Format(time.DateOnly))
		}
	default:
		a, err := ask(ctx, http.MethodGet, d.f.tls.directory, nil)
		if err != nil {
			d.mend("tls", "see that this machine reaches the authority, also through HTTPS_PROXY", "the certificate authority cannot be reached: %v", err)
			return
		}
		d.ok("tls", "the certificate authority answers")
		if at, err := http.ParseTime(a.header.Get("Date")); err == nil {
			d.clock("the certificate authority", at)
		}
	}
}

// limits looks at the limit of open files, as far as the system reports it.
func (d *doctor) limits() {
	b, err := os.ReadFile("/proc/self/limits")
	if err != nil {
		return
	}
	m := regexp.MustCompile(`(?m)^Max open files +(\d+)`).FindSubmatch(b)
	if m == nil {
		return
	}
	files, err := strconv.Atoi(string(m[1]))
	switch want := d.f.access.limits.Connections; {
	case err != nil:
	case files < 1024:
		d.mend("limits", "raise the limit of open files (LimitNOFILE=65536)", "%d files may be open at a time", files)
	case files < want:
		d.note("limits", "raise the limit of open files (LimitNOFILE=65536), or lower --connections", "%d files may be open at a time, and --connections permits %d", files, want)
	default:
		d.ok("limits", "%d files may be open at a time", files)
	}
}

// answer is an answer to one of the doctor's requests.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// ask sends a request.
func ask(ctx context.Context, method, address string, body []byte) (*answer, error) {
	ctx, cancel := context.WithTimeout(ctx, healthTime)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("failed to make request: %w", err)
	}
	r.Header.Set("Content-Type", "application/json")
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, err
	}
	defer a.Body.Close()
	b, err := io.ReadAll(io.LimitReader(a.Body, maxPage))
	return &answer{a.StatusCode, a.Header, b}, err
}

// public looks through the proxy.
func (d *doctor) public(ctx context.Context) {
	a, err := ask(ctx, http.MethodGet, d.url+wire.PathServer, nil)
	if err != nil {
		d.mend("proxy", "see that the proxy runs and its certificate is valid for this name", "%s cannot be reached: %v", d.url, err)
		return
	}
	about, err := wire.Parse[wire.Server](a.body)
	if err != nil {
		d.mend("proxy", "the proxy must pass all paths to the facilitator", "%s does not answer as a facilitator: HTTP status %d", d.url, a.status)
		return
	}
	d.ok("proxy", "%s is a facilitator of release %s", d.url, about.Release)
	d.clock("that facilitator", time.UnixMilli(about.TimeMS))
	if a, err := ask(ctx, http.MethodGet, d.url+"/readyz", nil); err != nil || a.status != http.StatusOK {
		d.mend("proxy", "its log has the reason", "the facilitator is not ready")
	}
	if a, err := ask(ctx, http.MethodGet, d.url+"/about", nil); err == nil && strings.HasPrefix(d.url, "https:") && a.header.Get("Strict-Transport-Security") == "" {
		d.mend("proxy", "--trusted-proxy must name the proxy, and the proxy set X-Forwarded-Proto", "the facilitator does not learn that clients use TLS: all count as one address")
	}
	none := wire.PathTraining(wire.TrainingID{}, "events")
	if refused, err := d.socket(ctx, none); err != nil {
		d.mend("proxy", "pass Upgrade and Connection headers, and HTTP/1.1 to the facilitator", "event sockets do not pass: %v", err)
	} else if refused {
		d.ok("proxy", "event sockets pass")
	}
	if a, err := ask(ctx, http.MethodPost, d.url+wire.PathTraining(wire.TrainingID{}, "leave"), make([]byte, largeBody)); err == nil {
		if _, err := wire.Parse[wire.Rejection](a.body); err != nil {
			d.mend("proxy", "permit bodies of any size, as in deploy/nginx.conf: the facilitator limits them itself", "the proxy refuses a body of %d bytes: HTTP status %d", largeBody, a.status)
		} else {
			d.ok("proxy", "large bodies pass")
		}
	}
	if d.direct() {
		return // this machine sees the operator's pages there, as it may
	}
	for _, path := range []string{"/operator", "/metrics"} {
		if a, err := ask(ctx, http.MethodGet, d.url+path, nil); err == nil && a.status == http.StatusOK {
			d.mend("proxy", "block it in the proxy, as in deploy/, and see that --trusted-proxy names the proxy", "%s is shown without a token", path)
		}
	}
}

// direct reports whether --url is the facilitator's own address on this machine, without a proxy.
func (d *doctor) direct() bool {
	u, err := url.Parse(d.url)
	if err != nil {
		return false
	}
	_, port, err := net.SplitHostPort(d.f.addr)
	return err == nil && loopback.Host(u.Host) && loopback.Host(d.f.addr) && u.Port() == port
}

// socket opens an event socket for a training that does not exist, and reports whether the facilitator refuses it in a frame.
func (d *doctor) socket(ctx context.Context, path string) (refused bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, healthTime)
	defer cancel()
	conn, _, err := websocket.Dial(ctx, d.url+path, nil)
	if err != nil {
		return false, err
	}
	defer conn.CloseNow()
	if err := conn.Write(ctx, websocket.MessageText, []byte("{}")); err != nil {
		return false, err
	}
	_, b, err := conn.Read(ctx)
	if err != nil {
		return false, err
	}
	_, err = wire.Parse[wire.Rejection](b)
	return err == nil, nil
}
