//go:build js && wasm

package main

import (
	"context"
	"syscall/js"

	"github.com/blindfit/blindfit/dataowner/store"
	"github.com/blindfit/blindfit/internal/jsvalue"
)

// vault is the worker's IndexedDB vault as a store.Store.
type vault struct{ object js.Value }

var _ store.Store = vault{}

func (v vault) Get(ctx context.Context, key string) ([]byte, error) {
	value, err := jsvalue.Await(ctx, func() js.Value { return v.object.Call("get", key) })
	if err != nil {
		return nil, err
	}
	if value.IsUndefined() {
		return nil, store.ErrNoEntry
	}
	return jsvalue.Bytes(value)
}

func (v vault) Put(ctx context.Context, key string, value []byte) error {
	_, err := jsvalue.Await(ctx, func() js.Value { return v.object.Call("put", key, jsvalue.Array(value)) })
	return err
}

func (v vault) Create(ctx context.Context, key string, value []byte) error {
	created, err := jsvalue.Await(ctx, func() js.Value { return v.object.Call("create", key, jsvalue.Array(value)) })
	if err == nil && !created.Truthy() {
		err = store.ErrTaken
	}
	return err
}

func (v vault) Keys(ctx context.Context) ([]string, error) {
	value, err := jsvalue.Await(ctx, func() js.Value { return v.object.Call("keys") })
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
	_, err := jsvalue.Await(ctx, func() js.Value { return v.object.Call("delete", key) })
	return err
}
