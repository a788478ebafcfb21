package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"sync"

	"github.com/spf13/cobra"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/cmd/internal/table"
	"github.com/blindfit/blindfit/dataowner"
	"github.com/blindfit/blindfit/dataowner/consent"
	"github.com/blindfit/blindfit/dataowner/invitation"
	"github.com/blindfit/blindfit/dataowner/people"
	"github.com/blindfit/blindfit/dataowner/problem"
	"github.com/blindfit/blindfit/dataowner/store"
	"github.com/blindfit/blindfit/internal/durable"
	"github.com/blindfit/blindfit/protocol/identity"
)

// joiner holds the flags of join.
type joiner struct {
	data, receipt, code string
	how                 table.Flags // of data
	at                  folders
	minCohort, minRows  int
	maxEpsilon          float64
	limited             bool // maxEpsilon was given
	onlyVouched, asJSON bool
	vouch, agree        []string
	leaveOut, trustees  []string
	circle              string // members' file
	members             []identity.OwnerKey
	standing            bool
	modelOwner, pinned  string // with standing
}

func newJoin() *cobra.Command {
	j := &joiner{}
	cmd := &cobra.Command{
		Use:   "join LINK|-",
		Short: "Contribute rows to a training until it ends",
		Long: `join contributes rows to a training until it ends.

It prints words for other data owners to compare with you by voice; they are the same in all trainings. Give theirs with
--vouch, once for each: that is remembered. With --only-vouched the minimum of data owners (the training's, or
--min-cohort) counts you and those you vouched for alone, and you take no part with fewer. Without it, everybody whom the
model owner admits counts, real or made up.

In a training of a circle you take part only if you vouch for every other data owner. Give a members' file with --circle,
which has one line of "dataowner id" for each, yours among them: the admitted data owners must be exactly these. Or give
the others' words with --vouch: join waits in the lobby until the training's join_timeout is over and ends with the names
of those it misses.

LINK may also be the short address of a training, or a link that needs a code (--code).

In a training with trustees join sends one message and ends; the same command sends one that replaces it, and 'dataowner
withdraw' takes it back, until the training is closed. Compare the words of the trustees with those that they publish.

What a training asks you to agree to is printed, with a word for each. Give the word with --agree, for this training. A
question without a yes ends join with exit code 3 before anything is sent. If rows of yours were in other sums, all data
owners state that before the first round; where the sums could be subtracted, each is asked again (--agree again).
If fewer than ten of your rows are new since an earlier training, --leave-out new gives the same rows as then.
--leave-out blank leaves out rows that are blank in any column, so that trainings on other columns rest on the same rows.

With --standing it serves one model owner unattended: it reads invite links from standard input, one a line, and
joins each training that --model-owner made and whose training file is the one given with --pinned, but for its name, more
owners, fewer rounds and a smaller epsilon. Rows are read again for every training. With --receipt FOLDER it writes one receipt for each.`,
		Example: `  dataowner join - --data rows.csv --circle members.txt --agree shared
  tail -n +1 -f links.txt | dataowner join - --standing --model-owner hajir-tulok-mifad-bosaz-sivun --pinned model.json --data rows.csv`,
		Args: cli.Exactly("LINK"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := j.read(cmd); err != nil {
				return err
			}
			if j.standing {
				return j.stand(cmd, args[0])
			}
			if j.modelOwner != "" || j.pinned != "" {
				return cli.Usage(errors.New("--model-owner and --pinned belong to --standing"), "")
			}
			link, err := readLink(args[0], cmd.InOrStdin())
			if err != nil {
				return err
			}
			if link, err = withCode(link, j.code); err != nil {
				return err
			}
			return j.join(cmd, link, nil, &printer{out: cmd.OutOrStdout(), json: j.asJSON}, j.receipt)
		},
	}
	f := cmd.Flags()
	f.StringVar(&j.data, "data", "", "file with the rows: CSV, .xlsx, .ods, Parquet or SQLite (required)")
	f.StringVar(&j.code, "code", "", "the code that you were sent, if the link needs one")
	j.how.Add(cmd)
	f.Float64Var(&j.maxEpsilon, "max-epsilon", 0, "take part only while the epsilon spent over all trainings stays below this; 0 takes the limit away")
	f.IntVar(&j.minCohort, "min-cohort", 0, "take part only with at least this many data owners")
	f.BoolVar(&j.onlyVouched, "only-vouched", false, "count only data owners you vouched for, and yourself, towards that minimum")
	f.StringArrayVar(&j.vouch, "vouch", nil, "words of a data owner that you compared by voice; may be repeated")
	f.StringArrayVar(&j.trustees, "trustee", nil, "words of a trustee that you compared with those it publishes: all trustees must be among them; may be repeated")
	f.StringVar(&j.circle, "circle", "", "members' file: the data owners must be exactly those of its lines")
	f.StringArrayVar(&j.agree, "agree", nil, "agree to what this word stands for in this training; may be repeated")
	f.StringArrayVar(&j.leaveOut, "leave-out", nil,
		"with exact sums: leave out rows that are new since an earlier sum, until there are ten (new), or rows that are blank in any column (blank); may be repeated")
	f.BoolVar(&j.asJSON, "json", false, "print events as JSON, one a line")
	f.IntVar(&j.minRows, "min-rows", 0, "ask for at least this many of your rows in an exact sum, if the training asks for fewer")
	j.at.add(cmd)
	f.StringVar(&j.receipt, "receipt", "", "write the receipt to this file; with --standing the receipts into this folder")
	f.BoolVar(&j.standing, "standing", false, "go on joining trainings of one pinned model owner, whose links come on standard input")
	f.StringVar(&j.modelOwner, "model-owner", "", "with --standing: the words of the model owner's fingerprint, or its identity in hexadecimal")
	f.StringVar(&j.pinned, "pinned", "", "with --standing: training file that no training may go beyond")
	_ = cmd.MarkFlagRequired("data")
	return cmd
}

// read checks the flags and reads the files they name.
func (j *joiner) read(cmd *cobra.Command) (err error) {
	if j.vouch, err = parseWords("vouch", j.vouch); err != nil {
		return err
	}
	if j.trustees, err = parseWords("trustee", j.trustees); err != nil {
		return err
	}
	if err := j.readCircle(); err != nil {
		return err
	}
	if err := checkAgreed(j.agree); err != nil {
		return err
	}
	for _, word := range j.leaveOut {
		if !consent.Offered(word) {
			return cli.Usage(fmt.Errorf("invalid --leave-out %q: must be %s or %s", word, consent.New, consent.Blank), "")
		}
	}
	j.limited = cmd.Flags().Changed("max-epsilon")
	if !(j.maxEpsilon >= 0 && j.maxEpsilon <= 1e6) {
		return cli.Usage(errors.New("invalid --max-epsilon: must be a number from 0 to 1000000"), "0 takes the limit away")
	}
	if j.minCohort < 0 {
		return cli.Usage(errors.New("invalid --min-cohort: must not be negative"), "")
	}
	if j.minRows < 0 {
		return cli.Usage(errors.New("invalid --min-rows: must not be negative"), "")
	}
	return nil
}

// join takes part in one training until it ends. If there is a pin, it refuses a training that the pin does not allow.
func (j *joiner) join(cmd *cobra.Command, link identity.Link, pin *invitation.Pin, show *printer, receipt string) error {
	ctx := cmd.Context()
	vault, _, anchor, err := j.at.open(ctx)
	if err != nil {
		return err
	}
	release, err := vault.Lock(link.Training)
	if errors.Is(err, durable.ErrBusy) {
		return cli.Usage(errors.New("another dataowner is running for this training"), "for a second data owner on this machine give another --dir")
	}
	if err != nil {
		return err
	}
	defer release()
	var (
		owner *dataowner.Owner
		once  sync.Once
		named sync.WaitGroup
	)
	tell := func(e dataowner.Event) {
		if e.State == "reconnecting" && ctx.Err() != nil {
			return // the connection ends because the program does
		}
		show.event(e)
		if e.Members > 0 { // the others are fixed: their words can be read
			once.Do(func() { named.Go(func() { show.members(ctx, owner) }) })
		}
	}
	answered := show.unanswered(link)
	owner, err = dataowner.Open(ctx, link, dataowner.Config{
		Vault: vault, Anchor: anchor, Emit: tell, Agree: j.agree, EndLobby: true, MinRows: j.minRows, Trustees: j.trustees,
		Rules: people.Rules{Min: j.minCohort, OnlyVouched: j.onlyVouched, Vouch: j.vouch, Circle: j.members},
	})
	answered()
	if err != nil {
		return asCLI(err)
	}
	if pin != nil {
		if err := pin.Check(owner.Terms()); err != nil {
			return asCLI(err)
		}
	}
	if j.limited {
		if err := owner.SetLimit(ctx, j.maxEpsilon); err != nil {
			return asCLI(err)
		}
	}
	shown, err := owner.Invitation(ctx)
	if err != nil {
		return asCLI(err)
	}
	show.invitation(shown)
	if err := show.words(owner, j.onlyVouched); err != nil {
		return asCLI(err)
	}
	if err := j.isMember(owner); err != nil {
		return err
	}
	if err := load(cmd, owner, j.data, &j.how, j.leaveOut, show); err != nil {
		return err
	}
	r, err := owner.Contribute(ctx)
	if problem.Has(err, problem.Cohort) {
		once.Do(func() { show.members(ctx, owner) }) // if the file is refused, nothing else about it is printed
	}
	named.Wait()
	if r != nil {
		show.receipt(r)
		if receipt != "" {
			if err := writeReceipt(receipt, r); err != nil {
				return err
			}
		}
	}
	if ctx.Err() != nil && errors.Is(err, ctx.Err()) {
		return &cli.Error{Code: cli.ExitInterrupted, Err: errors.New("interrupted"), Hint: "the same command comes back as the same owner, while the training goes on"}
	}
	show.refused(err)
	return asCLI(err)
}

func newCheck() *cobra.Command {
	var data string
	var how table.Flags
	cmd := &cobra.Command{
		Use:   "check LINK|-",
		Short: "Test rows against a training's schema; sends nothing of them",
		Args:  cli.Exactly("LINK"),
		RunE: func(cmd *cobra.Command, args []string) error {
			link, err := readLink(args[0], cmd.InOrStdin())
			if err != nil {
				return err
			}
			show := &printer{out: cmd.OutOrStdout()}
			answered := show.unanswered(link)
			owner, err := dataowner.Open(cmd.Context(), link, dataowner.Config{Vault: store.NewMemory()})
			answered()
			if err != nil {
				return asCLI(err)
			}
			shown, err := owner.Invitation(cmd.Context())
			if err != nil {
				return asCLI(err)
			}
			show.invitation(shown)
			return load(cmd, owner, data, &how, nil, show)
		},
	}
	cmd.Flags().StringVar(&data, "data", "", "file with the rows: CSV, .xlsx, .ods, Parquet or SQLite (required)")
	how.Add(cmd)
	_ = cmd.MarkFlagRequired("data")
	return cmd
}

// load reads rows and reports every problem with them.
func load(cmd *cobra.Command, owner *dataowner.Owner, path string, how *table.Flags, leaveOut []string, show *printer) error {
	f, err := how.Open(cmd, path)
	if err != nil {
		return err
	}
	defer f.Close()
	again := func() (io.ReadCloser, error) { return how.Open(cmd, path) }
	check, err := owner.LoadAs(cmd.Context(), filepath.Base(path), f, dataowner.Reading{Reading: f.Reading, Compose: table.Compose, LeaveOut: leaveOut, Again: again})
	if err != nil {
		return asCLI(err)
	}
	show.check(check)
	if !check.OK {
		return &cli.Error{Code: exitRows, Err: fmt.Errorf("the rows break the schema in %s", cli.Count(check.ProblemCount, "place")),
			Hint: cmp.Or(table.Hint(check.Report), "correct the places listed above; nothing was sent")}
	}
	return nil
}

func writeReceipt(path string, r *dataowner.Receipt) error {
	b, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return fmt.Errorf("failed to marshal receipt: %w", err)
	}
	return durable.WriteFile(path, append(b, '\n'))
}
