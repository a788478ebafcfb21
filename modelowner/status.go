package modelowner

import (
	"context"
	"time"

	"github.com/blindfit/blindfit/ml/kinds"
	"github.com/blindfit/blindfit/ml/plan"
	"github.com/blindfit/blindfit/protocol/client"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

// The states of a training as its folder shows them.
const (
	StateLobby    = "lobby"    // owners may still enrol
	StateTraining = "training" // the owners are fixed
	StateFinished = "finished" // the model is there
	StateStopped  = "stopped"  // ended before its closing evaluation
)

// Status is where a training stands. It holds no secret.
type Status struct {
	ID          wire.TrainingID `json:"id"`
	Words       string          `json:"words"`       // of the manifest fingerprint, for comparing by voice
	ModelOwner  string          `json:"model_owner"` // words of the model owner's identity, for the same
	Name        string          `json:"name"`
	Facilitator string          `json:"facilitator"`
	Created     time.Time       `json:"created"`
	State       string          `json:"state"`
	Invites     int             `json:"invites"`
	Members     []Owner         `json:"members"`
	Rounds      []RoundStatus   `json:"rounds"`
	Of          int             `json:"of"` // the most rounds, the closing evaluation included
	Metric      string          `json:"metric"`
	Holdout     float64         `json:"holdout,omitempty"` // share of rows that the rounds leave out and the evaluation measures
	Cost        *float64        `json:"cost,omitempty"`    // of the model, once there is one, as are the three that follow
	kinds.Scores
	Privacy *Privacy      `json:"privacy,omitempty"`
	Online  *OnlineStatus `json:"online,omitempty"` // what the facilitator says
}

// RoundStatus is one line of the table of rounds.
type RoundStatus struct {
	Round    int            `json:"round"`
	Kind     wire.RoundKind `json:"kind"`
	Attempts int            `json:"attempts"`
	Finished bool           `json:"finished"`
	Owners   int            `json:"owners,omitempty"` // in the sum
	Rows     int64          `json:"rows,omitempty"`
	Bytes    int64          `json:"bytes,omitempty"`
	Seconds  float64        `json:"seconds,omitempty"`
	Cost     *float64       `json:"cost,omitempty"` // after the round
}

// OnlineStatus is what the facilitator says of a training.
type OnlineStatus struct {
	Phase    wire.Phase `json:"phase"`
	Enrolled int        `json:"enrolled"`
	Owners   []Owner    `json:"owners"` // enrolled, whether invited or not
	Present  int        `json:"present"`
	Away     []Owner    `json:"away"`    // members that are not connected
	Awaited  []Owner    `json:"awaited"` // members whose message the running phase waits for
}

// Status reads where the training stands from its folder alone.
func (t *Training) Status() (*Status, error) {
	s := &Status{
		ID: t.ID, Words: identity.Words(t.ID), ModelOwner: t.ModelOwnerWords(), Name: t.Name(), Facilitator: t.Facilitator, Created: t.Created,
		State: StateLobby, Members: []Owner{}, Rounds: []RoundStatus{}, Of: t.MaxRounds(), Metric: plan.MetricOf(t.File), Holdout: t.File.Holdout,
	}
	l, err := openLog(t, false)
	if err != nil {
		return nil, err
	}
	for _, m := range l.Members() {
		s.State = StateTraining
		s.Members = append(s.Members, Owner{m.Identity, identity.Words(m.Identity)})
	}
	if l.Done != nil {
		s.State = StateStopped
		if l.Done.Reason == wire.ReasonFinished {
			s.State = StateFinished
		}
	}
	if s.Invites, _, err = t.InviteCount(); err != nil {
		return nil, err
	}
	if m, err := t.Model(); err == nil {
		s.Cost = &m.Cost
		s.Scores = m.Scores()
	}
	if s.Privacy, err = t.Privacy(); err != nil {
		return nil, err
	}
	return s, t.roundsStatus(s)
}

// Curve gives the rounds whose costs make a curve: those that are known, and where rows are kept back without the
// evaluation, whose cost is that of other rows.
func (s *Status) Curve() []RoundStatus {
	var out []RoundStatus
	for _, r := range s.Rounds {
		if r.Cost != nil && (s.Holdout == 0 || r.Kind != wire.RoundEvaluation) {
			out = append(out, r)
		}
	}
	return out
}

// roundsStatus fills in the rounds as they are recorded.
func (t *Training) roundsStatus(s *Status) error {
	h, err := openHistory(t, false)
	if err != nil {
		return err
	}
	for _, r := range h.rounds {
		line := RoundStatus{Round: r.Round, Kind: r.Kind, Attempts: max(1, r.ended().Attempt)}
		if r.result != nil {
			line.Attempts, line.Finished, line.Owners = r.result.Attempt, true, len(r.result.Owners)
			line.Rows, line.Bytes, line.Seconds = r.result.Rows, r.result.Bytes, r.result.Seconds
			line.Cost = r.result.Cost
		}
		s.Rounds = append(s.Rounds, line)
	}
	return nil
}

// Online asks the facilitator where the training stands.
func (t *Training) Online(ctx context.Context, keys *Keys) (*OnlineStatus, error) {
	client, err := client.New(t.Facilitator, keys.Identity)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, registerTimeout)
	defer cancel()
	state, err := client.State(ctx, t.ID, -1, 0)
	if err != nil {
		return nil, err
	}
	list, err := client.Enrolments(ctx, t.ID)
	if err != nil {
		return nil, err
	}
	l, err := openLog(t, false)
	if err != nil {
		return nil, err
	}
	enrolled := make([]wire.Identity, len(list))
	for i := range list {
		enrolled[i] = list[i].Signer
	}
	var away []wire.Identity
	for _, m := range l.Members() {
		if !state.Here.Has(l.Members(), m.Identity) {
			away = append(away, m.Identity)
		}
	}
	return &OnlineStatus{Phase: state.Phase, Enrolled: len(enrolled), Owners: owners(enrolled), Present: state.Present, Away: owners(away), Awaited: owners(state.Awaited.Of(l.Members()))}, nil
}
