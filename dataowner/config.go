package dataowner

import (
	"time"

	"github.com/blindfit/blindfit/dataowner/estimate"
	"github.com/blindfit/blindfit/dataowner/event"
	"github.com/blindfit/blindfit/dataowner/invitation"
	"github.com/blindfit/blindfit/dataowner/ledger"
	"github.com/blindfit/blindfit/dataowner/people"
	"github.com/blindfit/blindfit/dataowner/problem"
	"github.com/blindfit/blindfit/dataowner/receipt"
	"github.com/blindfit/blindfit/dataowner/rows"
	"github.com/blindfit/blindfit/dataowner/store"
	"github.com/blindfit/blindfit/protocol/client"
)

// Types of results and arguments for the page and the programs, from the packages that own them.
//
//nolint:revive // exported: the packages have the comments of the types
type (
	Event    = event.Event
	Problem  = problem.Problem
	Receipt  = receipt.Receipt
	Entry    = receipt.Entry
	Check    = rows.Check
	Reading  = rows.Reading
	Member   = people.Member
	Spending = ledger.Spending
	Estimate = estimate.Estimate
)

// Config holds an owner's platform and its rules.
type Config struct {
	Vault store.Store
	// Anchor keeps the anchor of the vault's ledger, apart from the vault: a vault that was put back to an earlier state is
	// noticed by it. Nil keeps it in the vault, where it is put back too.
	Anchor store.Store
	// Kernel returns the arithmetic and its name; nil stands for Go's.
	Kernel invitation.Kernel
	// Emit takes events; it must not block. Nil drops them.
	Emit func(Event)
	// Rules are about the other data owners in a sum.
	Rules people.Rules
	// Agree holds the words of questions that the owner answers with yes in this training; see package consent.
	Agree []string
	// MinRows is how many rows of this owner it asks for in an exact sum; the training's minimum counts if it is higher.
	MinRows int
	// Ask means that a person is there to answer a question that comes in the lobby. Without it such a question ends the owner.
	Ask bool
	// EndLobby ends a training of a circle after its join_timeout, if not all members are vouched for. If it is not
	// set, the owner waits for a person to vouch.
	EndLobby bool
	// Trustees are words of trustees that were compared beforehand; if there are any, a training with others is refused.
	Trustees []string
	// Sums keeps sums over the rows until a training ends, if the owner wants that; nil keeps none. It encrypts what it is given.
	Sums store.Store
	// KeepSent is how many bytes of uploads of a training are kept in the vault for the person to look at.
	KeepSent int
	// Answer bounds how long the facilitator may take to send the manifest. If it is 0, only the context does.
	Answer time.Duration
	// Compose is that of schema.ReadOptions, for files that a session reads.
	Compose func(text string) string
	// Dial passes options to the protocol client.
	Dial []client.Option
}
