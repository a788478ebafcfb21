package store

import (
	"context"
	"time"

	"github.com/blindfit/blindfit/protocol/wire"
)

// Shared is a store that several facilitators use at once.
type Shared interface {
	Store
	Peers
}

// Peers is the information that facilitators on one store share in addition to records and messages: that a training
// moved, and the owners that are connected to any of them.
//
// Presence is soft: it may lag behind, and the loss of the database's power may lose it. No stored record depends on
// it. A facilitator renews the leases of its owners again and again; a lease that is not renewed lapses.
type Peers interface {
	// Stamp returns the progress of a training, or ErrNotFound if there is none. It counts the messages of slot.
	Stamp(ctx context.Context, id wire.TrainingID, slot Slot) (Stamp, error)
	// Senders lists the owners with a message in a slot, in identity order.
	Senders(ctx context.Context, slot Slot) ([]wire.Identity, error)
	// Running lists the trainings with a deadline in their record.
	Running(ctx context.Context) ([]wire.TrainingID, error)
	// Follow calls moved, from one goroutine, after another facilitator has changed a training, until stop is called.
	// Calls may come late, repeatedly or for trainings that did not change. Some may be lost; missed is called if the
	// store knows that some may have been.
	Follow(moved func(wire.TrainingID), missed func()) (stop func())

	// Attend records that this facilitator serves owners for at least the lease. An owner that has left since it signed
	// that it is there does not count.
	Attend(ctx context.Context, lease time.Duration, who ...Attendance) error
	// Depart removes the presence that this facilitator recorded for one owner.
	Depart(ctx context.Context, id wire.TrainingID, who wire.Identity) error
	// Leave records that an owner has left every facilitator, and the attempt Farewell.Ref. If an owner has left at that
	// time or later already, nothing is recorded and fresh is false.
	Leave(ctx context.Context, id wire.TrainingID, f Farewell) (fresh bool, err error)
	// Return takes back that an owner has left an attempt. It stays absent.
	Return(ctx context.Context, id wire.TrainingID, who wire.Identity) error
	// Lapse forgets an owner if its lease is over.
	Lapse(ctx context.Context) error
	// Audience returns the connected owners and those that have left.
	Audience(ctx context.Context, id wire.TrainingID) (Audience, error)
}

// Stamp is how far a training has come. Within one history every part only grows, except Messages if a different slot is asked for.
type Stamp struct {
	Revision int64 // of the record
	Messages int   // in the slot
	Changes  int64 // of the audience
	// History changes when the store may have gone back to an older point, as after a failover: the same revision and the same
	// number of messages may then stand for others. 0 if that is not known.
	History int64
	TimeMS  int64 // the store's clock, which all facilitators share: Unix milliseconds
}

// Attendance is an owner that a facilitator serves, and the time at which the owner signed that it is there.
type Attendance struct {
	Training wire.TrainingID
	Identity wire.Identity
	AtMS     int64 // Unix milliseconds, by the owner's clock
}

// Audience lists the owners that are connected to any facilitator and those that have left.
type Audience struct {
	// Changes grows with every change of the audience; it is about the time of the last one in Unix microseconds, and
	// goes on from there after a loss.
	Changes int64
	Present []wire.Identity // in identity order
	Left    []Farewell      // in identity order; at most one of an owner
}

// Farewell is an owner that left.
type Farewell struct {
	Identity wire.Identity
	AtMS     int64    // when it signed so: Unix milliseconds, by the owner's clock
	Ref      wire.Ref // the attempt that it left; zero if there is none, or if it returned
}
