package jsvalue

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"syscall/js"
)

// Program is a program as a page's worker finds it: an object of the worker with a function call, and a function onevent that the
// worker sets.
type Program struct {
	object js.Value
	panics func(kind string) any
}

// NewProgram returns a program that the worker does not see yet. panics makes the event of a panic, whose type it gets: the state
// of the program is unknown then, so that the page ends the worker, and every secret with it.
func NewProgram(panics func(kind string) any) *Program {
	return &Program{js.Global().Get("Object").New(), panics}
}

// Emit hands an event to the worker as JSON; events before it listens are dropped.
func (p *Program) Emit(event any) {
	listener := p.object.Get("onevent")
	if listener.Type() != js.TypeFunction {
		return
	}
	b, err := json.Marshal(event)
	if err != nil {
		return
	}
	listener.Invoke(string(b))
}

// Serve shows the program to the worker under a name and runs its commands until the worker ends. A call has the command, its JSON and,
// for a file, its bytes where they lie, or nil; problem makes the JSON of an error, with which the promise of a call is rejected.
func (p *Program) Serve(name string, run func(ctx context.Context, command string, args []byte, file io.ReadSeeker) ([]byte, error), problem func(error) string) {
	call := js.FuncOf(func(_ js.Value, args []js.Value) any {
		return p.promise(problem, func() ([]byte, error) {
			if len(args) < 2 || args[0].Type() != js.TypeString || args[1].Type() != js.TypeString {
				return nil, fmt.Errorf("malformed call: needs a command and its JSON")
			}
			var file io.ReadSeeker
			if len(args) > 2 && !args[2].IsUndefined() {
				brought, err := NewFile(args[2])
				if err != nil {
					return nil, err
				}
				file = brought
			}
			return run(context.Background(), args[0].String(), []byte(args[1].String()), file)
		})
	})
	// Released when the program ends, that is with the worker.
	defer call.Release()
	p.object.Set("call", call)
	js.Global().Set(name, p.object)
	select {}
}

// promise runs work on a goroutine of its own and returns a JavaScript promise of its result.
func (p *Program) promise(problem func(error) string, work func() ([]byte, error)) js.Value {
	var executor js.Func
	executor = js.FuncOf(func(_ js.Value, args []js.Value) any {
		resolve, reject := args[0], args[1]
		go func() {
			defer executor.Release()
			defer func() {
				if caught := recover(); caught != nil {
					p.Emit(p.panics(panicKind(caught)))
				}
			}()
			out, err := work()
			if err != nil {
				reject.Invoke(js.Global().Get("Error").New(problem(err)))
				return
			}
			resolve.Invoke(string(out))
		}()
		return nil
	})
	return js.Global().Get("Promise").New(executor)
}

// panicKind names a panic without its text, which may hold a value of a row.
func panicKind(p any) string { return fmt.Sprintf("panic of type %T", p) }
