//go:build js && wasm

package main

import (
	"context"
	"syscall/js"

	"github.com/blindfit/blindfit/dataowner/store"
	"github.com/blindfit/blindfit/internal/jsvalue"
)

// vault is the worker's IndexedDB vault as a store.Store.
type vault struct{ jsvalue.Keeper }

var _ store.Store = vault{}

func (v vault) Get(ctx context.Context, key string) ([]byte, error) {
	value, ok, err := v.Keeper.Get(ctx, key)
	if err == nil && !ok {
		err = store.ErrNoEntry
	}
	return value, err
}

func (v vault) Create(ctx context.Context, key string, value []byte) error {
	created, err := jsvalue.Await(ctx, func() js.Value { return v.Object.Call("create", key, jsvalue.Array(value)) })
	if err == nil && !created.Truthy() {
		err = store.ErrTaken
	}
	return err
}

func (v vault) Keys(ctx context.Context) ([]string, error) {
	value, err := jsvalue.Await(ctx, func() js.Value { return v.Object.Call("keys") })
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
	_, err := jsvalue.Await(ctx, func() js.Value { return v.Object.Call("delete", key) })
	return err
}
