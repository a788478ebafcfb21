package campaign

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/blindfit/blindfit/internal/programs"
	"github.com/blindfit/blindfit/internal/swarm"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/modelowner"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Config is the size of a campaign.
type Config struct {
	Contributions int
	Trustees      int
	Columns       int // that a person answers, the predicted one included
	KeyBits       int

	Program  string // the facilitator's
	Trustee  string // the trustees' program
	Postgres string // URL of an empty database; SQLite without
	Dir      string // for everything; must exist

	// Say is called with a line about each step.
	Say func(format string, args ...any)
}

// early is the number of contributions at which the facilitator's memory is looked at first.
const early = 1000

// Validate fails if the configuration is impossible. The error names the command's flag.
func (c *Config) Validate() error {
	switch {
	case c.Contributions < wire.MinBatch || c.Contributions > wire.MaxContributions:
		return fmt.Errorf("--contributions must be from %d to %d", wire.MinBatch, wire.MaxContributions)
	case c.Trustees < 1 || c.Trustees > wire.MaxTrustees:
		return fmt.Errorf("--trustees must be from 1 to %d", wire.MaxTrustees)
	case c.Columns < 2 || c.Columns > 100:
		return errors.New("--columns must be from 2 to 100")
	}
	return nil
}

// Report are the measurements. Times without another word are those of the clock, in seconds.
type Report struct {
	Contributions int     `json:"contributions"`
	Trustees      int     `json:"trustees"`
	Columns       int     `json:"columns"`
	KeyBits       int     `json:"key_bits"`
	Bytes         int     `json:"bytes"`   // of the largest request
	Prepare       float64 `json:"prepare"` // to make all contributions
	Send          float64 `json:"send"`    // until all were acknowledged
	PerSecond     float64 `json:"per_second"`
	Again         int64   `json:"again"` // contributions that were sent once more
	Close         float64 `json:"close"` // from the freeze to the opened result
	Counted       int     `json:"counted"`
	StoreBytes    int64   `json:"store_bytes"` // of the facilitator's folder

	FacilitatorEarly int64   `json:"facilitator_early"` // peak memory after the first 1,000, in bytes
	FacilitatorPeak  int64   `json:"facilitator_peak"`  // peak memory at the end
	FacilitatorSend  float64 `json:"facilitator_send"`  // processor seconds for taking all
	FacilitatorClose float64 `json:"facilitator_close"` // processor seconds of the close
	TrusteeSend      float64 `json:"trustee_send"`      // processor seconds before the close of the trustee that took most: it checks as they come
	TrusteeClose     float64 `json:"trustee_close"`     // likewise, from the freeze on
	TrusteePeak      int64   `json:"trustee_peak"`      // peak memory of the trustee that took most, in bytes
	ModelOwnerClose  float64 `json:"model_owner_close"` // processor seconds of the model owner's part of the close
}

// Run plays a campaign to its end.
func Run(ctx context.Context, c Config) (_ *Report, err error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	r := &Report{Contributions: c.Contributions, Trustees: c.Trustees, Columns: c.Columns, KeyBits: c.KeyBits}
	f, err := swarm.StartFacilitator(ctx, c.Program, filepath.Join(c.Dir, "facilitator"), c.Postgres)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Stop()) }()
	t, keys, trustees, err := c.gather(ctx, f.URL)
	defer func() {
		for _, p := range trustees {
			err = errors.Join(err, p.Stop())
		}
	}()
	if err != nil {
		return nil, err
	}
	link, err := t.InviteAll(modelowner.InviteLimits{Most: wire.MaxContributions})
	if err != nil {
		return nil, err
	}
	if err := t.ShareInvites(ctx, keys); err != nil {
		return nil, err
	}
	m, err := NewMaker(ctx, link, c.table())
	if err != nil {
		return nil, err
	}
	if err := c.load(ctx, r, f, m); err != nil {
		return nil, err
	}
	return r, c.close(ctx, r, f, t, keys, trustees)
}

// gather starts trustees and creates a training that all of them have accepted.
func (c *Config) gather(ctx context.Context, url string) (t *modelowner.Training, keys *modelowner.Keys, trustees []*programs.Process, err error) {
	if keys, err = modelowner.GenerateKeys(filepath.Join(c.Dir, "keys"), nil); err != nil {
		return nil, nil, nil, err
	}
	var named []map[string]string
	var dirs []string
	for i := range c.Trustees {
		dir := filepath.Join(c.Dir, fmt.Sprint("trustee-", i+1))
		p, err := programs.Start("trustee keygen", c.Trustee, "", "keygen", "--dir", dir, "--copy", dir+"-copy", "--no-passphrase")
		if err != nil {
			return nil, nil, nil, err
		}
		line, err := p.Wait(ctx)
		if err != nil {
			return nil, nil, nil, err
		}
		dirs, named = append(dirs, dir), append(named, map[string]string{"name": fmt.Sprint("Trustee ", i+1), "key": strings.TrimSpace(line)})
	}
	text, err := c.file(named)
	if err != nil {
		return nil, nil, nil, err
	}
	file, err := spec.Parse(text)
	if err != nil {
		return nil, nil, nil, err
	}
	if t, err = modelowner.Create(ctx, c.Dir, keys, file, url, modelowner.CreateOptions{Force: true}); err != nil {
		return nil, nil, nil, err
	}
	rules, err := json.Marshal(map[string][]string{"model_owners": {t.ModelOwnerWords()}})
	if err != nil {
		return nil, nil, nil, err
	}
	path := filepath.Join(c.Dir, "rules.json")
	if err := os.WriteFile(path, rules, 0o600); err != nil {
		return nil, nil, nil, err
	}
	for i, dir := range dirs {
		p, err := programs.Start(fmt.Sprint("trustee ", i+1), c.Trustee, "", "serve", "--dir", dir, "--facilitator", url, "--approve", path, "--every", "1s")
		if err != nil {
			return nil, nil, trustees, err
		}
		trustees = append(trustees, p)
	}
	return t, keys, trustees, t.Accepted(ctx, keys)
}

// file is the training file: least squares about persons.
func (c *Config) file(trustees []map[string]string) ([]byte, error) {
	var features []map[string]any
	for i := range c.Columns {
		features = append(features, map[string]any{"name": fmt.Sprint("x", i+1), "type": "continuous", "min": 0, "max": 10})
	}
	return json.Marshal(map[string]any{
		"name": "Campaign", "model": map[string]any{"kind": "linear_regression", "method": "one_round"},
		"features": features[1:], "target": features[0], "masking": "trustees", "contribution": "person", "trustees": trustees,
		"privacy": map[string]any{"epsilon": 1}, "cohort": map[string]any{"batch": min(100, c.Contributions)}, "key_bits": c.KeyBits,
	})
}

// table is the row that all contributors send.
func (c *Config) table() string {
	var names, values []string
	for i := range c.Columns {
		names, values = append(names, fmt.Sprint("x", i+1)), append(values, fmt.Sprint(1+i%9))
	}
	return strings.Join(names, ",") + "\n" + strings.Join(values, ",") + "\n"
}

// load makes the contributions and sends them.
func (c *Config) load(ctx context.Context, r *Report, f *swarm.Facilitator, m *Maker) error {
	one, err := m.Make()
	if err != nil {
		return err
	}
	r.Bytes = len(one)
	path := filepath.Join(c.Dir, "contributions")
	start, made, said := time.Now(), 0, time.Now()
	err = m.Prepare(ctx, path, c.Contributions, func() {
		if made++; time.Since(said) > 10*time.Second {
			said = time.Now()
			c.Say("made %d of %d contributions", made, c.Contributions)
		}
	})
	if err != nil {
		return err
	}
	r.Prepare = time.Since(start).Seconds()
	c.Say("made %d contributions of %d bytes in %.1f s", c.Contributions, r.Bytes, r.Prepare)
	s, err := NewSender(f.URL, path)
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }() // it was only read
	before, err := f.Usage()
	if err != nil {
		return err
	}
	first := min(early, c.Contributions)
	took, err := s.Send(ctx, first)
	if err != nil {
		return err
	}
	usage, err := f.Usage()
	if err != nil {
		return err
	}
	r.FacilitatorEarly = usage.PeakBytes
	rest, err := s.Send(ctx, c.Contributions-first)
	if err != nil {
		return err
	}
	if usage, err = f.Usage(); err != nil {
		return err
	}
	r.FacilitatorSend, r.FacilitatorPeak = usage.Seconds-before.Seconds, usage.PeakBytes
	r.Send, r.Again = (took + rest).Seconds(), s.Again.Load()
	r.PerSecond = float64(c.Contributions) / r.Send
	c.Say("%d acknowledged in %.1f s", s.Acknowledged.Load(), r.Send)
	return nil
}

// close opens the result.
func (c *Config) close(ctx context.Context, r *Report, f *swarm.Facilitator, t *modelowner.Training, keys *modelowner.Keys, trustees []*programs.Process) error {
	facilitator, err := f.Usage()
	if err != nil {
		return err
	}
	before := make([]float64, len(trustees))
	for i, p := range trustees {
		u, err := swarm.UsageOf(p.PID())
		if err != nil {
			return err
		}
		before[i] = u.Seconds
		r.TrusteeSend = max(r.TrusteeSend, u.Seconds)
	}
	self, err := swarm.UsageOf(os.Getpid())
	if err != nil {
		return err
	}
	start := time.Now()
	res, err := t.Close(ctx, keys, modelowner.CloseOptions{Now: true, Every: 200 * time.Millisecond, Observe: func(e modelowner.Event) {
		if e.Message != "" {
			c.Say("%s", e.Message)
		}
	}})
	if err != nil {
		return err
	}
	r.Close, r.Counted = time.Since(start).Seconds(), res.Owners
	for i, p := range trustees {
		u, err := swarm.UsageOf(p.PID())
		if err != nil {
			return err
		}
		r.TrusteeClose, r.TrusteePeak = max(r.TrusteeClose, u.Seconds-before[i]), max(r.TrusteePeak, u.PeakBytes)
	}
	own, err := swarm.UsageOf(os.Getpid())
	if err != nil {
		return err
	}
	r.ModelOwnerClose = own.Seconds - self.Seconds
	usage, err := f.Usage()
	if err != nil {
		return err
	}
	r.FacilitatorClose, r.FacilitatorPeak = usage.Seconds-facilitator.Seconds, usage.PeakBytes
	r.StoreBytes, err = size(filepath.Join(c.Dir, "facilitator"))
	return err
}

// size returns how many bytes the files of a folder have; 0 if there is none, because the store is a database.
func size(dir string) (n int64, err error) {
	err = filepath.WalkDir(dir, func(_ string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		i, err := d.Info()
		if err == nil {
			n += i.Size()
		}
		return err
	})
	if errors.Is(err, os.ErrNotExist) {
		return 0, nil
	}
	return n, err
}

// OK reports whether everything that was acknowledged counts.
func (r *Report) OK() bool { return r.Counted == r.Contributions }

// Text is the report for a person.
func (r *Report) Text() string {
	mega := func(n int64) float64 { return float64(n) / 1e6 }
	n := float64(r.Contributions)
	return fmt.Sprintf(`contributions  %d of %d columns to %d trustees, keys of %d bits; %d bytes each; %d counted
prepared       %.1f s (%.2f ms each)
acknowledged   %.0f a second, in %.1f s; %d sent again; %.2f ms of the facilitator's processor each
closed         in %.1f s of the clock; of processors the facilitator %.2f ms for each contribution, a trustee %.2f ms, the model owner %.2f ms
checked        by a trustee, as they came: %.2f ms of processor each
memory         facilitator %.1f MB after the first %d, %.1f MB at the end (%.2f times); a trustee %.1f MB
store          %.1f MB (%.1f kB for each contribution)
`, r.Contributions, r.Columns, r.Trustees, r.KeyBits, r.Bytes, r.Counted,
		r.Prepare, 1000*r.Prepare/n, r.PerSecond, r.Send, r.Again, 1000*r.FacilitatorSend/n,
		r.Close, 1000*r.FacilitatorClose/n, 1000*r.TrusteeClose/n, 1000*r.ModelOwnerClose/n, 1000*r.TrusteeSend/n,
		mega(r.FacilitatorEarly), min(early, r.Contributions), mega(r.FacilitatorPeak), float64(r.FacilitatorPeak)/float64(max(1, r.FacilitatorEarly)), mega(r.TrusteePeak),
		mega(r.StoreBytes), float64(r.StoreBytes)/1000/n)
}
