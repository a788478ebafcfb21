package trustee

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/blindfit/blindfit/internal/secret"
	"github.com/blindfit/blindfit/protocol/client"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/trustee/ledger"
)

// Problem is a reason for which a page does not go on, for people. Its sentence is for developers: the page has its own for each
// code.
type Problem struct {
	Code    string `json:"code"` // one of the constants
	Message string `json:"message"`
	File    string `json:"file,omitempty"` // the name of the key file that is needed
}

func (p *Problem) Error() string { return p.Message }

// The codes of problems.
const (
	ProblemPassphrase = "passphrase" // it does not open the file
	ProblemShort      = "short"      // a new passphrase is shorter than MinPassphrase
	ProblemMalformed  = "malformed"  // not a key file
	ProblemProgram    = "program"    // a key file without a ledger
	ProblemStale      = "stale"      // a later file exists
	ProblemApart      = "apart"      // another file with as many lines exists
	ProblemNotSaved   = "not_saved"  // not the file that was to be saved
	ProblemGone       = "gone"       // the step does not wait any more
	ProblemMoved      = "moved"      // the key goes on in a program
	ProblemMemory     = "memory"     // the browser keeps nothing
	ProblemAddress    = "address"    // of the facilitator
	ProblemInternal   = "internal"
)

// ProblemCodes are all of them.
var ProblemCodes = []string{ProblemPassphrase, ProblemShort, ProblemMalformed, ProblemProgram, ProblemStale, ProblemApart, ProblemNotSaved,
	ProblemGone, ProblemMoved, ProblemMemory, ProblemAddress, ProblemInternal}

// MinPassphrase is the least length of the passphrase of a new key file, in characters: the file lies in folders that are copied.
const MinPassphrase = 12

// Memory is the memory of a browser, by key. It notices a key file that is older than one that was used in this browser.
type Memory interface {
	Get(ctx context.Context, key string) (value []byte, ok bool, err error)
	Put(ctx context.Context, key string, value []byte) error // durable when it returns
}

// PageConfig is the platform of a page.
type PageConfig struct {
	Memory Memory
	Emit   func(PageEvent) // may be called from several goroutines
	Every  time.Duration   // between two looks at the facilitator
	Dial   []client.Option
}

// PageEvent is a change of a page.
type PageEvent struct {
	Event string `json:"event"` // state, save or stopped

	// Of a state.
	Signed  []SignedEntry `json:"signed,omitempty"`
	Waiting []Request     `json:"waiting,omitempty"`
	Notes   []Event       `json:"notes,omitempty"` // the last about each training

	Save    *KeyFile `json:"save,omitempty"`    // the file to be saved before an answer leaves
	Problem *Problem `json:"problem,omitempty"` // of the end
}

// The events of a page.
const (
	PageState   = "state"
	PageSave    = "save"
	PageStopped = "stopped"
)

// KeyFile is a key file as a person saves it.
type KeyFile struct {
	Name    string `json:"name"`
	Content string `json:"content"` // armored text
	Key     string `json:"key"`     // the trustee's line
	Words   string `json:"words"`
}

// Opened is the answer to an opened key file.
type Opened struct {
	Key        string        `json:"key"`
	Words      string        `json:"words"`
	Signed     []SignedEntry `json:"signed"`
	Last       time.Time     `json:"last"`       // of the ledger's last line
	Remembered bool          `json:"remembered"` // this browser has used the key before, and the file is not older
}

// Moved is the answer to a move to a program.
type Moved struct {
	File string `json:"file"` // the key file that the program takes
}

// Page is a trustee in a browser. The key file that a person holds has the ledger in it, and is its first copy; the browser's memory of
// the ledger's head is the other. Before an answer that needs a line of the ledger leaves, the person has saved the file with
// that line, and chosen it again to show that. A file older than the head, or than an answer that the facilitator shows, is refused.
type Page struct {
	config PageConfig
	ctx    context.Context
	desk   *sheet
	wake   chan struct{}

	mu         sync.Mutex // protects all below
	file       *held
	ledger     *ledger.Ledger
	passphrase secret.Value[string]
	begun      bool
	signed     []SignedEntry
	notes      []Event
	saving     *saving
}

// saving is a key file that is to be saved.
type saving struct {
	file KeyFile
	done chan struct{}
}

// NewPage returns a page without a key. It ends with ctx.
func NewPage(ctx context.Context, c PageConfig) *Page {
	p := &Page{config: c, ctx: ctx, wake: make(chan struct{}, 1)}
	p.desk = newSheet(p.show)
	return p
}

// Call runs one command of a page: its name, its arguments as JSON, and a file. The answer is JSON. Errors are a *Problem.
func (p *Page) Call(ctx context.Context, command string, args, file []byte) ([]byte, error) {
	var a struct {
		Passphrase  string          `json:"passphrase"`
		Facilitator string          `json:"facilitator"`
		Step        string          `json:"step"`
		Training    wire.TrainingID `json:"training"`
		Close       wire.Digest     `json:"close"`
	}
	if err := json.Unmarshal(args, &a); err != nil {
		return nil, internal(errors.New("malformed arguments"))
	}
	var out any
	var err error
	switch command {
	case "make":
		out, err = p.create(a.Passphrase)
	case "open":
		out, err = p.open(ctx, file, a.Passphrase)
	case "begin":
		err = p.begin(ctx, a.Facilitator)
	case "agree":
		err = p.agree(a.Step, a.Training, a.Close)
	case "saved":
		err = p.saved(file)
	case "move":
		out, err = p.move()
	default:
		err = errors.New("unknown command")
	}
	if err != nil {
		return nil, internal(err)
	}
	return json.Marshal(out)
}

// internal returns an error as a *Problem.
func internal(err error) *Problem {
	var p *Problem
	if errors.As(err, &p) {
		return p
	}
	var moved *ledger.MovedError
	if errors.As(err, &moved) {
		return &Problem{Code: ProblemMoved, Message: moved.Error()}
	}
	return &Problem{Code: ProblemInternal, Message: err.Error()}
}

// create makes a key file. It is not opened: the person shows that it has saved it by opening it.
func (p *Page) create(passphrase string) (*KeyFile, error) {
	if utf8.RuneCountInString(passphrase) < MinPassphrase {
		return nil, &Problem{Code: ProblemShort, Message: fmt.Sprintf("a passphrase must have at least %d characters", MinPassphrase)}
	}
	h, err := newHeld(time.Now())
	if err != nil {
		return nil, err
	}
	l, err := h.ledger(nil)
	if err != nil {
		return nil, err
	}
	if err := p.remember(h, l.Head()); err != nil {
		return nil, err
	}
	return h.export(passphrase, l.Head())
}

// export returns a key file as a person saves it.
func (h *held) export(passphrase string, head wire.Head) (*KeyFile, error) {
	content, err := h.seal(passphrase)
	if err != nil {
		return nil, err
	}
	words := h.keys.Public().Words()
	return &KeyFile{Name: fileName(words, head), Content: string(content), Key: h.keys.Public().String(), Words: words}, nil
}

// open opens a key file, and holds it against the memory of the browser.
func (p *Page) open(ctx context.Context, file []byte, passphrase string) (*Opened, error) {
	h, err := openHeld(file, passphrase)
	if err != nil {
		return nil, err
	}
	l, err := h.ledger(p.keep)
	if err != nil {
		return nil, err
	}
	if err := l.Away(); err != nil {
		return nil, err
	}
	remembered, err := p.recall(ctx, h, l)
	if err != nil {
		return nil, err
	}
	entries := l.Entries()
	list, _, err := signed(entries)
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.begun {
		return nil, errors.New("a key is in use")
	}
	p.file, p.ledger, p.passphrase, p.signed = h, l, secret.New(passphrase), list
	return &Opened{Key: h.keys.Public().String(), Words: h.keys.Public().Words(), Signed: list, Last: entries[len(entries)-1].When, Remembered: remembered}, nil
}

// recall holds a ledger against the memory of the browser, and reports whether that knows the key.
func (p *Page) recall(ctx context.Context, h *held, l *ledger.Ledger) (known bool, err error) {
	b, known, err := p.config.Memory.Get(ctx, memoryKey(h))
	if err != nil {
		return false, &Problem{Code: ProblemMemory, Message: "the memory of the browser cannot be read: " + err.Error()}
	}
	if !known {
		return false, nil
	}
	var head wire.Head
	if err := json.Unmarshal(b, &head); err != nil {
		return false, &Problem{Code: ProblemMemory, Message: "the memory of the browser is malformed"}
	}
	if !l.Has(head) {
		return true, stale(h, l, head)
	}
	return true, nil
}

// stale is the problem of a file that lacks a head.
func stale(h *held, l *ledger.Ledger, head wire.Head) *Problem {
	p := &Problem{Code: ProblemStale, Message: "a later key file was used", File: fileName(h.keys.Public().Words(), head)}
	if head.Length <= l.Head().Length {
		p.Code, p.Message = ProblemApart, "another key file was used"
	}
	return p
}

// begin serves a facilitator with the key that was opened.
func (p *Page) begin(ctx context.Context, facilitator string) error {
	p.mu.Lock()
	file, l, begun := p.file, p.ledger, p.begun
	p.begun = file != nil
	p.mu.Unlock()
	if file == nil || begun {
		return errors.New("no key was opened, or it is in use")
	}
	if err := l.Away(); err != nil {
		return err
	}
	// Another tab may have used the key since it was opened; from now on this one holds its lock.
	if _, err := p.recall(ctx, file, l); err != nil {
		return err
	}
	if err := p.remember(file, l.Head()); err != nil {
		return err
	}
	t := &Trustee{desk: p.desk, keys: file.keys, ledger: l, release: func() {}}
	o := Options{Facilitator: facilitator, Ask: true, Every: p.config.Every, Wake: p.wake, Observe: p.observe, Dial: p.config.Dial}
	if _, err := client.New(facilitator, file.keys.Identity, o.Dial...); err != nil {
		return &Problem{Code: ProblemAddress, Message: err.Error()}
	}
	p.show()
	go func() {
		err := t.Serve(p.ctx, o)
		if err == nil || p.ctx.Err() != nil {
			return
		}
		problem, older := internal(err), &StaleError{}
		if errors.As(err, &older) {
			problem = stale(file, l, older.Head)
		} else if errors.Is(err, ledger.ErrDead) {
			problem = &Problem{Code: ProblemStale, Message: err.Error()}
		}
		p.config.Emit(PageEvent{Event: PageStopped, Problem: problem})
	}()
	return nil
}

// agree says yes to a step that is shown.
func (p *Page) agree(step string, t wire.TrainingID, closed wire.Digest) error {
	if !p.desk.agree(step, t, closed) {
		return &Problem{Code: ProblemGone, Message: "this does not wait for a yes any more"}
	}
	select {
	case p.wake <- struct{}{}:
	default: // it wakes up already
	}
	return nil
}

// keep makes a line of the ledger durable: in a new key file, which the person saves, and then in the memory of the browser.
func (p *Page) keep(line []byte) error {
	p.mu.Lock()
	next, passphrase := p.file.with(line), p.passphrase.Reveal()
	p.mu.Unlock()
	l, err := next.ledger(nil)
	if err != nil {
		return err
	}
	file, err := next.export(passphrase, l.Head())
	if err != nil {
		return err
	}
	s := &saving{*file, make(chan struct{})}
	p.mu.Lock()
	p.saving = s
	p.mu.Unlock()
	p.config.Emit(PageEvent{Event: PageSave, Save: file})
	select {
	case <-s.done:
	case <-p.ctx.Done():
		return p.ctx.Err()
	}
	if err := p.remember(next, l.Head()); err != nil {
		return err
	}
	p.mu.Lock()
	p.file = next
	p.mu.Unlock()
	return nil
}

// move ends the ledger here, so that it goes on in a program. The person saves the key file with the last line, as before an answer; it
// returns its name. Nothing is signed here any more, by this file or, in this browser, an older one.
func (p *Page) move() (*Moved, error) {
	l := p.current()
	if l == nil {
		return nil, errors.New("no key was opened")
	}
	if err := l.Move(time.Now()); err != nil {
		return nil, err
	}
	p.mu.Lock()
	words := p.file.keys.Public().Words()
	p.mu.Unlock()
	return &Moved{File: fileName(words, l.Head())}, nil
}

// saved takes the file that the person has saved, chosen again.
func (p *Page) saved(file []byte) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.saving == nil:
		return errors.New("no file is to be saved")
	case !bytes.Equal(bytes.TrimSpace(file), bytes.TrimSpace([]byte(p.saving.file.Content))):
		return &Problem{Code: ProblemNotSaved, Message: "this is not the file that was to be saved", File: p.saving.file.Name}
	}
	close(p.saving.done)
	p.saving = nil
	return nil
}

// observe keeps the last event about each training.
func (p *Page) observe(e Event) {
	l := p.current()
	list, _, err := signed(l.Entries())
	p.mu.Lock()
	if err == nil {
		p.signed = list
	}
	p.notes = append(slices.DeleteFunc(p.notes, func(n Event) bool { return n.Training == e.Training }), e)
	p.notes = p.notes[max(0, len(p.notes)-mostWaiting):]
	p.mu.Unlock()
	p.show()
}

func (p *Page) current() *ledger.Ledger {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.ledger
}

// show emits the state.
func (p *Page) show() {
	waiting := p.desk.list()
	p.mu.Lock()
	e := PageEvent{Event: PageState, Signed: slices.Clone(p.signed), Waiting: waiting, Notes: slices.Clone(p.notes)}
	p.mu.Unlock()
	p.config.Emit(e)
}

// remember writes a head into the memory of the browser.
func (p *Page) remember(h *held, head wire.Head) error {
	b, err := json.Marshal(head)
	if err == nil {
		err = p.config.Memory.Put(p.ctx, memoryKey(h), b)
	}
	if err != nil {
		return &Problem{Code: ProblemMemory, Message: "the browser cannot keep the end of the ledger: " + err.Error()}
	}
	return nil
}

func memoryKey(h *held) string { return strings.ToLower("head/" + h.keys.Identity.Identity().String()) }
