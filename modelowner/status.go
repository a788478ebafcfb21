package modelowner

import (
	"slices"
	"time"

	"github.com/blindfit/blindfit/ml/kinds"
	"github.com/blindfit/blindfit/ml/plan"
	"github.com/blindfit/blindfit/modelowner/account"
	"github.com/blindfit/blindfit/modelowner/admission"
	"github.com/blindfit/blindfit/modelowner/folder"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

// The states of a training as its folder shows them.
const (
	StateLobby    = "lobby"    // owners may still enrol
	StateTraining = "training" // the owners are fixed
	StateClosing  = "closing"  // with trustees: contributions are fixed and opened
	StateFinished = "finished" // the model is there
	StateStopped  = "stopped"  // ended before its closing evaluation
)

// Status is the state of a training. It holds no secret.
type Status struct {
	ID          wire.TrainingID `json:"id"`
	Words       string          `json:"words"`       // of the manifest fingerprint, for comparing by voice
	ModelOwner  string          `json:"model_owner"` // words of the model owner's identity, for the same
	Name        string          `json:"name"`
	Facilitator string          `json:"facilitator"`
	Created     time.Time       `json:"created"`
	State       string          `json:"state"`
	Invites     int             `json:"invites"`
	Invited     []Invited       `json:"invited,omitempty"` // one for each invite, without trustees
	Members     []Owner         `json:"members"`
	Contributed int             `json:"contributed,omitempty"` // with trustees: contributions of the last closing
	Cells       []int           `json:"cells,omitempty"`       // of the close: contributions in each
	Rounds      []RoundStatus   `json:"rounds"`
	Of          int             `json:"of"` // the most rounds, with the closing evaluation
	Metric      string          `json:"metric,omitempty"`
	Holdout     float64         `json:"holdout,omitempty"` // share of rows that the rounds leave out and the evaluation measures; none if they are not held back
	Cost        *float64        `json:"cost,omitempty"`    // of the model, once there is one, as are the scores that follow
	kinds.Scores
	Privacy *Privacy      `json:"privacy,omitempty"`
	Online  *OnlineStatus `json:"online,omitempty"` // as the facilitator has it
}

// The states of an invite.
const (
	InviteOpen      = "open"      // no owner joined with it, as far as is known
	InviteJoined    = "joined"    // its bearer enrolled and is not connected
	InviteConnected = "connected" // its bearer enrolled and is connected
	InviteMember    = "member"    // its bearer is in the training
	InviteRevoked   = "revoked"   // it was taken back
)

// Invited is an invite with its state.
type Invited struct {
	For   string `json:"for,omitempty"` // the name that it was made for
	State string `json:"state"`
	Owner *Owner `json:"owner,omitempty"` // its bearer
	id    wire.InviteID
}

// Remind reports whether the person with the invite should be reminded: the training waits for it to join or to come back.
func (i Invited) Remind() bool { return i.State == InviteOpen || i.State == InviteJoined }

// invited lists the invites of a training without trustees, as its folder has them.
func invited(t *Training) ([]Invited, error) {
	if t.Manifest.Trustees != nil {
		return nil, nil
	}
	all, err := t.OpenInvites()
	if err != nil {
		return nil, err
	}
	revoked, err := t.Revocations()
	if err != nil {
		return nil, err
	}
	var out []Invited
	for _, in := range all.All() {
		x := Invited{For: in.For, State: InviteOpen, id: in.Invite}
		switch {
		case slices.Contains(revoked.Invites, in.Invite):
			x.State = InviteRevoked
		case in.UsedBy != nil:
			x.State = InviteMember
		}
		if in.UsedBy != nil {
			x.Owner = &admission.Owners([]wire.Identity{*in.UsedBy})[0]
		}
		out = append(out, x)
	}
	return out, nil
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

// Status reads the state of the training from its folder alone.
func (t *Training) Status() (*Status, error) {
	s := &Status{
		ID: t.ID, Words: identity.Words(t.ID), ModelOwner: t.ModelOwnerWords(), Name: t.Name(), Facilitator: t.Facilitator, Created: t.Created,
		State: StateLobby, Members: []Owner{}, Rounds: []RoundStatus{}, Of: t.MaxRounds(), Metric: plan.MetricOf(t.File),
	}
	l, err := t.OpenLog(false)
	if err != nil {
		return nil, err
	}
	if l.Roster != nil {
		s.State = StateTraining
		s.Members = admission.Owners(identities(l.Members()))
	}
	if l.Freezes > 0 {
		s.State = StateClosing
	}
	if l.Closing != nil {
		s.Contributed = l.Closing.Count
	}
	if l.Close != nil {
		for _, c := range l.Close.Cells {
			s.Cells = append(s.Cells, c.Count)
		}
	}
	if l.Done != nil {
		s.State = StateStopped
		if l.Done.Reason == wire.ReasonFinished {
			s.State = StateFinished
		}
	}
	verdict, err := t.Verdict(l)
	if err != nil {
		return nil, err
	}
	if verdict.Holdout {
		s.Holdout = t.File.Holdout
	}
	if s.Invites, _, err = t.InviteCount(); err != nil {
		return nil, err
	}
	if s.Invited, err = invited(t); err != nil {
		return nil, err
	}
	if m, err := t.Model(); err == nil {
		if m.Description == nil {
			s.Cost = &m.Cost
		}
		s.Scores = m.Scores()
	}
	h, err := t.OpenRounds(false)
	if err != nil {
		return nil, err
	}
	for _, r := range h.All() {
		s.Rounds = append(s.Rounds, roundStatus(r))
	}
	a, err := account.Open(t.Training, h)
	if err != nil {
		return nil, err
	}
	s.Privacy = a.Summary()
	return s, nil
}

// roundStatus returns a round as it is recorded.
func roundStatus(r *folder.Round) RoundStatus {
	line := RoundStatus{Round: r.Round, Kind: r.Kind, Attempts: max(1, r.LastFailed().Attempt)}
	if x := r.Result; x != nil {
		line.Attempts, line.Finished, line.Owners, line.Rows = x.Attempt, true, len(x.Owners), x.Rows
		line.Bytes, line.Seconds, line.Cost = x.Bytes, x.Seconds, x.Cost
	}
	return line
}

func identities(members []wire.Member) []wire.Identity {
	ids := make([]wire.Identity, len(members))
	for i, m := range members {
		ids[i] = m.Identity
	}
	return ids
}

// Curve returns the rounds with a known cost. If rows are held back it leaves out the evaluation: its cost is that of other
// rows.
func (s *Status) Curve() []RoundStatus {
	var out []RoundStatus
	for _, r := range s.Rounds {
		if r.Cost != nil && (s.Holdout == 0 || r.Kind != wire.RoundEvaluation) {
			out = append(out, r)
		}
	}
	return out
}
