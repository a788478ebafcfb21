package main

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/internal/loopback"
	"github.com/blindfit/blindfit/server"
	"github.com/blindfit/blindfit/server/audit"
	"github.com/blindfit/blindfit/server/page"
	"github.com/blindfit/blindfit/server/round"
	"github.com/blindfit/blindfit/server/site"
	"github.com/blindfit/blindfit/server/store"
	"github.com/blindfit/blindfit/server/telemetry"
	"github.com/blindfit/blindfit/web"
)

const seeHelp = "see 'facilitator serve --help'"

// serveFlags are the flags of the command serve.
type serveFlags struct {
	addr         string
	base         string
	store        storeFlags
	origins      []string
	log          logFlags
	insecureHTTP bool
	tls          tlsFlags
	keepUploads  time.Duration
	access       accessFlags
	public       publicFlags
}

func newServe() *cobra.Command {
	var f serveFlags
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Serve trainings and the data owners' page until interrupted",
		Args:  cli.Exactly(),
		Long: `Serve trainings and the data owners' page until SIGINT or SIGTERM.

All data are kept in one SQLite database in the data folder, or with --postgres in a PostgreSQL database, which any
number of facilitators may share. An upload is acknowledged when it is on the disk; after a crash or a restart every training
continues. Trainings are created from this machine, and from other machines with the token of --operator-token-file. Behind a
proxy on this machine, --trusted-proxy must name it: otherwise every client behind it counts as this machine.

Uploads are encrypted and masked. They are erased when the model owner accepts or rejects their round. With
--keep-uploads those of accepted rounds stay readable for the members of the training, so that 'dataowner verify --multiply'
can check the sums; at every start, those older than the given time are erased. With --keep-trainings a training is deleted
with everything stored of it when that time has passed since its end.

On SIGHUP certificates and operator tokens are read again.

Exit codes: 0 stopped in order, 1 failure, 2 wrong usage, 10 the data folder is in use, 11 the store was written by a newer
release.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := f.store.check(cmd); err != nil {
				return err
			}
			return serve(cmd.Context(), &f, cmd.ErrOrStderr())
		},
	}
	addServeFlags(cmd, &f)
	return cmd
}

func addServeFlags(cmd *cobra.Command, f *serveFlags) {
	fs := cmd.Flags()
	fs.StringVar(&f.addr, "addr", "127.0.0.1:8080", "address to listen on; port 0 chooses a free one")
	fs.StringVar(&f.base, "base-path", "", "path under which everything is served, such as /blindfit, if a proxy forwards it with the path")
	addStoreFlags(cmd, &f.store)
	addObjectFlags(cmd, &f.store.objects)
	fs.StringArrayVar(&f.origins, "allow-origin", nil, "origin of pages that may use this facilitator, such as https://example.org; may be repeated")
	addLogFlags(cmd, &f.log)
	fs.BoolVar(&f.insecureHTTP, "insecure-http", false, "serve other machines without TLS, for use behind a proxy that adds it")
	addTLSFlags(cmd, &f.tls)
	fs.DurationVar(&f.keepUploads, "keep-uploads", 0, "keep the uploads of an accepted round for this time, such as 72h, so that owners can multiply them; 0 erases them when the round is accepted")
	addAccessFlags(cmd, &f.access)
	addPublicFlags(cmd, &f.public)
}

func serve(ctx context.Context, f *serveFlags, stderr io.Writer) error {
	// Without a handler SIGHUP ends a program; ExecReload must be safe with every set of flags, and from the first moment.
	hup := make(chan os.Signal, 1)
	signal.Notify(hup, syscall.SIGHUP)
	defer signal.Stop(hup)
	// The reader of a pipe on standard error may end before this program: the log is then lost, and nothing else.
	signal.Ignore(syscall.SIGPIPE)
	log, err := f.log.open(newLogWriter(stderr))
	if err != nil {
		return cli.Usage(err, seeHelp)
	}
	collector, log, err := telemetry.Start(ctx, cli.Release(), log)
	if err != nil {
		return cli.Usage(err, "check the variables that begin with OTEL_")
	}
	defer func() {
		if err := collector.Stop(); err != nil {
			log.Warn("telemetry not sent", "error", err)
		}
	}()
	secure, err := f.tls.config(ctx, filepath.Join(cmp.Or(f.store.data, cli.DefaultDir("facilitator")), "tls"), log)
	if err != nil {
		return err
	}
	for flag, addr := range map[string]string{"--addr": f.addr, "--operator-addr": f.access.operatorAddr} {
		if err := checkAddr(flag, addr, secure != nil || f.insecureHTTP); err != nil {
			return err
		}
	}
	proxies, tokens, err := f.access.open(log)
	if err != nil {
		return err
	}
	notices, err := f.public.open()
	if err != nil {
		return err
	}
	if f.keepUploads < 0 {
		return cli.Usage(errors.New("--keep-uploads must not be negative"), seeHelp)
	}
	if _, err := f.store.objects.open(); err != nil { // before anything is made
		return err
	}
	store, err := f.store.open(ctx, log)
	if err != nil {
		return err
	}
	defer func() {
		if err := store.Close(); err != nil {
			log.Error("store not closed", "error", err)
		}
	}()
	if err := store.Sign(ctx, cli.Release()); err != nil {
		return cli.Failure(err, "")
	}
	if err := keepPage(ctx, store); err != nil {
		return cli.Failure(err, "")
	}
	machine, err := round.New(ctx, round.Options{Store: store, Log: log, KeepUploads: f.keepUploads})
	if err != nil {
		return cli.Failure(err, "")
	}
	defer machine.Close()
	s, err := f.server(store, machine, server.Options{Proxies: proxies, Tokens: tokens, Notices: notices, Log: log, Traces: collector.Traces})
	if err != nil {
		return err
	}
	records := audit.New(store)
	background, stop := context.WithCancel(ctx)
	defer stop()
	go f.access.follow(background, tokens, log, func(names []string) {
		if err := records.Add(background, audit.Entry{Who: "the program", Action: audit.Tokens, Detail: strings.Join(names, " ")}); err != nil {
			log.Error("audit log not written", "error", err)
		}
	})
	return f.listen(ctx, s, secure, stderr)
}

// server returns the server over an open store and its machine.
func (f *serveFlags) server(store store.Store, machine *round.Machine, o server.Options) (*server.Server, error) {
	spool, err := f.store.spool()
	if err != nil {
		return nil, err
	}
	handler, err := page.Handler(web.Dist(), page.Options{
		Trustee: true, Others: otherPages(store), Missing: func(path string) ([]byte, error) { return site.MissingPage(path, "") },
	})
	if err != nil {
		return nil, cli.Failure(err, "")
	}
	sums, module, err := page.Sums(web.Dist())
	if err != nil {
		return nil, cli.Failure(err, "")
	}
	var files []site.File
	for _, sum := range sums {
		files = append(files, site.File(sum))
	}
	o.Machine, o.Page, o.BasePath, o.AllowOrigins, o.Release, o.Limits = machine, handler, f.base, f.origins, cli.Release(), f.access.limits
	o.StoreSize, o.SpoolDir, o.PageFiles, o.Module, o.OperatorApart = f.store.size(store), spool, files, module, f.access.operatorAddr != ""
	o.Audit, o.KeepTrainings, o.SecurityContact, o.CertificateExpiry = audit.New(store), time.Duration(f.public.keepTrainings), f.public.contact, f.tls.expiry
	o.BackupTime = f.store.backedUp
	o.DiskFree = func() int64 { return f.store.free(spool) }
	o.Ready = func(ctx context.Context) error {
		if free := o.DiskFree(); free >= 0 && free < leastFree {
			return fmt.Errorf("the disk is full: %d bytes are free, at least %d are needed", free, leastFree)
		}
		// A disk without inodes, or one that can only be read, has room.
		if err := writable(spool); err != nil {
			return fmt.Errorf("cannot write upload folder: %w", err)
		}
		return store.Ping(ctx)
	}
	s, err := server.New(o)
	if err != nil {
		return nil, cli.Usage(err, seeHelp)
	}
	return s, nil
}

// listen opens the addresses and serves on them until ctx is done.
func (f *serveFlags) listen(ctx context.Context, s *server.Server, secure *tls.Config, stderr io.Writer) error {
	ln, err := net.Listen("tcp", f.addr)
	if err != nil {
		return cli.Failure(fmt.Errorf("failed to listen: %w", err), "choose another address with --addr")
	}
	stopOperator, err := serveOperator(s, f.access.operatorAddr, secure, stderr)
	if err != nil {
		ln.Close()
		return err
	}
	stopRedirect, err := serveRedirect(f.tls.plain, ln.Addr().String(), &f.tls, s.Capped, stderr)
	if err != nil {
		ln.Close()
		stopOperator()
		return err
	}
	defer stopRedirect()
	defer stopOperator() // after the public address, so that the operator sees the stop
	fmt.Fprintf(stderr, "facilitator: listening on %s://%s%s\n", scheme(secure), ln.Addr(), f.base)
	background, stop := context.WithCancel(ctx)
	defer stop()
	go f.tls.obtain(background) // once the authority's challenge can be answered
	if err := s.Serve(ctx, ln, secure); err != nil {
		return cli.Failure(err, "")
	}
	return nil
}

func scheme(secure *tls.Config) string {
	if secure != nil {
		return "https"
	}
	return "http"
}

// checkAddr refuses to serve other machines in the clear: the page itself would come over a line that anyone on the
// way can change.
func checkAddr(flag, addr string, allowed bool) error {
	if addr == "" && flag == "--operator-addr" {
		return nil
	}
	if _, _, err := net.SplitHostPort(addr); err != nil {
		return cli.Usage(fmt.Errorf("%s must be host:port, such as 127.0.0.1:8080", flag), seeHelp)
	}
	if allowed || loopback.Host(addr) {
		return nil
	}
	return cli.Usage(fmt.Errorf("serving %q without TLS would let anyone on the way change the page", addr),
		"give --tls-domain, or --tls-cert and --tls-key, or --insecure-http behind a proxy that adds TLS")
}
