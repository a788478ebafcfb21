// Package store owns the contract between the round state machine and the store of its state: when a write is durable,
// which of two writes wins, and which error the other gets. It holds no protocol rule.
//
// Forms of the contract live in sub-packages; package storetest is the suite that every form passes. Nothing
// in the contract assumes one process: a form may serve several facilitators on one database, because every
// write that depends on a training's phase names the revision it was decided on.
package store

import (
	"context"
	"errors"
	"time"

	"github.com/blindfit/blindfit/protocol/wire"
)

// KindAggregate is the kind under which a round's aggregate is kept; it is no signed message.
const KindAggregate wire.Kind = "aggregate"

// KindList is the kind under which the list of an attempt is kept, a JSON array of identities, once it is fixed; it is no
// signed message either.
const KindList wire.Kind = "list"

// KindPartial is the kind under which products of some owners' uploads are kept until the aggregate is; it is no signed
// message either, and its identity is drawn at random.
const KindPartial wire.Kind = "partial"

// Errors of the contract. Every other error of a Store means that nothing can be said about the write; the
// caller reads the record again before it goes on.
var (
	// ErrNotFound: no such training or message.
	ErrNotFound = errors.New("not in the store")
	// ErrConflict: a different message is already in this place; the first is kept.
	ErrConflict = errors.New("another message is already stored in this place")
	// ErrRevision: the training's record has moved on since the revision named; nothing was written.
	ErrRevision = errors.New("the training has moved on")
	// ErrCorrupt: stored bytes do not match their checksum.
	ErrCorrupt = errors.New("stored bytes do not match their checksum")
	// ErrDropped: the message is there, its blob was erased by a Change or by EraseKept.
	ErrDropped = errors.New("the bytes of this message are no longer kept")
	// ErrNewer: a newer release has written to the store; nothing was read or changed.
	ErrNewer = errors.New("a newer release has written to this store")
)

// Slot is the place of the messages of one kind in one attempt. Ref is zero for enrolments.
type Slot struct {
	Training wire.TrainingID
	Ref      wire.Ref
	Kind     wire.Kind
}

// Key is one place in a slot. The aggregate's identity is zero.
type Key struct {
	Slot
	Identity wire.Identity
}

// Message is the content of one place: the canonical JSON of a signed message, and the bytes that came with it. Either
// may be empty. A form keeps a checksum of both and checks it on every read.
type Message struct {
	Key
	Body []byte
	Blob []byte
}

// Item is an entry of List: a message without its blob.
type Item struct {
	Identity wire.Identity
	Body     []byte
}

// Record is the part of a training's state that must survive a restart. Revision grows by one with every Commit.
type Record struct {
	Revision   int64      `json:"-"`
	Phase      wire.Phase `json:"phase"`
	Ref        wire.Ref   `json:"ref"`         // the attempt that runs, or the last one; zero before the first
	Accepted   int        `json:"accepted"`    // rounds accepted
	DeadlineMS int64      `json:"deadline_ms"` // Unix milliseconds; 0 if the phase has no deadline
	Log        wire.Head  `json:"log"`
	LastAbort  *Abort     `json:"last_abort,omitempty"`

	// Silent are members that sent keys for an attempt at the present round and did not upload, Out those that uploaded
	// and did not reveal. Both are in identity order.
	Silent []wire.Identity `json:"silent,omitempty"`
	Out    []wire.Identity `json:"out,omitempty"`

	// Creator is the name of the operator's token that the training was created with; empty for none. DoneMS is when it
	// ended, in Unix milliseconds; 0 before, and if an older release ended it. Ended is why the operator ended it, if the
	// operator did.
	Creator string `json:"creator,omitempty"`
	DoneMS  int64  `json:"done_ms,omitempty"`
	Ended   string `json:"ended,omitempty"`
}

// Abort holds the reason of the latest attempt that ended without an aggregate.
type Abort struct {
	wire.Ref
	Phase   wire.Phase      `json:"phase"` // where it ended; finish for an aggregate that was rejected
	Code    wire.Code       `json:"code"`
	Missing []wire.Identity `json:"missing"` // members that had not sent the phase's message, in identity order
}

// Change is the content of one Commit. Next.Revision is the revision that the change was decided on.
type Change struct {
	Next     Record
	Full     *Full     // nil if the change depends on no set of messages
	Entry    []byte    // log entry number Next.Log.Length, or nil
	Messages []Message // stored in the same transaction; ErrConflict if a place is taken
	Drop     []Slot    // slots where blobs are erased; messages and checksums stay
	Keep     *Kept     // nil if nothing stays for a while
	Remove   []Key     // messages that are deleted; it is no error if one is not there
	// Freeze is a number, from 1, with which all contributions that are not frozen yet and not withdrawn are frozen; 0 freezes
	// none.
	Freeze int
	Forget bool // the bytes of all contributions are erased; their messages stay
}

// Kept is a slot where blobs stay until EraseKept.
type Kept struct {
	Slot    Slot
	SinceMS int64 // Unix milliseconds
}

// Full guards a change that closes a phase: if the slot does not hold exactly Count messages, nothing is written and
// Commit returns ErrRevision. So a set that follows from a phase's messages is the same whenever it is read again.
type Full struct {
	Slot  Slot
	Count int
}

// Store keeps trainings. Every method is safe for concurrent use. If a write returns nil, it is durable: it survives
// the loss of power. A write that fails leaves everything as it was.
type Store interface {
	Contributions
	// Objects returns the account of the store's objects.
	Objects() Objects
	// CreateTraining stores a signed manifest and the training's first record, with revision 1. If the same manifest is
	// there, it changes nothing and reports false; if a different one is, the error is ErrConflict.
	CreateTraining(ctx context.Context, id wire.TrainingID, manifest []byte, first Record) (created bool, err error)
	// Trainings lists every training in the order of its id.
	Trainings(ctx context.Context) ([]wire.TrainingID, error)
	// Training returns the signed manifest and the present record, or ErrNotFound.
	Training(ctx context.Context, id wire.TrainingID) (manifest []byte, rec Record, err error)

	// Put stores one message; the first in a place stays. If the same bytes are there, it changes nothing and returns
	// false, at any revision and even after the blob was dropped. If other bytes are there, it returns ErrConflict. A
	// new message is stored only if the training's record still has the given revision; otherwise Put returns
	// ErrRevision, because the phase has closed.
	Put(ctx context.Context, revision int64, m Message) (stored bool, err error)
	// Get returns one message. ErrDropped comes with the message's body.
	Get(ctx context.Context, key Key) (Message, error)
	// List returns the messages of a slot in identity order, without blobs.
	List(ctx context.Context, slot Slot) ([]Item, error)

	// Commit applies a change in one transaction and sets the record's revision to Next.Revision+1. If the record no
	// longer has revision Next.Revision, or if Full does not hold, it writes nothing and returns ErrRevision.
	Commit(ctx context.Context, id wire.TrainingID, change Change) error
	// Log returns entries with a sequence number of at least from, in order: at most maxBytes of them together, but at
	// least one if one exists.
	Log(ctx context.Context, id wire.TrainingID, from, maxBytes int) ([][]byte, error)

	// EraseKept erases the blobs of every slot, of all trainings, that was kept since a time of at most ms (Unix
	// milliseconds); messages and checksums stay. Each slot is erased whole or not at all. It returns the time since
	// which the oldest remaining slot is kept; left is false if none remains.
	EraseKept(ctx context.Context, ms int64) (oldest int64, left bool, err error)

	// Forget deletes a training with everything that is stored of it, or returns ErrNotFound.
	Forget(ctx context.Context, id wire.TrainingID) error

	// Audit appends an entry to the audit log. next is given the last entry, nil before the first, and returns the new one;
	// it may be called more than once. Two calls never get the same last entry.
	Audit(ctx context.Context, next func(last []byte) ([]byte, error)) error
	// Audited returns entries of the audit log from a number on, the first being 1, in order: at most maxBytes of them
	// together, but at least one if one exists.
	Audited(ctx context.Context, from int64, maxBytes int) ([][]byte, error)

	// Sign records that a release of the program writes to the store, the last one first in Releases.
	Sign(ctx context.Context, release string) error
	// Releases lists the releases that have written to the store, the one that was signed last first.
	Releases(ctx context.Context) ([]string, error)

	// KeepPage stores the files of a page, so that facilitators of other releases can serve them to people that loaded that
	// page, and deletes those of all pages but the last few that were kept. page names it by its content: if it is there,
	// it only becomes the last one.
	KeepPage(ctx context.Context, page string, files []PageFile) error
	// PageFile returns the file with a name of the page that was kept last and has it, or ErrNotFound.
	PageFile(ctx context.Context, name string) (PageFile, error)

	// Ping reports whether the store can be written now: it writes a few bytes and returns once they are durable.
	Ping(ctx context.Context) error
	// Close releases the store. It waits for writes in progress.
	Close() error
}

// PageFile is one file of a page. Its name holds a hash of its content, so that no two releases have different ones under it.
type PageFile struct {
	Name   string // path in the page, such as assets/app-1.js
	Packed bool   // Body is compressed with brotli
	Body   []byte
}

// PagesKept is the number of pages that a store keeps: that of this release, and of the two before it.
const PagesKept = 3

// Inspection are the facts about a store that are known without opening it for use.
type Inspection struct {
	Version, Known int64     // of the tables, and the newest that this release knows; 0 for a store without tables
	Releases       []string  // that have written, the last one first
	Objects        int       // contributions with their ciphertexts in an object
	Now            time.Time // by the clock of the store's machine; zero if it is this one's
	Notes          []string  // remarks for an operator
}
