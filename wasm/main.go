//go:build js && wasm

// Command wasm is the bridge between package dataowner and the page's worker: it registers one JavaScript
// object, passes commands and events through and turns a panic into an event. It holds no logic.
package main

import (
	"encoding/json"
	"syscall/js"
	"time"

	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/crypto/phe/jskernel"
	"github.com/blindfit/blindfit/dataowner"
	"github.com/blindfit/blindfit/dataowner/problem"
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
	program := jsvalue.NewProgram(func(kind string) any {
		return map[string]string{"event": "fatal", "message": "internal error: " + kind}
	})
	session := dataowner.NewSession(dataowner.Config{
		Vault:  vault{jsvalue.Keeper{Object: js.Global().Get(vaultName)}},
		Anchor: vault{jsvalue.Keeper{Object: js.Global().Get(anchorName)}},
		Sums:   vault{jsvalue.Keeper{Object: js.Global().Get(sumsName)}},
		Kernel: func(k *phe.PublicKey) (phe.Kernel, string, error) {
			kernel, name := jskernel.Calibrate(k)
			return jskernel.Spread(k, kernel), name, nil
		},
		Emit:     func(event dataowner.Event) { program.Emit(event) },
		KeepSent: keepSent,
		Answer:   answerTime,
		Compose: func(text string) string {
			return js.Global().Get("String").Get("prototype").Get("normalize").Call("call", text).String()
		},
	})
	program.Serve(moduleName, session.Call, problemJSON)
}

// problemJSON is the JSON that the worker expects of a failed command.
func problemJSON(err error) string {
	b, err := json.Marshal(problem.Of(err))
	if err != nil {
		return `{"code":"internal","message":"internal error: problem cannot be marshalled"}`
	}
	return string(b)
}
