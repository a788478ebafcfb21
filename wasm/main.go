//go:build js && wasm

// Command wasm is the bridge between package dataowner and the page's worker: it registers one JavaScript
// object, passes commands and events through and turns a panic into an event. It holds no logic.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"syscall/js"
	"time"

	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/crypto/phe/jskernel"
	"github.com/blindfit/blindfit/dataowner"
	"github.com/blindfit/blindfit/internal/jsvalue"
)

// answerTime bounds how long the facilitator may take to send an invitation before the page shows that it does not answer. A
// person waits in front of the page; the checks that follow take as long as the machine needs.
const answerTime = 15 * time.Second

// keepSent is how many bytes of a training's uploads the page keeps to show them, also after a reload.
const keepSent = 8 << 20

// The names the worker knows: the object this program registers, and the vault, the anchor of its ledger and the encrypted sums that
// it finds.
const (
	moduleName = "blindfit"
	vaultName  = "blindfitVault"
	anchorName = "blindfitAnchor"
	sumsName   = "blindfitSums"
)

func main() {
	module := js.Global().Get("Object").New()
	emit := func(event any) { emitJSON(module, event) }
	session := dataowner.NewSession(dataowner.Config{
		Vault:  vault{js.Global().Get(vaultName)},
		Anchor: vault{js.Global().Get(anchorName)},
		Sums:   vault{js.Global().Get(sumsName)},
		Kernel: func(k *phe.PublicKey) (phe.Kernel, string, error) {
			kernel, name := jskernel.Calibrate(k)
			return jskernel.Spread(k, kernel), name, nil
		},
		Emit:     func(event dataowner.Event) { emit(event) },
		KeepSent: keepSent,
		Answer:   answerTime,
		Compose: func(text string) string {
			return js.Global().Get("String").Get("prototype").Get("normalize").Call("call", text).String()
		},
	})
	call := js.FuncOf(func(_ js.Value, args []js.Value) any {
		return promise(emit, func() (string, error) { return run(session, args) })
	})
	// Released when the program ends, that is with the worker.
	defer call.Release()
	module.Set("call", call)
	js.Global().Set(moduleName, module)
	select {}
}

// run passes one command on. Its arguments are the command, its JSON and, for a file, the bytes.
func run(session *dataowner.Session, args []js.Value) (string, error) {
	if len(args) < 2 || args[0].Type() != js.TypeString || args[1].Type() != js.TypeString {
		return "", errors.New("malformed call: needs a command and its JSON")
	}
	var body []byte
	if len(args) > 2 && !args[2].IsUndefined() {
		var err error
		if body, err = jsvalue.Bytes(args[2]); err != nil {
			return "", err
		}
	}
	out, err := session.Call(context.Background(), args[0].String(), []byte(args[1].String()), body)
	return string(out), err
}

// emitJSON hands an event to the worker; events before it listens are dropped.
func emitJSON(module js.Value, event any) {
	listener := module.Get("onevent")
	if listener.Type() != js.TypeFunction {
		return
	}
	b, err := json.Marshal(event)
	if err != nil {
		return
	}
	listener.Invoke(string(b))
}
