package trustee

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/blindfit/blindfit/crypto/mask"
	"github.com/blindfit/blindfit/protocol/attempt"
	"github.com/blindfit/blindfit/protocol/log"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/trustee/answer"
	"github.com/blindfit/blindfit/trustee/ledger"
)

// duty is a trustee's work for one training. It keeps nothing that the ledger and signed messages do not hold.
type duty struct {
	*server
	id       wire.TrainingID
	training *answer.Training
	holder   *answer.Holder
	refused  error            // the rule that the manifest breaks; it does not change
	waits    bool             // for the yes of the trustee's owner
	kem      *mask.TrusteeKey // of the accept, once this run has sent it
	log      int              // entries that were answered

	checked *answer.Checked
	seen    int64 // the place of the last contribution that was looked at as it came
}

func (d *duty) name() string {
	if d.training == nil {
		return ""
	}
	return d.training.File.Name
}

// step does the next thing that the training asks for.
func (d *duty) step(ctx context.Context, task wire.TrusteeTask) error {
	if d.refused != nil || d.waits && !d.desk.saidYes(yesAccept, d.id) {
		return d.refused
	}
	if d.training == nil {
		signed, err := d.client.Manifest(ctx, d.id)
		if err != nil {
			return err
		}
		if d.training, err = answer.Open(signed, d.id, d.keys.Public(), d.keys.Envelope); err != nil {
			d.refused = err
			return err
		}
	}
	if d.kem == nil {
		yes, err := d.accept(ctx)
		if d.waits = err == nil && !yes; d.waits {
			d.training = nil // anyone can name a trustee, in as many trainings as a facilitator holds
		}
		if err != nil || !yes {
			return err
		}
	}
	if d.released() && task.Log == d.log {
		return nil
	}
	if err := d.hold(ctx); err != nil {
		if r := wire.RejectionOf(err); task.Log == 0 && r != nil && r.Code == wire.CodeMissing {
			return nil // other trustees have not accepted yet
		}
		return err
	}
	d.follow(ctx)
	if task.Log == d.log || task.Log == 0 {
		return nil
	}
	done, err := d.answer(ctx, task.Log)
	if err == nil && done {
		d.log = task.Log
	}
	return err
}

// accept signs and sends the accept, after the trustee's yes. It is the same message every time.
func (d *duty) accept(ctx context.Context) (yes bool, err error) {
	entry, _ := d.ledger.Find(d.id)
	if entry == nil {
		list, err := d.client.Accepts(ctx, d.id)
		if err != nil {
			return false, err
		}
		if err := witness(d, list, wire.KindTrusteeAccept, func(a wire.TrusteeAccept) wire.Head { return a.Ledger }); err != nil {
			return false, err
		}
		if !d.Rules.allow(d.training) {
			if yes, err := d.desk.ask(newRequest(yesAccept, d.training, d.client.Base())); err != nil || !yes {
				if err == nil {
					d.emit(Event{Event: EventWaiting, Training: d.id, Name: d.name(), Message: "waits for 'trustee approve " + d.id.String()[:ShortDigits] + "'"})
				}
				return false, err
			}
		}
		if entry, err = d.writeAccept(); err != nil {
			return false, err
		}
	}
	kem, err := d.open(entry)
	if err != nil {
		return false, err
	}
	signed, err := wire.Seal(wire.KindTrusteeAccept, wire.TrusteeAccept{
		Training: d.id, File: entry.Accepted.File, KEMKey: kem.Public(), Min: entry.Accepted.Min, Ledger: entry.Head,
	}, d.keys.Identity)
	if err != nil {
		return false, err
	}
	err = d.client.PutAccept(ctx, d.id, signed)
	if r := wire.RejectionOf(err); r != nil && r.Code == wire.CodeConflict {
		return false, fmt.Errorf("the facilitator holds another accept of this trustee: this ledger was put back to an earlier state: %w", ledger.ErrDead)
	}
	if err != nil {
		return false, err
	}
	d.kem = kem
	d.emit(Event{Event: EventAccepted, Training: d.id, Name: d.name(), Message: "accepted"})
	return true, nil
}

// writeAccept draws the KEM key of the training and writes the accept down.
func (d *duty) writeAccept() (*ledger.Entry, error) {
	kem, err := mask.NewTrusteeKey()
	if err != nil {
		return nil, err
	}
	plain, err := kem.Secret()
	if err != nil {
		return nil, fmt.Errorf("failed to keep KEM key: %w", err)
	}
	sealed, err := d.keys.seal(plain, d.id[:])
	if err != nil {
		return nil, err
	}
	least := d.Min
	if least == 0 {
		least = d.training.Trustees.Batch
	}
	if least > d.training.Trustees.Batch {
		return nil, fmt.Errorf("the training closes cells of %d; this trustee releases cells of at least %d", d.training.Trustees.Batch, least)
	}
	if e := d.training.File.Privacy.Epsilon; d.PersonEpsilon > 0 && e > d.PersonEpsilon {
		return nil, fmt.Errorf("the training has an epsilon of %v; this trustee counts a person for %v in all", e, d.PersonEpsilon)
	}
	entry, err := d.ledger.Accept(ledger.Accepted{
		Training: d.id, File: d.training.Digest, Name: d.name(), Min: least, KEMKey: wire.DigestOf(kem.Public()), Sealed: sealed,
	}, time.Now())
	if err != nil {
		return nil, ledgerFailed(err)
	}
	return &entry, nil
}

// open opens the KEM key of an accepted training.
func (d *duty) open(entry *ledger.Entry) (*mask.TrusteeKey, error) {
	plain, err := d.keys.unseal(entry.Accepted.Sealed, d.id[:])
	if err != nil {
		return nil, err
	}
	kem, err := mask.ParseTrusteeKey(plain)
	if err != nil {
		return nil, err
	}
	if wire.DigestOf(kem.Public()) != entry.Accepted.KEMKey || entry.Accepted.File != d.training.Digest {
		return nil, errors.New("malformed ledger: the accept is of another training file or key")
	}
	return kem, nil
}

// hold verifies the accepts of all trustees.
func (d *duty) hold(ctx context.Context) error {
	if d.holder != nil {
		return nil
	}
	accepts, err := d.client.Accepts(ctx, d.id)
	if err != nil {
		return err
	}
	d.holder, err = d.training.Hold(accepts, d.kem)
	return err
}

// StaleError means that this trustee signed something that its ledger does not hold: the ledger was put back to an earlier
// state. It is ledger.ErrDead for the ledger, and not for a later one.
type StaleError struct {
	Head wire.Head // that a ledger must have had
}

func (e *StaleError) Error() string {
	return fmt.Sprintf("the facilitator holds an answer of this trustee that is not in this ledger, which was put back to an earlier state; line %d is missing: %v", e.Head.Length, ledger.ErrDead)
}

// Unwrap returns ledger.ErrDead.
func (e *StaleError) Unwrap() error { return ledger.ErrDead }

// witness fails if a facilitator lists a message that this trustee signed after its ledger. The facilitator may leave it out, so
// that this replaces no copy of the ledger; it keeps an honest trustee with a ledger that was put back from answering twice.
func witness[T any](d *duty, list []wire.Signed, kind wire.Kind, head func(T) wire.Head) error {
	for i := range list {
		body, err := wire.UnsealFrom[T](&list[i], kind, d.keys.Identity.Identity())
		if err == nil && !d.ledger.Has(head(body)) {
			return &StaleError{head(body)}
		}
	}
	return nil
}

// released reports whether the one close is in the ledger.
func (d *duty) released() bool {
	_, closed := d.ledger.Find(d.id)
	return closed != nil
}

// followFor is how long a trustee checks contributions of one training before it looks at others.
const followFor = 30 * time.Second

// follow checks contributions as they come, so that little is left when they are asked about. Nothing depends on it: a
// contribution that is not served here, or is bad, is looked at again when a closing names it. A facilitator of an earlier release serves none.
func (d *duty) follow(ctx context.Context) {
	if d.checked == nil {
		d.checked = answer.NewChecked(wire.MaxContributions)
	}
	for until := time.Now().Add(followFor); time.Now().Before(until); {
		page, next, err := d.client.Arrivals(ctx, d.id, d.seen)
		if err != nil || len(page) == 0 {
			return
		}
		for _, g := range page {
			_ = d.holder.See(d.checked, g) // a bad one is struck when a closing names it
		}
		d.seen = next
	}
}

// answer sends strikes for the last closing of the log, or a release for its close. It reports false if there is more to do
// about the same log, which has so many entries.
func (d *duty) answer(ctx context.Context, length int) (done bool, err error) {
	set, p, err := d.training.Closings(d.client.Log(ctx, d.id, 1, length), func(number int) ([]byte, error) { return d.client.ClosingBytes(ctx, d.id, number) })
	if err != nil || set == nil {
		return err == nil, err
	}
	var limit answer.Limit
	if d.PersonEpsilon > 0 && p.Close == nil { // those that were not struck then stay
		limit = d.reserve
	}
	struck, over, err := d.holder.Strikes(set, d.checked, d.client.Masks(ctx, d.id), limit)
	if err != nil {
		return false, err
	}
	if p.Close == nil {
		return true, d.strike(ctx, set, struck, over)
	}
	return d.release(ctx, set, p, struck)
}

// reserve implements answer.Limit: it is durable before any strike leaves, so that trainings that close at the same time see each other.
func (d *duty) reserve(tags []wire.Identity) (over []bool, err error) {
	persons := make([]ledger.Person, len(tags))
	for i, tag := range tags {
		persons[i] = d.keys.person(tag)
	}
	over, err = d.ledger.Reserve(d.id, d.training.File.Privacy.Epsilon, d.PersonEpsilon, persons, time.Now())
	if err != nil {
		return nil, ledgerFailed(err)
	}
	return over, nil
}

func (d *duty) strike(ctx context.Context, set *attempt.ClosingSet, struck wire.Subset, over int) error {
	signed, err := wire.Seal(wire.KindStrikes, wire.Strikes{Training: d.id, Closing: set.Digest, Struck: struck}, d.keys.Identity)
	if err != nil {
		return err
	}
	if err := d.client.PutStrikes(ctx, d.id, signed); err != nil {
		return err
	}
	message := fmt.Sprintf("answered a closing of %d contributions: %d struck", len(set.All), struck.Count())
	if over > 0 {
		message += fmt.Sprintf(", %d of them of persons at their limit of epsilon", over)
	}
	d.emit(Event{Event: EventAnswered, Training: d.id, Name: d.name(), Struck: struck.Count(), Over: over, Message: message})
	return nil
}

// release verifies the close, writes it down in both copies of the ledger, and only then computes and sends the release.
func (d *duty) release(ctx context.Context, set *attempt.ClosingSet, p log.Position, own wire.Subset) (done bool, err error) {
	strikes, err := d.client.Strikes(ctx, d.id)
	if err != nil {
		return false, err
	}
	blob, err := d.client.ClosingBytes(ctx, d.id, 0)
	if err != nil {
		return false, err
	}
	cells, err := d.holder.Check(set, p, strikes, blob, own)
	if err != nil {
		return false, err
	}
	if !d.released() {
		list, err := d.client.Releases(ctx, d.id)
		if r := wire.RejectionOf(err); err != nil && (r == nil || r.Code != wire.CodeForbidden && r.Code != wire.CodeNotFound) {
			return false, err // facilitators of earlier releases show them to the model owner alone
		}
		if err := witness(d, list, wire.KindRelease, func(r wire.Release) wire.Head { return r.Ledger }); err != nil {
			return false, err
		}
	}
	if d.Ask && !d.released() {
		r := newRequest(yesRelease, d.training, d.client.Base())
		r.Close, r.Contributions, r.Struck = cells.Digest, len(set.All), len(set.All)
		for _, list := range cells.Lists {
			r.Cells, r.Struck = append(r.Cells, len(list)), r.Struck-len(list)
		}
		if yes, err := d.desk.ask(r); err != nil || !yes {
			if err == nil {
				d.emit(Event{Event: EventWaiting, Training: d.id, Name: d.name(), Message: fmt.Sprintf("waits for 'trustee release %s %s': %s", d.id.String()[:ShortDigits], r.Close.String()[:ShortDigits], r.CloseText())})
			}
			return false, err
		}
	}
	entry, err := d.ledger.Close(ledger.Closed{Training: d.id, Close: cells.Digest, Cells: p.Close.Cells}, time.Now())
	if err != nil {
		return false, ledgerFailed(err)
	}
	vectors, err := d.holder.Release(cells, d.checked, d.keys.noise)
	if err != nil {
		return false, err
	}
	signed, err := wire.Seal(wire.KindRelease, wire.Release{Training: d.id, Close: cells.Digest, Vectors: d.training.VectorRoot(vectors), Ledger: entry.Head}, d.keys.Identity)
	if err != nil {
		return false, err
	}
	if err := d.client.PutRelease(ctx, d.id, signed, vectors); err != nil {
		return false, err
	}
	d.checked, d.seen = nil, 0 // the secrets of contributions are not needed any more
	d.emit(Event{Event: EventReleased, Training: d.id, Name: d.name(), Cells: len(cells.Lists), Message: fmt.Sprintf("released the masks of %d cells", len(cells.Lists))})
	return true, nil
}
