package swarm

import (
	"errors"
	"fmt"
	"time"

	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Config is the size of a swarm and its faults. Rates are probabilities from 0 to 1.
type Config struct {
	Owners    int // in all trainings together
	Trainings int // at the same time; owners are dealt to them evenly
	Rounds    int // of each training, the closing evaluation not counted
	Columns   int // of the model, the intercept included: numbers in an upload are two more
	Rows      int // of each owner
	KeyBits   int // length of the Paillier modulus

	Arrive  time.Duration // over which owners arrive, at random moments; all at once if 0
	Away    time.Duration // for which an owner that dropped out stays away
	Timeout time.Duration // of the keys phase and those like it; the upload phase has three times as long

	DropOut   map[wire.Phase]float64 // by phase: the owner vanishes instead of sending its message
	Duplicate float64                // of messages that are sent twice, on two connections at once
	Garbage   float64                // of messages that a bent copy or noise goes before

	Facilitators []string // URLs of running ones; if empty, Program is started
	Program      string   // the facilitator's program
	Replicas     int      // how many of it are started
	Postgres     string   // URL of the database that replicas share; may be empty for one
	Dir          string   // folder for data and keys; must exist

	Seed int64 // of rows, arrivals and faults

	// OneRound has every training be a single round of all sums, with noise of this Epsilon if it is not 0.
	OneRound bool
	Epsilon  float64
}

// Phases are those where an owner may drop out, in order. The trainings of a swarm are exact, so none is a phase of
// rounds with noise.
var Phases = func() (out []wire.Phase) {
	for _, r := range wire.Phases {
		if r.Attempt && r.Collects != "" && !r.Noise {
			out = append(out, r.Phase)
		}
	}
	return out
}()

// minOwners is the smallest number of owners of a training.
const minOwners = wire.MinOwners

// Validate fails if the configuration is impossible. The error names the command's flag.
func (c *Config) Validate() error {
	type bound struct {
		flag            string
		value, min, max int
	}
	for _, b := range []bound{
		{"trainings", c.Trainings, 1, 10_000},
		{"owners", c.Owners, minOwners * max(c.Trainings, 1), wire.MaxOwners * max(c.Trainings, 1)},
		{"rounds", c.Rounds, 1, wire.MaxRounds - 1},
		{"columns", c.Columns, 2, 1000},
		{"rows", c.Rows, 1, maxRows},
		{"key-bits", c.KeyBits, phe.MinBits, phe.MaxBits},
		{"replicas", c.Replicas, 1, 64},
	} {
		if b.value < b.min || b.value > b.max {
			return fmt.Errorf("--%s must be from %d to %d", b.flag, b.min, b.max)
		}
	}
	rates := map[string]float64{"duplicate": c.Duplicate, "garbage": c.Garbage}
	for p, rate := range c.DropOut {
		rates["drop-"+string(p)] = rate
	}
	for flag, rate := range rates {
		if !(rate >= 0 && rate <= 1) {
			return fmt.Errorf("--%s must be from 0 to 1", flag)
		}
	}
	switch {
	case c.Epsilon < 0 || c.Epsilon > 0 && !c.OneRound:
		return errors.New("one round alone can have noise")
	case c.Replicas > 1 && c.Postgres == "" && len(c.Facilitators) == 0:
		return errors.New("--replicas above 1 needs a database that they share, --postgres")
	case c.Arrive < 0 || c.Away < 0 || c.Timeout < time.Second:
		return errors.New("--arrive and --away must not be negative, --timeout at least 1s")
	}
	return nil
}
