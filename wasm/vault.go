//go:build js && wasm

package main

import (
	"context"
	"errors"
	"fmt"
	"syscall/js"

	"github.com/blindfit/blindfit/dataowner/store"
)

// vault is the worker's IndexedDB vault as a store.Store.
type vault struct{ object js.Value }

var _ store.Store = vault{}

func (v vault) Get(ctx context.Context, key string) ([]byte, error) {
	value, err := await(ctx, v.object.Call("get", key))
	if err != nil {
		return nil, err
	}
	if value.IsUndefined() {
		return nil, store.ErrNoEntry
	}
	b := make([]byte, value.Length())
	js.CopyBytesToGo(b, value)
	return b, nil
}

func (v vault) Put(ctx context.Context, key string, value []byte) error {
	array := js.Global().Get("Uint8Array").New(len(value))
	js.CopyBytesToJS(array, value)
	_, err := await(ctx, v.object.Call("put", key, array))
	return err
}

func (v vault) Create(ctx context.Context, key string, value []byte) error {
	array := js.Global().Get("Uint8Array").New(len(value))
	js.CopyBytesToJS(array, value)
	created, err := await(ctx, v.object.Call("create", key, array))
	if err == nil && !created.Truthy() {
		err = store.ErrTaken
	}
	return err
}

func (v vault) Keys(ctx context.Context) ([]string, error) {
	value, err := await(ctx, v.object.Call("keys"))
	if err != nil {
		return nil, err
	}
	keys := make([]string, value.Length())
	for i := range keys {
		keys[i] = value.Index(i).String()
	}
	return keys, nil
}

func (v vault) Delete(ctx context.Context, key string) error {
	_, err := await(ctx, v.object.Call("delete", key))
	return err
}

// await waits for a promise. When ctx ends first the promise goes on by itself; its result is dropped.
func await(ctx context.Context, promise js.Value) (js.Value, error) {
	type outcome struct {
		value js.Value
		err   error
	}
	done := make(chan outcome, 1)
	var fulfilled, rejected js.Func
	release := func() { fulfilled.Release(); rejected.Release() }
	fulfilled = js.FuncOf(func(_ js.Value, args []js.Value) any {
		defer release()
		done <- outcome{value: first(args)}
		return nil
	})
	rejected = js.FuncOf(func(_ js.Value, args []js.Value) any {
		defer release()
		done <- outcome{err: jsError(first(args))}
		return nil
	})
	promise.Call("then", fulfilled, rejected)
	select {
	case o := <-done:
		return o.value, o.err
	case <-ctx.Done():
		return js.Value{}, ctx.Err()
	}
}

func first(args []js.Value) js.Value {
	if len(args) == 0 {
		return js.Undefined()
	}
	return args[0]
}

// jsError turns what a promise rejected with into an error.
func jsError(reason js.Value) error {
	if reason.Type() == js.TypeObject {
		if name, message := reason.Get("name"), reason.Get("message"); message.Type() == js.TypeString {
			return fmt.Errorf("%s: %s", name.String(), message.String())
		}
	}
	return errors.New("the browser refused the request")
}
