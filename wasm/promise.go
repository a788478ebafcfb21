//go:build js && wasm

package main

import (
	"encoding/json"
	"fmt"
	"syscall/js"

	"github.com/blindfit/blindfit/dataowner/problem"
)

// promise runs work on a goroutine of its own and returns a JavaScript promise of its result. An error rejects
// with the JSON of a problem as the message. A panic becomes a fatal event: the state of the program is
// unknown then, so the page ends the worker, and every secret with it.
func promise(emit func(any), work func() (string, error)) js.Value {
	var executor js.Func
	executor = js.FuncOf(func(_ js.Value, args []js.Value) any {
		resolve, reject := args[0], args[1]
		go func() {
			defer executor.Release()
			defer func() {
				if p := recover(); p != nil {
					emit(map[string]string{"event": "fatal", "message": "internal error: " + panicKind(p)})
				}
			}()
			out, err := work()
			if err != nil {
				reject.Invoke(js.Global().Get("Error").New(problemJSON(err)))
				return
			}
			resolve.Invoke(out)
		}()
		return nil
	})
	return js.Global().Get("Promise").New(executor)
}

// problemJSON is the JSON that the worker expects of a failed command.
func problemJSON(err error) string {
	b, err := json.Marshal(problem.Of(err))
	if err != nil {
		return `{"code":"internal","message":"internal error: problem cannot be marshalled"}`
	}
	return string(b)
}

// panicKind names a panic without its text, which may hold a value of a row.
func panicKind(p any) string { return fmt.Sprintf("panic of type %T", p) }
