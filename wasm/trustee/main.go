//go:build js && wasm

// Command trustee is the bridge between package trustee and the worker of the trustee's page. It holds no logic.
package main

import (
	"context"
	"encoding/json"
	"io"
	"syscall/js"
	"time"

	"github.com/blindfit/blindfit/internal/jsvalue"
	"github.com/blindfit/blindfit/trustee"
)

// The names the worker knows: the object this program registers, and the memory of the browser that it finds.
const (
	moduleName = "blindfitTrustee"
	memoryName = "blindfitMemory"
)

func main() {
	program := jsvalue.NewProgram(func(kind string) any {
		return trustee.PageEvent{Event: trustee.PageStopped, Problem: &trustee.Problem{Code: trustee.ProblemInternal, Message: kind}}
	})
	page := trustee.NewPage(context.Background(), trustee.PageConfig{
		Memory: jsvalue.Keeper{Object: js.Global().Get(memoryName)},
		Emit:   func(e trustee.PageEvent) { program.Emit(e) },
		Every:  5 * time.Second,
	})
	call := func(ctx context.Context, command string, args []byte, file io.ReadSeeker) ([]byte, error) {
		var b []byte
		if file != nil { // a key file, which is short
			var err error
			if b, err = io.ReadAll(file); err != nil {
				return nil, err
			}
		}
		return page.Call(ctx, command, args, b)
	}
	program.Serve(moduleName, call, func(err error) string {
		b, err := json.Marshal(err)
		if err != nil {
			return `{"code":"internal","message":"internal error: problem cannot be marshalled"}`
		}
		return string(b)
	})
}
