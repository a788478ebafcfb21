package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/cmd/modelowner/internal/flags"
	"github.com/blindfit/blindfit/cmd/modelowner/internal/show"
	"github.com/blindfit/blindfit/ml/outlook"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/modelowner"
	"github.com/blindfit/blindfit/protocol/identity"
)

type createFlags struct {
	file   flags.TrainingFile
	create flags.Create
	keys   flags.Keys
	json   show.JSON
	logo   string // file
}

func createCommand(dir *flags.Dir) *cobra.Command {
	var f createFlags
	cmd := &cobra.Command{
		Use:   "create -f model.json --facilitator URL",
		Short: "Create a training and print its id",
		Long: `create checks a training file, makes a Paillier key for this training alone, signs a
manifest and registers it with a facilitator. The training file travels sealed: the
facilitator reads no column name, range or level of it. The key is kept in the
training's folder, under the passphrase of the key file. The last line printed is
the training id.

With --json it prints {"id":…,"words":…,"name":…,"facilitator":…,"key_bits":…,
"key_fingerprint":…,"key_words":…,"privacy":{…},"expected":{…}}; privacy is there with
differential privacy only, expected is the cost of the training for one data owner.`,
		Args: cli.Exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error { return create(cmd, dir, &f) },
	}
	f.file.Add(cmd)
	f.create.Add(cmd)
	f.json.Add(cmd)
	f.keys.Add(cmd)
	cmd.Flags().StringVar(&f.logo, "logo", "", "PNG, JPEG, GIF or WebP picture of at most 30 kB, which data owners see above your words")
	return cmd
}

func create(cmd *cobra.Command, dir *flags.Dir, f *createFlags) error {
	if err := f.file.Needed("modelowner create -f model.json --facilitator URL"); err != nil {
		return err
	}
	opt, err := f.create.Options()
	if err != nil {
		return err
	}
	file, err := f.file.Read(cmd)
	if err != nil {
		return err
	}
	if err := f.addLogo(file); err != nil {
		return err
	}
	noteShown(cmd, file)
	path, err := dir.Path()
	if err != nil {
		return err
	}
	keys, err := f.keys.Open(cmd, path)
	if err != nil {
		return err
	}
	t, err := modelowner.Create(cmd.Context(), path, keys, file, f.create.Facilitator, opt)
	if err != nil {
		return err
	}
	r, err := created(cmd, t, keys)
	if err != nil {
		return err
	}
	if p := r.Privacy; p != nil {
		show.Note(cmd, "privacy: %s", p.Privacy)
		show.Note(cmd, "privacy: noise is %.3g of the largest possible sum over the declared %ss; with %d %ss the two are equal", p.NoiseToSignal, p.Unit, p.EqualAt, p.Unit)
	}
	if err := noteOutlook(cmd, file); err != nil {
		return err
	}
	noteFolds(cmd, file)
	show.Expected(cmd, file, r.Expected)
	return show.Result(cmd, f.json, r, func(r *createResult) string { return r.ID + "\n" })
}

// noteFolds notes how many rows an owner needs so that its rows can be divided.
func noteFolds(cmd *cobra.Command, file *spec.File) {
	if n := file.FoldRows(); n > 0 {
		show.Note(cmd, "folds: each data owner should have about %d rows, so that none of its %d folds has fewer than %d or a row that stands alone; otherwise nobody divides rows, and there is no cross-validation", n, file.Folds, file.MinRows())
	}
}

// noteOutlook notes how much of the result the noise of trustees leaves with as many contributions as the training starts with, and how
// many are enough.
func noteOutlook(cmd *cobra.Command, file *spec.File) error {
	lines, useless, err := outlook.Before(file, file.Cohort.Start, 0)
	if errors.Is(err, outlook.ErrNone) {
		return nil
	}
	if err != nil {
		return err
	}
	for i, line := range lines {
		if i == 0 && useless {
			line = "warning: " + line
		}
		show.Note(cmd, "privacy: %s", line)
	}
	if !file.Describes() {
		show.Note(cmd, "privacy: %s", outlook.Basis)
	}
	return nil
}

// addLogo puts the picture of the flag into the training file.
func (f *createFlags) addLogo(file *spec.File) error {
	if f.logo == "" {
		return nil
	}
	picture, err := os.ReadFile(f.logo)
	if err != nil {
		return cli.Usage(fmt.Errorf("failed to read logo: %w", err), "")
	}
	if err := file.SetLogo(picture); err != nil {
		return cli.Usage(fmt.Errorf("invalid --logo: %w", err), "")
	}
	return nil
}

// noteShown notes the parts of the training file that all with an invitation read.
func noteShown(cmd *cobra.Command, file *spec.File) {
	s, levels := file.Schema(), []string{}
	for _, f := range append(slices.Clone(s.Features), s.Target) {
		if len(f.Levels) > 0 {
			levels = append(levels, fmt.Sprintf("%s (%s)", f.Name, cli.Count(len(f.Levels), "level")))
		}
	}
	text := "everybody who is invited reads the names and ranges of the columns"
	if len(levels) > 0 {
		text += " and all levels of " + strings.Join(levels, ", ")
	}
	show.Note(cmd, "%s: no name or number of a person may be among them", text)
	if missing := file.About.Missing(); len(missing) > 0 {
		show.Note(cmd, "the training file does not say who asks, for what: data owners look for %s under \"about\"", strings.Join(missing, ", "))
	}
}

// createResult is a new training.
type createResult struct {
	ID             string               `json:"id"`
	Words          string               `json:"words"`
	Name           string               `json:"name"`
	Facilitator    string               `json:"facilitator"`
	KeyBits        int                  `json:"key_bits"`
	KeyFingerprint string               `json:"key_fingerprint"` // of the training's Paillier key
	KeyWords       string               `json:"key_words"`
	Privacy        *createPrivacy       `json:"privacy,omitempty"` // nil without differential privacy
	Expected       *modelowner.Expected `json:"expected"`          // cost of the training for one owner
}

// createPrivacy is the privacy that a training promises, with its defaults, and the size of its noise.
type createPrivacy struct {
	spec.Privacy
	NoiseToSignal float64 `json:"noise_to_signal"` // for the declared owners or rows
	EqualAt       int64   `json:"equal_at"`        // units with which noise and signal are alike
}

func created(cmd *cobra.Command, t *modelowner.Training, keys *modelowner.Keys) (*createResult, error) {
	key, err := t.PublicKey()
	if err != nil {
		return nil, err
	}
	fingerprint := key.Fingerprint()
	r := &createResult{
		ID: t.ID.String(), Words: identity.Words(t.ID), Name: t.Name(), Facilitator: t.Facilitator,
		KeyBits: key.Bits(), KeyFingerprint: fmt.Sprintf("%x", fingerprint), KeyWords: identity.Words(fingerprint),
	}
	if t.File.Private() {
		r.Privacy = &createPrivacy{t.File.Privacy, t.File.NoiseToSignal(), t.File.SignalUnits()}
	}
	r.Expected, err = t.Expect(cmd.Context(), keys)
	return r, err
}
