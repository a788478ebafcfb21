package modelowner

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"os"
	"slices"

	"github.com/blindfit/blindfit/crypto/pack"
	"github.com/blindfit/blindfit/internal/durable"
	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/ml/optim"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/server/wire"
)

// observe gives the sums of a gradient round over some owners to the optimiser.
func (tr *trainer) observe(r *round, s *sums, owners []wire.Identity) error {
	other := false
	for _, before := range tr.history.rounds[:r.Round-1] {
		other = before.result != nil && !slices.Equal(before.result.Owners, owners)
	}
	return tr.method.Observe(r.Point, optim.Sums{G: s.G, L: s.L, N: s.N, OtherRows: other})
}

// announce tells of a finished round.
func (tr *trainer) announce(r *round) {
	tr.progress()
	tr.tell(Event{
		Event: EventRound, Round: r.Round, Attempt: r.result.Attempt, Of: tr.MaxRounds(), Kind: r.Kind, Members: len(r.result.Owners), Warnings: blamed(r.result.Helpers),
		Cost: finite(model.CostInUnits(tr.cost(r), tr.File.Target)), Metric: model.Metric, Measured: r.Kind == wire.RoundEvaluation,
		Rows: r.result.Sums.N, Bytes: r.result.Bytes, Seconds: r.result.Seconds,
	})
}

// blamed says in words which owners opened false shares.
func blamed(helpers []wire.Identity) []string {
	if len(helpers) == 0 {
		return nil
	}
	return []string{"false shares were opened by " + words(helpers) + "; the sum was recovered from the others"}
}

// cost is the mean squared error on the scaled target: measured by an evaluation round, otherwise what the
// optimiser infers for its current weights. NaN where nothing is known.
func (tr *trainer) cost(r *round) float64 {
	if r.Kind != wire.RoundEvaluation {
		return tr.method.Cost()
	}
	return measuredCost(r.Point, r.result.Sums, tr.budget.FractionBits)
}

// measuredCost is (wᵀg + 2^f·ℓ)/(n·2^(2·QuantBits + 2f)), rounded once.
func measuredCost(point []*big.Int, s *sums, fractionBits uint) float64 {
	den := new(big.Int).Lsh(big.NewInt(s.N), 2*schema.QuantBits+2*fractionBits)
	cost, _ := new(big.Rat).SetFrac(squares(point, s, fractionBits), den).Float64()
	return cost
}

// finite returns nil for what JSON cannot hold.
func finite(x float64) *float64 {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return nil
	}
	return &x
}

// finish writes the model that the closing evaluation r measured and signs the end of the training.
func (tr *trainer) finish(r *round) error {
	weights := make([]float64, len(r.Point))
	for i, w := range r.Point {
		weights[i] = pack.Decode(w, tr.budget.FractionBits)
	}
	m, err := model.NewLinear(tr.File.Name, tr.File.Schema(), weights, tr.cost(r), tr.history.finished(), r.result.Sums.N)
	if err != nil {
		return fmt.Errorf("failed to make model: %w", err)
	}
	if err := tr.writeModel(m); err != nil {
		return err
	}
	return tr.ledger.append(wire.KindDone, wire.Done{LogEntry: tr.ledger.next(), Rounds: tr.history.finished(), Reason: "finished"}, tr.keys.Identity)
}

// stop ends a training that cannot go on: its step length is in the manifest, and owners allow a round only so
// many attempts. What the finished rounds gave is kept as the model.
func (tr *trainer) stop(reason error, hint string) error {
	tr.failure = WithHint(reason, hint)
	if !errors.Is(reason, errDiverged) && !errors.Is(reason, optim.ErrDiverged) {
		if _, err := tr.inferred(); err != nil {
			return err
		}
	}
	done := wire.Done{LogEntry: tr.ledger.next(), Rounds: tr.history.finished(), Reason: "stopped"}
	return tr.ledger.append(wire.KindDone, done, tr.keys.Identity)
}

func (tr *trainer) writeModel(m *model.Linear) error {
	b, err := m.Marshal()
	if err != nil {
		return err
	}
	return durable.WriteFile(tr.path(modelFile), b)
}

// finished returns the result of a training whose log is closed.
func (tr *trainer) finished() (*Result, error) {
	if tr.failure != nil {
		return nil, tr.failure
	}
	done, err := wire.Unseal[wire.Done](tr.ledger.last(), wire.KindDone)
	if err != nil {
		return nil, err
	}
	if done.Reason != "finished" {
		return nil, WithHint(errors.New("the training was stopped before its end: it diverged, a round failed too often, or an owner it needs was revoked"), divergedHint)
	}
	m, err := tr.Model()
	if err != nil {
		return nil, err
	}
	r := &Result{Model: m, Measured: true, Finished: true, Owners: tr.owners(), Warnings: tr.method.Warnings()}
	tr.tell(Event{
		Event: EventDone, Rounds: m.Rounds, Cost: &m.Cost, Metric: model.Metric, Measured: true, Rows: m.Rows, Members: r.Owners,
		Warnings: r.Warnings, Message: fmt.Sprintf("finished after %d rounds", m.Rounds),
	})
	return r, nil
}

// partial returns the model of the last finished round beside the reason for stopping to wait. The training is not
// over: it can go on when its owners are back.
func (tr *trainer) partial(reason error) (*Result, error) {
	reason = WithHint(reason, "train again to go on when the owners are back")
	m, err := tr.inferred()
	if err != nil {
		return nil, err
	}
	if m == nil {
		return nil, reason
	}
	return &Result{Model: m, Owners: tr.owners(), Warnings: tr.method.Warnings()}, reason
}

// inferred writes the model of the last finished round, its cost inferred from the sums so far. nil before any.
func (tr *trainer) inferred() (*model.Linear, error) {
	var last *round
	for _, r := range tr.history.rounds {
		if r.result != nil {
			last = r
		}
	}
	cost := tr.method.Cost()
	if last == nil || finite(cost) == nil {
		return nil, nil
	}
	// The exact cost is never negative; its float can be, by a rounding, where the fit is perfect.
	m, err := model.NewLinear(tr.File.Name, tr.File.Schema(), tr.method.Weights(), max(cost, 0), tr.history.finished(), last.result.Sums.N)
	if err != nil {
		return nil, fmt.Errorf("failed to make model: %w", err)
	}
	return m, tr.writeModel(m)
}

// Model reads the fitted model. ErrInput before there is one.
func (t *Training) Model() (*model.Linear, error) {
	b, err := os.ReadFile(t.path(modelFile))
	if errors.Is(err, os.ErrNotExist) {
		return nil, WithHint(as(ErrInput, errors.New("the training has no model yet")), "run 'modelowner train' to its end first")
	} else if err != nil {
		return nil, fmt.Errorf("failed to read model: %w", err)
	}
	m, err := model.ParseLinear(b)
	if err != nil {
		return nil, fmt.Errorf("failed to read model: %w", err)
	}
	return m, nil
}
